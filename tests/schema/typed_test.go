package schema

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

// small is an account for statements that look at a row or two.
var small = simulator.Options{Conversations: 30, Customers: 10}

// columns are the names that a table shows after a prefix, in order.
func (w *world) columns(table, prefix string) []string {
	w.t.Helper()
	names := []string{}
	for _, name := range w.query("SELECT * FROM " + table + " LIMIT 1").columns {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	return names
}

// person is a customer of the account with the given property values.
func (w *world) person(values ...simulator.PropertyValue) (id int64) {
	return w.sim.Store().AddCustomer(simulator.Customer{First: "Ada", Properties: values})
}

func (w *world) refresh() { w.query("CALL RefreshSchema()") }

func TestPropertyAppears(t *testing.T) {
	w := newWorld(t, small)
	seeded := []string{"Property_Plan", "Property_Seats", "Property_Nickname", "Property_CRM_link", "Property_Renewal_Date"}
	require.Equal(t, seeded, w.columns("Customers", "Property_"))

	store := w.sim.Store()
	store.SetCustomerProperties(append(store.CustomerProperties(), simulator.PropertyDefinition{Type: "number", Slug: "age", Name: "Shoe size"}))
	id := w.person(simulator.PropertyValue{Slug: "age", Value: "43"}, simulator.PropertyValue{Slug: "seats", Value: "7"})
	require.Equal(t, seeded, w.columns("Customers", "Property_"), "definitions are kept")
	_, err := w.try("SELECT Property_Shoe_size FROM Customers")
	require.ErrorContains(t, err, "Unknown column 'Property_Shoe_size'")

	w.refresh()
	require.Equal(t, append(seeded, "Property_Shoe_size"), w.columns("Customers", "Property_"))
	require.Equal(t, []string{"43 | 7"}, w.lines(fmt.Sprintf("SELECT Property_Shoe_size, Property_Seats FROM Customers WHERE Id = %d", id)))
	require.Equal(t, []string{"bigint | Shoe size (slug age), defined in this account as number; a value that is no 64-bit integer reads NULL. Writable: INSERT and UPDATE."},
		w.lines("SELECT column_type, column_comment FROM information_schema.columns WHERE table_name = 'Customers' AND column_name = 'Property_Shoe_size'"))
}

func TestFieldAppears(t *testing.T) {
	w := newWorld(t, small)
	before := w.columns("Conversations", "Field_")
	require.Len(t, before, len(fieldColumns))

	store := w.sim.Store()
	box := store.Mailboxes()[4] // it has no field
	store.SetFields(box.ID, []simulator.Field{{ID: 42, Type: simulator.FieldDropdown, Name: "Size?", Options: []simulator.FieldOption{{ID: 1, Label: "Large"}}}})
	id := store.AddConversation(simulator.Conversation{MailboxID: box.ID, CustomFields: []simulator.FieldValue{{FieldID: 42, Value: "1"}}})
	require.Equal(t, before, w.columns("Conversations", "Field_"))

	w.refresh()
	require.Equal(t, append(before, "Field_Size_"), w.columns("Conversations", "Field_"))
	require.Equal(t, []string{"Large"}, w.lines(fmt.Sprintf("SELECT Field_Size_ FROM Conversations WHERE Id = %d", id)))
}

// TestDefinitionsGrowOld: --schema-ttl bounds how long definitions are good,
// also those that an earlier process has left on disk.
func TestDefinitionsGrowOld(t *testing.T) {
	add := func(w *world) {
		store := w.sim.Store()
		store.SetCustomerProperties(append(store.CustomerProperties(), simulator.PropertyDefinition{Type: "text", Slug: "new", Name: "New"}))
	}
	for _, c := range []struct {
		ttl  time.Duration
		seen bool
	}{{time.Nanosecond, true}, {time.Hour, false}, {0, false}} { // 0 is the default of a day
		w := newWorldWith(t, small, engine.Config{SchemaTTL: c.ttl}, nil)
		w.columns("Customers", "Property_")
		add(w)
		require.Equal(t, c.seen, slices.Contains(w.columns("Customers", "Property_"), "Property_New"), c.ttl)
	}
	file := filepath.Join(t.TempDir(), "schema.json")
	newWorldWith(t, small, engine.Config{SchemaFile: file}, nil).columns("Customers", "Property_")
	for ttl, seen := range map[time.Duration]bool{time.Nanosecond: true, time.Hour: false} {
		later := newWorldWith(t, small, engine.Config{SchemaFile: file, SchemaTTL: ttl}, nil)
		add(later)
		require.Equal(t, seen, slices.Contains(later.columns("Customers", "Property_"), "Property_New"), ttl)
		newWorldWith(t, small, engine.Config{SchemaFile: file, SchemaTTL: time.Nanosecond}, nil).columns("Customers", "Property_")
	}
}

// TestRefreshReachesTheFile: what another process would read is forgotten too.
func TestRefreshReachesTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "schema.json")
	w := newWorldWith(t, small, engine.Config{SchemaFile: file}, nil)
	w.columns("Customers", "Property_")
	w.refresh()
	other := newWorldWith(t, small, engine.Config{SchemaFile: file}, nil)
	store := other.sim.Store()
	store.SetCustomerProperties(append(store.CustomerProperties(), simulator.PropertyDefinition{Type: "text", Slug: "new", Name: "New"}))
	require.Contains(t, other.columns("Customers", "Property_"), "Property_New")
}

// TestPropertyRenamedOrRemoved: until definitions are fetched again a column
// shows its own property or NULL, and never another one's value.
func TestPropertyRenamedOrRemoved(t *testing.T) {
	w := newWorld(t, small)
	id := w.person(
		simulator.PropertyValue{Slug: "nick_name", Value: "Countess"}, simulator.PropertyValue{Slug: "seats", Value: "7"},
		simulator.PropertyValue{Slug: "crm-link", Value: "https://crm.example"})
	statement := fmt.Sprintf("SELECT Property_Nickname, Property_Seats, Property_CRM_link FROM Customers WHERE Id = %d", id)
	require.Equal(t, []string{"Countess | 7 | https://crm.example"}, w.lines(statement))
	w.query("PREPARE kept FROM '" + statement + "'")

	// Nickname gets another name, CRM link gets the name Nickname, Seats is gone.
	w.sim.Store().SetCustomerProperties([]simulator.PropertyDefinition{
		{Type: "url", Slug: "crm-link", Name: "Nickname"}, {Type: "text", Slug: "nick_name", Name: "Alias"},
	})
	require.Equal(t, []string{"Countess | NULL | https://crm.example"}, w.lines(statement))
	require.Equal(t, []string{"Countess | NULL | https://crm.example"}, w.lines("EXECUTE kept"))

	w.refresh()
	for _, gone := range []string{"Property_Seats", "Property_CRM_link"} {
		_, err := w.try(fmt.Sprintf("SELECT %s FROM Customers", gone))
		require.ErrorContains(t, err, "Unknown column '"+gone+"'")
	}
	require.Equal(t, []string{"https://crm.example | Countess"},
		w.lines(fmt.Sprintf("SELECT Property_Nickname, Property_Alias FROM Customers WHERE Id = %d", id)))
	_, err := w.try("EXECUTE kept")
	require.ErrorContains(t, err, "Unknown column", "a prepared statement does not show a column that is gone")
}

func TestFieldRenamedOrRemoved(t *testing.T) {
	w := newWorld(t, small)
	store := w.sim.Store()
	box := store.Mailboxes()[3]
	set := func(fields ...simulator.Field) { store.SetFields(box.ID, fields) }
	set(simulator.Field{ID: 71, Type: simulator.FieldSingleLine, Name: "Red"}, simulator.Field{ID: 72, Type: simulator.FieldSingleLine, Name: "Blue"})
	id := store.AddConversation(simulator.Conversation{MailboxID: box.ID, CustomFields: []simulator.FieldValue{{FieldID: 71, Value: "r"}, {FieldID: 72, Value: "b"}}})
	w.refresh()
	statement := fmt.Sprintf("SELECT Field_Red, Field_Blue FROM Conversations WHERE Id = %d", id)
	require.Equal(t, []string{"r | b"}, w.lines(statement))

	set(simulator.Field{ID: 72, Type: simulator.FieldSingleLine, Name: "Red"})
	require.Equal(t, []string{"NULL | b"}, w.lines(statement))
	w.refresh()
	require.Equal(t, []string{"b"}, w.lines(fmt.Sprintf("SELECT Field_Red FROM Conversations WHERE Id = %d", id)))
}

// TestTypedValues: what fits, what does not, and what says that it does not.
func TestTypedValues(t *testing.T) {
	w := newWorld(t, small)
	for _, c := range []struct {
		slug, value string
		want        cell
		warned      bool
	}{
		{"seats", "42", text("42"), false},
		{"seats", "-9223372036854775808", text("-9223372036854775808"), false},
		{"seats", "9223372036854775807", text("9223372036854775807"), false},
		{"seats", "9223372036854775808", null, true},
		{"seats", "123456789012345678901234567890", null, true},
		{"seats", "1.5", null, true},
		{"seats", "many", null, true},
		{"seats", "", null, false},
		{"renewal", "2026-02-28", text("2026-02-28"), false},
		{"renewal", "2026-02-28T10:11:12Z", text("2026-02-28"), false},
		{"renewal", "soon", null, false},
		{"renewal", "", null, false},
		{"plan", "6ba7b811-9dad-41d1-80b4-00c04fd430c8", text("Pro"), false},
		{"plan", "an option that is gone", text("an option that is gone"), false},
		{"nick_name", "null", text("null"), false},
		{"nick_name", strings.Repeat("ä", 300), text(strings.Repeat("ä", 300)), false},
		{"crm-link", "javascript:", text("javascript:"), false},
	} {
		id := w.person(simulator.PropertyValue{Slug: c.slug, Value: c.value})
		got := w.query(fmt.Sprintf("SELECT %s, JSON_UNQUOTE(JSON_EXTRACT(Properties, '$[0].value')) FROM Customers WHERE Id = %d", propertyColumns[c.slug], id))
		require.Equal(t, [][]cell{{c.want, text(c.value)}}, got.rows, c.value)
		warned := slices.ContainsFunc(w.warnings, func(w engine.Warning) bool {
			return w.Code == 1264 && strings.Contains(w.Message, propertyColumns[c.slug])
		})
		require.Equal(t, c.warned, warned, "%s %q: %v", c.slug, c.value, w.warnings)
	}
	for _, line := range w.lines("SHOW WARNINGS") {
		require.NotContains(t, line, "1264", "warnings are of the last statement")
	}
}

// TestTypedNames follows ruling 3 of the schema: letters and digits stay, other
// runs become _, names that are alike without regard to case get their key.
func TestTypedNames(t *testing.T) {
	long := strings.Repeat("Long", 30)
	w := newWorld(t, small)
	w.sim.Store().SetCustomerProperties([]simulator.PropertyDefinition{
		{Type: "text", Slug: "a", Name: "Favourite colour"},
		{Type: "number", Slug: "b", Name: "favourite COLOUR"},
		{Type: "text", Slug: "b-2", Name: "Favourite / colour"},
		{Type: "text", Slug: "c", Name: "Größe 退款 (cm)"},
		{Type: "text", Slug: "d", Name: "🎁"},
		{Type: "text", Slug: "e", Name: long + "1"},
		{Type: "text", Slug: "f", Name: long + "2"},
		{Type: "text", Slug: "g", Name: "Only " + long},
	})
	names := w.columns("Customers", "Property_")
	require.Equal(t, []string{
		"Property_Favourite_colour_a", "Property_favourite_COLOUR_b", "Property_Favourite_colour_b-2",
		"Property_Größe_退款_cm_", "Property__",
		("Property_" + long)[:62] + "_e", ("Property_" + long)[:62] + "_f", ("Property_Only_" + long)[:64],
	}, names)
	id := w.person(simulator.PropertyValue{Slug: "a", Value: "red"}, simulator.PropertyValue{Slug: "b", Value: "3"}, simulator.PropertyValue{Slug: "f", Value: "x"})
	require.Equal(t, []string{"red | 3 | NULL | x"},
		w.lines(fmt.Sprintf("SELECT `%s`, `%s`, `%s`, `%s` FROM Customers WHERE Id = %d", names[0], names[1], names[2], names[6], id)))
}

// TestDefinitionsCostNothingUnseen: statements that cannot see them fetch none.
func TestDefinitionsCostNothingUnseen(t *testing.T) {
	w := newWorld(t, small)
	for statement, fetches := range map[string]bool{
		"SELECT Id FROM Customers":                                         false,
		"SELECT COUNT(*) FROM Conversations":                               false,
		"SELECT Properties, CustomFields FROM Customers, Conversations":    false,
		"SELECT * FROM CustomerProperties":                                 false,
		"SELECT * FROM MailBoxes":                                          false,
		"SELECT * FROM ConversationTags":                                   false,
		"SELECT Number FROM OpenConversations":                             false,
		"SELECT ConversationId, Replies FROM ConversationMetrics":          false,
		"SELECT * FROM ConversationMetrics":                                false,
		"SELECT * FROM ConversationMessages":                               false,
		"SELECT * FROM Customers":                                          true,
		"SELECT c.* FROM Conversations c":                                  true,
		"SELECT * FROM OpenConversations":                                  true,
		"SELECT Id FROM Conversations WHERE Field_Product = 'x'":           true,
		"SELECT Id FROM Conversations ORDER BY Field_Product":              true,
		"SELECT COUNT(*) FROM Conversations GROUP BY Field_Deal_size":      true,
		"SELECT x.Property_Plan FROM (SELECT * FROM Customers) x":          true,
		"WITH x AS (SELECT * FROM Customers) SELECT Property_Seats FROM x": true,
	} {
		w.refresh()
		got := slices.ContainsFunc(w.calls(statement), func(c simulator.Call) bool {
			return c.Path == "/v2/customer-properties" || strings.HasSuffix(c.Path, "/fields")
		})
		require.Equal(t, fetches, got, statement)
	}
}

// TestDefinitionsChangeUnderAStatement: definitions that are fetched twice for
// one statement, and differ, do not make a column show another one's value.
func TestDefinitionsChangeUnderAStatement(t *testing.T) {
	w := newWorldWith(t, small, engine.Config{SchemaTTL: time.Nanosecond}, nil)
	store := w.sim.Store()
	id := w.person(simulator.PropertyValue{Slug: "seats", Value: "7"}, simulator.PropertyValue{Slug: "nick_name", Value: "Countess"})
	w.sim.Control().SetHook(func(r *http.Request) {
		if r.URL.Path == "/v2/customer-properties" {
			definitions := store.CustomerProperties()
			slices.Reverse(definitions)
			store.SetCustomerProperties(definitions)
		}
	})
	want := map[string]cell{"Property_Seats": text("7"), "Property_Nickname": text("Countess"), "Property_Plan": null}
	for range 2 {
		for _, from := range []string{
			"Customers a", "Customers a JOIN Customers b ON b.Id = a.Id", "(SELECT * FROM Customers) a",
			"Customers a, (SELECT MAX(Id) AS M FROM Customers WHERE Property_Seats = 7) m",
		} {
			r := w.query(fmt.Sprintf("SELECT * FROM %s WHERE a.Id = %d", from, id))
			require.Len(t, r.rows, 1, from)
			for i, name := range r.columns {
				if c, ok := want[name]; ok {
					require.Equal(t, c, r.rows[0][i], "%s of %s", name, from)
				}
			}
		}
	}
}
