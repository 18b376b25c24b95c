package simulator

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r)
}

var (
	errRangeHere = errors.New("takes no range")
	errNumber    = errors.New("must be a number")
	errBoolean   = errors.New("must be true or false")
)

func textField[T any](match func(text string) func(*T) bool) func(searchValue) (func(*T) bool, error) {
	return func(v searchValue) (func(*T) bool, error) {
		if v.isRange {
			return nil, errRangeHere
		}
		return match(v.text), nil
	}
}

func numberField[T any](match func(n int64) func(*T) bool) func(searchValue) (func(*T) bool, error) {
	return func(v searchValue) (func(*T) bool, error) {
		n, err := strconv.ParseInt(v.text, 10, 64)
		if err != nil || v.isRange {
			return nil, errNumber
		}
		return match(n), nil
	}
}

func dateField[T any](of func(*T) Time) func(searchValue) (func(*T) bool, error) {
	return func(v searchValue) (func(*T) bool, error) {
		s, err := v.dateSpan()
		if err != nil {
			return nil, err
		}
		return func(t *T) bool { at := of(t); return s.from <= at && at <= s.to }, nil
	}
}

// conversationFields are the fields of the conversation search. email is wider than the primary customer's address: it
// looks into all addresses of everybody who takes part.
func (s *Store) conversationFields() searchFields[Conversation] {
	type test = func(*Conversation) bool
	return searchFields[Conversation]{
		"subject": textField(func(text string) test {
			ok := nameMatches(text)
			return func(c *Conversation) bool { return ok(c.Subject) }
		}),
		"body": textField(func(text string) test {
			want := words(text)
			return func(c *Conversation) bool { return s.bodyHas(c, want) }
		}),
		"tag": textField(func(text string) test {
			ids := s.tagsNamed([]string{text})
			return func(c *Conversation) bool { return slices.ContainsFunc(c.Tags, func(id int64) bool { return ids[id] }) }
		}),
		"mailbox": textField(func(text string) test {
			return func(c *Conversation) bool { m := s.mailbox(c.MailboxID); return m != nil && m.Name == text }
		}),
		"email": textField(func(text string) test {
			return func(c *Conversation) bool { return s.mentionsEmail(c, text) }
		}),
		"assigned": textField(func(text string) test {
			if strings.EqualFold(text, "Unassigned") {
				return func(c *Conversation) bool { return c.Assignee.ID == 0 }
			}
			ok := nameMatches(text)
			return func(c *Conversation) bool { return c.Assignee.ID != 0 && ok(s.nameOf(c.Assignee)) }
		}),
		"attachments": func(v searchValue) (func(*Conversation) bool, error) {
			if v.isRange || v.text != "true" && v.text != "false" {
				return nil, errBoolean
			}
			want := v.text == "true"
			return func(c *Conversation) bool { return s.hasAttachments(c) == want }, nil
		},
		"mailboxid": numberField(func(n int64) test { return func(c *Conversation) bool { return c.MailboxID == n } }),
		"number":    numberField(func(n int64) test { return func(c *Conversation) bool { return c.Number == n } }),
		"id":        numberField(func(n int64) test { return func(c *Conversation) bool { return c.ID == n } }),
		"customerIds": numberField(func(n int64) test {
			return func(c *Conversation) bool { return c.CustomerID == n || c.OtherCustomerID == n }
		}),
		"replyUserIds": numberField(func(n int64) test {
			return func(c *Conversation) bool { return slices.Contains(s.repliers(c), n) }
		}),
		"createdAt":  dateField(func(c *Conversation) Time { return c.CreatedAt }),
		"modifiedAt": dateField(func(c *Conversation) Time { return c.ModifiedAt }),
	}
}

// bodyHas says whether one thread of a conversation has all the words. A thread's text is only cut into words when it has
// the first one somewhere, which spares most of the work.
func (s *Store) bodyHas(c *Conversation, want []string) bool {
	if len(want) == 0 {
		return false
	}
	has := func(text string) bool {
		return strings.Contains(strings.ToLower(text), want[0]) && hasWords(words(text), want)
	}
	if c.threads != nil {
		return slices.ContainsFunc(c.threads, func(t Thread) bool { return has(stripTags(t.Body)) })
	}
	for i, sort := range s.plan(c) {
		if sort != sortLine && has(s.threadText(c, i, sort)) {
			return true
		}
	}
	return false
}

func (s *Store) mentionsEmail(c *Conversation, email string) bool {
	same := func(v string) bool { return strings.EqualFold(v, email) }
	return s.customerOr(c.CustomerID).hasEmail(email) || s.customerOr(c.OtherCustomerID).hasEmail(email) ||
		slices.ContainsFunc(c.CC, same) || slices.ContainsFunc(c.BCC, same)
}

func (s *Store) hasAttachments(c *Conversation) bool {
	if c.threads == nil {
		return c.Attachments
	}
	return slices.ContainsFunc(c.threads, func(t Thread) bool { return len(t.Attachments) > 0 })
}

func (s *Store) nameOf(who Ref) string {
	switch who.Kind {
	case KindUser:
		if u := s.user(who.ID); u != nil {
			return u.First + " " + u.Last
		}
	case KindSystemUser:
		if u := s.systemUser(who.ID); u != nil {
			return u.First + " " + u.Last
		}
	case KindTeam:
		if t := s.team(who.ID); t != nil {
			return t.Name
		}
	case KindCustomer:
		return s.customerOr(who.ID).name()
	}
	return ""
}

// customerFields are the fields of the customer search. Their email is a "contains".
var customerFields = searchFields[Customer]{
	"firstName": textField(func(text string) func(*Customer) bool {
		ok := nameMatches(text)
		return func(c *Customer) bool { return ok(c.First) }
	}),
	"lastName": textField(func(text string) func(*Customer) bool {
		ok := nameMatches(text)
		return func(c *Customer) bool { return ok(c.Last) }
	}),
	"email": textField(func(text string) func(*Customer) bool {
		part := strings.ToLower(text)
		return func(c *Customer) bool {
			return slices.ContainsFunc(c.Emails, func(e Entry) bool { return strings.Contains(strings.ToLower(e.Value), part) })
		}
	}),
	"modifiedAt": dateField(func(c *Customer) Time { return c.UpdatedAt }),
}
