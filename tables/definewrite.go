package tables

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// checkWriting refuses declarations of writes that cannot be meant.
func (t *Table) checkWriting() error {
	for _, e := range t.edits() {
		if err := t.checkEdit(e); err != nil {
			return fmt.Errorf("%s %s: %w", e.Method, e.Path, err)
		}
	}
	if t.Report && len(t.edits()) > 0 {
		return errors.New("a report cannot be written")
	}
	for i := range t.Columns {
		if err := t.checkWritten(&t.Columns[i]); err != nil {
			return fmt.Errorf("column %q: %w", t.Columns[i].Name, err)
		}
	}
	return nil
}

func (t *Table) edits() (all []*Edit) {
	for i := range t.Update {
		all = append(all, &t.Update[i])
	}
	for _, e := range []*Edit{t.Insert, t.Delete} {
		if e != nil {
			all = append(all, e)
		}
	}
	return all
}

func (t *Table) checkEdit(e *Edit) error {
	if e.Operation == "" {
		return errors.New("it needs its operationId")
	}
	for _, name := range slices.Concat(PathColumns(e.Path), e.Columns, e.later) {
		if t.Index(name) < 0 {
			return fmt.Errorf("it names a missing column %q", name)
		}
	}
	for _, name := range e.Columns {
		if c, _ := t.Column(name); c.Write&Patch == 0 {
			return fmt.Errorf("it writes %s, which is not declared Write: Patch", name)
		}
	}
	return nil
}

func (t *Table) checkWritten(c *Column) error {
	inPath := t.Insert != nil && slices.Contains(PathColumns(t.Insert.Path), c.Name)
	switch {
	case c.Write&Create != 0 && t.Insert == nil:
		return errors.New("Write: Create without an Insert operation")
	case c.Write&Patch != 0 && len(t.Update) == 0:
		return errors.New("Write: Patch without an Update operation")
	case c.Write&Patch != 0 && !slices.ContainsFunc(t.edits(), func(e *Edit) bool {
		return e != t.Insert && e != t.Delete && slices.Contains(t.columnsOf(e, Patch), t.Index(c.Name))
	}):
		return errors.New("Write: Patch, but no Update operation writes it")
	case c.Needed && c.Write&Create == 0 && !inPath:
		return errors.New("needed by INSERT, but INSERT cannot give it")
	case inPath && !c.Needed:
		return errors.New("part of the path of INSERT, so INSERT needs it")
	case c.Write == 0 && (c.To != "" || c.Patch != "" || c.Preset != "" || c.Shape != nil || c.Means != nil || c.Takes != nil || c.SendsNull):
		return errors.New("says how it is written, but cannot be written")
	case c.WriteOnly && c.Write == 0:
		return errors.New("write-only, but no statement writes it")
	case c.Shape != nil && c.Type.Kind != JSON:
		return errors.New("a shape is for JSON")
	case c.Write != 0 && c.Echo:
		return errors.New("an echo column holds what a filter says")
	case c.Write != 0 && c.target() == "" && !strings.HasPrefix(c.Patch, "/"):
		return errors.New("no member of the body to write it to")
	}
	return nil
}
