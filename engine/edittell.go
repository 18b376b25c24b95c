package engine

import (
	"errors"
	"fmt"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/types"
	"github.com/dolthub/vitess/go/mysql"

	"github.com/scoutql/scoutql/tables"
)

// maxShown is how many calls of a dry run the warnings show.
const maxShown = 100

// show puts the calls of a dry run into the warnings.
func (s *sending) show(ctx *sql.Context, c *change, calls []tables.Call) {
	for _, call := range calls {
		s.planned++
		if s.planned > maxShown {
			continue
		}
		text := call.Method + " " + call.Path
		if key := s.edit.key(or(c.Old, c.New)); key != "" {
			text = s.edit.def.Name + " " + key + ": " + text
		}
		if len(call.Says) > 0 {
			text += "  " + strings.Join(call.Says, ", ")
		}
		notify(ctx, text)
	}
}

// notify adds a warning that only informs.
func notify(ctx *sql.Context, text string) {
	ctx.Session.Warn(&sql.Warning{Level: "Note", Code: 1105, Message: text})
}

// outcome tells the client and the session what was done.
func (s *sending) outcome(ctx *sql.Context, matched int) types.OkResult {
	e := s.edit
	if s.planned > maxShown {
		notify(ctx, fmt.Sprintf("and %d more calls; all are in scoutql.writes", s.planned-maxShown))
	}
	if s.statement.DryRun {
		notify(ctx, "scoutql_dry_run is on: nothing was sent")
	}
	info := ctx.GetLastQueryInfo()
	id := int64(0)
	if len(s.ids) > 0 {
		info.LastInsertId.Store(s.ids[0])
	}
	if len(s.ids) == 1 {
		id = s.ids[0] // drivers count up from it, and ours have gaps: of several rows none is told
	}
	affected := s.affected
	if e.verb == "UPDATE" {
		info.FoundRows.Store(int64(matched))
		if foundRows(ctx) && !s.statement.DryRun {
			affected = matched
		}
	}
	info.RowCount.Store(int64(affected))
	ok := types.OkResult{RowsAffected: uint64(affected), InsertID: uint64(id)}
	if e.verb == "UPDATE" {
		ok.Info = plan.UpdateInfo{Matched: matched, Updated: s.affected, Warnings: int(ctx.WarningCount())}
	}
	return ok
}

// halfway is the error of a statement that fails at its n-th row (from 0).
func (s *sending) halfway(n, all int, err error) error {
	cause := s.edit.refused(err)
	if len(s.done) == 0 {
		return cause
	}
	text := cause.Error()
	var known *mysql.SQLError
	if errors.As(cause, &known) {
		text = known.Message
	}
	return sqlError(1644, stateUser, "row %d of %d failed: %s; done before that: %s", n+1, all, text, few(s.done))
}

// few lists the first of many.
func few(keys []string) string {
	const most = 10
	if len(keys) <= most {
		return strings.Join(keys, "; ")
	}
	return fmt.Sprintf("%s; and %d more, see scoutql.writes", strings.Join(keys[:most], "; "), len(keys)-most)
}
