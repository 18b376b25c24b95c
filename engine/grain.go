package engine

import (
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// grain is the stretch of time in which an expression of a date is constant.
type grain int

// The grains, coarse to fine.
const (
	years grain = iota + 1
	months
	days
)

// grains are the functions of a date that know no finer time.
var grains = map[string]grain{
	"year": years, "month": months, "quarter": months, "monthname": months, "last_day": months,
	"date": days, "day": days, "dayofmonth": days, "dayofweek": days, "weekday": days, "dayofyear": days, "dayname": days,
	"week": days, "weekofyear": days, "yearweek": days, "to_days": days,
}

// patterns are those of DATE_FORMAT; the letters for times are not among them.
var patterns = map[byte]grain{
	'Y': years, 'y': years, 'm': months, 'c': months, 'M': months, 'b': months,
	'd': days, 'e': days, 'D': days, 'j': days, 'a': days, 'W': days, 'w': days,
	'u': days, 'U': days, 'v': days, 'V': days, 'x': days, 'X': days, '%': years,
}

// grainOf is the grain of an expression in which nothing but one column
// decides; ok is false for a finer one.
func grainOf(ctx *sql.Context, e sql.Expression, column *expression.GetField) (g grain, ok bool) {
	switch e := e.(type) {
	case *expression.Literal:
		return years, true
	case *expression.GetField:
		return 0, false
	case *expression.Alias:
		return grainOf(ctx, e.Child, column)
	case *expression.Convert:
		if sameColumn(e.Child, column) && types.IsDateType(e.Type(ctx)) {
			return days, true
		}
	case sql.FunctionExpression:
		children := e.Children()
		name := strings.ToLower(e.FunctionName())
		if len(children) > 0 && sameColumn(children[0], column) {
			if g, known := grains[name]; known && onlyLiterals(children[1:]) {
				return g, true
			}
			if name == "date_format" && len(children) == 2 {
				return patternGrain(children[1])
			}
			return 0, false
		}
		if nondeterministic, is := e.(sql.NonDeterministicExpression); is && nondeterministic.IsNonDeterministic() || len(children) == 0 {
			return 0, false
		}
	}
	if len(e.Children()) == 0 {
		return 0, false
	}
	for _, child := range e.Children() {
		finer, ok := grainOf(ctx, child, column)
		if !ok {
			return 0, false
		}
		g = max(g, finer)
	}
	return g, true
}

func sameColumn(e sql.Expression, column *expression.GetField) bool {
	field, ok := e.(*expression.GetField)
	return ok && strings.EqualFold(field.String(), column.String())
}

func onlyLiterals(list []sql.Expression) bool {
	for _, e := range list {
		if _, ok := e.(*expression.Literal); !ok {
			return false
		}
	}
	return true
}

func patternGrain(e sql.Expression) (g grain, ok bool) {
	literal, ok := e.(*expression.Literal)
	if !ok {
		return 0, false
	}
	format, ok := literal.Value().(string)
	if !ok {
		return 0, false
	}
	g = years
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		if i++; i == len(format) {
			return 0, false
		}
		finer, known := patterns[format[i]]
		if !known {
			return 0, false
		}
		g = max(g, finer)
	}
	return g, true
}

// dateFields are the columns in an expression.
func dateFields(ctx *sql.Context, e sql.Expression) (fields []*expression.GetField) {
	sql.Inspect(ctx, e, func(_ *sql.Context, e sql.Expression) bool {
		if field, ok := e.(*expression.GetField); ok {
			fields = append(fields, field)
		}
		return true
	})
	return fields
}

// coarse tells whether what stands above a grouping uses the date of a group
// only in ways that are the same for all dates of the group: which of them
// stands for it is open. inner says that a projection above chooses again.
func coarse(ctx *sql.Context, n, group sql.Node, d dimension, inner bool) bool {
	if n == group {
		return inner
	}
	for _, child := range n.Children() {
		if !holdsNode(ctx, child, group) {
			continue
		}
		_, project := n.(*plan.Project)
		if with, ok := n.(sql.Expressioner); ok {
			for _, e := range with.Expressions() {
				if !(project && inner && isDate(e, d)) && !coarseUse(ctx, e, d) {
					return false
				}
			}
		}
		switch n.(type) {
		case *plan.Project:
			inner = true
		case *plan.Having, *plan.Filter, *plan.Sort, *plan.TopN, *plan.Limit, *plan.Offset, *plan.Distinct:
		default:
			inner = false
		}
		return coarse(ctx, child, group, d, inner)
	}
	return false
}

func coarseUse(ctx *sql.Context, e sql.Expression, d dimension) bool {
	for _, field := range dateFields(ctx, e) {
		if !strings.EqualFold(field.Name(), d.column.Name) {
			continue
		}
		if g, ok := grainOf(ctx, e, field); !ok || g > d.grain {
			return false
		}
	}
	return true
}

func isDate(e sql.Expression, d dimension) bool {
	field, ok := e.(*expression.GetField)
	return ok && strings.EqualFold(field.Name(), d.column.Name)
}

func holdsNode(ctx *sql.Context, n, wanted sql.Node) bool {
	found := false
	transform.InspectWithOpaque(ctx, n, func(_ *sql.Context, n sql.Node) bool {
		found = found || n == wanted
		return !found
	})
	return found
}

// stretch is a half-open stretch of time.
type stretch struct{ from, to time.Time }

func (g grain) start(t time.Time) time.Time {
	switch g {
	case years:
		return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	case months:
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func (g grain) next(t time.Time) time.Time {
	switch g {
	case years:
		return t.AddDate(1, 0, 0)
	case months:
		return t.AddDate(0, 1, 0)
	}
	return t.AddDate(0, 0, 1)
}

// fewest is how many stretches there are at least between two dates.
func (g grain) fewest(low, high time.Time) float64 {
	longest := map[grain]float64{years: 366, months: 31, days: 1}[g]
	return high.Sub(low).Hours() / 24 / longest
}

// stretches cuts the time between two dates, both of them in it.
func (g grain) stretches(low, high time.Time) (all []stretch) {
	for at := g.start(low.UTC()); !at.After(high); at = g.next(at) {
		all = append(all, stretch{at, g.next(at)})
	}
	return all
}
