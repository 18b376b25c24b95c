package tables

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
)

var (
	registry = map[string]*Table{} // lower-cased names and aliases
	ordered  []*Table
)

// define validates a table and registers it. It panics on nonsense, so that a
// wrong definition never gets past the first test run: a new table is one new file.
func define(t Table) *Table {
	if err := t.prepare(); err != nil {
		panic("tables: " + t.Name + ": " + err.Error())
	}
	def := &t
	for _, name := range append([]string{t.Name}, t.Aliases...) {
		key := strings.ToLower(name)
		if registry[key] != nil {
			panic("tables: " + name + " is defined twice")
		}
		registry[key] = def
	}
	ordered = append(ordered, def)
	return def
}

// All returns every table, by name.
func All() []*Table {
	all := slices.Clone(ordered)
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// Find returns the table of that name or alias, without regard to case.
func Find(name string) (*Table, bool) {
	t, ok := registry[strings.ToLower(name)]
	return t, ok
}

// Base returns the table whose items carry this table's rows: itself, or the
// one it is Within.
func (t *Table) Base() *Table {
	if t.Within == nil {
		return t
	}
	return t.within().Base()
}

// Parent returns the table this one hangs Under, or nil.
func (t *Table) Parent() *Table {
	if t.Under == nil {
		return nil
	}
	parent, ok := Find(t.Under.Table)
	if !ok {
		panic("tables: " + t.Name + " is under unknown " + t.Under.Table)
	}
	return parent
}

var pathVariable = regexp.MustCompile(`\{(\w+)\}`)

// PathColumns lists the columns that a path names in braces.
func PathColumns(path string) []string {
	var names []string
	for _, m := range pathVariable.FindAllStringSubmatch(path, -1) {
		names = append(names, m[1])
	}
	return names
}

func (t *Table) prepare() error {
	if t.Name == "" || t.Doc == "" {
		return fmt.Errorf("a table needs a name and a doc")
	}
	t.byName = map[string]int{}
	for i := range t.Columns {
		c := &t.Columns[i]
		for _, name := range []string{c.Name, c.Twin} {
			key := strings.ToLower(name)
			if key == "" {
				continue
			}
			if _, dup := t.byName[key]; dup {
				return fmt.Errorf("column %s stands twice", name)
			}
			t.byName[key] = i
		}
	}
	if err := t.checkShape(); err != nil {
		return err
	}
	for i := range t.Columns {
		if err := t.checkColumn(&t.Columns[i]); err != nil {
			return fmt.Errorf("column %q: %w", t.Columns[i].Name, err)
		}
	}
	return t.checkWriting()
}

func (t *Table) checkShape() error {
	named := func(what string, names ...string) error {
		for _, n := range names {
			if t.Index(n) < 0 {
				return fmt.Errorf("%s names a missing column %q", what, n)
			}
		}
		return nil
	}
	if len(t.Key) == 0 && !t.Report {
		return fmt.Errorf("no key")
	}
	if t.Report && len(t.Key) > 0 {
		return fmt.Errorf("a report has no key: rows may repeat")
	}
	if t.Report && (t.Get.Path != "" || t.Detail.Path != "" || t.Under != nil || t.Sort != nil || t.Typed != nil) {
		return fmt.Errorf("a report has a list and nothing else")
	}
	if t.Within != nil && (t.List.Path != "" || t.Under != nil) {
		return fmt.Errorf("a table Within another has no list and no parent of its own")
	}
	if t.Within == nil && t.List.Path == "" && t.Get.Path == "" {
		return fmt.Errorf("no way to read it: neither List, Get nor Within")
	}
	for _, call := range []struct{ path, operation string }{
		{t.List.Path, t.List.Operation}, {t.Get.Path, t.Get.Operation}, {t.Detail.Path, t.Detail.Operation},
	} {
		if call.path != "" && call.operation == "" {
			return fmt.Errorf("%s needs its operationId", call.path)
		}
	}
	checks := []error{
		t.checkCursor(),
		named("Key", t.Key...),
		named("List.Path", PathColumns(t.List.Path)...),
		named("Get.Path", PathColumns(t.Get.Path)...),
		named("Detail.Path", PathColumns(t.Detail.Path)...),
	}
	for column := range t.Sort {
		checks = append(checks, named("Sort", column))
	}
	for _, f := range t.Foreign {
		checks = append(checks, named("Foreign", f.Column))
	}
	if t.Within != nil && !t.Report {
		checks = append(checks, named("Within", t.Within.Column))
	}
	if t.Under != nil {
		checks = append(checks, named("Under", t.Under.Column), t.checkUnder())
		if !slices.Contains(PathColumns(t.List.Path), t.Under.Column) {
			checks = append(checks, fmt.Errorf("List.Path does not use %s", t.Under.Column))
		}
	} else if len(PathColumns(t.List.Path)) > 0 {
		checks = append(checks, fmt.Errorf("List.Path has a variable, but the table is not Under another"))
	}
	for _, err := range checks {
		if err != nil {
			return err
		}
	}
	return nil
}

// checkUnder sees to it that Stub can build what the column reads.
func (t *Table) checkUnder() error {
	c, ok := t.Column(t.Under.Column)
	if !ok {
		return nil // reported already
	}
	if member, outer := strings.CutPrefix(c.From, "^"); !outer || member == "" || strings.ContainsAny(member, "^.[") {
		return fmt.Errorf("%s does not read a member of the parent", c.Name)
	}
	if (t.Under.Embed == nil) != (t.Under.Whole == nil) {
		return fmt.Errorf("Under.Embed and Under.Whole go together")
	}
	return nil
}

func (t *Table) checkColumn(c *Column) error {
	switch sources := count(c.From != "", c.Compute != nil, c.Echo, c.WriteOnly); {
	case c.Name == "":
		return fmt.Errorf("no name")
	case c.Doc == "":
		return fmt.Errorf("no doc")
	case sources != 1:
		return fmt.Errorf("needs exactly one of From, Compute, Echo and WriteOnly")
	case (c.Echo || c.WriteOnly || c.Detail) && !c.Null && !c.Required:
		return fmt.Errorf("can read NULL, but is declared NOT NULL")
	case c.WriteOnly && len(c.Filter) > 0:
		return fmt.Errorf("a write-only column cannot be filtered")
	case c.Detail && (c.From == "" || t.Detail.Path == ""):
		return fmt.Errorf("a detail column needs From and the table's Detail call")
	case c.Type.Kind == Varchar && c.Type.Size <= 0:
		return fmt.Errorf("a VARCHAR needs a size")
	case c.Required && len(c.Filter) == 0 && !slices.Contains(PathColumns(t.Get.Path), c.Name):
		return fmt.Errorf("required, but no filter can give it")
	case c.Echo && len(c.Filter) == 0:
		return fmt.Errorf("an echo column needs a filter")
	case strings.HasPrefix(c.From, "^") && t.Within == nil && t.Under == nil:
		return fmt.Errorf("reads %s, but there is no parent", c.From)
	case strings.HasPrefix(c.From, "^") && t.Under != nil && c.Name != t.Under.Column:
		// The parent is not fetched when a filter gives its key: only the key is there.
		return fmt.Errorf("reads %s, but only the parent's key is sure to be known", c.From)
	case slices.Contains(t.Key, c.Name) && c.Null:
		return fmt.Errorf("a key column is never NULL")
	}
	if c.Narrows != "" && t.Within == nil {
		return fmt.Errorf("narrows %s, but the table is not Within another", c.Narrows)
	}
	for _, f := range c.Filter {
		if f.Fixed != "" != slices.Contains(f.Ops, IsNull) {
			return fmt.Errorf("IS NULL needs its fixed text, and nothing else has one")
		}
		if f.Style == Unsent && (f.Param != "" || f.Search != "") {
			return fmt.Errorf("a filter that is not sent has no target")
		}
		if f.Style != Unsent && (f.Param == "") == (f.Search == "") {
			return fmt.Errorf("a filter has exactly one of Param and Search")
		}
		if len(f.Ops) == 0 {
			return fmt.Errorf("a filter without operators")
		}
		if inSearch := f.Style == Quoted || f.Style == Bare || f.Style == Words || f.Style == Range; inSearch != (f.Search != "") {
			return fmt.Errorf("the filter's style does not fit its target")
		}
		if f.Style == Words && f.Strength == Exact {
			return fmt.Errorf("a filter by single words cannot be exact")
		}
		if f.Style == Raw && !c.Echo {
			return fmt.Errorf("only an echo column takes a raw parameter")
		}
		if err := t.checkParameter(c, f); err != nil {
			return err
		}
		if f.Needs != "" && t.Index(f.Needs) < 0 {
			return fmt.Errorf("filter needs missing column %s", f.Needs)
		}
	}
	return nil
}

// checkParameter sees to it that reports, and they alone, use the words for parameters.
func (t *Table) checkParameter(c *Column, f Filter) error {
	words := f.Style == Instant || f.Style == IDs || f.Style == WordList || f.Style == Unsent || f.Strict
	switch {
	case words && !t.Report:
		return fmt.Errorf("only a report has such a filter")
	case t.Report && (!c.Echo || f.Search != "" || f.Strength != Exact || f.Needs != ""):
		return fmt.Errorf("a report is filtered by the parameters that it repeats")
	case f.Style == Instant && c.Type.Kind != Time:
		return fmt.Errorf("an instant is a DATETIME")
	case (f.Style == IDs || f.Style == WordList) && c.Type.Kind != Varchar:
		return fmt.Errorf("a comma list is a VARCHAR")
	case (f.Style == WordList || f.Strict) && len(f.Words) == 0:
		return fmt.Errorf("no words to choose from")
	case f.Style == Unsent && c.Required:
		return fmt.Errorf("required, but never sent")
	case f.Style != Instant && f.Style != Unsent && slices.ContainsFunc(f.Ops, func(op Op) bool { return t.Report && op != Eq && op != In }):
		return fmt.Errorf("only an instant has bounds")
	}
	return nil
}

func count(facts ...bool) int {
	n := 0
	for _, f := range facts {
		if f {
			n++
		}
	}
	return n
}
