package tables

// CustomerSocialProfiles is the social profiles of customers.
var CustomerSocialProfiles = define(Table{
	Name:   "CustomerSocialProfiles",
	Doc:    "One row per social profile of a customer. The rows come with the customers, at no extra call.",
	Key:    []string{"Id"},
	Within: &Within{Table: "Customers", Items: "_embedded.social_profiles", Column: "CustomerId"},
	Insert: Post("createCustomerSocialProfile", "/v2/customers/{CustomerId}/social-profiles"),
	Update: []Edit{PutWhole("updateCustomerSocialProfile", "/v2/customers/{CustomerId}/social-profiles/{Id}")},
	Delete: Del("deleteCustomerSocialProfile", "/v2/customers/{CustomerId}/social-profiles/{Id}"),
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Id of the entry."},
		{Name: "CustomerId", Type: BIGINT, From: "^id", Needed: true, Doc: "Customer whom the entry belongs to."},
		// Both spellings of foursquare were seen; the first is the documented one.
		{Name: "Type", Type: Word(16, profileTypes...), From: "type", Null: true, Write: Create | Patch, Preset: "other", Doc: "Service. Help Scout spells foursquare without u."},
		{Name: "Value", Type: Text(500), From: "value", Write: Create | Patch, Needed: true, Doc: "Name or web address of the profile."},
	},
	Foreign: []Foreign{{"CustomerId", "Customers", "Id"}},
	Rows:    10_000,
	Examples: []Example{
		{"Profiles on one service", "SELECT CustomerId, Value FROM CustomerSocialProfiles WHERE Type = 'linkedin'"},
	},
})
