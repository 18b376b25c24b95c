package pushdown

import (
	"cmp"
	"strings"
	"time"

	"github.com/scoutql/scoutql/tables"
)

// Matches tells whether a decoded value satisfies a predicate that was planned
// as exact. NULL satisfies none. Text is compared as planned: exact filters on
// text are those on plain ASCII words, and the values of a report's parameters,
// which come back as they were given.
func (p Pred) Matches(value any) bool {
	for _, v := range p.Vals {
		order, ok := compare(value, v)
		if ok && holds(p.Op, order) {
			return true
		}
	}
	return false
}

func holds(op tables.Op, order int) bool {
	switch op {
	case tables.Eq, tables.In:
		return order == 0
	case tables.Gt:
		return order > 0
	case tables.Ge:
		return order >= 0
	case tables.Lt:
		return order < 0
	case tables.Le:
		return order <= 0
	}
	return false
}

// compare orders a cell against a predicate's value; ok is false for NULL and
// for values of different kinds.
func compare(cell, v any) (order int, ok bool) {
	switch cell := cell.(type) {
	case int8:
		return compare(int64(cell), v)
	case int32:
		return compare(int64(cell), v)
	case int64:
		n, ok := v.(int64)
		return cmp.Compare(cell, n), ok
	case string:
		s, ok := v.(string)
		if strings.EqualFold(cell, s) {
			return 0, ok
		}
		return cmp.Compare(cell, s), ok
	case time.Time:
		t, ok := v.(time.Time)
		return cell.Compare(t), ok
	}
	return 0, false
}
