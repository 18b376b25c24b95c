package contract_test

import (
	"fmt"

	"github.com/scoutql/scoutql/simulator"
)

func onMailbox(tail string) func(*simulator.Simulator) string {
	return func(s *simulator.Simulator) string {
		return fmt.Sprintf("/v2/mailboxes/%d%s", s.Store().Mailboxes()[0].ID, tail)
	}
}

func onSavedReply(s *simulator.Simulator) string {
	box := s.Store().Mailboxes()[0]
	return fmt.Sprintf("/v2/mailboxes/%d/saved-replies/%d", box.ID, box.SavedReplies[0].ID)
}

func onUser(tail string) func(*simulator.Simulator) string {
	return func(s *simulator.Simulator) string {
		return fmt.Sprintf("/v2/users/%d%s", s.Store().Users()[4].ID, tail)
	}
}

func onWorkflow(tail string) func(*simulator.Simulator) string {
	return func(s *simulator.Simulator) string {
		return fmt.Sprintf("/v2/workflows/%d%s", s.Store().Workflows()[0].ID, tail)
	}
}

func onWebhook(s *simulator.Simulator) string {
	return fmt.Sprintf("/v2/webhooks/%d", s.Store().Webhooks()[0].ID)
}

func users(s *simulator.Simulator, n ...int) (ids list) {
	for _, i := range n {
		ids = append(ids, s.Store().Users()[i].ID)
	}
	return ids
}

func webhook(s *simulator.Simulator) any {
	return members{
		"url": "https://hooks.example/x", "events": list{"convo.created", "tag.deleted"}, "secret": "s3cret", "notification": true,
		"label": "X", "payloadVersion": "V2", "mailboxIds": list{s.Store().Mailboxes()[0].ID},
	}
}

func init() {
	reply := members{"name": "Hi", "text": "<p>Hi</p>", "chatText": "Hi"}
	samples = append(samples, []sample{
		{"updateMailboxRouting", onMailbox("/routing"), func(s *simulator.Simulator) any {
			return members{"state": "enabled", "assignmentLimit": 5, "assignmentMethod": "balanced", "userIds": users(s, 1, 2)}
		}},
		{"updateMailboxRouting", onMailbox("/routing"), plain(members{"state": "disabled", "assignmentLimit": 100, "assignmentMethod": "round_robin", "userIds": list{}})},
		{"createSavedReply", onMailbox("/saved-replies"), plain(reply)},
		{"createSavedReply", onMailbox("/saved-replies"), plain(members{"name": "Hi", "text": nil, "chatText": nil})},
		{"updateSavedReply", onSavedReply, plain(reply)},
		{"deleteSavedReply", onSavedReply, plain(nil)},
		{"createUser", at("/v2/users"), func(s *simulator.Simulator) any {
			return members{
				"firstName": "New", "lastName": "User", "email": "new@support.example", "role": "light user", "timezone": "UTC", "jobTitle": "x",
				"phone": "1", "sendInvite": false, "mailboxes": list{members{"id": s.Store().Mailboxes()[0].ID, "emailAccess": true}},
			}
		}},
		{"deleteUser", onUser(""), plain(nil)},
		{"setUserStatus", onUser("/status"), plain(members{"status": "away", "customStatus": members{"text": "lunch", "emoji": "x", "emojiName": "y"}})},
		{"updateConversationReassignment", onUser("/conversation-reassignment"), plain(members{
			"enabled": true, "awayDuration": members{"hours": 0, "minutes": 59},
		})},
		{"updateTeamMembers", func(s *simulator.Simulator) string {
			return fmt.Sprintf("/v2/teams/%d/members", s.Store().Teams()[0].ID)
		}, func(s *simulator.Simulator) any {
			return members{"addedUserIds": users(s, 1, 3), "deletedUserIds": users(s, 2)}
		}},
		{"updateWorkflowStatus", onWorkflow(""), change("/status", "inactive")},
		{"runWorkflow", onWorkflow("/run"), func(s *simulator.Simulator) any {
			return members{"conversationIds": list{published(s).ID}}
		}},
		{"createWebhook", at("/v2/webhooks"), webhook},
		{"updateWebhook", onWebhook, webhook},
		{"deleteWebhook", onWebhook, plain(nil)},
	}...)
}
