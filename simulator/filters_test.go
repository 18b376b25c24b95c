package simulator_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// numbers asks for all conversations that a query string finds.
func (f *fake) numbers(query ...string) []int {
	f.t.Helper()
	var out []int
	for _, c := range f.all("conversations", "/v2/conversations", append([]string{"status", "all"}, query...)...) {
		out = append(out, int(c["number"].(float64)))
	}
	slices.Sort(out)
	return out
}

// expect picks the same conversations from the store.
func (f *fake) expect(ok func(*simulator.Conversation) bool) []int {
	var out []int
	for _, c := range f.Store().Conversations() {
		if ok(&c) {
			out = append(out, int(c.Number))
		}
	}
	slices.Sort(out)
	return out
}

func TestConversationFilters(t *testing.T) {
	f := newFake(t, simulator.Options{})
	s := f.Store()
	boxes, tags := s.Mailboxes(), map[string]int64{}
	for _, tag := range s.Tags() {
		tags[tag.Name] = tag.ID
	}
	team := s.Teams()[0].ID
	since := s.Conversations()[300].ModifiedAt
	text := func(v string) func(*simulator.Conversation) bool {
		return func(c *simulator.Conversation) bool {
			return slices.Contains(strings.Fields(strings.ToLower(c.Subject)), v)
		}
	}
	value := func(field int64, want string) func(*simulator.Conversation) bool {
		return func(c *simulator.Conversation) bool {
			return c.MailboxID == boxes[0].ID && slices.Contains(c.CustomFields, simulator.FieldValue{FieldID: field, Value: want})
		}
	}
	box0 := itoa(int(boxes[0].ID))
	for name, tc := range map[string]struct {
		query []string
		ok    func(*simulator.Conversation) bool
	}{
		"mailboxes": {
			[]string{"mailbox", box0 + "," + itoa(int(boxes[3].ID))},
			func(c *simulator.Conversation) bool { return c.MailboxID == boxes[0].ID || c.MailboxID == boxes[3].ID },
		},
		"any tag": {
			[]string{"tag", "REFUND,gift 🎁"},
			func(c *simulator.Conversation) bool {
				return slices.Contains(c.Tags, tags["refund"]) || slices.Contains(c.Tags, tags["gift 🎁"])
			},
		},
		"team":     {[]string{"assigned_to", itoa(int(team))}, func(c *simulator.Conversation) bool { return c.Assignee.ID == team }},
		"left":     {[]string{"assigned_to", "100099"}, func(c *simulator.Conversation) bool { return c.Assignee.ID == 100099 }},
		"modified": {[]string{"modifiedSince", since.String()}, func(c *simulator.Conversation) bool { return c.ModifiedAt > since }},
		"dropdown": {
			[]string{"mailbox", box0, "customFieldsByIds", itoa(int(boxes[0].Fields[0].ID)) + ":" + itoa(int(boxes[0].Fields[0].Options[1].ID))},
			value(boxes[0].Fields[0].ID, itoa(int(boxes[0].Fields[0].Options[1].ID))),
		},
		"single line": {
			[]string{"mailbox", box0, "customFieldsByIds", itoa(int(boxes[0].Fields[3].ID)) + ":WIDGET blue"},
			func(c *simulator.Conversation) bool {
				return value(boxes[0].Fields[3].ID, "Blue Widget")(c) || value(boxes[0].Fields[3].ID, "blue widget XL")(c)
			},
		},
		"subject":     {[]string{"query", `(subject:"Reyes")`}, func(c *simulator.Conversation) bool { return strings.Contains(c.Subject, "Reyes") }},
		"accents":     {[]string{"query", `subject:résumé`}, text("résumé")},
		"any order":   {[]string{"query", `subject:"order refund"`}, func(c *simulator.Conversation) bool { return text("refund")(c) && text("order")(c) }},
		"mailboxid":   {[]string{"query", "(mailboxid:" + box0 + ")"}, func(c *simulator.Conversation) bool { return c.MailboxID == boxes[0].ID }},
		"mailbox":     {[]string{"query", `(mailbox:"Rechnungen & Zahlung")`}, func(c *simulator.Conversation) bool { return c.MailboxID == boxes[2].ID }},
		"unassigned":  {[]string{"query", `(assigned:"Unassigned")`}, func(c *simulator.Conversation) bool { return c.Assignee.ID == 0 }},
		"spock":       {[]string{"query", `(assigned:"spock")`}, func(c *simulator.Conversation) bool { return c.Assignee.ID == 100005 }},
		"attachments": {[]string{"query", "(attachments:true)"}, func(c *simulator.Conversation) bool { return c.Attachments }},
		"not": {
			[]string{"query", `(NOT tag:"refund" AND (attachments:true OR number:(1 OR 2)))`},
			func(c *simulator.Conversation) bool {
				return !slices.Contains(c.Tags, tags["refund"]) && (c.Attachments || c.Number < 3)
			},
		},
		"year": {[]string{"query", "createdAt:2025"}, func(c *simulator.Conversation) bool { return c.CreatedAt.Time().Year() == 2025 }},
		"rounded": {
			[]string{"query", "createdAt:[2025-06-01T00:00:00Z/YEAR TO NOW-1MONTH]"},
			func(c *simulator.Conversation) bool {
				return c.CreatedAt.Time().Year() >= 2025 && !c.CreatedAt.Time().After(s.Now().AddDate(0, -1, 0))
			},
		},
		"open range": {
			[]string{"query", "modifiedAt:[" + since.String() + " TO *]"},
			func(c *simulator.Conversation) bool { return c.ModifiedAt >= since },
		},
	} {
		want := f.expect(tc.ok)
		require.NotEmpty(t, want, name)
		require.Equal(t, want, f.numbers(tc.query...), name)
	}
}

func TestSearchInThreads(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 120})
	s := f.Store()
	body := func(c *simulator.Conversation) bool {
		return slices.ContainsFunc(s.Threads(c.ID), func(th simulator.Thread) bool { return strings.Contains(th.Body, "what a beautiful day") })
	}
	require.Equal(t, f.expect(body), f.numbers("query", `(body:"what a beautiful day")`))
	replied := func(c *simulator.Conversation) bool {
		return slices.ContainsFunc(s.Threads(c.ID), func(th simulator.Thread) bool {
			return th.Type == "message" && th.State == "published" && (th.CreatedBy.ID == 100001 || th.CreatedBy.ID == 100002)
		})
	}
	require.NotEmpty(t, f.expect(replied))
	require.Equal(t, f.expect(replied), f.numbers("query", "(replyUserIds:(100001 OR 100002))"))

	second := f.find(func(c *simulator.Conversation) bool { return c.OtherCustomerID != 0 })
	other, _ := s.Customer(second.OtherCustomerID)
	require.Contains(t, f.numbers("query", "(customerIds:"+itoa(int(other.ID))+")"), int(second.Number), "wider than the primary customer")
	require.Contains(t, f.numbers("query", `(email:"COPY.to@example.org")`), int(f.find(func(c *simulator.Conversation) bool {
		return len(c.CC) > 1
	}).Number))
}

func TestFolders(t *testing.T) {
	f := newFake(t, simulator.Options{})
	box := f.Store().Mailboxes()[0]
	folders := f.all("folders", "/v2/mailboxes/"+itoa(int(box.ID))+"/folders")
	require.Len(t, folders, len(box.Folders))
	for _, folder := range folders {
		found := f.numbers("folder", itoa(int(folder["id"].(float64))))
		require.EqualValues(t, folder["totalCount"], len(found), "%v", folder)
	}
}

func TestCustomerFilters(t *testing.T) {
	f := newFake(t, simulator.Options{})
	some := f.Store().Customers()[17]
	for i, c := range f.Store().Customers() {
		if len(c.Emails) > 1 && i > 20 {
			some = c
		}
	}
	ids := func(path string, query ...string) (out []int64) {
		_, _, body := f.get(path, query...)
		embedded, _ := body["_embedded"].(map[string]any)
		list, _ := embedded["customers"].([]any)
		for _, c := range list {
			out = append(out, int64(c.(map[string]any)["id"].(float64)))
		}
		return out
	}
	second := some.Emails[1].Value
	require.Equal(t, []int64{some.ID}, ids("/v3/customers", "email", strings.ToUpper(second)))
	require.Empty(t, ids("/v3/customers", "email", second[1:]), "email is no substring match")
	require.Contains(t, ids("/v2/customers", "query", `(email:"`+second[1:]+`")`), some.ID, "but contains in a query")
	for _, c := range f.Store().Customers() {
		if strings.EqualFold(c.First, "anna") {
			require.Contains(t, ids("/v2/customers", "firstName", "ANNA"), c.ID)
		}
	}
	status, _, body := f.get("/v2/customers", "email", second)
	require.Equal(t, http.StatusBadRequest, status, "v2 has no email parameter")
	require.Equal(t, "email", body["_embedded"].(map[string]any)["errors"].([]any)[0].(map[string]any)["path"])
}

func TestBadInput(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 30})
	for _, q := range [][]string{
		{"assignedTo", "1"},
		{"status", "Closed"},
		{"page", "0"},
		{"page", "-1"},
		{"page", "1.5"},
		{"page", ""},
		{"sortOrder", "ASC"},
		{"modifiedSince", "2026-01-01"},
		{"modifiedSince", "2026-01-01T00:00:00.000Z"},
		{"modifiedSince", "2026-13-01T00:00:00Z"},
		{"status", "all", "status", "closed"},
		{"size", "100"},
		{"customFieldsByIds", "1:x"},
		{"mailbox", "1", "customFieldsByIds", "x"},
		{"mailbox", "1", "customFieldsByIds", "7:x"},
		{"embed", "customers"},
		{"number", "0"},
	} {
		status, header, body := f.get("/v2/conversations", q...)
		require.Equal(t, http.StatusBadRequest, status, "%v", q)
		require.Equal(t, "application/vnd.error+json", header.Get("Content-Type"))
		require.NotEmpty(t, body["logRef"])
		require.Equal(t, "Bad request", body["message"])
		first := body["_embedded"].(map[string]any)["errors"].([]any)[0].(map[string]any)
		require.NotEmpty(t, first["path"])
		require.NotEmpty(t, first["message"])
	}
	for path, want := range map[string]int{
		"/v2/conversations/x": 400, "/v2/conversations/0": 400, "/v2/conversations/99999999999999999999": 400, "/v2/conversations/10": 404,
		"/v2/conversation": 404, "/v2/customers/1/address": 404, "/v2/mailboxes/1/fields": 404, "/v2/organizations/properties/nope": 404,
		"/": 404, "/v2/reports/companies": 404, "/v2/reports/company": 400, "/v2/conversations/": 404, "/v3/conversations": 404,
	} {
		status, _, _ := f.get(path)
		require.Equal(t, want, status, path)
	}
	res, err := f.client.Do(f.request(http.MethodPost, "/v2/tags"))
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusMethodNotAllowed, res.StatusCode, "tags are made by tagging")
}
