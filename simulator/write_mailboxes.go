package simulator

import "slices"

// editMailbox changes an inbox through a copy: readers of the store may hold the old one.
func editMailbox(rq *request, f func(next *Mailbox) *answer) *answer {
	return withMailbox(rq, func(m *Mailbox) *answer {
		next := *m
		a := f(&next)
		if a.status >= 400 {
			return a
		}
		s := rq.store
		at := slices.Index(s.mailboxes, m)
		s.mailboxes = slices.Clone(s.mailboxes)
		s.mailboxes[at] = &next
		return a
	})
}

// updateRouting replaces the routing. Its rotation is made anew; nobody is away in it.
func updateRouting(rq *request) *answer {
	in := decode[struct {
		State, AssignmentMethod string
		AssignmentLimit         int64
		UserIDs                 []int64
	}](rq)
	return editMailbox(rq, func(next *Mailbox) *answer {
		if in.State == "enabled" && len(in.UserIDs) == 0 {
			return refuse(bad("userIds", "may not be empty when the routing is enabled", in.UserIDs, "Missing"))
		}
		r := Routing{Enabled: in.State == "enabled", Limit: in.AssignmentLimit, Method: in.AssignmentMethod, UserIDs: in.UserIDs}
		for i, id := range in.UserIDs {
			if rq.store.user(id) == nil {
				return refuse(unknownID("userIds["+itoa(int64(i))+"]", "User", id))
			}
			r.Rotation = append(r.Rotation, Rotation{UserID: id, Eligible: true})
		}
		next.Routing = r
		return noContent()
	})
}

type savedReplyInput struct{ Name, Text, ChatText string }

// createSavedReply names the new id, which is unverified.
func createSavedReply(rq *request) *answer {
	in := decode[savedReplyInput](rq)
	return editMailbox(rq, func(next *Mailbox) *answer {
		id := rq.store.nextOther()
		next.SavedReplies = append(slices.Clone(next.SavedReplies), SavedReply{id, in.Name, in.Text, in.ChatText})
		return rq.created(id, "")
	})
}

// updateSavedReply clears the texts that are left out. Whether a PUT does is unverified; this is the harder reading.
func updateSavedReply(rq *request) *answer {
	in := decode[savedReplyInput](rq)
	return editSavedReplies(rq, func(list []SavedReply, at int) []SavedReply {
		list[at].Name, list[at].Text, list[at].ChatText = in.Name, in.Text, in.ChatText
		return list
	})
}

// deleteSavedReply is a soft delete, of which no call shows anything.
func deleteSavedReply(rq *request) *answer {
	return editSavedReplies(rq, func(list []SavedReply, at int) []SavedReply { return slices.Delete(list, at, at+1) })
}

func editSavedReplies(rq *request, f func(list []SavedReply, at int) []SavedReply) *answer {
	return editMailbox(rq, func(next *Mailbox) *answer {
		at := slices.IndexFunc(next.SavedReplies, func(r SavedReply) bool { return r.ID == rq.ids[1] })
		if at < 0 {
			return notFound()
		}
		next.SavedReplies = f(slices.Clone(next.SavedReplies), at)
		return noContent()
	})
}
