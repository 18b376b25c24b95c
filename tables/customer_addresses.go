package tables

// CustomerAddresses is the postal addresses of customers.
var CustomerAddresses = define(Table{
	Name:    "CustomerAddresses",
	Aliases: []string{"CustomerAddressess"}, // so in the vendor's table of writes
	Doc:     "One row per customer who has a postal address; a customer has at most one. The rows come with the customers, at no extra call.",
	Key:     []string{"CustomerId"},
	// Deleting an address only clears its members, so one without any is none.
	Within: &Within{Table: "Customers", Items: "_embedded.address", Column: "CustomerId", SkipBlank: true},
	Insert: Post("createCustomerAddress", "/v2/customers/{CustomerId}/address"),
	Update: []Edit{PutWhole("updateCustomerAddress", "/v2/customers/{CustomerId}/address")},
	Delete: Del("deleteCustomerAddress", "/v2/customers/{CustomerId}/address"),
	Columns: []Column{
		{Name: "CustomerId", Type: BIGINT, From: "^id", Needed: true, Doc: "Customer who lives or works there."},
		{Name: "Lines", Twin: "AddressLines", Type: JSONTEXT, From: "lines", Null: true, Write: Create | Patch, Shape: Strings(), Doc: "Street lines, as a JSON array of strings."},
		{Name: "City", Type: Text(100), From: "city", Null: true, Write: Create | Patch, Doc: "City."},
		{Name: "State", Type: Text(100), From: "state", Null: true, Write: Create | Patch, Doc: "State or province."},
		{Name: "PostalCode", Type: Text(20), From: "postalCode", Null: true, Write: Create | Patch, Doc: "Postal code."},
		{Name: "Country", Type: Text(2), From: "country", Null: true, Write: Create | Patch, Doc: "Country, as two letters."},
	},
	Foreign: []Foreign{{"CustomerId", "Customers", "Id"}},
	Rows:    10_000,
	Examples: []Example{
		{"Customers by country", "SELECT Country, COUNT(*) FROM CustomerAddresses GROUP BY Country ORDER BY COUNT(*) DESC"},
		{"Addresses with the names", "SELECT c.FirstName, c.LastName, a.AddressLines, a.City FROM CustomerAddresses a JOIN Customers c ON c.Id = a.CustomerId"},
	},
})
