package engine

import (
	"sort"
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/tables"
)

// DatabaseName is the database that holds the tables.
const DatabaseName = "helpscout"

// provider knows our databases and the Go functions behind procedures.
type provider struct {
	databases  []sql.Database
	functions  map[string]sql.Function
	procedures sql.ExternalStoredProcedureRegistry
}

var _ sql.ExternalStoredProcedureProvider = (*provider)(nil)

func (p *provider) Database(_ *sql.Context, name string) (sql.Database, error) {
	for _, db := range p.databases {
		if strings.EqualFold(name, db.Name()) {
			return db, nil
		}
	}
	return nil, sql.ErrDatabaseNotFound.New(name)
}

func (p *provider) HasDatabase(ctx *sql.Context, name string) bool {
	_, err := p.Database(ctx, name)
	return err == nil
}

func (p *provider) AllDatabases(*sql.Context) []sql.Database { return p.databases }

func (p *provider) ExternalStoredProcedure(_ *sql.Context, name string, params int) (*sql.ExternalStoredProcedureDetails, error) {
	return p.procedures.LookupByNameAndParamCount(name, params)
}

func (p *provider) ExternalStoredProcedures(_ *sql.Context, name string) ([]sql.ExternalStoredProcedureDetails, error) {
	return p.procedures.LookupByName(name)
}

// fixed is what our databases answer alike: their schema is Help Scout's and
// ours, and nobody changes it. Views, triggers and procedures must be answered
// for, even with nothing, or statements fail once authentication is on.
type fixed struct{ name string }

var (
	_ sql.ViewDatabase            = fixed{}
	_ sql.EventDatabase           = (*database)(nil)
	_ sql.CollatedDatabase        = (*database)(nil)
	_ sql.TriggerDatabase         = (*database)(nil)
	_ sql.StoredProcedureDatabase = (*systemDatabase)(nil)
)

func (f fixed) Name() string { return f.name }

func (fixed) GetCollation(*sql.Context) sql.CollationID               { return collation }
func (fixed) SetCollation(*sql.Context, sql.CollationID) error        { return errFixed }
func (fixed) CreateView(_ *sql.Context, _, _, _ string) error         { return errFixed }
func (fixed) DropView(*sql.Context, string) error                     { return errFixed }
func (fixed) AllViews(*sql.Context) ([]sql.ViewDefinition, error)     { return nil, nil }
func (fixed) CreateTrigger(*sql.Context, sql.TriggerDefinition) error { return errFixed }
func (fixed) DropTrigger(*sql.Context, string) error                  { return errFixed }
func (fixed) DropStoredProcedure(*sql.Context, string) error          { return errFixed }

func (fixed) GetTriggers(*sql.Context) ([]sql.TriggerDefinition, error) { return nil, nil }

func (fixed) GetViewDefinition(*sql.Context, string) (sql.ViewDefinition, bool, error) {
	return sql.ViewDefinition{}, false, nil
}

func (fixed) GetStoredProcedure(*sql.Context, string) (sql.StoredProcedureDetails, bool, error) {
	return sql.StoredProcedureDetails{}, false, nil
}

func (fixed) GetStoredProcedures(*sql.Context) ([]sql.StoredProcedureDetails, error) {
	return nil, nil
}

// Nothing is scheduled.
func (fixed) GetEvent(*sql.Context, string) (sql.EventDefinition, bool, error) {
	return sql.EventDefinition{}, false, nil
}
func (fixed) GetEvents(*sql.Context) ([]sql.EventDefinition, any, error) { return nil, nil, nil }
func (fixed) SaveEvent(*sql.Context, sql.EventDefinition) (bool, error)  { return false, errFixed }
func (fixed) DropEvent(*sql.Context, string) error                       { return errFixed }
func (fixed) UpdateEvent(*sql.Context, string, sql.EventDefinition) (bool, error) {
	return false, errFixed
}
func (fixed) UpdateLastExecuted(*sql.Context, string, time.Time) error { return errFixed }
func (fixed) NeedsToReloadEvents(*sql.Context, any) (bool, error)      { return false, nil }

func (fixed) SaveStoredProcedure(*sql.Context, sql.StoredProcedureDetails) error { return errFixed }

// emptyDatabase is there so that tools find it, and holds nothing.
type emptyDatabase struct{ fixed }

// GetTableInsensitive implements sql.Database.
func (emptyDatabase) GetTableInsensitive(*sql.Context, string) (sql.Table, bool, error) {
	return nil, false, nil
}

// GetTableNames implements sql.Database.
func (emptyDatabase) GetTableNames(*sql.Context) ([]string, error) { return nil, nil }

// database is the database of API tables.
type database struct {
	fixed
	engine *Engine
}

var _ sql.Database = (*database)(nil)

// GetTableInsensitive gives a fresh handle: it carries the statement's plan.
func (d *database) GetTableInsensitive(ctx *sql.Context, name string) (sql.Table, bool, error) {
	def, ok := tables.Find(name)
	if !ok || !strings.EqualFold(def.Name, name) {
		return nil, false, nil // aliases are resolved when a statement is parsed
	}
	sight := d.engine.sightOf(ctx)
	if def.Report {
		def = def.Requiring(sight.joined)
	}
	if def.Typed != nil && sight.typed {
		typed, err := d.engine.schema.table(ctx, def, !sight.plan)
		if err != nil {
			return nil, false, toSQLError(err)
		}
		def = typed
	}
	t := newTable(d.engine, def)
	t.joined = sight.joined
	return t, true, nil
}

// GetTableNames implements sql.Database.
func (d *database) GetTableNames(ctx *sql.Context) ([]string, error) {
	names := d.engine.visible(ctx, DatabaseName, tableNames())
	sort.Strings(names)
	return names, nil
}
