package tables

import (
	"fmt"
	"slices"
	"strings"
)

//go:generate go test -run TestReference . -update

// Reference renders docs/reference: file names with their contents.
func Reference() map[string]string {
	pages := map[string]string{"README.md": index()}
	for _, t := range All() {
		pages[t.Name+".md"] = t.Markdown()
	}
	return pages
}

// leftOut is what a reader may look for in vain, and why.
var leftOut = []struct{ what, why string }{
	{"Chats (Beacon)", "the API lists no chats, and the reference of the single one is incomplete. Chat conversations are in [Conversations](Conversations.md) with Type chat."},
	{"The bytes in ThreadAttachments.Data", "`SELECT *` would fetch every file. `CALL DownloadAttachment(conversationId, attachmentId)` returns one."},
	{"A list of SatisfactionRatings", "the API gives a rating by its id only. [ReportHappinessRatings](ReportHappinessRatings.md) lists those of a period, ConversationThreads.Rating holds those of replies."},
	{"The conversations of an organization", "they are the conversations of its customers: join through [OrganizationCustomers](OrganizationCustomers.md)."},
	{"What a workflow does", "the API shows neither its conditions nor its actions."},
	{"The source of a thread as it came by mail", "one call a thread, and only for those that came by mail."},
	{"Conversation reassignment of users", "the shape of the API's answer is not documented."},
	{"Conversation.modifiedAt", "the API filters and sorts by it, but does not return it. UpdatedDate is the nearest that can be computed."},
	{"Docs (knowledge base)", "another service with its own API."},
}

func index() string {
	var b strings.Builder
	b.WriteString("# Tables\n\nGenerated from the definitions in `tables/` by `make gen`. The same is in the terminal: `scoutql tables`, `scoutql tables NAME`.\n\n")
	b.WriteString("| Table | What a row is | All rows take |\n|---|---|---|\n")
	for _, t := range All() {
		what, _, _ := strings.Cut(t.Doc, ". ")
		costs := t.costs()
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s |\n", t.Name, t.Name, cell(strings.TrimSuffix(what, ".")), cell(allRows(t, costs)))
	}
	b.WriteString("\n## How to read a page\n\n" +
		"- Filters that reach the API make a statement cheap. *exact*: the API returns just these rows. *checked again*: it returns at least these, and the rest is dropped here. " +
		"All other filters work too, on the rows that were read.\n" +
		"- Dates are UTC. Ids are `BIGINT`, flags `TINYINT(1)`, lists and objects JSON text in a `LONGTEXT`.\n" +
		"- Known values are those of the API's reference. Others that the API sends are shown as they come.\n" +
		"- Report tables are computed by Help Scout for the values that their filter columns are asked with: each combination of values is one call, " +
		"each row repeats them, and there is no key.\n" +
		"- Foreign keys are declared for tools that draw joins; nothing enforces them.\n")
	b.WriteString("\n## Left out\n\n| What | Why |\n|---|---|\n")
	for _, l := range leftOut {
		fmt.Fprintf(&b, "| %s | %s |\n", l.what, l.why)
	}
	return b.String()
}

func allRows(t *Table, costs []cost) string {
	if t.Within != nil || t.Report {
		return costs[0].calls
	}
	if i := slices.IndexFunc(costs, func(c cost) bool { return c.reading == "all rows" }); i >= 0 {
		return costs[i].calls
	}
	return "not possible: the API has no list"
}

// Markdown is the table's page in docs/reference.
func (t *Table) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", t.Name, strings.Join(append([]string{t.Doc}, t.requiredText()...), " "))
	if len(t.Aliases) > 0 {
		fmt.Fprintf(&b, "\nStatements may also say %s.\n", strings.Join(t.Aliases, ", "))
	}
	b.WriteString("\n## Examples\n")
	for _, e := range t.Examples {
		fmt.Fprintf(&b, "\n%s:\n\n```sql\n%s;\n```\n", e.Says, e.SQL)
	}
	b.WriteString("\n## API calls\n\n| Reading | Calls |\n|---|---|\n")
	for _, c := range t.costs() {
		fmt.Fprintf(&b, "| %s | %s |\n", cell(c.reading), cell(c.calls))
	}
	if writing := t.writing(); len(writing) > 0 {
		b.WriteString("\n## Writing\n\n| Statement | Calls |\n|---|---|\n")
		for _, w := range writing {
			fmt.Fprintf(&b, "| %s | %s |\n", cell(w.reading), cell(w.calls))
		}
	}
	b.WriteString("\n## Columns\n\n| Column | Type | Meaning | API member | Filters that reach the API | Writable |\n|---|---|---|---|---|---|\n")
	for i := range t.Columns {
		t.markdownColumn(&b, &t.Columns[i])
	}
	if len(t.Key) > 0 {
		fmt.Fprintf(&b, "\nPrimary key: %s.\n", strings.Join(t.Key, ", "))
	}
	if len(t.Foreign) > 0 {
		b.WriteString("\n| Foreign key | Refers to |\n|---|---|\n")
		for _, f := range t.Foreign {
			fmt.Fprintf(&b, "| %s | [%s](%s.md).%s |\n", f.Column, f.Table, f.Table, f.Ref)
		}
	}
	if t.Left != "" {
		fmt.Fprintf(&b, "\n## Left out\n\n%s\n", t.Left)
	}
	return b.String()
}

func (t *Table) markdownColumn(b *strings.Builder, c *Column) {
	name := c.Name
	if note := c.note(t); note != "" {
		name += " <br>*" + note + "*"
	}
	meaning := c.Doc
	if len(c.Type.Words) > 0 {
		meaning += " Known values: " + strings.Join(c.Type.Words, ", ") + "."
	}
	member := ""
	if from := t.member(c); from != "" {
		path, owner, _ := strings.Cut(from, " of ")
		if member = "`" + path + "`"; owner != "" {
			member += " of " + owner
		}
	}
	var filters []string
	for _, r := range t.reach(c) {
		filters = append(filters, r.operators()+" as "+r.promise("`"))
	}
	written := t.written(c)
	if takes := c.takes(); written != "" && takes != "" {
		written += ". " + takes
	}
	fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", name, c.typeText(), cell(meaning), member, cell(strings.Join(filters, "; ")), cell(written))
}

// cell makes a text safe inside a Markdown table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ").Replace(text)
}
