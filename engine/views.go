package engine

import (
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
)

// view is a saved query of the database helpscout.
type view struct{ name, doc, query string }

// views cost no more than their tables: filters travel through them.
var views = []view{
	{
		"OpenConversations",
		"Conversations that still need someone: active or pending.",
		"SELECT * FROM Conversations WHERE Status IN ('active', 'pending')",
	},
	{
		"ConversationMessages",
		"One row per message of a conversation, its body as plain text; line items (events) are left out.",
		`SELECT t.ConversationId, t.Id AS ThreadId, t.Type, t.State, t.CreatedDate,
  t.CreatedBy_Id, t.CreatedBy_Type, t.CreatedBy_Email, t.Customer_Id, PLAIN_TEXT(t.Body) AS Text
FROM ConversationThreads t WHERE t.Type <> 'lineitem'`,
	},
	{
		"ConversationMetrics",
		"One row per conversation, from its threads, without the reporting plan. FirstResponseSeconds: from CreatedDate to the first published reply of a user. " +
			"ResolutionSeconds: from CreatedDate to ClosedDate. Replies: published replies of users. CustomerMessages: messages of customers, chats and calls. " +
			"Reopens: threads that set the conversation active or pending after one had closed it. Calendar time, not office hours.",
		// The statuses that the threads set, in order, as text: a look-up of "closed"
		// before another one counts the times it was opened again.
		`SELECT c.Id AS ConversationId, c.Number, c.Status, c.MailboxId, c.Assignee_Id, c.CreatedDate, c.ClosedDate,
  TIMESTAMPDIFF(SECOND, c.CreatedDate, MIN(CASE WHEN t.Type = 'message' AND t.State = 'published' AND t.CreatedBy_Type = 'user' THEN t.CreatedDate END)) AS FirstResponseSeconds,
  TIMESTAMPDIFF(SECOND, c.CreatedDate, c.ClosedDate) AS ResolutionSeconds,
  COUNT(CASE WHEN t.Type = 'message' AND t.State = 'published' AND t.CreatedBy_Type = 'user' THEN 1 END) AS Replies,
  COUNT(CASE WHEN t.Type IN ('customer', 'chat', 'phone', 'beaconchat') AND t.CreatedBy_Type = 'customer' THEN 1 END) AS CustomerMessages,
  CAST((2 * CHAR_LENGTH(COALESCE(GROUP_CONCAT(NULLIF(t.Status, 'nochange') ORDER BY t.CreatedDate, t.Id), ''))
    - CHAR_LENGTH(REPLACE(COALESCE(GROUP_CONCAT(NULLIF(t.Status, 'nochange') ORDER BY t.CreatedDate, t.Id), ''), 'closed,active', 'closed,activ'))
    - CHAR_LENGTH(REPLACE(COALESCE(GROUP_CONCAT(NULLIF(t.Status, 'nochange') ORDER BY t.CreatedDate, t.Id), ''), 'closed,pending', 'closed,pendin'))) AS SIGNED) AS Reopens
FROM Conversations c LEFT JOIN ConversationThreads t ON t.ConversationId = c.Id
GROUP BY c.Id, c.Number, c.Status, c.MailboxId, c.Assignee_Id, c.CreatedDate, c.ClosedDate`,
	},
}

func (v view) details() sql.ViewDefinition {
	return sql.ViewDefinition{
		Name: v.name, TextDefinition: v.query,
		CreateViewStatement: "CREATE VIEW " + v.name + " AS " + v.query,
	}
}

// showsAll tells whether a name is that of a view with all columns of its table.
func showsAll(name string) bool {
	return slices.ContainsFunc(views, func(v view) bool {
		return strings.EqualFold(v.name, name) && strings.HasPrefix(v.query, "SELECT *")
	})
}

func isView(name string) bool {
	return slices.ContainsFunc(views, func(v view) bool { return strings.EqualFold(v.name, name) })
}

// GetViewDefinition implements sql.ViewDatabase.
func (d *database) GetViewDefinition(_ *sql.Context, name string) (sql.ViewDefinition, bool, error) {
	for _, v := range views {
		if strings.EqualFold(v.name, name) {
			return v.details(), true, nil
		}
	}
	return sql.ViewDefinition{}, false, nil
}

// AllViews implements sql.ViewDatabase.
func (d *database) AllViews(*sql.Context) ([]sql.ViewDefinition, error) {
	var all []sql.ViewDefinition
	for _, v := range views {
		all = append(all, v.details())
	}
	return all, nil
}
