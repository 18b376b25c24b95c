package tables

// OrganizationCustomers links organizations and customers.
var OrganizationCustomers = define(Table{
	Name:  "OrganizationCustomers",
	Doc:   "One row per customer of an organization. One call per 50 customers of each organization.",
	Key:   []string{"OrganizationId", "CustomerId"},
	List:  List{Operation: "listOrganizationCustomers", Path: "/v2/organizations/{OrganizationId}/customers", Items: "_embedded.customers", Pages: ByNumber},
	Under: &Under{Table: "Organizations", Column: "OrganizationId"},
	Columns: []Column{
		{Name: "OrganizationId", Type: BIGINT, From: "^id", Doc: "Organization, see Organizations."},
		{Name: "CustomerId", Type: BIGINT, From: "id", Doc: "Customer, see Customers."},
	},
	Foreign: []Foreign{
		{"OrganizationId", "Organizations", "Id"},
		{"CustomerId", "Customers", "Id"},
	},
	Rows: 10_000,
	Examples: []Example{
		{"The customers of one organization", "SELECT c.FirstName, c.LastName FROM OrganizationCustomers o JOIN Customers c ON c.Id = o.CustomerId WHERE o.OrganizationId = 150000"},
	},
})
