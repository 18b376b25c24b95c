package tables

import "slices"

// ReportUserHappinesses is how content customers are with a user.
var ReportUserHappinesses = define(Table{
	Name: "ReportUserHappinesses", Aliases: []string{"ReportUserHappiness"},
	Doc:     "Ratings of one user or team in a period, in figures; one row for each user and combination of filter values." + reportPlan,
	Report:  true,
	List:    List{Operation: "getUserHappinessReport", Path: "/v2/reports/user/happiness", Pages: Object},
	Columns: slices.Concat(period(), previousPeriod(), userFilter(), inboxFilters(), happinessColumns()),
	Foreign: []Foreign{{"User_Id", "Users", "Id"}},
	Rows:    1,
	Examples: []Example{
		{"The happiness score of everyone, one call a user", "SELECT u.FirstName, h.Current_HappinessScore FROM ReportUserHappinesses h JOIN Users u ON u.Id = h.User_Id WHERE h.Current_StartDate = '2026-01-01' AND h.Current_EndDate = '2026-02-01'"},
	},
})
