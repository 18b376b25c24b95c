package engine

import (
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// table is the one handle by which the SQL engine reads an API table. Reading,
// projection and indexed access must live on the same struct: the engine asks
// for the one on what the other returned. It is made anew for each statement.
type table struct {
	engine *Engine
	def    *tables.Table
	db     string
	full   sql.Schema
	// columns are the projected ones, positions in def.Columns.
	columns   []int
	projected bool
	// joined are the columns, lower-cased, that the statement joins by.
	joined map[string]bool
	// waiting are predicates that a look-up by the required columns completes.
	waiting []pushdown.Pred
	pushed  *pushed // a filter that travels to the API; nil for the whole table

	lead  *table        // whose pages carry the rows that are wanted; nil for its own
	embed tables.Params // what relatives need embedded in the same pages
	order *order        // a sort that the API does
	shelf *shelf        // keeps all rows by key, for the look-ups of a correlated subquery

	counted bool // a groupCountNode stands above

	bare bool // the Detail columns are not wanted: they stay NULL

	// Set by the last analyzer rule (plan.go), which sees the whole plan.
	lazy   bool // something above may stop early: one page at a time
	repeat bool // may be read more than once: remember the pages
}

var (
	_ sql.Table                = (*table)(nil)
	_ sql.ProjectedTable       = (*table)(nil)
	_ sql.IndexSearchableTable = (*table)(nil)
	_ sql.IndexedTable         = (*table)(nil)
	_ sql.StatisticsTable      = (*table)(nil)
	_ sql.PrimaryKeyTable      = (*table)(nil)
	_ sql.CommentedTable       = (*table)(nil)
)

func newTable(e *Engine, def *tables.Table) *table {
	t := &table{engine: e, def: def, db: DatabaseName, full: schemaOf(def, DatabaseName)}
	for i := range def.Columns {
		t.columns = append(t.columns, i)
	}
	return t
}

func (t *table) Name() string               { return t.def.Name }
func (t *table) String() string             { return t.def.Name }
func (t *table) Collation() sql.CollationID { return collation }
func (t *table) Comment() string            { return t.def.Summary() }
func (t *table) SkipIndexCosting() bool     { return true }
func (t *table) PreciseMatch() bool         { return true }

// Schema holds only the projected columns, in their order, once projected.
func (t *table) Schema(*sql.Context) sql.Schema {
	if !t.projected {
		return t.full
	}
	schema := make(sql.Schema, len(t.columns))
	for i, c := range t.columns {
		schema[i] = t.full[c]
	}
	return schema
}

// PrimaryKeySchema gives the declared key.
func (t *table) PrimaryKeySchema(*sql.Context) sql.PrimaryKeySchema {
	ordinals := make([]int, len(t.def.Key))
	for i, k := range t.def.Key {
		ordinals[i] = t.def.Index(k)
	}
	return sql.NewPrimaryKeySchema(t.full, ordinals...)
}

// WithProjections narrows the handle to the named columns (lower-cased by the
// engine). An empty, non-nil list is valid: COUNT(*) reads rows of no columns.
func (t *table) WithProjections(_ *sql.Context, names []string) (sql.Table, error) {
	c := *t
	c.projected = true
	c.columns = make([]int, 0, len(names))
	for _, name := range names {
		i := t.def.Index(name)
		if i < 0 {
			return nil, sql.ErrTableColumnNotFound.New(t.def.Name, name)
		}
		c.columns = append(c.columns, i)
	}
	return &c, nil
}

// Projections names the projected columns, nil when there is no projection.
func (t *table) Projections() []string {
	if !t.projected {
		return nil
	}
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = strings.ToLower(t.def.Columns[c].Name)
	}
	return names
}

// RowCount is an estimate from totals already seen; it never makes a call.
func (t *table) RowCount(*sql.Context) (uint64, bool, error) {
	return t.engine.totals.rows(t.def), false, nil
}

// DataLength is an estimate for metadata queries.
func (t *table) DataLength(ctx *sql.Context) (uint64, error) {
	rows, _, err := t.RowCount(ctx)
	return rows * 512, err
}

// partition is all that one read needs. The SQL engine asks for rows twice
// over the wire, so that nothing happens before the first row is pulled.
type partition struct {
	plan  pushdown.Plan
	check []pushdown.Pred // what the API narrowed and the SQL engine will not check again
}

func (partition) Key() []byte { return []byte("api") }

// reads is the plan of reading this handle: the pushed filter's or the whole table's.
func (t *table) reads() pushdown.Plan {
	switch {
	case t.lead != nil:
		return t.embedding(t.through(t.lead.reads()))
	case t.pushed != nil:
		return t.embedding(t.ordered(t.pushed.plan))
	}
	return t.embedding(t.ordered(pushdown.For(t.def, nil)))
}

// Partitions gives the one partition of the whole table.
func (t *table) Partitions(*sql.Context) (sql.PartitionIter, error) {
	return sql.PartitionsToPartitionIter(partition{plan: t.reads()}), nil
}

// LookupPartitions gives the partition of a pushed filter or of one join key.
func (t *table) LookupPartitions(_ *sql.Context, lookup sql.IndexLookup) (sql.PartitionIter, error) {
	if p, ok := lookup.Index.(*pushed); ok {
		return sql.PartitionsToPartitionIter(partition{plan: t.embedding(t.ordered(p.plan)), check: p.exact}), nil
	}
	preds, err := keyPredicates(lookup)
	if err != nil {
		return nil, err
	}
	return sql.PartitionsToPartitionIter(partition{plan: t.lookupPlan(preds), check: preds}), nil
}

// lookupPlan is the plan of one look-up.
func (t *table) lookupPlan(preds []pushdown.Pred) pushdown.Plan {
	return pushdown.For(t.def, append(slices.Clone(t.waiting), preds...))
}

// PartitionRows reads a partition, lazily.
func (t *table) PartitionRows(_ *sql.Context, p sql.Partition) (sql.RowIter, error) {
	read, _ := p.(partition)
	if t.shelf != nil && len(read.check) == 1 {
		return &shelfIter{table: t, keys: read.check[0]}, nil
	}
	return newScan(t, read), nil
}
