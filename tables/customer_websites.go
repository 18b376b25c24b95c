package tables

// CustomerWebsites is the web sites of customers.
var CustomerWebsites = define(Table{
	Name:   "CustomerWebsites",
	Doc:    "One row per web site of a customer. The rows come with the customers, at no extra call.",
	Key:    []string{"Id"},
	Within: &Within{Table: "Customers", Items: "_embedded.websites", Column: "CustomerId"},
	Insert: Post("createCustomerWebsite", "/v2/customers/{CustomerId}/websites"),
	Update: []Edit{PutWhole("updateCustomerWebsite", "/v2/customers/{CustomerId}/websites/{Id}")},
	Delete: Del("deleteCustomerWebsite", "/v2/customers/{CustomerId}/websites/{Id}"),
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Id of the entry."},
		{Name: "CustomerId", Type: BIGINT, From: "^id", Needed: true, Doc: "Customer whom the entry belongs to."},
		{Name: "Value", Type: Text(500), From: "value", Write: Create | Patch, Needed: true, Doc: "Web address of the site."},
	},
	Foreign: []Foreign{{"CustomerId", "Customers", "Id"}},
	Rows:    10_000,
	Examples: []Example{
		{"Web sites with the names", "SELECT c.FirstName, c.LastName, w.Value FROM CustomerWebsites w JOIN Customers c ON c.Id = w.CustomerId"},
	},
})
