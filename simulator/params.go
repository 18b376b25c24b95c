package simulator

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Parameter declares a query parameter: what the OpenAPI files say of it, no more. Unset means unrestricted.
type Parameter struct {
	Name    string
	Type    string // string, integer, boolean or array
	Format  string
	Enum    []string
	Pattern string
	Min     int64
	Max     int64 // unset means unbounded
	Repeats bool  // the description allows the parameter more than once
	// Required parameters must be there; only reports have any.
	Required bool
	// Items declares the elements of an array, which come separated by commas in one parameter.
	Items *Parameter

	match *regexp.Regexp
}

const datePattern = `^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$`

func text(name string) Parameter { return Parameter{Name: name, Type: "string"} }
func flag(name string) Parameter { return Parameter{Name: name, Type: "boolean"} }
func oneOf(name string, values ...string) Parameter {
	return Parameter{Name: name, Type: "string", Enum: values}
}

func pattern(name, expr string) Parameter {
	return Parameter{Name: name, Type: "string", Pattern: expr, match: regexp.MustCompile(expr)}
}

func date(name string) Parameter {
	return Parameter{Name: name, Type: "string", Format: "date-time", Pattern: datePattern}
}

func integer(name string, least int64) Parameter {
	return Parameter{Name: name, Type: "integer", Format: "int64", Min: least}
}

func (p Parameter) repeats() Parameter {
	p.Repeats = true
	return p
}

func (p Parameter) atMost(n int64) Parameter {
	p.Max = n
	return p
}

func required(p Parameter) Parameter {
	p.Required = true
	return p
}

// commaList declares an array of what item is.
func commaList(item Parameter) Parameter {
	return Parameter{Name: item.Name, Type: "array", Items: &item}
}

var (
	pageParam = integer("page", 1)
	embedding = oneOf("embed", "threads")
	sortOrder = oneOf("sortOrder", "asc", "desc")
)

// check says what is wrong with a value, or returns false.
func (p Parameter) check(v string) (problem, bool) {
	switch {
	case p.Items != nil:
		for element := range strings.SplitSeq(v, ",") {
			if wrong, bad := p.Items.check(element); bad {
				return wrong, true
			}
		}
	case p.Format == "date-time":
		if _, err := parseDate(v); err != nil {
			return malformedDate(p.Name, v), true
		}
	case p.Type == "integer":
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return invalidNumber(p.Name, v), true
		}
		if n < p.Min {
			return invalidID(p.Name, v), true
		}
		if p.Max > 0 && n > p.Max {
			return problem{p.Name, "must not be more than " + itoa(p.Max), v, "Size"}, true
		}
	case p.Type == "boolean":
		if v != "true" && v != "false" {
			return notOneOf(p.Name, v, []string{"true", "false"}), true
		}
	case p.Enum != nil:
		if !slices.Contains(p.Enum, v) {
			return notOneOf(p.Name, v, p.Enum), true
		}
	case p.match != nil:
		if !p.match.MatchString(v) {
			return problem{p.Name, "must match " + p.Pattern, v, "Pattern"}, true
		}
	}
	return problem{}, false
}

var errBadDate = errors.New("malformed date")

// parseDate takes the one accepted format. The API refuses milliseconds, and so time.Parse, which lets them pass, needs help.
func parseDate(v string) (Time, error) {
	if strings.ContainsAny(v, ".,") {
		return 0, errBadDate
	}
	t, err := time.Parse("2006-01-02T15:04:05Z", v)
	if err != nil || len(v) != 20 {
		return 0, errBadDate
	}
	return TimeOf(t), nil
}

// request is a call that passed its route's declaration.
type request struct {
	sim   *Simulator
	store *Store
	http  *http.Request
	base  string
	path  string
	v3    bool
	ids   []int64
	slug  string
	query url.Values
	body  []byte // of a write, checked

	repeat int // rows of the page before that this page shows again
}

// parse checks path and query against the route. The real API ignores unknown query parameters; here they are errors, because
// a misspelt filter that silently returns everything is the bug this simulator exists to catch.
func (rq *request) parse(rt *route, vars []string) *answer {
	var problems []problem
	for i, v := range vars {
		if rt.vars[i] == "slug" {
			rq.slug = v
			continue
		}
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil || n < 1 {
			problems = append(problems, invalidID(rt.vars[i], v))
		}
		rq.ids = append(rq.ids, n)
	}
	q, err := url.ParseQuery(rq.http.URL.RawQuery)
	if err != nil {
		return badRequest(problem{"query string", "malformed query string", rq.http.URL.RawQuery, "Malformed"})
	}
	rq.query = q
	for name, values := range q {
		i := slices.IndexFunc(rt.Params, func(p Parameter) bool { return p.Name == name })
		if i < 0 {
			problems = append(problems, unknownParameter(name, values[0]))
			continue
		}
		if len(values) > 1 && !rt.Params[i].Repeats {
			problems = append(problems, problem{name, "must be given once", strings.Join(values, ", "), "Size"})
		}
		for _, v := range values {
			if p, bad := rt.Params[i].check(v); bad {
				problems = append(problems, p)
			}
		}
	}
	for _, p := range rt.Params {
		if p.Required && !q.Has(p.Name) {
			problems = append(problems, missing(p.Name))
		}
	}
	if problems == nil {
		return nil
	}
	slices.SortFunc(problems, func(a, b problem) int { return strings.Compare(a.path, b.path) })
	return badRequest(problems...)
}

// maxPage is past the end of everything, and can be multiplied by a page size.
const maxPage = 1 << 40

func (rq *request) id() int64              { return rq.ids[0] }
func (rq *request) has(name string) bool   { return rq.query.Has(name) }
func (rq *request) get(name string) string { return rq.query.Get(name) }
func (rq *request) is(name string) bool    { return rq.query.Get(name) == "true" }
func (rq *request) page() int              { return int(min(max(rq.num("page"), 1), maxPage)) }
func (rq *request) descending() bool       { return rq.get("sortOrder") != "asc" }

// num is an integer parameter; 0 when absent. check has refused what does not parse.
func (rq *request) num(name string) int64 {
	n, _ := strconv.ParseInt(rq.query.Get(name), 10, 64)
	return n
}

// date is a date parameter; 0 when absent.
func (rq *request) date(name string) Time {
	t, _ := parseDate(rq.query.Get(name))
	return t
}

// listKey identifies a filtered and sorted list: everything asked for but the page and the embedding.
func (rq *request) listKey() string {
	q := url.Values{}
	for k, vs := range rq.query {
		if k != "page" && k != "embed" && k != "cursor" {
			q[k] = vs
		}
	}
	return rq.path + "?" + q.Encode()
}
