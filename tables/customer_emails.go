package tables

// CustomerEmails is the e-mail addresses of customers.
var CustomerEmails = define(Table{
	Name:   "CustomerEmails",
	Doc:    "One row per e-mail address of a customer. The rows come with the customers, at no extra call.",
	Key:    []string{"Id"},
	Within: &Within{Table: "Customers", Items: "_embedded.emails", Column: "CustomerId"},
	Insert: Post("createCustomerEmail", "/v2/customers/{CustomerId}/emails"),
	Update: []Edit{PutWhole("updateCustomerEmail", "/v2/customers/{CustomerId}/emails/{Id}")},
	Delete: Del("deleteCustomerEmail", "/v2/customers/{CustomerId}/emails/{Id}"),
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Id of the entry."},
		{Name: "CustomerId", Type: BIGINT, From: "^id", Needed: true, Doc: "Customer whom the entry belongs to."},
		{Name: "Type", Type: Word(16, emailTypes...), From: "type", Null: true, Write: Create | Patch, Preset: "other", Doc: "Kind of address."},
		{Name: "Value", Type: Text(255), From: "value", Write: Create | Patch, Needed: true, Doc: "The e-mail address."},
	},
	Foreign: []Foreign{{"CustomerId", "Customers", "Id"}},
	Rows:    60_000,
	Examples: []Example{
		{"Customers with more than one address", "SELECT CustomerId, COUNT(*) FROM CustomerEmails GROUP BY CustomerId HAVING COUNT(*) > 1"},
	},
})
