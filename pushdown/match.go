package pushdown

import (
	"strings"
	"time"
)

// Matches tells whether a decoded value satisfies an equality predicate that
// was planned as exact. NULL satisfies none. Text is compared as planned: only
// enum-like columns have exact filters on text, whose values are plain ASCII.
func (p Pred) Matches(value any) bool {
	switch value := value.(type) {
	case nil:
		return false
	case int32:
		return p.Matches(int64(value))
	case time.Time:
		for _, v := range p.Vals {
			if t, ok := v.(time.Time); ok && t.Equal(value) {
				return true
			}
		}
		return false
	case string:
		for _, v := range p.Vals {
			if s, ok := v.(string); ok && strings.EqualFold(s, value) {
				return true
			}
		}
		return false
	default:
		for _, v := range p.Vals {
			if v == value {
				return true
			}
		}
		return false
	}
}
