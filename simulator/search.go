package simulator

import (
	"errors"
	"fmt"
)

// The query language of section 2.1 of the reference:
//
//	query := or;  or := and {"OR" and};  and := not {"AND" not};  not := ["NOT"] (field ":" values | "(" or ")")
//	values := value | "(" the same operators over values ")";  value := word | "quoted phrase" | "[" date "TO" date "]"
//
// Only what is documented is accepted: no bare words, no implicit operators, no wildcards, no exclusive ranges. A query that
// works here therefore does not lean on something the real index may read otherwise.

// searchFields says, by name, how a value of a field becomes a predicate.
type searchFields[T any] map[string]func(searchValue) (func(*T) bool, error)

// searchValue is a word, a phrase or a range as written, with the moment NOW stands for.
type searchValue struct {
	text     string
	quoted   bool
	isRange  bool
	from, to string
	now      Time
}

// maxDepth bounds nesting, so that a hostile query cannot exhaust the stack.
const maxDepth = 100

type parser[T any] struct {
	lexer
	fields searchFields[T]
	now    Time
	depth  int
}

// parseQuery compiles a search expression.
func parseQuery[T any](query string, fields searchFields[T], now Time) (func(*T) bool, error) {
	p := &parser[T]{lexer: lexer{in: query}, fields: fields, now: now}
	p.next()
	match, err := p.either(p.clause)
	if err == nil && p.err != nil {
		err = p.err
	}
	if err == nil && p.tok.kind != tokEnd {
		err = p.unexpected("AND, OR or the end")
	}
	if err != nil {
		return nil, err
	}
	return match, nil
}

func (p *parser[T]) unexpected(want string) error {
	if p.err != nil {
		return p.err
	}
	return fmt.Errorf("syntax error at position %d: expected %s, found %s", p.tok.at+1, want, p.tok)
}

// either parses operands joined by OR; operand is a clause, or a value inside field:( ... ).
func (p *parser[T]) either(operand func() (func(*T) bool, error)) (func(*T) bool, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, errors.New("syntax error: nested too deeply")
	}
	defer func() { p.depth-- }()
	left, err := p.both(operand)
	for err == nil && p.is("OR") {
		var right func(*T) bool
		a := left
		if right, err = p.both(operand); err == nil {
			left = func(t *T) bool { return a(t) || right(t) }
		}
	}
	return left, err
}

func (p *parser[T]) both(operand func() (func(*T) bool, error)) (func(*T) bool, error) {
	left, err := p.unless(operand)
	for err == nil && p.is("AND") {
		var right func(*T) bool
		a := left
		if right, err = p.unless(operand); err == nil {
			left = func(t *T) bool { return a(t) && right(t) }
		}
	}
	return left, err
}

func (p *parser[T]) unless(operand func() (func(*T) bool, error)) (func(*T) bool, error) {
	negate := false
	for p.is("NOT") {
		negate = !negate
	}
	var match func(*T) bool
	var err error
	if p.tok.kind == tokOpen {
		p.next()
		if match, err = p.either(operand); err == nil && p.tok.kind != tokClose {
			err = p.unexpected("a closing parenthesis")
		}
		if err == nil {
			p.next()
		}
	} else {
		match, err = operand()
	}
	if err != nil || !negate {
		return match, err
	}
	return func(t *T) bool { return !match(t) }, nil
}

// is consumes an operator. Operators are upper case words outside quotes.
func (p *parser[T]) is(operator string) bool {
	if p.tok.kind != tokWord || p.tok.text != operator {
		return false
	}
	p.next()
	return true
}

// clause parses field:value or field:( values ).
func (p *parser[T]) clause() (func(*T) bool, error) {
	if p.tok.kind != tokField {
		return nil, p.unexpected("field:value")
	}
	field := p.tok.text
	compile, ok := p.fields[field]
	if !ok {
		return nil, fmt.Errorf("unknown search field '%s'", field)
	}
	p.next()
	value := func() (func(*T) bool, error) {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		match, err := compile(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", field, err)
		}
		return match, nil
	}
	if p.tok.kind == tokOpen {
		return p.unless(value)
	}
	return value()
}

func (p *parser[T]) value() (searchValue, error) {
	v := searchValue{text: p.tok.text, now: p.now}
	switch p.tok.kind {
	case tokWord:
		if v.text == "AND" || v.text == "OR" || v.text == "NOT" {
			return v, p.unexpected("a value")
		}
	case tokPhrase:
		v.quoted = true
	case tokRange:
		v.isRange, v.from, v.to = true, p.tok.text, p.tok.to
	case tokEnd, tokOpen, tokClose, tokField:
		return v, p.unexpected("a value")
	}
	p.next()
	return v, nil
}
