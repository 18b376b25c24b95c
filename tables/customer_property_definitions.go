package tables

// CustomerPropertyDefinitions is the properties that customers can have.
var CustomerPropertyDefinitions = define(Table{
	Name:   "CustomerPropertyDefinitions",
	Doc:    "One row per property that customers can have, at most 50 an account, in one call. Values are in CustomerProperties.",
	Key:    []string{"Slug"},
	List:   List{Operation: "listCustomerPropertyDefinitions", Path: "/v2/customer-properties", Items: "_embedded.customer-properties", Pages: Single},
	Insert: Post("createCustomerPropertyDefinition", "/v2/customer-properties"),
	Delete: Del("deleteCustomerPropertyDefinition", "/v2/customer-properties/{Slug}"),
	Columns: []Column{
		{Name: "Slug", Type: Text(100), From: "slug", Write: Create, Needed: true, Doc: "Key of the property."},
		{Name: "Name", Type: Text(255), From: "name", Write: Create, Needed: true, Doc: "Name of the property."},
		{Name: "Type", Type: Word(16, "text", "number", "url", "date", "dropdown"), From: "type", Write: Create, Needed: true, Doc: "Type of the property."},
		{Name: "Options", Type: JSONTEXT, From: "options", Null: true, Write: Create, Shape: Objects(Member{Name: "id"}, Member{Name: "label", Needed: true}), Doc: "Options of a dropdown, as a JSON array of {id, label}."},
	},
	Rows: 20,
	Examples: []Example{
		{"All properties", "SELECT Slug, Name, Type, Options FROM CustomerPropertyDefinitions ORDER BY Name"},
	},
})
