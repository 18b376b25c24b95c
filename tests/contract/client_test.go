package contract_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/tables"
	"github.com/scoutql/scoutql/tests/contract"
)

// proceduresAndToken are the operations that no table names.
var proceduresAndToken = []string{"getAttachmentData", "createToken"}

// ours names every operation that our client can send, and who sends it.
func ours() map[string][]string {
	ids := map[string][]string{}
	for _, id := range proceduresAndToken {
		ids[id] = []string{"procs, auth"}
	}
	for _, t := range tables.All() {
		for _, id := range []string{t.List.Operation, t.Get.Operation, t.Detail.Operation} {
			if id != "" && !slices.Contains(ids[id], t.Name) {
				ids[id] = append(ids[id], t.Name)
			}
		}
	}
	return ids
}

// client is our own client, planner and all, through a validating transport.
type client struct {
	t       *testing.T
	sim     *simulator.Simulator
	session *engine.Session
}

func newClient(t *testing.T, o simulator.Options, wrap func(http.RoundTripper) http.RoundTripper) *client {
	t.Helper()
	sim := simulator.New(o)
	carrier := &http.Client{Transport: wrap(sim.Transport())}
	tokens := auth.ClientCredentials(auth.Config{TokenURL: host + "/v2/oauth2/token", AppID: "demo", AppSecret: "demo", HTTP: carrier})
	e, err := engine.New(engine.Config{
		Client:  helpscout.New(helpscout.Config{HTTP: carrier, BaseURL: host, Tokens: tokens}),
		Version: "test",
	})
	require.NoError(t, err)
	c := &client{t, sim, e.NewSession()}
	t.Cleanup(func() {
		c.session.Close()
		require.NoError(t, e.Close())
	})
	return c
}

// query runs a statement and gives its rows by column name; NULLs are left out.
func (c *client) query(statement string) (rows []map[string]string) {
	c.t.Helper()
	err := c.session.Run(context.Background(), statement, nil, func(r *engine.Result) error {
		for cells, err := range r.Rows {
			if err != nil {
				return err
			}
			row := map[string]string{}
			for i, v := range cells {
				if !v.Null {
					row[r.Columns[i].Name] = v.Text
				}
			}
			rows = append(rows, row)
		}
		return nil
	})
	require.NoError(c.t, err, statement)
	return rows
}

// TestClientKeepsTheContract makes our client send every operation it can, in
// every shape that a definition declares, and validates both directions.
func TestClientKeepsTheContract(t *testing.T) {
	v, err := contract.New()
	require.NoError(t, err)
	c := newClient(t, simulator.Options{Conversations: 150, Customers: 80}, func(next http.RoundTripper) http.RoundTripper {
		return v.Transport(next, func(err error) { t.Errorf("%v", err) })
	})
	for _, def := range tables.All() {
		t.Run(def.Name, func(t *testing.T) {
			(&client{t, c.sim, c.session}).table(def)
		})
	}
	file := c.query("SELECT ConversationId, Id FROM ThreadAttachments LIMIT 1")[0]
	c.query(fmt.Sprintf("CALL DownloadAttachment(%s, %s)", file["ConversationId"], file["Id"]))

	operations := ours()
	for id, users := range operations {
		seen := v.Seen(id)
		require.Positive(t, seen.Requests, "our client made no valid request of %s (%v)", id, users)
		require.Positive(t, seen.Responses, "our client got no valid response of %s (%v)", id, users)
	}
	for _, id := range v.OperationIDs() {
		if _, known := operations[id]; !known {
			require.Zero(t, v.Seen(id), "our client sends %s, which no definition names", id)
		}
	}
	t.Logf("%d operations, requests and responses of each validated: %s", len(operations), strings.Join(slices.Sorted(maps.Keys(operations)), " "))
}

// table reads a table in every way that it declares.
func (c *client) table(def *tables.Table) {
	if strings.HasPrefix(def.Name, "Report") {
		c.report(def)
		return
	}
	sample := c.sample(def)
	for i := range def.Columns {
		column := &def.Columns[i]
		for _, f := range column.Filter {
			c.filter(def, column, f, sample)
		}
	}
	for _, calls := range []string{def.Get.Path, def.List.Path} {
		c.keyed(def, tables.PathColumns(calls), sample)
	}
	for column := range def.Sort {
		c.query(fmt.Sprintf("SELECT * FROM %s ORDER BY %s DESC LIMIT 1", def.Name, column))
	}
	if len(required(def)) > 0 {
		return
	}
	c.query("SELECT COUNT(*) FROM " + def.Name)
	c.query("SELECT * FROM " + def.Name + " LIMIT 1")
	for _, f := range def.Foreign {
		if parent, _ := tables.Find(f.Table); parent != nil {
			c.query(fmt.Sprintf("SELECT COUNT(*) FROM %s a JOIN %s b ON b.`%s` = a.`%s`", def.Name, f.Table, f.Ref, f.Column))
			c.query(fmt.Sprintf("SELECT p.* FROM (SELECT `%s` AS K FROM %s WHERE `%s` IS NOT NULL LIMIT 1) x JOIN %s p ON p.`%s` = x.K", f.Column, def.Name, f.Column, f.Table, f.Ref))
		}
	}
}

// required are the columns that a statement must filter by.
func required(def *tables.Table) (names []string) {
	for _, c := range def.Columns {
		if c.Required {
			names = append(names, c.Name)
		}
	}
	return names
}

// report asks for a month, once with nothing else and once with each filter
// that the report takes.
func (c *client) report(def *tables.Table) {
	c.t.Helper()
	store := c.sim.Store()
	known := map[string]string{
		"Current_StartDate": "2026-09-01", "Current_EndDate": "2026-10-01", "User_Id": fmt.Sprint(store.Users()[0].ID),
		"Field": "tagid", "FieldId": fmt.Sprint(store.Tags()[0].ID), "MailboxIds": fmt.Sprint(store.Mailboxes()[0].ID),
		"TagIds": fmt.Sprint(store.Tags()[0].ID), "FolderIds": fmt.Sprint(store.Mailboxes()[0].Folders[0].ID), "OfficeHours": "1",
		"Previous_StartDate": "2026-08-01", "Previous_EndDate": "2026-09-01", "RangeId": "1", "Sites": "53cd6e9de4b0cfd0f2ed2f8c",
	}
	var base []string
	for _, name := range required(def) {
		base = append(base, c.condition(def, name, known))
	}
	statement := "SELECT * FROM " + def.Name + " WHERE "
	c.query(statement + strings.Join(base, " AND "))
	for _, column := range def.Columns {
		if column.Required || len(column.Filter) == 0 {
			continue
		}
		more := []string{c.condition(def, column.Name, known)}
		if strings.HasPrefix(column.Name, "Previous_") { // two that go together
			more = []string{c.condition(def, "Previous_StartDate", known), c.condition(def, "Previous_EndDate", known)}
		}
		c.query(statement + strings.Join(append(more, base...), " AND "))
	}
}

// condition filters by a value that is known, or by the first one that the column lists.
func (c *client) condition(def *tables.Table, name string, known map[string]string) string {
	c.t.Helper()
	value, ok := known[name]
	if column, _ := def.Column(name); !ok {
		require.NotEmpty(c.t, column.Type.Words, "no value to filter %s.%s by", def.Name, name)
		value = column.Type.Words[0]
	}
	return "`" + name + "` = " + quote(value)
}

// sample reads the whole table, and gives a value for each column that has one
// somewhere, and one for each column that is only filtered by.
func (c *client) sample(def *tables.Table) []map[string]string {
	c.t.Helper()
	statement := "SELECT * FROM " + def.Name
	if names := required(def); len(names) > 0 {
		require.Equal(c.t, "SatisfactionRatings", def.Name, "where do its ids come from?")
		statement += fmt.Sprintf(" WHERE %s = %d", names[0], c.sim.Store().Ratings()[0].ID)
	}
	rows := c.query(statement)
	require.NotEmpty(c.t, rows)
	box := fmt.Sprint(c.sim.Store().Mailboxes()[0].ID)
	for _, row := range rows {
		for name, value := range map[string]string{
			"Conversations.Query": `(body:"refund")`, "Customers.Query": `(email:"example.com")`,
			"Customers.MailboxId": box, "Users.MailboxId": box,
		} {
			if table, column, _ := strings.Cut(name, "."); table == def.Name {
				row[column] = value
			}
		}
	}
	return rows
}

// filter uses a declared filter with each of its operators, and sees that it
// reaches the API.
func (c *client) filter(def *tables.Table, column *tables.Column, f tables.Filter, rows []map[string]string) {
	c.t.Helper()
	i := slices.IndexFunc(rows, func(r map[string]string) bool { return r[column.Name] != "" && r[column.Name] != "[]" })
	require.GreaterOrEqual(c.t, i, 0, "no value to filter %s by", column.Name)
	value := quote(rows[i][column.Name])
	needs := ""
	if f.Needs != "" {
		needs = fmt.Sprintf(" AND `%s` = %s", f.Needs, quote(rows[i][f.Needs]))
	}
	for _, op := range f.Ops {
		condition := fmt.Sprintf("`%s` %s %s", column.Name, op, value)
		switch op {
		case tables.In:
			condition = fmt.Sprintf("`%s` IN (%s, %s)", column.Name, value, quote(rows[len(rows)-1][column.Name]))
		case tables.IsNull:
			condition = fmt.Sprintf("`%s` IS NULL", column.Name)
		case tables.Has:
			var elements []json.RawMessage
			require.NoError(c.t, json.Unmarshal([]byte(rows[i][column.Name]), &elements))
			condition = fmt.Sprintf("JSON_CONTAINS(`%s`, %s)", column.Name, quote(string(elements[0])))
		}
		c.sim.Control().ResetCalls()
		got := c.query("SELECT * FROM " + def.Name + " WHERE " + condition + needs)
		require.True(c.t, slices.ContainsFunc(c.sim.Control().Calls(), func(call simulator.Call) bool { return carries(call, f) }) ||
			op == tables.In && f.Search != "" && f.Style == tables.Words, // several texts, word by word, cannot be said
			"%s does not reach the API: %v", condition, c.sim.Control().Calls())
		if op == tables.Eq && !column.Echo {
			require.NotEmpty(c.t, got, condition)
		}
	}
}

// carries tells whether a call has the filter's parameter, or its field in the search.
func carries(call simulator.Call, f tables.Filter) bool {
	query, err := url.ParseQuery(call.Query)
	if err != nil {
		return false
	}
	if f.Search != "" {
		return strings.Contains(query.Get("query"), "("+f.Search+":")
	}
	return query.Get(f.Param) != ""
}

// keyed reads rows by the columns that a path names: one, two, and one that does not exist.
func (c *client) keyed(def *tables.Table, columns []string, rows []map[string]string) {
	for _, column := range columns {
		first, last := quote(rows[0][column]), quote(rows[len(rows)-1][column])
		for _, condition := range []string{"= " + first, "IN (" + first + ", " + last + ")"} {
			require.NotEmpty(c.t, c.query(fmt.Sprintf("SELECT * FROM %s WHERE `%s` %s", def.Name, column, condition)))
		}
		require.Empty(c.t, c.query(fmt.Sprintf("SELECT * FROM %s WHERE `%s` = 987654321", def.Name, column)))
	}
}

func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(s) + "'"
}

// spoiler changes the requests of a client on their way to the validator.
type spoiler struct {
	next  http.RoundTripper
	spoil func(url.Values)
}

func (s spoiler) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	query := r.URL.Query()
	s.spoil(query)
	r.URL.RawQuery = query.Encode()
	return s.next.RoundTrip(r)
}

// TestWrongRequestsAreCaught sends what our client sends with one parameter
// misspelt: the validator must say so.
func TestWrongRequestsAreCaught(t *testing.T) {
	for name, spoil := range map[string]func(url.Values){
		"misspelt parameter": func(q url.Values) { q.Set("sort", q.Get("sortField")); q.Del("sortField") },
		"word that is none":  func(q url.Values) { q.Set("status", "any") },
		"page 0":             func(q url.Values) { q.Set("page", "0") },
		"sent twice":         func(q url.Values) { q.Add("status", "closed") },
	} {
		t.Run(name, func(t *testing.T) {
			v, err := contract.New()
			require.NoError(t, err)
			var mu sync.Mutex
			var caught []error
			c := newClient(t, simulator.Options{Conversations: 30}, func(next http.RoundTripper) http.RoundTripper {
				return spoiler{v.Transport(next, func(err error) {
					mu.Lock()
					defer mu.Unlock()
					caught = append(caught, err)
				}), func(q url.Values) {
					if q.Has("status") {
						spoil(q)
					}
				}}
			})
			_ = c.session.Run(context.Background(), "SELECT Id FROM Conversations", nil, func(r *engine.Result) error {
				for _, err := range r.Rows {
					return err // the simulator refuses it, too
				}
				return nil
			})
			require.NotEmpty(t, caught)
			require.Zero(t, v.Seen("listConversations").Requests)
		})
	}
}
