package simulator_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// lost are the faults that keep a write's answer from the client, with what the client sees instead.
var lost = map[string]struct {
	simulator.Fault
	status int // 0 is a broken connection
}{
	"reset":     {simulator.Fault{Kind: simulator.FaultReset}, 0},
	"truncated": {simulator.Fault{Kind: simulator.FaultTruncate}, 0},
	"hang":      {simulator.Fault{Kind: simulator.FaultHang}, 0},
	"garbage":   {simulator.Fault{Kind: simulator.FaultGarbage}, 200},
	"gateway":   {simulator.Fault{Kind: simulator.FaultStatus, Status: 502}, 502},
}

func TestALostAnswerSaysNothingOfItsWrite(t *testing.T) {
	for _, wire := range []bool{false, true} {
		for name, l := range lost {
			t.Run(fmt.Sprint(name, " wire=", wire), func(t *testing.T) { testLostAnswer(t, wire, l.Fault, l.status) })
		}
	}
}

func testLostAnswer(t *testing.T, wire bool, fault simulator.Fault, want int) {
	f := newFake(t, simulator.Options{Conversations: 30})
	c := f.Store().Conversations()[0]
	if wire {
		server := httptest.NewServer(f)
		t.Cleanup(server.Close)
		f.client = &http.Client{Transport: elsewhere{server.Listener.Addr().String(), &http.Transport{DisableKeepAlives: true}}}
	}
	reply := func() {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		if fault.Kind == simulator.FaultHang { // the client gives up once the simulator has the call
			f.Control().SetHook(func(*http.Request) { cancel() })
			defer f.Control().SetHook(nil)
		}
		defer cancel()
		status, _, _, err := f.try(ctx, http.MethodPost, pathOf(c, "/reply"), object{"text": "x", "customer": object{"id": c.CustomerID}})
		if want == 0 {
			require.Error(t, err)
			return
		}
		require.NoError(t, err)
		require.Equal(t, want, status)
	}
	fault.Operation = "createReplyThread"
	if fault.Kind != simulator.FaultHang { // whether a cancelled call arrives is not for this test to say
		f.Control().AddFault(fault)
		reply()
		require.Empty(t, f.Store().Written(), "lost on its way")

		fault.Effect = simulator.EffectDone
		f.Control().AddFault(fault)
		reply()
		require.Len(t, f.Store().Written(), 1, "applied, the answer lost")
		f.Control().ClearFaults()

		fault.Effect = simulator.EffectLater
		f.Control().AddFault(fault)
		reply()
		f.get(users)
		require.Len(t, f.Store().Written(), 1, "not yet")
		f.Control().Settle()
		require.Len(t, f.Store().Written(), 2, "applied later")
		f.Control().Settle()
		require.Len(t, f.Store().Written(), 2, "and once")
		return
	}
	f.Control().AddFault(fault)
	reply()
	require.Empty(t, f.Store().Written())
}

// elsewhere sends every request to one address.
type elsewhere struct {
	host string
	next http.RoundTripper
}

func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", e.host
	return e.next.RoundTrip(r)
}

func TestAHangEndsWithTheClient(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 30})
	c := f.Store().Conversations()[0]
	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultHang, Effect: simulator.EffectDone})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, _, _, err := f.try(ctx, http.MethodPost, pathOf(c, "/notes"), object{"text": "x"})
		done <- err
	}()
	require.Eventually(t, func() bool { return len(f.Store().Written()) == 1 }, patience, tick, "applied")
	select {
	case err := <-done:
		require.Fail(t, "it was answered", "%v", err)
	default:
	}
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
}

func TestDelayCountsRequests(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 30})
	c := f.Store().Conversations()[0]
	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultReset, Effect: simulator.EffectLater, Delay: 3})
	_, _, _, err := f.try(t.Context(), http.MethodPost, pathOf(c, "/notes"), object{"text": "late"})
	require.Error(t, err)
	for i := range 5 {
		rows, _ := f.list("threads", pathOf(c, "/threads"))
		require.Equal(t, i >= 3, rows[0]["body"] == "late", "look %d", i+1)
	}
	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultReset, Effect: simulator.EffectLater, Delay: 1})
	_, _, _, err = f.try(t.Context(), http.MethodPost, pathOf(c, "/notes"), object{"text": 7})
	require.Error(t, err)
	f.get(users)
	f.get(users)
	require.Len(t, f.Store().Written(), 1, "a bad write stays bad")
}

func TestRefusedWritesAreNotApplied(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 30})
	c := f.Store().Conversations()[0]
	note := object{"text": "x"}
	for _, effect := range []simulator.Effect{simulator.EffectNone, simulator.EffectDone, simulator.EffectLater} {
		f.Control().AddFault(simulator.Fault{Kind: simulator.FaultRateLimit, Effect: effect, Method: http.MethodPost})
		f.write(429, http.MethodPost, pathOf(c, "/notes"), note)
		f.Control().AddFault(simulator.Fault{Kind: simulator.FaultToken, Effect: effect, Method: http.MethodPost})
		f.write(401, http.MethodPost, pathOf(c, "/notes"), note)
		f.Control().AddFault(simulator.Fault{Kind: simulator.FaultReset, Effect: effect, Method: http.MethodPost})
		_, _, _, err := f.try(t.Context(), http.MethodPost, pathOf(c, "/notes"), note)
		require.Error(t, err, "the token is gone: nothing is applied, whatever the fault says")
		f.Control().ClearFaults()
		f.Control().AddToken("test")
		f.Control().AddFault(simulator.Fault{Kind: simulator.FaultRefuse, Effect: effect})
		_, _, _, err = f.try(t.Context(), http.MethodPost, pathOf(c, "/notes"), note)
		require.ErrorIs(t, err, syscall.ECONNREFUSED)
	}
	f.Control().Settle()
	require.Empty(t, f.Store().Written())
}

// TestFaultsByOperation sends many replies, every third of them with the answer lost in some way, and counts what arrived.
func TestFaultsByOperation(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 300})
	for i, effect := range []simulator.Effect{simulator.EffectNone, simulator.EffectDone, simulator.EffectLater} {
		f.Control().AddFault(simulator.Fault{
			Kind: simulator.FaultReset, Effect: effect, Delay: 5 * (i / 2), Operation: "createReplyThread", Nth: 1 + 3*i, Every: 9, Times: simulator.Always,
		})
	}
	answered, all := map[int64]string{}, f.Store().Conversations()
	for i := range 870 {
		c := all[i%290]
		_, header, _, err := f.try(t.Context(), http.MethodPost, pathOf(c, "/reply"), object{"text": fmt.Sprint(i % 7), "customer": object{"id": c.CustomerID}})
		var id int64
		if err == nil {
			_, err = fmt.Sscan(header.Get("Resource-ID"), &id)
			require.NoError(t, err)
			answered[id] = fmt.Sprint(i % 7)
		}
	}
	f.Control().Settle()
	written := map[int64]string{}
	for _, w := range f.Store().Written() {
		require.NotContains(t, written, w.ID)
		written[w.ID] = w.Body
	}
	for id, body := range answered {
		require.Equal(t, body, written[id])
	}
	require.Len(t, answered, 870-97-97-96, "every ninth of each")
	require.Len(t, written, 870-97, "only the first ninth was lost on its way")
}

func TestListsCanLag(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 60})
	c, other := f.Store().Conversations()[10], f.Store().Conversations()[20]
	subjects := func() (all []any) {
		for page := 1; page <= 4; page++ {
			rows, _ := f.list("conversations", "/v2/conversations", "status", "all", "sortOrder", "asc", "page", fmt.Sprint(page))
			for _, r := range rows {
				all = append(all, r["subject"])
			}
		}
		return all
	}
	before := subjects()
	f.Control().SetLag(&simulator.Lag{})
	f.write(204, http.MethodPatch, pathOf(c, ""), patch("replace", "/subject", "first"))
	f.write(204, http.MethodPatch, pathOf(c, ""), patch("replace", "/subject", "second"))
	f.write(204, http.MethodDelete, pathOf(other, ""), nil)
	id := f.write(201, http.MethodPost, "/v2/conversations", object{
		"subject": "brand new", "customer": object{"email": "lag@new.example"}, "mailboxId": c.MailboxID, "type": "email", "status": "active",
		"threads": []object{{"type": "note", "text": "x"}},
	})
	require.Equal(t, before, subjects())
	rows, _ := f.list("conversations", "/v2/conversations", "status", "all", "query", fmt.Sprintf("(id:%d)", id))
	require.Empty(t, rows)
	rows, _ = f.list("customers", "/v3/customers", "email", "lag@new.example")
	require.Empty(t, rows)
	_, _, body := f.get(pathOf(c, ""))
	require.Equal(t, "second", body["subject"], "a get is never late")
	status, _, _ := f.get(pathOf(other, ""))
	require.Equal(t, 404, status)
	rows, _ = f.list("threads", fmt.Sprintf("/v2/conversations/%d/threads", id))
	require.Len(t, rows, 1, "threads do not lag unless asked for")

	f.Control().Settle()
	after := subjects()
	require.Equal(t, "brand new", after[len(after)-1])
	require.Contains(t, after, "second")
	require.Len(t, after, len(before))

	f.Control().SetLag(&simulator.Lag{Requests: 2, Threads: true})
	f.write(201, http.MethodPost, pathOf(c, "/notes"), object{"text": "seen late"})
	for i := range 4 {
		rows, _ = f.list("threads", pathOf(c, "/threads"))
		require.Equal(t, i >= 2, rows[0]["body"] == "seen late")
	}
	f.write(204, http.MethodPatch, pathOf(c, ""), patch("replace", "/subject", "third"))
	f.Control().SetLag(nil)
	require.Contains(t, subjects(), "third")
}

func TestListsChangeUnderWay(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 80})
	page := func(n int) ([]map[string]any, float64) {
		rows, p := f.list("conversations", "/v2/conversations", "status", "all", "sortOrder", "asc", "page", fmt.Sprint(n))
		return rows, p["totalElements"].(float64)
	}
	first, total := page(1)
	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultRepeat, Rows: 3})
	second, _ := page(2)
	require.Len(t, second, 28)
	require.Equal(t, first[22:], second[:3])
	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultGrow, Rows: 5})
	_, grown := page(2)
	require.Equal(t, total+5, grown)
	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultShrink, Rows: 7})
	_, shrunk := page(2)
	require.Equal(t, total-2, shrunk)
	n := len(f.Store().Customers())
	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultShrink, Path: "customers"})
	f.get("/v2/customers")
	require.Len(t, f.Store().Customers(), n-1)
}

func TestTheAccountHasAClockOfItsOwn(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 30})
	_, header, _ := f.get(users)
	require.Equal(t, "Sun, 01 Nov 2026 12:00:00 GMT", header.Get("Date"))
	later := f.Store().Now().AddDate(0, 0, 3)
	f.Store().SetNow(later)
	c := f.Store().Conversations()[0]
	f.write(201, http.MethodPost, pathOf(c, "/notes"), object{"text": "x"})
	_, threads := f.conversation(c.ID)
	require.Equal(t, later, threads[0].CreatedAt.Time())
	rows, _ := f.list("conversations", "/v2/conversations", "status", "all", "modifiedSince", "2026-11-01T12:00:00Z")
	require.Len(t, rows, 1)
	f.Store().SetTick(time.Minute)
	f.write(201, http.MethodPost, pathOf(c, "/notes"), object{"text": "y"})
	require.Equal(t, later.Add(time.Minute), f.Store().Now())
}

func TestResetForgetsWhatWaits(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 30})
	c := f.Store().Conversations()[0]
	f.Control().SetLag(&simulator.Lag{Threads: true})
	f.write(201, http.MethodPost, pathOf(c, "/notes"), object{"text": "x"})
	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultReset, Effect: simulator.EffectLater})
	_, _, _, err := f.try(t.Context(), http.MethodPost, pathOf(c, "/notes"), object{"text": "y"})
	require.Error(t, err)
	f.Control().Reset()
	rows, _ := f.list("threads", pathOf(c, "/threads"))
	require.Equal(t, "x", rows[0]["body"])
	f.Control().Settle()
	require.Len(t, f.Store().Written(), 1)
}
