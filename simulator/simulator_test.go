package simulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

const base = "https://api.helpscout.net"

// fake is a simulator with a client and a token.
type fake struct {
	*simulator.Simulator
	t      testing.TB
	client *http.Client
}

func newFake(t testing.TB, o simulator.Options) *fake {
	s := simulator.New(o)
	s.Control().AddToken("test")
	c := s.Client()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &fake{s, t, c}
}

func (f *fake) request(method, path string, query ...string) *http.Request {
	f.t.Helper()
	q := url.Values{}
	for i := 0; i < len(query); i += 2 {
		q.Add(query[i], query[i+1])
	}
	target := base + path
	if len(q) > 0 {
		target += "?" + q.Encode()
	}
	r, err := http.NewRequestWithContext(f.t.Context(), method, target, nil)
	require.NoError(f.t, err)
	r.Header.Set("Authorization", "Bearer test")
	return r
}

// get returns status, headers and the decoded body.
func (f *fake) get(path string, query ...string) (int, http.Header, map[string]any) {
	f.t.Helper()
	res, err := f.client.Do(f.request(http.MethodGet, path, query...))
	require.NoError(f.t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(f.t, err)
	var v map[string]any
	if len(body) > 0 && strings.Contains(res.Header.Get("Content-Type"), "json") {
		require.NoError(f.t, json.Unmarshal(body, &v), "%s", body)
	}
	return res.StatusCode, res.Header, v
}

// list returns the items of one page and its page object.
func (f *fake) list(key, path string, query ...string) ([]map[string]any, map[string]any) {
	f.t.Helper()
	status, _, body := f.get(path, query...)
	require.Equal(f.t, http.StatusOK, status, "%s %v: %v", path, query, body)
	page, _ := body["page"].(map[string]any)
	embedded, ok := body["_embedded"].(map[string]any)
	if !ok {
		return nil, page
	}
	var items []map[string]any
	for _, it := range embedded[key].([]any) {
		items = append(items, it.(map[string]any))
	}
	return items, page
}

// all walks every page.
func (f *fake) all(key, path string, query ...string) []map[string]any {
	f.t.Helper()
	var out []map[string]any
	for n := 1; ; n++ {
		items, page := f.list(key, path, append(query, "page", itoa(n))...)
		out = append(out, items...)
		if float64(n) >= page["totalPages"].(float64) {
			return out
		}
	}
}

func itoa(n int) string {
	b, _ := json.Marshal(n)
	return string(b)
}

func TestEverythingServed(t *testing.T) {
	f := newFake(t, simulator.Options{})
	for path, key := range map[string]string{
		"/v2/conversations": "conversations", "/v2/customers": "customers", "/v2/mailboxes": "mailboxes", "/v2/users": "users",
		"/v2/tags": "tags", "/v2/teams": "teams", "/v2/workflows": "workflows", "/v2/webhooks": "webhooks",
		"/v2/organizations": "organizations", "/v3/system-users": "system_users", "/v2/users/status": "userStatuses",
	} {
		items, page := f.list(key, path)
		require.NotEmpty(t, items, path)
		require.EqualValues(t, 1, page["number"], path)
	}
}
