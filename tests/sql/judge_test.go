package sqltests

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/tables"
	"github.com/scoutql/scoutql/tests/mariadb"
)

// judged are the tables that MariaDB has.
var judged = []*tables.Table{
	tables.Conversations, tables.ConversationThreads, tables.Customers, tables.CustomerEmails, tables.CustomerPhones,
	tables.CustomerChats, tables.CustomerSocialProfiles, tables.CustomerWebsites, tables.CustomerAddresses,
	tables.MailBoxes, tables.Users, tables.Tags, tables.ConversationTags,
}

// judge is a MariaDB connection over the rows of one seed.
type judge struct{ conn *sql.Conn }

var (
	filling sync.Mutex
	filled  = map[string]bool{}
)

// newJudge returns a connection to the database of a seed, filled by the first
// who asks for it. It skips the test without MariaDB.
func newJudge(t testing.TB, seed string) *judge {
	t.Helper()
	filling.Lock()
	defer filling.Unlock()
	db := mariadb.Start(t)
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	j := &judge{conn}
	if !filled[seed] {
		j.exec(t, "CREATE OR REPLACE DATABASE "+seed)
		j.exec(t, "USE "+seed)
		w := plain(t, seed)
		for _, def := range judged {
			j.fill(t, w, def)
		}
		filled[seed] = true
	}
	j.exec(t, "USE "+seed)
	return j
}

func (j *judge) exec(t testing.TB, statement string) {
	t.Helper()
	if len(statement) > 500 {
		_, err := j.conn.ExecContext(context.Background(), statement)
		require.NoError(t, err, statement[:500])
		return
	}
	_, err := j.conn.ExecContext(context.Background(), statement)
	require.NoError(t, err, statement)
}

// fill makes a table as clients see it, with the rows that we read.
func (j *judge) fill(t testing.TB, w *world, def *tables.Table) {
	t.Helper()
	columns := describe(t, w, def)
	j.exec(t, createTable(def, columns))
	for _, alias := range def.Aliases {
		j.exec(t, fmt.Sprintf("CREATE VIEW `%s` AS SELECT * FROM `%s`", alias, def.Name))
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = "`" + c.name + "`"
	}
	a := w.answer("SELECT * FROM " + def.Name)
	require.NoError(t, a.err)
	for rows := range slices.Chunk(a.rows, 200) {
		values := make([]string, len(rows))
		for i, row := range rows {
			values[i] = tuple(row)
		}
		j.exec(t, fmt.Sprintf("INSERT INTO `%s` (%s) VALUES %s", def.Name, strings.Join(names, ", "), strings.Join(values, ",")))
	}
}

type column struct{ name, declaration string }

// describe reads the columns of a table, the account's own among them.
func describe(t testing.TB, w *world, def *tables.Table) []column {
	t.Helper()
	a := w.answer("SELECT column_name, column_type, is_nullable FROM information_schema.columns " +
		"WHERE table_schema = 'helpscout' AND table_name = '" + def.Name + "' ORDER BY ordinal_position")
	require.NoError(t, a.err)
	columns := make([]column, len(a.rows))
	for i, row := range a.rows {
		null := " NOT NULL"
		if row[2].text == "YES" {
			null = " NULL"
		}
		columns[i] = column{row[0].text, row[1].text + null}
	}
	return columns
}

// createTable declares a table. A twin is a column that SELECT * does not show.
func createTable(def *tables.Table, columns []column) string {
	var parts []string
	for _, c := range columns {
		parts = append(parts, fmt.Sprintf("`%s` %s", c.name, c.declaration))
		if own, ok := def.Column(c.name); ok && own.Twin != "" {
			parts = append(parts, fmt.Sprintf("`%s` %s AS (`%s`) VIRTUAL INVISIBLE", own.Twin, own.Type, c.name))
		}
	}
	return fmt.Sprintf("CREATE TABLE `%s` (%s, PRIMARY KEY (`%s`)) DEFAULT CHARACTER SET utf8mb4 COLLATE %s",
		def.Name, strings.Join(parts, ", "), strings.Join(def.Key, "`, `"), mariadb.Collation)
}

var quoter = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

func tuple(row []cell) string {
	values := make([]string, len(row))
	for i, c := range row {
		values[i] = "'" + quoter.Replace(c.text) + "'"
		if c.null {
			values[i] = "NULL"
		}
	}
	return "(" + strings.Join(values, ",") + ")"
}

// answer runs a statement in MariaDB, over the text protocol.
func (j *judge) answer(statement string) (a answer) {
	rows, err := j.conn.QueryContext(context.Background(), statement)
	if err != nil {
		return answer{err: err}
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return answer{err: err}
	}
	raw := make([]sql.RawBytes, len(columns))
	targets := make([]any, len(columns))
	for i := range raw {
		targets[i] = &raw[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return answer{err: err}
		}
		cells := make([]cell, len(raw))
		for i, b := range raw {
			cells[i] = cell{text: string(b), null: b == nil}
		}
		a.rows = append(a.rows, cells)
	}
	a.err = rows.Err()
	return a
}
