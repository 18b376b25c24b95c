package simulator_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

func TestDefaultStatusIsActive(t *testing.T) {
	f := newFake(t, simulator.Options{})
	count := map[string]float64{}
	for _, c := range f.Store().Conversations() {
		count[c.Status]++
	}
	for _, status := range []string{"active", "pending", "closed", "spam"} {
		require.Positive(t, count[status], status)
	}
	total := func(query ...string) any {
		_, page := f.list("conversations", "/v2/conversations", query...)
		return page["totalElements"]
	}
	require.Greater(t, count["closed"], count["active"])
	require.Equal(t, count["active"], total())
	require.Equal(t, count["closed"], total("status", "closed"))
	require.Equal(t, count["active"]+count["pending"], total("status", "open"))
	require.Equal(t, 500.0, total("status", "all"))

	closed := f.find(func(c *simulator.Conversation) bool { return c.Status == "closed" })
	require.Equal(t, 0.0, total("number", itoa(int(closed.Number))), "the default status stays on with a number")
	require.Equal(t, 1.0, total("number", itoa(int(closed.Number)), "status", "all"))
	require.Equal(t, 0.0, total("query", "(number:"+itoa(int(closed.Number))+")"))
}

func (f *fake) find(ok func(*simulator.Conversation) bool) simulator.Conversation {
	f.t.Helper()
	for _, c := range f.Store().Conversations() {
		if ok(&c) {
			return c
		}
	}
	require.Fail(f.t, "the seed has no such conversation")
	return simulator.Conversation{}
}

func TestPagesCoverEverythingOnce(t *testing.T) {
	f := newFake(t, simulator.Options{})
	for _, sort := range []string{"", "createdAt", "customerEmail", "customerName", "mailboxid", "modifiedAt", "number", "score", "status", "subject", "waitingSince"} {
		for _, way := range []string{"asc", "desc"} {
			query := []string{"status", "all", "sortOrder", way}
			if sort != "" {
				query = append(query, "sortField", sort)
			}
			seen := map[float64]bool{}
			for _, c := range f.all("conversations", "/v2/conversations", query...) {
				seen[c["id"].(float64)] = true
			}
			require.Len(t, seen, 500, "%s %s", sort, way)
		}
	}
}

func TestEnvelope(t *testing.T) {
	f := newFake(t, simulator.Options{})
	items, page := f.list("conversations", "/v2/conversations", "status", "all")
	require.Len(t, items, 25)
	require.Equal(t, map[string]any{"size": 25.0, "totalElements": 500.0, "totalPages": 20.0, "number": 1.0}, page)
	require.True(t, slices.IsSortedFunc(items, func(a, b map[string]any) int {
		return -compare(a["createdAt"].(string), b["createdAt"].(string))
	}), "newest first")

	_, _, body := f.get("/v2/conversations", "status", "all", "query", `(subject:"no/such")`, "page", "1")
	require.NotContains(t, body, "_embedded", "an empty list has no _embedded")
	require.Equal(t, map[string]any{"size": 25.0, "totalElements": 0.0, "totalPages": 0.0, "number": 0.0}, body["page"])
	links := body["_links"].(map[string]any)
	require.NotContains(t, links, "next")
	require.Contains(t, links["page"].(map[string]any)["href"], `(subject:"no/such")`, "the template echoes raw text")

	_, _, body = f.get("/v2/conversations", "status", "all", "page", "20")
	links = body["_links"].(map[string]any)
	require.NotContains(t, links, "next")
	u, err := url.Parse(links["previous"].(map[string]any)["href"].(string))
	require.NoError(t, err)
	require.Equal(t, "page=19&status=all", u.RawQuery, "links keep the filters")

	status, header, body := f.get("/v2/conversations", "status", "all", "page", "21")
	require.Equal(t, http.StatusOK, status)
	require.NotContains(t, body, "_embedded", "past the end")
	require.Equal(t, "application/hal+json", header.Get("Content-Type"))
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func TestThreadsAreNewestFirstAndPaged(t *testing.T) {
	f := newFake(t, simulator.Options{})
	long := f.find(func(c *simulator.Conversation) bool { return c.Published > 50 })
	path := "/v2/conversations/" + itoa(int(long.ID)) + "/threads"
	threads := f.all("threads", path)
	stored := f.Store().Threads(long.ID)
	require.Len(t, threads, len(stored))
	require.Greater(t, len(threads), 50)
	for i, th := range threads {
		require.EqualValues(t, stored[i].ID, th["id"])
		if i > 0 {
			require.LessOrEqual(t, th["createdAt"], threads[i-1]["createdAt"])
		}
	}

	_, _, whole := f.get("/v2/conversations/"+itoa(int(long.ID)), "embed", "threads")
	require.Len(t, whole["_embedded"].(map[string]any)["threads"], 25, "embedded lists end at a page")
	require.EqualValues(t, long.Published, whole["threads"])
}

func TestEmbeddedChatsAreCut(t *testing.T) {
	f := newFake(t, simulator.Options{})
	chat := f.find(func(c *simulator.Conversation) bool { return c.Type == "chat" && c.Published < 20 })
	path := "/v2/conversations/" + itoa(int(chat.ID))
	full := f.all("threads", path+"/threads")
	_, _, whole := f.get(path, "embed", "threads")
	embedded := whole["_embedded"].(map[string]any)["threads"].([]any)
	require.Len(t, embedded, len(full))
	cut := 0
	for i, e := range embedded {
		short, long := e.(map[string]any)["body"], full[i]["body"]
		if short != long {
			require.Greater(t, len(long.(string)), len(short.(string)))
			require.Contains(t, []any{"chat", "beaconchat"}, full[i]["type"])
			cut++
		}
	}
	require.Positive(t, cut)
}

func TestCursorPaging(t *testing.T) {
	f := newFake(t, simulator.Options{})
	var ids []float64
	pages, cursor := 0, ""
	for {
		var query []string
		if cursor != "" {
			query = []string{"cursor", cursor}
		}
		status, _, body := f.get("/v3/customers", query...)
		require.Equal(t, http.StatusOK, status)
		require.NotContains(t, body, "page", "no totals")
		for _, c := range body["_embedded"].(map[string]any)["customers"].([]any) {
			require.NotContains(t, c, "conversationCount")
			ids = append(ids, c.(map[string]any)["id"].(float64))
		}
		pages++
		next, ok := body["_links"].(map[string]any)["next"].(map[string]any)
		if !ok {
			break
		}
		u, err := url.Parse(next["href"].(string))
		require.NoError(t, err)
		cursor = u.Query().Get("cursor")
	}
	var want []float64
	for _, c := range f.Store().Customers() {
		want = append(want, float64(c.ID))
	}
	slices.Reverse(want)
	require.Equal(t, want, ids)
	require.Equal(t, 4, pages)
	status, _, _ := f.get("/v3/customers", "cursor", "garbage")
	require.Equal(t, http.StatusBadRequest, status)
}

func TestRowsCanMoveBetweenPages(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 60})
	calls := 0
	f.Control().SetHook(func(*http.Request) {
		if calls++; calls == 2 {
			cs := f.Store().Conversations()
			f.Store().DeleteConversation(cs[len(cs)-1].ID)
		}
	})
	require.Len(t, f.all("conversations", "/v2/conversations", "status", "all"), 59, "one deleted, one slipped over the page edge")
}

func TestPageNumbersDoNotOverflow(t *testing.T) {
	f := newFake(t, simulator.Options{})
	status, _, body := f.get("/v2/users", "page", "9223372036854775807")
	require.Equal(t, http.StatusOK, status)
	require.NotContains(t, body, "_embedded")
}
