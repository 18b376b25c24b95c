package simulator

import (
	"slices"
	"strings"
)

func listUsers(rq *request) *answer {
	var conditions []func(*User) bool
	if rq.has("email") {
		conditions = append(conditions, func(u *User) bool { return strings.EqualFold(u.Email, rq.get("email")) })
	}
	if rq.has("mailbox") {
		conditions = append(conditions, func(u *User) bool { return slices.Contains(u.Mailboxes, rq.num("mailbox")) })
	}
	return listPage(rq, "users", pageSize, filter(rq.store.users, conditions), rq.writeUser)
}

// getMe answers with the owner of the token: always the account's owner.
func getMe(rq *request) *answer {
	return entity(func(w *writer) { rq.writeUser(w, rq.store.users[0]) })
}

func withUser(rq *request, f func(*writer, *User)) *answer {
	u := rq.store.user(rq.id())
	if u == nil {
		return notFound()
	}
	return entity(func(w *writer) { f(w, u) })
}

func getUser(rq *request) *answer       { return withUser(rq, rq.writeUser) }
func getUserStatus(rq *request) *answer { return withUser(rq, rq.writeStatus) }

func listUserStatuses(rq *request) *answer {
	return listPage(rq, "userStatuses", pageSize, rq.store.users, rq.writeStatus)
}

func (rq *request) writeUser(w *writer, u *User) {
	null := u.ID%2 == 0
	w.open('{')
	w.num("id", u.ID)
	w.str("firstName", u.First)
	w.str("lastName", u.Last)
	w.str("email", u.Email)
	w.str("role", u.Role)
	w.str("timezone", u.Timezone)
	w.optStr("photoUrl", u.PhotoURL, null)
	w.time("createdAt", u.CreatedAt)
	w.time("updatedAt", u.UpdatedAt)
	w.str("type", KindUser)
	w.optStr("mention", u.Mention, null)
	w.optStr("initials", u.Initials, null)
	w.optStr("jobTitle", u.JobTitle, null)
	w.optStr("phone", u.Phone, null)
	w.strs("alternateEmails", u.AlternateEmails)
	rq.selfLink(w, "/v2/users/", u.ID)
	w.close('}')
}

func (rq *request) selfLink(w *writer, path string, id int64) {
	w.object("_links")
	w.linkID("self", rq.base, path, id, "")
	w.close('}')
}

func (rq *request) writeStatus(w *writer, u *User) {
	st := &u.Status
	w.open('{')
	w.num("userId", u.ID)
	w.object("email")
	w.str("status", st.Email)
	w.optTime("updatedAt", st.EmailUpdatedAt, false)
	w.optNum("performedBy", st.EmailBy, false)
	w.optStr("source", st.EmailSource, false)
	w.close('}')
	w.object("chat")
	w.str("status", st.Chat)
	w.object("mailboxStatuses") // filled when the status is custom; the keys are inbox ids as text
	for _, m := range st.ChatMailboxes {
		w.str(itoa(m.MailboxID), m.Status)
	}
	w.close('}')
	w.close('}')
	w.object("_links")
	w.linkID("self", rq.base, "/v2/users/", u.ID, "/status")
	w.close('}')
	w.close('}')
}

func getReassignment(rq *request) *answer {
	return withUser(rq, func(w *writer, u *User) {
		w.open('{')
		w.boolean("enabled", u.Reassignment.Enabled)
		w.object("awayDuration")
		w.num("hours", u.Reassignment.Hours)
		w.num("minutes", u.Reassignment.Minutes)
		w.close('}')
		w.close('}')
	})
}

func listSystemUsers(rq *request) *answer {
	return listPage(rq, "system_users", pageSize, rq.store.systemUsers, rq.writeSystemUser)
}

func getSystemUser(rq *request) *answer {
	u := rq.store.systemUser(rq.id())
	if u == nil {
		return notFound()
	}
	return entity(func(w *writer) { rq.writeSystemUser(w, u) })
}

func (rq *request) writeSystemUser(w *writer, u *SystemUser) {
	w.open('{')
	w.num("id", u.ID)
	w.str("type", KindSystemUser)
	w.str("firstName", u.First)
	w.str("lastName", u.Last)
	w.str("initials", u.Initials)
	w.optStr("email", u.Email, true)
	w.optStr("mention", u.Mention, true)
	w.str("timezone", u.Timezone)
	w.str("role", u.Role)
	w.optStr("photoUrl", u.PhotoURL, true)
	w.time("createdAt", u.CreatedAt)
	w.time("updatedAt", u.UpdatedAt)
	rq.selfLink(w, "/v3/system-users/", u.ID)
	w.close('}')
}

func listTeams(rq *request) *answer {
	return listPage(rq, "teams", pageSize, rq.store.teams, func(w *writer, t *Team) {
		w.open('{')
		w.num("id", t.ID)
		w.str("name", t.Name)
		w.str("timezone", t.Timezone)
		w.optStr("photoUrl", t.PhotoURL, t.ID%2 == 0)
		w.optStr("mention", t.Mention, false)
		w.optStr("initials", t.Initials, false)
		w.time("createdAt", t.CreatedAt)
		w.time("updatedAt", t.UpdatedAt)
		rq.selfLink(w, "/v2/teams/", t.ID)
		w.close('}')
	})
}

// listTeamMembers answers with full user objects under the key users.
func listTeamMembers(rq *request) *answer {
	t := rq.store.team(rq.id())
	if t == nil {
		return notFound()
	}
	members := filter(rq.store.users, []func(*User) bool{
		func(u *User) bool { return slices.Contains(t.Members, u.ID) },
	})
	return listPage(rq, "users", pageSize, members, rq.writeUser)
}
