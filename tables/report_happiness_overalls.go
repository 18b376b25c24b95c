package tables

import "slices"

// ReportHappinessOveralls is how content customers are.
var ReportHappinessOveralls = define(Table{
	Name: "ReportHappinessOveralls", Aliases: []string{"ReportHappinessOverall"},
	Doc:     "Ratings of a period in figures; one row for each combination of filter values." + reportPlan,
	Report:  true,
	List:    List{Operation: "getHappinessReport", Path: "/v2/reports/happiness", Pages: Object},
	Columns: slices.Concat(period(), previousPeriod(), inboxFilters(), happinessColumns()),
	Rows:    1,
	Examples: []Example{
		{"The happiness score of two months", "SELECT Current_HappinessScore, Previous_HappinessScore, Deltas_HappinessScore FROM ReportHappinessOveralls WHERE " + comparing},
	},
})

// happinessColumns are ratings in figures.
func happinessColumns() []Column {
	return slices.Concat(
		compared(
			Column{Name: "RatingsPercent", Type: DOUBLE, Doc: "Customers who rated, in percent, 0 to 100."},
			Column{Name: "Great", Type: DOUBLE, Doc: "Great ratings, in percent of all, 0 to 100."},
			Column{Name: "Okay", Type: DOUBLE, Doc: "Okay ratings, in percent of all, 0 to 100."},
			Column{Name: "NotGood", Type: DOUBLE, Doc: "Not good ratings, in percent of all, 0 to 100."},
			Column{Name: "HappinessScore", Type: DOUBLE, Doc: "Great less NotGood, -100 to 100."},
			Column{Name: "GreatCount", Type: INT, Doc: "Number of great ratings."},
			Column{Name: "OkayCount", Type: INT, Doc: "Number of okay ratings."},
			Column{Name: "NotGoodCount", Type: INT, Doc: "Number of not good ratings."},
			Column{Name: "RatingsCount", Type: INT, Doc: "Number of ratings."},
			Column{Name: "TotalCustomersWithRatings", Type: INT, Doc: "Customers who rated."},
			Column{Name: "TotalCustomers", Type: INT, Doc: "Customers who could."},
		),
		points("Great", "Okay", "NotGood"), changes("GreatCount", "OkayCount", "NotGoodCount"), points("HappinessScore"),
		filterTags(),
	)
}
