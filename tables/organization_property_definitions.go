package tables

// OrganizationPropertyDefinitions is the properties that organizations can have.
var OrganizationPropertyDefinitions = define(Table{
	Name: "OrganizationPropertyDefinitions",
	Doc:  "One row per property that organizations can have, at most 50 an account, in one call. Values are in Organizations.Properties.",
	Key:  []string{"Slug"},
	List: List{Operation: "listOrganizationPropertyDefinitions", Path: "/v2/organizations/properties", Items: "_embedded.organization-properties", Pages: Single},
	// No Get by slug: it may tell upper and lower case apart, and the list is one call anyway.
	Columns: []Column{
		{Name: "Slug", Type: Text(120), From: "slug", Doc: "Key of the property."},
		{Name: "Name", Type: Text(255), From: "name", Doc: "Name of the property."},
		{Name: "Type", Type: Word(16, "text", "number", "url", "date", "dropdown"), From: "type", Doc: "Type of the property."},
		{Name: "Options", Type: JSONTEXT, From: "options", Null: true, Doc: "Options of a dropdown, as a JSON array of {label}."},
	},
	Rows: 20,
	Examples: []Example{
		{"All properties", "SELECT Slug, Name, Type, Options FROM OrganizationPropertyDefinitions ORDER BY Name"},
	},
})
