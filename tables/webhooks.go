package tables

// Webhooks is the addresses that Help Scout calls when something happens.
var Webhooks = define(Table{
	Name: "Webhooks",
	Doc:  "One row per webhook: a web address that Help Scout calls when one of its events happens.",
	Key:  []string{"Id"},
	List: List{Operation: "listWebhooks", Path: "/v2/webhooks", Items: "_embedded.webhooks", Pages: ByNumber},
	Get:  Get{Operation: "getWebhook", Path: "/v2/webhooks/{Id}"},
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Webhook id."},
		{Name: "Url", Type: Text(500), From: "url", Doc: "Web address that is called."},
		{Name: "Events", Type: JSONTEXT, From: "events", Doc: `Events that are reported, as a JSON array of names: ["convo.created","customer.updated"].`},
		{Name: "Secret", Type: Text(40), WriteOnly: true, Null: true, Doc: "For INSERT and UPDATE: key of the signature on each call, at most 40 characters. Reads NULL."},
		{Name: "State", Type: Word(16, "enabled", "disabled"), From: "state", Doc: "Whether the webhook is called."},
		{Name: "Notification", Type: BOOLEAN, From: "notification", Null: true, Doc: "1 when a call carries only the address of what changed."},
		{Name: "Label", Type: Text(100), From: "label", Null: true, Doc: "Label of the webhook."},
		{Name: "PayloadVersion", Type: Word(4, "V2", "V3"), From: "payloadVersion", Null: true, Doc: "Version of the calls' bodies."},
		{Name: "MailboxIds", Type: JSONTEXT, From: "mailboxIds", Null: true, Doc: "Inboxes whose conversations are reported, as a JSON array of ids; empty or NULL for all."},
	},
	Rows: 10,
	Examples: []Example{
		{"All webhooks", "SELECT Id, State, Url, Events FROM Webhooks"},
	},
})
