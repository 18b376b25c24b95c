package tables

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestReference keeps docs/reference in step with the definitions.
func TestReference(t *testing.T) {
	dir := filepath.Join("..", "docs", "reference")
	pages := Reference()
	for name, text := range pages {
		golden(t, filepath.Join(dir, name), text)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, known := pages[f.Name()]; known || f.Name() == "procedures.md" { // the room procs writes that one
			continue
		}
		if !*update {
			t.Errorf("%s describes no table: run make gen", f.Name())
		} else if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
			t.Error(err)
		}
	}
}

// TestComments: MySQL allows 1024 characters a column and 2048 a table.
func TestComments(t *testing.T) {
	for _, def := range All() {
		if n := utf8.RuneCountInString(def.Summary()); n > 2048 {
			t.Errorf("%s: the comment has %d characters", def.Name, n)
		}
		for i := range def.Columns {
			c := &def.Columns[i]
			if n := utf8.RuneCountInString(def.Comment(c)); n > 1024 {
				t.Errorf("%s.%s: the comment has %d characters", def.Name, c.Name, n)
			}
		}
	}
}

func TestComment(t *testing.T) {
	for name, want := range map[string]string{
		"Conversations.Status": "Status of the conversation. Known values: active, pending, closed, spam. API: status. Reaches the API: = and IN as status, exact. Writable: INSERT (active if not given) and UPDATE.",
		"Conversations.Id": "Conversation id, used by every call and procedure. Not the number that people see. API: id. " +
			"Reaches the API: = and IN as GET /v2/conversations/{Id}, exact.",
		"Conversations.FolderId": "Folder that holds the conversation, see MailboxFolders. API: folderId. Reaches the API: = and IN as folder, if MailboxId is given too, exact.",
		"Conversations.Subject":  "Subject line. API: subject. Reaches the API: = and IN as query subject, word by word, checked again. Writable: INSERT (required) and UPDATE.",
		"CustomerEmails.CustomerId": "Customer whom the entry belongs to. API: id of Customers. " +
			"Reaches the API: = and IN as GET /v2/customers/{Id}, exact. Writable: INSERT (required).",
		"ThreadAttachments.ConversationId": "Conversation of that thread. API: id of Conversations. " +
			"Reaches the API: = and IN as GET /v2/conversations/{ConversationId}/threads, exact. Writable: INSERT (required).",
		"Conversations.ClosedDate": "When the conversation was closed, UTC; NULL while it is not. API: closedAt. Writable: INSERT.",
		"ReportCompanyCustomersHelped_Previous.Previous_EndDate": "End of the period to compare with, UTC. Reads back as asked. " +
			"Reaches the API: =, IN, <= and < as previousEnd, exact. Required in WHERE.",
		"ReportCompanyDrillDowns.Previous_EndDate": "Reads back as asked and is not sent: this report compares nothing.",
		"ReportPhone_Users.MailboxIds": "Only these inboxes, see MailBoxes: a comma list of ids such as '1,2'. IN makes one report a value. " +
			"Reaches the API: = and IN as mailboxes, exact.",
		"ReportChat_Ranges.Metric":                    "What the bucket is of. Known values: waitTime, responseTime, messagesPerChat, duration.",
		"ReportConversationOverall_CustomFields.Name": "Name of the field. API: name of customFields.fields.",
		"SatisfactionRatings.Id":                      "Rating id. API: id. Reaches the API: = and IN as GET /v2/ratings/{Id}, exact. Required in WHERE.",
	} {
		table, column, _ := strings.Cut(name, ".")
		def, _ := Find(table)
		c, _ := def.Column(column)
		if got := def.Comment(c); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

func TestText(t *testing.T) {
	golden(t, filepath.Join("testdata", "CustomerAddresses.txt"), CustomerAddresses.Text(72))
	for _, def := range All() {
		for line := range strings.Lines(def.Text(72)) {
			if utf8.RuneCountInString(line) > 73 && !strings.HasPrefix(line, "  SELECT") {
				t.Errorf("%s: a line is too long: %s", def.Name, line)
			}
		}
	}
}
