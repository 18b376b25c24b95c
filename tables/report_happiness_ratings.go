package tables

import (
	"slices"

	"github.com/tidwall/gjson"
)

// ReportHappinessRatings is the ratings that customers gave.
var ReportHappinessRatings = define(Table{
	Name:   "ReportHappinessRatings",
	Doc:    "One row per rating that a customer gave in a period." + reportPlan,
	Report: true,
	List: List{
		Operation: "getHappinessRatingsReport", Path: "/v2/reports/happiness/ratings", Items: "results", Pages: ByNumber,
		Default: ratingOrder,
	},
	Columns: slices.Concat(period(), noPreviousPeriod(), ratingFilter(), inboxFilters(), ratingColumns()),
	Foreign: ratingKeys,
	Rows:    100,
	Examples: []Example{
		{"What unhappy customers wrote", "SELECT Number, RatingCustomerName, RatingUserName, RatingComments FROM ReportHappinessRatings WHERE " + january + " AND Rating = 'not-good'"},
	},
})

// ratingOrder keeps rows from moving to a page already read: a rating that is
// changed meanwhile stays where it is.
var ratingOrder = Params{"sortField": "number", "sortOrder": "ASC"}

func ratingFilter() []Column {
	return choice("Rating", "rating", "Only such ratings. The words are those of the parameter; each row's own rating is in RatingText.", "great", "ok", "not-good", "all")
}

// ratingColumns are the ratings in a report.
func ratingColumns() []Column {
	return []Column{
		{Name: "Number", Type: BIGINT, From: "number", Null: true, Doc: "Ticket number of the conversation."},
		{Name: "Threadid", Type: BIGINT, From: "threadid", Null: true, Doc: "Reply that was rated, see ConversationThreads."},
		{Name: "ThreadCreatedDate", Type: DATETIME, From: "threadCreatedAt", Null: true, Doc: "When that reply was sent, UTC."},
		{Name: "Id", Type: BIGINT, From: "id", Null: true, Doc: "Conversation id, see Conversations."},
		{Name: "Type", Type: Word(16, "email", "chat", "phone"), From: "type", Null: true, Doc: "Channel that the conversation started in."},
		{Name: "RatingId", Type: BIGINT, From: "ratingId", Null: true, Doc: "Kind of rating, not an id in SatisfactionRatings: 1 great, 2 okay, 3 not good (inferred from API 1.0)."},
		{Name: "RatingText", Type: Word(16, ratingWords...), Compute: ratingText, Null: true, Doc: "The rating in words, computed from RatingId and spelt as in SatisfactionRatings; that 1, 2 and 3 mean these is inferred from API 1.0."},
		{Name: "RatingCustomerId", Type: BIGINT, From: "ratingCustomerId", Null: true, ZeroNull: true, Doc: "Customer who rated, see Customers."},
		{Name: "RatingCustomerName", Type: Text(255), From: "ratingCustomerName", Null: true, Doc: "Name of that customer."},
		{Name: "RatingComments", Type: TEXT, From: "ratingComments", Null: true, Doc: "What the customer wrote with it."},
		{Name: "RatingCreatedDate", Type: DATETIME, From: "ratingCreatedAt", Null: true, Doc: "When the rating was given, UTC."},
		{Name: "RatingUserId", Type: BIGINT, From: "ratingUserId", Null: true, ZeroNull: true, Doc: "User who was rated, see Users."},
		{Name: "RatingUserName", Type: Text(255), From: "ratingUserName", Null: true, Doc: "Name of that user."},
	}
}

var ratingWords = []string{"great", "okay", "not_good"}

// ratingText names the kind of rating, where the number is a known one.
func ratingText(item, _ gjson.Result) any {
	n, ok := integer(item.Get("ratingId"))
	if !ok || n < 1 || n > int64(len(ratingWords)) {
		return nil
	}
	return ratingWords[n-1]
}

var ratingKeys = []Foreign{
	{"Id", "Conversations", "Id"},
	{"Threadid", "ConversationThreads", "Id"},
	{"RatingCustomerId", "Customers", "Id"},
	{"RatingUserId", "Users", "Id"},
}
