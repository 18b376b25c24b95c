package contract_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/tests/contract"
)

// TestWritesKeepTheContract makes every write that is built with a body of every shape, and validates both directions.
func TestWritesKeepTheContract(t *testing.T) {
	v, err := contract.New()
	require.NoError(t, err)
	for _, s := range samples {
		c := newCaller(t, v, simulator.Options{Conversations: 60})
		status, header, answer := c.send(s, s.path(c.sim), s.body(c.sim))
		require.Less(t, status, 300, "%s: %s", s.operation, answer)
		require.Empty(t, answer, s.operation)
		made := c.sim.Control().Calls()[0]
		require.NoError(t, v.CheckRecorded(made.Method, strings.TrimSuffix(made.Path+"?"+made.Query, "?"), made.Body), "as the simulator recorded it")
		if status == http.StatusCreated && s.operation != "createCustomerAddress" {
			require.NotEmpty(t, header.Get("Resource-ID"), s.operation)
		}
	}
	for _, op := range simulator.Operations() {
		if op.Method != http.MethodGet {
			seen := v.Seen(op.ID)
			require.Positive(t, seen.Requests, "no validated request of %s", op.ID)
			require.Positive(t, seen.Responses, "no validated response of %s", op.ID)
		}
	}
}

// send makes a write; a nil body is none.
func (c *caller) send(s sample, path string, body any) (int, http.Header, []byte) {
	c.t.Helper()
	var sent io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		require.NoError(c.t, err)
		sent = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), operationOf(s.operation).Method, host+path, sent)
	require.NoError(c.t, err)
	r.Header.Set("Authorization", "Bearer t")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := c.c.Do(r)
	require.NoError(c.t, err)
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	return res.StatusCode, res.Header, answer
}

func operationOf(id string) simulator.Operation {
	all := simulator.Operations()
	i := slices.IndexFunc(all, func(op simulator.Operation) bool { return op.ID == id })
	if i < 0 {
		panic("not built: " + id)
	}
	return all[i]
}

// schemaKinds are the refusals that stand for the schema. All others are about the account: an id that is not there, say.
var schemaKinds = []string{"Type", "NotNull", "NotEmpty", "EnumValue", "Size", "UnknownMember", "InvalidNumber", "Pattern", "MalformedDate"}

// TestBodiesAreRefusedAsDescribed breaks each member of each body in many ways. The simulator refuses what the OpenAPI
// description refuses, and nothing else for the schema's sake.
func TestBodiesAreRefusedAsDescribed(t *testing.T) {
	v, err := contract.New()
	require.NoError(t, err)
	refused, accepted := 0, 0
	for _, s := range samples {
		c := newCaller(t, v, simulator.Options{Conversations: 60})
		c.c.Transport = c.sim.Transport() // invalid on purpose: asked below, not reported
		path, body := s.path(c.sim), s.body(c.sim)
		if body == nil {
			continue
		}
		for name, broken := range mutations(body) {
			name = s.operation + " " + name
			described := checkBody(t, v, s, path, broken) != nil
			status, _, answer := c.send(s, path, broken)
			kinds := kindsOf(t, status, answer)
			if described {
				refused++
				require.Contains(t, []int{http.StatusBadRequest, http.StatusPreconditionFailed}, status, "%s is described as invalid: %s", name, answer)
				continue
			}
			accepted++
			require.NotEqual(t, http.StatusInternalServerError, status, name)
			for _, kind := range kinds {
				require.NotContains(t, schemaKinds, kind, "%s is described as valid: %s", name, answer)
			}
		}
	}
	t.Logf("%d broken bodies refused, %d unusual ones let through", refused, accepted)
	require.Greater(t, refused, 40*len(samples)/2)
	require.Greater(t, accepted, len(samples))
}

func checkBody(t *testing.T, v *contract.Validator, s sample, path string, body any) error {
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	r, err := http.NewRequestWithContext(t.Context(), operationOf(s.operation).Method, host+path, nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer t")
	r.Header.Set("Content-Type", "application/json")
	return v.CheckRequest(r, raw)
}

// kindsOf lists what an answer of 400 complains about.
func kindsOf(t *testing.T, status int, answer []byte) (kinds []string) {
	if status != http.StatusBadRequest {
		return nil
	}
	var e struct {
		Embedded struct {
			Errors []struct {
				Path, Message string
				Links         struct{ About struct{ Href string } } `json:"_links"`
			}
		} `json:"_embedded"`
	}
	require.NoError(t, json.Unmarshal(answer, &e), "%s", answer)
	require.NotEmpty(t, e.Embedded.Errors, "%s", answer)
	for _, one := range e.Embedded.Errors {
		require.NotEmpty(t, one.Message, "%s", answer)
		_, kind, _ := strings.Cut(one.Links.About.Href, "#")
		kinds = append(kinds, kind)
	}
	return kinds
}

// wrongs stand in for each value in turn.
var wrongs = map[string]any{
	"null": json.RawMessage("null"), "true": true, "a number": 7, "a fraction": 1.5, "a negative": -3, "a word": "no such word", "nothing": "",
	"a long text": strings.Repeat("x", 16_000), "a list": []any{}, "a list of numbers": []any{1}, "an object": map[string]any{},
	"a date": "2027-01-01T00:00:00Z", "a date with a fraction": "2027-01-01T00:00:00.000Z", "a day": "2027-01-01",
}

// mutations lists variants of a body, each with one thing changed, by a name that says what.
func mutations(v any) map[string]any {
	out := map[string]any{}
	for name, w := range wrongs {
		out[" is "+name] = w
	}
	switch v := v.(type) {
	case map[string]any:
		more := maps.Clone(v)
		more["surprise"] = 1
		out[" has a surprise"] = more
		for key, value := range v {
			less := maps.Clone(v)
			delete(less, key)
			out["."+key+" is missing"] = less
			renamed := maps.Clone(less)
			renamed[strings.ToUpper(key)] = value
			out["."+key+" is in capitals"] = renamed
			for name, broken := range mutations(value) {
				next := maps.Clone(v)
				next[key] = broken
				out["."+key+name] = next
			}
		}
	case []any:
		for i, value := range v {
			for name, broken := range mutations(value) {
				next := slices.Clone(v)
				next[i] = broken
				out[fmt.Sprintf("[%d]%s", i, name)] = next
			}
		}
		long := v
		for len(v) > 0 && len(long) <= 120 {
			long = append(slices.Clone(long), v...)
		}
		out[" is long"] = long
	}
	return out
}
