package simulator_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

func summer() view {
	return view{
		from: at("2026-06-01"), to: at("2026-09-01"), ok: func(*simulator.Conversation) bool { return true },
	}
}

// objects is a list member of an answer.
func objects(t testing.TB, list any) []map[string]any {
	t.Helper()
	var out []map[string]any
	for _, v := range list.([]any) {
		out = append(out, v.(map[string]any))
	}
	return out
}

// drill walks all pages of a drilldown and returns the conversations' ids.
func (f *fake) drill(path string, v view, query ...string) []int64 {
	f.t.Helper()
	var ids []int64
	for page := 1; ; page++ {
		rows := f.report(path, v, append(query, "rows", "50", "page", itoa(page))...)["conversations"].(map[string]any)
		require.EqualValues(f.t, page, rows["page"])
		for _, r := range objects(f.t, rows["results"]) {
			ids = append(ids, int64(r["id"].(float64)))
		}
		if page >= int(rows["pages"].(float64)) {
			require.EqualValues(f.t, len(ids), rows["count"], "%s %v", path, query)
			slices.Sort(ids)
			require.Len(f.t, slices.Compact(slices.Clone(ids)), len(ids), "every conversation once")
			return ids
		}
	}
}

// conversationsOf lists the conversations of some entries in the range.
func (b *books) conversationsOf(v view, entries []*entry, ok func(*entry) bool) []int64 {
	var ids []int64
	for _, e := range entries {
		if v.in(e.CreatedAt) && ok(e) {
			ids = append(ids, e.conv.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (b *books) conversationsWhere(ok func(*simulator.Conversation) bool) []int64 {
	var ids []int64
	for i := range b.convs {
		if ok(&b.convs[i]) {
			ids = append(ids, b.convs[i].ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func TestCompanyUsers(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 1000})
	b, v := openBooks(f.Store()), summer()
	report := f.report("company", v)
	replies := 0.0
	for _, u := range objects(t, report["users"]) {
		id := u["user"].(string)
		v.who = func(user int64) bool { return fmt.Sprint(user) == id }
		want := b.recount(v)
		require.Equal(t, want["totalReplies"], u["replies"], id)
		require.Equal(t, want["customersHelped"], u["customersHelped"], id)
		require.InDelta(t, want["handleTime"], u["handleTime"], 1e-6, id)
		require.Equal(t, want["user.happinessScore"], u["happinessScore"], id)
		require.NotContains(t, u, "previousReplies")
		replies += u["replies"].(float64)
	}
	current := report["current"].(map[string]any)
	require.Equal(t, current["totalReplies"], replies)
	require.EqualValues(t, len(report["users"].([]any)), current["totalUsers"])
	with := f.report("company", v, "previousStart", "2026-01-01T00:00:00Z", "previousEnd", "2026-01-02T00:00:00Z")
	require.Contains(t, objects(t, with["users"])[0], "previousReplies")
}

func TestConversationDrilldowns(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 1000})
	b, v := openBooks(f.Store()), summer()
	created := b.conversationsWhere(func(c *simulator.Conversation) bool { return v.in(c.CreatedAt) })
	active := append(b.conversationsOf(v, b.entries, func(*entry) bool { return true }), created...)
	slices.Sort(active)
	active = slices.Compact(active)
	require.Equal(t, created, f.drill("conversations/new-drilldown", v))
	require.Equal(t, active, f.drill("conversations/drilldown", v))
	require.Equal(t, b.conversationsOf(v, b.entries, func(e *entry) bool { return e.reply && e.CreatedBy.ID == 100003 }),
		f.drill("user/drilldown", v, "user", "100003"))

	slots := 0.0
	v2 := []string{"start", stamp(v.from), "end", stamp(v.to)}
	for _, s := range f.array("/v2/reports/conversations/busy-times", v2...) {
		day, hour := s["day"].(float64), s["hour"].(float64)
		n := b.conversationsWhere(func(c *simulator.Conversation) bool {
			at := c.CreatedAt.Time()
			return v.in(c.CreatedAt) && float64((int(at.Weekday())+6)%7+1) == day && float64(at.Hour()) == hour
		})
		require.EqualValues(t, len(n), s["count"])
		slots += s["count"].(float64)
	}
	require.EqualValues(t, len(created), slots)

	report := f.report("conversations", v)
	for key, field := range map[string]string{"tags": "tagid", "customers": "customerid", "replies": "replyid", "workflows": "workflowid"} {
		top := objects(t, report[key].(map[string]any)["top"])
		require.NotEmpty(t, top, key)
		for i, item := range top[:min(3, len(top))] {
			id := int64(item["id"].(float64))
			rows := f.drill("conversations/fields-drilldown", v, "field", field, "fieldid", fmt.Sprint(id))
			require.EqualValues(t, len(rows), item["count"], "%s %d", key, i)
			var want []int64
			switch key {
			case "tags":
				want = b.conversationsWhere(func(c *simulator.Conversation) bool {
					return slices.Contains(active, c.ID) && (slices.Contains(c.Tags, id) || id == 1 && len(c.Tags) == 0)
				})
				require.Equal(t, id != 1, item["name"] != nil, "the untagged have no name")
			case "customers":
				want = b.conversationsWhere(func(c *simulator.Conversation) bool { return slices.Contains(active, c.ID) && c.CustomerID == id })
			case "replies":
				want = b.conversationsOf(v, b.entries, func(e *entry) bool { return e.reply && e.SavedReplyID == id })
			default:
				continue // which workflow a line item means is the simulator's choice
			}
			require.Equal(t, want, rows, "%s %d", key, id)
		}
	}
	for _, field := range objects(t, report["customFields"].(map[string]any)["fields"]) {
		id := int64(field["id"].(float64))
		answered := 0
		for _, c := range active {
			if slices.ContainsFunc(b.byID[c].CustomFields, func(v simulator.FieldValue) bool { return v.FieldID == id }) {
				answered++
			}
		}
		sum := 0.0
		for _, value := range objects(t, field["values"]) {
			sum += value["count"].(float64)
		}
		require.EqualValues(t, answered, sum)
		require.EqualValues(t, answered, field["summary"].(map[string]any)["totalAnswered"])
	}
}

// bucket is the documented table by hand.
func bucket(kind string, v float64) int {
	borders := map[string][]float64{
		"responseTime": {15 * 60, 30 * 60, 3600, 7200, 10800, 21600, 43200, 86400, 172800}, "handleTime": {60, 120, 300, 600},
		"replies": {2, 3, 4, 5},
	}
	borders["firstResponseTime"] = borders["responseTime"]
	n := 1
	for _, b := range borders[kind] {
		if v >= b {
			n++
		}
	}
	return n
}

func TestProductivityDistributions(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 1000})
	b, v := openBooks(f.Store()), summer()
	report := f.report("productivity", v)
	resolved := func(c *simulator.Conversation) bool {
		return c.Status == "closed" && v.in(c.ClosedAt) && b.replies[c.ID] > 0
	}
	for kind, measure := range map[string]func(*entry) (float64, bool){
		"responseTime":      func(e *entry) (float64, bool) { return float64(e.CreatedAt - e.asked), e.asked != 0 },
		"firstResponseTime": func(e *entry) (float64, bool) { return float64(e.CreatedAt - e.conv.CreatedAt), e.first },
		"handleTime":        func(e *entry) (float64, bool) { return e.handle(), true },
		"replies":           nil,
	} {
		counts, rows, times := map[int]int{}, map[int][]int64{}, map[int]*average{}
		if measure == nil {
			for _, id := range b.conversationsWhere(resolved) {
				n := bucket(kind, float64(b.replies[id]))
				counts[n]++
				rows[n] = append(rows[n], id)
				if times[n] == nil {
					times[n] = &average{}
				}
				times[n].add(float64(b.byID[id].ClosedAt - b.byID[id].CreatedAt))
			}
		} else {
			for _, e := range b.entries {
				if x, ok := measure(e); ok && e.reply && v.in(e.CreatedAt) {
					n := bucket(kind, x)
					counts[n]++
					rows[n] = append(rows[n], e.conv.ID)
				}
			}
		}
		name := kind
		if kind == "replies" {
			name = "repliesToResolve"
		}
		seen := 0
		for _, r := range objects(t, report[name].(map[string]any)["ranges"]) {
			id := int(r["id"].(float64))
			require.EqualValues(t, counts[id], r["count"], "%s %d", kind, id)
			require.NotContains(t, r, "previousCount")
			if times[id] != nil {
				require.InDelta(t, times[id].mean(), r["resolutionTime"], 1e-6)
			} else {
				require.NotContains(t, r, "resolutionTime")
			}
			slices.Sort(rows[id])
			require.Equal(t, slices.Compact(rows[id]), f.drill("company/drilldown", v, "range", kind, "rangeId", itoa(id)), "%s %d", kind, id)
			seen++
		}
		require.Len(t, counts, seen, kind)
	}
	require.Equal(t, b.conversationsWhere(resolved), f.drill("company/drilldown", v, "range", "resolved"))
	require.Equal(t, b.conversationsWhere(resolved), f.drill("company/drilldown", v, "range", "replies"))
	require.Equal(t, b.conversationsWhere(func(c *simulator.Conversation) bool { return resolved(c) && b.replies[c.ID] == 1 }),
		f.drill("company/drilldown", v, "range", "firstReplyResolved"))
}

// results walks all pages of a list report.
func (f *fake) results(path string, v view, query ...string) []map[string]any {
	f.t.Helper()
	var rows []map[string]any
	for page := 1; ; page++ {
		body := f.report(path, v, append(query, "page", itoa(page))...)
		rows = append(rows, objects(f.t, body["results"])...)
		if page >= int(body["pages"].(float64)) {
			require.EqualValues(f.t, len(rows), body["count"])
			return rows
		}
	}
}

func TestRatingRows(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 3000})
	b, v := openBooks(f.Store()), summer()
	class := map[string]float64{"great": 1, "okay": 2, "not_good": 3}
	ids := func(rows []map[string]any) (out []int64) {
		for _, r := range rows {
			out = append(out, int64(r["threadid"].(float64)))
		}
		slices.Sort(out)
		return out
	}
	want := func(ok func(simulator.Rating) bool) (out []int64) {
		for _, r := range b.ratings {
			if v.in(r.At) && ok(r) {
				out = append(out, r.ThreadID)
			}
		}
		slices.Sort(out)
		return out
	}
	rows := f.results("happiness/ratings", v)
	require.Greater(t, len(rows), 26, "more than a page")
	require.Equal(t, want(func(simulator.Rating) bool { return true }), ids(rows))
	require.Equal(t, ids(rows), ids(f.results("happiness/ratings", v, "rating", "all")))
	for filter, rating := range map[string]string{"great": "great", "ok": "okay", "not-good": "not_good"} {
		rows := f.results("happiness/ratings", v, "rating", filter)
		require.Equal(t, want(func(r simulator.Rating) bool { return r.Rating == rating }), ids(rows))
		require.Equal(t, class[rating], rows[0]["ratingId"])
	}
	require.Equal(t, want(func(r simulator.Rating) bool { return r.User.ID == 100004 }), ids(f.results("user/ratings", v, "user", "100004")))

	for field, member := range map[string]string{"number": "number", "rating": "ratingId", "modifiedAt": "ratingCreatedAt"} {
		up := f.results("happiness/ratings", v, "sortField", field, "sortOrder", "ASC")
		down := f.results("happiness/ratings", v, "sortField", field)
		slices.Reverse(down)
		require.Equal(t, up, down, field)
		require.True(t, slices.IsSortedFunc(up, func(a, b map[string]any) int {
			if n, ok := a[member].(float64); ok {
				return int(n - b[member].(float64))
			}
			return compare(a[member].(string), b[member].(string))
		}), field)
	}
}

func TestHistoryHasARowForEveryReply(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 3000})
	b, v := openBooks(f.Store()), summer()
	perConversation, replies, closed := map[int64]float64{}, 0, 0
	for _, e := range b.entries {
		if e.reply && v.in(e.CreatedAt) && e.CreatedBy.ID == 100001 {
			perConversation[e.conv.ID]++
			replies++
			if e.conv.Status == "closed" {
				closed++
			}
		}
	}
	rows := f.results("user/conversation-history", v, "user", "100001")
	require.Len(t, rows, replies)
	require.Less(t, len(perConversation), replies, "some conversations repeat")
	for _, r := range rows {
		require.Equal(t, perConversation[int64(r["id"].(float64))], r["repliesSent"])
		require.NotEmpty(t, r["customers"])
	}
	require.Len(t, f.results("user/conversation-history", v, "user", "100001", "status", "closed"), closed)
	for _, field := range []string{"number", "repliesSent", "responseTime", "resolveTime"} {
		up := f.results("user/conversation-history", v, "user", "100001", "sortField", field, "sortOrder", "ASC")
		require.True(t, slices.IsSortedFunc(up, func(a, b map[string]any) int {
			x, _ := a[field].(float64) // null is least
			y, _ := b[field].(float64)
			return int(x - y)
		}), field)
	}
}
