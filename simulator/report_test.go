package simulator_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// array asks for a report that is a bare array.
func (f *fake) array(path string, query ...string) []map[string]any {
	f.t.Helper()
	var out []map[string]any
	require.NoError(f.t, json.Unmarshal(f.raw(http.StatusOK, path, query...), &out))
	return out
}

func (f *fake) raw(status int, path string, query ...string) []byte {
	f.t.Helper()
	res, err := f.client.Do(f.request(http.MethodGet, path, query...))
	require.NoError(f.t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(f.t, err)
	require.Equal(f.t, status, res.StatusCode, "%s %v: %s", path, query, body)
	return body
}

// eachReport calls back with every report and a query that it answers.
func (f *fake) eachReport(call func(op simulator.Operation, query []string)) {
	n := 0
	for _, op := range simulator.Operations() {
		if !strings.HasPrefix(op.Path, "/v2/reports/") {
			continue
		}
		n++
		query := []string{"start", "2026-07-01T00:00:00Z", "end", "2026-08-01T00:00:00Z"}
		for _, p := range op.Params {
			if v := map[string]string{"user": "100001", "range": "resolved", "field": "tagid", "fieldid": "1"}[p.Name]; v != "" {
				query = append(query, p.Name, v)
			}
		}
		call(op, query)
	}
	require.Equal(f.t, 32, n)
}

func TestChatsRecount(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 1500})
	b, v := openBooks(f.Store()), summer()
	v.from = at("2025-06-01")
	for _, user := range []int64{0, 100001, 100005} {
		var count, missed float64
		var wait, response, messages, length average
		for i := range b.convs {
			c := &b.convs[i]
			if c.Type != "chat" || c.SourceType != "beacon" || !v.in(c.CreatedAt) {
				continue
			}
			var replies, all []*entry
			for _, e := range b.entries {
				if e.conv == c && (e.reply || e.CreatedBy.Kind == simulator.KindCustomer) {
					all = append(all, e)
					if e.reply {
						replies = append(replies, e)
					}
				}
			}
			if user != 0 && (replies == nil || replies[0].CreatedBy.ID != user) {
				continue
			}
			count++
			if replies == nil {
				missed++
				continue
			}
			wait.add(float64(replies[0].CreatedAt - c.CreatedAt))
			messages.add(float64(len(all)))
			length.add(float64(all[len(all)-1].CreatedAt - c.CreatedAt))
			for _, e := range replies {
				if e.asked != 0 {
					response.add(float64(e.CreatedAt - e.asked))
				}
			}
		}
		want := map[string]any{
			"chatConversations": count, "newConversations": count, "missedChats": missed, "completedChats": count - missed,
			"chatsPerDay": count / 457, "totalDays": 457.0, "waitTime": wait.mean(), "responseTime": response.mean(),
			"messagesPerChat": messages.mean(), "duration": length.mean(),
		}
		report := f.report("chat", v)
		if user != 0 {
			report = f.report("user/chat", v, "user", fmt.Sprint(user))
		} else {
			for _, name := range []string{"waitTime", "messagesPerChat", "duration"} {
				require.Len(t, report[name].(map[string]any)["ranges"], 5, "empty ones, too")
				require.Equal(t, count-missed, report[name].(map[string]any)["count"])
			}
		}
		require.Positive(t, count)
		for member, got := range flat(report["current"].(map[string]any)) {
			require.Contains(t, want, member)
			require.InDelta(t, want[member], got, 1e-6, member)
		}
	}
	empty := f.report("user/chat", view{from: at("2001-01-01"), to: at("2001-01-03")}, "user", "100001")["current"].(map[string]any)
	require.Nil(t, empty["waitTime"], "nothing happened")
	require.Contains(t, empty, "waitTime")
}

func TestPhoneUsers(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 1000})
	b, v := openBooks(f.Store()), summer()
	for _, u := range objects(t, f.report("phone", v)["users"]) {
		id := int64(u["id"].(float64))
		wrote := b.conversationsOf(v, b.entries, func(e *entry) bool {
			return e.conv.Type == "phone" && e.CreatedBy.ID == id && e.CreatedBy.Kind != simulator.KindCustomer
		})
		calls := b.conversationsWhere(func(c *simulator.Conversation) bool {
			return c.Type == "phone" && v.in(c.CreatedAt) && c.CreatedBy.ID == id
		})
		require.Equal(t, map[string]any{
			"phoneConversations": float64(len(wrote)), "phoneCallsCreated": float64(len(calls)),
			"customers": func() float64 {
				seen := idSet{}
				for _, c := range wrote {
					seen[b.byID[c].CustomerID] = true
				}
				return seen.len()
			}(),
		}, u["current"])
	}
}

func TestDocsNumbersAddUp(t *testing.T) {
	f := newFake(t, simulator.Options{})
	visitors := func(from, to string, query ...string) float64 {
		return f.report("docs", view{from: at(from), to: at(to)}, query...)["current"].(map[string]any)["visitors"].(float64)
	}
	whole := visitors("2026-01-01", "2026-03-01")
	require.Positive(t, whole)
	require.Equal(t, whole, visitors("2026-01-01", "2026-02-01")+visitors("2026-02-01", "2026-03-01"))
	require.Equal(t, whole, visitors("2026-01-01", "2026-03-01", "sites", "5f1a6c0e2c7d3a000716b4e1")+
		visitors("2026-01-01", "2026-03-01", "sites", "60b2d9f4a3e14c001f8e7a92"))
	require.Zero(t, visitors("2026-01-01", "2026-03-01", "sites", "000000000000000000000000"))
	require.Zero(t, visitors("2001-01-01", "2001-03-01"))
	report := f.report("docs", summer())
	for _, list := range []string{"popularSearches", "failedSearches", "topArticles", "topCategories"} {
		require.NotEmpty(t, report[list])
	}
	for name, v := range report["current"].(map[string]any) {
		if name != "visitors" && name != "docsViewedPerVisit" {
			require.LessOrEqual(t, v.(float64), 100.0, name)
		}
	}
}

// series are all reports with viewBy; the last member is the sum it must have over a range, where sums make sense.
var series = []struct{ path, date, value, report, total string }{
	{"company/customers-helped", "date", "customers", "", ""},
	{"conversations/volume-by-channel", "date", "email", "", ""},
	{"conversations/new", "start", "count", "conversations", "newConversations"},
	{"conversations/received-messages", "start", "count", "", ""},
	{"productivity/first-response-time", "date", "time", "", ""},
	{"productivity/replies-sent", "date", "replies", "productivity", "repliesSent"},
	{"productivity/resolution-time", "date", "time", "", ""},
	{"productivity/resolved", "date", "resolved", "productivity", "resolved"},
	{"productivity/response-time", "date", "time", "", ""},
	{"user/customers-helped", "date", "customers", "", ""},
	{"user/replies", "date", "replies", "user", "totalReplies"},
	{"user/resolutions", "date", "resolved", "user", "resolved"},
}

// TestSeries checks that buckets are counted from the start asked for, add up, equal a report over the bucket alone, and are the same when
// a range is split at a border.
func TestSeries(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 1000})
	whole := view{from: at("2026-01-15") + 12345, to: at("2026-08-20") + 54321}
	for _, s := range series {
		var user []string
		if strings.HasPrefix(s.path, "user/") {
			user = []string{"user", "800001"}
		}
		for viewBy, step := range map[string]func(from time.Time, n int) time.Time{
			"week":  func(from time.Time, n int) time.Time { return from.AddDate(0, 0, 7*n) },
			"month": func(from time.Time, n int) time.Time { return from.AddDate(0, n, 0) },
			"day":   func(from time.Time, n int) time.Time { return from.AddDate(0, 0, n) },
		} {
			v := whole
			if viewBy == "day" {
				v.from = at("2026-06-25") + 12345
			}
			query := append(slices.Clone(user), "viewBy", viewBy)
			points := func(v view) []map[string]any { return objects(t, f.report(s.path, v, query...)["current"]) }
			all := points(v)
			require.Greater(t, len(all), 7)
			border := func(n int) simulator.Time { return simulator.TimeOf(step(v.from.Time(), n)) }
			for i, p := range all {
				require.Equal(t, stamp(border(i)), p[s.date])
			}
			split := border(3)
			require.Equal(t, all, append(points(view{from: v.from, to: split}), points(view{from: split, to: v.to})...), s.path)

			last := len(all) - 1
			alone := f.report(s.path, view{from: border(last), to: v.to}, user...)["current"].([]any)
			require.Len(t, alone, 1, "one point without viewBy")
			value := alone[0].(map[string]any)[s.value]
			if s.path == "conversations/received-messages" {
				value = alone[0].(map[string]any)["messages"] // the other of the two documented spellings
			}
			require.Equal(t, all[last][s.value], value, s.path)

			if s.report != "" {
				sum := 0.0
				for _, p := range all {
					sum += p[s.value].(float64)
				}
				require.Equal(t, f.report(s.report, v, user...)["current"].(map[string]any)[s.total], sum, s.path)
			}
		}
		both := f.report(s.path, whole, append(user, "previousStart", "2025-01-01T00:00:00Z", "previousEnd", "2025-03-05T00:00:00Z", "viewBy", "month")...)
		require.Len(t, both["previous"], 3)
	}
	forever := f.report("conversations/new", view{from: at("0001-01-01"), to: at("9999-01-01")}, "viewBy", "month")["current"].([]any)
	require.Len(t, forever, 9998*12)
}

func TestReportsAreReproducible(t *testing.T) {
	f, g := newFake(t, simulator.Options{Conversations: 300}), newFake(t, simulator.Options{Conversations: 300})
	first := map[string][]byte{}
	f.eachReport(func(op simulator.Operation, query []string) {
		first[op.ID] = f.raw(http.StatusOK, op.Path, query...)
		require.Equal(t, first[op.ID], f.raw(http.StatusOK, op.Path, query...), op.ID)
	})
	g.Store().DeleteUser(0) // makes cached lists stale
	g.eachReport(func(op simulator.Operation, query []string) {
		require.JSONEq(t, string(first[op.ID]), string(g.raw(http.StatusOK, op.Path, query...)), op.ID)
	})
}

// TestReportsSeeChanges lets a report follow the store: a reply and a closing appear, an untouched range does not change.
func TestReportsSeeChanges(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 300})
	v := view{from: simulator.TimeOf(f.Store().Now()) - 60, to: simulator.TimeOf(f.Store().Now()) + 60}
	current := func() map[string]any { return f.report("productivity", v)["current"].(map[string]any) }
	before := current()
	now := simulator.TimeOf(f.Store().Now())
	id := f.Store().AddConversation(simulator.Conversation{CreatedAt: now - 30})
	user := simulator.Ref{Kind: simulator.KindUser, ID: 100001}
	f.Store().SetThreads(id, []simulator.Thread{
		{ID: 1, Type: "customer", State: "published", CreatedAt: now - 30, CreatedBy: simulator.Ref{Kind: simulator.KindCustomer, ID: 5}},
		{ID: 2, Type: "message", State: "published", CreatedAt: now - 10, CreatedBy: user},
		{ID: 3, Type: "note", State: "published", CreatedAt: now - 5, CreatedBy: user},
	})
	after := current()
	require.Equal(t, before["repliesSent"].(float64)+1, after["repliesSent"])
	require.Equal(t, before["resolved"], after["resolved"])
	require.InDelta(t, 20, after["firstResponseTime"], 1e-9)
	f.Store().SetStatus(id, "closed")
	require.Equal(t, before["resolvedOnFirstReply"].(float64)+1, current()["resolvedOnFirstReply"])
	f.Store().DeleteConversation(id)
	require.Equal(t, before, current())
}

func TestReportsConcurrently(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 300})
	ids := f.Store().Conversations()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			f.eachReport(func(op simulator.Operation, query []string) {
				res, err := f.client.Do(f.request(http.MethodGet, op.Path, query...))
				if err == nil {
					err = res.Body.Close()
				}
				if err != nil || res.StatusCode != http.StatusOK {
					t.Error(op.ID, err)
				}
			})
		})
	}
	for _, c := range ids[:100] {
		f.Store().SetStatus(c.ID, "closed")
	}
	wg.Wait()
}

func TestPlanGate(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 50})
	f.Control().SetPlan(simulator.PlanStandard)
	f.eachReport(func(op simulator.Operation, query []string) {
		var body map[string]any
		require.NoError(t, json.Unmarshal(f.raw(http.StatusForbidden, op.Path, query...), &body))
		require.Contains(t, body["message"], "Access denied", op.ID)
		require.NotEmpty(t, body["logRef"])
		f.raw(http.StatusForbidden, op.Path) // before anything is read
	})
	f.raw(http.StatusOK, "/v2/users")
	for _, plan := range []string{simulator.PlanPro, simulator.PlanPlus} {
		f.Control().SetPlan(plan)
		f.eachReport(func(op simulator.Operation, query []string) { f.raw(http.StatusOK, op.Path, query...) })
	}
	require.Panics(t, func() { f.Control().SetPlan("free") })
	f.Control().SetPlan(simulator.PlanStandard)
	f.Control().Reset()
	f.raw(http.StatusOK, "/v2/reports/docs", "start", "2026-01-01T00:00:00Z", "end", "2026-01-02T00:00:00Z")
}

func TestReportsAreStrict(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 50})
	set := func(query []string, name, value string) []string {
		out := []string{}
		for i := 0; i < len(query); i += 2 {
			if query[i] != name {
				out = append(out, query[i], query[i+1])
			}
		}
		if value != "-" {
			out = append(out, name, value)
		}
		return out
	}
	// What every report refuses, whether it knows the parameter or not; "-" leaves it out.
	bad := map[string][]string{
		"start":         {"-", "", "2026-07-01", "2026-07-01T00:00:00.000Z", "2026-07-01T00:00:00+00:00", "2026-13-01T00:00:00Z", "2026-08-01T00:00:00Z"},
		"end":           {"-", "2026-07-01T00:00:00Z", "2026-06-01T00:00:00Z", "today"},
		"previousStart": {"2026-06-01T00:00:00Z"}, "previousEnd": {"2026-06-01T00:00:00Z"}, "previousstart": {"2026-06-01T00:00:00Z"},
		"mailboxes": {"", "a", "1,", "1,,2", "1 2", "-1", "1;2"}, "tags": {"vip", "1.5"}, "folders": {"x", "99999999999999999999"},
		"types": {"mail", "email,", "email, chat", "EMAIL"}, "sites": {"1", "5F1A6C0E2C7D3A000716B4E1", "5f1a6c0e2c7d3a000716b4e1,x"},
		"officeHours": {"1", "yes", "True"}, "viewBy": {"Day", "hour", "month"}, "user": {"x", "0", "-5"}, "page": {"0", "x"},
		"rows": {"0", "51", "all"}, "range": {"Resolved", "handletime"}, "rangeId": {"0", "11", "1"}, "field": {"tagId", "tag"},
		"fieldid": {"x"}, "fieldId": {"1"}, "sortField": {"id", "createdAt"}, "sortOrder": {"asc", "desc"}, "rating": {"okay", "not_good"},
		"status": {"open", "spam", "all"}, "mailbox": {"1"}, "viewby": {"day"}, "sortFieldRatings": {"number"}, "size": {"10"}, "embed": {"threads"},
	}
	f.eachReport(func(op simulator.Operation, query []string) {
		for name, values := range bad {
			for _, value := range values {
				var body struct {
					Message  string
					Embedded struct {
						Errors []struct{ Path, Message string }
					} `json:"_embedded"`
				}
				require.NoError(t, json.Unmarshal(f.raw(http.StatusBadRequest, op.Path, set(query, name, value)...), &body))
				require.Equal(t, "Bad request", body.Message)
				require.NotEmpty(t, body.Embedded.Errors)
				require.NotEmpty(t, body.Embedded.Errors[0].Path)
			}
		}
		for _, p := range op.Params {
			if p.Required {
				f.raw(http.StatusBadRequest, op.Path, set(query, p.Name, "-")...)
			}
		}
		f.raw(http.StatusBadRequest, op.Path, append(slices.Clone(query), "start", "2026-07-01T00:00:00Z")...)
	})

	ranges := func(days int) []string {
		return []string{"start", "2025-03-01T00:00:00Z", "end", stamp(at("2025-03-01") + simulator.Time(days)*86400)}
	}
	for _, c := range []struct {
		viewBy string
		days   int
		ok     bool
	}{
		{"day", 60, true},
		{"day", 61, false},
		{"week", 365, true},
		{"week", 366, false},
		{"month", 60, false},
		{"month", 61, true},
		{"month", 3000, true},
	} {
		status := map[bool]int{true: 200, false: 400}[c.ok]
		for _, s := range series {
			query := append(ranges(c.days), "viewBy", c.viewBy)
			if strings.HasPrefix(s.path, "user/") {
				query = append(query, "user", "100001")
			}
			f.raw(status, "/v2/reports/"+s.path, query...)
		}
	}
	for name, most := range map[string]int{
		"replies": 5, "handleTime": 5, "responseTime": 10, "firstResponseTime": 10, "resolved": 0, "firstReplyResolved": 0,
	} {
		for id := 1; id <= 10; id++ {
			status := map[bool]int{true: 200, false: 400}[id <= most]
			f.raw(status, "/v2/reports/company/drilldown", append(ranges(20), "range", name, "rangeId", itoa(id))...)
		}
	}
	for _, user := range []string{"4711", "100099"} { // nobody, and somebody who left
		f.raw(http.StatusNotFound, "/v2/reports/user", append(ranges(20), "user", user)...)
		f.raw(http.StatusNotFound, "/v2/reports/user/chat", append(ranges(20), "user", user)...)
	}
}

func TestReportPages(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 400})
	year := view{from: at("2026-01-01"), to: at("2027-01-01")}
	page := func(query ...string) map[string]any {
		return f.report("conversations/drilldown", year, query...)["conversations"].(map[string]any)
	}
	first := page()
	count := first["count"].(float64)
	require.Len(t, first["results"], 25, "the default")
	require.Equal(t, math.Ceil(count/25), first["pages"])
	require.Len(t, page("rows", "50")["results"], 50)
	past := page("page", "9223372036854775807")
	require.Empty(t, past["results"])
	require.Equal(t, count, past["count"])
	none := f.report("conversations/drilldown", view{from: at("2001-01-01"), to: at("2001-01-02")})["conversations"]
	require.Equal(t, map[string]any{"page": 1.0, "pages": 0.0, "count": 0.0, "results": []any{}}, none)
	f.Control().ResetCalls()
	page("rows", "3")
	require.Equal(t, 3, f.Control().Calls()[0].Items)
}
