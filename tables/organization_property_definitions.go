package tables

// OrganizationPropertyDefinitions is the properties that organizations can have.
var OrganizationPropertyDefinitions = define(Table{
	Name: "OrganizationPropertyDefinitions",
	Doc:  "One row per property that organizations can have, at most 50 an account, in one call. Values are in Organizations.Properties.",
	Key:  []string{"Slug"},
	List: List{Operation: "listOrganizationPropertyDefinitions", Path: "/v2/organizations/properties", Items: "_embedded.organization-properties", Pages: Single},
	// No Get by slug: it may tell upper and lower case apart, and the list is one call anyway.
	Insert: Post("createOrganizationPropertyDefinition", "/v2/organizations/properties"),
	Update: []Edit{PutWhole("updateOrganizationPropertyDefinition", "/v2/organizations/properties/{Slug}")},
	Delete: Del("deleteOrganizationPropertyDefinition", "/v2/organizations/properties/{Slug}"),
	Columns: []Column{
		{Name: "Slug", Type: Text(120), From: "slug", Write: Create, Needed: true, Doc: "Key of the property."},
		{Name: "Name", Type: Text(255), From: "name", Write: Create | Patch, Needed: true, Doc: "Name of the property."},
		{Name: "Type", Type: Word(16, "text", "number", "url", "date", "dropdown"), From: "type", Write: Create, Needed: true, Doc: "Type of the property."},
		{Name: "Options", Type: JSONTEXT, From: "options", Null: true, Write: Create | Patch, Shape: Objects(Member{Name: "id", Drop: true}, Member{Name: "label", Needed: true}), Doc: "Options of a dropdown, as a JSON array of {label}."},
	},
	Rows: 20,
	Examples: []Example{
		{"All properties", "SELECT Slug, Name, Type, Options FROM OrganizationPropertyDefinitions ORDER BY Name"},
	},
})
