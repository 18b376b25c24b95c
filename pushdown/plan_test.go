package pushdown_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

func eq(column string, v any) pushdown.Pred {
	return pushdown.Pred{Col: column, Op: tables.Eq, Vals: []any{v}}
}

func in(column string, vals ...any) pushdown.Pred {
	return pushdown.Pred{Col: column, Op: tables.In, Vals: vals}
}

const scan = "sortField=createdAt&sortOrder=asc"

func TestPlans(t *testing.T) {
	const list = "/v2/conversations?"
	for _, c := range []struct {
		name  string
		table *tables.Table
		preds []pushdown.Pred
		want  []string
		exact []bool
	}{
		{"nothing", tables.Conversations, nil, []string{list + scan + "&status=all"}, []bool{}},
		{"id", tables.Conversations, []pushdown.Pred{eq("Id", int64(7))}, []string{"/v2/conversations/7?"}, []bool{true}},
		{"ids", tables.Conversations, []pushdown.Pred{in("Id", int64(7), int64(8), int64(7))}, []string{"/v2/conversations/7?", "/v2/conversations/8?"}, []bool{true}},
		{"id beside another filter", tables.Conversations, []pushdown.Pred{eq("Status", "closed"), eq("Id", int64(7))}, []string{"/v2/conversations/7?"}, []bool{false, true}},
		{"status in any case", tables.Conversations, []pushdown.Pred{eq("Status", "CLOSED")}, []string{list + scan + "&status=closed"}, []bool{true}},
		{"statuses are a request each", tables.Conversations, []pushdown.Pred{in("Status", "active", "pending")}, []string{list + scan + "&status=active", list + scan + "&status=pending"}, []bool{true}},
		{"a status with an accent stays", tables.Conversations, []pushdown.Pred{eq("Status", "clösed")}, []string{list + scan + "&status=all"}, []bool{false}},
		{"inboxes are one request", tables.Conversations, []pushdown.Pred{in("MailboxId", int64(1), int64(2))}, []string{list + "mailbox=1%2C2&" + scan + "&status=all"}, []bool{true}},
		{"a folder needs its inbox", tables.Conversations, []pushdown.Pred{eq("FolderId", int64(5))}, []string{list + scan + "&status=all"}, []bool{false}},
		{"a folder with its inbox", tables.Conversations, []pushdown.Pred{eq("FolderId", int64(5)), eq("MailboxId", int64(1))}, []string{list + "folder=5&mailbox=1&" + scan + "&status=all"}, []bool{true, true}},
		{"customer is wider in the API", tables.Conversations, []pushdown.Pred{eq("PrimaryCustomer_Id", int64(9))}, []string{list + "query=%28customerIds%3A9%29&" + scan + "&status=all"}, []bool{false}},
		{"text that would break out of its clause stays", tables.Conversations, []pushdown.Pred{eq("PrimaryCustomer_Email", `a" OR (id:1) OR "`)}, []string{list + scan + "&status=all"}, []bool{false}},
		{"subject by its plain words", tables.Conversations, []pushdown.Pred{eq("Subject", "Don't refund: Müller 42")}, []string{list + "query=%28subject%3A%22refund%22%29+AND+%28subject%3A%2242%22%29&" + scan + "&status=all"}, []bool{false}},
		{"the user's own search", tables.Conversations, []pushdown.Pred{eq("Query", `tag:"x" OR tag:"y"`), eq("PrimaryCustomer_Id", int64(9))}, []string{list + "query=tag%3A%22x%22+OR+tag%3A%22y%22&" + scan + "&status=all"}, []bool{true, false}},
		{"created in a half-open range", tables.Conversations, []pushdown.Pred{op("CreatedDate", tables.Ge, january), op("CreatedDate", tables.Lt, february)}, []string{list + "query=%28createdAt%3A%5B2026-01-01T00%3A00%3A00Z+TO+2026-01-31T23%3A59%3A59Z%5D%29&" + scan + "&status=all"}, []bool{true, true}},
		{"changed since", tables.Conversations, []pushdown.Pred{op("UpdatedDate", tables.Gt, january)}, []string{list + "modifiedSince=2026-01-01T00%3A00%3A00Z&" + scan + "&status=all"}, []bool{false}},
		{"an upper bound of a change is of no use", tables.Conversations, []pushdown.Pred{op("UpdatedDate", tables.Lt, january)}, []string{list + scan + "&status=all"}, []bool{false}},
		{"unassigned, by its word of the search", tables.Conversations, []pushdown.Pred{op("Assignee_Id", tables.IsNull)}, []string{list + "query=%28assigned%3A%22Unassigned%22%29&" + scan + "&status=all"}, []bool{false}},
		{"assigned to nobody and to somebody", tables.Conversations, []pushdown.Pred{op("Assignee_Id", tables.IsNull), eq("Assignee_Id", int64(5))}, nil, []bool{true, true}},
		{"a tag", tables.Conversations, []pushdown.Pred{op("Tags", tables.Has, "vip")}, []string{list + scan + "&status=all&tag=vip"}, []bool{false}},
		{"one of two tags, and another", tables.Conversations, []pushdown.Pred{op("Tags", tables.Has, "a", "b"), op("Tags", tables.Has, "c")}, []string{list + scan + "&status=all&tag=a", list + scan + "&status=all&tag=b"}, []bool{false, false}},
		{"a tag that would be two", tables.Conversations, []pushdown.Pred{op("Tags", tables.Has, "a,b")}, []string{list + scan + "&status=all"}, []bool{false}},
		{"rows of a tag come with its conversations", tables.ConversationTags, []pushdown.Pred{eq("Tag", "VIP")}, []string{list + scan + "&status=all&tag=VIP", list + scan + "&status=all&tag=vip"}, []bool{false}},
		{"created after it was created", tables.Conversations, []pushdown.Pred{op("CreatedDate", tables.Ge, february), op("CreatedDate", tables.Lt, january)}, nil, []bool{true, true}},
		{"contradiction", tables.Conversations, []pushdown.Pred{eq("Status", "active"), eq("Status", "closed")}, nil, []bool{true, true}},
		{"a value that the API refuses", tables.Conversations, []pushdown.Pred{eq("Status", "nonsense")}, nil, []bool{true}},
		{"a value that rows may have and no filter selects", tables.Conversations, []pushdown.Pred{eq("Status", "open")}, []string{list + scan + "&status=all"}, []bool{false}},
		{"NULL", tables.Conversations, []pushdown.Pred{eq("Id", nil)}, nil, []bool{true}},
		{"no id is negative", tables.Conversations, []pushdown.Pred{in("Id", int64(-1), int64(0))}, nil, []bool{true}},
		{"intersection", tables.Conversations, []pushdown.Pred{in("Id", int64(1), int64(2)), in("Id", int64(2), int64(3))}, []string{"/v2/conversations/2?"}, []bool{true, true}},
		{"entries of one customer", tables.CustomerEmails, []pushdown.Pred{eq("CustomerId", int64(3)), eq("Type", "work")}, []string{"/v2/customers/3?"}, []bool{true, false}},
		{"all entries", tables.CustomerEmails, nil, []string{"/v2/customers?" + scan}, []bool{}},
		{"threads of two conversations", tables.ConversationThreads, []pushdown.Pred{in("ConversationId", int64(3), int64(4))}, []string{"/v2/conversations/3/threads?", "/v2/conversations/4/threads?"}, []bool{true}},
		{"all threads", tables.ConversationThreads, nil, []string{list + "embed=threads&" + scan + "&status=all"}, []bool{}},
		{"user by e-mail", tables.Users, []pushdown.Pred{eq("Id", int64(2))}, []string{"/v2/users/2?"}, []bool{true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan := pushdown.For(c.table, c.preds)
			var got []string
			for _, r := range plan.Requests {
				got = append(got, r.Key())
			}
			require.Equal(t, c.want, got)
			require.Equal(t, c.exact, plan.Exact)
			require.Equal(t, c.want == nil, plan.Empty())
		})
	}
}

func TestEither(t *testing.T) {
	const list = "/v2/conversations?"
	spam, closed := eq("Status", "spam"), eq("Status", "closed")
	for _, c := range []struct {
		name  string
		preds []pushdown.Pred
		sides [][]pushdown.Pred
		want  []string
	}{
		{"two columns", nil, [][]pushdown.Pred{{spam}, {eq("Number", int64(3))}}, []string{list + scan + "&status=spam", list + "number=3&" + scan + "&status=all"}},
		{"beside another filter", []pushdown.Pred{eq("MailboxId", int64(1))}, [][]pushdown.Pred{{spam}, {eq("Id", int64(3))}}, []string{list + "mailbox=1&" + scan + "&status=spam", "/v2/conversations/3?"}},
		{"a side that cannot hold", []pushdown.Pred{closed}, [][]pushdown.Pred{{spam}, {eq("Number", int64(3))}}, []string{list + "number=3&" + scan + "&status=closed"}},
		{"no side can hold", []pushdown.Pred{closed}, [][]pushdown.Pred{{spam}, {spam}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan, ok := pushdown.Either(tables.Conversations, c.preds, c.sides)
			require.True(t, ok)
			var got []string
			for _, r := range plan.Requests {
				got = append(got, r.Key())
			}
			require.Equal(t, c.want, got)
		})
	}
	for name, sides := range map[string][][]pushdown.Pred{
		"a side that does not reach the API": {{spam}, {eq("Type", "chat")}},
		"a side that says nothing":           {{spam}, nil},
		"a value that is read back":          {{spam}, {eq("Query", "(id:1)")}},
	} {
		_, ok := pushdown.Either(tables.Conversations, nil, sides)
		require.False(t, ok, name)
	}
}

func TestMissingRequiredColumn(t *testing.T) {
	plan := pushdown.For(tables.SatisfactionRatings, nil)
	require.Equal(t, []string{"Id"}, plan.Missing)
	require.Empty(t, plan.Requests)
	require.False(t, plan.Empty(), "a missing filter is an error, not an empty table")
}

func TestAtMost(t *testing.T) {
	require.Equal(t, 2, pushdown.For(tables.Conversations, []pushdown.Pred{in("Id", int64(1), int64(2))}).AtMost)
	require.Equal(t, 1, pushdown.For(tables.Conversations, []pushdown.Pred{eq("Number", int64(10))}).AtMost)
	require.Equal(t, -1, pushdown.For(tables.Conversations, []pushdown.Pred{eq("Status", "active")}).AtMost)
}

func TestOnlyTheWholeListIsStable(t *testing.T) {
	all := pushdown.For(tables.Conversations, nil).Requests[0]
	require.True(t, all.Stable && all.All)
	some := pushdown.For(tables.Conversations, []pushdown.Pred{eq("Status", "active")}).Requests[0]
	require.False(t, some.Stable || some.All)
	searched := pushdown.For(tables.Conversations, []pushdown.Pred{eq("PrimaryCustomer_Id", int64(1))}).Requests[0]
	require.False(t, searched.Stable || searched.All)
}
