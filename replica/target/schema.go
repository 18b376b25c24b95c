package target

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/schema"

	"github.com/scoutql/scoutql/tables"
)

// Ensure creates the tables that are missing and adds columns that are new; rows
// that are there hold NULL in them. No column is ever dropped or changed. It is
// one transaction where the database can take DDL back; MySQL cannot, but makes
// a table with its indexes in one statement.
func (t *Target) Ensure(ctx context.Context, all []*Table) error {
	return t.Write(ctx, func(x *Tx) error {
		driver, err := t.d.atlas(x.tx)
		if err != nil {
			return err
		}
		want := t.desired(all)
		names := make([]string, len(want))
		for i := range want {
			names[i] = want[i].Name
		}
		have, err := driver.InspectSchema(ctx, "", &schema.InspectOptions{Mode: schema.InspectTables, Tables: names})
		if err != nil {
			return fmt.Errorf("reading the tables of %s: %w", t.name, err)
		}
		var changes []schema.Change
		for _, table := range want {
			table.Schema = &schema.Schema{Name: have.Name}
			if old, found := have.Table(table.Name); !found {
				changes = append(changes, &schema.AddTable{T: table})
			} else if modify := missing(old, table); len(modify.Changes) > 0 {
				changes = append(changes, modify)
			}
		}
		if len(changes) == 0 {
			return nil
		}
		if err := driver.ApplyChanges(ctx, changes, func(o *migrate.PlanOptions) { o.SchemaQualifier = new(string) }); err != nil {
			return fmt.Errorf("making the tables of %s: %w", t.name, err)
		}
		return nil
	})
}

// missing is what an existing table lacks.
func missing(old, want *schema.Table) *schema.ModifyTable {
	modify := &schema.ModifyTable{T: old}
	for _, c := range want.Columns {
		if !slices.ContainsFunc(old.Columns, func(o *schema.Column) bool { return strings.EqualFold(o.Name, c.Name) }) {
			modify.Changes = append(modify.Changes, &schema.AddColumn{C: c})
		}
	}
	return modify
}

// desired is the schema of the copy, the copy's own tables first.
func (t *Target) desired(all []*Table) []*schema.Table {
	out := t.ownTables()
	made := map[string]*schema.Table{}
	for _, table := range all {
		s := t.schemaOf(table)
		made[table.Def.Name] = s
		out = append(out, s)
	}
	for _, table := range all {
		t.relate(made, table)
	}
	return out
}

func (t *Target) schemaOf(table *Table) *schema.Table {
	s := schema.NewTable(table.Def.Name).SetComment(short(table.Def.Doc))
	t.textual(s)
	for _, i := range table.Columns {
		c := &table.Def.Columns[i]
		key := slices.Contains(table.Def.Key, c.Name) || strings.EqualFold(c.Name, table.owner)
		col := schema.NewColumn(c.Name).SetType(t.d.column(c.Type.Kind, c.Type.Size, key)).SetNull(!slices.Contains(table.Def.Key, c.Name)).
			SetComment(short(c.Doc + t.orphans(table, c.Name)))
		if key && c.Type.Kind == tables.Varchar && t.d == my {
			col.SetCharset("utf8mb4").SetCollation("utf8mb4_bin") // keys that differ in case are two keys
		}
		s.AddColumns(col)
	}
	s.AddColumns(schema.NewNullColumn(ItemColumn).SetType(t.d.column(tables.LongText, 0, false)).
		SetComment("The row as the Help Scout API sent it, JSON. scoutql query --replica reads it."))
	for _, name := range t.versionColumns() {
		s.AddColumns(schema.NewColumn(name).SetNull(name != fromColumn).SetType(t.fine()).SetComment(versionDocs[name]))
	}
	var key []*schema.Column
	for _, name := range t.keyOf(table) {
		c, _ := s.Column(name)
		key = append(key, c)
	}
	return s.SetPrimaryKey(schema.NewPrimaryKey(key...))
}

var versionDocs = map[string]string{
	deletedColumn: "When the row was found to be gone from Help Scout, UTC; NULL while it is there.",
	fromColumn:    "Since when the row is known to be so, UTC.",
	toColumn:      "Until when it was so, UTC; NULL for what is so now.",
}

func (t *Target) versionColumns() []string {
	switch t.keep {
	case Soft:
		return []string{deletedColumn}
	case History:
		return []string{fromColumn, toColumn}
	}
	return nil
}

// fine is a time with microseconds.
func (t *Target) fine() schema.Type {
	six := 6
	switch t.d {
	case pg:
		return &schema.TimeType{T: "timestamptz", Precision: &six}
	case my:
		return &schema.TimeType{T: "datetime", Precision: &six}
	}
	return &schema.StringType{T: "text"}
}

// textual sets how a table's texts are kept and compared, where that is not the
// database's own matter: MySQL's default may be latin1.
func (t *Target) textual(s *schema.Table) {
	if t.d == my {
		s.SetCharset("utf8mb4").SetCollation("utf8mb4_unicode_ci")
	}
}

// relate adds indexes and foreign keys. A foreign key is enforced where it
// holds at every moment: rows that come with their owner, in one transaction.
// All others may point to what was deleted, was never readable or is copied a
// moment later; they are indexed and said in the column's comment. SQLite keeps
// foreign keys as a description unless a connection asks for more.
func (t *Target) relate(made map[string]*schema.Table, table *Table) {
	s := made[table.Def.Name]
	done := map[string]bool{table.Def.Key[0]: true}
	index := func(column string) {
		c, ok := s.Column(column)
		if ok && !done[column] {
			done[column] = true
			s.AddIndexes(schema.NewIndex(strings.ToLower(s.Name + "_" + column)).AddColumns(c))
		}
	}
	if table.owner != "" {
		index(table.owner)
	}
	if table.Def.Cursor != nil {
		index(table.Def.Cursor.Column)
	}
	for n, f := range table.Def.Foreign {
		index(f.Column)
		parent, ref := made[f.Table], (*schema.Column)(nil)
		if parent != nil {
			ref, _ = parent.Column(f.Ref)
		}
		from, _ := s.Column(f.Column)
		if ref == nil || from == nil || t.keep == History || !t.holds(table, f) {
			continue
		}
		s.AddForeignKeys(schema.NewForeignKey(fmt.Sprintf("%s_fk%d", strings.ToLower(s.Name), n+1)).
			AddColumns(from).SetRefTable(parent).AddRefColumns(ref).SetOnDelete(schema.Cascade))
	}
}

// holds tells whether a foreign key can be declared.
func (t *Target) holds(table *Table, f tables.Foreign) bool {
	_, owner := table.Def.Owner()
	return owner != nil && owner.Name == f.Table && f.Column == table.owner && table.Def.Copy() == tables.Follows
}

// orphans is the remark on a column that refers to another table without being held to it.
func (t *Target) orphans(table *Table, column string) string {
	for _, f := range table.Def.Foreign {
		if f.Column == column && (t.keep == History || !t.holds(table, f)) {
			return " Refers to " + f.Table + "." + f.Ref + "; not enforced, since that row may be gone."
		}
	}
	return ""
}

// short keeps a comment within MySQL's limit of 1,024 characters for a column.
func short(text string) string {
	if r := []rune(text); len(r) > 1000 {
		return string(r[:997]) + "..."
	}
	return text
}
