package sqltext

import "reflect"

// The parser and the engine go down a statement's tree by recursion, and a
// stack that overflows ends the process. A chain such as 1+1+1+... is as deep
// as it is long. Lists - IN, VALUES, the columns of a SELECT - are not.
const (
	// maxChain is how many words and signs may follow each other without a comma.
	// At a million NOTs the parser has used up its stack.
	maxChain = 50_000
	// maxDepth is how deep a tree may be. The engine's time grows with the square:
	// it plans 5000 additions in a second, 10000 in five.
	maxDepth = 5000
)

func tooDeep() error {
	return notSupported("a statement may nest %d operators at most; write a long list of values with IN", maxDepth)
}

// Bounded refuses a text that is not safe to parse. Our parser asks it itself;
// it is for those who use another.
func Bounded(text string) error { return bounded(text, mode{}) }

func bounded(text string, m mode) error {
	if len(text) > maxChain && longestChain(text, m) > maxChain {
		return tooDeep()
	}
	return nil
}

// level is what stands between two parentheses.
type level struct {
	tokens  int // since the last comma
	deepest int // of the parentheses closed since then
	before  int // the longest chain up to that comma
}

func (l *level) end() {
	l.before = max(l.before, l.tokens+l.deepest)
	l.tokens, l.deepest = 0, 0
}

// longestChain bounds the depth of the tree that the first statement of a text
// will have.
func longestChain(text string, m mode) int {
	levels := []level{{}}
	s := scanner{text: text, mode: m}
	for s.pos < len(text) {
		l := &levels[len(levels)-1]
		c := text[s.pos]
		switch {
		case s.quote != 0:
			s.inString()
		case isWord(c):
			for s.pos < len(text) && isWord(text[s.pos]) {
				s.pos++
			}
			l.tokens++
		case c == '(':
			s.pos++
			l.tokens++
			levels = append(levels, level{})
		case c == ')' && len(levels) > 1:
			s.pos++
			l.end()
			levels = levels[:len(levels)-1]
			parent := &levels[len(levels)-1]
			parent.deepest = max(parent.deepest, l.before)
		case c == ',':
			s.pos++
			l.end()
		case c == ';' && len(levels) == 1:
			l.end()
			return l.before
		case isBlank(c):
			s.pos++
		default: // a sign, a string or a comment
			s.inCode()
			l.tokens++
		}
	}
	for i := len(levels) - 1; i >= 0; i-- {
		levels[i].end()
		if i > 0 {
			levels[i-1].deepest = max(levels[i-1].deepest, levels[i].before)
		}
	}
	return levels[0].before
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// deeper says whether a tree is deeper than limit. It goes no deeper itself.
func deeper(node any, limit int) bool { return deeperValue(reflect.ValueOf(node), limit) }

func deeperValue(v reflect.Value, limit int) bool {
	switch v.Kind() {
	case reflect.Interface:
		return deeperValue(v.Elem(), limit)
	case reflect.Pointer:
		return limit == 0 || !v.IsNil() && deeperValue(v.Elem(), limit-1)
	case reflect.Struct:
		if v.Type() == authInformation {
			return false
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && deeperValue(v.Field(i), limit) {
				return true
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return false
		}
		for i := range v.Len() {
			if deeperValue(v.Index(i), limit) {
				return true
			}
		}
	}
	return false
}
