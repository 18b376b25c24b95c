package pushdown

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scoutql/scoutql/tables"
)

// A report is computed for the values of its parameters. Each filter column
// is such a parameter and reads back the value asked for, so that every row
// passes its own WHERE; the caller checks all predicates as usual.

// choice is one value of one parameter.
type choice struct {
	param string
	send  string // as the API spells it
	echo  map[string]any
}

// report plans one request for each combination of the values asked for.
func (b *builder) report(t *tables.Table) {
	r := reporter{table: t, instants: map[string]*instant{}}
	for i, p := range b.preds {
		where, ok := r.take(p)
		if !ok {
			continue
		}
		b.plan.Pushed[i] = where
		if strings.HasPrefix(where, "=") {
			b.plan.Notes = append(b.plan.Notes, fmt.Sprintf("%s.%s has no meaning for this report: it is read back and not sent", t.Name, p.Col))
		}
	}
	r.markExact(b)
	if r.refused != "" {
		b.plan.Refused = r.refused
		return
	}
	sets := r.choices()
	if r.refused != "" {
		b.plan.Refused = r.refused
		return
	}
	if b.plan.Missing = r.missing(sets); len(b.plan.Missing) > 0 {
		return
	}
	if r.never {
		return // some value asked for is NULL: no row
	}
	base := Request{Request: listRequest(t, t.List.Path)}
	for _, request := range r.combine(base, sets) {
		b.plan.Requests = append(b.plan.Requests, split(t, request)...)
	}
	if len(b.plan.Requests) > maxReportRequests {
		b.plan.Refused = fmt.Sprintf("%s would be asked %d times; %d are allowed in one statement", t.Name, len(b.plan.Requests), maxReportRequests)
		b.plan.Requests = nil
	}
}

// instantLayout is how the API writes dates: UTC, whole seconds.
const instantLayout = "2006-01-02T15:04:05Z"

// markExact: each row reads back what was asked for, so that a predicate which
// alone decided its parameter holds for every row.
func (r *reporter) markExact(b *builder) {
	deciders := map[string]int{}
	for _, where := range b.plan.Pushed {
		deciders[where]++
	}
	for i, where := range b.plan.Pushed {
		b.plan.Exact[i] = where != "" && deciders[where] == 1
	}
}

// maxReportRequests bounds how many reports one statement may ask for.
const maxReportRequests = 1000

type reporter struct {
	table    *tables.Table
	instants map[string]*instant // by parameter
	values   [][]choice
	taken    map[string]bool // columns that have given their values
	never    bool
	refused  string
}

// instant is what the predicates say of one point in time.
type instant struct {
	equal    []time.Time // nil: no equality
	low, top *time.Time  // bounds
}

// take notes what a predicate says of a parameter, and says where it went.
func (r *reporter) take(p Pred) (where string, ok bool) {
	c, ok := r.table.Column(p.Col)
	if !ok || !c.Echo {
		return "", false
	}
	for _, f := range c.Filter {
		if !f.Accepts(p.Op) {
			continue
		}
		if f.Style == tables.Instant || f.Style == tables.Unsent && c.Type.Kind == tables.Time {
			return r.takeInstant(target(c, f), p)
		}
		return r.takeValues(c, f, p)
	}
	return "", false
}

// target is the parameter of a filter, or the column itself where nothing is sent.
func target(c *tables.Column, f tables.Filter) string {
	if f.Style == tables.Unsent {
		return "=" + c.Name
	}
	return f.Param
}

func (r *reporter) takeInstant(param string, p Pred) (string, bool) {
	in := r.instants[param]
	if in == nil {
		in = &instant{}
	}
	var times []time.Time
	for _, v := range p.Vals {
		switch v := v.(type) {
		case time.Time:
			times = append(times, v)
		case nil:
		default:
			return "", false
		}
	}
	if len(times) == 0 {
		r.never = true
		return param, true
	}
	// Help Scout's instants are whole seconds: an open bound is the next second.
	switch p.Op {
	case tables.Eq, tables.In:
		if in.equal != nil {
			times = slices.DeleteFunc(times, func(t time.Time) bool { return !slices.ContainsFunc(in.equal, t.Equal) })
			r.never = r.never || len(times) == 0
		}
		in.equal = times
	case tables.Gt:
		in.atLeast(times[0].Add(time.Second))
	case tables.Ge:
		in.atLeast(times[0])
	case tables.Lt:
		in.atMost(times[0].Add(-time.Second))
	case tables.Le:
		in.atMost(times[0])
	}
	r.instants[param] = in
	return param, true
}

func (in *instant) atLeast(t time.Time) {
	if in.low == nil || t.After(*in.low) {
		in.low = &t
	}
}

func (in *instant) atMost(t time.Time) {
	if in.top == nil || t.Before(*in.top) {
		in.top = &t
	}
}

// values are the instants to ask for: those named, else the bound.
func (in *instant) values() []time.Time {
	switch {
	case in.equal != nil:
		return in.equal
	case in.low != nil:
		return []time.Time{*in.low}
	default:
		return []time.Time{*in.top}
	}
}

func (r *reporter) takeValues(c *tables.Column, f tables.Filter, p Pred) (string, bool) {
	if r.taken[c.Name] {
		return "", false // the first says what to ask for; the caller checks the rest
	}
	var list []choice
	for _, v := range p.Vals {
		if v == nil {
			continue
		}
		send, ok := r.spell(c, f, v)
		if !ok {
			return "", false
		}
		list = append(list, choice{param: target(c, f), send: send, echo: map[string]any{c.Name: v}})
	}
	if len(list) == 0 {
		r.never = true
		return target(c, f), true
	}
	if r.taken == nil {
		r.taken = map[string]bool{}
	}
	r.taken[c.Name] = true
	r.values = append(r.values, list)
	return target(c, f), true
}

// spell writes a value as the API does, or refuses it.
func (r *reporter) spell(c *tables.Column, f tables.Filter, v any) (string, bool) {
	value := strings.TrimSpace(text(v))
	switch f.Style {
	case tables.IDs:
		parts := strings.Split(value, ",")
		for i, p := range parts {
			n, err := strconv.ParseInt(strings.TrimSpace(p), 10, 64)
			if err != nil || n < 1 {
				r.refuse("%s.%s takes a comma list of ids, such as '1,2', not '%s'", r.table.Name, c.Name, value)
				return "", false
			}
			parts[i] = strconv.FormatInt(n, 10)
		}
		return strings.Join(parts, ","), true
	case tables.WordList:
		parts := strings.Split(value, ",")
		for i, p := range parts {
			word, ok := word(f.Words, p)
			if !ok {
				r.refuse("%s.%s takes a comma list of %s, not '%s'", r.table.Name, c.Name, strings.Join(f.Words, ", "), value)
				return "", false
			}
			parts[i] = word
		}
		return strings.Join(parts, ","), true
	}
	if len(f.Words) > 0 {
		word, ok := word(f.Words, value)
		if !ok {
			r.refuse("%s.%s is one of %s, not '%s'", r.table.Name, c.Name, strings.Join(f.Words, ", "), value)
		}
		return word, ok
	}
	if c.Type.Kind == tables.Bool {
		return strconv.FormatBool(value != "0"), true
	}
	return value, true
}

func (r *reporter) refuse(format string, args ...any) {
	if r.refused == "" {
		r.refused = fmt.Sprintf(format, args...)
	}
}

// word finds the API's spelling of a word, whatever its case.
func word(words []string, s string) (string, bool) {
	i := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, strings.TrimSpace(s)) })
	if i < 0 {
		return "", false
	}
	return words[i], true
}

// choices are all values of all parameters that the predicates give.
func (r *reporter) choices() [][]choice {
	sets := slices.Clone(r.values)
	for i := range r.table.Columns {
		c := &r.table.Columns[i]
		if !c.Echo || len(c.Filter) == 0 {
			continue
		}
		param := target(c, c.Filter[0])
		in := r.instants[param]
		if in == nil {
			continue
		}
		var set []choice
		for _, t := range in.values() {
			send := t.UTC().Format(instantLayout)
			set = append(set, choice{param: param, send: send, echo: map[string]any{c.Name: t.UTC()}})
		}
		sets = append(sets, set)
	}
	if (r.instants["previousStart"] == nil) != (r.instants["previousEnd"] == nil) {
		r.refuse("%s takes Previous_StartDate and Previous_EndDate together or not at all", r.table.Name)
	}
	return sets
}

// missing lists the required columns whose parameter nothing gives.
func (r *reporter) missing(sets [][]choice) []string {
	given := map[string]bool{}
	for _, set := range sets {
		given[set[0].param] = true
	}
	var missing []string
	for i := range r.table.Columns {
		if c := &r.table.Columns[i]; c.Required && !given[target(c, c.Filter[0])] {
			missing = append(missing, c.Name)
		}
	}
	return missing
}

// combine makes the requests for all combinations, without periods that end
// before they start.
func (r *reporter) combine(base Request, sets [][]choice) []Request {
	requests := []Request{base}
	for _, set := range sets {
		var next []Request
		for _, request := range requests {
			for _, c := range set {
				d := draft{Request: request}.clone()
				if !strings.HasPrefix(c.param, "=") {
					d.Query.Set(c.param, c.send)
				}
				if d.Echo == nil {
					d.Echo = map[string]any{}
				}
				for k, v := range c.echo {
					d.Echo[k] = v
				}
				next = append(next, d.Request)
			}
		}
		requests = next
	}
	several := len(requests) > 1
	return slices.DeleteFunc(requests, func(q Request) bool {
		return backwards(q.Query.Get("start"), q.Query.Get("end"), several) ||
			backwards(q.Query.Get("previousStart"), q.Query.Get("previousEnd"), several)
	})
}

// backwards tells that a period is none. An empty one is left to the API to
// judge, unless it only came about by combining several dates. The dates'
// spelling sorts as they do.
func backwards(start, end string, several bool) bool {
	return start > end || several && start == end && start != ""
}
