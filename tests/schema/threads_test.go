package schema

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/tables"
)

func find(t *testing.T, name string) *tables.Table {
	t.Helper()
	def, ok := tables.Find(name)
	require.True(t, ok, name)
	return def
}

// messages are n threads of a conversation, one a second, ids from base on.
func messages(base int64, n int, kind string) []simulator.Thread {
	list := make([]simulator.Thread, n)
	for i := range list {
		list[i] = simulator.Thread{
			ID: base + int64(i), Type: kind, Status: "active", State: "published", CreatedAt: simulator.Time(1e9 + i),
			Body: "<p>" + strings.Repeat(fmt.Sprintf("message %d ", i), 40) + "</p>", SourceType: "email", SourceVia: "customer",
		}
	}
	return list
}

// TestEmbeddedThreads: what a conversation's embedded copy of its threads may
// lack. Their list is read where it may, and every thread is there once, whole.
func TestEmbeddedThreads(t *testing.T) {
	w := newWorld(t, small)
	store := w.sim.Store()
	next := int64(1)
	add := func(kind, threadKind string, n int) int64 {
		id := store.AddConversation(simulator.Conversation{Type: kind})
		store.SetThreads(id, messages(next*1000, n, threadKind))
		next++
		return id
	}
	cases := []struct {
		what       string
		id         int64
		own        int // calls of its own list
		kind, body string
	}{
		{what: "few", id: add("email", "customer", 3)},
		{what: "one less than a page", id: add("email", "customer", 24)},
		{what: "a page: there may be more", id: add("email", "customer", 25), own: 1},
		{what: "one more than a page", id: add("email", "customer", 26), own: 2},
		{what: "two pages", id: add("email", "note", 50), own: 2},
		{what: "three pages", id: add("phone", "phone", 61), own: 3},
		{what: "a chat is cut short", id: add("chat", "chat", 2), own: 1},
		{what: "so is a chat without a chat thread", id: add("chat", "message", 2), own: 1},
		{what: "and a chat thread in a mail", id: add("email", "beaconchat", 1), own: 1},
		{what: "none at all: which may be a list that was left out", id: add("email", "customer", 0), own: 1},
		{what: "events only", id: add("email", "lineitem", 2)},
	}
	calls := w.calls("SELECT * FROM ConversationThreads")
	for _, c := range cases {
		own := 0
		for _, call := range calls {
			if call.Path == fmt.Sprintf("/v2/conversations/%d/threads", c.id) {
				own++
			}
		}
		require.Equal(t, c.own, own, c.what)
	}
	x := share(store)
	compare(t, find(t, "ConversationThreads"), x.threads(), w.query("SELECT * FROM ConversationThreads"))
	for _, c := range cases { // the same rows when asked for one by one
		want := []string{}
		for _, thread := range store.Threads(c.id) {
			want = append(want, fmt.Sprintf("%d | %s", thread.ID, thread.Body))
		}
		for _, statement := range []string{
			"SELECT Id, Body FROM ConversationThreads WHERE ConversationId = %d",
			"SELECT t.Id, t.Body FROM Conversations c JOIN ConversationThreads t ON t.ConversationId = c.Id WHERE c.Id = %d",
		} {
			require.ElementsMatch(t, want, w.lines(fmt.Sprintf(statement, c.id)), "%s: %s", c.what, statement)
		}
	}
}

// TestChildrenByParent: filtered by one parent, each child table has that
// parent's rows, those of several, and none for a parent that is not there.
func TestChildrenByParent(t *testing.T) {
	w := newWorld(t, account)
	x := share(w.sim.Store())
	for name, column := range map[string]string{
		"ConversationThreads": "ConversationId", "ConversationTags": "ConversationId", "ConversationCustomFields": "ConversationId",
		"ThreadAttachments": "ConversationId", "CustomerEmails": "CustomerId", "CustomerPhones": "CustomerId", "CustomerChats": "CustomerId",
		"CustomerSocialProfiles": "CustomerId", "CustomerWebsites": "CustomerId", "CustomerAddresses": "CustomerId", "CustomerProperties": "CustomerId",
		"MailboxFields": "MailboxId", "MailboxFolders": "MailboxId", "MailboxRouting": "MailboxId", "SavedReplies": "MailboxId",
		"TeamMembers": "TeamId", "OrganizationCustomers": "OrganizationId",
	} {
		t.Run(name, func(t *testing.T) {
			w := w.in(t)
			def, all := find(t, name), expected[name](x)
			first, last := all[0][column].(string), all[len(all)-1][column].(string)
			for _, parents := range [][]string{{first}, {last, first}, {first, "987654321", first}} {
				var want []row
				for _, r := range all {
					if slices.Contains(parents, r[column].(string)) {
						want = append(want, r)
					}
				}
				list := strings.Join(parents, ", ")
				compare(t, def, want, w.query(fmt.Sprintf("SELECT * FROM %s WHERE %s IN (%s)", name, column, list)))
				union := "SELECT " + strings.Join(parents, " AS K UNION SELECT ") + " AS K"
				compare(t, def, want, w.query(fmt.Sprintf("SELECT a.* FROM (%s) x JOIN %s a ON a.%s = x.K", union, name, column)))
			}
			require.Empty(t, w.lines(fmt.Sprintf("SELECT * FROM %s WHERE %s = 987654321", name, column)))
		})
	}
}

// hookThreads runs f once, before the given page of a conversation's thread list is served.
func (w *world) hookThreads(id int64, page int, f func()) {
	var once sync.Once // pages are fetched side by side
	w.sim.Control().SetHook(func(r *http.Request) {
		if r.URL.Path == fmt.Sprintf("/v2/conversations/%d/threads", id) && r.URL.Query().Get("page") == fmt.Sprint(page) {
			once.Do(f)
		}
	})
}

// TestParentVanishes: a conversation that is deleted between the listing and
// the reading of its threads has no rows, and nobody else loses any.
func TestParentVanishes(t *testing.T) {
	for _, merged := range []bool{false, true} {
		w := newWorld(t, small)
		store := w.sim.Store()
		id := store.AddConversation(simulator.Conversation{Type: "chat"})
		store.SetThreads(id, messages(1000, 3, "chat"))
		w.hookThreads(id, 1, func() {
			if merged {
				store.MergeConversation(id, store.Conversations()[0].ID)
			} else {
				store.DeleteConversation(id)
			}
		})
		compare(t, find(t, "ConversationThreads"), share(untouched()).threads(), w.query("SELECT * FROM ConversationThreads"))
	}
}

// untouched is the small account as it was seeded.
func untouched() *simulator.Store { return simulator.New(small).Store() }

// TestThreadsChangeWhilePaged: threads come newest first, so that a new one
// moves all others on, and one that is taken away moves them back.
func TestThreadsChangeWhilePaged(t *testing.T) {
	all := messages(1000, 60, "customer")
	for what, change := range map[string]func([]simulator.Thread) []simulator.Thread{
		"added":   func(l []simulator.Thread) []simulator.Thread { return append(l, messages(5000, 1, "note")...) },
		"removed": func(l []simulator.Thread) []simulator.Thread { return l[:len(l)-1] },
	} {
		for _, where := range []string{"WHERE ConversationId = %d", "WHERE ConversationId + 0 = %d"} { // by key, and in a walk
			w := newWorld(t, small)
			store := w.sim.Store()
			id := store.AddConversation(simulator.Conversation{})
			store.SetThreads(id, all)
			late := slices.Clone(all)
			late = change(late)
			late[len(late)-1].CreatedAt = 2e9
			w.hookThreads(id, 2, func() { store.SetThreads(id, late) })
			seen := map[string]int{}
			for _, line := range w.lines(fmt.Sprintf("SELECT Id FROM ConversationThreads "+where, id)) {
				seen[line]++
			}
			for _, thread := range all[:59] { // there from beginning to end
				require.Equal(t, 1, seen[fmt.Sprint(thread.ID)], "%s, %s: thread %d", what, where, thread.ID)
			}
			for key, n := range seen {
				require.Equal(t, 1, n, "%s, %s: thread %s", what, where, key)
			}
		}
	}
}
