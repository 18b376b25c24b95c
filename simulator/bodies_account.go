package simulator

// The request bodies of inboxes, users, teams, workflows and webhooks.

// webhookEvents are the events that can be subscribed to through the API.
var webhookEvents = []string{
	"beacon.chat.created", "beacon.chat.customer.replied", "convo.agent.reply.created", "convo.assigned", "convo.created",
	"convo.custom-fields", "convo.customer.reply.created", "convo.deleted", "convo.merged", "convo.moved", "convo.note.created",
	"convo.status", "convo.tags", "customer.created", "customer.deleted", "customer.updated", "message.survey.response.received",
	"organization.created", "organization.deleted", "organization.updated", "satisfaction.ratings", "tag.created", "tag.deleted",
	"tag.updated", "user.status.changed",
}

var (
	routingBody = object(need("state", among("enabled", "disabled")), need("assignmentLimit", between(1, 100)),
		need("assignmentMethod", among("round_robin", "balanced")), need("userIds", listOf(anInteger)))
	savedReplyBody = object(need("name", filled), may("text", orNull(aString)), may("chatText", orNull(aString)))

	userBody = object(
		need("firstName", sized(1, 40)), need("lastName", sized(1, 40)), need("email", &Schema{Type: "string", Format: "email"}),
		need("role", among("admin", "user", "light user")), may("timezone", aString), may("jobTitle", aString), may("phone", aString),
		may("sendInvite", aFlag), may("mailboxes", listOf(object(need("id", anInteger), may("emailAccess", aFlag)))))
	userStatusBody = object(need("status", among("active", "away")),
		may("customStatus", object(need("text", aString), may("emoji", aString), may("emojiName", aString))))
	// The description leaves this one open for more members.
	reassignmentBody = open(object(need("enabled", aFlag),
		need("awayDuration", open(object(need("hours", between(0, 0)), need("minutes", between(0, 59)))))))

	teamMembersBody    = object(need("addedUserIds", listOf(anInteger)), need("deletedUserIds", listOf(anInteger)))
	workflowStatusBody = patchOf("replace", "/status", need("value", among("active", "inactive")))
	workflowRunBody    = object(need("conversationIds", listOf(anInteger).items(1, 50)))
	webhookBody        = object(need("url", aString), need("events", listOf(among(webhookEvents...)).items(1, 0)), need("secret", sized(1, 40)),
		may("notification", aFlag), may("label", aString), may("payloadVersion", among("V2")), may("mailboxIds", listOf(anInteger)))
)

func open(s *Schema) *Schema { return s.with(func(s *Schema) { s.Open = true }) }
