package simulator

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// listConversations answers GET /v2/conversations. Without status only active conversations come back, also with a query or
// a number.
func listConversations(rq *request) *answer {
	conditions, bad := rq.conversationFilters()
	if bad != nil {
		return badRequest(*bad)
	}
	list := cached(rq, rq.listKey(), func() []*Conversation {
		return rq.sortConversations(filter(rq.store.listedConversations(), conditions))
	})
	embed := rq.has("embed")
	return listPage(rq, "conversations", conversationPageSize, list, func(w *writer, c *Conversation) {
		rq.writeConversation(w, c, embed)
	})
}

func (rq *request) conversationFilters() ([]func(*Conversation) bool, *problem) {
	s := rq.store
	var all []func(*Conversation) bool
	add := func(f func(*Conversation) bool) { all = append(all, f) }

	switch status := rq.get("status"); status {
	case "all":
	case "":
		add(func(c *Conversation) bool { return c.Status == "active" })
	case "open": // the reference: presumably active plus pending
		add(func(c *Conversation) bool { return c.Status == "active" || c.Status == "pending" })
	default:
		add(func(c *Conversation) bool { return c.Status == status })
	}
	if rq.has("mailbox") {
		ids := splitIDs(rq.get("mailbox"))
		add(func(c *Conversation) bool { return slices.Contains(ids, c.MailboxID) })
	}
	if rq.has("folder") {
		id := rq.num("folder")
		add(func(c *Conversation) bool { return s.inFolder(c, id) })
	}
	if rq.has("tag") {
		ids := s.tagsNamed(strings.Split(rq.get("tag"), ","))
		add(func(c *Conversation) bool { return slices.ContainsFunc(c.Tags, func(id int64) bool { return ids[id] }) })
	}
	if rq.has("assigned_to") {
		id := rq.num("assigned_to")
		add(func(c *Conversation) bool { return c.Assignee.ID == id && c.Assignee.Kind != "" })
	}
	if rq.has("modifiedSince") { // "after this time": taken literally, a conversation changed in that very second is out
		since := rq.date("modifiedSince")
		add(func(c *Conversation) bool { return c.ModifiedAt > since })
	}
	if rq.has("number") {
		number := rq.num("number")
		add(func(c *Conversation) bool { return c.Number == number })
	}
	if rq.has("customFieldsByIds") {
		f, bad := rq.customFieldFilter()
		if bad != nil {
			return nil, bad
		}
		add(f)
	}
	if rq.has("query") {
		f, err := parseQuery(rq.get("query"), s.conversationFields(), s.now)
		if err != nil {
			return nil, &problem{"query", err.Error(), rq.get("query"), "Query"}
		}
		add(f)
	}
	return all, nil
}

func splitIDs(list string) []int64 {
	var ids []int64
	for v := range strings.SplitSeq(list, ",") {
		n, _ := strconv.ParseInt(v, 10, 64)
		ids = append(ids, n)
	}
	return ids
}

func (s *Store) tagsNamed(names []string) map[int64]bool {
	ids := map[int64]bool{}
	for _, t := range s.tags {
		for _, n := range names {
			if strings.EqualFold(t.Name, strings.TrimSpace(n)) {
				ids[t.ID] = true
			}
		}
	}
	return ids
}

// customFieldFilter reads id:value pairs, all of which must match: single-line text by its words, everything else exactly.
// Multi-line fields cannot be searched.
func (rq *request) customFieldFilter() (func(*Conversation) bool, *problem) {
	const name = "customFieldsByIds"
	if !rq.has("mailbox") {
		return nil, &problem{name, "needs the mailbox parameter, too", rq.get(name), "Missing"}
	}
	type test struct {
		field int64
		ok    func(string) bool
	}
	var tests []test
	for _, list := range rq.query[name] {
		for pair := range strings.SplitSeq(list, ",") {
			left, value, _ := strings.Cut(pair, ":")
			id, _ := strconv.ParseInt(left, 10, 64)
			f := rq.store.field(id)
			switch {
			case f == nil:
				return nil, &problem{name, "no custom field has this id", left, "InvalidIdentifier"}
			case f.Type == FieldMultiLine:
				return nil, &problem{name, "multi-line fields cannot be searched", left, "NotSupported"}
			case f.Type == FieldSingleLine:
				tests = append(tests, test{id, nameMatches(value)})
			default:
				tests = append(tests, test{id, func(v string) bool { return v == value }})
			}
		}
	}
	return func(c *Conversation) bool {
		for _, t := range tests {
			i := slices.IndexFunc(c.CustomFields, func(v FieldValue) bool { return v.FieldID == t.field })
			if i < 0 || !t.ok(c.CustomFields[i].Value) {
				return false
			}
		}
		return true
	}, nil
}

// sortConversations orders by sortField, createdAt by default. The list comes in creation order.
func (rq *request) sortConversations(list []*Conversation) []*Conversation {
	s, desc := rq.store, rq.descending()
	byText := func(key func(*Conversation) string) []*Conversation {
		return order(list, desc, func(c *Conversation) string { return strings.ToLower(key(c)) })
	}
	byNumber := func(key func(*Conversation) int64) []*Conversation { return order(list, desc, key) }
	switch rq.get("sortField") {
	case "customerEmail":
		return byText(func(c *Conversation) string { return s.customerOr(c.CustomerID).primaryEmail() })
	case "customerName":
		return byText(func(c *Conversation) string { return s.customerOr(c.CustomerID).name() })
	case "mailboxid":
		return byNumber(func(c *Conversation) int64 { return c.MailboxID })
	case "modifiedAt":
		return byNumber(func(c *Conversation) int64 { return int64(c.ModifiedAt) })
	case "number":
		return byNumber(func(c *Conversation) int64 { return c.Number })
	case "status":
		return byText(func(c *Conversation) string { return c.Status })
	case "subject":
		return byText(func(c *Conversation) string { return c.Subject })
	case "waitingSince":
		return byNumber(func(c *Conversation) int64 { return int64(c.WaitingSince) })
	}
	if desc { // createdAt; and score, which is the same for all
		slices.Reverse(list)
	}
	return list
}

// getConversation answers the v2 and v3 gets, the only calls that redirect from a merged conversation to its survivor.
func getConversation(rq *request) *answer {
	c := rq.store.conversation[rq.id()]
	if c == nil {
		into, ok := rq.store.survivor(rq.id())
		if !ok {
			return notFound()
		}
		version := "/v2"
		if rq.v3 {
			version = "/v3"
		}
		return &answer{
			status: http.StatusMovedPermanently,
			head:   http.Header{"Location": {rq.base + version + "/conversations/" + itoa(into)}},
		}
	}
	return entity(func(w *writer) { rq.writeConversation(w, c, rq.has("embed")) })
}

// listThreads answers the v2 and v3 thread lists: newest first, bodies in full.
func listThreads(rq *request) *answer {
	c := rq.store.conversation[rq.id()]
	if c == nil {
		return notFound()
	}
	threads := rq.store.threadsOf(rq.store.listedThreads(c))
	return listPage(rq, "threads", threadPageSize, threads, func(w *writer, t Thread) { rq.writeThread(w, c, &t, false) })
}

// inFolder says whether a folder shows a conversation. Personal folders show their owner's open work whatever folderId says.
func (s *Store) inFolder(c *Conversation, id int64) bool {
	if c.FolderID == id {
		return true
	}
	m := s.mailbox(c.MailboxID)
	if m == nil {
		return false
	}
	i := slices.IndexFunc(m.Folders, func(f Folder) bool { return f.ID == id && f.Type == folderMine })
	return i >= 0 && c.Assignee == Ref{KindUser, m.Folders[i].UserID} && (c.Status == "active" || c.Status == "pending")
}
