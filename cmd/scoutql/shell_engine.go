package main

import (
	"context"
	"fmt"
	"math"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
	"github.com/scoutql/scoutql/cmd/scoutql/internal/shell"
	"github.com/scoutql/scoutql/engine"
)

// engineRunner runs the shell's statements in this process.
type engineRunner struct {
	engine  *engine.Engine
	account *account
	session session
}

func newEngineRunner(e *engine.Engine, acc *account) *engineRunner {
	return &engineRunner{engine: e, account: acc, session: session{e.NewSession()}}
}

func (r *engineRunner) Run(ctx context.Context, statement string, each func(*shell.Result) error) error {
	return r.session.Run(ctx, statement, nil, func(result *engine.Result) error {
		return each(&shell.Result{
			Columns: result.Columns, Rows: result.Rows, Affected: result.AffectedRows,
			Calls: func() (int, bool) { return result.Stats().Calls, true },
			Warnings: func() []string {
				var list []string
				for _, w := range result.Warnings() {
					list = append(list, fmt.Sprintf("%s (%d): %s", w.Level, w.Code, w.Message))
				}
				return list
			},
		})
	})
}

func (r *engineRunner) Budget(context.Context) (left, limit int, known bool) {
	s := r.account.client.RateLimit()
	return s.Remaining, s.Limit, s.Limit > 0 && s.Limit < math.MaxInt32 && s.Remaining >= 0
}

// Learn uses a session of its own: it runs beside statements.
func (r *engineRunner) Learn(ctx context.Context, c *shell.Catalogue) error {
	own := session{r.engine.NewSession()}
	defer own.Close()
	return learn(c, func(sql string, row func([]string)) error {
		return own.Run(ctx, sql, nil, func(result *engine.Result) error {
			for cells, err := range result.Rows {
				if err != nil {
					return err
				}
				row(texts(cells))
			}
			return nil
		})
	})
}

func (r *engineRunner) Close() { r.session.Close() }

func texts(cells []output.Cell) []string {
	list := make([]string, len(cells))
	for i, c := range cells {
		list[i] = c.Text
	}
	return list
}

// learn asks the information schema for what a catalogue does not have yet.
func learn(c *shell.Catalogue, query func(sql string, row func([]string)) error) error {
	err := query("SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION",
		func(row []string) { c.Add(row[0], shell.Column{Name: row[1], Type: row[2]}) })
	if err != nil {
		return err
	}
	err = query("SELECT ROUTINE_NAME, ROUTINE_COMMENT FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'PROCEDURE' ORDER BY ROUTINE_NAME",
		func(row []string) { c.AddProcedure(row[0], row[1]) })
	if err != nil {
		return err
	}
	return query("SELECT SPECIFIC_NAME, PARAMETER_NAME, DATA_TYPE FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = DATABASE() AND PARAMETER_NAME IS NOT NULL ORDER BY SPECIFIC_NAME, ORDINAL_POSITION",
		func(row []string) { c.AddParam(row[0], shell.Param{Name: row[1], Type: row[2]}) })
}
