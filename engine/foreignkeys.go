package engine

import (
	"strings"

	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/tables"
)

// Foreign keys are declared for tools that draw joins. Nothing enforces them:
// Help Scout does.
var _ sql.ForeignKeyTable = (*table)(nil)

// GetDeclaredForeignKeys implements sql.ForeignKeyTable.
func (t *table) GetDeclaredForeignKeys(ctx *sql.Context) ([]sql.ForeignKeyConstraint, error) {
	if t.engine.sightOf(ctx).write {
		return nil, nil // with foreign_key_checks = 1 the SQL engine would enforce them
	}
	return t.foreignKeys(t.def, func(tables.Foreign) bool { return true }), nil
}

// GetReferencedForeignKeys implements sql.ForeignKeyTable.
func (t *table) GetReferencedForeignKeys(ctx *sql.Context) ([]sql.ForeignKeyConstraint, error) {
	if t.engine.sightOf(ctx).write {
		return nil, nil
	}
	var all []sql.ForeignKeyConstraint
	for _, other := range tables.All() {
		all = append(all, t.foreignKeys(other, func(f tables.Foreign) bool { return strings.EqualFold(f.Table, t.def.Name) })...)
	}
	return all, nil
}

func (t *table) foreignKeys(def *tables.Table, want func(tables.Foreign) bool) []sql.ForeignKeyConstraint {
	var keys []sql.ForeignKeyConstraint
	for _, f := range def.Foreign {
		if want(f) {
			keys = append(keys, sql.ForeignKeyConstraint{
				Name: def.Name + "_" + f.Column, Database: t.db, Table: def.Name, Columns: []string{f.Column},
				ParentDatabase: t.db, ParentTable: f.Table, ParentColumns: []string{f.Ref},
				OnUpdate: sql.ForeignKeyReferentialAction_NoAction, OnDelete: sql.ForeignKeyReferentialAction_NoAction,
				IsResolved: true,
			})
		}
	}
	return keys
}

// CreateIndexForForeignKey implements sql.ForeignKeyTable.
func (t *table) CreateIndexForForeignKey(*sql.Context, sql.IndexDef) error { return errFixed }

// AddForeignKey implements sql.ForeignKeyTable.
func (t *table) AddForeignKey(*sql.Context, sql.ForeignKeyConstraint) error { return errFixed }

// DropForeignKey implements sql.ForeignKeyTable.
func (t *table) DropForeignKey(_ *sql.Context, _, _, _ string) error { return errFixed }

// UpdateForeignKey implements sql.ForeignKeyTable.
func (t *table) UpdateForeignKey(*sql.Context, string, sql.ForeignKeyConstraint) error {
	return errFixed
}

// GetForeignKeyEditor implements sql.ForeignKeyTable.
func (t *table) GetForeignKeyEditor(*sql.Context) sql.ForeignKeyEditor { return nil }
