package tables

// CustomerProperties is the values of customer properties.
var CustomerProperties = define(Table{
	Name:   "CustomerProperties",
	Doc:    "One row per property that a customer has. The rows come with the customers, at no extra call. The properties themselves are in CustomerPropertyDefinitions.",
	Key:    []string{"CustomerId", "Slug"},
	Within: &Within{Table: "Customers", Items: "_embedded.properties", Column: "CustomerId"},
	Insert: PatchValue("updateCustomerProperties", "/v2/customers/{CustomerId}/properties"),
	Update: []Edit{*PatchValue("updateCustomerProperties", "/v2/customers/{CustomerId}/properties")},
	Delete: PatchValue("updateCustomerProperties", "/v2/customers/{CustomerId}/properties"),
	Columns: []Column{
		{Name: "CustomerId", Type: BIGINT, From: "^id", Needed: true, Doc: "Customer who has the property."},
		{Name: "Slug", Type: Text(100), From: "slug", Write: Create, Needed: true, Doc: "Key of the property, see CustomerPropertyDefinitions."},
		{Name: "Name", Type: Text(255), From: "name", Null: true, Doc: "Name of the property."},
		{Name: "Type", Type: Word(16, "text", "number", "url", "date", "dropdown"), From: "type", Null: true, Doc: "Type of the property."},
		{Name: "Value", Type: TEXT, From: "value", Null: true, Write: Create | Patch, Needed: true, Doc: "The value as text; for a dropdown the id of the option."},
		{Name: "Text", Type: TEXT, From: "text", Null: true, Doc: "The value as people see it; for a dropdown the label of the option."},
		{Name: "Source_Name", Type: Text(100), From: "source.name", Null: true, Doc: "Where the value came from."},
	},
	Foreign: []Foreign{
		{"CustomerId", "Customers", "Id"},
		{"Slug", "CustomerPropertyDefinitions", "Slug"},
	},
	Rows: 50_000,
	Examples: []Example{
		{"How often each value occurs", "SELECT Name, Text, COUNT(*) FROM CustomerProperties WHERE Type = 'dropdown' GROUP BY Name, Text"},
	},
})
