package engine

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/tables"
)

// view is a saved query of the database helpscout. Its query begins with SELECT;
// a * stands for all columns of the table all.
type view struct{ name, doc, query, all string }

// views cost no more than their tables: filters travel through them.
var views = []view{
	{
		"OpenConversations",
		"Conversations that still need someone: active or pending.",
		"SELECT * FROM Conversations WHERE Status IN ('active', 'pending')",
		"Conversations",
	},
	{
		"ConversationMessages",
		"One row per message of a conversation, its body as plain text; line items (events) are left out.",
		`SELECT t.ConversationId, t.Id AS ThreadId, t.Type, t.State, t.CreatedDate,
  t.CreatedBy_Id, t.CreatedBy_Type, t.CreatedBy_Email, t.Customer_Id, PLAIN_TEXT(t.Body) AS Text
FROM ConversationThreads t WHERE t.Type <> 'lineitem'`,
		"",
	},
	{
		"ConversationMetrics",
		"One row per conversation, from its threads, without the reporting plan. FirstResponseSeconds: from CreatedDate to the first published reply of a user; NULL when a user began the conversation. " +
			"ResolutionSeconds: from CreatedDate to ClosedDate. Replies: published replies of users. CustomerMessages: messages and chats that a customer wrote. " +
			"Reopens: published threads that set the conversation active or pending after one had closed it. Calendar time, not office hours.",
		// The statuses that the threads set, in order, as text: a look-up of "closed"
		// before another one counts the times it was opened again.
		`SELECT c.Id AS ConversationId, c.Number, c.Status, c.MailboxId, c.Assignee_Id, c.CreatedDate, c.ClosedDate,
  TIMESTAMPDIFF(SECOND, c.CreatedDate, MIN(CASE WHEN c.CreatedBy_Type = 'customer' AND t.Type = 'message' AND t.State = 'published' AND t.CreatedBy_Type = 'user' THEN t.CreatedDate END)) AS FirstResponseSeconds,
  TIMESTAMPDIFF(SECOND, c.CreatedDate, c.ClosedDate) AS ResolutionSeconds,
  COUNT(CASE WHEN t.Type = 'message' AND t.State = 'published' AND t.CreatedBy_Type = 'user' THEN 1 END) AS Replies,
  COUNT(CASE WHEN t.Type IN ('customer', 'chat', 'phone', 'beaconchat') AND t.CreatedBy_Type = 'customer' THEN 1 END) AS CustomerMessages,
  CAST((2 * CHAR_LENGTH(COALESCE(GROUP_CONCAT(CASE WHEN t.State = 'published' AND t.Status <> 'nochange' THEN t.Status END ORDER BY t.CreatedDate, t.Id), ''))
    - CHAR_LENGTH(REPLACE(COALESCE(GROUP_CONCAT(CASE WHEN t.State = 'published' AND t.Status <> 'nochange' THEN t.Status END ORDER BY t.CreatedDate, t.Id), ''), 'closed,active', 'closed,activ'))
    - CHAR_LENGTH(REPLACE(COALESCE(GROUP_CONCAT(CASE WHEN t.State = 'published' AND t.Status <> 'nochange' THEN t.Status END ORDER BY t.CreatedDate, t.Id), ''), 'closed,pending', 'closed,pendin'))) AS SIGNED) AS Reopens
FROM Conversations c LEFT JOIN ConversationThreads t ON t.ConversationId = c.Id
GROUP BY c.Id, c.Number, c.Status, c.MailboxId, c.Assignee_Id, c.CreatedDate, c.ClosedDate, c.CreatedBy_Type`,
		"",
	},
}

// details is the view as SQL. Its doc stands in it, since views have no comment
// in MySQL. The * is written out, as MySQL does: of a plain one the SQL engine
// loses the case of the names.
func (v view) details(columns string) sql.ViewDefinition {
	list := strings.TrimPrefix(v.query, "SELECT ")
	if v.all != "" {
		list = columns + strings.TrimPrefix(list, "*")
	}
	query := "SELECT /* " + v.doc + " */ " + list
	return sql.ViewDefinition{Name: v.name, TextDefinition: query, CreateViewStatement: "CREATE VIEW " + v.name + " AS " + query}
}

// View is a saved query of the database helpscout, as it is described to a person.
type View struct{ Name, Doc, SQL string }

// Views lists the saved queries of the database helpscout.
func Views() []View {
	all := make([]View, len(views))
	for i, v := range views {
		all[i] = View{Name: v.name, Doc: v.doc, SQL: v.query}
	}
	return all
}

// columnList is a list of quoted names, and nothing else.
var columnList = regexp.MustCompile("^`(?:[^`]|``)+`(?:, `(?:[^`]|``)+`)*$")

// defines tells whether a text is the view's definition, whatever columns the account has.
func (v view) defines(text string) bool {
	const mark = "\x00"
	before, after, all := strings.Cut(v.details(mark).CreateViewStatement, mark)
	if !all {
		return text == before
	}
	rest, ok := strings.CutPrefix(text, before)
	columns, ok2 := strings.CutSuffix(rest, after)
	return ok && ok2 && columnList.MatchString(columns)
}

// viewDetails is the view with the columns that the statement can see. With
// fetch, those that the account defines are fetched if they are not known.
func (d *database) viewDetails(ctx *sql.Context, v view, fetch bool) (sql.ViewDefinition, error) {
	if v.all == "" {
		return v.details(""), nil
	}
	def, _ := tables.Find(v.all)
	if sight := d.engine.sightOf(ctx); sight.typed {
		typed, err := d.engine.schema.table(ctx, def, fetch && !sight.plan)
		if err != nil {
			return sql.ViewDefinition{}, toSQLError(err)
		}
		def = typed
	}
	names := make([]string, len(def.Columns))
	for i := range def.Columns {
		names[i] = "`" + strings.ReplaceAll(def.Columns[i].Name, "`", "``") + "`"
	}
	return v.details(strings.Join(names, ", ")), nil
}

// showsAll tells whether a name is that of a view with all columns of its table.
func showsAll(name string) bool {
	return slices.ContainsFunc(views, func(v view) bool {
		return strings.EqualFold(v.name, name) && v.all != ""
	})
}

func isView(name string) bool {
	return slices.ContainsFunc(views, func(v view) bool { return strings.EqualFold(v.name, name) })
}

// GetViewDefinition implements sql.ViewDatabase.
func (d *database) GetViewDefinition(ctx *sql.Context, name string) (sql.ViewDefinition, bool, error) {
	for _, v := range views {
		if strings.EqualFold(v.name, name) {
			details, err := d.viewDetails(ctx, v, true)
			return details, err == nil, err
		}
	}
	return sql.ViewDefinition{}, false, nil
}

// AllViews implements sql.ViewDatabase. Who lists views only may not want their
// columns: it costs no call. Who does has listed the tables before.
func (d *database) AllViews(ctx *sql.Context) ([]sql.ViewDefinition, error) {
	var all []sql.ViewDefinition
	for _, v := range views {
		if len(d.engine.visible(ctx, DatabaseName, []string{v.name})) == 0 {
			continue
		}
		details, err := d.viewDetails(ctx, v, false)
		if err != nil {
			return nil, err
		}
		all = append(all, details)
	}
	return all, nil
}
