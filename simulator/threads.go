package simulator

import (
	"html"
	"slices"
	"strings"
)

// Threads are not kept: 100,000 conversations have half a million of them. Each is made when asked for, from the account's
// seed, the conversation's number and its place, and is the same every time. Only threads a test has set are stored.

// threadBase and threadStride give every thread an id of its own that leads back to its conversation's number.
// The ids pass 2^32 within the demo account.
const (
	threadBase   = 4_294_930_000
	threadStride = 128
	ratingOffset = 1_000
)

// Sorts of threads in a conversation's plan.
const (
	sortCustomer = iota
	sortMessage
	sortNote
	sortChat
	sortPhone
	sortForward
	sortLine
	sortHidden
	sortDraft
)

// plan says which sort of thread stands at which place, oldest first.
func (s *Store) plan(c *Conversation) []byte {
	r := s.rng(kindPlan, uint64(c.Number))
	kinds := make([]byte, 0, c.Published+c.LineItems+2)
	published, lines := c.Published, c.LineItems
	for published+lines > 0 {
		if len(kinds) > 0 && r.n(published+lines) >= published {
			kinds = append(kinds, sortLine)
			lines--
			continue
		}
		if published == 0 {
			kinds = append(kinds, sortLine)
			lines--
			continue
		}
		kinds = append(kinds, s.nextSort(c, r, len(kinds) == 0))
		published--
	}
	if c.Hidden {
		kinds = append(kinds, sortHidden)
	}
	if c.Draft {
		kinds = append(kinds, sortDraft)
	}
	return kinds
}

func (s *Store) nextSort(c *Conversation, r *rng, opener bool) byte {
	switch {
	case c.Type == "chat" && (opener || r.chance(50)):
		return sortChat
	case c.Type == "phone" && (opener || r.chance(20)):
		return sortPhone
	case opener && c.SourceVia == KindUser:
		return sortMessage
	case opener:
		return sortCustomer
	}
	switch n := r.n(100); {
	case n < 40:
		return sortCustomer
	case n < 85:
		return sortMessage
	case n < 97:
		return sortNote
	default:
		return sortForward
	}
}

// threadsOf lists a conversation's threads as the API does: newest first.
func (s *Store) threadsOf(c *Conversation) []Thread {
	list := s.ownThreads(c)
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b Thread) int { return int(b.CreatedAt - a.CreatedAt) })
	return list
}

// ownThreads lists a conversation's threads as they came to it. The slice is the caller's.
func (s *Store) ownThreads(c *Conversation) []Thread {
	if c.threads != nil {
		return slices.Clone(c.threads)
	}
	kinds := s.plan(c)
	list := make([]Thread, len(kinds))
	for i, k := range kinds {
		s.makeThread(&list[i], c, i, len(kinds), k)
	}
	return list
}

func (s *Store) makeThread(t *Thread, c *Conversation, i, n int, sort byte) {
	r := s.makeBareThread(t, c, i, n, sort)
	if sort != sortLine {
		t.Body = toHTML(s.threadText(c, i, sort))
	}
	if c.Attachments && sort != sortLine && (i == 0 || r.chance(25)) {
		t.Attachments = s.makeAttachments(r, t.ID)
	}
}

// makeBareThread makes all of a thread but its text and attachments, which cost most. It returns the random numbers to go on
// with.
func (s *Store) makeBareThread(t *Thread, c *Conversation, i, n int, sort byte) *rng {
	r := s.rng(kindThread, uint64(c.Number)*threadStride+uint64(i))
	t.ID = threadBase + c.Number*threadStride + int64(i)
	t.State = "published"
	t.CreatedAt = threadTime(c, i, n)
	t.CustomerID = c.CustomerID
	if c.OtherCustomerID != 0 && i > 0 && r.chance(50) {
		t.CustomerID = c.OtherCustomerID
	}
	t.SourceType, t.SourceVia = c.SourceType, KindCustomer
	t.AssignedTo = c.Assignee
	t.Status = pick(r, []string{"active", "active", "pending", "closed", "nochange"})
	s.dress(t, c, r, sort)
	return r
}

// bareThreads lists a conversation's threads oldest first, those of the seed without text and attachments.
func (s *Store) bareThreads(c *Conversation) []Thread {
	if c.threads != nil {
		list := slices.Clone(c.threads)
		slices.SortStableFunc(list, func(a, b Thread) int { return int(a.CreatedAt - b.CreatedAt) })
		return list
	}
	kinds := s.plan(c)
	list := make([]Thread, len(kinds))
	for i, k := range kinds {
		s.makeBareThread(&list[i], c, i, len(kinds), k)
	}
	return list
}

// threadTime spreads the threads over the conversation's life, denser at its start.
func threadTime(c *Conversation, i, n int) Time {
	if n <= 1 {
		return c.CreatedAt
	}
	return c.CreatedAt + (c.lastThreadAt-c.CreatedAt)*Time(i*i)/Time((n-1)*(n-1))
}

// dress gives a thread what its sort has.
func (s *Store) dress(t *Thread, c *Conversation, r *rng, sort byte) {
	byCustomer := Ref{KindCustomer, t.CustomerID}
	author := s.author(r)
	switch sort {
	case sortCustomer:
		t.Type, t.CreatedBy, t.CC = "customer", byCustomer, c.CC
	case sortChat:
		t.Type, t.CreatedBy, t.SourceType = "chat", byCustomer, "chat"
		if c.SourceType == "beacon" {
			t.Type, t.SourceType = "beaconchat", "beacon"
		}
	case sortPhone:
		t.Type, t.CreatedBy, t.SourceType, t.SourceVia = "phone", author, "web", KindUser
	case sortNote:
		t.Type, t.CreatedBy, t.SourceType, t.SourceVia = "note", author, "web", KindUser
		t.Status = ""
	case sortForward:
		t.Type, t.CreatedBy, t.SourceType, t.SourceVia = "forwardparent", author, "web", KindUser
		t.To, t.LinkedConversationID = []string{"warehouse@example.com"}, c.ID
	case sortLine:
		s.dressLine(t, r, author)
	case sortMessage, sortHidden, sortDraft:
		s.dressMessage(t, c, r, author)
	}
	switch sort {
	case sortHidden:
		t.State = "hidden"
	case sortDraft:
		t.State, t.OpenedAt, t.Rating = "draft", 0, nil
		if e := c.NextEvent; e != nil && e.Type == "scheduled" {
			t.Scheduled = &Scheduled{
				By: e.UserID, SendAs: e.UserID * int64(r.n(2)), CreatedAt: t.CreatedAt, For: e.At,
				UnscheduleOnCustomerReply: e.CancelOnCustomerReply,
			}
		}
	}
}

func (s *Store) dressLine(t *Thread, r *rng, author Ref) {
	name := "Deleted user"
	if u := findID(s.seedUsers, author.ID, func(u *User) int64 { return u.ID }); u != nil {
		name = u.First + " " + u.Last
	}
	t.Type, t.CreatedBy, t.SourceType, t.SourceVia = "lineitem", author, "web", KindUser
	t.ActionType = pick(r, []string{"default", "change-status", "assigned", "moved-from-mailbox", "manual-workflow"})
	t.ActionText = strings.Replace(pick(r, lineTexts), "%s", name, 1)
	t.ActionEntities = []Ref{author}
}

func (s *Store) dressMessage(t *Thread, c *Conversation, r *rng, author Ref) {
	t.Type, t.CreatedBy, t.SourceType, t.SourceVia = "message", author, "web", KindUser
	if len(s.systemUsers) > 0 && r.chance(5) {
		t.CreatedBy = Ref{KindSystemUser, pick(r, s.systemUsers).ID}
	}
	if email := s.originOf(t.CustomerID).primaryEmail(); email != "" {
		t.To = []string{email}
	}
	t.CC, t.BCC = c.CC, c.BCC
	if r.chance(20) {
		t.SavedReplyID = pick(r, s.seedReplies).ID
	}
	if r.chance(60) {
		t.OpenedAt = t.CreatedAt + Time(60+r.n(20000))
	}
	if c.Status == "closed" && r.chance(12) && t.CustomerID == c.CustomerID {
		rating := pick(r, []string{"great", "great", "great", "okay", "not_good"})
		t.Rating = &ThreadRating{
			ID: t.ID - threadBase + ratingOffset, Rating: rating, Comments: pick(r, ratingComments[rating]),
			At: t.CreatedAt + Time(3600+r.n(86400)),
		}
	}
}

// author picks who wrote for the account: any user of the seed, and one who has left since.
func (s *Store) author(r *rng) Ref { return Ref{KindUser, pick(r, s.authors)} }

// repliers lists who replied to the customer, without making the texts.
func (s *Store) repliers(c *Conversation) []int64 {
	var ids []int64
	for _, t := range s.threadsOf(c) {
		if t.Type == "message" && t.State == "published" && t.CreatedBy.Kind != KindCustomer {
			ids = append(ids, t.CreatedBy.ID)
		}
	}
	return ids
}

// threadText is a thread's text before it becomes HTML, a paragraph a line.
func (s *Store) threadText(c *Conversation, i int, sort byte) string {
	r := s.rng(kindText, uint64(c.Number)*threadStride+uint64(i))
	var b strings.Builder
	lines, count := customerLines, 1+r.n(4)
	switch sort {
	case sortMessage, sortHidden, sortDraft, sortForward:
		lines = replyLines
	case sortNote:
		lines, count = noteLines, 1
	case sortChat:
		return s.transcript(r, c)
	}
	if sort != sortNote {
		b.WriteString(pick(r, greetings))
		b.WriteByte('\n')
	}
	if i == 0 && c.Subject != "" {
		b.WriteString("This is about “" + strings.Join(strings.Fields(c.Subject), " ") + "”.\n")
	}
	for range count {
		b.WriteString(pick(r, lines))
		b.WriteByte('\n')
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// transcript is a chat: long enough to be cut when it is embedded.
func (s *Store) transcript(r *rng, c *Conversation) string {
	who := s.originOf(c.CustomerID).First
	if who == "" {
		who = "Visitor"
	}
	var b strings.Builder
	for i := range 4 + r.n(8) {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i%2 == 0 {
			b.WriteString(who + ": " + pick(r, customerLines))
		} else {
			b.WriteString("Support: " + pick(r, replyLines))
		}
	}
	return b.String()
}

func toHTML(text string) string {
	var b strings.Builder
	b.Grow(len(text) + 64)
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString("<p>")
		b.WriteString(html.EscapeString(line))
		b.WriteString("</p>\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// stripTags is enough for the markup this simulator writes.
func stripTags(s string) string {
	var b strings.Builder
	in := false
	for _, r := range s {
		switch {
		case r == '<':
			in = true
		case r == '>':
			in = false
			b.WriteByte(' ')
		case !in:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
}

const previewLength = 120

// previewOf is the start of the latest thread that has a text.
func (s *Store) previewOf(c *Conversation) string {
	if c.Preview != "" {
		return c.Preview
	}
	if c.threads != nil {
		for _, t := range s.threadsOf(c) {
			if t.Body != "" {
				return cut(stripTags(t.Body), previewLength)
			}
		}
		return ""
	}
	kinds := s.plan(c)
	for i := len(kinds) - 1; i >= 0; i-- {
		if k := kinds[i]; k != sortLine && k != sortHidden {
			return cut(strings.ReplaceAll(s.threadText(c, i, k), "\n", " "), previewLength)
		}
	}
	return ""
}

// ratedThread finds the thread of a rating. Ids lead back to the conversation, so nothing is searched.
func (s *Store) ratedThread(rating int64) (*Conversation, *Thread) {
	c := s.byNumber[(rating-ratingOffset)/threadStride]
	if c == nil {
		return nil, nil
	}
	for _, t := range s.threadsOf(c) {
		if t.Rating != nil && t.Rating.ID == rating {
			return c, &t
		}
	}
	return nil, nil
}

// rawMail is the mail a customer's thread came in as.
func (s *Store) rawMail(c *Conversation, t *Thread) string {
	from := s.customerOr(t.CustomerID)
	to := ""
	if m := s.mailbox(c.MailboxID); m != nil {
		to = m.Email
	}
	return "From: " + from.name() + " <" + from.primaryEmail() + ">\r\nTo: " + to + "\r\nSubject: " + c.Subject +
		"\r\nDate: " + t.CreatedAt.Time().Format("Mon, 02 Jan 2006 15:04:05 -0700") +
		"\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + t.Body + "\r\n"
}
