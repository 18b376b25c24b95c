package procs

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/writes"
)

// The procedures for users and teams (reports-and-account.md sections 3 and 4).

type userArgs struct {
	UserID, TeamID            int64
	Status                    string
	Text, Emoji, EmojiName    *string
	Enabled                   bool
	Hours, Minutes            int64
	FirstName, LastName       string
	Email, Role               string
	TimeZone, JobTitle, Phone *string
	MailboxIDs                []int64
	SendInvite                *bool
}

var userID = Param{Name: "userId", Doc: "User."}

var userProcedures = []Procedure{
	define(Procedure{
		Name: "SetUserStatus", Table: "UserStatuses", Result: outcome,
		Doc:   "Says whether a user is at work. Administrators may set it for others.",
		Calls: "PUT /v2/users/{id}/status",
		Params: append([]Param{userID, status("At work or not.", "active", "away")}, optional(
			Param{Name: "text", Kind: Line, Doc: "Own words for the status."},
			Param{Name: "emoji", Kind: Line, Doc: "Emoji; only with text."},
			Param{Name: "emojiName", Kind: Line, Doc: "Its name; only with text."})...),
		Example: "CALL SetUserStatus(5, 'away', 'On holiday')",
	}, setUserStatus),
	define(Procedure{
		Name: "SetConversationReassignment", Table: "Users", Result: outcome,
		Doc:   "Says whether, and after how long away, a user's conversations go to others.",
		Calls: "PUT /v2/users/{id}/conversation-reassignment",
		Params: []Param{
			userID,
			{Name: "enabled", Kind: Flag, Doc: "true switches it on."},
			{Name: "hours", Kind: Number, Max: 1_000_000, Doc: "Hours away."},
			{Name: "minutes", Kind: Number, Max: 59, Doc: "And minutes."},
		},
		Example: "CALL SetConversationReassignment(5, true, 24, 0)",
	}, setReassignment),
	define(Procedure{
		Name: "InviteUser", Table: "Users", Result: newID,
		Doc:   "Adds a user and, unless sendInvite is false, sends the invitation. Administrators and owners only.",
		Calls: "POST /v2/users",
		Params: append([]Param{
			{Name: "firstName", Kind: Line, Max: 40, Doc: "First name."},
			{Name: "lastName", Kind: Line, Max: 40, Doc: "Last name."},
			{Name: "email", Kind: Line, Doc: "E-mail address."},
			{Name: "role", Kind: Word, Words: []string{"admin", "user", "light user"}, Doc: "Role."},
		}, optional(
			Param{Name: "mailboxIds", Kind: IDs, Max: 1000, Doc: "Inboxes that the user may see, as [3, 4]."},
			Param{Name: "sendInvite", Kind: Flag, Doc: "false sends no invitation; true when left out."},
			Param{Name: "timezone", Kind: Line, Doc: "Time zone, such as Europe/Berlin."},
			Param{Name: "jobTitle", Kind: Line, Doc: "Job title."},
			Param{Name: "phone", Kind: Line, Doc: "Telephone."})...),
		Example: "CALL InviteUser('Ann', 'Lee', 'ann@example.com', 'user')",
	}, inviteUser),
	teamProcedure("AddTeamMember", "Adds a user to a team.", "addedUserIds", true),
	teamProcedure("RemoveTeamMember", "Takes a user out of a team.", "deletedUserIds", false),
}

func setUserStatus(ctx context.Context, c call, a userArgs) ([]any, error) {
	type custom struct {
		Text      string  `json:"text"`
		Emoji     *string `json:"emoji,omitempty"`
		EmojiName *string `json:"emojiName,omitempty"`
	}
	body := struct {
		Status string  `json:"status"`
		Custom *custom `json:"customStatus,omitempty"`
	}{Status: a.Status}
	switch {
	case a.Text != nil:
		body.Custom = &custom{*a.Text, a.Emoji, a.EmojiName}
	case a.Emoji != nil || a.EmojiName != nil:
		return nil, &ArgumentError{Refused, "emoji", "emoji and emojiName need a text beside them"}
	}
	change := writes.Change{
		Request: request("setUserStatus", http.MethodPut, body, "/v2/users/%d/status", a.UserID),
		Says:    "Email_Status: -> " + a.Status, Columns: []string{"Email_Status"},
		Check: fmt.Sprintf("SELECT * FROM UserStatuses WHERE UserId = %d", a.UserID),
	}
	if body.Custom == nil { // the answer does not show the words
		change.Look = holds("getUserStatus", path("/v2/users/%d/status", a.UserID), func(s gjson.Result) bool {
			return s.Get("email.status").String() == a.Status
		})
	}
	return c.set(ctx, key("userId", a.UserID), change)
}

func setReassignment(ctx context.Context, c call, a userArgs) ([]any, error) {
	type duration struct {
		Hours   int64 `json:"hours"`
		Minutes int64 `json:"minutes"`
	}
	body := struct {
		Enabled bool     `json:"enabled"`
		Away    duration `json:"awayDuration"`
	}{a.Enabled, duration{a.Hours, a.Minutes}}
	address := path("/v2/users/%d/conversation-reassignment", a.UserID)
	return c.set(ctx, key("userId", a.UserID), writes.Change{
		Request: request("updateConversationReassignment", http.MethodPut, body, "/v2/users/%d/conversation-reassignment", a.UserID),
		Says:    fmt.Sprintf("reassignment: -> %t after %d h %d min", a.Enabled, a.Hours, a.Minutes),
		Look: holds("getConversationReassignment", address, func(r gjson.Result) bool {
			return r.Get("enabled").Exists() && r.Get("enabled").Bool() == a.Enabled &&
				r.Get("awayDuration.hours").Int() == a.Hours && r.Get("awayDuration.minutes").Int() == a.Minutes
		}),
		Check: fmt.Sprintf("SELECT * FROM Users WHERE Id = %d", a.UserID),
	})
}

func inviteUser(ctx context.Context, c call, a userArgs) ([]any, error) {
	type mailbox struct {
		ID int64 `json:"id"`
	}
	body := struct {
		FirstName  string    `json:"firstName"`
		LastName   string    `json:"lastName"`
		Email      string    `json:"email"`
		Role       string    `json:"role"`
		TimeZone   *string   `json:"timezone,omitempty"`
		JobTitle   *string   `json:"jobTitle,omitempty"`
		Phone      *string   `json:"phone,omitempty"`
		SendInvite bool      `json:"sendInvite"`
		Mailboxes  []mailbox `json:"mailboxes,omitempty"`
	}{
		FirstName: a.FirstName, LastName: a.LastName, Email: a.Email, Role: a.Role, TimeZone: a.TimeZone,
		JobTitle: a.JobTitle, Phone: a.Phone, SendInvite: a.SendInvite == nil || *a.SendInvite,
	}
	for _, id := range a.MailboxIDs {
		body.Mailboxes = append(body.Mailboxes, mailbox{id})
	}
	return c.create(ctx, "email = '"+a.Email+"'", writes.Change{
		Request: request("createUser", http.MethodPost, body, "/v2/users"),
		Says:    "new user, role " + a.Role, Kin: "user " + a.Email, Look: lookForUser(a.Email),
		Check: "SELECT Id, Email, CreatedDate FROM Users ORDER BY CreatedDate DESC LIMIT 5",
	})
}

func lookForUser(email string) writes.Look {
	return func(ctx context.Context, client *helpscout.Client, _ time.Time) (found writes.Found, err error) {
		body, err := client.Get(ctx, "listUsers", "/v2/users", url.Values{"email": {email}})
		for _, u := range gjson.GetBytes(body, "_embedded.users").Array() {
			found.Created = append(found.Created, writes.Created{ID: u.Get("id").Int(), At: u.Get("createdAt").Time()})
		}
		return found, err
	}
}

// teamProcedure declares a change of one member of a team; the API takes a delta.
func teamProcedure(name, doc, list string, there bool) Procedure {
	return define(Procedure{
		Name: name, Table: "TeamMembers", Doc: doc, Result: outcome,
		Calls:   "PUT /v2/teams/{id}/members",
		Params:  []Param{{Name: "teamId", Doc: "Team."}, userID},
		Example: "CALL " + name + "(9, 5)",
	}, func(ctx context.Context, c call, a userArgs) ([]any, error) {
		body := map[string][]int64{"addedUserIds": {}, "deletedUserIds": {}}
		body[list] = []int64{a.UserID}
		return c.set(ctx, fmt.Sprintf("teamId = %d, userId = %d", a.TeamID, a.UserID), writes.Change{
			Request: request("updateTeamMembers", http.MethodPut, body, "/v2/teams/%d/members", a.TeamID),
			Says:    fmt.Sprintf("%s: %d", list, a.UserID),
			Look:    lookForMember(a.TeamID, a.UserID, there),
			Check:   fmt.Sprintf("SELECT * FROM TeamMembers WHERE TeamId = %d", a.TeamID),
		})
	})
}

func lookForMember(team, user int64, there bool) writes.Look {
	list := helpscout.List{Operation: "listTeamMembers", Path: path("/v2/teams/%d/members", team), Items: "_embedded.users"}
	return func(ctx context.Context, client *helpscout.Client, _ time.Time) (writes.Found, error) {
		for page, err := range client.Pages(ctx, list) {
			if err != nil {
				return writes.Found{}, err
			}
			for _, item := range page.Items {
				if gjson.GetBytes(item, "id").Int() == user {
					return writes.Found{Holds: there}, nil
				}
			}
		}
		return writes.Found{Holds: !there}, nil
	}
}
