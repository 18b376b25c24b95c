package tables

// SystemUsers is the authors that are no people.
var SystemUsers = define(Table{
	Name: "SystemUsers",
	Doc:  "One row per system user: AI agents and other authors that are not people.",
	Key:  []string{"Id"},
	List: List{Operation: "listSystemUsers", Path: "/v3/system-users", Items: "_embedded.system_users", Pages: ByNumber},
	Get:  Get{Operation: "getSystemUser", Path: "/v3/system-users/{Id}"},
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "System user id."},
		{Name: "FirstName", Type: Text(100), From: "firstName", Null: true, Doc: "First name."},
		{Name: "LastName", Type: Text(100), From: "lastName", Null: true, Doc: "Last name."},
		{Name: "Email", Type: Text(255), From: "email", Null: true, Doc: "E-mail address, if any."},
		{Name: "Role", Type: Text(32), From: "role", Null: true, Doc: "Role in the account."},
		{Name: "Timezone", Type: Text(64), From: "timezone", Null: true, Doc: "Time zone by its IANA name."},
		{Name: "PhotoUrl", Type: Text(500), From: "photoUrl", Null: true, Doc: "Web address of the photo."},
		{Name: "Type", Type: Word(16, "system_user"), From: "type", Null: true, Doc: "Kind of user."},
		{Name: "Mention", Type: Text(100), From: "mention", Null: true, Doc: "Name for mentions in notes, without the @."},
		{Name: "Initials", Type: Text(8), From: "initials", Null: true, Doc: "Initials."},
		{Name: "CreatedDate", Type: DATETIME, From: "createdAt", Null: true, Doc: "When the system user was created, UTC."},
		{Name: "UpdatedDate", Type: DATETIME, From: "updatedAt", Null: true, Doc: "When the system user was last changed, UTC."},
	},
	Rows: 5,
	Examples: []Example{
		{"All system users", "SELECT Id, FirstName, LastName, Role FROM SystemUsers"},
	},
})
