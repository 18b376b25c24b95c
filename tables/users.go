package tables

// Users is the people who answer.
var Users = define(Table{
	Name:    "Users",
	Doc:     "One row per user of the account, with invited ones that have not accepted yet. Deleted users are not listed, although conversations still name them.",
	Key:     []string{"Id"},
	List:    List{Operation: "listUsers", Path: "/v2/users", Items: "_embedded.users", Pages: ByNumber},
	Get:     Get{Operation: "getUser", Path: "/v2/users/{Id}"},
	Delete:  Del("deleteUser", "/v2/users/{Id}"),
	Instead: Instead{Insert: "CALL InviteUser invites one", Update: "the API has no such call; the user's status is in UserStatuses"},
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "User id."},
		{Name: "FirstName", Type: Text(100), From: "firstName", Doc: "First name."},
		{Name: "LastName", Type: Text(100), From: "lastName", Doc: "Last name."},
		{Name: "Email", Type: Text(255), From: "email", Doc: "E-mail address that the user signs in with.", Filter: []Filter{
			// Whether it also looks at the other addresses is not documented.
			{Ops: []Op{Eq, In}, Param: "email", Strength: Superset},
		}},
		{Name: "Role", Type: Word(32, "owner", "admin", "user", "light user"), From: "role", Doc: "Role in the account."},
		{Name: "Timezone", Type: Text(64), From: "timezone", Null: true, Doc: "Time zone by its IANA name, such as Europe/Paris."},
		{Name: "PhotoUrl", Type: Text(500), From: "photoUrl", Null: true, Doc: "Web address of the photo."},
		{Name: "Type", Type: Word(16, "user", "team"), From: "type", Null: true, Doc: "Kind of user."},
		{Name: "Mention", Type: Text(100), From: "mention", Null: true, Doc: "Name for mentions in notes, without the @."},
		{Name: "Initials", Type: Text(8), From: "initials", Null: true, Doc: "Initials."},
		{Name: "JobTitle", Type: Text(100), From: "jobTitle", Null: true, Doc: "Job title."},
		{Name: "Phone", Type: Text(60), From: "phone", Null: true, Doc: "Phone number."},
		{Name: "AlternateEmails", Type: JSONTEXT, From: "alternateEmails", Null: true, Doc: "Other addresses of the user, as a JSON array of strings."},
		{Name: "CompanyId", Type: BIGINT, From: "companyId", Null: true, Doc: "Id of the account. Not sent for every account."},
		{Name: "CreatedDate", Type: DATETIME, From: "createdAt", Doc: "When the user was created, UTC."},
		{Name: "UpdatedDate", Type: DATETIME, From: "updatedAt", Null: true, Doc: "When the user was last changed, UTC."},
		{Name: "MailboxId", Type: BIGINT, Echo: true, Null: true, Filter: Equal("mailbox"), Doc: "For WHERE: users with access to this inbox. Reads back as given, otherwise NULL."},
	},
	Rows: 50,
	Examples: []Example{
		{"All users by role", "SELECT Role, FirstName, LastName, Email FROM Users ORDER BY Role, LastName"},
		{"Who works in an inbox", "SELECT FirstName, LastName FROM Users WHERE MailboxId = 200000"},
	},
})
