package simulator_test

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// entry is a thread as a plain count over all conversations and threads sees it.
type entry struct {
	simulator.Thread
	conv  *simulator.Conversation
	reply bool
	first bool           // the first reply to a conversation that a customer began
	asked simulator.Time // when the message came that the reply answers; 0 for none
}

func (e *entry) handle() float64 { return float64(15 + e.ID%97*(e.ID%13)) }

// books is the whole account in rows, as SQL would have it.
type books struct {
	convs   []simulator.Conversation
	entries []*entry // published, no line items
	ratings []simulator.Rating
	lines   []*entry // line items
	replies map[int64]int64
	byID    map[int64]*simulator.Conversation
}

func openBooks(s *simulator.Store) *books {
	b := &books{convs: s.Conversations(), ratings: s.Ratings(), replies: map[int64]int64{}, byID: map[int64]*simulator.Conversation{}}
	for i := range b.convs {
		c := &b.convs[i]
		b.byID[c.ID] = c
		var asked simulator.Time
		threads := s.Threads(c.ID)
		slices.Reverse(threads) // oldest first
		for _, t := range threads {
			e := &entry{Thread: t, conv: c}
			switch {
			case t.State != "published":
				continue
			case t.Type == "lineitem":
				b.lines = append(b.lines, e)
				continue
			case t.CreatedBy.Kind == simulator.KindCustomer:
				if asked == 0 {
					asked = t.CreatedAt
				}
			case t.Type == "message":
				e.reply, e.asked, asked = true, asked, 0
				e.first = b.replies[c.ID] == 0 && c.CreatedBy.Kind == simulator.KindCustomer
				b.replies[c.ID]++
			}
			b.entries = append(b.entries, e)
		}
	}
	return b
}

// view is what a report asks for: a range, some conversations and, in user reports, some users.
type view struct {
	from, to simulator.Time
	ok       func(*simulator.Conversation) bool
	who      func(int64) bool // nil is everybody
	office   bool
}

func (v *view) in(t simulator.Time) bool  { return t >= v.from && t < v.to }
func (v *view) mine(r simulator.Ref) bool { return v.who == nil || v.who(r.ID) }
func (v *view) begun(c *simulator.Conversation) bool {
	return c.CreatedBy.Kind != simulator.KindCustomer
}

// took is a duration, in office time by counting minutes one by one.
func (v *view) took(from, to simulator.Time) float64 {
	if !v.office {
		return float64(to - from)
	}
	n := 0.0
	for t := from; t < to; {
		next := min(t-t%60+60, to)
		at := t.Time()
		if h := at.Hour(); h >= 9 && h < 17 && at.Weekday() != time.Saturday && at.Weekday() != time.Sunday {
			n += float64(next - t)
		}
		t = next
	}
	return n
}

type average struct{ sum, n float64 }

func (a *average) add(v float64) { a.sum, a.n = a.sum+v, a.n+1 }
func (a *average) mean() any {
	if a.n == 0 {
		return nil
	}
	return a.sum / a.n
}

type idSet map[int64]bool

func (s idSet) len() float64 { return float64(len(s)) }

// recount computes every member of the overall reports under its name.
func (b *books) recount(v view) map[string]any {
	active, helped, users, customers, rated, reached := idSet{}, idSet{}, idSet{}, idSet{}, idSet{}, idSet{}
	var replies, received, closed, created, begun, resolved, once float64
	var response, first, handle, resolution, toResolve average
	days := max(math.Floor(float64(v.to-v.from)/86400), 1)
	var weekdays [8]int
	for i := range b.convs {
		c := &b.convs[i]
		if !v.ok(c) {
			continue
		}
		if v.in(c.CreatedAt) {
			created++
			if v.who == nil {
				active[c.ID] = true
			}
			if v.begun(c) && v.mine(c.CreatedBy) {
				begun++
			}
		}
		if c.Status == "closed" && v.in(c.ClosedAt) && v.mine(c.ClosedBy) {
			closed++
			if n := b.replies[c.ID]; n > 0 {
				resolved++
				toResolve.add(float64(n))
				resolution.add(v.took(c.CreatedAt, c.ClosedAt))
				if n == 1 {
					once++
				}
			}
		}
	}
	for _, e := range b.entries {
		if !v.ok(e.conv) || !v.in(e.CreatedAt) {
			continue
		}
		if e.CreatedBy.Kind == simulator.KindCustomer {
			received++
		}
		if v.who == nil || e.reply && v.who(e.CreatedBy.ID) {
			active[e.conv.ID] = true
		}
		if !e.reply || !v.mine(e.CreatedBy) {
			continue
		}
		replies++
		weekdays[(int(e.CreatedAt.Time().Weekday())+6)%7+1]++
		helped[e.CustomerID], reached[e.CustomerID], users[e.CreatedBy.ID] = true, true, true
		handle.add(e.handle())
		if e.asked != 0 {
			response.add(v.took(e.asked, e.CreatedAt))
		}
		if e.first {
			first.add(v.took(e.conv.CreatedAt, e.CreatedAt))
		}
	}
	for id := range active {
		customers[b.byID[id].CustomerID] = true
	}
	score := map[string]float64{}
	for _, r := range b.ratings {
		if v.ok(b.byID[r.ConversationID]) && v.in(r.At) && v.mine(r.User) {
			score[r.Rating]++
			score["all"]++
			rated[r.CustomerID], reached[r.CustomerID] = true, true
		}
	}
	share := func(part, whole float64) float64 {
		if whole == 0 {
			return 0
		}
		return 100 * part / whole
	}
	happiness := share(score["great"], score["all"]) - share(score["not_good"], score["all"])
	fraction, scoreOrNull, busiest := any(nil), any(nil), any(nil)
	if resolved > 0 {
		fraction = once / resolved
	}
	if score["all"] > 0 {
		scoreOrNull = happiness
	}
	if replies > 0 {
		busiest = float64(slices.Index(weekdays[:], slices.Max(weekdays[:])))
	}
	total := active.len()
	return map[string]any{
		"customersHelped": helped.len(), "closed": closed, "totalReplies": replies, "repliesSent": replies, "totalUsers": users.len(),
		"totalDays": days, "repliesPerDay": replies / days, "resolvedPerDay": resolved / days,
		"repliesPerDayPerUser": replies / days / max(users.len(), 1),
		"totalConversations":   total, "conversationsCreated": begun, "newConversations": created, "customers": customers.len(),
		"conversationsPerDay": math.Floor(total / days), "user.conversationsPerDay": total / days,
		"user.happinessScore": scoreOrNull, "busiestDay": busiest,
		"emailConversations": total, "emailsCreated": begun, "messagesReceived": received, "phoneConversations": total,
		"phoneCallsCreated": created, "resolved": resolved, "resolvedOnFirstReply": once, "percentResolvedOnFirstReply": fraction,
		"resolutionTime": resolution.mean(), "repliesToResolve": toResolve.mean(), "handleTime": handle.mean(),
		"responseTime": response.mean(), "firstResponseTime": first.mean(),
		"great": share(score["great"], score["all"]), "okay": share(score["okay"], score["all"]),
		"notGood": share(score["not_good"], score["all"]), "happinessScore": happiness, "greatCount": score["great"],
		"okayCount": score["okay"], "notGoodCount": score["not_good"], "ratingsCount": score["all"],
		"totalCustomersWithRatings": rated.len(), "totalCustomers": reached.len(), "ratingsPercent": share(rated.len(), reached.len()),
	}
}

// flat lists the numbers of a current or previous block, those of nested blocks, too.
func flat(block map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range block {
		switch inner := v.(type) {
		case map[string]any:
			for k, v := range inner {
				out[k] = v
			}
		case string: // the dates
		default:
			out[k] = v
		}
	}
	return out
}

func stamp(t simulator.Time) string { return t.String() }

func at(date string) simulator.Time {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	return simulator.TimeOf(t)
}

// report asks for a report that is an object.
func (f *fake) report(path string, v view, query ...string) map[string]any {
	f.t.Helper()
	status, _, body := f.get("/v2/reports/"+path, append([]string{"start", stamp(v.from), "end", stamp(v.to)}, query...)...)
	require.Equal(f.t, http.StatusOK, status, "%s %v: %v", path, query, body)
	return body
}

// lens is a filter as parameters and as a condition on the rows.
type lens struct {
	query []string
	view  view
}

func (f *fake) lenses() map[string]lens {
	s := f.Store()
	boxes, tags := s.Mailboxes(), s.Tags()
	closed := boxes[0].Folders[3]
	require.Equal(f.t, "Closed", closed.Name)
	all := func(*simulator.Conversation) bool { return true }
	out := map[string]lens{
		"all": {nil, view{ok: all}},
		"mailboxes": {
			[]string{"mailboxes", fmt.Sprintf("%d,%d", boxes[0].ID, boxes[3].ID)},
			view{ok: func(c *simulator.Conversation) bool { return c.MailboxID == boxes[0].ID || c.MailboxID == boxes[3].ID }},
		},
		"untagged or one tag": {
			[]string{"tags", fmt.Sprintf("1,%d", tags[5].ID)},
			view{ok: func(c *simulator.Conversation) bool { return len(c.Tags) == 0 || slices.Contains(c.Tags, tags[5].ID) }},
		},
		"folder": {
			[]string{"folders", fmt.Sprint(closed.ID)},
			view{ok: func(c *simulator.Conversation) bool { return c.FolderID == closed.ID }},
		},
		"types": {
			[]string{"types", "chat,phone"},
			view{ok: func(c *simulator.Conversation) bool { return c.Type != "email" }},
		},
		"officeHours": {[]string{"officeHours", "true"}, view{ok: all, office: true}},
	}
	for name, v := range map[string][2]simulator.Time{
		"month": {at("2026-08-01"), at("2026-09-01")}, "second": {at("2026-08-01"), at("2026-08-01") + 1},
		"years": {at("2024-01-01"), at("2027-01-01")}, "never": {at("2001-01-01"), at("2001-02-01")},
	} {
		out[name] = lens{nil, view{from: v[0], to: v[1], ok: all}}
	}
	return out
}

// family is a report whose every number is recounted.
type family struct {
	path, kind string
	names      map[string]string // where a member means something else
}

var families = []family{
	{path: "company"},
	{path: "conversations"},
	{path: "happiness"},
	{path: "productivity"},
	{path: "email", kind: "email"},
	{path: "phone", kind: "phone"},
	{path: "user", names: map[string]string{"conversationsPerDay": "user.conversationsPerDay", "happinessScore": "user.happinessScore"}},
	{path: "user/happiness"},
}

func takes(path, name string) bool {
	for _, op := range simulator.Operations() {
		if op.Path == "/v2/reports/"+path {
			return slices.ContainsFunc(op.Params, func(p simulator.Parameter) bool { return p.Name == name })
		}
	}
	return false
}

// TestReportsEqualARecount compares every number of every overall report with a plain count over the store, for all filters.
func TestReportsEqualARecount(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 1500})
	b := openBooks(f.Store())
	members := f.Store().Teams()[1].Members
	who := map[string]func(int64) bool{
		"100002": func(id int64) bool { return id == 100002 },
		"900001": func(id int64) bool { return id == 900001 }, // a system user, whom v2 shows as a user
		"800002": func(id int64) bool { return slices.Contains(members, id) },
		"800003": func(int64) bool { return false }, // a team of nobody
	}
	seen := 0
	for _, fam := range families {
		for name, l := range f.lenses() {
			if l.query != nil && !takes(fam.path, l.query[0]) {
				continue
			}
			v, ok := l.view, l.view.ok
			if v.to == 0 {
				v.from, v.to = at("2026-03-01")+3600, at("2026-07-15")+7200
			}
			v.ok = func(c *simulator.Conversation) bool { return ok(c) && (fam.kind == "" || c.Type == fam.kind) }
			check := func(query ...string) {
				now := flat(f.report(fam.path, v, query...)["current"].(map[string]any))
				want := b.recount(v)
				for member, got := range now {
					expected, known := want[member]
					if other := fam.names[member]; other != "" {
						expected, known = want[other]
					}
					require.True(t, known, "%s: %s", fam.path, member)
					if expected == nil {
						require.Nil(t, got, "%s %s: %s", fam.path, name, member)
						continue
					}
					require.InDelta(t, expected, got, 1e-6, "%s %s: %s", fam.path, name, member)
					seen++
				}
			}
			if !strings.HasPrefix(fam.path, "user") {
				check(l.query...)
				continue
			}
			for id := range who {
				v.who = who[id]
				check(append([]string{"user", id}, l.query...)...)
			}
		}
	}
	require.Greater(t, seen, 500)
}

// TestComparisonRange checks previous and deltas against two calls with one range each.
func TestComparisonRange(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 800})
	v := view{from: at("2026-08-01"), to: at("2026-09-01")}
	w := view{from: at("2026-05-01"), to: at("2026-08-01")}
	points := []string{"great", "okay", "notGood", "happinessScore"}
	for _, path := range []string{"company", "conversations", "happiness", "productivity", "email", "phone", "chat", "docs", "user", "user/chat", "user/happiness"} {
		var user []string
		if strings.HasPrefix(path, "user") {
			user = []string{"user", "100001"}
		}
		both := f.report(path, v, append(user, "previousStart", stamp(w.from), "previousEnd", stamp(w.to))...)
		now, before := f.report(path, v, user...), f.report(path, w, user...)
		require.NotContains(t, now, "deltas")
		require.Equal(t, now["current"], both["current"], path)
		a, b := flat(now["current"].(map[string]any)), flat(before["current"].(map[string]any))
		previous := flat(both["previous"].(map[string]any))
		delete(b, "busiestDay") // in current only, as in the documented example
		require.Equal(t, b, previous, path)
		deltas := flat(both["deltas"].(map[string]any))
		require.NotEmpty(t, deltas)
		for name, delta := range deltas {
			switch {
			case name == "activeConversations": // only here
			case path == "phone" && name == "newConversations":
				require.InDelta(t, 100*(a["phoneConversations"].(float64)/b["phoneConversations"].(float64)-1), delta, 1e-6)
			case a[name] == nil || b[name] == nil || b[name] == 0.0:
				require.True(t, delta == nil || slices.Contains(points, name), "%s %s", path, name)
			case slices.Contains(points, name):
				require.InDelta(t, a[name].(float64)-b[name].(float64), delta, 1e-6, "%s %s", path, name)
			default:
				require.InDelta(t, 100*(a[name].(float64)/b[name].(float64)-1), delta, 1e-6, "%s %s", path, name)
			}
		}
	}
}
