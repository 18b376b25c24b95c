package schema

import (
	"fmt"
	"maps"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// The sizes of the API's pages.
const (
	conversationPage = 25
	threadPage       = 25
	otherPage        = 50
)

// pages is how many calls a list of n items takes: an empty one takes one.
func pages(n, size int) int { return max(1, (n+size-1)/size) }

var (
	idsInPath  = regexp.MustCompile(`/\d+`)
	embedParam = regexp.MustCompile(`\bembed=threads\b`)
)

// tally counts calls by path, ids aside; those that embed threads apart.
func tally(calls []simulator.Call) map[string]int {
	n := map[string]int{}
	for _, c := range calls {
		path := idsInPath.ReplaceAllString(c.Path, "/{id}")
		if embedParam.MatchString(c.Query) {
			path += "?embed"
		}
		n[path]++
	}
	return n
}

// costs are the calls of SELECT * of each table, from the size of the account alone.
func costs(s *simulator.Store) map[string]map[string]int {
	listing := map[string]int{"/v2/conversations": pages(len(s.Conversations()), conversationPage)}
	customers := map[string]int{"/v2/customers": pages(len(s.Customers()), otherPage)}
	boxes, teams, organizations := len(s.Mailboxes()), len(s.Teams()), len(s.Organizations())
	threads := map[string]int{"/v2/conversations?embed": listing["/v2/conversations"]}
	if own := threadLists(s); own > 0 {
		threads["/v2/conversations/{id}/threads"] = own
	}
	replies, members := 0, 0
	for _, m := range s.Mailboxes() {
		replies += len(m.SavedReplies)
	}
	customersOf := map[int64]int{}
	for _, c := range s.Customers() {
		customersOf[c.OrganizationID]++
	}
	for _, o := range s.Organizations() {
		members += pages(customersOf[o.ID], otherPage)
	}
	one := func(path string, n int) map[string]int { return map[string]int{path: pages(n, otherPage)} }
	under := func(parent string, parents int, path string, n int) map[string]int {
		return map[string]int{parent: pages(parents, otherPage), path: n}
	}
	// Texts and counts that the lists lack take a call a row.
	repliesCost := under("/v2/mailboxes", boxes, "/v2/mailboxes/{id}/saved-replies", boxes)
	repliesCost["/v2/mailboxes/{id}/saved-replies/{id}"] = replies
	return map[string]map[string]int{
		"Conversations": listing, "ConversationTags": listing, "ConversationCustomFields": listing,
		"ConversationThreads": threads, "ThreadAttachments": threads,
		"Customers": customers, "CustomerEmails": customers, "CustomerPhones": customers, "CustomerChats": customers,
		"CustomerSocialProfiles": customers, "CustomerWebsites": customers, "CustomerAddresses": customers, "CustomerProperties": customers,
		"CustomerPropertyDefinitions":     one("/v2/customer-properties", 1),
		"OrganizationPropertyDefinitions": one("/v2/organizations/properties", 1),
		"Organizations":                   under("/v2/organizations", organizations, "/v2/organizations/{id}", organizations),
		"OrganizationCustomers":           under("/v2/organizations", organizations, "/v2/organizations/{id}/customers", members),
		"MailBoxes":                       one("/v2/mailboxes", boxes),
		"MailboxFields":                   under("/v2/mailboxes", boxes, "/v2/mailboxes/{id}/fields", boxes),
		"MailboxFolders":                  under("/v2/mailboxes", boxes, "/v2/mailboxes/{id}/folders", boxes),
		"MailboxRouting":                  under("/v2/mailboxes", boxes, "/v2/mailboxes/{id}/routing", boxes),
		"SavedReplies":                    repliesCost,
		"Users":                           one("/v2/users", len(s.Users())),
		"UserStatuses":                    one("/v2/users/status", len(s.Users())),
		"SystemUsers":                     one("/v3/system-users", len(s.SystemUsers())),
		"Teams":                           one("/v2/teams", teams),
		"TeamMembers":                     under("/v2/teams", teams, "/v2/teams/{id}/members", teams),
		"Tags":                            one("/v2/tags", len(s.Tags())),
		"Workflows":                       one("/v2/workflows", len(s.Workflows())),
		"Webhooks":                        one("/v2/webhooks", len(s.Webhooks())),
		"SatisfactionRatings":             {"/v2/ratings/{id}": len(s.Ratings())},
	}
}

// threadLists counts the calls for threads that an embedded copy cannot give:
// of chats, which are cut short there, and of conversations with a page or more.
func threadLists(s *simulator.Store) (calls int) {
	for _, c := range s.Conversations() {
		threads := s.Threads(c.ID)
		own := c.Type == "chat" || len(threads) == 0 || len(threads) >= threadPage
		for _, t := range threads {
			own = own || t.Type == "chat" || t.Type == "beaconchat"
		}
		if own {
			calls += pages(len(threads), threadPage)
		}
	}
	return calls
}

// TestCalls: a child that comes with its parent costs what the parent costs.
func TestCalls(t *testing.T) {
	w := newWorld(t, account)
	w.warm()
	x, want := share(w.sim.Store()), costs(w.sim.Store())
	require.Positive(t, threadLists(w.sim.Store()))
	for _, def := range objects() {
		require.Contains(t, want, def.Name)
		require.Equal(t, want[def.Name], tally(w.calls(selectAll(def, expected[def.Name](x)))), def.Name)
	}
}

// TestCallsOfColumns: what a statement does not read is not fetched.
func TestCallsOfColumns(t *testing.T) {
	w := newWorld(t, account)
	w.warm()
	want := costs(w.sim.Store())
	without := func(table, path string) map[string]int {
		rest := maps.Clone(want[table])
		delete(rest, path)
		return rest
	}
	for statement, calls := range map[string]map[string]int{
		"SELECT Id, Name, Domains FROM Organizations": without("Organizations", "/v2/organizations/{id}"),
		"SELECT Name, Preview FROM SavedReplies":      without("SavedReplies", "/v2/mailboxes/{id}/saved-replies/{id}"),
		"SELECT COUNT(*) FROM CustomerEmails":         want["Customers"],
		"SELECT COUNT(*) FROM Tags WHERE 1 = 0":       {},
		// Joins of a child with its parent read the parents once.
		"SELECT COUNT(*) FROM Customers c JOIN CustomerEmails e ON e.CustomerId = c.Id":                                                        want["Customers"],
		"SELECT COUNT(*) FROM Customers c LEFT JOIN CustomerProperties p ON p.CustomerId = c.Id AND p.Slug = 'plan'":                           want["Customers"],
		"SELECT COUNT(*) FROM CustomerAddresses a JOIN Customers c ON c.Id = a.CustomerId":                                                     want["Customers"],
		"SELECT COUNT(*) FROM Conversations c JOIN ConversationTags t ON t.ConversationId = c.Id":                                              want["Conversations"],
		"SELECT COUNT(*) FROM Conversations c LEFT JOIN ConversationCustomFields f ON f.ConversationId = c.Id":                                 want["Conversations"],
		"SELECT COUNT(*) FROM ConversationThreads t JOIN ThreadAttachments a ON a.ThreadId = t.Id":                                             want["ConversationThreads"],
		"SELECT Id FROM Customers c WHERE EXISTS (SELECT * FROM CustomerPhones p WHERE p.CustomerId = c.Id)":                                   want["Customers"],
		"SELECT Id FROM Conversations WHERE Id IN (SELECT ConversationId FROM ConversationTags WHERE Tag LIKE 'refund%')":                      want["Conversations"],
		"SELECT c.Id, e.Value, p.Value FROM Customers c, CustomerEmails e, CustomerPhones p WHERE e.CustomerId = c.Id AND p.CustomerId = c.Id": want["Customers"],
	} {
		require.Equal(t, calls, tally(w.calls(statement)), statement)
	}
}

// TestCallsOfOneParent: one parent's children take one call.
func TestCallsOfOneParent(t *testing.T) {
	w := newWorld(t, account)
	store := w.sim.Store()
	customer, conversation := store.Customers()[0].ID, store.Conversations()[0].ID
	for table, path := range map[string]string{
		"CustomerEmails": "/v2/customers", "CustomerProperties": "/v2/customers", "CustomerAddresses": "/v2/customers",
	} {
		require.Equal(t, map[string]int{path + "/{id}": 1}, tally(w.calls(fmt.Sprintf("SELECT * FROM %s WHERE CustomerId = %d", table, customer))), table)
	}
	for table, path := range map[string]string{
		"ConversationTags": "", "ConversationCustomFields": "", "ConversationThreads": "/threads", "ThreadAttachments": "/threads",
	} {
		require.Equal(t, map[string]int{"/v2/conversations/{id}" + path: 1},
			tally(w.calls(fmt.Sprintf("SELECT * FROM %s WHERE ConversationId = %d", table, conversation))), table)
	}
}
