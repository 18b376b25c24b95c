package simulator

// The request bodies of customers and organizations, sections 5 and 6 of the reference.

// entryTypes are the words of each kind of contact entry. The spelling of foursquare is unverified: both are taken.
var (
	emailBody   = entryBody("home", "other", "work")
	phoneBody   = entryBody("fax", "home", "mobile", "other", "pager", "work")
	chatterBody = entryBody("aim", "gtalk", "icq", "msn", "other", "qq", "skype", "xmpp", "yahoo")
	socialBody  = entryBody("aboutme", "facebook", "flickr", "forsquare", "foursquare", "google", "googleplus", "linkedin", "other",
		"quora", "tungleme", "twitter", "youtube")
	websiteBody = object(need("value", filled))

	addressBody = object(may("city", aString), may("state", aString), may("postalCode", aString), need("country", aString),
		may("lines", texts))

	flatMembers = []Member{
		may("firstName", sized(1, 40)), may("lastName", sized(1, 40)), may("phone", aString), may("photoUrl", sized(0, 200)),
		may("jobTitle", sized(0, 60)), may("photoType", photoTypes), may("background", sized(0, 200)), may("location", sized(0, 60)),
		may("organization", sized(0, 60)), may("organizationId", anInteger), may("gender", gender), may("age", aString),
	}

	createCustomerBody = object(append([]Member{
		may("emails", listOf(emailBody)), may("phones", listOf(phoneBody)), may("chats", listOf(chatterBody)),
		may("socialProfiles", listOf(socialBody)), may("websites", listOf(websiteBody)), may("address", addressBody),
	}, flatMembers...)...)
	overwriteCustomerBody = object(allNullable(flatMembers)...)

	customerPatch = listOf(object(
		need("op", among("add", "remove", "replace")),
		need("path", matching(`^/(firstName|lastName|age|gender|photoType|photoUrl|jobTitle|background|location|organization|organizationId|address(/(city|state|postalCode|country|lines))?|(emails|phones|chats|social-profiles|websites)(/\d+(/(type|value))?)?)$`)),
		may("value", anything),
	)).items(1, 0)
	propertyPatch = listOf(object(
		need("op", among("replace", "remove")),
		need("path", matching(`^/[A-Za-z0-9_-]{1,100}$`)),
		may("value", alternatives(aString, aNumber)),
	)).items(1, 0)

	customerPropertyBody = object(
		need("type", among("number", "text", "url", "date", "dropdown")), need("slug", matching(`^[A-Za-z0-9_-]{1,100}$`)), need("name", filled),
		may("options", listOf(object(may("id", aString), need("label", sized(0, 255)))).items(0, 100)))

	organizationBody = object(
		need("name", filled), may("website", orNull(aString)), may("description", orNull(aString)), may("location", orNull(aString)),
		may("note", orNull(aString)), may("domains", texts), may("domain", aString), may("phones", texts),
		may("brandColor", orNull(matching(`^#[0-9A-Fa-f]{6}$`))))
	labels                   = listOf(object(need("label", sized(0, 100)))).items(0, 100)
	organizationPropertyBody = object(
		need("type", among("text", "number", "url", "date", "dropdown")), need("slug", sized(1, 120)), need("name", sized(1, 100)), may("options", labels))
	renamePropertyBody = object(need("name", sized(1, 100)), may("options", labels))
	propertyValueBody  = object(need("value", aString))
)

func entryBody(types ...string) *Schema {
	return object(need("type", among(types...)), need("value", filled))
}

func allNullable(members []Member) []Member {
	out := make([]Member, len(members))
	for i, m := range members {
		out[i] = Member{m.Name, m.Required, orNull(m.Schema)}
	}
	return out
}
