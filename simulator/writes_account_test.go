package simulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

func TestRoutingAndSavedReplies(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 50})
	box, user := f.Store().Mailboxes()[1], f.Store().Users()[2].ID
	path := fmt.Sprintf("/v2/mailboxes/%d", box.ID)
	routing := object{"state": "enabled", "assignmentLimit": 5, "assignmentMethod": "balanced", "userIds": []int64{user}}
	f.write(204, http.MethodPut, path+"/routing", routing)
	_, _, body := f.get(path + "/routing")
	require.Equal(t, "enabled", body["state"])
	routing["userIds"] = []int64{}
	f.write(400, http.MethodPut, path+"/routing", routing)
	routing["userIds"] = []int64{1}
	f.write(400, http.MethodPut, path+"/routing", routing)

	id := f.write(201, http.MethodPost, path+"/saved-replies", object{"name": "Hi", "text": "<p>Hi</p>", "chatText": "Hi"})
	one := fmt.Sprintf("%s/saved-replies/%d", path, id)
	_, _, body = f.get(one)
	require.Equal(t, "<p>Hi</p>", body["text"])
	f.write(204, http.MethodPut, one, object{"name": "Ho"})
	_, _, body = f.get(one)
	require.Nil(t, body["text"])
	f.write(204, http.MethodDelete, one, nil)
	f.write(404, http.MethodDelete, one, nil)
	for _, r := range f.Store().Mailboxes()[0].SavedReplies { // from which the seed's threads were made
		f.write(204, http.MethodDelete, fmt.Sprintf("/v2/mailboxes/%d/saved-replies/%d", f.Store().Mailboxes()[0].ID, r.ID), nil)
	}
	for _, c := range f.Store().Conversations() {
		f.Store().Threads(c.ID)
	}
}

func TestUsersAndTeams(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 50})
	all := f.Store().Users()
	user := object{"firstName": "New", "lastName": "User", "email": "New@support.example", "role": "light user"}
	id := f.write(201, http.MethodPost, "/v2/users", user)
	f.write(409, http.MethodPost, "/v2/users", user)
	_, _, body := f.get(fmt.Sprintf("/v2/users/%d", id))
	require.Equal(t, "light user", body["role"])
	user["role"] = "owner"
	f.write(400, http.MethodPost, "/v2/users", user)
	user["role"], user["email"] = "user", "no address"
	f.write(400, http.MethodPost, "/v2/users", user)

	path := fmt.Sprintf("/v2/users/%d", id)
	f.write(204, http.MethodPut, path+"/status", object{"status": "away"})
	_, _, body = f.get(path + "/status")
	require.Equal(t, "away", body["email"].(object)["status"])
	f.write(204, http.MethodPut, path+"/conversation-reassignment", object{"enabled": true, "awayDuration": object{"hours": 3, "minutes": 30}})
	_, _, body = f.get(path + "/conversation-reassignment")
	require.Equal(t, object{"enabled": true, "awayDuration": object{"hours": 3.0, "minutes": 30.0}}, body)

	team := f.Store().Teams()[0]
	was := team.Members[1]
	teams := fmt.Sprintf("/v2/teams/%d/members", team.ID)
	f.write(204, http.MethodPut, teams, object{"addedUserIds": []int64{id, id}, "deletedUserIds": []int64{was}})
	require.Equal(t, 1, len(slices.DeleteFunc(f.Store().Teams()[0].Members, func(m int64) bool { return m != id && m != was })))
	f.write(400, http.MethodPut, teams, object{"addedUserIds": []int64{1}, "deletedUserIds": []int64{}})
	f.write(204, http.MethodDelete, path, nil)
	require.NotContains(t, f.Store().Teams()[0].Members, id)
	f.write(404, http.MethodDelete, path, nil)
	f.write(403, http.MethodDelete, fmt.Sprintf("/v2/users/%d", all[0].ID), nil)
	require.Len(t, f.Store().Users(), len(all))
}

func TestWorkflowsAndWebhooks(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 100})
	flows := f.Store().Workflows()
	manual, automatic := flows[0], flows[1]
	path := func(w simulator.Workflow, tail string) string { return fmt.Sprintf("/v2/workflows/%d%s", w.ID, tail) }
	f.write(204, http.MethodPatch, path(manual, ""), patch("replace", "/status", "inactive"))
	require.Equal(t, "inactive", f.Store().Workflows()[0].Status)
	invalid := flows[slices.IndexFunc(flows, func(w simulator.Workflow) bool { return w.Status == "invalid" })]
	f.write(400, http.MethodPatch, path(invalid, ""), patch("replace", "/status", "active"))
	f.write(400, http.MethodPatch, path(manual, ""), patch("replace", "/status", "invalid"))
	c := f.pick(func(c simulator.Conversation) bool { return c.MailboxID == manual.MailboxID })
	other := f.pick(func(c simulator.Conversation) bool { return c.MailboxID != manual.MailboxID })
	f.write(204, http.MethodPost, path(manual, "/run"), object{"conversationIds": []int64{c.ID}})
	_, threads := f.conversation(c.ID)
	require.Equal(t, "manual-workflow", threads[0].ActionType)
	f.write(400, http.MethodPost, path(manual, "/run"), object{"conversationIds": []int64{c.ID, other.ID}})
	f.write(400, http.MethodPost, path(automatic, "/run"), object{"conversationIds": []int64{c.ID}})
	f.write(400, http.MethodPost, path(manual, "/run"), object{"conversationIds": make([]int64, 51)})

	hook := object{"url": "https://x.example", "events": []string{"convo.created"}, "secret": "s"}
	id := f.write(201, http.MethodPost, "/v2/webhooks", hook)
	delete(hook, "secret")
	f.write(400, http.MethodPut, fmt.Sprintf("/v2/webhooks/%d", id), hook)
	hook["secret"], hook["label"] = "other", "L"
	f.write(204, http.MethodPut, fmt.Sprintf("/v2/webhooks/%d", id), hook)
	_, _, body := f.get(fmt.Sprintf("/v2/webhooks/%d", id))
	require.Equal(t, "L", body["label"])
	require.NotContains(t, body, "secret")
	f.write(204, http.MethodDelete, fmt.Sprintf("/v2/webhooks/%d", id), nil)
	f.write(404, http.MethodPut, fmt.Sprintf("/v2/webhooks/%d", id), hook)
}
