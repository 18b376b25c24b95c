package engine

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// within refuses a plan that would take more calls than the statement may make,
// where the totals that were seen tell: that costs no call at all.
func (r *reader) within(ctx *sql.Context, e *Engine) error {
	most := integerVariable(ctx, maxCallsVariable)
	if most <= 0 || e.sightOf(ctx).plan {
		return nil
	}
	needs, costliest := 0.0, (*table)(nil)
	dearest := 0.0
	seen := map[string]bool{}
	for _, t := range r.whole {
		calls, known := e.totals.estimate(t)
		if !known || t.lead == nil && seen[requestsOf(t.reads())] {
			continue
		}
		seen[requestsOf(t.reads())] = true
		needs += calls
		if calls > dearest {
			dearest, costliest = calls, t
		}
	}
	if needs <= float64(most) {
		return nil
	}
	return overBudget(int(math.Ceil(needs)), int(most), costliest.def)
}

func requestsOf(p pushdown.Plan) string {
	var keys []string
	for _, r := range p.Requests {
		keys = append(keys, r.Key())
	}
	return strings.Join(keys, " ")
}

func overBudget(needs, most int, def *tables.Table) error {
	return sqlError(1644, stateUser, "this needs about %d API calls, more than the %d that a statement may make; %s, add a LIMIT, or SET %s higher",
		needs, most, narrower(def), maxCallsVariable)
}

// narrower says what would narrow the reading of a table.
func narrower(def *tables.Table) string {
	columns := def.Filterable()
	if len(columns) == 0 {
		return "read less of " + def.Name
	}
	if len(columns) > 8 {
		columns = append(slices.Clone(columns[:8]), "others that scoutql tables "+def.Name+" lists")
	}
	return fmt.Sprintf("narrow %s by %s", def.Name, strings.Join(columns, ", "))
}

// affordable stops a listing after its first page where the rest of it would
// go over the statement's budget.
func (s *scan) affordable(ctx context.Context, page tables.Page) error {
	st := statementOf(ctx)
	if s.table.lazy || page.Number != 1 || page.Pages < 2 || st.meter.Max() == 0 || s.table.repeat || s.table.lead != nil {
		return nil
	}
	if needs := st.meter.Calls() + page.Pages - 1; needs > st.meter.Max() {
		return overBudget(needs, st.meter.Max(), s.table.def)
	}
	return nil
}
