package tables

import "slices"

// ReportCompanyCustomersHelpedCurrents is the customers helped over time.
var ReportCompanyCustomersHelpedCurrents = define(Table{
	Name:   "ReportCompanyCustomersHelped_Currents",
	Doc:    "One row per step of a period: how many customers got a reply." + reportPlan,
	Report: true,
	List:   List{Operation: "getCompanyCustomersHelpedReport", Path: "/v2/reports/company/customers-helped", Items: "current", Pages: Single},
	Columns: slices.Concat(
		period(), previousPeriod(), viewByFilter(), inboxFilters(),
		[]Column{
			step(),
			{Name: "Customers", Type: INT, From: "customers", Null: true, Doc: "Customers who got a reply."},
		},
	),
	Rows: 30,
	Examples: []Example{
		{"Day by day", "SELECT Date, Customers FROM ReportCompanyCustomersHelped_Currents WHERE " + january + " AND ViewBy = 'Day'"},
	},
})

// ReportCompanyCustomersHelpedPrevious is the same for the period compared with.
var ReportCompanyCustomersHelpedPrevious = define(previousSeries(ReportCompanyCustomersHelpedCurrents, Example{
	"January beside February, week by week", "SELECT Date, Customers FROM ReportCompanyCustomersHelped_Previous WHERE " + comparing + " AND ViewBy = 'Week'",
}))
