package tables

import (
	"fmt"
	"slices"
	"strings"
)

// Summary is the table's comment in the catalogue: what a row is and what
// reading it takes.
func (t *Table) Summary() string {
	parts := []string{t.Doc}
	if t.Left != "" {
		parts = append(parts, t.Left)
	}
	return strings.Join(append(parts, t.requiredText()...), " ")
}

// Comment is a column's comment in the catalogue: meaning, known values, where
// the value comes from and which filters reach the API.
func (t *Table) Comment(c *Column) string {
	parts := []string{c.Doc}
	if len(c.Type.Words) > 0 {
		parts = append(parts, "Known values: "+strings.Join(c.Type.Words, ", ")+".")
	}
	if member := t.member(c); member != "" {
		parts = append(parts, "API: "+member+".")
	}
	for _, r := range t.reach(c) {
		parts = append(parts, "Reaches the API: "+r.operators()+" as "+r.promise("")+".")
	}
	if c.Required {
		parts = append(parts, "Required in WHERE.")
	}
	if written := t.written(c); written != "" {
		parts = append(parts, "Writable: "+written+".")
		if takes := c.takes(); takes != "" {
			parts = append(parts, takes)
		}
	}
	return strings.Join(parts, " ")
}

func (t *Table) requiredText() []string {
	var names []string
	for _, c := range t.Columns {
		if c.Required {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{"Needs a filter on " + enumerate(names) + "."}
}

// member says which API member a column reads, "" for none.
func (t *Table) member(c *Column) string {
	path := strings.TrimLeft(c.From, "^")
	up := len(c.From) - len(path)
	if t.Within != nil && t.Within.Groups != nil && up > 0 {
		if up--; up == 0 && path == "key" {
			return ""
		} else if up == 0 {
			return path + " of " + strings.Join(t.Within.Groups, ", ")
		}
	}
	owner := t
	for range up {
		if owner.Under != nil {
			owner = owner.Parent()
		} else {
			owner = owner.within()
		}
	}
	if owner != t {
		return path + " of " + owner.Name
	}
	return path
}

// reach is one way for predicates on a column to reach the API.
type reach struct {
	ops      []Op
	where    string
	words    bool // only the plain words of the text go there
	strength Strength
	needs    string
}

// operators are the operators in words: "= and IN".
func (r reach) operators() string {
	names := make([]string, len(r.ops))
	for i, op := range r.ops {
		names[i] = op.String()
	}
	return enumerate(names)
}

// enumerate says "a, b and c".
func enumerate(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// promise says where the filter goes, between quotes, and how strong it is.
func (r reach) promise(quote string) string {
	text := quote + r.where + quote
	if r.words {
		text += ", word by word"
	}
	if r.needs != "" {
		text += ", if " + r.needs + " is given too"
	}
	if r.strength == Superset {
		return text + ", checked again"
	}
	return text + ", exact"
}

// reach lists how predicates on a column reach the API: through its filters,
// as the key of a get, as the parent of a list, or as any of these through the
// table that carries the rows.
func (t *Table) reach(c *Column) []reach {
	if t.Within != nil {
		base := t.Base()
		if c.Narrows != "" {
			list, _ := base.Column(c.Narrows)
			return []reach{{ops: []Op{Eq, In}, where: list.Filter[0].Param, strength: Superset}}
		}
		name, ok := t.BaseColumn(c.Name)
		if !ok {
			return nil
		}
		on, _ := base.Column(name)
		return base.reach(on)
	}
	equal := []Op{Eq, In}
	var found []reach
	switch {
	case slices.Contains(PathColumns(t.Get.Path), c.Name):
		found = append(found, reach{ops: equal, where: "GET " + t.Get.Path})
	case t.Under != nil && t.Under.Column == c.Name:
		found = append(found, reach{ops: equal, where: "GET " + t.List.Path})
	}
	for _, f := range c.Filter {
		if f.Style == Unsent {
			continue
		}
		where := f.Param
		if f.Search != "" {
			where = "query " + f.Search
		}
		found = append(found, reach{ops: f.Ops, where: where, words: f.Style == Words, strength: f.Strength, needs: f.Needs})
	}
	return found
}

// Reaches says which operators on a column reach the API, such as "=, IN", and
// how strong the weakest of them is: "exact" or "superset". Both are "" for none.
func (t *Table) Reaches(c *Column) (operators, strength string) {
	var names []string
	weakest := Exact
	for _, r := range t.reach(c) {
		for _, op := range r.ops {
			if !slices.Contains(names, op.String()) {
				names = append(names, op.String())
			}
		}
		weakest = max(weakest, r.strength)
	}
	if len(names) == 0 {
		return "", ""
	}
	return strings.Join(names, ", "), weakest.String()
}

// cost is what reading takes in API calls.
type cost struct{ reading, calls string }

func (t *Table) costs() []cost {
	if t.Within != nil {
		base := t.Base()
		all := []cost{{"the rows", "come with " + base.Name + ": no call beyond what those take"}}
		for _, c := range base.costs() {
			all = append(all, cost{base.Name + " " + c.reading, c.calls})
		}
		return all
	}
	var all []cost
	if t.Get.Path != "" {
		all = append(all, cost{"by " + strings.Join(PathColumns(t.Get.Path), " and "), "1 a value: `GET " + t.Get.Path + "`"})
	}
	list := fmt.Sprintf("1 per %d rows: `GET %s`", t.PageSize(), t.List.Path)
	if t.List.Pages != ByNumber && t.List.Pages != ByCursor {
		list = "1: `GET " + t.List.Path + "`"
	}
	switch {
	case t.Report:
		all = append(all, cost{"each combination of filter values", list})
	case t.Under != nil:
		all = append(all, cost{"below one " + t.Under.Column, list}, cost{"all rows", t.walkCost()})
	case t.List.Path != "":
		all = append(all, cost{"all rows", list})
	}
	if t.Detail.Path != "" {
		var names []string
		for _, c := range t.Columns {
			if c.Detail {
				names = append(names, c.Name)
			}
		}
		all = append(all, cost{strings.Join(names, ", "), "1 more a row, unless the row has them already: `GET " + t.Detail.Path + "`"})
	}
	return all
}

func (t *Table) walkCost() string {
	text := "those of " + t.Parent().Name + ", and the list below each of its rows"
	if t.Under.Embed != nil {
		text += " whose embedded copy may be cut short"
	}
	return text
}

// note says what a reader should know of a column's shape.
func (c *Column) note(t *Table) string {
	var notes []string
	if slices.Contains(t.Key, c.Name) {
		notes = append(notes, "key")
	}
	if c.Twin != "" {
		notes = append(notes, "also "+c.Twin)
	}
	switch {
	case c.Required:
		notes = append(notes, "required in WHERE")
	case c.Echo:
		notes = append(notes, "for filtering")
	case c.WriteOnly:
		notes = append(notes, "write only")
	case c.Compute != nil:
		notes = append(notes, "computed")
	}
	if c.Detail {
		notes = append(notes, "own call")
	}
	if c.Null {
		notes = append(notes, "nullable")
	}
	return strings.Join(notes, ", ")
}

func (c *Column) typeText() string {
	if c.Type.Kind == JSON {
		return c.Type.String() + " (JSON)"
	}
	return c.Type.String()
}

// Terminal is the table's reference for `scoutql tables NAME`.
func Terminal(t *Table) string { return t.Text(80) }

// Text is the table's reference for a terminal of that many columns.
func (t *Table) Text(width int) string {
	width = max(width, 40)
	var b strings.Builder
	fmt.Fprintln(&b, t.Name)
	if len(t.Aliases) > 0 {
		wrap(&b, "Also: "+strings.Join(t.Aliases, ", "), 2, width)
	}
	wrap(&b, t.Summary(), 2, width)
	fmt.Fprint(&b, "\nExamples\n")
	for _, e := range t.Examples {
		wrap(&b, "-- "+e.Says, 2, width)
		fmt.Fprintf(&b, "  %s;\n", e.SQL) // not wrapped: to be copied as it stands
	}
	fmt.Fprint(&b, "\nAPI calls\n")
	for _, c := range t.costs() {
		wrap(&b, c.reading+": "+strings.ReplaceAll(c.calls, "`", ""), 2, width)
	}
	if writing := t.writing(); len(writing) > 0 {
		fmt.Fprint(&b, "\nWriting\n")
		for _, w := range writing {
			wrap(&b, w.reading+": "+strings.ReplaceAll(w.calls, "`", ""), 2, width)
		}
	}
	fmt.Fprint(&b, "\nColumns\n")
	for i := range t.Columns {
		c := &t.Columns[i]
		line := c.Name + " " + c.typeText()
		if note := c.note(t); note != "" {
			line += ", " + note
		}
		wrap(&b, line, 2, width)
		wrap(&b, t.Comment(c), 6, width)
	}
	if len(t.Foreign) > 0 {
		fmt.Fprint(&b, "\nForeign keys\n")
		for _, f := range t.Foreign {
			fmt.Fprintf(&b, "  %s -> %s.%s\n", f.Column, f.Table, f.Ref)
		}
	}
	return b.String()
}

// wrap writes a text in lines of at most width characters, indented.
func wrap(b *strings.Builder, text string, indent, width int) {
	used := 0
	for _, word := range strings.Fields(text) {
		size := len([]rune(word))
		switch {
		case used == 0:
			b.WriteString(strings.Repeat(" ", indent))
			used = indent
		case used+1+size > width:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			used = indent
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += size
	}
	b.WriteByte('\n')
}

// Filterable lists the columns by which the API narrows the rows of a table.
func (t *Table) Filterable() (names []string) {
	for i := range t.Columns {
		if c := &t.Columns[i]; len(t.reach(c)) > 0 {
			names = append(names, c.Name)
		}
	}
	return names
}
