package simulator_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

func TestSameSeedSameAccount(t *testing.T) {
	a, b, other := newFake(t, simulator.Options{}), newFake(t, simulator.Options{}), newFake(t, simulator.Options{Seed: 2})
	require.Equal(t, a.Store().Conversations(), b.Store().Conversations())
	require.Equal(t, a.Store().Customers(), b.Store().Customers())
	require.Equal(t, a.Store().Ratings(), b.Store().Ratings())
	query := []string{"status", "all", "embed", "threads"}
	require.Equal(t, a.all("conversations", "/v2/conversations", query...), b.all("conversations", "/v2/conversations", query...))
	require.NotEqual(t, a.Store().Conversations(), other.Store().Conversations())
}

// TestSeedIsVaried pins what other tests rely on: every awkward case exists in the demo account.
func TestSeedIsVaried(t *testing.T) {
	s := simulator.New(simulator.Options{}).Store()
	conversations, customers := s.Conversations(), s.Customers()
	known := map[int64]bool{}
	for _, u := range s.Users() {
		known[u.ID] = true
	}
	has := func(name string, ok func(*simulator.Conversation) bool) {
		t.Helper()
		require.True(t, slices.ContainsFunc(conversations, func(c simulator.Conversation) bool { return ok(&c) }), name)
	}
	type conv = *simulator.Conversation
	has("small id", func(c conv) bool { return c.ID < 1<<32 })
	has("large id", func(c conv) bool { return c.ID > 1<<32 })
	for _, kind := range []string{"email", "chat", "phone"} {
		has(kind, func(c conv) bool { return c.Type == kind })
	}
	for _, kind := range []string{simulator.KindUser, simulator.KindTeam, simulator.KindSystemUser, ""} {
		has("assigned to "+kind, func(c conv) bool { return c.Assignee.Kind == kind })
	}
	has("deleted user", func(c conv) bool { return c.Assignee.Kind == simulator.KindUser && !known[c.Assignee.ID] })
	has("draft", func(c conv) bool { return c.State == "draft" && c.Published == 0 })
	has("snoozed", func(c conv) bool { return c.Snooze != nil })
	has("scheduled", func(c conv) bool { return c.NextEvent != nil && c.NextEvent.Type == "scheduled" })
	has("over one page", func(c conv) bool { return c.Published+c.LineItems > 25 && c.Published < 40 })
	has("one full page", func(c conv) bool { return c.Published+c.LineItems == 25 })
	has("over two pages", func(c conv) bool { return c.Published+c.LineItems > 50 })
	has("no subject", func(c conv) bool { return c.Subject == "" })
	for _, text := range []string{"%", "_", `\`, `"`, "'", "Rezept", "Reyes", "résumé", "Refund", "refund", "REFUND", "🎉", "退款", "\n", "<b>"} {
		has(text, func(c conv) bool { return strings.Contains(c.Subject, text) })
	}
	ties := 0
	for i := 1; i < len(conversations); i++ {
		if conversations[i].CreatedAt == conversations[i-1].CreatedAt {
			ties++
		}
	}
	require.Greater(t, ties, 10)

	some := func(name string, ok func(simulator.Customer) bool) {
		t.Helper()
		require.True(t, slices.ContainsFunc(customers, ok), name)
	}
	some("no mail", func(c simulator.Customer) bool { return len(c.Emails) == 0 })
	some("two mails", func(c simulator.Customer) bool { return len(c.Emails) > 1 })
	some("no address", func(c simulator.Customer) bool { return c.Address == nil })
	some("city only", func(c simulator.Customer) bool { return c.Address != nil && c.Address.PostalCode == "" })
	some("no name", func(c simulator.Customer) bool { return c.First == "" && c.Last == "" })
	some("organization", func(c simulator.Customer) bool { return c.OrganizationID != 0 })
	some("large id", func(c simulator.Customer) bool { return c.ID > 1<<32 })

	kinds, states := map[string]int{}, map[string]int{}
	attachments, rated, later := 0, 0, 0
	for _, c := range conversations {
		for _, th := range s.Threads(c.ID) {
			kinds[th.Type]++
			states[th.State]++
			attachments += len(th.Attachments)
			if th.Rating != nil {
				rated++
			}
			if th.Scheduled != nil {
				later++
			}
		}
	}
	for _, k := range []string{"customer", "message", "note", "lineitem", "chat", "beaconchat", "phone", "forwardparent"} {
		require.Positive(t, kinds[k], k)
	}
	for _, k := range []string{"published", "draft", "hidden"} {
		require.Positive(t, states[k], k)
	}
	require.Positive(t, attachments)
	require.Positive(t, rated)
	require.Positive(t, later)
}

func TestMergedConversations(t *testing.T) {
	f := newFake(t, simulator.Options{})
	cs := f.Store().Conversations()
	from, into := cs[3].ID, cs[4].ID
	require.True(t, f.Store().MergeConversation(from, into))
	for _, version := range []string{"/v2", "/v3"} {
		path := version + "/conversations/" + itoa(int(from))
		status, header, _ := f.get(path)
		require.Equal(t, http.StatusMovedPermanently, status)
		require.Equal(t, base+version+"/conversations/"+itoa(int(into)), header.Get("Location"))
		status, _, _ = f.get(path + "/threads")
		require.Equal(t, http.StatusNotFound, status)
	}
	gone, chained := 0, 0
	for id, to := range f.Store().Merged() {
		status, header, _ := f.get("/v2/conversations/" + itoa(int(id)))
		if status == http.StatusNotFound {
			gone++
		} else if !strings.HasSuffix(header.Get("Location"), itoa(int(to))) {
			chained++
		}
	}
	require.Equal(t, 1, gone, "60 days are over")
	require.Equal(t, 1, chained, "merged twice")

	res, err := f.Client().Do(f.request(http.MethodGet, "/v2/conversations/"+itoa(int(from))))
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusOK, res.StatusCode, "a client that follows ends at the survivor")
}

func TestSystemUsersAreUsersInV2(t *testing.T) {
	f := newFake(t, simulator.Options{})
	c := f.find(func(c *simulator.Conversation) bool { return c.Assignee.Kind == simulator.KindSystemUser })
	for version, want := range map[string]string{"/v2": "user", "/v3": "system_user"} {
		_, _, body := f.get(version + "/conversations/" + itoa(int(c.ID)))
		require.Equal(t, want, body["assignee"].(map[string]any)["type"], version)
	}
}

func TestMutators(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 50})
	s := f.Store()
	id := s.AddConversation(simulator.Conversation{Subject: "brand new", Status: "pending"})
	items, _ := f.list("conversations", "/v2/conversations", "status", "pending")
	require.EqualValues(t, id, items[0]["id"])
	require.True(t, s.SetStatus(id, "closed"))
	_, _, got := f.get("/v2/conversations/" + itoa(int(id)))
	require.Equal(t, "closed", got["status"])
	require.NotEmpty(t, got["closedAt"])
	before := s.Threads(s.Conversations()[7].ID)
	require.True(t, s.SetStatus(s.Conversations()[7].ID, "closed"))
	require.Len(t, s.Threads(s.Conversations()[7].ID), len(before))
	require.True(t, s.SetThreads(id, []simulator.Thread{{ID: 1, Type: "note", State: "published", Body: "<p>x</p>", CreatedAt: 5}}))
	require.Len(t, f.all("threads", "/v2/conversations/"+itoa(int(id))+"/threads"), 1)
	require.True(t, s.DeleteConversation(id))
	require.False(t, s.DeleteConversation(id))

	cust := s.AddCustomer(simulator.Customer{First: "New"})
	require.True(t, s.UpdateCustomer(cust, func(c *simulator.Customer) { c.Last = "Name" }))
	_, _, got = f.get("/v2/customers/" + itoa(int(cust)))
	require.Equal(t, "Name", got["lastName"])
	require.True(t, s.DeleteCustomer(cust))

	defs := s.CustomerProperties()
	s.SetCustomerProperties(append(defs, simulator.PropertyDefinition{Type: "text", Slug: "extra", Name: "Extra"}))
	_, _, got = f.get("/v2/customer-properties")
	require.Len(t, got["_embedded"].(map[string]any)["customer-properties"], len(defs)+1)
}
