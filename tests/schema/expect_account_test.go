package schema

import (
	"slices"
	"strconv"

	"github.com/scoutql/scoutql/simulator"
)

func (x *shared) mailboxes() (rows []row) {
	for _, m := range x.store.Mailboxes() {
		rows = append(rows, row{
			"Id": num(m.ID), "Name": m.Name, "Slug": m.Slug, "Email": m.Email, "CreatedDate": date(m.CreatedAt), "UpdatedDate": date(m.UpdatedAt),
		})
	}
	return rows
}

func (x *shared) fields() (rows []row) {
	for _, m := range x.store.Mailboxes() {
		for _, f := range m.Fields {
			r := row{
				"Id": num(f.ID), "MailboxId": num(m.ID), "Required": oneOrZero(f.Required), "Order": num(f.Order), "Type": f.Type, "Name": f.Name, "Options": nil,
			}
			if f.Type == simulator.FieldDropdown {
				var options []member
				for _, o := range f.Options {
					options = append(options, member{"id": o.ID, "order": o.Order, "label": o.Label})
				}
				r["Options"] = list(options)
			}
			rows = append(rows, r)
		}
	}
	return rows
}

func (x *shared) folders() (rows []row) {
	conversations := x.store.Conversations()
	for _, m := range x.store.Mailboxes() {
		for _, f := range m.Folders {
			total, active := 0, 0
			for _, c := range conversations {
				// A personal folder finds its owner's open work wherever it lies.
				mine := f.UserID != 0 && c.MailboxID == m.ID && c.Assignee == simulator.Ref{Kind: simulator.KindUser, ID: f.UserID} &&
					(c.Status == "active" || c.Status == "pending")
				if c.FolderID == f.ID || mine {
					total++
					if c.Status == "active" {
						active++
					}
				}
			}
			rows = append(rows, row{
				"Id": num(f.ID), "MailboxId": num(m.ID), "Name": f.Name, "Type": f.Type, "UserId": optNum(f.UserID),
				"TotalCount": num(total), "ActiveCount": num(active), "UpdatedDate": date(f.UpdatedAt),
			})
		}
	}
	return rows
}

func (x *shared) routing() (rows []row) {
	for _, m := range x.store.Mailboxes() {
		g := m.Routing
		r := row{
			"MailboxId": num(m.ID), "State": "disabled", "AssignmentLimit": optNum(g.Limit), "AssignmentMethod": opt(g.Method),
			"UserIds": list(g.UserIDs), "Rotation": nil,
		}
		if g.Enabled {
			r["State"] = "enabled"
		}
		var rotation []member
		for _, p := range g.Rotation {
			rotation = append(rotation, member{
				"userId": p.UserID, "conversationsCount": p.Conversations, "eligible": p.Eligible, "reason": opt(p.Reason),
			})
		}
		r["Rotation"] = list(rotation)
		rows = append(rows, r)
	}
	return rows
}

func (x *shared) savedReplies() (rows []row) {
	for _, m := range x.store.Mailboxes() {
		for _, s := range m.SavedReplies {
			rows = append(rows, row{
				"Id": num(s.ID), "MailboxId": num(m.ID), "Name": s.Name, "Preview": opt(start(stripped(s.Text), 60)),
				"ChatPreview": opt(start(s.ChatText, 60)), "Text": opt(s.Text), "ChatText": opt(s.ChatText),
			})
		}
	}
	return rows
}

func (x *shared) userRows() (rows []row) {
	for _, u := range x.store.Users() {
		rows = append(rows, row{
			"Id": num(u.ID), "FirstName": u.First, "LastName": u.Last, "Email": u.Email, "Role": u.Role, "Timezone": u.Timezone,
			"PhotoUrl": opt(u.PhotoURL), "Type": "user", "Mention": opt(u.Mention), "Initials": opt(u.Initials), "JobTitle": opt(u.JobTitle),
			"Phone": opt(u.Phone), "AlternateEmails": list(u.AlternateEmails), "CreatedDate": date(u.CreatedAt), "UpdatedDate": date(u.UpdatedAt),
			"CompanyId": nil, // not in the reference's object; the simulator never sends it
			"MailboxId": nil,
		})
	}
	return rows
}

func (x *shared) userStatuses() (rows []row) {
	for _, u := range x.store.Users() {
		s := u.Status
		chats := member{}
		for _, m := range s.ChatMailboxes {
			chats[strconv.FormatInt(m.MailboxID, 10)] = m.Status
		}
		rows = append(rows, row{
			"UserId": num(u.ID), "Email_Status": s.Email, "Email_UpdatedDate": date(s.EmailUpdatedAt), "Email_PerformedBy": optNum(s.EmailBy),
			"Email_Source": opt(s.EmailSource), "Chat_Status": s.Chat, "Chat_MailboxStatuses": jsonText{chats},
			// Taken by the API, but not in the reference's answer.
			"Email_CustomStatus_Text": nil, "Email_CustomStatus_Emoji": nil,
		})
	}
	return rows
}

func (x *shared) systemUsers() (rows []row) {
	for _, u := range x.store.SystemUsers() {
		rows = append(rows, row{
			"Id": num(u.ID), "FirstName": u.First, "LastName": u.Last, "Email": opt(u.Email), "Role": u.Role, "Timezone": u.Timezone,
			"PhotoUrl": opt(u.PhotoURL), "Type": "system_user", "Mention": opt(u.Mention), "Initials": u.Initials,
			"CreatedDate": date(u.CreatedAt), "UpdatedDate": date(u.UpdatedAt),
		})
	}
	return rows
}

func (x *shared) teamRows() (rows []row) {
	for _, t := range x.store.Teams() {
		rows = append(rows, row{
			"Id": num(t.ID), "Name": t.Name, "Timezone": t.Timezone, "PhotoUrl": opt(t.PhotoURL), "Mention": opt(t.Mention),
			"Initials": opt(t.Initials), "CreatedDate": date(t.CreatedAt), "UpdatedDate": date(t.UpdatedAt),
		})
	}
	return rows
}

func (x *shared) teamMembers() (rows []row) {
	for _, t := range x.store.Teams() {
		for _, u := range x.store.Users() {
			if slices.Contains(t.Members, u.ID) {
				rows = append(rows, row{
					"TeamId": num(t.ID), "UserId": num(u.ID), "FirstName": u.First, "LastName": u.Last, "Email": u.Email, "Role": u.Role,
					"Timezone": u.Timezone, "PhotoUrl": opt(u.PhotoURL), "CreatedDate": date(u.CreatedAt), "UpdatedDate": date(u.UpdatedAt),
				})
			}
		}
	}
	return rows
}

func (x *shared) tagRows() (rows []row) {
	uses := map[int64]int{}
	for _, c := range x.store.Conversations() {
		for _, id := range c.Tags {
			uses[id]++
		}
	}
	for _, t := range x.store.Tags() {
		rows = append(rows, row{
			"Id": num(t.ID), "Name": t.Name, "Slug": t.Slug, "Color": opt(t.Color), "TicketCount": num(uses[t.ID]),
			"CreatedDate": date(t.CreatedAt), "UpdatedDate": date(t.UpdatedAt),
		})
	}
	return rows
}

func (x *shared) workflows() (rows []row) {
	for _, f := range x.store.Workflows() {
		rows = append(rows, row{
			"Id": num(f.ID), "MailboxId": num(f.MailboxID), "Type": f.Type, "Status": f.Status, "Order": num(f.Order), "Name": f.Name,
			"CreatedDate": date(f.CreatedAt), "ModifiedDate": date(f.ModifiedAt),
		})
	}
	return rows
}

func (x *shared) webhooks() (rows []row) {
	for _, h := range x.store.Webhooks() {
		rows = append(rows, row{
			"Id": num(h.ID), "Url": h.URL, "Events": list(h.Events), "State": h.State, "Notification": oneOrZero(h.Notification),
			"Label": opt(h.Label), "PayloadVersion": h.PayloadVersion, "MailboxIds": list(h.MailboxIDs),
			"Secret": nil, // never read back
		})
	}
	return rows
}
