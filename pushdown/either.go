package pushdown

import (
	"slices"

	"github.com/scoutql/scoutql/tables"
)

// Either plans the reading of t under the predicates and under one of several
// alternatives, each a list of predicates: the calls of all alternatives, one
// after the other. ok is false where an alternative does not reach the API:
// then everything has to be read anyway. A row that several of them give comes
// with each; the reader counts it once. Whether an alternative holds is not in
// the plan's Exact: that stays with the caller.
func Either(t *tables.Table, preds []Pred, alternatives [][]Pred) (merged Plan, ok bool) {
	merged = Plan{
		Table: t, Base: t.Base(), Merged: true, Pushed: make([]string, len(preds)), Exact: make([]bool, len(preds)),
	}
	for i := range preds {
		merged.Exact[i] = true
	}
	for _, alternative := range alternatives {
		if slices.ContainsFunc(alternative, func(p Pred) bool { return echoes(t, p) }) {
			return Plan{}, false // the same item reads back otherwise in each call
		}
		p := For(t, slices.Concat(preds, alternative))
		if p.Empty() {
			continue
		}
		reached := slices.ContainsFunc(p.Pushed[len(preds):], func(where string) bool { return where != "" })
		if !reached || p.Walk || len(p.Missing) > 0 || p.Refused != "" {
			return Plan{}, false
		}
		merged.add(p)
	}
	return merged, len(merged.Requests) <= maxRequests
}

func echoes(t *tables.Table, p Pred) bool {
	c, ok := t.Column(p.Col)
	return !ok || c.Echo || t.Report
}

// add merges the plan of one more alternative.
func (p *Plan) add(other Plan) {
	for i := range p.Exact {
		p.Exact[i] = p.Exact[i] && other.Exact[i]
		p.Pushed[i] = other.Pushed[i]
	}
	if p.AtMost >= 0 && other.AtMost >= 0 {
		p.AtMost += other.AtMost
	} else {
		p.AtMost = -1
	}
	for _, r := range other.Requests {
		if !slices.ContainsFunc(p.Requests, func(known Request) bool { return known.ItemsKey() == r.ItemsKey() }) {
			p.Requests = append(p.Requests, r)
		}
	}
}
