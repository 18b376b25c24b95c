package tables

// TeamMembers links teams and users.
var TeamMembers = define(Table{
	Name:   "TeamMembers",
	Doc:    "One row per user in a team, with the user's columns. One call a team.",
	Key:    []string{"TeamId", "UserId"},
	List:   List{Operation: "listTeamMembers", Path: "/v2/teams/{TeamId}/members", Items: "_embedded.users", Pages: ByNumber},
	Under:  &Under{Table: "Teams", Column: "TeamId"},
	Insert: PutDelta("updateTeamMembers", "/v2/teams/{TeamId}/members", "UserId"),
	Delete: PutDelta("updateTeamMembers", "/v2/teams/{TeamId}/members", "UserId"),
	Columns: []Column{
		{Name: "TeamId", Type: BIGINT, From: "^id", Needed: true, Doc: "Team, see Teams."},
		{Name: "UserId", Type: BIGINT, From: "id", Write: Create, Needed: true, Doc: "User in the team, see Users."},
		{Name: "FirstName", Type: Text(100), From: "firstName", Null: true, Doc: "First name of the user."},
		{Name: "LastName", Type: Text(100), From: "lastName", Null: true, Doc: "Last name of the user."},
		{Name: "Email", Type: Text(255), From: "email", Null: true, Doc: "E-mail address of the user."},
		{Name: "Role", Type: Word(32, "owner", "admin", "user", "light user"), From: "role", Null: true, Doc: "Role of the user in the account."},
		{Name: "Timezone", Type: Text(64), From: "timezone", Null: true, Doc: "Time zone of the user by its IANA name."},
		{Name: "PhotoUrl", Type: Text(500), From: "photoUrl", Null: true, Doc: "Web address of the user's photo."},
		{Name: "CreatedDate", Type: DATETIME, From: "createdAt", Null: true, Doc: "When the user was created, UTC; not of joining the team."},
		{Name: "UpdatedDate", Type: DATETIME, From: "updatedAt", Null: true, Doc: "When the user was last changed, UTC."},
	},
	Foreign: []Foreign{
		{"TeamId", "Teams", "Id"},
		{"UserId", "Users", "Id"},
	},
	Rows: 50,
	Examples: []Example{
		{"Who is in which team", "SELECT t.Name, u.FirstName, u.LastName FROM Teams t JOIN TeamMembers u ON u.TeamId = t.Id ORDER BY t.Name, u.LastName"},
	},
})
