package tables

import "slices"

// ReportPhones is the phone channel.
var ReportPhones = define(Table{
	Name:   "ReportPhones",
	Doc:    "The phone channel in a period; one row for each combination of filter values." + reportPlan,
	Report: true,
	List:   List{Operation: "getPhoneReport", Path: "/v2/reports/phone", Pages: Object},
	Columns: slices.Concat(
		period(), previousPeriod(), channelFilters(),
		phoneFigures(),
		// The API calls the change of phoneConversations so.
		changes("NewConversations", "PhoneCallsCreated", "Customers"),
		[]Column{{Name: "Users", Type: JSONTEXT, From: "users", Null: true, Doc: "The users on the phone, as a JSON array; one row each in ReportPhone_Users."}},
	),
	Rows: 1,
	Examples: []Example{
		{"Calls of two months", "SELECT Current_PhoneCallsCreated, Previous_PhoneCallsCreated FROM ReportPhones WHERE " + comparing},
	},
})

// ReportPhoneUsers is the users in it.
var ReportPhoneUsers = define(Table{
	Name:   "ReportPhone_Users",
	Doc:    "One row per user on the phone in a period. The rows come with ReportPhones." + reportPlan,
	Report: true,
	Within: &Within{Table: "ReportPhones", Items: "users"},
	Columns: block(ReportPhones, append(
		[]Column{
			{Name: "Id", Type: BIGINT, From: "id", Null: true, Doc: "User id, see Users."},
			{Name: "Name", Type: Text(255), From: "name", Null: true, Doc: "Name of the user."},
		},
		phoneFigures()...,
	)...),
	Foreign: []Foreign{{"Id", "Users", "Id"}},
	Rows:    20,
	Examples: []Example{
		{"Who took most calls", "SELECT Name, Current_PhoneCallsCreated FROM ReportPhone_Users WHERE " + january + " ORDER BY Current_PhoneCallsCreated DESC"},
	},
})

func phoneFigures() []Column {
	return compared(
		Column{Name: "PhoneConversations", Type: INT, Doc: "Conversations by phone."},
		Column{Name: "PhoneCallsCreated", Type: INT, Doc: "Calls that users entered."},
		Column{Name: "Customers", Type: INT, Doc: "Customers in them."},
	)
}
