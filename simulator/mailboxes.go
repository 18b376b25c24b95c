package simulator

import (
	"net/http"
	"slices"
)

// Types of custom fields. The reference confirms dropdown only; the other spellings follow its wording.
const (
	FieldDropdown   = "dropdown"
	FieldNumber     = "number"
	FieldDate       = "date"
	FieldSingleLine = "singleline"
	FieldMultiLine  = "multiline"
)

// Types of folders that decide where a conversation lies.
const (
	folderUnassigned = "open"
	folderMine       = "mytickets"
	folderAssigned   = "assigned"
	folderDrafts     = "drafts"
	folderClosed     = "closed"
	folderSpam       = "spam"
)

func (s *Store) field(id int64) *Field {
	for _, m := range s.mailboxes {
		if f := m.field(id); f != nil {
			return f
		}
	}
	return nil
}

func (s *Store) fieldIn(mailboxID, id int64) *Field {
	if m := s.mailbox(mailboxID); m != nil {
		return m.field(id)
	}
	return nil
}

func (m *Mailbox) field(id int64) *Field {
	for i := range m.Fields {
		if m.Fields[i].ID == id {
			return &m.Fields[i]
		}
	}
	return nil
}

// label is the text of a dropdown's option and the value itself for every other type.
func (f *Field) label(value string) string {
	for _, o := range f.Options {
		if itoa(o.ID) == value {
			return o.Label
		}
	}
	return value
}

// folderOf is the shared folder a conversation lies in, which is what folderId shows.
func (s *Store) folderOf(c *Conversation) int64 {
	kind := folderAssigned
	switch {
	case c.State == "draft":
		kind = folderDrafts
	case c.Status == "closed":
		kind = folderClosed
	case c.Status == "spam":
		kind = folderSpam
	case c.Assignee.ID == 0:
		kind = folderUnassigned
	}
	if m := s.mailbox(c.MailboxID); m != nil {
		for _, f := range m.Folders {
			if f.Type == kind {
				return f.ID
			}
		}
	}
	return 0
}

func listMailboxes(rq *request) *answer {
	return listPage(rq, "mailboxes", pageSize, rq.store.mailboxes, rq.writeMailbox)
}

// withMailbox answers 404 for an inbox that does not exist.
func withMailbox(rq *request, f func(*Mailbox) *answer) *answer {
	m := rq.store.mailbox(rq.id())
	if m == nil {
		return notFound()
	}
	return f(m)
}

func getMailbox(rq *request) *answer {
	return withMailbox(rq, func(m *Mailbox) *answer {
		return entity(func(w *writer) { rq.writeMailbox(w, m) })
	})
}

func (rq *request) writeMailbox(w *writer, m *Mailbox) {
	w.open('{')
	w.num("id", m.ID)
	w.str("name", m.Name)
	w.str("slug", m.Slug)
	w.str("email", m.Email)
	w.time("createdAt", m.CreatedAt)
	w.optTime("updatedAt", m.UpdatedAt, false)
	w.object("_links")
	w.linkID("fields", rq.base, "/v2/mailboxes/", m.ID, "/fields/")
	w.linkID("folders", rq.base, "/v2/mailboxes/", m.ID, "/folders/")
	w.linkID("self", rq.base, "/v2/mailboxes/", m.ID, "")
	w.close('}')
	w.close('}')
}

func listMailboxFields(rq *request) *answer {
	return withMailbox(rq, func(m *Mailbox) *answer {
		return listPage(rq, "fields", pageSize, m.Fields, func(w *writer, f Field) {
			w.open('{')
			w.num("id", f.ID)
			w.boolean("required", f.Required)
			w.num("order", f.Order)
			w.str("type", f.Type)
			w.str("name", f.Name)
			if f.Type == FieldDropdown {
				w.array("options")
				for _, o := range f.Options {
					w.open('{')
					w.num("id", o.ID)
					w.num("order", o.Order)
					w.str("label", o.Label)
					w.close('}')
				}
				w.close(']')
			}
			w.close('}')
		})
	})
}

func listMailboxFolders(rq *request) *answer {
	return withMailbox(rq, func(m *Mailbox) *answer {
		counts := cached(rq, "folders "+itoa(m.ID), func() [][2]int64 { return rq.store.countFolders(m) })
		return listPage(rq, "folders", pageSize, m.Folders, func(w *writer, f Folder) {
			n := counts[slices.IndexFunc(m.Folders, func(o Folder) bool { return o.ID == f.ID })]
			w.open('{')
			w.num("id", f.ID)
			w.str("name", f.Name)
			w.str("type", f.Type)
			w.num("userId", f.UserID) // 0 for shared folders
			w.num("totalCount", n[0])
			w.num("activeCount", n[1])
			w.time("updatedAt", f.UpdatedAt)
			w.close('}')
		})
	})
}

// countFolders counts all and the active conversations of each folder.
func (s *Store) countFolders(m *Mailbox) [][2]int64 {
	counts := make([][2]int64, len(m.Folders))
	for _, c := range s.conversations {
		if c.MailboxID != m.ID {
			continue
		}
		for i := range m.Folders {
			if s.inFolder(c, m.Folders[i].ID) {
				counts[i][0]++
				if c.Status == "active" {
					counts[i][1]++
				}
			}
		}
	}
	return counts
}

func getMailboxRouting(rq *request) *answer {
	return withMailbox(rq, func(m *Mailbox) *answer {
		return entity(func(w *writer) { m.Routing.write(w) })
	})
}

// write shows limit and method of a disabled routing as null: they are guaranteed only when it is enabled.
func (r *Routing) write(w *writer) {
	w.open('{')
	if r.Enabled {
		w.str("state", "enabled")
	} else {
		w.str("state", "disabled")
	}
	w.optNum("assignmentLimit", r.Limit, true)
	w.optStr("assignmentMethod", r.Method, true)
	w.nums("userIds", r.UserIDs)
	w.array("rotation")
	for _, p := range r.Rotation {
		w.open('{')
		w.num("userId", p.UserID)
		w.num("conversationsCount", p.Conversations)
		w.boolean("eligible", p.Eligible)
		w.optStr("reason", p.Reason, false)
		w.close('}')
	}
	w.close(']')
	w.close('}')
}

// listSavedReplies answers with a bare array, the only list of the API that does.
func listSavedReplies(rq *request) *answer {
	return withMailbox(rq, func(m *Mailbox) *answer {
		w, n := &writer{}, 0
		w.open('[')
		for _, r := range m.SavedReplies {
			if r.Text == "" && !rq.is("includeChatReplies") {
				continue
			}
			n++
			w.open('{')
			w.num("id", r.ID)
			w.str("name", r.Name)
			w.optStr("preview", cut(stripTags(r.Text), 60), false)
			w.optStr("chatPreview", cut(r.ChatText, 60), false)
			w.close('}')
		}
		w.close(']')
		return reply(http.StatusOK, halJSON, w.buf, n)
	})
}

func getSavedReply(rq *request) *answer {
	return withMailbox(rq, func(m *Mailbox) *answer {
		i := slices.IndexFunc(m.SavedReplies, func(r SavedReply) bool { return r.ID == rq.ids[1] })
		if i < 0 {
			return notFound()
		}
		r := m.SavedReplies[i]
		return entity(func(w *writer) {
			w.open('{')
			w.num("id", r.ID)
			w.str("name", r.Name)
			w.optStr("text", r.Text, true)
			w.optStr("chatText", r.ChatText, false)
			w.close('}')
		})
	})
}
