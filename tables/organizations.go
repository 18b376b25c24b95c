package tables

// Organizations is the companies that customers belong to.
var Organizations = define(Table{
	Name: "Organizations",
	Doc:  "One row per organization. Its customers are in OrganizationCustomers. Counts and properties cost one call an organization where the list does not carry them.",
	Key:  []string{"Id"},
	List: List{
		Operation: "listOrganizations", Path: "/v2/organizations", Items: "_embedded.organizations", Pages: ByNumber,
		Default: Params{"sort": "name,asc"}, // left alone, rows shift between pages whenever a customer writes
	},
	Get:    Get{Operation: "getOrganization", Path: "/v2/organizations/{Id}", Query: Params{"includeCounts": "true", "includeProperties": "true"}},
	Detail: Get{Operation: "getOrganization", Path: "/v2/organizations/{Id}", Query: Params{"includeCounts": "true", "includeProperties": "true"}},
	Insert: Post("createOrganization", "/v2/organizations"),
	Update: []Edit{PutWhole("updateOrganization", "/v2/organizations/{Id}")},
	Delete: Del("deleteOrganization", "/v2/organizations/{Id}"),
	Columns: []Column{
		{Name: "Id", Type: BIGINT, From: "id", Doc: "Organization id."},
		{Name: "Name", Type: Text(255), From: "name", Write: Create | Patch, Needed: true, Doc: "Name of the organization."},
		{Name: "Website", Type: Text(500), From: "website", Null: true, Write: Create | Patch, Doc: "Web site."},
		{Name: "Description", Type: TEXT, From: "description", Null: true, Write: Create | Patch, Doc: "What the organization does."},
		{Name: "Location", Type: Text(255), From: "location", Null: true, Write: Create | Patch, Doc: "Location, free text."},
		{Name: "LogoUrl", Type: Text(500), From: "logoUrl", Null: true, Doc: "Web address of the logo."},
		{Name: "Note", Type: TEXT, From: "note", Null: true, Write: Create | Patch, Doc: "Notes about the organization."},
		{Name: "Domains", Type: JSONTEXT, From: "domains", Null: true, Write: Create | Patch, Shape: Strings(), Doc: "Mail domains that belong to the organization, as a JSON array of strings."},
		{Name: "Phones", Type: JSONTEXT, From: "phones", Null: true, Write: Create | Patch, Shape: Strings(), Doc: "Phone numbers, as a JSON array of strings."},
		{Name: "BrandColor", Type: Text(32), From: "brandColor", Null: true, Write: Create | Patch, Doc: "Colour as #RRGGBB."},
		{Name: "CustomerCount", Type: INT, From: "customerCount", Null: true, Detail: true, Doc: "Number of customers."},
		{Name: "ConversationCount", Type: INT, From: "conversationCount", Null: true, Detail: true, Doc: "Number of conversations."},
		{Name: "CreatedDate", Type: DATETIME, From: "createdAt", Null: true, Doc: "When the organization was created, UTC. Not sent for every account."},
		{Name: "UpdatedDate", Type: DATETIME, From: "updatedAt", Null: true, Doc: "When the organization was last changed, UTC. Not sent for every account."},
		{Name: "Properties", Type: JSONTEXT, From: "properties", Null: true, Detail: true, Doc: "Properties, as a JSON array of {definitionId, slug, name, type, value, options}."},
	},
	Rows: 2_000,
	Examples: []Example{
		{"Organizations by name, in one call per page", "SELECT Id, Name, Website, Domains FROM Organizations ORDER BY Name"},
		{"One organization with its counts", "SELECT Name, CustomerCount, ConversationCount FROM Organizations WHERE Id = 150000"},
	},
	Left: "The conversations of an organization: join Conversations through OrganizationCustomers.",
})
