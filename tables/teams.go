package tables

// Teams is the teams of users.
var Teams = define(Table{
	Name: "Teams",
	Doc:  "One row per team. Who is in it is in TeamMembers.",
	Key:  []string{"Id"},
	// No Get: the reference knows no call for one team.
	List: List{Operation: "listTeams", Path: "/v2/teams", Items: "_embedded.teams", Pages: ByNumber},
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Team id. Conversations and reports take it in place of a user id."},
		{Name: "Name", Type: Text(255), From: "name", Doc: "Name of the team."},
		{Name: "Timezone", Type: Text(64), From: "timezone", Null: true, Doc: "Time zone by its IANA name."},
		{Name: "PhotoUrl", Type: Text(500), From: "photoUrl", Null: true, Doc: "Web address of the photo."},
		{Name: "Mention", Type: Text(100), From: "mention", Null: true, Doc: "Name for mentions in notes, without the @."},
		{Name: "Initials", Type: Text(8), From: "initials", Null: true, Doc: "Initials."},
		{Name: "CreatedDate", Type: DATETIME, From: "createdAt", Doc: "When the team was created, UTC."},
		{Name: "UpdatedDate", Type: DATETIME, From: "updatedAt", Null: true, Doc: "When the team was last changed, UTC."},
	},
	Rows: 10,
	Examples: []Example{
		{"All teams", "SELECT Id, Name FROM Teams ORDER BY Name"},
	},
})
