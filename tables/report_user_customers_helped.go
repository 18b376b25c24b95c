package tables

import "slices"

// ReportUserCustomersHelpedCurrents is the customers whom a user helped over time.
var ReportUserCustomersHelpedCurrents = define(Table{
	Name:   "ReportUserCustomersHelped_Currents",
	Doc:    "One row per step of a period and user or team: how many customers got a reply." + reportPlan,
	Report: true,
	List:   List{Operation: "getUserCustomersHelpedReport", Path: "/v2/reports/user/customers-helped", Items: "current", Pages: Single},
	Columns: slices.Concat(
		period(), previousPeriod(), userFilter(), viewByFilter(), inboxFilters(),
		[]Column{
			step(),
			{Name: "Customers", Type: INT, From: "customers", Null: true, Doc: "Customers who got a reply."},
		},
	),
	Foreign: []Foreign{{"User_Id", "Users", "Id"}},
	Rows:    30,
	Examples: []Example{
		{"Day by day", "SELECT User_Id, Date, Customers FROM ReportUserCustomersHelped_Currents WHERE " + january + " AND ViewBy = 'Day' AND User_Id IN (SELECT Id FROM Users WHERE FirstName = 'Ada')"},
	},
})

// ReportUserCustomersHelpedPrevious is the same for the period compared with.
var ReportUserCustomersHelpedPrevious = define(previousSeries(ReportUserCustomersHelpedCurrents, Example{
	"January beside February, week by week", "SELECT User_Id, Date, Customers FROM ReportUserCustomersHelped_Previous WHERE " + comparing + " AND ViewBy = 'Week' AND User_Id IN (SELECT Id FROM Users WHERE FirstName = 'Ada')",
}))
