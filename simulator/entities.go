package simulator

// Kinds of people. The v2 endpoints rewrite KindSystemUser to KindUser; v3 tells the truth.
const (
	KindUser       = "user"
	KindTeam       = "team"
	KindCustomer   = "customer"
	KindSystemUser = "system_user"
)

// Ref points to a person of some kind. The zero Ref is nobody. A user's Ref may name an id that no user has any more.
type Ref struct {
	Kind string
	ID   int64
}

// Conversation is a ticket. Empty strings and zero times are unset members.
type Conversation struct {
	ID, Number           int64
	Type, Status, State  string
	Subject              string
	Preview              string // empty: the start of the latest thread
	MailboxID, FolderID  int64
	CustomerID           int64
	OtherCustomerID      int64 // a second customer who wrote; 0 for most
	Assignee             Ref
	CreatedBy, ClosedBy  Ref
	CreatedAt            Time
	ModifiedAt           Time // never shown by the API, only filtered and sorted on
	ClosedAt             Time
	UserUpdatedAt        Time
	WaitingSince         Time
	LatestReplyFrom      string
	SourceType           string
	SourceVia            string
	Tags                 []int64
	CC, BCC              []string
	CustomFields         []FieldValue
	Snooze               *Snooze
	NextEvent            *NextEvent
	Attachments          bool
	Published, LineItems int  // how many threads of each sort; Published is the API's count in "threads"
	Hidden, Draft        bool // one more thread in that state

	lastThreadAt Time
	threads      []Thread // oldest first; nil while the threads are those of the seed
}

// FieldValue is a custom field's value on a conversation. A dropdown's value is its option's id.
type FieldValue struct {
	FieldID int64
	Value   string
}

// Snooze says until when a conversation sleeps.
type Snooze struct {
	By                      int64
	Until                   Time
	UnsnoozeOnCustomerReply bool
}

// NextEvent is what will happen to a conversation by itself: the end of a snooze or a scheduled reply.
type NextEvent struct {
	At                    Time
	Type                  string
	UserID                int64
	CancelOnCustomerReply bool
}

// Thread is one entry of a conversation.
type Thread struct {
	ID                     int64
	Type, Status, State    string
	ActionType, ActionText string
	ActionEntities         []Ref
	Body                   string
	SourceType, SourceVia  string
	CustomerID             int64
	CreatedBy, AssignedTo  Ref
	SavedReplyID           int64
	To, CC, BCC            []string
	CreatedAt, OpenedAt    Time
	LinkedConversationID   int64
	Rating                 *ThreadRating
	Scheduled              *Scheduled
	Attachments            []Attachment

	onSend *effects // of a draft
}

// ThreadRating is a customer's verdict on a reply.
type ThreadRating struct {
	ID       int64
	Rating   string
	Comments string
	At       Time
}

// Scheduled says when a draft will be sent.
type Scheduled struct {
	By, SendAs                int64
	CreatedAt, For            Time
	UnscheduleOnCustomerReply bool
}

// Attachment is a file of a thread; its bytes come from Data.
type Attachment struct {
	ID                  int64
	Filename, MimeType  string
	Width, Height, Size int64
	State               string
	Data                []byte
}

// Customer is a person who writes in.
type Customer struct {
	ID                   int64
	First, Last          string
	Gender, Age          string
	JobTitle, Location   string
	Organization         string
	OrganizationID       int64
	PhotoType, PhotoURL  string
	Background           string
	Draft                bool
	CreatedAt, UpdatedAt Time
	Emails, Phones       []Entry
	Chats, Social        []Entry
	Websites             []Entry
	Address              *Address
	Properties           []PropertyValue
}

// Entry is a contact detail. Websites have no type.
type Entry struct {
	ID          int64
	Type, Value string
}

// Address is a customer's only address; empty members are unset.
type Address struct {
	City, State, PostalCode, Country string
	Lines                            []string
}

// PropertyDefinition describes a property of customers or of organizations.
type PropertyDefinition struct {
	ID               int64 // organization properties only
	Type, Slug, Name string
	Options          []PropertyOption
	SourceName       string // customer properties only
}

// PropertyOption is a dropdown's choice. Only customer properties have option ids.
type PropertyOption struct{ ID, Label string }

// PropertyValue is a property's value as text. A customer's dropdown holds the option's id, an organization's the label.
type PropertyValue struct{ Slug, Value string }

// Organization is a company customers belong to.
type Organization struct {
	ID                                               int64
	Name, Website, Description, Location, Logo, Note string
	Domains, Phones                                  []string
	BrandColor                                       string
	CreatedAt, UpdatedAt, LastInteractionAt          Time
	Properties                                       []PropertyValue
}

// Mailbox is an inbox with all that hangs on it.
type Mailbox struct {
	ID                   int64
	Name, Slug, Email    string
	CreatedAt, UpdatedAt Time
	Fields               []Field
	Folders              []Folder
	SavedReplies         []SavedReply
	Routing              Routing
}

// Field is the definition of a custom field.
type Field struct {
	ID         int64
	Type, Name string
	Required   bool
	Order      int64
	Options    []FieldOption
}

// FieldOption is a choice of a dropdown field.
type FieldOption struct {
	ID, Order int64
	Label     string
}

// Folder is a view of an inbox; personal folders have an owner.
type Folder struct {
	ID         int64
	Name, Type string
	UserID     int64
	UpdatedAt  Time
}

// SavedReply is a canned answer, for mail, for chat or for both.
type SavedReply struct {
	ID                   int64
	Name, Text, ChatText string
}

// Routing hands new conversations of an inbox out to users.
type Routing struct {
	Enabled  bool
	Limit    int64
	Method   string
	UserIDs  []int64
	Rotation []Rotation
}

// Rotation is a user's place in the routing.
type Rotation struct {
	UserID, Conversations int64
	Eligible              bool
	Reason                string
}

// User is a member of the account.
type User struct {
	ID                                           int64
	First, Last, Email, Role, Timezone, PhotoURL string
	Mention, Initials, JobTitle, Phone           string
	AlternateEmails                              []string
	CreatedAt, UpdatedAt                         Time
	Mailboxes                                    []int64
	Status                                       UserStatus
	Reassignment                                 Reassignment
}

// UserStatus says whether a user takes mail and chats.
type UserStatus struct {
	Email, EmailSource string
	EmailBy            int64
	EmailUpdatedAt     Time
	Chat               string
	ChatMailboxes      []MailboxStatus
}

// MailboxStatus is a user's chat status in one inbox.
type MailboxStatus struct {
	MailboxID int64
	Status    string
}

// Reassignment is what happens to the conversations of a user who is away.
type Reassignment struct {
	Enabled        bool
	Hours, Minutes int64
}

// SystemUser is an AI agent or another non-human.
type SystemUser struct {
	ID                             int64
	First, Last, Initials          string
	Email, Mention, Timezone, Role string
	PhotoURL                       string
	CreatedAt, UpdatedAt           Time
}

// Team is a group of users that conversations can be assigned to.
type Team struct {
	ID                                          int64
	Name, Timezone, PhotoURL, Mention, Initials string
	CreatedAt, UpdatedAt                        Time
	Members                                     []int64
}

// Tag labels conversations.
type Tag struct {
	ID                   int64
	Slug, Name, Color    string
	CreatedAt, UpdatedAt Time
	Tickets              int64
}

// Workflow is an automation of one inbox.
type Workflow struct {
	ID, MailboxID, Order  int64
	Type, Status, Name    string
	CreatedAt, ModifiedAt Time
}

// Webhook is a subscription to events.
type Webhook struct {
	ID                                int64
	URL, State, PayloadVersion, Label string
	Events                            []string
	Notification                      bool
	MailboxIDs                        []int64
	Secret                            string // never shown
}
