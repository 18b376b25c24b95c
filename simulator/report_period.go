package simulator

import "time"

// period is a report's range, from its start up to but without its end: the reference does not say whether an end instant
// counts, and only so do ranges that follow each other count everything once.
type period struct{ from, to Time }

func (sp period) holds(t Time) bool { return t >= sp.from && t < sp.to }

// days are the whole days in the range, as the reference counts 1 to 31 January as 30; an average needs at least one.
func (sp period) days() int64 { return int64(max((sp.to-sp.from)/day, 1)) }

// asked reads the ranges of a report. previous is nil unless asked for.
func (rq *request) asked() (current period, previous *period, bad *answer) {
	current = period{rq.date("start"), rq.date("end")}
	var problems []problem
	wrong := func(name, message, kind string) {
		problems = append(problems, problem{name, message, rq.get(name), kind})
	}
	if current.to <= current.from {
		wrong("end", "must be after start", "Range")
	}
	switch first, last := rq.has("previousStart"), rq.has("previousEnd"); {
	case first && last:
		previous = &period{rq.date("previousStart"), rq.date("previousEnd")}
		if previous.to <= previous.from {
			wrong("previousEnd", "must be after previousStart", "Range")
		}
	case first:
		wrong("previousEnd", "must be given together with previousStart", "NotEmpty")
	case last:
		wrong("previousStart", "must be given together with previousEnd", "NotEmpty")
	}
	if message := current.tooMuchFor(rq.get("viewBy")); message != "" {
		wrong("viewBy", message, "Range")
	}
	if problems != nil {
		return current, nil, badRequest(problems...)
	}
	return current, previous, nil
}

// tooMuchFor is what the reference allows: day up to 60 days, week up to one year, month from 61 days on. Only the current
// range is held to it.
func (sp period) tooMuchFor(viewBy string) string {
	switch {
	case viewBy == "day" && sp.to-sp.from > 60*day:
		return "day is for ranges of up to 60 days"
	case viewBy == "week" && sp.to > TimeOf(sp.from.Time().AddDate(1, 0, 0)):
		return "week is for ranges of up to one year"
	case viewBy == "month" && sp.to-sp.from < 61*day:
		return "month is for ranges of at least 61 days"
	}
	return ""
}

// buckets cuts a range into days, weeks or months that are counted from its start: the reference says that a point's date
// is the first instant of its bucket, anchored at start. The last one may be short. Without viewBy there is one, which is
// what the live answers show.
func (sp period) buckets(viewBy string) []period {
	if viewBy == "" {
		return []period{sp}
	}
	var out []period
	for i := 0; ; i++ {
		from, to := sp.border(viewBy, i), sp.border(viewBy, i+1)
		if from >= sp.to {
			return out
		}
		out = append(out, period{from, min(to, sp.to)})
	}
}

// border is where the i-th bucket begins.
func (sp period) border(viewBy string, i int) Time {
	at := sp.from.Time()
	switch viewBy {
	case "month":
		return TimeOf(at.AddDate(0, i, 0))
	case "week":
		return TimeOf(at.AddDate(0, 0, 7*i))
	}
	return TimeOf(at.AddDate(0, 0, i))
}

// isoDay is 1 for Monday to 7 for Sunday, as in busy times. The company's time zone, which decides it, is UTC here.
func isoDay(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// Office hours of the account: Monday to Friday from 9 to 17 o'clock UTC.
const (
	officeOpens  = 9 * 3600
	officeCloses = 17 * 3600
	officeDay    = officeCloses - officeOpens
)

// officeSeconds counts the office time before t since a Monday long ago.
func officeSeconds(t Time) Time {
	t += 3 * day // the first of January 1970 was a Thursday
	weeks, rest := t/(7*day), t%(7*day)
	d := rest / day
	if d >= 5 {
		return (weeks*5 + 5) * officeDay
	}
	return weeks*5*officeDay + d*officeDay + min(max(rest%day-officeOpens, 0), officeDay)
}

// seconds is how long something took. officeHours counts office time only; it changes durations and nothing else.
func (rq *request) seconds(from, to Time) float64 {
	if rq.is("officeHours") {
		from, to = officeSeconds(from), officeSeconds(to)
	}
	return float64(max(to-from, 0))
}
