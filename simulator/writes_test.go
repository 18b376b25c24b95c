package simulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// try makes a write and returns what came of it. A nil body is none.
func (f *fake) try(ctx context.Context, method, path string, body any) (int, http.Header, []byte, error) {
	f.t.Helper()
	var sent io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		require.NoError(f.t, err)
		sent = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, base+path, sent)
	require.NoError(f.t, err)
	r.Header.Set("Authorization", "Bearer test")
	if body != nil {
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	res, err := f.client.Do(r)
	if err != nil {
		return 0, nil, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	return res.StatusCode, res.Header, answer, err
}

// write makes a write that must end with this status, and returns the new id if there is one.
func (f *fake) write(want int, method, path string, body any) int64 {
	f.t.Helper()
	status, header, answer, err := f.try(f.t.Context(), method, path, body)
	require.NoError(f.t, err)
	require.Equal(f.t, want, status, "%s %s: %s", method, path, answer)
	var id int64
	if status == http.StatusCreated {
		_, err = fmt.Sscan(header.Get("Resource-ID"), &id)
		require.NoError(f.t, err)
	}
	return id
}

type object = map[string]any

func patch(op, path string, value any) object { return object{"op": op, "path": path, "value": value} }

// pick is a conversation of the seed that a test accepts.
func (f *fake) pick(ok func(simulator.Conversation) bool) simulator.Conversation {
	f.t.Helper()
	for _, c := range f.Store().Conversations() {
		if ok(c) {
			return c
		}
	}
	require.Fail(f.t, "the seed has no such conversation")
	return simulator.Conversation{}
}

func (f *fake) closed() simulator.Conversation {
	f.t.Helper()
	return f.pick(func(c simulator.Conversation) bool { return c.Status == "closed" && c.Assignee.ID == 0 })
}

func (f *fake) conversation(id int64) (simulator.Conversation, []simulator.Thread) {
	f.t.Helper()
	c, ok := f.Store().Conversation(id)
	require.True(f.t, ok)
	return c, f.Store().Threads(id)
}

func pathOf(c simulator.Conversation, tail string) string {
	return fmt.Sprintf("/v2/conversations/%d%s", c.ID, tail)
}

func TestReplyTakesEffect(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 200})
	c := f.closed()
	_, before := f.conversation(c.ID)
	user := f.Store().Users()[2]
	id := f.write(201, http.MethodPost, pathOf(c, "/reply"), object{
		"text": "<b>Hi</b>", "customer": object{"id": c.CustomerID}, "user": user.ID, "assignTo": user.ID, "cc": []string{"a@example.com"},
		"attachments": []object{{"fileName": "a.txt", "mimeType": "text/plain", "data": "aGVsbG8="}},
	})
	after, threads := f.conversation(c.ID)
	require.Equal(t, "active", after.Status, "a reply without a status re-activates")
	require.Zero(t, after.ClosedAt)
	require.Equal(t, user.ID, after.Assignee.ID)
	require.Equal(t, c.Published+1, after.Published)
	require.Equal(t, f.Store().Now(), after.UserUpdatedAt.Time())
	require.Equal(t, before, threads[1:], "the threads that were there stay as they were")
	require.Equal(t, id, threads[0].ID)
	require.Equal(t, []any{"message", "published", "active", "<b>Hi</b>", user.ID},
		[]any{threads[0].Type, threads[0].State, threads[0].Status, threads[0].Body, threads[0].CreatedBy.ID})
	require.Equal(t, "hello", string(threads[0].Attachments[0].Data))
	require.True(t, f.Store().Written()[0].Mailed)

	f.write(201, http.MethodPost, pathOf(c, "/reply"), object{"text": "bye", "customer": object{"id": c.CustomerID}, "status": "closed", "imported": true})
	after, threads = f.conversation(c.ID)
	require.Equal(t, "closed", after.Status)
	require.Equal(t, f.Store().Users()[0].ID, after.ClosedBy.ID, "the token's owner by default")
	require.Equal(t, "bye", threads[0].Body)
	require.False(t, f.Store().Written()[1].Mailed, "imported")

	f.write(201, http.MethodPost, pathOf(c, "/customer"), object{"text": "old", "customer": object{"id": c.CustomerID}, "imported": true, "createdAt": "2020-01-01T00:00:00Z"})
	after, threads = f.conversation(c.ID)
	require.Equal(t, "closed", after.Status, "an imported customer thread opens nothing")
	require.Equal(t, "old", threads[len(threads)-1].Body, "it stands where its date puts it")
	f.write(201, http.MethodPost, pathOf(c, "/customer"), object{"text": "again", "customer": object{"email": "someone@new.example"}})
	after, threads = f.conversation(c.ID)
	require.Equal(t, "active", after.Status)
	require.Equal(t, "customer", after.LatestReplyFrom)
	who, ok := f.Store().Customer(threads[0].CustomerID)
	require.True(t, ok, "an unknown address creates a customer")
	require.Equal(t, "someone@new.example", who.Emails[0].Value)

	f.write(201, http.MethodPost, pathOf(c, "/notes"), object{"text": "psst", "status": "pending"})
	after, threads = f.conversation(c.ID)
	require.Equal(t, []string{"pending", "note"}, []string{after.Status, threads[0].Type})
	f.write(201, http.MethodPost, pathOf(c, "/phones"), object{"text": "ring", "customer": object{"id": c.CustomerID}})
	f.write(201, http.MethodPost, pathOf(c, "/chats"), object{"text": "hi", "customer": object{"id": c.CustomerID}})
	after, threads = f.conversation(c.ID)
	require.Equal(t, c.Published+7, after.Published)
	require.Equal(t, []string{"chat", "phone"}, []string{threads[0].Type, threads[1].Type})
}

func TestDraftsWaitUntilTheyAreSent(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 200})
	c := f.closed()
	user := f.Store().Users()[2].ID
	draft := f.write(201, http.MethodPost, pathOf(c, "/reply"), object{
		"text": "later", "customer": object{"id": c.CustomerID}, "draft": true, "status": "pending", "assignTo": user,
	})
	after, threads := f.conversation(c.ID)
	require.Equal(t, []any{"closed", c.Published, int64(0)}, []any{after.Status, after.Published, after.Assignee.ID})
	require.Equal(t, "draft", threads[0].State)
	require.False(t, f.Store().Written()[0].Mailed)

	schedule := fmt.Sprintf("%s/threads/%d/schedule", pathOf(c, ""), draft)
	f.write(400, http.MethodPatch, schedule, patch("replace", "/state", "published"))
	f.write(400, http.MethodPut, schedule, object{"scheduledFor": "2020-01-01T00:00:00Z", "unscheduleOnCustomerReply": true})
	plan := object{"scheduledFor": "2027-01-01T00:00:00Z", "unscheduleOnCustomerReply": true}
	f.write(204, http.MethodPut, schedule, plan)
	after, threads = f.conversation(c.ID)
	require.Equal(t, "scheduled", after.NextEvent.Type)
	require.NotNil(t, threads[0].Scheduled)
	f.write(204, http.MethodDelete, schedule, nil)
	after, _ = f.conversation(c.ID)
	require.Nil(t, after.NextEvent)
	f.write(204, http.MethodPut, schedule, plan)
	f.write(201, http.MethodPost, pathOf(c, "/customer"), object{"text": "wait", "customer": object{"id": c.CustomerID}})
	after, _ = f.conversation(c.ID)
	require.Nil(t, after.NextEvent, "the customer's reply cancelled it")
	f.write(204, http.MethodPut, schedule, plan)
	f.write(204, http.MethodPatch, schedule, patch("replace", "/state", "published"))
	after, _ = f.conversation(c.ID)
	require.Equal(t, []any{"pending", c.Published + 2, user}, []any{after.Status, after.Published, after.Assignee.ID})
	require.True(t, f.Store().Written()[0].Mailed, "now it is sent")
	f.write(400, http.MethodPatch, schedule, patch("replace", "/state", "published"))

	id := f.write(201, http.MethodPost, "/v2/conversations", object{
		"subject": "drafted", "customer": object{"id": c.CustomerID}, "mailboxId": c.MailboxID, "type": "email", "status": "active",
		"threads": []object{{"type": "reply", "text": "soon", "draft": true}},
	})
	made, threads := f.conversation(id)
	require.Equal(t, []any{"draft", 0, "draft"}, []any{made.State, made.Published, threads[0].State})
	f.write(204, http.MethodPatch, pathOf(made, ""), patch("replace", "/draft", false))
	made, threads = f.conversation(id)
	require.Equal(t, []any{"published", 1, "published"}, []any{made.State, made.Published, threads[0].State})
}

func TestPatchChangesOneThing(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 200})
	c := f.closed()
	_, seeded := f.conversation(c.ID)
	box, user, team := f.Store().Mailboxes()[3], f.Store().Users()[4], f.Store().Teams()[0]
	customer := f.Store().Customers()[7]
	for _, p := range []object{
		patch("replace", "/subject", "New 💸"), patch("replace", "/status", "open"), patch("move", "/mailboxId", box.ID),
		patch("replace", "/assignTo", team.ID), patch("replace", "/assignTo", user.ID), patch("replace", "/primaryCustomer.id", customer.ID),
	} {
		f.write(204, http.MethodPatch, pathOf(c, ""), p)
	}
	after, threads := f.conversation(c.ID)
	require.Equal(t, []any{"New 💸", "active", box.ID, user.ID, customer.ID},
		[]any{after.Subject, after.Status, after.MailboxID, after.Assignee.ID, after.CustomerID})
	require.Equal(t, c.Published, after.Published)
	require.Equal(t, seeded, threads[len(threads)-len(seeded):])
	require.Equal(t, "lineitem", threads[0].Type)
	_, _, body := f.get(pathOf(c, ""))
	require.Equal(t, "New 💸", body["subject"])
	f.write(204, http.MethodPatch, pathOf(c, ""), object{"op": "remove", "path": "/assignTo"})
	after, _ = f.conversation(c.ID)
	require.Zero(t, after.Assignee)

	for _, p := range []any{
		[]object{patch("replace", "/subject", "x")},
		patch("replace", "/mailboxId", box.ID), patch("replace", "subject", "x"),
		patch("replace", "/status", "shut"), patch("replace", "/assignTo", 1), patch("replace", "/primaryCustomer.id", 1),
		patch("move", "/mailboxId", 1), patch("replace", "/draft", true), patch("add", "/subject", "x"),
	} {
		f.write(400, http.MethodPatch, pathOf(c, ""), p)
	}
	for id := range f.Store().Merged() {
		f.write(404, http.MethodPatch, fmt.Sprintf("/v2/conversations/%d", id), patch("replace", "/subject", "x"))
	}
	f.write(204, http.MethodDelete, pathOf(c, ""), nil)
	f.write(404, http.MethodDelete, pathOf(c, ""), nil)
	status, _, _ := f.get(pathOf(c, ""))
	require.Equal(t, 404, status)
}

func TestTagsFieldsAndSnooze(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 200})
	box := f.Store().Mailboxes()[0]
	c := f.pick(func(c simulator.Conversation) bool { return c.MailboxID == box.ID && c.Status == "closed" })
	f.write(204, http.MethodPut, pathOf(c, "/tags"), object{"tags": []string{"VIP", "vip", "Entirely New"}})
	after, _ := f.conversation(c.ID)
	require.Len(t, after.Tags, 2)
	_, _, body := f.get(pathOf(c, ""))
	require.Equal(t, "Entirely New", body["tags"].([]any)[1].(object)["tag"])
	rows, _ := f.list("conversations", "/v2/conversations", "status", "all", "tag", "entirely new")
	require.Len(t, rows, 1)
	for i, tag := range f.Store().Tags() {
		if tag.Name == "Entirely New" {
			require.Equal(t, int64(1), tag.Tickets)
			require.Equal(t, "duplicate", f.Store().Tags()[i-1].Name, "in its place of the alphabet")
		}
	}
	f.write(204, http.MethodPut, pathOf(c, "/tags"), object{"tags": []string{}})
	after, _ = f.conversation(c.ID)
	require.Empty(t, after.Tags)

	field := func(i int, value string) object {
		return object{"fields": []object{{"id": box.Fields[i].ID, "value": value}}}
	}
	for i, value := range []string{fmt.Sprint(box.Fields[0].Options[2].ID), "-12", "2026-02-28", "text"} {
		f.write(204, http.MethodPut, pathOf(c, "/fields"), field(i, value))
		after, _ = f.conversation(c.ID)
		require.Equal(t, []simulator.FieldValue{{FieldID: box.Fields[i].ID, Value: value}}, after.CustomFields)
	}
	for i, value := range []string{"High", "1.5", "2026-02-30"} {
		f.write(400, http.MethodPut, pathOf(c, "/fields"), field(i, value))
	}
	f.write(400, http.MethodPut, pathOf(c, "/fields"), object{"fields": []object{{"id": 1, "value": "x"}}})

	f.write(204, http.MethodPut, pathOf(c, "/snooze"), object{"snoozedUntil": "2027-01-01T00:00:00Z", "unsnoozeOnCustomerReply": true})
	after, _ = f.conversation(c.ID)
	require.Equal(t, "snooze", after.NextEvent.Type)
	f.write(204, http.MethodDelete, pathOf(c, "/snooze"), nil)
	after, _ = f.conversation(c.ID)
	require.Nil(t, after.Snooze)
	require.Equal(t, "active", after.Status)
	f.write(400, http.MethodPut, pathOf(c, "/snooze"), object{"snoozedUntil": "2026-10-01T00:00:00Z", "unsnoozeOnCustomerReply": true})
	f.write(400, http.MethodPut, pathOf(c, "/snooze"), object{"snoozedUntil": "2101-01-01T00:00:00Z", "unsnoozeOnCustomerReply": true})
}

func TestAConversationHasAHundredThreads(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 100})
	c := f.closed()
	reply := object{"text": "x", "customer": object{"id": c.CustomerID}}
	for {
		now, threads := f.conversation(c.ID)
		_ = threads
		if now.Published >= 99 {
			break
		}
		f.write(201, http.MethodPost, pathOf(c, "/reply"), reply)
	}
	for range 2 {
		status, _, _, err := f.try(t.Context(), http.MethodPost, pathOf(c, "/reply"), reply)
		require.NoError(t, err)
		if status == 412 {
			break
		}
	}
	f.write(412, http.MethodPost, pathOf(c, "/notes"), object{"text": "x"})
	threads := make([]object, 101)
	for i := range threads {
		threads[i] = object{"type": "note", "text": "x"}
	}
	f.write(412, http.MethodPost, "/v2/conversations", object{
		"subject": "long", "customer": object{"id": c.CustomerID}, "mailboxId": c.MailboxID, "type": "email", "status": "active", "threads": threads,
	})
}

func TestBodiesThatAreNone(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 60})
	c := f.closed()
	post := func(kind string, body []byte) (int, object) {
		r := f.request(http.MethodPost, pathOf(c, "/notes"))
		r.Header.Set("Content-Type", kind)
		r.Body = io.NopCloser(bytes.NewReader(body))
		res, err := f.client.Do(r)
		require.NoError(t, err)
		defer func() { _ = res.Body.Close() }()
		var v object
		require.NoError(t, json.NewDecoder(res.Body).Decode(&v))
		return res.StatusCode, v
	}
	for _, body := range []string{"", "{", `{"text":"x"} {}`, "text=x"} {
		status, v := post("application/json", []byte(body))
		require.Equal(t, 400, status)
		require.Equal(t, "Error parsing request body into JSON", v["message"])
		require.Equal(t, []any{}, v["_embedded"].(object)["errors"])
	}
	status, _ := post("text/plain", []byte(`{"text":"x"}`))
	require.Equal(t, 415, status)
	status, _ = post("application/json", bytes.Repeat([]byte(" "), 17<<20))
	require.Equal(t, 413, status)
	status, v := post("application/json", []byte(`{"text":7,"status":"shut","extra":true}`))
	require.Equal(t, 400, status)
	var paths []any
	for _, e := range v["_embedded"].(object)["errors"].([]any) {
		paths = append(paths, e.(object)["path"])
	}
	require.Equal(t, []any{"extra", "status", "text"}, paths)
	first := v["_embedded"].(object)["errors"].([]any)[1].(object)
	require.Equal(t, "shut", first["rejectedValue"])
	require.Equal(t, "JSON", first["source"])
	require.Empty(t, f.Store().Written())

	_, _, answer, err := f.try(t.Context(), http.MethodPatch, pathOf(c, ""), patch("replace", "/status", "Wrong"))
	require.NoError(t, err)
	require.Contains(t, string(answer), `"path":"value","message":"Expected one of these: 'active', 'closed', 'open', 'pending', 'spam'","rejectedValue":"Wrong"`)
}
