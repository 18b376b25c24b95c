package simulator

import (
	"net/http"
	"slices"
	"strings"
)

// Operation is the declaration of one API operation, for the test that compares it with the OpenAPI files.
type Operation struct {
	ID, Method, Path string
	Params           []Parameter // of the query
	Body             *Schema     // of the request; nil where none is described
}

// Operations lists what the simulator serves. The token operation is not among them: it has no route of this kind.
func Operations() []Operation {
	var out []Operation
	for _, r := range routes {
		out = append(out, r.Operation)
	}
	return out
}

type route struct {
	Operation
	serve func(*request) *answer
	parts []string
	vars  []string
	write bool
}

func (r *route) v3() bool { return strings.HasPrefix(r.Path, "/v3/") }

// readOf declares a GET. Names in the path are ids, save for slug.
func readOf(id, path string, serve func(*request) *answer, params ...Parameter) route {
	return newRoute(id, http.MethodGet, path, serve, params)
}

func newRoute(id, method, path string, serve func(*request) *answer, params []Parameter) route {
	r := route{Operation: Operation{ID: id, Method: method, Path: path, Params: params}, serve: serve, parts: strings.Split(path, "/")}
	for _, p := range r.parts {
		if name, ok := strings.CutPrefix(p, "{"); ok {
			r.vars = append(r.vars, strings.TrimSuffix(name, "}"))
		}
	}
	return r
}

const (
	conversationPath = "/v2/conversations/{conversationId}"
	customerPath     = "/v2/customers/{customerId}"
	organizationPath = "/v2/organizations/{organizationId}"
	mailboxPath      = "/v2/mailboxes/{mailboxId}"
)

// routes is everything this account answers to. A path that is not here is a 404, a method that it does not have a 405.
var routes = slices.Concat(readRoutes, reportRoutes, writeRoutes)

var readRoutes = []route{
	readOf("listConversations", "/v2/conversations", listConversations,
		embedding,
		pattern("mailbox", `^\d+(,\d+)*$`),
		integer("folder", 0),
		oneOf("status", "active", "all", "closed", "open", "pending", "spam"),
		text("tag"),
		integer("assigned_to", 0),
		date("modifiedSince"),
		integer("number", 1),
		oneOf("sortField", "createdAt", "customerEmail", "customerName", "mailboxid", "modifiedAt", "number", "score", "status",
			"subject", "waitingSince"),
		sortOrder,
		text("query"),
		pattern("customFieldsByIds", `^\d+:[^,]*(,\d+:[^,]*)*$`).repeats(),
		pageParam),
	readOf("getConversation", conversationPath, getConversation, embedding),
	readOf("getConversationV3", "/v3/conversations/{conversationId}", getConversation, embedding),
	readOf("listThreads", conversationPath+"/threads", listThreads, pageParam),
	readOf("listThreadsV3", "/v3/conversations/{conversationId}/threads", listThreads, pageParam),
	readOf("getAttachmentData", conversationPath+"/attachments/{attachmentId}/data", getAttachmentData),
	readOf("downloadAttachmentFile", conversationPath+"/attachments/{attachmentId}/file", downloadAttachmentFile),
	readOf("getThreadOriginalSource", conversationPath+"/threads/{threadId}/original-source", getOriginalSource),

	readOf("listCustomers", "/v2/customers", listCustomers,
		pageParam,
		integer("mailbox", 0),
		text("firstName"), text("lastName"),
		date("modifiedSince"),
		oneOf("sortField", "createdAt", "firstName", "lastName", "modifiedAt", "score"),
		sortOrder,
		text("query")),
	readOf("listCustomersV3", "/v3/customers", listCustomersV3,
		text("firstName"), text("lastName"), text("email"),
		date("createdSince"), date("modifiedSince"),
		text("query"), text("cursor")),
	readOf("getCustomer", customerPath, getCustomer),
	readOf("getCustomerAddress", customerPath+"/address", getCustomerAddress),
	readOf("listCustomerEmails", customerPath+"/emails", listEntries(emails)),
	readOf("listCustomerPhones", customerPath+"/phones", listEntries(phones)),
	readOf("listCustomerChats", customerPath+"/chats", listEntries(chats)),
	readOf("listCustomerSocialProfiles", customerPath+"/social-profiles", listEntries(socialProfiles)),
	readOf("listCustomerWebsites", customerPath+"/websites", listEntries(websites)),
	readOf("listCustomerPropertyDefinitions", "/v2/customer-properties", listCustomerProperties, pageParam),

	readOf("listOrganizations", "/v2/organizations", listOrganizations,
		pageParam,
		pattern("sort", `^(name|customerCount|conversationCount|lastInteractionAt)(,(asc|desc))?$`)),
	readOf("getOrganization", organizationPath, getOrganization, flag("includeCounts"), flag("includeProperties")),
	readOf("listOrganizationCustomers", organizationPath+"/customers", listOrganizationCustomers, pageParam),
	readOf("listOrganizationConversations", organizationPath+"/conversations", listOrganizationConversations, pageParam),
	readOf("listOrganizationPropertyDefinitions", "/v2/organizations/properties", listOrganizationProperties),
	readOf("getOrganizationPropertyDefinition", "/v2/organizations/properties/{slug}", getOrganizationProperty),

	readOf("listMailboxes", "/v2/mailboxes", listMailboxes, pageParam),
	readOf("getMailbox", mailboxPath, getMailbox),
	readOf("listMailboxFields", mailboxPath+"/fields", listMailboxFields, pageParam),
	readOf("listMailboxFolders", mailboxPath+"/folders", listMailboxFolders, pageParam),
	readOf("getMailboxRouting", mailboxPath+"/routing", getMailboxRouting),
	readOf("listSavedReplies", mailboxPath+"/saved-replies", listSavedReplies, flag("includeChatReplies")),
	readOf("getSavedReply", mailboxPath+"/saved-replies/{savedReplyId}", getSavedReply),

	readOf("listUsers", "/v2/users", listUsers, text("email"), integer("mailbox", 1), pageParam),
	readOf("getResourceOwner", "/v2/users/me", getMe),
	readOf("listUserStatuses", "/v2/users/status", listUserStatuses, pageParam),
	readOf("getUser", "/v2/users/{userId}", getUser),
	readOf("getUserStatus", "/v2/users/{userId}/status", getUserStatus),
	readOf("getConversationReassignment", "/v2/users/{userId}/conversation-reassignment", getReassignment),
	readOf("listSystemUsers", "/v3/system-users", listSystemUsers, pageParam),
	readOf("getSystemUser", "/v3/system-users/{systemUserId}", getSystemUser),
	readOf("listTeams", "/v2/teams", listTeams, pageParam),
	readOf("listTeamMembers", "/v2/teams/{teamId}/members", listTeamMembers, pageParam),

	readOf("listTags", "/v2/tags", listTags, pageParam),
	readOf("getTag", "/v2/tags/{tagId}", getTag),
	readOf("listWorkflows", "/v2/workflows", listWorkflows,
		integer("mailboxId", 1), oneOf("type", "manual", "automatic"), pageParam),
	readOf("listWebhooks", "/v2/webhooks", listWebhooks, pageParam),
	readOf("getWebhook", "/v2/webhooks/{webhookId}", getWebhook),
	readOf("getRating", "/v2/ratings/{ratingId}", getRating),
}

// match finds the route of a call. A literal segment beats a name, so /organizations/properties is not an organization.
// known is true for a path some method is documented for.
func match(method, path string) (found *route, vars []string, known bool) {
	parts := strings.Split(path, "/")
	best := -1
	for i := range routes {
		r := &routes[i]
		literals, ok := r.literals(parts)
		if !ok || literals < best {
			continue
		}
		if literals > best {
			best, found, known = literals, nil, true
		}
		if r.Method == method {
			found = r
		}
	}
	if found == nil {
		return nil, nil, known
	}
	for i, p := range found.parts {
		if strings.HasPrefix(p, "{") {
			vars = append(vars, parts[i])
		}
	}
	return found, vars, known
}

func (r *route) literals(parts []string) (n int, ok bool) {
	if len(parts) != len(r.parts) {
		return 0, false
	}
	for i, p := range r.parts {
		switch {
		case p == parts[i]:
			n++
		case !strings.HasPrefix(p, "{") || parts[i] == "":
			return 0, false
		}
	}
	return n, true
}
