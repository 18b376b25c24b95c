package tables

import "github.com/tidwall/gjson"

// Customers is the people who write in.
var Customers = define(Table{
	Name: "Customers",
	Doc: "One row per customer, whatever the inbox. Contact entries and properties come with the row: as JSON here, " +
		"and one row each in CustomerEmails, CustomerPhones and the other tables of that kind, at no extra call.",
	Key: []string{"Id"},
	List: List{
		Operation: "listCustomers", Path: "/v2/customers", Items: "_embedded.customers", Pages: ByNumber,
		Scan: Params{"sortField": "createdAt", "sortOrder": "asc"},
	},
	Get:    Get{Operation: "getCustomer", Path: "/v2/customers/{Id}"},
	Insert: Post("createCustomer", "/v2/customers").Then("Properties"),
	Update: []Edit{
		PatchAll("updateCustomer", "/v2/customers/{Id}"),
		PatchValues("updateCustomerProperties", "/v2/customers/{Id}/properties", "Properties"),
	},
	Instead: Instead{Delete: "deleting a customer erases all conversations with it for good; CALL DeleteCustomer(id, confirm) does that"},
	Finish:  oneAddress,
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Customer id."},
		// The API's name filters may match words or whole names: they could lose rows.
		{Name: "FirstName", Type: Text(40), From: "firstName", Null: true, Write: Create | Patch, Doc: "First name."},
		{Name: "LastName", Type: Text(40), From: "lastName", Null: true, Write: Create | Patch, Doc: "Last name."},
		{Name: "Gender", Type: Word(16, "male", "female", "unknown"), From: "gender", Null: true, Write: Create | Patch, Doc: "Gender."},
		{Name: "JobTitle", Type: Text(60), From: "jobTitle", Null: true, Write: Create | Patch, Doc: "Job title."},
		{Name: "Location", Type: Text(60), From: "location", Null: true, Write: Create | Patch, Doc: "Location, free text."},
		{Name: "Organization", Type: Text(60), From: "organization", Null: true, Write: Create | Patch, Doc: "Organization by name. Help Scout prefers OrganizationId now."},
		{Name: "OrganizationId", Type: BIGINT, From: "organizationId", Null: true, Write: Create | Patch, Doc: "Organization of the customer, see Organizations."},
		{Name: "PhotoType", Type: Word(32, "unknown", "gravatar", "twitter", "facebook", "googleprofile", "googleplus", "linkedin", "instagram"), From: "photoType", Null: true, Write: Create | Patch, Doc: "Where the photo comes from."},
		{Name: "PhotoUrl", Type: Text(200), From: "photoUrl", Null: true, Write: Create | Patch, Doc: "Web address of the photo."},
		{Name: "Age", Type: Text(16), From: "age", Null: true, Write: Create | Patch, Doc: "Age or age range, free text such as 30-35."},
		{Name: "Background", Type: Text(200), From: "background", Null: true, Write: Create | Patch, Doc: "Notes about the customer."},
		{Name: "CreatedDate", Type: DATETIME, From: "createdAt", Doc: "When the customer was created, UTC."},
		{Name: "UpdatedDate", Type: DATETIME, From: "updatedAt", Null: true, Doc: "When the customer was last changed, UTC.", Filter: []Filter{
			{Ops: []Op{Eq, Gt, Ge}, Param: "modifiedSince", Style: Since, Strength: Superset},
		}},
		{Name: "ConversationCount", Type: INT, From: "conversationCount", Null: true, Doc: "Number of conversations with the customer."},
		{Name: "Draft", Type: BOOLEAN, From: "draft", Null: true, Doc: "1 for a customer known only from a draft."},
		{Name: "Emails", Type: JSONTEXT, From: "_embedded.emails", Null: true, Write: Create, Shape: contacts(emailTypes), Doc: "E-mail addresses, as a JSON array of {id, type, value}."},
		{Name: "Phones", Type: JSONTEXT, From: "_embedded.phones", Null: true, Write: Create, Shape: contacts(phoneTypes), Doc: "Phone numbers, as a JSON array of {id, type, value}."},
		{Name: "Chats", Type: JSONTEXT, From: "_embedded.chats", Null: true, Write: Create, Shape: contacts(chatTypes), Doc: "Chat handles, as a JSON array of {id, type, value}."},
		{Name: "SocialProfiles", Type: JSONTEXT, From: "_embedded.social_profiles", Null: true, Write: Create, To: "socialProfiles", Shape: contacts(profileTypes), Doc: "Social profiles, as a JSON array of {id, type, value}."},
		{Name: "Websites", Type: JSONTEXT, From: "_embedded.websites", Null: true, Write: Create, Shape: contacts(nil), Doc: "Web sites, as a JSON array of {id, value}."},
		{Name: "Addresses", Type: JSONTEXT, Compute: customerAddresses, Null: true, Write: Create, To: "address", Shape: addressShape, Doc: "The postal address, as a JSON array of at most one {lines, city, state, postalCode, country}; NULL when there is none."},
		{Name: "Properties", Type: JSONTEXT, From: "_embedded.properties", Null: true, Write: Create | Patch, Shape: propertyShape, Doc: "Customer properties, as a JSON array of {type, slug, name, value, text, source}; one row each in CustomerProperties."},
		{Name: "Address_Lines", Type: JSONTEXT, From: "_embedded.address.lines", Null: true, Doc: "Lines of the address, as a JSON array of strings."},
		{Name: "Address_City", Type: Text(100), From: "_embedded.address.city", Null: true, Doc: "City of the address."},
		{Name: "Address_State", Type: Text(100), From: "_embedded.address.state", Null: true, Doc: "State or province of the address."},
		{Name: "Address_PostalCode", Type: Text(20), From: "_embedded.address.postalCode", Null: true, Doc: "Postal code of the address."},
		{Name: "Address_Country", Type: Text(2), From: "_embedded.address.country", Null: true, Doc: "Country of the address, as two letters."},
		{Name: "MailboxId", Type: BIGINT, Echo: true, Null: true, Filter: Equal("mailbox"), Doc: "For WHERE: customers of this inbox. Reads back as given, otherwise NULL."},
		{Name: "Query", Type: Text(2000), Echo: true, Null: true, Doc: `For WHERE: a Help Scout search such as (email:"ada@example.com"). Reads back as given.`, Filter: []Filter{
			{Ops: []Op{Eq, In}, Param: "query", Style: Raw},
		}},
	},
	// The search has no field for the date of creation.
	Cursor:  &Cursor{Param: "modifiedSince", Search: "modifiedAt", Column: "UpdatedDate", Range: "modifiedAt"},
	Typed:   &Typed{Prefix: "Property_", Column: "Properties", Items: "_embedded.properties", By: "slug", Definitions: "CustomerPropertyDefinitions", Key: "Slug"},
	Foreign: []Foreign{{"OrganizationId", "Organizations", "Id"}},
	Rows:    50_000,
	Examples: []Example{
		{"One customer by address", `SELECT Id, FirstName, LastName, Emails FROM Customers WHERE Query = '(email:"eleni.papadopoulos0@post.example")'`},
		{"The customers who write most", "SELECT Id, FirstName, LastName, ConversationCount FROM Customers ORDER BY ConversationCount DESC LIMIT 10"},
	},
})

// customerAddresses is the one address as a list, since that is how it is written.
func customerAddresses(item, _ gjson.Result) any {
	address := item.Get("_embedded.address")
	if !address.IsObject() || blank(address) {
		return nil
	}
	return "[" + CleanJSON(address) + "]"
}

// oneAddress makes the list of addresses the one object that the API takes.
func oneAddress(_ Change, body map[string]any) error {
	list, ok := body["address"].([]any)
	switch {
	case !ok:
	case len(list) > 1:
		return &ValueError{"Customers", "Addresses", BadValue, "Help Scout keeps one address for a customer"}
	case len(list) == 1:
		body["address"] = list[0]
	default:
		delete(body, "address")
	}
	return nil
}
