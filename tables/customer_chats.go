package tables

// CustomerChats is the chat handles of customers.
var CustomerChats = define(Table{
	Name:   "CustomerChats",
	Doc:    "One row per chat handle of a customer. The rows come with the customers, at no extra call.",
	Key:    []string{"Id"},
	Within: &Within{Table: "Customers", Items: "_embedded.chats", Column: "CustomerId"},
	Insert: Post("createCustomerChat", "/v2/customers/{CustomerId}/chats"),
	Update: []Edit{PutWhole("updateCustomerChat", "/v2/customers/{CustomerId}/chats/{Id}")},
	Delete: Del("deleteCustomerChat", "/v2/customers/{CustomerId}/chats/{Id}"),
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Id of the entry."},
		{Name: "CustomerId", Type: BIGINT, From: "^id", Needed: true, Doc: "Customer whom the entry belongs to."},
		{Name: "Type", Type: Word(16, chatTypes...), From: "type", Null: true, Write: Create | Patch, Preset: "other", Doc: "Chat service."},
		{Name: "Value", Type: Text(255), From: "value", Write: Create | Patch, Needed: true, Doc: "The handle."},
	},
	Foreign: []Foreign{{"CustomerId", "Customers", "Id"}},
	Rows:    5_000,
	Examples: []Example{
		{"How many handles each service has", "SELECT Type, COUNT(*) FROM CustomerChats GROUP BY Type"},
	},
})
