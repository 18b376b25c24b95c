package simulator

import (
	"slices"
	"strconv"
)

func withWorkflow(rq *request, f func(at int, w *Workflow) *answer) *answer {
	at := slices.IndexFunc(rq.store.workflows, func(w *Workflow) bool { return w.ID == rq.id() })
	if at < 0 {
		return notFound()
	}
	return f(at, rq.store.workflows[at])
}

// updateWorkflowStatus refuses to activate what is invalid.
func updateWorkflowStatus(rq *request) *answer {
	in := decode[patchInput](rq)
	return withWorkflow(rq, func(at int, w *Workflow) *answer {
		status := valueOf[string](in)
		if w.Status == "invalid" && status == "active" {
			return refuse(bad("value", "the workflow is invalid and cannot be activated", status, "NotSupported"))
		}
		next := *w
		next.Status, next.ModifiedAt = status, rq.store.now
		rq.store.workflows = slices.Clone(rq.store.workflows)
		rq.store.workflows[at] = &next
		return noContent()
	})
}

// runWorkflow runs a manual workflow on conversations of its inbox. What it does with them the account does not know: a line
// item says that it ran.
func runWorkflow(rq *request) *answer {
	in := decode[struct{ ConversationIDs []int64 }](rq)
	return withWorkflow(rq, func(_ int, w *Workflow) *answer {
		if w.Type != "manual" {
			return refuse(bad("workflowId", "only manual workflows can be run", w.ID, "NotSupported"))
		}
		for i, id := range in.ConversationIDs {
			if c := rq.store.conversation[id]; c == nil || c.MailboxID != w.MailboxID {
				return refuse(bad("conversationIds["+strconv.Itoa(i)+"]", "no conversation of the workflow's inbox has this id", id, "InvalidIdentifier"))
			}
		}
		for _, id := range in.ConversationIDs {
			rq.store.edit(rq.store.conversation[id], func(next *Conversation) {
				rq.noteChange(next, "manual-workflow", "ran the workflow "+w.Name)
			})
		}
		return noContent()
	})
}

type webhookInput struct {
	URL, Secret, Label, PayloadVersion string
	Events                             []string
	Notification                       bool
	MailboxIDs                         []int64
}

// webhook makes the object of a body. The secret is kept for nobody to read: nothing is ever delivered here.
func (rq *request) webhook(in *webhookInput) (*Webhook, *answer) {
	for i, id := range in.MailboxIDs {
		if rq.store.mailbox(id) == nil {
			return nil, refuse(unknownID("mailboxIds["+strconv.Itoa(i)+"]", "Mailbox", id))
		}
	}
	return &Webhook{
		URL: in.URL, State: "enabled", PayloadVersion: "V2", Label: in.Label, Events: in.Events, Notification: in.Notification,
		MailboxIDs: in.MailboxIDs, Secret: in.Secret,
	}, nil
}

func createWebhook(rq *request) *answer {
	in := decode[webhookInput](rq)
	h, wrong := rq.webhook(&in)
	if wrong != nil {
		return wrong
	}
	h.ID = rq.store.nextOther()
	rq.store.webhooks = append(slices.Clone(rq.store.webhooks), h)
	return rq.created(h.ID, "/v2/webhooks/"+itoa(h.ID))
}

func withWebhook(rq *request, f func(at int) *answer) *answer {
	at := slices.IndexFunc(rq.store.webhooks, func(h *Webhook) bool { return h.ID == rq.id() })
	if at < 0 {
		return notFound()
	}
	return f(at)
}

// updateWebhook replaces everything but the state, which no request can set.
func updateWebhook(rq *request) *answer {
	in := decode[webhookInput](rq)
	return withWebhook(rq, func(at int) *answer {
		h, wrong := rq.webhook(&in)
		if wrong != nil {
			return wrong
		}
		h.ID, h.State = rq.id(), rq.store.webhooks[at].State
		rq.store.webhooks = slices.Clone(rq.store.webhooks)
		rq.store.webhooks[at] = h
		return noContent()
	})
}

func deleteWebhook(rq *request) *answer {
	return withWebhook(rq, func(at int) *answer {
		rq.store.webhooks = slices.Delete(slices.Clone(rq.store.webhooks), at, at+1)
		return noContent()
	})
}
