package simulator

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// span is a stretch of time, both ends in it. A partial date such as 2014-12 spans its whole month.
type span struct{ from, to Time }

const (
	earliest = Time(-1 << 62)
	latest   = Time(1<<62 - 1)
)

var errSearchDate = errors.New("must be a date such as 2014-02-27T00:00:00Z, 2014-02, NOW-1HOUR or *")

// dateSpan reads a range or a single date.
func (v searchValue) dateSpan() (span, error) {
	if !v.isRange {
		if v.text == "*" {
			return span{}, errSearchDate
		}
		return parseMoment(v.text, v.now)
	}
	out := span{earliest, latest}
	if v.from != "*" {
		s, err := parseMoment(v.from, v.now)
		if err != nil {
			return span{}, err
		}
		out.from = s.from
	}
	if v.to != "*" {
		s, err := parseMoment(v.to, v.now)
		if err != nil {
			return span{}, err
		}
		out.to = s.to
	}
	return out, nil
}

var dateMath = regexp.MustCompile(`^(?:([+-])(\d{1,6})|/)(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?`)

// parseMoment reads NOW, a full or a partial date, followed by date math: +n or -n of a unit, or rounding down with a slash.
func parseMoment(text string, now Time) (span, error) {
	s, rest, err := parseBase(text, now)
	if err != nil || rest == "" {
		return s, err
	}
	t := s.from.Time()
	for rest != "" {
		m := dateMath.FindStringSubmatch(rest)
		if m == nil {
			return span{}, errSearchDate
		}
		rest = rest[len(m[0]):]
		if m[1] == "" {
			t = roundDown(t, m[3])
			continue
		}
		n, _ := strconv.Atoi(m[2])
		if m[1] == "-" {
			n = -n
		}
		t = shift(t, m[3], n)
	}
	return span{TimeOf(t), TimeOf(t)}, nil
}

var partialDates = []struct {
	layout              string
	years, months, days int
}{
	{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {"2006-01-02", 0, 0, 1},
}

func parseBase(text string, now Time) (span, string, error) {
	if rest, ok := strings.CutPrefix(text, "NOW"); ok {
		return span{now, now}, rest, nil
	}
	if len(text) >= 20 && text[19] == 'Z' {
		if t, err := parseDate(text[:20]); err == nil {
			return span{t, t}, text[20:], nil
		}
		return span{}, "", errSearchDate
	}
	base, _, math := strings.Cut(text, "/")
	for _, p := range partialDates {
		t, err := time.Parse(p.layout, base)
		if err != nil {
			continue
		}
		out := span{TimeOf(t), TimeOf(t.AddDate(p.years, p.months, p.days)) - 1}
		if math {
			return out, text[len(base):], nil
		}
		return out, "", nil
	}
	return span{}, "", errSearchDate
}

func roundDown(t time.Time, unit string) time.Time {
	y, m, d := t.Date()
	switch unit {
	case "YEAR":
		return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
	case "MONTH":
		return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	case "WEEK":
		return time.Date(y, m, d-(int(t.Weekday())+6)%7, 0, 0, 0, 0, time.UTC)
	case "DAY":
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	case "HOUR":
		return t.Truncate(time.Hour)
	case "MINUTE":
		return t.Truncate(time.Minute)
	}
	return t
}

func shift(t time.Time, unit string, n int) time.Time {
	switch unit {
	case "YEAR":
		return t.AddDate(n, 0, 0)
	case "MONTH":
		return t.AddDate(0, n, 0)
	case "WEEK":
		return t.AddDate(0, 0, 7*n)
	case "DAY":
		return t.AddDate(0, 0, n)
	case "HOUR":
		return t.Add(time.Duration(n) * time.Hour)
	case "MINUTE":
		return t.Add(time.Duration(n) * time.Minute)
	}
	return t.Add(time.Duration(n) * time.Second)
}
