package engine

import (
	"encoding/json"
	"math"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/plan"
)

// explainedTable is one read of an API table in EXPLAIN FORMAT=JSON.
type explainedTable struct {
	Table    string         `json:"table"`
	Error    string         `json:"error,omitempty"`
	Calls    *int           `json:"api_calls"` // null: one a key, see lookup_by
	Known    bool           `json:"from_known_totals"`
	AtMost   bool           `json:"may_stop_early,omitempty"`
	LookupBy []string       `json:"lookup_by,omitempty"`
	Requests []string       `json:"requests"`
	Pushed   []pushedFilter `json:"reaches_api,omitempty"`
	Checked  []string       `json:"checked_here,omitempty"`
}

// pushedFilter is a filter that reaches the API.
type pushedFilter struct {
	As    string `json:"as"`
	Exact bool   `json:"exact"`
}

// json is the answer to EXPLAIN FORMAT=JSON: one text.
func (x explainer) json(ctx *sql.Context, d *plan.DescribeQuery, reads []explained) (sql.RowIter, error) {
	answer := struct {
		Tables []explainedTable `json:"tables"`
		Plan   []string         `json:"plan"`
	}{Tables: []explainedTable{}}
	for _, r := range reads {
		answer.Tables = append(answer.Tables, x.table(r))
	}
	answer.Plan = strings.Split(strings.TrimRight(sql.Describe(ctx, d.Child, sql.DescribeOptions{Plan: true}), "\n"), "\n")
	var body strings.Builder
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // requests are full of &
	encoder.SetIndent("", "  ")
	err := encoder.Encode(answer)
	return sql.RowsToRowIter(sql.NewRow(strings.TrimSpace(body.String()))), err
}

func (x explainer) table(r explained) explainedTable {
	t := r.table
	out := explainedTable{Table: t.def.Name, Requests: []string{}, Checked: r.checks, AtMost: t.lazy}
	if r.lookup != nil {
		out.LookupBy, out.Requests = expressions(r.lookup), []string{"GET " + keyedPath(t.def, r.lookup)}
		return out
	}
	p := t.reads()
	if err := runnable(p); err != nil {
		out.Error = Message(err)
		return out
	}
	calls, known := x.engine.totals.estimate(t)
	switch {
	case p.Empty():
		calls, known = 0, true
	case r.total:
		calls, known = float64(len(p.Requests)), true
	case r.groups != nil:
		calls = r.groups.calls + 1
	}
	whole := int(math.Ceil(calls))
	out.Calls, out.Known = &whole, known
	for _, request := range p.Requests {
		out.Requests = append(out.Requests, "GET "+strings.TrimSuffix(request.Key(), "?"))
	}
	for i, where := range p.Pushed {
		if where != "" {
			out.Pushed = append(out.Pushed, pushedFilter{where, p.Exact[i]})
		}
	}
	return out
}
