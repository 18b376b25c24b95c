// Package faults shows what becomes of writes whose answers are lost.
package faults

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/auth"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/writes"
)

const (
	replies       = 10_000
	conversations = 400
	sessions      = 8 // of each process
)

// reply is one CALL CreateThreadReply and what it said. Nobody but this test
// looks at cc: by it, replies of the same text can be told apart.
type reply struct {
	conversation, customer int64
	text, cc               string
	outcome                writes.Outcome
	id                     int64
	there                  bool // the thread of that id was there, and this reply's, when the CALL returned
	err                    string
}

// TestNoReplyTwice sends ten thousand replies through two processes that share
// a write log. Answers are lost before a reply is made, while, and after; some
// are made after everybody has looked; looks fail, too; some texts are equal.
// No reply is there twice, none is said to be done that is not there, and none
// is said to be not done that is.
func TestNoReplyTwice(t *testing.T) {
	sim := simulator.New(simulator.Options{Conversations: 2 * conversations, Customers: 200, Seed: 11})
	all := plan(sim)
	before := len(sim.Store().Written())
	path := filepath.Join(t.TempDir(), "writes.jsonl")
	half := len(all) / 2
	for i, batch := range [][]*reply{all[:half], all[half:]} {
		arm(sim, i)
		processes(t, sim, path, batch)
		// The second half repeats texts of the first, an hour later.
		sim.Store().SetNow(sim.Store().Now().Add(time.Hour))
	}
	sim.Control().ClearFaults()
	sim.Control().Settle() // whatever was still on its way arrives

	made := map[string]int{}
	for _, w := range sim.Store().Written()[before:] {
		require.Len(t, w.CC, 1)
		made[w.CC[0]]++
	}
	check(t, all, made)
	checkLog(t, path, all)
	posts := 0
	for _, c := range sim.Control().Calls() {
		if c.Method == http.MethodPost && c.Status != http.StatusUnauthorized {
			posts++
		}
	}
	assert.LessOrEqual(t, posts, len(all), "no reply may be sent a second time")
	found := outcomesOf(all)[writes.Done] - int(answered.Load())
	t.Logf("%d replies were found by looking", found)
	assert.Greater(t, found, len(all)/100, "looking finds little")
}

// answered counts the replies whose answer arrived.
var answered atomic.Int64

// counting watches what arrives.
type counting struct{ http.RoundTripper }

func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.RoundTripper.RoundTrip(r)
	if err == nil && response.StatusCode == http.StatusCreated {
		answered.Add(1)
	}
	return response, err
}

// plan spreads the replies over conversations that take them. A fifth of them
// has a text that others in the conversation have, too.
func plan(sim *simulator.Simulator) []*reply {
	var open []simulator.Conversation
	for _, c := range sim.Store().Conversations() {
		if len(sim.Store().Threads(c.ID)) < 20 && len(open) < conversations {
			open = append(open, c)
		}
	}
	all := make([]*reply, replies)
	for i := range all {
		c := open[i%len(open)]
		text := fmt.Sprintf("Reply %d: it is on its way.", i)
		if i/len(open)%5 == 0 {
			text = "Thanks, solved."
		}
		all[i] = &reply{conversation: c.ID, customer: c.CustomerID, text: text, cc: fmt.Sprintf("reply%d@example.com", i)}
	}
	return all
}

// arm makes about half of the answers go wrong, with other shares each time.
func arm(sim *simulator.Simulator, phase int) {
	control := sim.Control()
	control.ClearFaults()
	const op = "createReplyThread"
	for i, f := range []simulator.Fault{
		{Kind: simulator.FaultStatus, Status: 400, Body: `{"message":"no"}`, ContentType: "application/json"},
		{Kind: simulator.FaultReset, Effect: simulator.EffectNone},
		{Kind: simulator.FaultReset, Effect: simulator.EffectDone},
		{Kind: simulator.FaultStatus, Status: 502, Effect: simulator.EffectNone},
		{Kind: simulator.FaultStatus, Status: 504, Effect: simulator.EffectDone},
		{Kind: simulator.FaultStatus, Status: 500, Effect: simulator.EffectLater, Delay: 1},
		{Kind: simulator.FaultReset, Effect: simulator.EffectLater, Delay: 9},
		{Kind: simulator.FaultReset, Effect: simulator.EffectLater}, // when all is over
		{Kind: simulator.FaultTruncate, Effect: simulator.EffectDone},
		{Kind: simulator.FaultTruncate, Effect: simulator.EffectNone},
		{Kind: simulator.FaultGarbage, Effect: simulator.EffectNone},
		{Kind: simulator.FaultGarbage, Effect: simulator.EffectDone},
		{Kind: simulator.FaultToken},
	} {
		f.Operation, f.Nth, f.Every, f.Times = op, 1+i*3+phase, 17+5*i, simulator.Always
		control.AddFault(f)
	}
	control.AddFault(simulator.Fault{Kind: simulator.FaultStatus, Operation: "listThreads", Nth: 5, Every: 13, Times: simulator.Always})
	control.AddFault(simulator.Fault{Kind: simulator.FaultReset, Operation: "getResourceOwner", Nth: 3, Every: 29, Times: simulator.Always})
}

// processes runs the replies in two engines with many sessions each.
func processes(t *testing.T, sim *simulator.Simulator, path string, batch []*reply) {
	t.Helper()
	var next atomic.Int64
	var group sync.WaitGroup
	for range 2 {
		e := process(t, sim, path)
		for range sessions {
			session := e.NewSession()
			group.Go(func() {
				defer session.Close()
				for i := next.Add(1) - 1; i < int64(len(batch)); i = next.Add(1) - 1 {
					batch[i].send(sim, session)
				}
			})
		}
	}
	group.Wait()
}

// process is an engine as another process would run it: it shares the write log
// with the others, and nothing else.
func process(t *testing.T, sim *simulator.Simulator, path string) *engine.Engine {
	t.Helper()
	return processWith(t, sim, engine.Config{Journal: writes.OpenJournal(path)})
}

func processWith(t *testing.T, sim *simulator.Simulator, config engine.Config) *engine.Engine {
	t.Helper()
	const base = "http://simulator"
	client := &http.Client{Transport: counting{sim.Transport()}}
	config.Version = "test"
	config.Client = helpscout.New(helpscout.Config{
		HTTP: client, BaseURL: base, Retry: helpscout.RetryPolicy{Initial: time.Microsecond, Max: time.Microsecond},
		Tokens: auth.ClientCredentials(auth.Config{TokenURL: base + "/v2/oauth2/token", AppID: "demo", AppSecret: "demo", HTTP: client}),
	})
	e, err := engine.New(config)
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, e.Close())
		assert.NoError(t, config.Journal.Close())
	})
	return e
}

func (r *reply) send(sim *simulator.Simulator, session *engine.Session) {
	err := session.Run(context.Background(), "CALL CreateThreadReply(:conversation, :customer, :text, cc=:cc)", map[string]any{
		"conversation": r.conversation, "customer": r.customer, "text": r.text, "cc": `["` + r.cc + `"]`,
	}, func(result *engine.Result) error {
		for row, err := range result.Rows {
			if err != nil {
				return err
			}
			r.id, _ = strconv.ParseInt(row[0].Text, 10, 64)
		}
		return nil
	})
	switch {
	case err == nil:
		r.outcome = writes.Done
		for _, thread := range sim.Store().Threads(r.conversation) {
			r.there = r.there || thread.ID == r.id && slices.Equal(thread.CC, []string{r.cc})
		}
	case strings.Contains(engine.Message(err), "ERROR 1644 (45000)") && strings.Contains(err.Error(), "it is not sent again"):
		r.outcome = writes.Unknown
	default:
		r.outcome, r.err = writes.Failed, engine.Message(err)
	}
}

// check compares what was said with what was made, by cc.
func check(t *testing.T, all []*reply, made map[string]int) {
	t.Helper()
	total, there := outcomesOf(all), 0
	for _, r := range all {
		n := made[r.cc]
		there += n
		assert.LessOrEqual(t, n, 1, "it is there %d times: %+v", n, *r)
		switch r.outcome {
		case writes.Done:
			assert.True(t, r.there && n == 1, "said to be done, and not there: %+v", *r)
		case writes.Failed:
			assert.Zero(t, n, "said to be not done, and there: %+v", *r)
			assert.Contains(t, r.err, "ERROR 1366", "not done because of what?")
		}
	}
	t.Logf("%d replies: %v; %d threads are there", len(all), total, there)
	for _, o := range []writes.Outcome{writes.Done, writes.Unknown, writes.Failed} {
		assert.Greater(t, total[o], len(all)/100, "the test shows little of %s", o)
	}
	assert.Greater(t, there, total[writes.Done], "some of the unknown ones are there")
	assert.Less(t, there, total[writes.Done]+total[writes.Unknown], "and some are not")
}

func outcomesOf(all []*reply) map[writes.Outcome]int {
	total := map[writes.Outcome]int{}
	for _, r := range all {
		total[r.outcome]++
	}
	return total
}

// checkLog reads the write log as the next process would.
func checkLog(t *testing.T, path string, all []*reply) {
	t.Helper()
	journal := writes.OpenJournal(path)
	defer func() { assert.NoError(t, journal.Close()) }()
	records, err := journal.Records()
	require.NoError(t, err)
	logged := map[writes.Outcome]int{}
	for _, r := range records {
		logged[r.Outcome]++
	}
	assert.Equal(t, outcomesOf(all), logged)
}
