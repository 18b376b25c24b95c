package schema

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

// medium has enough rows that something of every kind is among them.
var medium = simulator.Options{Conversations: 120, Customers: 60, Seed: 5}

// redirected answers the thread list of a merged conversation as the API
// answers the conversation itself: with the way to the survivor. The reference
// does not say which it does; the simulator answers 404.
type redirected struct {
	next       http.RoundTripper
	from, into *int64
}

func (r redirected) RoundTrip(q *http.Request) (*http.Response, error) {
	old, survivor := fmt.Sprintf("/conversations/%d/threads", *r.from), fmt.Sprintf("/conversations/%d/threads", *r.into)
	if *r.from != 0 && strings.HasSuffix(q.URL.Path, old) {
		to := *q.URL
		to.Path = strings.Replace(to.Path, old, survivor, 1)
		return &http.Response{
			StatusCode: http.StatusMovedPermanently, Header: http.Header{"Location": {to.String()}}, Body: http.NoBody, Request: q,
		}, nil
	}
	return r.next.RoundTrip(q)
}

// TestMergedConversation: the old id is no row, however it is asked for.
func TestMergedConversation(t *testing.T) {
	for _, redirects := range []bool{false, true} {
		var from, into int64
		w := newWorldWith(t, medium, engine.Config{}, func(next http.RoundTripper) http.RoundTripper {
			if !redirects {
				return next
			}
			return redirected{next, &from, &into}
		})
		store := w.sim.Store()
		list := store.Conversations()
		require.True(t, store.MergeConversation(list[7].ID, list[9].ID))
		from, into = list[7].ID, list[9].ID
		for _, statement := range []string{
			"SELECT Id FROM Conversations WHERE Id = %d",
			"SELECT Id FROM OpenConversations WHERE Id = %d",
			"SELECT Id FROM Conversations WHERE Number = " + fmt.Sprint(list[7].Number) + " OR Id = %d",
			"SELECT * FROM ConversationTags WHERE ConversationId = %d",
			"SELECT * FROM ConversationCustomFields WHERE ConversationId = %d",
			"SELECT * FROM ConversationThreads WHERE ConversationId = %d",
			"SELECT * FROM ThreadAttachments WHERE ConversationId = %d",
			"SELECT * FROM ConversationMessages WHERE ConversationId = %d",
			"SELECT * FROM ConversationMetrics WHERE ConversationId = %d",
			"SELECT c.Id FROM (SELECT %d AS K) x JOIN Conversations c ON c.Id = x.K",
			"SELECT t.Id FROM (SELECT %d AS K) x JOIN ConversationThreads t ON t.ConversationId = x.K",
			"SELECT t.Id FROM (SELECT %d AS K) x JOIN ConversationTags t ON t.ConversationId = x.K",
		} {
			require.Empty(t, w.lines(fmt.Sprintf(statement, from)), "%s, redirects %v", statement, redirects)
		}
		require.Equal(t, []string{fmt.Sprint(into)}, w.lines(fmt.Sprintf("SELECT Id FROM Conversations WHERE Id IN (%d, %d)", from, into)))
		require.Equal(t, []string{fmt.Sprintf("%d | NULL", from)},
			w.lines(fmt.Sprintf("SELECT x.K, c.Id FROM (SELECT %d AS K) x LEFT JOIN Conversations c ON c.Id = x.K", from)))
		require.Equal(t, []string{fmt.Sprint(len(list) - 1)}, w.lines("SELECT COUNT(*) FROM Conversations"))
	}
}

// TestDeletedUser: conversations keep the id of who has left.
func TestDeletedUser(t *testing.T) {
	w := newWorld(t, medium)
	store := w.sim.Store()
	assigned := map[int64]int{}
	for _, c := range store.Conversations() {
		if c.Assignee.Kind == simulator.KindUser {
			assigned[c.Assignee.ID]++
		}
	}
	users := store.Users()
	gone := users[slices.IndexFunc(users, func(u simulator.User) bool { return assigned[u.ID] > 1 })].ID
	require.True(t, store.DeleteUser(gone))
	where := fmt.Sprintf("Assignee_Id = %d", gone)
	require.Equal(t, []string{fmt.Sprintf("user | NULL | NULL | NULL | %d", assigned[gone])},
		w.lines("SELECT Assignee_Type, Assignee_First, Assignee_Email, Assignee_PhotoUrl, COUNT(*) FROM Conversations WHERE "+where+" GROUP BY 1, 2, 3, 4"))
	require.Equal(t, []string{fmt.Sprintf("%d | NULL | %d", gone, assigned[gone])},
		w.lines("SELECT c.Assignee_Id, u.LastName, COUNT(*) FROM Conversations c LEFT JOIN Users u ON u.Id = c.Assignee_Id WHERE c."+where+" GROUP BY 1, 2"))
	require.Empty(t, w.lines(fmt.Sprintf("SELECT * FROM Users WHERE Id = %d", gone)))
	require.Empty(t, w.lines(fmt.Sprintf("SELECT * FROM UserStatuses WHERE UserId = %d", gone)))
	rest := 0
	for id, n := range assigned {
		if id != gone && slices.ContainsFunc(store.Users(), func(u simulator.User) bool { return u.ID == id }) {
			rest += n
		}
	}
	require.Equal(t, []string{fmt.Sprint(rest)}, w.lines("SELECT COUNT(*) FROM Conversations c JOIN Users u ON u.Id = c.Assignee_Id"))
}

// TestTeamAssignee: a team is an assignee with a name in First.
func TestTeamAssignee(t *testing.T) {
	w := newWorld(t, medium)
	want := map[string]int{}
	for _, team := range w.sim.Store().Teams() {
		for _, c := range w.sim.Store().Conversations() {
			if c.Assignee == (simulator.Ref{Kind: simulator.KindTeam, ID: team.ID}) {
				want[fmt.Sprintf("%d | team | %s | NULL | %s", team.ID, team.Name, team.Name)]++
			}
		}
	}
	require.NotEmpty(t, want)
	got := map[string]int{}
	for _, line := range w.lines("SELECT c.Assignee_Id, c.Assignee_Type, c.Assignee_First, c.Assignee_Last, t.Name FROM Conversations c JOIN Teams t ON t.Id = c.Assignee_Id") {
		got[line]++
	}
	require.Equal(t, want, got)
	for line, n := range want {
		id, _, _ := strings.Cut(line, " ")
		require.Equal(t, []string{fmt.Sprint(n)}, w.lines("SELECT COUNT(*) FROM Conversations WHERE Assignee_Id = "+id))
	}
}

// TestBareCustomer has a customer of whom nothing at all is known.
func TestBareCustomer(t *testing.T) {
	w := newWorld(t, medium)
	store := w.sim.Store()
	id := store.AddCustomer(simulator.Customer{Address: &simulator.Address{}})
	store.AddConversation(simulator.Conversation{CustomerID: id, Number: 4711})
	require.Equal(t, []string{"NULL | NULL | [] | [] | [] | [] | [] | NULL | []"}, w.lines(fmt.Sprintf(
		"SELECT FirstName, LastName, Emails, Phones, Chats, SocialProfiles, Websites, Addresses, Properties FROM Customers WHERE Id = %d", id)))
	for _, table := range []string{
		"CustomerEmails", "CustomerPhones", "CustomerChats", "CustomerSocialProfiles", "CustomerWebsites", "CustomerAddresses", "CustomerProperties",
	} {
		require.Empty(t, w.lines(fmt.Sprintf("SELECT * FROM %s WHERE CustomerId = %d", table, id)), table)
		require.Equal(t, []string{"NULL"}, w.lines(fmt.Sprintf(
			"SELECT e.CustomerId FROM Customers c LEFT JOIN %s e ON e.CustomerId = c.Id WHERE c.Id = %d", table, id)), table)
	}
	require.Equal(t, []string{fmt.Sprintf("%d | NULL | NULL", id)},
		w.lines("SELECT PrimaryCustomer_Id, PrimaryCustomer_Email, PrimaryCustomer_First FROM Conversations WHERE Number = 4711"))
}

// TestNothing is an account without conversations, properties and fields:
// lists that are empty have no _embedded.
func TestNothing(t *testing.T) {
	w := newWorld(t, small)
	store := w.sim.Store()
	for _, c := range store.Conversations() {
		store.DeleteConversation(c.ID)
	}
	for _, c := range store.Customers() {
		store.DeleteCustomer(c.ID)
	}
	for _, m := range store.Mailboxes() {
		store.SetFields(m.ID, nil)
	}
	store.SetCustomerProperties(nil)
	store.SetOrganizationProperties(nil)
	for name, rows := range expected {
		if len(rows(share(store))) == 0 && name != "SatisfactionRatings" {
			require.Empty(t, w.lines("SELECT * FROM "+name), name)
			require.Equal(t, []string{"0"}, w.lines("SELECT COUNT(*) FROM "+name), name)
		}
	}
	for _, view := range []string{"OpenConversations", "ConversationMessages", "ConversationMetrics"} {
		require.Empty(t, w.lines("SELECT * FROM "+view), view)
	}
	require.Empty(t, w.columns("Conversations", "Field_"))
	require.Empty(t, w.columns("Customers", "Property_"))
	require.Empty(t, w.lines("SELECT * FROM Conversations WHERE Status = 'closed' AND MailboxId = 200000"))
	require.Empty(t, w.lines("SELECT c.Id FROM MailBoxes m JOIN Conversations c ON c.MailboxId = m.Id"))
}

// TestLargeIDs: beyond 32 bits, and beyond what a float can hold.
func TestLargeIDs(t *testing.T) {
	const id, customer, thread = 1<<62 + 1, 1<<53 + 3, 1<<63 - 1
	w := newWorld(t, small)
	store := w.sim.Store()
	store.AddCustomer(simulator.Customer{ID: customer, Emails: []simulator.Entry{{ID: thread - 1, Type: "work", Value: "big@example.com"}}})
	store.AddConversation(simulator.Conversation{ID: id, CustomerID: customer, Number: 1 << 40})
	store.SetThreads(id, []simulator.Thread{{ID: thread, Type: "note", State: "published", CreatedAt: 1e9, Body: "b", CustomerID: customer}})
	line := fmt.Sprintf("%d | %d", int64(id), int64(1<<40))
	for _, where := range []string{
		fmt.Sprintf("Id = %d", int64(id)), fmt.Sprintf("Id IN (1, %d)", int64(id)), fmt.Sprintf("Number = %d", int64(1<<40)),
		fmt.Sprintf("PrimaryCustomer_Id = %d", int64(customer)), fmt.Sprintf("Id > %d", int64(1<<61)),
	} {
		require.Equal(t, []string{line}, w.lines("SELECT Id, Number FROM Conversations WHERE "+where), where)
	}
	require.Empty(t, w.lines(fmt.Sprintf("SELECT Id FROM Conversations WHERE Id = %d", int64(id-1))))
	require.Equal(t, []string{fmt.Sprintf("%d | %d | %d | big@example.com", int64(thread), int64(id), int64(thread-1))}, w.lines(
		"SELECT t.Id, t.ConversationId, e.Id, e.Value FROM Conversations c JOIN ConversationThreads t ON t.ConversationId = c.Id "+
			fmt.Sprintf("JOIN CustomerEmails e ON e.CustomerId = t.Customer_Id WHERE c.Id = %d", int64(id))))
}

// TestRatingDates: the API's example of a rating has dates without a zone.
func TestRatingDates(t *testing.T) {
	w := newWorld(t, medium)
	spellings := map[bool]int{}
	for _, r := range w.sim.Store().Ratings() {
		spellings[r.ID%2 == 0]++ // the simulator leaves the zone out of every second one
		require.Equal(t, []string{date(r.At).(string)}, w.lines(fmt.Sprintf("SELECT CreatedDate FROM SatisfactionRatings WHERE Id = %d", r.ID)))
	}
	require.Len(t, spellings, 2)
}

// TestUnknownWords: a value that the reference does not list is shown, and the
// columns beside it stay in their place.
func TestUnknownWords(t *testing.T) {
	w := newWorld(t, medium)
	store := w.sim.Store()
	id := store.Conversations()[3].ID
	require.True(t, store.UpdateConversation(id, func(c *simulator.Conversation) {
		c.Type, c.Status, c.State, c.SourceType, c.SourceVia, c.LatestReplyFrom = "sms", "parked", "frozen", "telepathy", "robot", "robot"
		c.WaitingSince = c.CreatedAt
		c.Assignee = simulator.Ref{Kind: "robot", ID: 77}
	}))
	store.SetThreads(id, []simulator.Thread{{
		ID: 12, Type: "hologram", Status: "parked", State: "frozen", SourceType: "telepathy", SourceVia: "robot", CreatedAt: 1e9,
		Body: "b", Rating: &simulator.ThreadRating{Rating: "stellar", Comments: "!"}, CreatedBy: simulator.Ref{Kind: "robot", ID: 77},
	}})
	require.Equal(t, []string{"sms | parked | frozen | telepathy | robot | robot | 77 | robot"}, w.lines(fmt.Sprintf(
		"SELECT Type, Status, State, Source_Type, Source_Via, CustomerWaitingSince_LatestReplyFrom, Assignee_Id, Assignee_Type FROM Conversations WHERE Id = %d", id)))
	require.Equal(t, []string{`hologram | parked | frozen | telepathy | robot | {"customerId":0,"rating":"stellar","comments":"!"} | robot`}, w.lines(fmt.Sprintf(
		"SELECT Type, Status, State, Source_Type, Source_Via, Rating, CreatedBy_Type FROM ConversationThreads WHERE ConversationId = %d", id)))
	for _, where := range []string{
		"Status LIKE 'parked'", "Status NOT IN ('active', 'pending', 'closed', 'spam')", "CONCAT(Status) = 'parked'", "Type = 'sms'", "State = 'frozen'",
	} {
		require.Equal(t, []string{fmt.Sprint(id)}, w.lines("SELECT Id FROM Conversations WHERE "+where), where)
	}
	require.Equal(t, []string{"1"}, w.lines("SELECT COUNT(*) FROM ConversationThreads WHERE Type = 'hologram'"))
	compareConversations(t, w)
}

// compareConversations compares all of them with the store.
func compareConversations(t *testing.T, w *world) {
	t.Helper()
	for _, name := range []string{"Conversations", "ConversationThreads"} {
		compare(t, find(t, name), expected[name](share(w.sim.Store())), w.query("SELECT * FROM "+name))
	}
}
