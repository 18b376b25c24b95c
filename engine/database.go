package engine

import (
	"sort"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/tables"
)

// DatabaseName is the database that holds the tables.
const DatabaseName = "helpscout"

// provider knows our one database.
type provider struct{ db *database }

func (p provider) Database(_ *sql.Context, name string) (sql.Database, error) {
	if strings.EqualFold(name, p.db.Name()) {
		return p.db, nil
	}
	return nil, sql.ErrDatabaseNotFound.New(name)
}

func (p provider) HasDatabase(_ *sql.Context, name string) bool {
	return strings.EqualFold(name, p.db.Name())
}

func (p provider) AllDatabases(*sql.Context) []sql.Database { return []sql.Database{p.db} }

// database is the database of API tables. Views, triggers and procedures must
// be answered for, even with nothing, or statements fail once authentication is on.
type database struct {
	engine *Engine
}

var (
	_ sql.Database                = (*database)(nil)
	_ sql.ViewDatabase            = (*database)(nil)
	_ sql.TriggerDatabase         = (*database)(nil)
	_ sql.StoredProcedureDatabase = (*database)(nil)
	_ sql.CollatedDatabase        = (*database)(nil)
)

func (d *database) Name() string { return DatabaseName }

func (d *database) GetTableInsensitive(_ *sql.Context, name string) (sql.Table, bool, error) {
	def, ok := tables.Find(name)
	if !ok || !strings.EqualFold(def.Name, name) {
		return nil, false, nil // aliases are resolved when a statement is parsed
	}
	return newTable(d.engine, def, DatabaseName), true, nil
}

func (d *database) GetTableNames(*sql.Context) ([]string, error) {
	var names []string
	for _, t := range tables.All() {
		names = append(names, t.Name)
	}
	sort.Strings(names)
	return names, nil
}

func (d *database) GetCollation(*sql.Context) sql.CollationID { return collation }

func (d *database) SetCollation(*sql.Context, sql.CollationID) error { return errFixed }

func (d *database) CreateView(_ *sql.Context, _, _, _ string) error { return errFixed }

func (d *database) DropView(_ *sql.Context, _ string) error { return errFixed }

func (d *database) GetViewDefinition(*sql.Context, string) (sql.ViewDefinition, bool, error) {
	return sql.ViewDefinition{}, false, nil
}

func (d *database) AllViews(*sql.Context) ([]sql.ViewDefinition, error) { return nil, nil }

func (d *database) GetTriggers(*sql.Context) ([]sql.TriggerDefinition, error) { return nil, nil }

func (d *database) CreateTrigger(*sql.Context, sql.TriggerDefinition) error { return errFixed }

func (d *database) DropTrigger(*sql.Context, string) error { return errFixed }

func (d *database) GetStoredProcedure(*sql.Context, string) (sql.StoredProcedureDetails, bool, error) {
	return sql.StoredProcedureDetails{}, false, nil
}

func (d *database) GetStoredProcedures(*sql.Context) ([]sql.StoredProcedureDetails, error) {
	return nil, nil
}

func (d *database) SaveStoredProcedure(*sql.Context, sql.StoredProcedureDetails) error {
	return errFixed
}

func (d *database) DropStoredProcedure(*sql.Context, string) error { return errFixed }
