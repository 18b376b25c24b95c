package schema

import (
	"fmt"
	"strconv"

	"github.com/scoutql/scoutql/simulator"
)

// fieldColumns are the columns of the seeded account's custom fields. Two
// inboxes have a Priority and an Order Number: those get their id.
var fieldColumns = map[int64]string{
	300_001: "Field_Priority_300001", 300_201: "Field_Priority_300201",
	300_002: "Field_Order_Number_300002", 300_102: "Field_Order_Number_300102",
	300_003: "Field_Due_Date", 300_004: "Field_Product", 300_005: "Field_Steps_to_reproduce",
	300_106: "Field_Carrier_Tracking_", 300_107: "Field_Shipped_on",
	300_208: "Field_Subject", 300_209: "Field_Währung",
	300_310: "Field_Deal_size", 300_311: "Field_Notes",
}

func (x *shared) conversations() (rows []row) {
	for _, c := range x.store.Conversations() {
		rows = append(rows, x.conversation(c))
	}
	return rows
}

func (x *shared) conversation(c simulator.Conversation) row {
	r := row{
		"Id": num(c.ID), "Number": num(c.Number), "ThreadCount": num(c.Published), "Type": c.Type, "FolderId": num(c.FolderID),
		"Status": c.Status, "State": c.State, "Subject": opt(c.Subject), "Preview": opt(x.preview(c)), "MailboxId": num(c.MailboxID),
		"CreatedDate": date(c.CreatedAt), "UserUpdatedDate": date(c.UserUpdatedAt), "UpdatedDate": date(max(c.UserUpdatedAt, c.WaitingSince)),
		"ClosedDate": date(c.ClosedAt), "ClosedBy": optNum(c.ClosedBy.ID),
		"CustomerWaitingSince_Time": date(c.WaitingSince), "CustomerWaitingSince_Friendly": nil, "CustomerWaitingSince_LatestReplyFrom": nil,
		"Source_Type": opt(c.SourceType), "Source_Via": opt(c.SourceVia), "Cc": list(c.CC), "Bcc": list(c.BCC),
		"Tags": nil, "CustomFields": list(x.fieldValues(c)),
		"Snooze_SnoozedBy": nil, "Snooze_SnoozedUntil": nil, "Snooze_UnsnoozeOnCustomerReply": nil,
		"NextEvent_Time": nil, "NextEvent_EventType": nil, "NextEvent_UserId": nil, "NextEvent_CancelOnCustomerReply": nil,
		"WebUrl": fmt.Sprintf("https://secure.helpscout.net/conversation/%d/%d", c.ID, c.Number),
		// Only written, or only filtered by.
		"Threads": nil, "AutoReply": nil, "Imported": nil, "Query": nil,
	}
	x.person(c.Assignee).put(r, "Assignee", true)
	x.person(c.CreatedBy).put(r, "CreatedBy", true)
	x.person(c.ClosedBy).put(r, "ClosedByUser", true)
	x.person(simulator.Ref{Kind: simulator.KindCustomer, ID: c.CustomerID}).put(r, "PrimaryCustomer", true)
	var names []string
	for _, id := range c.Tags {
		names = append(names, x.tags[id].Name)
	}
	r["Tags"] = list(names)
	if c.WaitingSince != 0 {
		r["CustomerWaitingSince_Friendly"] = friendly(int64(simulator.TimeOf(x.store.Now()) - c.WaitingSince))
		r["CustomerWaitingSince_LatestReplyFrom"] = opt(c.LatestReplyFrom)
	}
	if s := c.Snooze; s != nil {
		r["Snooze_SnoozedBy"], r["Snooze_SnoozedUntil"], r["Snooze_UnsnoozeOnCustomerReply"] = num(s.By), date(s.Until), oneOrZero(s.UnsnoozeOnCustomerReply)
	}
	if e := c.NextEvent; e != nil {
		r["NextEvent_Time"], r["NextEvent_EventType"] = date(e.At), e.Type
		r["NextEvent_UserId"], r["NextEvent_CancelOnCustomerReply"] = num(e.UserID), oneOrZero(e.CancelOnCustomerReply)
	}
	x.putFields(r, c)
	return r
}

// preview is the start of the latest thread that has a text and is not hidden.
func (x *shared) preview(c simulator.Conversation) string {
	for _, t := range x.store.Threads(c.ID) {
		if t.Body != "" && t.State != "hidden" {
			return start(stripped(t.Body), 120)
		}
	}
	return ""
}

// friendly is a time that has passed, in the largest unit that fits.
func friendly(seconds int64) string {
	units := []struct {
		name string
		size int64
	}{{"year", 31_536_000}, {"month", 2_592_000}, {"week", 604_800}, {"day", 86_400}, {"hour", 3_600}, {"min", 60}}
	for _, u := range units {
		switch n := seconds / u.size; {
		case n == 1:
			return "1 " + u.name + " ago"
		case n > 1:
			return fmt.Sprintf("%d %ss ago", n, u.name)
		}
	}
	return "just now"
}

func (x *shared) field(mailbox, id int64) (simulator.Field, bool) {
	for _, f := range x.boxes[mailbox].Fields {
		if f.ID == id {
			return f, true
		}
	}
	return simulator.Field{}, false
}

// label is what people see: the option of a dropdown, otherwise the value.
func label(f simulator.Field, value string) string {
	for _, o := range f.Options {
		if strconv.FormatInt(o.ID, 10) == value {
			return o.Label
		}
	}
	return value
}

func (x *shared) fieldValues(c simulator.Conversation) []member {
	var values []member
	for _, v := range c.CustomFields {
		if f, ok := x.field(c.MailboxID, v.FieldID); ok {
			values = append(values, member{"id": f.ID, "name": f.Name, "value": v.Value, "text": label(f, v.Value)})
		}
	}
	return values
}

func (x *shared) putFields(r row, c simulator.Conversation) {
	for _, column := range fieldColumns {
		r[column] = nil
	}
	for _, v := range c.CustomFields {
		f, ok := x.field(c.MailboxID, v.FieldID)
		if !ok {
			continue
		}
		r[fieldColumns[f.ID]] = v.Value
		if f.Type == simulator.FieldDropdown {
			r[fieldColumns[f.ID]] = label(f, v.Value)
		}
	}
}

func (x *shared) conversationTags() (rows []row) {
	for _, c := range x.store.Conversations() {
		for _, id := range c.Tags {
			t := x.tags[id]
			rows = append(rows, row{"ConversationId": num(c.ID), "Id": num(t.ID), "Color": opt(t.Color), "Tag": t.Name})
		}
	}
	return rows
}

func (x *shared) conversationCustomFields() (rows []row) {
	for _, c := range x.store.Conversations() {
		for _, v := range c.CustomFields {
			if f, ok := x.field(c.MailboxID, v.FieldID); ok {
				rows = append(rows, row{
					"ConversationId": num(c.ID), "Id": num(f.ID), "Name": f.Name, "Value": v.Value, "Text": label(f, v.Value),
				})
			}
		}
	}
	return rows
}

func (x *shared) threads() (rows []row) {
	for _, c := range x.store.Conversations() {
		for _, t := range x.store.Threads(c.ID) {
			rows = append(rows, x.thread(c, t))
		}
	}
	return rows
}

func (x *shared) thread(c simulator.Conversation, t simulator.Thread) row {
	r := row{
		"Id": num(t.ID), "ConversationId": num(c.ID), "Type": t.Type, "Status": opt(t.Status), "State": opt(t.State), "Body": opt(t.Body),
		"Action_Type": opt(t.ActionType), "Action_Text": nil, "Action_AssociatedEntities": nil,
		"Source_Type": opt(t.SourceType), "Source_Via": nil, "SavedReplyId": optNum(t.SavedReplyID),
		"To": list(t.To), "Cc": list(t.CC), "Bcc": list(t.BCC), "CreatedDate": date(t.CreatedAt), "OpenedDate": date(t.OpenedAt),
		"Attachments": nil, "Rating": nil, "Scheduled": nil, "LinkedConversationId": optNum(t.LinkedConversationID),
	}
	x.person(t.CreatedBy).put(r, "CreatedBy", true)
	x.person(t.AssignedTo).put(r, "AssignedTo", true)
	x.person(simulator.Ref{Kind: simulator.KindCustomer, ID: t.CustomerID}).put(r, "Customer", false)
	if t.ActionType != "" {
		entities := member{}
		for _, e := range t.ActionEntities {
			entities[e.Kind] = e.ID
		}
		r["Action_Text"], r["Action_AssociatedEntities"] = opt(t.ActionText), jsonText{entities}
	}
	if t.SourceType != "" {
		r["Source_Via"] = opt(t.SourceVia)
	}
	if len(t.Attachments) > 0 {
		var files []member
		for _, a := range t.Attachments {
			files = append(files, member{
				"id": a.ID, "filename": a.Filename, "mimeType": a.MimeType, "state": a.State,
				"width": unset(a.Width), "height": unset(a.Height), "size": unset(a.Size),
			})
		}
		r["Attachments"] = list(files)
	}
	if g := t.Rating; g != nil {
		r["Rating"] = jsonText{member{"customerId": t.CustomerID, "rating": g.Rating, "comments": opt(g.Comments)}}
	}
	if p := t.Scheduled; p != nil {
		r["Scheduled"] = jsonText{member{
			"scheduledBy": p.By, "sendAsId": unset(p.SendAs), "createdAt": iso(p.CreatedAt), "scheduledFor": iso(p.For),
			"unscheduleOnCustomerReply": p.UnscheduleOnCustomerReply,
		}}
	}
	return r
}

// unset is a number in JSON, null for 0.
func unset(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

func (x *shared) attachments() (rows []row) {
	for _, c := range x.store.Conversations() {
		for _, t := range x.store.Threads(c.ID) {
			for _, a := range t.Attachments {
				rows = append(rows, row{
					"ThreadId": num(t.ID), "ConversationId": num(c.ID), "Id": num(a.ID), "Filename": a.Filename, "MimeType": a.MimeType,
					"Width": optNum(a.Width), "Height": optNum(a.Height), "Size": optNum(a.Size), "State": a.State, "Data": nil,
				})
			}
		}
	}
	return rows
}

func (x *shared) ratings() (rows []row) {
	for _, g := range x.store.Ratings() {
		c, _ := x.store.Conversation(g.ConversationID)
		customer := x.customers[g.CustomerID]
		r := row{
			"Id": num(g.ID), "ThreadId": num(g.ThreadID), "ConversationId": num(c.ID), "ConversationNumber": num(c.Number),
			"MailboxId": num(c.MailboxID), "Rating": g.Rating, "Comments": opt(g.Comments), "CreatedDate": date(g.At), "ModifiedDate": date(g.At),
			"User_Id": nil, "User_FirstName": nil, "User_LastName": nil, "User_Email": nil,
			"Customer_Id": num(g.CustomerID), "Customer_FirstName": opt(customer.First), "Customer_LastName": opt(customer.Last),
			"Customer_Email": opt(firstMail(customer)), "Customer_PhotoUrl": opt(customer.PhotoURL),
		}
		if u, ok := x.users[g.User.ID]; ok {
			r["User_Id"], r["User_FirstName"], r["User_LastName"], r["User_Email"] = num(u.ID), u.First, u.Last, u.Email
		}
		rows = append(rows, r)
	}
	return rows
}
