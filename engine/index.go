package engine

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cockroachdb/apd/v3"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// LookupForExpressions is where filters reach us: it gets every AND-ed
// condition on the table, and gives back as leftover what the API does not
// answer exactly. The SQL engine checks the leftover, and only that.
func (t *table) LookupForExpressions(ctx *sql.Context, conditions ...sql.Expression) (sql.IndexLookup, *sql.FuncDepSet, sql.Expression, bool, error) {
	var none sql.IndexLookup
	if !t.pushes(ctx) {
		return none, nil, nil, false, nil
	}
	var preds []pushdown.Pred
	var left []sql.Expression
	from := []sql.Expression{} // from[i] is the condition behind preds[i]
	write := t.engine.sightOf(ctx).write
	for _, e := range conditions {
		plain := e
		if write {
			plain = folded(ctx, e)
		}
		if p, ok := predicate(t.def, plain); ok {
			preds, from = append(preds, p), append(from, e)
		} else {
			left = append(left, e)
		}
	}
	plan := t.either(pushdown.For(t.def, preds), preds, left)
	p := &pushed{index: index{t.def, t.db}, plan: plan}
	reaches := plan.Empty() || plan.Merged
	for i := range preds {
		reaches = reaches || plan.Pushed[i] != ""
		if plan.Exact[i] {
			p.exact = append(p.exact, preds[i])
		} else {
			left = append(left, from[i])
		}
	}
	if len(plan.Missing) > 0 {
		// A join may still give what is missing; then these are needed too.
		t.waiting = preds
		return none, nil, nil, false, nil
	}
	if !reaches && plan.Refused == "" {
		return none, nil, nil, false, nil
	}
	var leftover sql.Expression
	if len(left) > 0 {
		leftover = expression.JoinAnd(left...)
	}
	return sql.IndexLookup{Index: p, Ranges: sql.MySQLRangeCollection{}}, nil, leftover, true, nil
}

// either narrows a plan by the first OR of different columns that reaches the
// API on all its sides. What the OR says is checked again in any case.
func (t *table) either(plan pushdown.Plan, preds []pushdown.Pred, left []sql.Expression) pushdown.Plan {
	if plan.Empty() || len(plan.Missing) > 0 || plan.Refused != "" || keyed(plan) {
		return plan
	}
	for _, e := range left {
		if _, ok := e.(*expression.Or); !ok {
			continue
		}
		merged, ok := pushdown.Either(t.def, preds, alternatives(t.def, e))
		if ok && t.engine.totals.cheaper(merged, plan) {
			return merged
		}
	}
	return plan
}

// pushes tells whether filters may travel: always where the API needs them, and
// for writes, which a filter that stays here would not make safe.
func (t *table) pushes(ctx *sql.Context) bool {
	return pushdownOn(ctx) || t.engine.config.Source != nil || t.engine.sightOf(ctx).write || len(pushdown.For(t.def, nil).Missing) > 0
}

// IndexedAccess copies the handle; a pushed filter rides on the lookup's index.
func (t *table) IndexedAccess(_ *sql.Context, lookup sql.IndexLookup) sql.IndexedTable {
	c := *t
	c.pushed, _ = lookup.Index.(*pushed)
	return &c
}

// GetIndexes publishes the primary key, for tools that ask for it, and the
// columns by which a child's rows are read. Joins look up by those for which a
// keyed read of the API exists.
func (t *table) GetIndexes(ctx *sql.Context) ([]sql.Index, error) {
	if !t.pushes(ctx) {
		return nil, nil
	}
	if t.def.Report {
		return t.requiredIndex(), nil
	}
	keyed := t.def.Within == nil && slices.Equal(tables.PathColumns(t.def.Get.Path), t.def.Key)
	indexes := []sql.Index{&keyIndex{index: index{t.def, t.db}, id: "PRIMARY", columns: t.def.Key, unique: true, keyed: keyed}}
	for _, column := range childKeys(t.def) {
		if !slices.Equal(t.def.Key, []string{column}) {
			indexes = append(indexes, &keyIndex{index: index{t.def, t.db}, id: column, columns: []string{column}, keyed: true})
		}
	}
	return indexes, nil
}

// requiredIndex covers the required columns of a report that the statement
// joins by; the others come from its filters. Nobody sees it.
func (t *table) requiredIndex() []sql.Index {
	var required []string
	for _, c := range t.def.Columns {
		if c.Required && t.joined[strings.ToLower(c.Name)] {
			required = append(required, c.Name)
		}
	}
	if len(required) == 0 {
		return nil
	}
	return []sql.Index{&keyIndex{index: index{t.def, t.db}, id: "required", columns: required, keyed: true, hidden: true}}
}

// childKeys are the columns by which a child's rows are read for one parent.
func childKeys(def *tables.Table) []string {
	base := def.Base()
	var keys []string
	for i := range def.Columns {
		column, ok := def.BaseColumn(def.Columns[i].Name)
		switch {
		case !ok:
		case base.Under != nil && base.Under.Column == column,
			base != def && slices.Equal(tables.PathColumns(base.Get.Path), []string{column}):
			keys = append(keys, def.Columns[i].Name)
		}
	}
	return keys
}

// index implements what all our indexes answer alike.
type index struct {
	def *tables.Table
	db  string
}

func (i index) Database() string                         { return i.db }
func (i index) Table() string                            { return i.def.Name }
func (index) IsSpatial() bool                            { return false }
func (index) IsFullText() bool                           { return false }
func (index) IsVector() bool                             { return false }
func (index) Comment() string                            { return "" }
func (index) IndexType() string                          { return "BTREE" }
func (index) IsGenerated() bool                          { return false }
func (index) CanSupport(*sql.Context, ...sql.Range) bool { return true }
func (index) CanSupportOrderBy(sql.Expression) bool      { return false }
func (index) PrefixLengths() []uint16                    { return nil }

// pushed carries a plan from LookupForExpressions to LookupPartitions. It has
// no expressions: otherwise the engine would believe in its order.
type pushed struct {
	index
	plan  pushdown.Plan
	exact []pushdown.Pred
}

func (p *pushed) ID() string            { return p.String() }
func (p *pushed) Expressions() []string { return nil }
func (p *pushed) ColumnExpressionTypes(*sql.Context) []sql.ColumnExpressionType {
	return nil
}
func (p *pushed) IsUnique() bool    { return false }
func (p *pushed) IndexType() string { return "API" }
func (p *pushed) IsGenerated() bool { return true }

// String shows the requests, for EXPLAIN.
func (p *pushed) String() string {
	if p.plan.Empty() {
		return "no call: no row can match"
	}
	shown := make([]string, 0, len(p.plan.Requests))
	for _, r := range p.plan.Requests {
		shown = append(shown, "GET "+strings.TrimSuffix(r.Key(), "?"))
	}
	return strings.Join(shown, "; ")
}

// keyIndex is an index that joins look up by.
type keyIndex struct {
	index
	id      string
	columns []string
	unique  bool
	keyed   bool // the API can read by it; otherwise a look-up would list the table
	hidden  bool // from SHOW KEYS
}

var _ sql.OrderedIndex = (*keyIndex)(nil)

func (i *keyIndex) ID() string     { return i.id }
func (i *keyIndex) IsUnique() bool { return i.unique }

func (i *keyIndex) IsGenerated() bool { return i.hidden }

// Order says that rows come in no order: otherwise the engine drops sorts.
func (i *keyIndex) Order(*sql.Context) sql.IndexOrder { return sql.IndexOrderNone }
func (i *keyIndex) Reversible(*sql.Context) bool      { return false }

func (i *keyIndex) Expressions() []string {
	names := make([]string, len(i.columns))
	for n, c := range i.columns {
		names[n] = i.def.Name + "." + c
	}
	return names
}

func (i *keyIndex) ColumnExpressionTypes(*sql.Context) []sql.ColumnExpressionType {
	cets := make([]sql.ColumnExpressionType, len(i.columns))
	for n, name := range i.Expressions() {
		c, _ := i.def.Column(i.columns[n])
		cets[n] = sql.ColumnExpressionType{Expression: name, Type: sqlType(c.Type)}
	}
	return cets
}

// keyPredicates reads the keys of a join look-up out of its ranges. The join
// drops its condition on the way (engine note 3a), so the scan checks them.
func keyPredicates(lookup sql.IndexLookup) ([]pushdown.Pred, error) {
	key, ok := lookup.Index.(*keyIndex)
	if !ok {
		return nil, fmt.Errorf("scoutql: unknown index %T", lookup.Index)
	}
	ranges, ok := lookup.Ranges.(sql.MySQLRangeCollection)
	if !ok {
		return nil, fmt.Errorf("scoutql: unknown ranges %T", lookup.Ranges)
	}
	preds := make([]pushdown.Pred, len(key.columns))
	for i, c := range key.columns {
		preds[i] = pushdown.Pred{Col: c, Op: tables.In}
	}
	for _, r := range ranges {
		for i := range preds {
			if i >= len(r) || unbounded(r[i]) {
				preds = preds[:i] // a look-up by the first columns only
				break
			}
			below, ok1 := r[i].LowerBound.(sql.Below)
			above, ok2 := r[i].UpperBound.(sql.Above)
			if !ok1 || !ok2 || below.Key != above.Key {
				return nil, fmt.Errorf("scoutql: a look-up by %s over a range", key.id)
			}
			c, _ := key.def.Column(preds[i].Col)
			v, err := joinKey(c, below.Key)
			if err != nil {
				return nil, err
			}
			preds[i].Vals = append(preds[i].Vals, v)
		}
	}
	return preds, nil
}

func unbounded(r sql.MySQLRangeColumnExpr) bool {
	_, low := r.LowerBound.(sql.BelowNull)
	_, high := r.UpperBound.(sql.AboveAll)
	return low && high
}

// joinKey converts a join key to the column's type. What equals no value of it
// becomes NULL, which matches nothing. Text compares with ids as a number, as
// in MySQL.
func joinKey(c *tables.Column, v any) (any, error) {
	if v, ok := planValue(c, v); ok {
		return v, nil
	}
	if c.Type.Kind != tables.BigInt && c.Type.Kind != tables.Int {
		return nil, nil
	}
	switch v := v.(type) {
	case float64, *apd.Decimal, uint64:
		return nil, nil
	case float32:
		return joinKey(c, float64(v))
	case string:
		return textKey(v), nil
	case []byte:
		return textKey(string(v)), nil
	}
	return nil, fmt.Errorf("scoutql: cannot join %s with a %T", c.Name, v)
}

// textKey reads the number that a text starts with; MySQL reads "12abc" as 12.
func textKey(s string) any {
	s = strings.TrimSpace(s)
	for end := len(s); end > 0; end-- {
		if f, err := strconv.ParseFloat(s[:end], 64); err == nil {
			if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
				return int64(f)
			}
			return nil
		}
	}
	return int64(0)
}
