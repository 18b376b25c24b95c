package schema

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// metrics are the numbers of ConversationMetrics, computed from the account.
func metrics(c simulator.Conversation, threads []simulator.Thread) row {
	r := row{
		"ConversationId": num(c.ID), "Number": num(c.Number), "Status": c.Status, "MailboxId": num(c.MailboxID), "Assignee_Id": optNum(c.Assignee.ID),
		"CreatedDate": date(c.CreatedAt), "ClosedDate": date(c.ClosedAt), "FirstResponseSeconds": nil, "ResolutionSeconds": nil,
	}
	if c.ClosedAt != 0 {
		r["ResolutionSeconds"] = num(int64(c.ClosedAt - c.CreatedAt))
	}
	replies, messages, reopens := 0, 0, 0
	status := ""
	threads = slices.Clone(threads)
	slices.SortFunc(threads, func(a, b simulator.Thread) int { // oldest first
		if a.CreatedAt != b.CreatedAt {
			return int(a.CreatedAt - b.CreatedAt)
		}
		return int(a.ID - b.ID)
	})
	for _, t := range threads {
		byUser := t.CreatedBy.Kind == simulator.KindUser || t.CreatedBy.Kind == simulator.KindSystemUser
		switch {
		case t.Type == "message" && t.State == "published" && byUser:
			if replies++; replies == 1 && c.CreatedBy.Kind == simulator.KindCustomer {
				r["FirstResponseSeconds"] = num(int64(t.CreatedAt - c.CreatedAt))
			}
		case slices.Contains([]string{"customer", "chat", "beaconchat", "phone"}, t.Type) && t.CreatedBy.Kind == simulator.KindCustomer:
			messages++
		}
		if t.Status == "" || t.Status == "nochange" || t.State != "published" {
			continue
		}
		if status == "closed" && (t.Status == "active" || t.Status == "pending") {
			reopens++
		}
		status = t.Status
	}
	r["Replies"], r["CustomerMessages"], r["Reopens"] = num(replies), num(messages), num(reopens)
	return r
}

func (w *world) compareMetrics(t *testing.T) {
	t.Helper()
	r := w.query("SELECT * FROM ConversationMetrics")
	got := map[string]row{}
	for _, cells := range r.rows {
		values := row{}
		for i, name := range r.columns {
			values[name] = cells[i].Text
			if cells[i].Null {
				values[name] = nil
			}
		}
		require.NotContains(t, got, values["ConversationId"])
		got[values["ConversationId"].(string)] = values
	}
	conversations := w.sim.Store().Conversations()
	require.Len(t, got, len(conversations))
	for _, c := range conversations {
		require.Equal(t, metrics(c, w.sim.Store().Threads(c.ID)), got[fmt.Sprint(c.ID)])
	}
}

func TestConversationMetrics(t *testing.T) {
	w := newWorld(t, account)
	w.compareMetrics(t)
	for _, where := range []string{"Reopens > 1", "Replies > 3", "FirstResponseSeconds > 0", "FirstResponseSeconds IS NULL", "CustomerMessages > 1", "ResolutionSeconds > 0"} {
		require.NotEmpty(t, w.lines("SELECT Number FROM ConversationMetrics WHERE "+where), "the account has some with "+where)
	}
}

// TestConversationMetricsAtTheEdges: no thread at all, hundreds that open and
// close the conversation, many at one moment.
func TestConversationMetricsAtTheEdges(t *testing.T) {
	w := newWorld(t, small)
	store := w.sim.Store()
	add := func(threads []simulator.Thread) {
		id := store.AddConversation(simulator.Conversation{CreatedAt: 1e9})
		store.SetThreads(id, threads)
	}
	add([]simulator.Thread{})
	for _, n := range []int{2, 40, 300, 1000} { // 1000 are some 7,000 letters of status words
		threads := messages(int64(n)*10_000, n, "message")
		for i := range threads {
			threads[i].Status = []string{"closed", "active", "nochange", "closed", "closed", "pending", "spam", "active"}[i%8]
			threads[i].CreatedBy = []simulator.Ref{{Kind: simulator.KindUser, ID: store.Users()[0].ID}, {Kind: simulator.KindCustomer, ID: store.Customers()[0].ID}}[i%2]
			if i%3 == 0 && i > 0 {
				threads[i].CreatedAt = threads[i-1].CreatedAt
			}
		}
		add(threads)
	}
	w.compareMetrics(t)
}

// TestConversationMessages: every thread but events, as text without markup.
func TestConversationMessages(t *testing.T) {
	w := newWorld(t, account)
	want := map[string]string{}
	for _, c := range w.sim.Store().Conversations() {
		for _, thread := range w.sim.Store().Threads(c.ID) {
			if thread.Type != "lineitem" {
				want[fmt.Sprintf("%d/%d", c.ID, thread.ID)] = stripped(thread.Body)
			}
		}
	}
	got := map[string]string{}
	r := w.query("SELECT ConversationId, ThreadId, Text FROM ConversationMessages")
	for _, cells := range r.rows {
		got[cells[0].Text+"/"+cells[1].Text] = strings.Join(strings.Fields(cells[2].Text), " ")
	}
	require.Len(t, r.rows, len(want))
	require.Equal(t, want, got)
}

// TestOpenConversations has the columns of Conversations, named alike, and its rows.
func TestOpenConversations(t *testing.T) {
	w := newWorld(t, account)
	var want []row
	for _, r := range share(w.sim.Store()).conversations() {
		if r["Status"] == "active" || r["Status"] == "pending" {
			want = append(want, r)
		}
	}
	compare(t, find(t, "Conversations"), want, w.query("SELECT * FROM OpenConversations"))
	const names = "SELECT column_name FROM information_schema.columns WHERE table_name = '%s' ORDER BY ordinal_position"
	require.Equal(t, w.lines(fmt.Sprintf(names, "Conversations")), w.lines(fmt.Sprintf(names, "OpenConversations")))
}

// TestViewsCostNoMore: a view takes the calls of its tables, and a filter on
// it reaches the API as on them.
func TestViewsCostNoMore(t *testing.T) {
	w := newWorld(t, account)
	w.warm()
	want := costs(w.sim.Store())
	c := w.sim.Store().Conversations()[0]
	require.Equal(t, want["ConversationThreads"], tally(w.calls("SELECT * FROM ConversationMessages")))
	// The conversations come with the pages that embed their threads.
	require.Equal(t, want["ConversationThreads"], tally(w.calls("SELECT * FROM ConversationMetrics")))
	for view, table := range map[string]string{
		"SELECT * FROM OpenConversations":                                                                           "SELECT * FROM Conversations WHERE Status IN ('active', 'pending')",
		"SELECT * FROM OpenConversations WHERE MailboxId = 200000":                                                  "SELECT * FROM Conversations WHERE Status IN ('active', 'pending') AND MailboxId = 200000",
		"SELECT * FROM OpenConversations LIMIT 3":                                                                   "SELECT * FROM Conversations WHERE Status IN ('active', 'pending') LIMIT 3",
		"SELECT * FROM OpenConversations WHERE Number = 10":                                                         "SELECT * FROM Conversations WHERE Status IN ('active', 'pending') AND Number = 10",
		"SELECT * FROM ConversationMessages WHERE ConversationId = %d":                                              "SELECT * FROM ConversationThreads WHERE ConversationId = %d",
		"SELECT * FROM ConversationMetrics WHERE ConversationId = %d":                                               "SELECT c.Number, t.Id FROM Conversations c JOIN ConversationThreads t ON t.ConversationId = c.Id WHERE c.Id = %d",
		"SELECT * FROM ConversationMetrics WHERE Number = 1":                                                        "SELECT c.Number, t.Id FROM Conversations c JOIN ConversationThreads t ON t.ConversationId = c.Id WHERE c.Number = 1",
		"SELECT AVG(FirstResponseSeconds) FROM ConversationMetrics WHERE MailboxId = 200000 AND Status = 'pending'": "SELECT c.Number, t.Id FROM Conversations c JOIN ConversationThreads t ON t.ConversationId = c.Id WHERE c.MailboxId = 200000 AND c.Status = 'pending'",
	} {
		fill := func(s string) string { return strings.ReplaceAll(s, "%d", fmt.Sprint(c.ID)) }
		require.Equal(t, tally(w.calls(fill(table))), tally(w.calls(fill(view))), view)
	}
}
