package simulator

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Schema declares a request body or a part of one: what the OpenAPI files say of it, no more. Unset means unrestricted. What
// the files leave open, such as whether an id exists, is the handlers' business.
type Schema struct {
	Type       string // object, array, string, integer, number or boolean; empty is any JSON
	Format     string
	Enum       []string
	Pattern    string
	MinLength  int
	MaxLength  int
	Minimum    *int64
	Maximum    *int64
	Nullable   bool
	Items      *Schema
	MinItems   int
	MaxItems   int
	Members    []Member
	Open       bool      // members that are not declared are let through
	OneOf      []*Schema // exactly one must fit
	AnyOfNames []string  // at least one of these members must be there

	match *regexp.Regexp
}

// Member is a member of an object.
type Member struct {
	Name     string
	Required bool
	*Schema
}

var (
	aString   = &Schema{Type: "string"}
	aFlag     = &Schema{Type: "boolean"}
	anInteger = &Schema{Type: "integer", Format: "int64"}
	aNumber   = &Schema{Type: "number"}
	aMoment   = &Schema{Type: "string", Format: "date-time", Pattern: datePattern}
	anything  = &Schema{Nullable: true}
)

func need(name string, s *Schema) Member { return Member{name, true, s} }
func may(name string, s *Schema) Member  { return Member{name, false, s} }

func object(members ...Member) *Schema { return &Schema{Type: "object", Members: members} }
func listOf(s *Schema) *Schema         { return &Schema{Type: "array", Items: s} }
func among(values ...string) *Schema   { return &Schema{Type: "string", Enum: values} }
func sized(least, most int) *Schema {
	return &Schema{Type: "string", MinLength: least, MaxLength: most}
}
func alternatives(ss ...*Schema) *Schema { return &Schema{OneOf: ss} }

func between(least, most int64) *Schema {
	s := &Schema{Type: "integer", Format: "int64", Minimum: &least}
	if most > 0 {
		s.Maximum = &most
	}
	return s
}

func matching(expr string) *Schema {
	return &Schema{Type: "string", Pattern: expr, match: regexp.MustCompile(expr)}
}

func (s *Schema) with(change func(*Schema)) *Schema {
	next := *s
	change(&next)
	return &next
}

func orNull(s *Schema) *Schema { return s.with(func(s *Schema) { s.Nullable = true }) }

func (s *Schema) items(least, most int) *Schema {
	return s.with(func(s *Schema) { s.MinItems, s.MaxItems = least, most })
}

// check lists what is wrong with a decoded value, each with the path of the member. Numbers come as json.Number.
func (s *Schema) check(path string, v any) []problem {
	if s.OneOf != nil {
		return s.checkAlternatives(path, v)
	}
	if v == nil {
		if s.Nullable {
			return nil
		}
		return []problem{bad(path, "may not be null", v, "NotNull")}
	}
	switch s.Type {
	case "object":
		return s.checkObject(path, v)
	case "array":
		return s.checkArray(path, v)
	case "string":
		return s.checkString(path, v)
	case "integer", "number":
		return s.checkNumber(path, v)
	case "boolean":
		if _, ok := v.(bool); !ok {
			return []problem{bad(path, "must be true or false", v, "Type")}
		}
	}
	return nil
}

// misfit says how far a value is from an alternative. One of another op or path is further away than one with a wrong value.
func misfit(wrong []problem) (n int) {
	for _, p := range wrong {
		if n++; strings.HasSuffix(p.path, "path") || strings.HasSuffix(p.path, "op") {
			n += 10
		}
	}
	return n
}

// checkAlternatives reports on the alternative that fits best.
func (s *Schema) checkAlternatives(path string, v any) (best []problem) {
	fits := 0
	for i, one := range s.OneOf {
		wrong := one.check(path, v)
		if len(wrong) == 0 {
			fits++
		}
		if i == 0 || misfit(wrong) < misfit(best) {
			best = wrong
		}
	}
	if fits > 1 {
		return []problem{bad(path, "fits more than one alternative", v, "Ambiguous")}
	}
	return best
}

func (s *Schema) checkObject(path string, v any) (wrong []problem) {
	given, ok := v.(map[string]any)
	if !ok {
		return []problem{bad(path, "must be an object", v, "Type")}
	}
	for _, m := range s.Members {
		at := m.Name
		if path != "" {
			at = path + "." + m.Name
		}
		switch value, there := given[m.Name]; {
		case there:
			wrong = append(wrong, m.check(at, value)...)
		case m.Required:
			wrong = append(wrong, missing(at))
		}
	}
	if s.AnyOfNames != nil && !slices.ContainsFunc(s.AnyOfNames, func(n string) bool { _, ok := given[n]; return ok }) {
		wrong = append(wrong, bad(path, "needs one of: "+strings.Join(s.AnyOfNames, ", "), v, "NotEmpty"))
	}
	if s.Open {
		return wrong
	}
	for name, value := range given {
		if !slices.ContainsFunc(s.Members, func(m Member) bool { return m.Name == name }) {
			wrong = append(wrong, bad(strings.TrimPrefix(path+"."+name, "."), "unknown member", value, "UnknownMember"))
		}
	}
	return wrong
}

func (s *Schema) checkArray(path string, v any) (wrong []problem) {
	list, ok := v.([]any)
	if !ok {
		return []problem{bad(path, "must be an array", v, "Type")}
	}
	if len(list) < s.MinItems || s.MaxItems > 0 && len(list) > s.MaxItems {
		return []problem{bad(path, "wrong number of elements: "+strconv.Itoa(len(list)), nil, "Size")}
	}
	for i, value := range list {
		wrong = append(wrong, s.Items.check(path+"["+strconv.Itoa(i)+"]", value)...)
	}
	return wrong
}

func (s *Schema) checkString(path string, v any) []problem {
	text, ok := v.(string)
	if !ok {
		return []problem{bad(path, "must be text", v, "Type")}
	}
	n := utf8.RuneCountInString(text)
	switch {
	case s.Format == "date-time":
		if _, err := parseDate(text); err != nil {
			return []problem{asJSON(malformedDate(path, text))}
		}
	case s.Format == "email" && !emailPattern.MatchString(text):
		return []problem{bad(path, "must be a well-formed email address", v, "Email")}
	case s.Enum != nil && !slices.Contains(s.Enum, text):
		return []problem{asJSON(notOneOf(path, text, s.Enum))}
	case n < s.MinLength && n == 0:
		return []problem{bad(path, "may not be empty", v, "NotEmpty")}
	case n < s.MinLength || s.MaxLength > 0 && n > s.MaxLength:
		return []problem{bad(path, "length must be between "+strconv.Itoa(s.MinLength)+" and "+strconv.Itoa(s.MaxLength), v, "Size")}
	case s.match != nil && !s.match.MatchString(text):
		return []problem{bad(path, "must match "+s.Pattern, v, "Pattern")}
	}
	return nil
}

// emailPattern is what every mail system agrees on; the API's own rule is not documented.
var emailPattern = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)

func (s *Schema) checkNumber(path string, v any) []problem {
	number, ok := v.(json.Number)
	if !ok {
		return []problem{bad(path, "must be a number", v, "Type")}
	}
	if s.Type == "number" {
		return nil
	}
	n, err := strconv.ParseInt(number.String(), 10, 64)
	switch {
	case err != nil:
		return []problem{bad(path, "must be a whole number", v, "InvalidNumber")}
	case s.Minimum != nil && n < *s.Minimum:
		return []problem{bad(path, "must not be less than "+itoa(*s.Minimum), v, "Size")}
	case s.Maximum != nil && n > *s.Maximum:
		return []problem{bad(path, "must not be more than "+itoa(*s.Maximum), v, "Size")}
	}
	return nil
}

// bad is a problem with a value of a body. Its rejected value is JSON text, unlike that of a query parameter.
func bad(path, message string, value any, kind string) problem {
	raw, _ := json.Marshal(value)
	return problem{path, message, string(raw), kind}
}

func asJSON(p problem) problem { return bad(p.path, p.message, p.rejected, p.kind) }
