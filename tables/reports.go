package tables

import (
	"slices"
	"strings"
)

// The column groups that reports share. A report's columns are, in this order:
// the period, the parameters of its endpoint, and what Help Scout computes for them.

// reportPlan closes the doc of every report.
const reportPlan = " Reports need Help Scout's Plus or Pro plan; ConversationMetrics has response and resolution times on any plan."

// What the examples ask for.
const (
	january   = "Current_StartDate >= '2026-01-01' AND Current_StartDate < '2026-02-01'"
	comparing = "Current_StartDate = '2026-02-01' AND Current_EndDate = '2026-02-28 23:59:59' AND Previous_StartDate = '2026-01-01' AND Previous_EndDate = '2026-01-31 23:59:59'"
)

// period is the time that a report is about. The start alone may carry both
// bounds, so that BETWEEN and a half-open pair say a period too.
func period() []Column {
	return []Column{
		{Name: "Current_StartDate", Type: DATETIME, Echo: true, Required: true, Doc: "Start of the period, UTC. Reads back as asked; a bound on it (>=, <, BETWEEN) serves as well as =.", Filter: []Filter{
			{Ops: []Op{Eq, In, Ge, Gt}, Param: "start", Style: Instant},
			{Ops: []Op{Lt, Le}, Param: "end", Style: Instant},
		}},
		{Name: "Current_EndDate", Type: DATETIME, Echo: true, Required: true, Doc: "End of the period, UTC. Reads back as asked; an upper bound serves as well as =.", Filter: []Filter{
			{Ops: []Op{Eq, In, Le, Lt}, Param: "end", Style: Instant},
		}},
	}
}

// previousPeriod is the time to compare with.
func previousPeriod() []Column {
	return []Column{
		{Name: "Previous_StartDate", Type: DATETIME, Echo: true, Null: true, Doc: "Start of the period to compare with, UTC; goes together with Previous_EndDate. Reads back as asked, NULL when not.", Filter: []Filter{
			{Ops: []Op{Eq, In, Ge, Gt}, Param: "previousStart", Style: Instant},
			{Ops: []Op{Lt, Le}, Param: "previousEnd", Style: Instant},
		}},
		{Name: "Previous_EndDate", Type: DATETIME, Echo: true, Null: true, Doc: "End of the period to compare with, UTC. Reads back as asked, NULL when not.", Filter: []Filter{
			{Ops: []Op{Eq, In, Le, Lt}, Param: "previousEnd", Style: Instant},
		}},
	}
}

// noPreviousPeriod stands for it in reports that have nothing to compare.
func noPreviousPeriod() []Column {
	const doc = "Reads back as asked and is not sent: this report compares nothing."
	return []Column{
		{Name: "Previous_StartDate", Type: DATETIME, Echo: true, Null: true, Doc: doc, Filter: []Filter{{Ops: []Op{Eq, In, Ge, Gt}, Style: Unsent}}},
		{Name: "Previous_EndDate", Type: DATETIME, Echo: true, Null: true, Doc: doc, Filter: []Filter{{Ops: []Op{Eq, In, Le, Lt}, Style: Unsent}}},
	}
}

// userFilter is whom a report is about.
func userFilter() []Column {
	return []Column{{
		Name: "User_Id", Type: BIGINT, Echo: true, Required: true, Filter: Equal("user"),
		Doc: "User whom the report is about, see Users; one report a value. The id of a team gives the team's totals.",
	}}
}

// inboxFilters narrow a report to some conversations.
func inboxFilters() []Column {
	return slices.Concat(mailboxFilter(), tagFilter(), typeFilter(), folderFilter())
}

// channelFilters narrow the report of one channel, which takes no types.
func channelFilters() []Column {
	return slices.Concat(mailboxFilter(), tagFilter(), folderFilter(), officeHoursFilter())
}

func mailboxFilter() []Column {
	return []Column{{
		Name: "MailboxIds", Type: Text(1000), Echo: true, Null: true, Filter: idList("mailboxes"),
		Doc: "Only these inboxes, see MailBoxes: a comma list of ids such as '1,2'. IN makes one report a value.",
	}}
}

func tagFilter() []Column {
	return []Column{{
		Name: "TagIds", Type: Text(1000), Echo: true, Null: true, Filter: idList("tags"),
		Doc: "Only conversations with any of these tags, see Tags: a comma list of ids. 1 stands for untagged.",
	}}
}

func typeFilter() []Column {
	words := []string{"email", "chat", "phone"}
	return []Column{{
		Name: "Types", Type: Word(32, words...), Echo: true, Null: true, Doc: "Only these channels: a comma list such as 'email,chat'.", Filter: []Filter{
			{Ops: []Op{Eq, In}, Param: "types", Style: WordList, Words: words, Strict: true},
		},
	}}
}

func folderFilter() []Column {
	return []Column{{
		Name: "FolderIds", Type: Text(1000), Echo: true, Null: true, Filter: idList("folders"),
		Doc: "Only these folders, see MailboxFolders: a comma list of ids.",
	}}
}

func idList(param string) []Filter {
	return []Filter{{Ops: []Op{Eq, In}, Param: param, Style: IDs}}
}

func officeHoursFilter() []Column {
	return []Column{{
		Name: "OfficeHours", Type: BOOLEAN, Echo: true, Null: true, Filter: Equal("officeHours"),
		Doc: "1 counts only office hours in durations; which conversations count stays the same. Without office hours in the account it changes nothing.",
	}}
}

// viewByFilter is the length of a series' steps.
func viewByFilter() []Column {
	return choice("ViewBy", "viewBy", "Step of the series: day for up to 60 days, week for up to a year, month from 61 days. "+
		"Left out, Help Scout chooses; its examples then have one point for the whole period.", "day", "week", "month")
}

// step is when a point of a series starts.
func step() Column {
	return Column{Name: "Date", Type: DATETIME, From: "date", Null: true, Doc: "Start of the step, UTC; the first one is the start of the period."}
}

// choice is a parameter that takes one of some words.
func choice(name, param, doc string, words ...string) []Column {
	return []Column{{
		Name: name, Type: Word(32, words...), Echo: true, Null: true, Doc: doc, Filter: []Filter{
			{Ops: []Op{Eq, In}, Param: param, Words: words, Strict: true},
		},
	}}
}

// compared makes Current_ and Previous_ columns of what a report has for both
// periods. The member is the name's by rule: Volume_ChatsPerDay is volume.chatsPerDay.
func compared(columns ...Column) []Column {
	current, previous := make([]Column, len(columns)), make([]Column, len(columns))
	for i, c := range columns {
		c.Null = true
		current[i], previous[i] = c, c
		current[i].Name, current[i].From = "Current_"+c.Name, "current."+memberName(c.Name)
		previous[i].Name, previous[i].From = "Previous_"+c.Name, "previous."+memberName(c.Name)
		previous[i].Doc += " In the period compared with; NULL without one."
	}
	return slices.Concat(current, previous)
}

// changes makes Deltas_ columns of what differs between the periods, in percent.
func changes(names ...string) []Column {
	return deltas("in percent of the previous value (100 = doubled)", names)
}

// points makes Deltas_ columns of differences in points.
func points(names ...string) []Column {
	return deltas("in points", names)
}

func deltas(unit string, names []string) []Column {
	columns := make([]Column, len(names))
	for i, name := range names {
		columns[i] = Column{
			Name: "Deltas_" + name, Type: DOUBLE, From: "deltas." + memberName(name), Null: true,
			Doc: "Change of " + name + ", " + unit + "; NULL without a period to compare with.",
		}
	}
	return columns
}

// memberName is the API's name of a column: Volume_ChatsPerDay is volume.chatsPerDay.
func memberName(column string) string {
	parts := strings.Split(column, "_")
	for i, p := range parts {
		parts[i] = strings.ToLower(p[:1]) + p[1:]
	}
	return strings.Join(parts, ".")
}

// filterTags are the tags that TagIds could take.
func filterTags() []Column {
	return []Column{{
		Name: "FilterTags", Type: JSONTEXT, From: "filterTags", Null: true,
		Doc: "Tags that TagIds can ask for here, as a JSON array of {id, name}; 1 is untagged.",
	}}
}

// distribution is how a measure spreads over Help Scout's buckets.
func distribution(name, doc string) []Column {
	member := memberName(name)
	return []Column{
		{Name: name + "_Count", Type: INT, From: member + ".count", Null: true, Doc: "Number of cases that the spread of " + doc + " is made of."},
		{Name: name + "_PreviousCount", Type: INT, From: member + ".previousCount", Null: true, Doc: "That number in the period compared with; NULL without one."},
		{Name: name + "_Ranges", Type: JSONTEXT, From: member + ".ranges", Null: true, Doc: "The spread of " + doc + ", as a JSON array of {id, count, previousCount, percent, previousPercent}, in no order; empty buckets may be missing."},
	}
}

// ranges are the rows of the buckets of such spreads.
func ranges(bucket string, metrics ...string) []Column {
	return []Column{
		{Name: "Metric", Type: Word(32, metrics...), From: "^key", Null: true, Doc: "What the bucket is of."},
		{Name: "Id", Type: INT, From: "id", Null: true, Doc: "Bucket. " + bucket},
		{Name: "Count", Type: INT, From: "count", Null: true, Doc: "Cases in the bucket."},
		{Name: "PreviousCount", Type: INT, From: "previousCount", Null: true, Doc: "Cases in the bucket in the period compared with; NULL without one."},
		{Name: "Percent", Type: DOUBLE, From: "percent", Null: true, Doc: "Share of the cases, in percent, 0 to 100."},
		{Name: "PreviousPercent", Type: DOUBLE, From: "previousPercent", Null: true, Doc: "Share in the period compared with, in percent; NULL without one."},
	}
}

// resolvedIn is what only the buckets of repliesToResolve have.
func resolvedIn() Column {
	return Column{Name: "ResolutionTime", Type: DOUBLE, From: "resolutionTime", Null: true, Doc: "Average time to resolution of the cases in the bucket, in seconds; NULL but for repliesToResolve."}
}

// topItems are the rows of a top list.
func topItems(what string) []Column {
	return []Column{
		{Name: "Id", Type: BIGINT, From: "id", Null: true, Doc: "Id of the " + what + "."},
		{Name: "Name", Type: Text(255), From: "name", Null: true, Doc: "Name of the " + what + "."},
		{Name: "Count", Type: INT, From: "count", Null: true, Doc: "Conversations with it."},
		{Name: "PreviousCount", Type: INT, From: "previousCount", Null: true, Doc: "Conversations with it in the period compared with; NULL without one."},
		{Name: "Percent", Type: DOUBLE, From: "percent", Null: true, Doc: "Share of the conversations, in percent, 0 to 100."},
		{Name: "PreviousPercent", Type: DOUBLE, From: "previousPercent", Null: true, Doc: "Share in the period compared with, in percent; NULL without one."},
		{Name: "DeltaPercent", Type: DOUBLE, From: "deltaPercent", Null: true, Doc: "Difference of the shares, in percentage points; NULL without a period to compare with."},
	}
}

// block makes the parameters of a report those of one of its blocks, whose
// rows repeat them.
func block(report *Table, columns ...Column) []Column {
	var own []Column
	for _, c := range report.Columns {
		if c.Echo {
			own = append(own, c)
		}
	}
	return append(own, columns...)
}

// previousSeries is the sibling of a series for the period compared with.
func previousSeries(current *Table, example Example) Table {
	t := *current
	t.Name = strings.TrimSuffix(current.Name, "_Currents") + "_Previous"
	t.Doc = "The series of " + current.Name + " for the period compared with." + reportPlan
	t.List.Items = "previous"
	t.Columns = slices.Clone(current.Columns)
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Name == "Previous_StartDate" || c.Name == "Previous_EndDate" {
			c.Required, c.Null = true, false
			c.Doc = strings.TrimSuffix(c.Doc, ", NULL when not.") + "."
		}
	}
	t.Examples = []Example{example}
	return t
}

// Requiring returns a copy of a report that also requires the named parameters,
// because a statement gives them by a join. Names that are no parameters of the
// report, or required already, change nothing.
func (t *Table) Requiring(names map[string]bool) *Table {
	changed := *t
	changed.Columns = append([]Column(nil), t.Columns...)
	more := false
	for i := range changed.Columns {
		c := &changed.Columns[i]
		if c.Echo && !c.Required && (names[strings.ToLower(c.Name)] || c.Twin != "" && names[strings.ToLower(c.Twin)]) {
			c.Required, more = true, true
		}
	}
	if !more {
		return t
	}
	return &changed
}
