package engine

import (
	"errors"

	"github.com/dolthub/go-mysql-server/sql"
)

// The SQL engine plans INSERT, UPDATE and DELETE only for handles that say that
// they can be edited. It never gets to edit: edit.go takes the planned statement
// over before its first row is read, so that all rows are checked before the
// first call. Which tables can be written, their definitions say.
var (
	_ sql.InsertableTable = (*table)(nil)
	_ sql.UpdatableTable  = (*table)(nil)
	_ sql.DeletableTable  = (*table)(nil)
)

func (t *table) Inserter(*sql.Context) sql.RowInserter { return noEditor{} }
func (t *table) Updater(*sql.Context) sql.RowUpdater   { return noEditor{} }
func (t *table) Deleter(*sql.Context) sql.RowDeleter   { return noEditor{} }

// noEditor is what the SQL engine gets in place of an editor.
type noEditor struct{}

var errNotTakenOver = errors.New("scoutql: a statement that writes was not taken over; nothing was sent")

func (noEditor) StatementBegin(*sql.Context)                 {}
func (noEditor) DiscardChanges(*sql.Context, error) error    { return nil }
func (noEditor) StatementComplete(*sql.Context) error        { return nil }
func (noEditor) Insert(*sql.Context, sql.Row) error          { return errNotTakenOver }
func (noEditor) Update(*sql.Context, sql.Row, sql.Row) error { return errNotTakenOver }
func (noEditor) Delete(*sql.Context, sql.Row) error          { return errNotTakenOver }
func (noEditor) Close(*sql.Context) error                    { return nil }
