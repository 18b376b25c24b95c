package simulator

// The request bodies of conversations and threads, sections 2 to 4 of the reference.

var (
	photoTypes = among("unknown", "gravatar", "twitter", "facebook", "googleprofile", "googleplus", "linkedin", "instagram")
	gender     = matching(`^([Mm]ale|[Ff]emale|[Uu]nknown)$`)
	texts      = listOf(aString)
	filled     = &Schema{Type: "string", MinLength: 1}

	attachmentBody = object(need("fileName", filled), need("mimeType", filled), need("data", aString))

	// customerRef names a customer by id or by e-mail; the other members are those of one that the e-mail creates.
	customerRef = object(
		may("id", anInteger), may("email", aString), may("firstName", sized(1, 40)), may("lastName", sized(1, 40)),
		may("phone", aString), may("photoUrl", sized(0, 200)), may("jobTitle", sized(0, 60)), may("photoType", photoTypes),
		may("background", sized(0, 200)), may("location", sized(0, 60)), may("organization", sized(0, 60)), may("gender", gender),
		may("age", aString),
	).with(func(s *Schema) { s.AnyOfNames = []string{"id", "email"} })

	threadStatus = among("active", "all", "closed", "inbox_predefined", "open", "pending", "spam")

	replyBody = thread(need("customer", customerRef), may("draft", aFlag), may("status", threadStatus), may("user", anInteger),
		may("assignTo", orNull(anInteger)), may("cc", texts), may("bcc", texts))
	noteBody     = thread(may("user", anInteger), may("status", threadStatus))
	customerBody = thread(need("customer", customerRef), may("cc", texts), may("bcc", texts))
	chatBody     = thread(need("customer", customerRef))

	openingThread = thread(
		need("type", among("chat", "customer", "note", "phone", "reply")), may("customer", customerRef), may("draft", aFlag),
		may("user", anInteger), may("cc", texts), may("bcc", texts),
		may("status", among("active", "all", "closed", "open", "pending", "spam")))
	fieldBody = object(need("id", anInteger), need("value", sized(0, 15000)))

	conversationBody = object(
		need("subject", aString), need("customer", customerRef), need("mailboxId", anInteger),
		need("type", among("chat", "email", "phone")), need("status", among("active", "closed", "pending")),
		need("threads", listOf(openingThread).items(1, maxThreads)),
		may("autoReply", aFlag), may("imported", aFlag), may("assignTo", orNull(anInteger)), may("user", anInteger),
		may("createdAt", aMoment), may("closedAt", aMoment), may("tags", texts), may("fields", listOf(fieldBody)))

	conversationPatch = alternatives(
		patchOf("replace", "/subject", need("value", aString)),
		patchOf("replace", "/primaryCustomer.id", need("value", anInteger)),
		patchOf("replace", "/draft", need("value", aFlag)),
		patchOf("move", "/mailboxId", need("value", anInteger)),
		patchOf("replace", "/status", need("value", among("active", "closed", "open", "pending", "spam"))),
		patchOf("replace", "/assignTo", need("value", anInteger)),
		patchOf("remove", "/assignTo", may("value", orNull(anInteger))))
	threadPatch = alternatives(
		patchOf("replace", "/text", need("value", aString)),
		patchOf("replace", "/hidden", need("value", aFlag)))

	tagsBody     = object(need("tags", listOf(filled)))
	fieldsBody   = object(need("fields", listOf(fieldBody)))
	snoozeBody   = object(need("snoozedUntil", aMoment), need("unsnoozeOnCustomerReply", aFlag))
	scheduleBody = object(need("scheduledFor", aMoment), need("unscheduleOnCustomerReply", aFlag), may("sendAsCreator", aFlag))
	publishBody  = patchOf("replace", "/state", need("value", among("published")))
)

// thread declares what all threads take, and more.
func thread(more ...Member) *Schema {
	return object(append([]Member{
		need("text", aString), may("imported", aFlag), may("createdAt", aMoment), may("attachments", listOf(attachmentBody)),
	}, more...)...)
}

// patchOf declares one operation object: conversations, threads and schedules take one a request.
func patchOf(op, path string, value Member) *Schema {
	return object(need("op", among(op)), need("path", among(path)), value)
}
