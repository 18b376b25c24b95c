package contract_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/tests/contract"
)

const host = "https://api.helpscout.net"

// caller drives a simulator through a validating transport.
type caller struct {
	t   *testing.T
	sim *simulator.Simulator
	c   *http.Client
}

func newCaller(t *testing.T, v *contract.Validator, o simulator.Options) *caller {
	sim := simulator.New(o)
	sim.Control().AddToken("t")
	c := &http.Client{
		Transport:     v.Transport(sim.Transport(), func(err error) { t.Errorf("%v", err) }),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &caller{t, sim, c}
}

// get calls a path, query included, and returns status and body.
func (c *caller) get(path string) (int, []byte) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, host+path, nil)
	require.NoError(c.t, err)
	r.Header.Set("Authorization", "Bearer t")
	res, err := c.c.Do(r)
	require.NoError(c.t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	return res.StatusCode, body
}

func (c *caller) ok(path string) []byte {
	c.t.Helper()
	status, body := c.get(path)
	require.Equal(c.t, http.StatusOK, status, "%s: %s", path, body)
	return body
}

func (c *caller) token(form url.Values) (int, []byte) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, host+"/v2/oauth2/token", strings.NewReader(form.Encode()))
	require.NoError(c.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := c.c.Do(r)
	require.NoError(c.t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	return res.StatusCode, body
}

// TestSimulatorKeepsTheContract hits every read in many shapes and validates both directions of every call.
func TestSimulatorKeepsTheContract(t *testing.T) {
	v, err := contract.New()
	require.NoError(t, err)
	c := newCaller(t, v, simulator.Options{Conversations: 400})
	c.tokens()
	c.conversations()
	c.customers()
	c.organizations()
	c.mailboxes()
	c.account()
	c.reports()
	for _, id := range reads() {
		seen := v.Seen(id)
		require.Positive(t, seen.Requests, "no validated request of %s", id)
		require.Positive(t, seen.Responses, "no validated response of %s", id)
	}
}

func (c *caller) tokens() {
	c.sim.Control().AddCode("code")
	app := func(more ...string) url.Values {
		f := url.Values{"client_id": {"demo"}, "client_secret": {"demo"}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	status, _ := c.token(app("grant_type", "client_credentials"))
	require.Equal(c.t, http.StatusOK, status)
	status, body := c.token(app("grant_type", "authorization_code", "code", "code"))
	require.Equal(c.t, http.StatusOK, status)
	var got struct {
		Refresh string `json:"refresh_token"`
	}
	require.NoError(c.t, json.Unmarshal(body, &got))
	status, _ = c.token(app("grant_type", "refresh_token", "refresh_token", got.Refresh))
	require.Equal(c.t, http.StatusOK, status)
	status, _ = c.token(app("grant_type", "refresh_token", "refresh_token", got.Refresh))
	require.Equal(c.t, http.StatusBadRequest, status)
	status, _ = c.token(app("grant_type", "client_credentials", "client_secret", "wrong"))
	require.Equal(c.t, http.StatusBadRequest, status)
}

func (c *caller) conversations() {
	const list = "/v2/conversations?status=all&"
	for n := range 17 { // one page past the end
		c.ok(list + "embed=threads&page=" + fmt.Sprint(n+1))
	}
	for _, field := range []string{
		"createdAt", "customerEmail", "customerName", "mailboxid", "modifiedAt", "number", "score", "status", "subject", "waitingSince",
	} {
		c.ok(list + "sortOrder=asc&sortField=" + field)
		c.ok(list + "sortOrder=desc&sortField=" + field)
	}
	for _, status := range []string{"active", "all", "closed", "open", "pending", "spam"} {
		c.ok("/v2/conversations?status=" + status)
	}
	box := c.sim.Store().Mailboxes()[0]
	for _, q := range []string{
		"mailbox=" + fmt.Sprint(box.ID), "mailbox=1,2,3", "folder=" + fmt.Sprint(box.Folders[0].ID), "tag=refund,vip", "assigned_to=100001",
		"modifiedSince=2026-01-01T00:00:00Z", "number=10", "query=" + url.QueryEscape(`(subject:"refund" AND NOT tag:vip)`),
		fmt.Sprintf("mailbox=%d&customFieldsByIds=%d:DHL", box.ID, box.Fields[3].ID),
		fmt.Sprintf("mailbox=%d&customFieldsByIds=%d:1&customFieldsByIds=%d:2", box.ID, box.Fields[0].ID, box.Fields[1].ID),
	} {
		c.ok(list + q)
	}
	status, _ := c.get(list + "query=" + url.QueryEscape("nonsense:1"))
	require.Equal(c.t, http.StatusBadRequest, status)

	mails := 0
	for i, conv := range c.sim.Store().Conversations() {
		for _, version := range []string{"/v2", "/v3"} {
			path := fmt.Sprintf("%s/conversations/%d", version, conv.ID)
			c.ok(path + []string{"", "?embed=threads"}[i%2])
			c.ok(path + "/threads")
			c.ok(path + "/threads?page=2")
		}
		mails += c.files(conv)
	}
	require.Positive(c.t, mails)
	for id := range c.sim.Store().Merged() {
		for _, version := range []string{"/v2", "/v3"} {
			c.get(fmt.Sprintf("%s/conversations/%d", version, id))
			c.get(fmt.Sprintf("%s/conversations/%d/threads", version, id))
		}
	}
}

// files reads the attachments and original mails of a conversation and counts the mails.
func (c *caller) files(conv simulator.Conversation) (mails int) {
	for _, t := range c.sim.Store().Threads(conv.ID) {
		path := fmt.Sprintf("/v2/conversations/%d", conv.ID)
		for _, a := range t.Attachments {
			c.ok(fmt.Sprintf("%s/attachments/%d/data", path, a.ID))
			require.Equal(c.t, a.Data, c.ok(fmt.Sprintf("%s/attachments/%d/file", path, a.ID)))
		}
		if status, _ := c.get(fmt.Sprintf("%s/threads/%d/original-source", path, t.ID)); status == http.StatusOK {
			mails++
		}
	}
	return mails
}

func (c *caller) customers() {
	for _, q := range []string{
		"", "?page=2", "?page=99", "?mailbox=200000", "?firstName=anna", "?lastName=reyes", "?modifiedSince=2026-01-01T00:00:00Z",
		"?sortField=createdAt", "?sortField=firstName&sortOrder=asc", "?sortField=lastName", "?sortField=modifiedAt", "?sortField=score",
		"?query=" + url.QueryEscape(`(email:"example" AND NOT firstName:anna)`), "?firstName=nobodyatall",
	} {
		c.ok("/v2/customers" + q)
	}
	for _, q := range []string{
		"", "?firstName=anna", "?lastName=reyes", "?email=x@example.com", "?createdSince=2026-01-01T00:00:00Z",
		"?modifiedSince=2026-01-01T00:00:00Z", "?query=" + url.QueryEscape(`(lastName:Reyes)`),
	} {
		next := "/v3/customers" + q
		for next != "" {
			var got struct {
				Links struct{ Next *struct{ Href string } } `json:"_links"`
			}
			require.NoError(c.t, json.Unmarshal(c.ok(next), &got))
			next = ""
			if n := got.Links.Next; n != nil {
				next = strings.TrimPrefix(n.Href, host)
			}
		}
	}
	for _, cust := range c.sim.Store().Customers() {
		path := fmt.Sprintf("/v2/customers/%d", cust.ID)
		c.ok(path)
		c.get(path + "/address")
		for _, kind := range []string{"/emails", "/phones", "/chats", "/social-profiles", "/websites"} {
			c.ok(path + kind)
		}
	}
	c.ok("/v2/customer-properties")
	status, _ := c.get("/v2/customers/1")
	require.Equal(c.t, http.StatusNotFound, status)
}

func (c *caller) organizations() {
	for _, q := range []string{
		"", "?page=2", "?sort=name,asc", "?sort=name", "?sort=customerCount,desc", "?sort=conversationCount", "?sort=lastInteractionAt,asc",
	} {
		c.ok("/v2/organizations" + q)
	}
	for _, o := range c.sim.Store().Organizations() {
		path := fmt.Sprintf("/v2/organizations/%d", o.ID)
		c.ok(path)
		c.ok(path + "?includeCounts=true&includeProperties=true")
		c.ok(path + "/customers")
		c.ok(path + "/conversations")
	}
	c.ok("/v2/organizations/properties")
	c.ok("/v2/organizations/properties/tier")
	status, _ := c.get("/v2/organizations/properties/none")
	require.Equal(c.t, http.StatusNotFound, status)
}

func (c *caller) mailboxes() {
	c.ok("/v2/mailboxes")
	for _, m := range c.sim.Store().Mailboxes() {
		path := fmt.Sprintf("/v2/mailboxes/%d", m.ID)
		for _, tail := range []string{"", "/fields", "/folders", "/routing", "/saved-replies", "/saved-replies?includeChatReplies=true"} {
			c.ok(path + tail)
		}
		for _, r := range m.SavedReplies {
			c.ok(fmt.Sprintf("%s/saved-replies/%d", path, r.ID))
		}
	}
}

func (c *caller) account() {
	for _, path := range []string{
		"/v2/users", "/v2/users?email=agent1@support.example", "/v2/users?mailbox=200000&page=1", "/v2/users?email=nobody", "/v2/users/me",
		"/v2/users/status", "/v3/system-users", "/v2/teams", "/v2/tags", "/v2/tags?page=2", "/v2/workflows", "/v2/workflows?type=manual",
		"/v2/workflows?type=automatic&mailboxId=200000", "/v2/webhooks",
	} {
		c.ok(path)
	}
	s := c.sim.Store()
	for _, u := range s.Users() {
		for _, tail := range []string{"", "/status", "/conversation-reassignment"} {
			c.ok(fmt.Sprintf("/v2/users/%d%s", u.ID, tail))
		}
	}
	for _, u := range s.SystemUsers() {
		c.ok(fmt.Sprintf("/v3/system-users/%d", u.ID))
	}
	for _, team := range s.Teams() {
		c.ok(fmt.Sprintf("/v2/teams/%d/members", team.ID))
	}
	for _, tag := range s.Tags() {
		c.ok(fmt.Sprintf("/v2/tags/%d", tag.ID))
	}
	for _, h := range s.Webhooks() {
		c.ok(fmt.Sprintf("/v2/webhooks/%d", h.ID))
	}
	ratings := s.Ratings()
	require.NotEmpty(c.t, ratings)
	for _, r := range ratings {
		c.ok(fmt.Sprintf("/v2/ratings/%d", r.ID))
	}
}

// TestErrorsKeepTheContract validates the bodies of refusals.
func TestErrorsKeepTheContract(t *testing.T) {
	v, err := contract.New()
	require.NoError(t, err)
	c := newCaller(t, v, simulator.Options{Conversations: 50})
	for status, fault := range map[int]simulator.Fault{
		429: {Kind: simulator.FaultRateLimit}, 503: {Kind: simulator.FaultStatus}, 401: {Kind: simulator.FaultToken},
	} {
		for _, path := range []string{"/v2/conversations", "/v2/users"} {
			c.sim.Control().AddToken("t")
			c.sim.Control().AddFault(fault)
			got, _ := c.get(path)
			require.Equal(t, status, got)
		}
	}
}

// TestValidatorCatches breaks valid traffic on purpose.
func TestValidatorCatches(t *testing.T) {
	v, err := contract.New()
	require.NoError(t, err)
	c := newCaller(t, v, simulator.Options{Conversations: 50})
	body := c.ok("/v2/conversations?status=all")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, host+"/v2/conversations?status=all", nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer t")
	head := http.Header{"Content-Type": {"application/hal+json"}}
	require.NoError(t, v.CheckResponse(r, http.StatusOK, head, body))

	for name, change := range map[string][2]string{
		"renamed member":   {`"subject":`, `"title":`},
		"missing member":   {`"mailboxId":`, `"_mailboxId":`},
		"wrong type":       {`"threads":`, `"threads":"1","threads2":`},
		"unknown enum":     {`"status":"closed"`, `"status":"shut"`},
		"fraction in date": {`Z","closed`, `.000Z","closed`},
		"member as text":   {`"number":1`, `"number":"x","n":1`},
	} {
		broken := bytes.Replace(body, []byte(change[0]), []byte(change[1]), 1)
		require.NotEqual(t, body, broken, name)
		require.Error(t, v.CheckResponse(r, http.StatusOK, head, broken), name)
	}
	require.Error(t, v.CheckResponse(r, http.StatusTeapot, head, body), "status")
	require.Error(t, v.CheckResponse(r, http.StatusOK, http.Header{"Content-Type": {"text/html"}}, body), "media type")

	for _, q := range []string{
		"assignedTo=1", "status=nope", "page=0", "page=x", "number=a", "modifiedSince=2026-01-01", "modifiedSince=2026-01-01T00:00:00.000Z",
		"sortField=id", "status=all&status=all", "mailbox=a",
	} {
		bad := r.Clone(t.Context())
		bad.URL.RawQuery = q
		require.Error(t, v.CheckRequest(bad, nil), q)
		status, _ := func() (int, []byte) {
			free := &caller{t, c.sim, c.sim.Client()} // past the validator: the simulator must refuse it, too
			return free.get("/v2/conversations?" + q)
		}()
		require.Equal(t, http.StatusBadRequest, status, q)
	}
	noToken := r.Clone(t.Context())
	noToken.Header.Del("Authorization")
	require.Error(t, v.CheckRequest(noToken, nil))
	nowhere := r.Clone(t.Context())
	nowhere.URL.Path = "/v2/conversation"
	require.Error(t, v.CheckRequest(nowhere, nil))
}
