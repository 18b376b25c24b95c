package tables

// Webhooks is the addresses that Help Scout calls when something happens.
var Webhooks = define(Table{
	Name:   "Webhooks",
	Doc:    "One row per webhook: a web address that Help Scout calls when one of its events happens.",
	Key:    []string{"Id"},
	List:   List{Operation: "listWebhooks", Path: "/v2/webhooks", Items: "_embedded.webhooks", Pages: ByNumber},
	Get:    Get{Operation: "getWebhook", Path: "/v2/webhooks/{Id}"},
	Insert: Post("createWebhook", "/v2/webhooks"),
	Update: []Edit{PutWhole("updateWebhook", "/v2/webhooks/{Id}")},
	Delete: Del("deleteWebhook", "/v2/webhooks/{Id}"),
	Finish: withSecret,
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Webhook id."},
		{Name: "Url", Type: Text(500), From: "url", Write: Create | Patch, Needed: true, Doc: "Web address that is called."},
		{Name: "Events", Type: JSONTEXT, From: "events", Write: Create | Patch, Needed: true, Shape: WordsOf("names of events", webhookEvents...), Doc: `Events that are reported, as a JSON array of names: ["convo.created","customer.updated"].`},
		{Name: "Secret", Type: Text(40), WriteOnly: true, Null: true, Write: Create | Patch, To: "secret", Needed: true, Quiet: true, Doc: "For INSERT and UPDATE: key of the signature on each call, at most 40 characters. Reads NULL."},
		{Name: "State", Type: Word(16, "enabled", "disabled"), From: "state", Doc: "Whether the webhook is called."},
		{Name: "Notification", Type: BOOLEAN, From: "notification", Null: true, Write: Create | Patch, Doc: "1 when a call carries only the address of what changed."},
		{Name: "Label", Type: Text(100), From: "label", Null: true, Write: Create | Patch, Doc: "Label of the webhook."},
		{Name: "PayloadVersion", Type: Word(4, "V2", "V3"), From: "payloadVersion", Null: true, Write: Create | Patch, Takes: []string{"V2"}, Doc: "Version of the calls' bodies."},
		{Name: "MailboxIds", Type: JSONTEXT, From: "mailboxIds", Null: true, Write: Create | Patch, Shape: IDList(), Doc: "Inboxes whose conversations are reported, as a JSON array of ids; empty or NULL for all."},
	},
	Rows: 10,
	Examples: []Example{
		{"All webhooks", "SELECT Id, State, Url, Events FROM Webhooks"},
	},
})

// withSecret refuses a change that does not name the secret: the API replaces
// the whole webhook, wants the secret each time and never shows it.
func withSecret(_ Change, body map[string]any) error {
	if body["secret"] == nil {
		return &ValueError{"Webhooks", "Secret", Missing, "Help Scout wants the secret with every change of a webhook and does not show it; SET Secret = '...' too"}
	}
	return nil
}

// webhookEvents are the events that the API accepts (reports-and-account.md, section 7).
var webhookEvents = []string{
	"beacon.chat.created", "beacon.chat.customer.replied", "convo.agent.reply.created", "convo.assigned", "convo.created",
	"convo.custom-fields", "convo.customer.reply.created", "convo.deleted", "convo.merged", "convo.moved", "convo.note.created",
	"convo.status", "convo.tags", "customer.created", "customer.deleted", "customer.updated", "message.survey.response.received",
	"organization.created", "organization.deleted", "organization.updated", "satisfaction.ratings", "tag.created", "tag.deleted",
	"tag.updated", "user.status.changed",
}
