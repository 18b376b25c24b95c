package tables

// CustomerPhones is the phone numbers of customers.
var CustomerPhones = define(Table{
	Name:   "CustomerPhones",
	Doc:    "One row per phone number of a customer. The rows come with the customers, at no extra call.",
	Key:    []string{"Id"},
	Within: &Within{Table: "Customers", Items: "_embedded.phones", Column: "CustomerId"},
	Insert: Post("createCustomerPhone", "/v2/customers/{CustomerId}/phones"),
	Update: []Edit{PutWhole("updateCustomerPhone", "/v2/customers/{CustomerId}/phones/{Id}")},
	Delete: Del("deleteCustomerPhone", "/v2/customers/{CustomerId}/phones/{Id}"),
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Id of the entry."},
		{Name: "CustomerId", Type: BIGINT, From: "^id", Needed: true, Doc: "Customer whom the entry belongs to."},
		{Name: "Type", Type: Word(16, phoneTypes...), From: "type", Null: true, Write: Create | Patch, Preset: "other", Doc: "Kind of number."},
		{Name: "Value", Type: Text(60), From: "value", Write: Create | Patch, Needed: true, Doc: "The number, as it was typed."},
	},
	Foreign: []Foreign{{"CustomerId", "Customers", "Id"}},
	Rows:    20_000,
	Examples: []Example{
		{"Mobile numbers with the names", "SELECT c.FirstName, c.LastName, p.Value FROM CustomerPhones p JOIN Customers c ON c.Id = p.CustomerId WHERE p.Type = 'mobile'"},
	},
})
