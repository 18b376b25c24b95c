package contract_test

import (
	"fmt"

	"github.com/scoutql/scoutql/simulator"
)

// sample is one valid write. An operation that takes bodies of several shapes has several.
type sample struct {
	operation string
	path      func(*simulator.Simulator) string
	body      func(*simulator.Simulator) any
}

type (
	members = map[string]any
	list    = []any
)

const nextYear = "2027-06-01T12:00:00Z" // in the future of the account

// on is a path with a conversation's id in it.
func on(tail string) func(*simulator.Simulator) string {
	return func(s *simulator.Simulator) string {
		return fmt.Sprintf("/v2/conversations/%d%s", published(s).ID, tail)
	}
}

func at(path string) func(*simulator.Simulator) string {
	return func(*simulator.Simulator) string { return path }
}

func plain(body any) func(*simulator.Simulator) any {
	return func(*simulator.Simulator) any { return body }
}

func published(s *simulator.Simulator) simulator.Conversation {
	for _, c := range s.Store().Conversations() {
		if c.State == "published" && c.Status == "closed" && len(s.Store().Mailboxes()[0].Fields) > 0 && c.MailboxID == s.Store().Mailboxes()[0].ID {
			return c
		}
	}
	panic("the seed has no closed conversation")
}

// onThread is a path to a thread that a test accepts.
func onThread(ok func(simulator.Thread) bool, tail string) func(*simulator.Simulator) string {
	return func(s *simulator.Simulator) string {
		for _, c := range s.Store().Conversations() {
			for _, t := range s.Store().Threads(c.ID) {
				if ok(t) {
					return fmt.Sprintf("/v2/conversations/%d/threads/%d%s", c.ID, t.ID, tail)
				}
			}
		}
		panic("the seed has no such thread")
	}
}

func isCustomers(t simulator.Thread) bool { return t.Type == "customer" && t.State == "published" }

// onDraft is a path to a draft, scheduled or not.
func onDraft(scheduled bool, tail string) func(*simulator.Simulator) string {
	return func(s *simulator.Simulator) string {
		id, draft := published(s).ID, simulator.Thread{ID: 5, Type: "message", State: "draft", CreatedAt: 1}
		if scheduled {
			draft.Scheduled = &simulator.Scheduled{By: s.Store().Users()[0].ID, For: simulator.TimeOf(s.Store().Now()) + 3600}
		}
		s.Store().SetThreads(id, []simulator.Thread{draft})
		return fmt.Sprintf("/v2/conversations/%d/threads/5%s", id, tail)
	}
}

// draftWithFile makes a draft with an attachment, the only one that can be deleted.
func draftWithFile(s *simulator.Simulator) string {
	id := published(s).ID
	s.Store().SetThreads(id, []simulator.Thread{
		{ID: 1, Type: "message", State: "draft", CreatedAt: 1, Attachments: []simulator.Attachment{{ID: 77, Filename: "a", State: "valid"}}},
	})
	return fmt.Sprintf("/v2/conversations/%d/attachments/77", id)
}

var file = members{"fileName": "a.txt", "mimeType": "text/plain", "data": "aGVsbG8="}

func replyOf(s *simulator.Simulator) any {
	return members{
		"text": "Hello", "customer": members{"id": published(s).CustomerID}, "draft": false, "imported": true, "status": "pending",
		"user": s.Store().Users()[2].ID, "assignTo": s.Store().Users()[3].ID, "cc": list{"a@example.com"}, "bcc": list{"b@example.com"},
		"createdAt": "2026-10-01T00:00:00Z", "attachments": list{file},
	}
}

func customerThread(more members) func(*simulator.Simulator) any {
	return func(s *simulator.Simulator) any {
		body := members{
			"text": "Hello", "customer": members{"id": published(s).CustomerID}, "imported": true, "createdAt": "2026-10-01T00:00:00Z",
			"attachments": list{file},
		}
		for k, v := range more {
			body[k] = v
		}
		return body
	}
}

func newConversation(s *simulator.Simulator) any {
	box := s.Store().Mailboxes()[0]
	return members{
		"subject": "Help", "mailboxId": box.ID, "type": "email", "status": "closed", "imported": true, "autoReply": false,
		"customer": members{
			"email": "new@example.com", "firstName": "New", "lastName": "Person", "phone": "1", "photoUrl": "https://x.example/p.png",
			"jobTitle": "Chef", "photoType": "gravatar", "background": "VIP", "location": "Rome", "organization": "Acme",
			"gender": "Female", "age": "30-35",
		},
		"assignTo": s.Store().Users()[1].ID, "user": s.Store().Users()[0].ID, "createdAt": "2026-01-01T00:00:00Z",
		"closedAt": "2026-01-02T00:00:00Z", "tags": list{"vip", "never seen"},
		"fields": list{members{"id": box.Fields[1].ID, "value": "12"}},
		"threads": list{
			members{
				"type": "customer", "text": "Hi", "customer": members{"email": "new@example.com"}, "createdAt": "2026-01-01T00:00:00Z",
				"imported": true, "attachments": list{file}, "cc": list{"c@example.com"}, "bcc": list{"d@example.com"},
			},
			members{"type": "reply", "text": "Hello", "customer": members{"email": "new@example.com"}, "draft": false, "user": s.Store().Users()[0].ID},
			members{"type": "note", "text": "VIP", "status": "active"},
		},
	}
}

func change(path string, value any) func(*simulator.Simulator) any {
	return plain(members{"op": "replace", "path": path, "value": value})
}

var samples = []sample{
	{"createConversation", at("/v2/conversations"), newConversation},
	{"updateConversation", on(""), change("/subject", "New subject")},
	{"updateConversation", on(""), change("/status", "pending")},
	{"updateConversation", on(""), change("/draft", false)},
	{"updateConversation", on(""), func(s *simulator.Simulator) any {
		return members{"op": "replace", "path": "/primaryCustomer.id", "value": s.Store().Customers()[3].ID}
	}},
	{"updateConversation", on(""), func(s *simulator.Simulator) any {
		return members{"op": "move", "path": "/mailboxId", "value": s.Store().Mailboxes()[1].ID}
	}},
	{"updateConversation", on(""), func(s *simulator.Simulator) any {
		return members{"op": "replace", "path": "/assignTo", "value": s.Store().Users()[3].ID}
	}},
	{"updateConversation", on(""), plain(members{"op": "remove", "path": "/assignTo"})},
	{"deleteConversation", on(""), plain(nil)},
	{"updateConversationTags", on("/tags"), plain(members{"tags": list{"vip", "brand new"}})},
	{"updateConversationTags", on("/tags"), plain(members{"tags": list{}})},
	{"updateConversationCustomFields", on("/fields"), func(s *simulator.Simulator) any {
		return members{"fields": list{members{"id": s.Store().Mailboxes()[0].Fields[1].ID, "value": "12"}}}
	}},
	{"snoozeConversation", on("/snooze"), plain(members{"snoozedUntil": nextYear, "unsnoozeOnCustomerReply": true})},
	{"unsnoozeConversation", on("/snooze"), plain(nil)},
	{"deleteAttachment", draftWithFile, plain(nil)},
	{"uploadAttachment", onDraft(false, "/attachments"), plain(file)},
	{"updateThread", onThread(isCustomers, ""), change("/text", "Better")},
	{"updateThread", onThread(isCustomers, ""), change("/hidden", true)},
	{"createReplyThread", on("/reply"), replyOf},
	{"createNoteThread", on("/notes"), func(s *simulator.Simulator) any {
		return members{
			"text": "Note", "user": s.Store().Users()[2].ID, "status": "open", "imported": true, "createdAt": "2026-10-01T00:00:00Z",
			"attachments": list{file},
		}
	}},
	{"createCustomerThread", on("/customer"), customerThread(members{"cc": list{"a@example.com"}, "bcc": list{}})},
	{"createChatThread", on("/chats"), customerThread(nil)},
	{"createPhoneThread", on("/phones"), customerThread(nil)},
	{"scheduleThread", onDraft(false, "/schedule"), plain(members{"scheduledFor": nextYear, "unscheduleOnCustomerReply": true, "sendAsCreator": true})},
	{"publishScheduledThread", onDraft(true, "/schedule"), change("/state", "published")},
	{"unscheduleThread", onDraft(true, "/schedule"), plain(nil)},
}
