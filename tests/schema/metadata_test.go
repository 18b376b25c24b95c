package schema

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/tables"
)

// named gives the rows of a statement by the text of one of its columns.
func (w *world) named(statement, column string) map[string]map[string]cell {
	w.t.Helper()
	r := w.query(statement)
	at := slices.Index(r.columns, column)
	require.GreaterOrEqual(w.t, at, 0, "%s has no column %s: %v", statement, column, r.columns)
	rows := map[string]map[string]cell{}
	for _, cells := range r.rows {
		row := map[string]cell{}
		for i, name := range r.columns {
			row[name] = cells[i]
		}
		require.NotContains(w.t, rows, cells[at].Text, statement)
		rows[cells[at].Text] = row
	}
	return rows
}

// grouped gives the rows of a statement by their first column, the other cells
// apart by " | ". The catalogue is asked once, not once a table: it is made anew
// for each statement.
func (w *world) grouped(statement string) map[string][]string {
	w.t.Helper()
	rows := map[string][]string{}
	for _, line := range w.lines(statement) {
		first, rest, _ := strings.Cut(line, " | ")
		rows[first] = append(rows[first], rest)
	}
	return rows
}

// TestComments: what a table and a column mean is said wherever tools look.
func TestComments(t *testing.T) {
	w := newWorld(t, small)
	status := w.named("SHOW TABLE STATUS", "Name")
	catalogue := w.named("SELECT table_name AS Name, table_comment AS Comment FROM information_schema.tables WHERE table_schema = 'helpscout'", "Name")
	listed := w.grouped("SELECT table_name, column_name, column_comment FROM information_schema.columns WHERE table_schema = 'helpscout'")
	for _, def := range tables.All() {
		require.True(t, strings.HasPrefix(def.Summary(), def.Doc), def.Name)
		require.Equal(t, text(def.Summary()), status[def.Name]["Comment"], def.Name)
		require.Equal(t, text(def.Summary()), catalogue[def.Name]["Comment"], def.Name)
		require.Contains(t, w.lines("SHOW CREATE TABLE " + def.Name)[0], strings.ReplaceAll(def.Summary(), "'", "''"), def.Name)

		shown := w.named("SHOW FULL COLUMNS FROM "+def.Name, "Field")
		for i := range def.Columns {
			c := &def.Columns[i]
			comment := shown[c.Name]["Comment"]
			require.True(t, strings.HasPrefix(comment.Text, c.Doc), "%s.%s: %s", def.Name, c.Name, comment.Text)
			require.Contains(t, listed[def.Name], c.Name+" | "+comment.Text)
			for _, f := range c.Filter {
				require.Contains(t, comment.Text, f.Param+f.Search, "%s.%s says which filter reaches the API", def.Name, c.Name)
			}
		}
		require.GreaterOrEqual(t, len(shown), len(def.Columns), def.Name)
		require.Len(t, listed[def.Name], len(shown), def.Name)
	}
}

// TestViewsSayWhatTheyAre: MySQL has no comments on views, so that the
// definitions of their numbers stand in their text.
func TestViewsSayWhatTheyAre(t *testing.T) {
	w := newWorld(t, small)
	for view, words := range map[string][]string{
		"OpenConversations":    {"active or pending"},
		"ConversationMessages": {"plain text", "line items"},
		"ConversationMetrics":  {"FirstResponseSeconds:", "ResolutionSeconds:", "Replies:", "CustomerMessages:", "Reopens:"},
	} {
		for _, statement := range []string{
			"SHOW CREATE VIEW " + view,
			fmt.Sprintf("SELECT view_definition FROM information_schema.views WHERE table_schema = 'helpscout' AND table_name = '%s'", view),
		} {
			lines := strings.Join(w.lines(statement), "\n")
			for _, word := range words {
				require.Contains(t, lines, word, statement)
			}
		}
	}
}

// TestKeys: tools find the primary keys and the foreign keys, and draw joins by them.
func TestKeys(t *testing.T) {
	w := newWorld(t, small)
	const ours = " WHERE table_schema = 'helpscout' "
	declared := w.grouped("SELECT table_name, column_name FROM information_schema.columns" + ours + "AND column_key = 'PRI'")
	usage := w.grouped("SELECT table_name, column_name FROM information_schema.key_column_usage" + ours + "AND constraint_name = 'PRIMARY' ORDER BY table_name, ordinal_position")
	foreign := w.grouped("SELECT table_name, column_name, referenced_table_schema, referenced_table_name, referenced_column_name FROM information_schema.key_column_usage" +
		ours + "AND referenced_table_name IS NOT NULL")
	referential := w.grouped("SELECT table_name, referenced_table_name FROM information_schema.referential_constraints WHERE constraint_schema = 'helpscout'")
	constraints := w.grouped("SELECT table_name, constraint_name FROM information_schema.table_constraints" + ours + "AND constraint_type = 'FOREIGN KEY'")
	for _, def := range tables.All() {
		require.ElementsMatch(t, def.Key, declared[def.Name], def.Name)
		require.Equal(t, def.Key, usage[def.Name], def.Name)
		var key []string
		for _, row := range w.query("SHOW KEYS FROM " + def.Name).rows {
			if row[2].Text == "PRIMARY" {
				require.Equal(t, "0", row[1].Text, "the key is unique")
				key = append(key, row[4].Text)
			}
		}
		require.Equal(t, def.Key, key, def.Name)
		var want []string
		for _, f := range def.Foreign {
			want = append(want, f.Column+" | helpscout | "+f.Table+" | "+f.Ref)
		}
		require.ElementsMatch(t, want, foreign[def.Name], def.Name)
		require.Len(t, referential[def.Name], len(want), def.Name)
		require.Len(t, constraints[def.Name], len(want), def.Name)
	}
	names := w.lines("SELECT constraint_name FROM information_schema.referential_constraints")
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(names))), len(names), "a constraint's name is one in the database")
}

// TestForeignKeysHold: what a foreign key says is true of the rows, so that a
// join drawn by it finds its row. Some ids are known to name who is gone.
func TestForeignKeysHold(t *testing.T) {
	w := newWorld(t, account)
	dangling := map[string]bool{
		"Conversations.ClosedBy": true, // users who have left, and system users
	}
	for _, def := range objects() {
		if def.Name == "SatisfactionRatings" {
			continue // not without its ids
		}
		for _, f := range def.Foreign {
			left := w.lines(fmt.Sprintf("SELECT COUNT(*) FROM %s a LEFT JOIN %s b ON b.`%s` = a.`%s` WHERE a.`%s` IS NOT NULL AND b.`%s` IS NULL",
				def.Name, f.Table, f.Ref, f.Column, f.Column, f.Ref))
			require.Equal(t, dangling[def.Name+"."+f.Column], left[0] != "0", "%s.%s -> %s.%s: %v", def.Name, f.Column, f.Table, f.Ref, left)
		}
	}
}

// TestSystemColumns: scoutql.columns has a row for each column, and says of
// each what its comment says.
func TestSystemColumns(t *testing.T) {
	w := newWorld(t, small)
	names := w.lines("SELECT table_name, column_name, ordinal_position FROM information_schema.columns c WHERE table_schema = 'helpscout' " +
		"AND table_name IN (SELECT table_name FROM information_schema.tables WHERE table_schema = 'helpscout' AND table_type = 'BASE TABLE')")
	require.ElementsMatch(t, names, w.lines("SELECT TableName, ColumnName, Position FROM scoutql.columns"))
	for _, r := range w.query("SELECT TableName, ColumnName, Operators, Strength, Sortable, Required, Meaning FROM scoutql.columns").rows {
		name := r[0].Text + "." + r[1].Text
		def := find(t, r[0].Text)
		reaches := strings.Contains(r[6].Text, "Reaches the API: ")
		require.Equal(t, reaches, !r[2].Null, "%s: %v", name, r)
		require.Equal(t, reaches, !r[3].Null, "%s: %v", name, r)
		for _, op := range strings.Split(r[2].Text, ", ") {
			require.Contains(t, r[6].Text, op, name)
		}
		if reaches {
			require.Equal(t, strings.Contains(r[6].Text, "checked again"), r[3].Text == "superset", "%s: %v", name, r)
		}
		require.Equal(t, def.Sort[r[1].Text] != "", r[4].Text == "1", name)
		require.Equal(t, strings.Contains(r[6].Text, "Required in WHERE."), r[5].Text == "1", name)
	}
	require.Equal(t, []string{"Status | =, IN | exact | status", "Subject | =, IN | superset | subject"},
		w.lines("SELECT ColumnName, Operators, Strength, ApiMember FROM scoutql.columns WHERE TableName = 'Conversations' AND ColumnName IN ('Status', 'Subject')"))
}

// TestOperatorsAreTrue: an operator that scoutql.columns lists narrows what is
// read, and one that it does not list leaves the whole listing.
func TestOperatorsAreTrue(t *testing.T) {
	w := newWorld(t, simulator.Options{Conversations: 50, Customers: 30})
	w.warm()
	for _, def := range objects() {
		if def.Name == "SatisfactionRatings" {
			continue // cannot be read whole
		}
		rows := expected[def.Name](share(w.sim.Store()))
		whole := listings(w.calls("SELECT * FROM " + def.Name))
		operators := map[string]cell{}
		for _, r := range w.query(fmt.Sprintf("SELECT ColumnName, Operators FROM scoutql.columns WHERE TableName = '%s'", def.Name)).rows {
			operators[r[0].Text] = r[1]
		}
		for name, listed := range operators {
			i := slices.IndexFunc(rows, func(r row) bool { _, isText := r[name].(string); return isText && r[name] != "" })
			c, declared := def.Column(name) // the account's own columns are not
			if i < 0 || declared && len(c.Filter) > 0 && c.Filter[0].Needs != "" {
				continue
			}
			value := "'" + strings.ReplaceAll(strings.ReplaceAll(rows[i][name].(string), `\`, `\\`), "'", "''") + "'"
			condition := fmt.Sprintf("`%s` = %s", name, value)
			if listed.Text == tables.Has.String() {
				condition = fmt.Sprintf("JSON_CONTAINS(`%s`, %s)", name, value)
			}
			got := listings(w.calls("SELECT * FROM " + def.Name + " WHERE " + condition))
			if listed.Null {
				require.Equal(t, whole, got, "%s.%s is said not to reach the API", def.Name, name)
			} else {
				require.NotEqual(t, whole, got, "%s.%s is said to reach the API: %s", def.Name, name, listed.Text)
			}
		}
	}
}

// listings are the distinct requests, pages aside.
func listings(calls []simulator.Call) []string {
	var all []string
	for _, c := range calls {
		var params []string
		for _, p := range strings.Split(c.Query, "&") {
			if !strings.HasPrefix(p, "page=") {
				params = append(params, p)
			}
		}
		all = append(all, c.Path+"?"+strings.Join(params, "&"))
	}
	slices.Sort(all)
	return slices.Compact(all)
}
