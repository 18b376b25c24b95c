package simulator

import (
	"slices"
	"strconv"
	"strings"
)

// editUser changes a user through a copy: readers of the store may hold the old one.
func editUser(rq *request, f func(next *User)) *answer {
	s := rq.store
	at := slices.IndexFunc(s.users, func(u *User) bool { return u.ID == rq.id() })
	if at < 0 {
		return notFound()
	}
	next := *s.users[at]
	f(&next)
	s.users = slices.Clone(s.users)
	s.users[at] = &next
	return noContent()
}

// createUser invites a user, who is on the list at once.
func createUser(rq *request) *answer {
	in := decode[struct {
		FirstName, LastName, Email, Role, Timezone, JobTitle, Phone string
		Mailboxes                                                   []struct{ ID int64 }
	}](rq)
	s := rq.store
	if slices.ContainsFunc(s.users, func(u *User) bool { return strings.EqualFold(u.Email, in.Email) }) {
		return conflict("email", "a user with this email already exists", in.Email)
	}
	u := &User{
		ID: s.nextOther(), First: in.FirstName, Last: in.LastName, Email: in.Email, Role: in.Role, Timezone: in.Timezone,
		JobTitle: in.JobTitle, Phone: in.Phone, CreatedAt: s.now, UpdatedAt: s.now,
		Status: UserStatus{Email: "active", Chat: "unavailable"},
	}
	if u.Timezone == "" {
		u.Timezone = "UTC" // the account's
	}
	for i, m := range in.Mailboxes {
		if s.mailbox(m.ID) == nil {
			return refuse(unknownID("mailboxes["+strconv.Itoa(i)+"].id", "Mailbox", m.ID))
		}
		u.Mailboxes = append(u.Mailboxes, m.ID)
	}
	s.users = append(slices.Clone(s.users), u)
	return rq.created(u.ID, "/v2/users/"+itoa(u.ID))
}

// deleteUser leaves the user's conversations with an owner who is gone: what really becomes of them is unverified.
func deleteUser(rq *request) *answer {
	s := rq.store
	switch u := s.user(rq.id()); {
	case u == nil:
		return notFound()
	case u.ID == s.owner.ID:
		return accessDenied("you cannot delete yourself")
	case u.Role == "owner":
		return accessDenied("the account's owner cannot be deleted")
	}
	s.users = slices.DeleteFunc(slices.Clone(s.users), func(u *User) bool { return u.ID == rq.id() })
	for i, t := range s.teams {
		if slices.Contains(t.Members, rq.id()) {
			s.setMembers(i, nil, []int64{rq.id()})
		}
	}
	return noContent()
}

func setUserStatus(rq *request) *answer {
	in := decode[struct{ Status string }](rq)
	return editUser(rq, func(next *User) {
		next.Status.Email, next.Status.EmailSource = in.Status, "api"
		next.Status.EmailBy, next.Status.EmailUpdatedAt = rq.store.owner.ID, rq.store.now
	})
}

func updateReassignment(rq *request) *answer {
	in := decode[struct {
		Enabled      bool
		AwayDuration struct{ Hours, Minutes int64 }
	}](rq)
	return editUser(rq, func(next *User) {
		next.Reassignment = Reassignment{in.Enabled, in.AwayDuration.Hours, in.AwayDuration.Minutes}
	})
}

// updateTeamMembers takes a delta. Who is added twice is there once; to delete somebody who is no member is fine.
func updateTeamMembers(rq *request) *answer {
	in := decode[struct{ AddedUserIDs, DeletedUserIDs []int64 }](rq)
	s := rq.store
	at := slices.IndexFunc(s.teams, func(t *Team) bool { return t.ID == rq.id() })
	if at < 0 {
		return notFound()
	}
	for i, id := range in.AddedUserIDs {
		if s.user(id) == nil {
			return refuse(unknownID("addedUserIds["+strconv.Itoa(i)+"]", "User", id))
		}
	}
	s.setMembers(at, in.AddedUserIDs, in.DeletedUserIDs)
	return noContent()
}

func (s *Store) setMembers(team int, added, deleted []int64) {
	next := *s.teams[team]
	next.Members = slices.Clone(next.Members)
	for _, id := range added {
		if !slices.Contains(next.Members, id) {
			next.Members = append(next.Members, id)
		}
	}
	next.Members = slices.DeleteFunc(next.Members, func(id int64) bool { return slices.Contains(deleted, id) })
	next.UpdatedAt = s.now
	s.teams = slices.Clone(s.teams)
	s.teams[team] = &next
}
