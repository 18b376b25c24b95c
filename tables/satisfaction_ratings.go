package tables

// SatisfactionRatings is the ratings that customers give to replies.
var SatisfactionRatings = define(Table{
	Name: "SatisfactionRatings",
	Doc: "One rating, by its id: the API has no list of them, and no report gives the id. " +
		"The ratings of a period are in ReportHappinessRatings, those of replies in ConversationThreads.Rating.",
	Key: []string{"Id"},
	Get: Get{Operation: "getRating", Path: "/v2/ratings/{Id}"},
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Required: true, Doc: "Rating id."},
		{Name: "ThreadId", Type: BIGINT, From: "threadId", Null: true, Doc: "Reply that was rated, see ConversationThreads."},
		{Name: "ConversationId", Type: BIGINT, From: "conversationId", Null: true, Doc: "Conversation of that reply."},
		{Name: "ConversationNumber", Type: BIGINT, From: "conversationNumber", Null: true, Doc: "Ticket number of that conversation."},
		{Name: "MailboxId", Type: BIGINT, From: "mailboxId", Null: true, Doc: "Inbox of that conversation."},
		{Name: "Rating", Type: Word(16, "great", "okay", "not_good", "unknown"), From: "rating", Doc: "The rating."},
		{Name: "Comments", Type: TEXT, From: "comments", Null: true, Doc: "What the customer wrote with it."},
		{Name: "CreatedDate", Type: DATETIME, From: "createdAt", Null: true, Doc: "When the rating was given, UTC."},
		{Name: "ModifiedDate", Type: DATETIME, From: "modifiedAt", Null: true, Doc: "When the rating was last changed, UTC."},
		{Name: "User_Id", Type: BIGINT, From: "user.id", Null: true, Doc: "User who was rated, see Users."},
		{Name: "User_FirstName", Type: Text(100), From: "user.firstName", Null: true, Doc: "First name of that user."},
		{Name: "User_LastName", Type: Text(100), From: "user.lastName", Null: true, Doc: "Last name of that user."},
		{Name: "User_Email", Type: Text(255), From: "user.email", Null: true, Doc: "E-mail address of that user."},
		{Name: "Customer_Id", Type: BIGINT, From: "customer.id", Null: true, Doc: "Customer who rated, see Customers."},
		{Name: "Customer_FirstName", Type: Text(100), From: "customer.firstName", Null: true, Doc: "First name of that customer."},
		{Name: "Customer_LastName", Type: Text(100), From: "customer.lastName", Null: true, Doc: "Last name of that customer."},
		{Name: "Customer_Email", Type: Text(255), From: "customer.email", Null: true, Doc: "E-mail address of that customer."},
		{Name: "Customer_PhotoUrl", Type: Text(500), From: "customer.photoUrl", Null: true, Doc: "Web address of that customer's photo."},
	},
	Foreign: []Foreign{
		{"ConversationId", "Conversations", "Id"},
		{"ThreadId", "ConversationThreads", "Id"},
		{"MailboxId", "MailBoxes", "Id"},
		{"User_Id", "Users", "Id"},
		{"Customer_Id", "Customers", "Id"},
	},
	Rows: 1,
	Examples: []Example{
		{"One rating", "SELECT Rating, Comments, Customer_Email FROM SatisfactionRatings WHERE Id = 1517"},
	},
	Left: "A list of ratings exists only as a report, ReportHappinessRatings.",
})
