package faults

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/procs"
	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/writes"
)

type attempt struct {
	call  string
	found bool
}

// each is one CALL of every procedure that writes, in an order in which all
// succeed, and whether the API lets one look for what it did.
var each = []attempt{
	{"CreateThreadReply(3000000016, 1000139, 'Reply')", true},
	{"CreateThreadReply(3000000016, 1000139, 'Draft', true)", true},
	{"CreateThreadReply(3000000016, 1000139, 'Ours', user=100003)", true},
	{"CreateThreadReply(3000000016, 1000139, '<img src=x>')", false},                                // no text to know it by
	{"CreateThreadReply(3000000016, 1000139, 'Old', imported=true, createdAt='2026-01-01')", false}, // its date does not show that it is new
	{"CreateThreadNote(3000000016, 'Note')", true},
	{"CreateThreadCustomer(3000000016, 1000139, 'Customer')", true},
	{"CreateThreadChat(3000000016, 1000139, 'Chat')", true},
	{"CreateThreadPhone(3000000016, 1000139, 'Phone')", true},
	{"UpdateThreadText(3000000016, 8796093022209, 'Changed')", true},
	{"HideThread(3000000016, 8796093022209)", true},
	{"ScheduleThread(3000000016, 8796093022210, '2027-01-31 09:00:00')", true},
	{"UnscheduleThread(3000000016, 8796093022210)", true},
	{"PublishDraft(5147484055)", true},
	{"CreateCustomerEmails(1000023, 'work', 'new@example.com')", true},
	{"CreateCustomerPhones(1000023, 'work', '1')", false}, // entries may repeat and have no date
	{"CreateCustomerChats(1000023, 'aim', '1')", false},
	{"CreateCustomerSocialProfiles(1000023, 'flickr', '1')", false},
	{"CreateCustomerWebsites(1000023, 'https://a.example')", false},
	{"UpdateConversationTag(3000000031, '[\"one\"]')", true},
	{"AddConversationTag(3000000031, 'two')", true},
	{"RemoveConversationTag(3000000031, 'one')", true},
	{"UpdateConversationField(3000000031, '[{\"id\": 300002, \"value\": \"1\"}]')", true},
	{"SetConversationField(3000000031, 300004, 'x')", true},
	{"AssignConversation(3000000031, 100003)", true},
	{"UnassignConversation(3000000031)", true},
	{"SetConversationStatus(3000000031, 'pending')", true},
	{"MoveConversation(3000000031, 200017)", true},
	{"SnoozeConversation(3000000031, '2027-01-31')", true},
	{"UnsnoozeConversation(3000000031)", true},
	{"RunWorkflow(600001, '[3000000027]')", false}, // nothing tells
	{"SetWorkflowStatus(600001, 'inactive')", true},
	{"SetUserStatus(100003, 'away')", true},
	{"SetConversationReassignment(100003, true, 24, 0)", true},
	{"InviteUser('Ann', 'Lee', 'ann.lee@support.example', 'user')", true},
	{"AddTeamMember(800003, 100004)", true},
	{"RemoveTeamMember(800003, 100004)", true},
	{"SetOrganizationProperty(150396, 'tier', 'Gold')", true},
	{"DeleteCustomer(1000023, 'hanako.yamada1@mail.example')", true},
}

// TestEveryProcedureIsTried: none is left out of the tests below.
func TestEveryProcedureIsTried(t *testing.T) {
	for _, p := range procs.All() {
		tried := slices.ContainsFunc(each, func(e attempt) bool { return strings.HasPrefix(e.call, p.Name+"(") })
		assert.Equal(t, p.Table != "", tried, p.Name)
	}
}

func small(t *testing.T) (*simulator.Simulator, *engine.Session) {
	t.Helper()
	sim := simulator.New(simulator.Options{Conversations: 60, Customers: 40, Seed: 7})
	session := process(t, sim, filepath.Join(t.TempDir(), "writes.jsonl")).NewSession()
	t.Cleanup(session.Close)
	return sim, session
}

// run gives the first row, as text.
func run(session *engine.Session, statement string) (row []string, err error) {
	err = session.Run(context.Background(), statement, nil, func(r *engine.Result) error {
		for values, err := range r.Rows {
			if err != nil {
				return err
			}
			for _, v := range values {
				if len(row) < len(values) {
					row = append(row, v.Text)
				}
			}
		}
		return nil
	})
	return row, err
}

// losing makes the answer of the next write get lost.
func losing(sim *simulator.Simulator, effect simulator.Effect) {
	sim.Control().ClearFaults()
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		sim.Control().AddFault(simulator.Fault{Kind: simulator.FaultReset, Effect: effect, Method: method, Path: "^/v[23]/[^o]|^/v2/organizations"})
	}
}

func count(sim *simulator.Simulator) (writes int) {
	for _, c := range sim.Control().Calls() {
		if c.Method != "GET" {
			writes++
		}
	}
	return writes
}

// TestLostAnswerOfEach: what was applied is found where the API lets it be
// found, and nothing is ever sent twice.
func TestLostAnswerOfEach(t *testing.T) {
	sim, session := small(t)
	for _, e := range each {
		losing(sim, simulator.EffectDone)
		sim.Control().ResetCalls()
		row, err := run(session, "CALL "+e.call)
		assert.Equal(t, 1, count(sim), e.call)
		if e.found {
			assert.NoError(t, err, e.call)
			if assert.NotEmpty(t, row, e.call) {
				assert.NotEmpty(t, row[0], e.call)
			}
		} else {
			requireUnknown(t, session, e.call, err)
		}
	}
	journal(t, session, "SELECT COUNT(*) FROM scoutql.writes WHERE Outcome NOT IN ('done', 'unknown')", "0")
}

func requireUnknown(t *testing.T, session *engine.Session, call string, err error) {
	t.Helper()
	if !assert.Error(t, err, call) {
		return
	}
	text := engine.Message(err)
	name, _, _ := strings.Cut(call, "(")
	assert.Contains(t, text, "ERROR 1644 (45000): CALL "+name+" (", call)
	assert.Contains(t, text, "it is unknown whether Help Scout applied this", call)
	_, check, ok := strings.Cut(text, "; it is not sent again; check with ")
	if assert.True(t, ok, "%s: how to check? %s", call, text) {
		_, err := run(session, check)
		assert.NoError(t, err, "%s: %s", call, check)
	}
}

func journal(t *testing.T, session *engine.Session, query, want string) {
	t.Helper()
	row, err := run(session, query)
	require.NoError(t, err)
	assert.Equal(t, []string{want}, row, query)
}

// TestNeverAppliedOfEach: what was lost on its way is not there, and may still
// come: nobody says that it is not done.
func TestNeverAppliedOfEach(t *testing.T) {
	sim, session := small(t)
	for _, e := range each {
		losing(sim, simulator.EffectNone)
		sim.Control().ResetCalls()
		_, err := run(session, "CALL "+e.call)
		if strings.HasPrefix(e.call, "Unsnooze") || strings.HasPrefix(e.call, "RemoveTeam") || strings.HasPrefix(e.call, "UnscheduleThread") {
			continue // it was like that before: nobody can tell, and nobody needs to
		}
		if strings.Contains(e.call, "8796093022") || strings.HasPrefix(e.call, "RemoveConversationTag") {
			continue // about what an earlier one of these would have made
		}
		assert.Equal(t, 1, count(sim), e.call)
		requireUnknown(t, session, e.call, err)
	}
}

// TestDryRunOfEach: nothing is sent.
func TestDryRunOfEach(t *testing.T) {
	sim, session := small(t)
	_, err := run(session, "SET scoutql_dry_run = 1")
	require.NoError(t, err)
	for _, e := range each {
		_, err := run(session, "CALL "+e.call)
		assert.NoError(t, err, e.call)
	}
	assert.Zero(t, count(sim))
	journal(t, session, "SELECT COUNT(*) FROM scoutql.writes WHERE Outcome <> 'planned' AND Calls IS NOT NULL", "0")
}

// TestReadOnlyOfEach: refused before any call.
func TestReadOnlyOfEach(t *testing.T) {
	sim := simulator.New(simulator.Options{Conversations: 60, Customers: 40, Seed: 7})
	session := processWith(t, sim, engine.Config{ReadOnly: true, Journal: writes.NewJournal()}).NewSession()
	defer session.Close()
	for _, e := range each {
		for _, statement := range []string{"CALL " + e.call, "CALL helpscout." + e.call} {
			_, err := run(session, statement)
			if assert.Error(t, err, statement) {
				assert.Contains(t, engine.Message(err), "ERROR 1290 (HY000)", statement)
			}
		}
	}
	_, err := run(session, "CALL __setconversationstatus('{\"conversationId\": 3000000031, \"status\": \"closed\"}')")
	if assert.Error(t, err) {
		assert.Contains(t, engine.Message(err), "ERROR 1290 (HY000)")
	}
	assert.Empty(t, sim.Control().Calls())
	_, err = run(session, "CALL RefreshSchema()")
	assert.NoError(t, err)
}

// TestCancelledWhileSent: a statement that is killed while its write is under
// way cannot know what became of it.
func TestCancelledWhileSent(t *testing.T) {
	sim, session := small(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	sim.Control().AddFault(simulator.Fault{Kind: simulator.FaultHang, Effect: simulator.EffectDone, Operation: "createNoteThread"})
	go func() {
		for ctx.Err() == nil && len(sim.Store().Written()) == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	err := session.Run(ctx, "CALL CreateThreadNote(3000000016, 'Note')", nil, func(*engine.Result) error { return nil })
	requireUnknown(t, session, "CreateThreadNote(", err)
	journal(t, session, "SELECT Outcome FROM scoutql.writes", "unknown")
}
