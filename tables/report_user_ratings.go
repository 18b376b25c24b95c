package tables

import "slices"

// ReportUserRatings is the ratings that a user got.
var ReportUserRatings = define(Table{
	Name:   "ReportUserRatings",
	Doc:    "One row per rating that a user or team got in a period." + reportPlan,
	Report: true,
	List: List{
		Operation: "getUserRatingsReport", Path: "/v2/reports/user/ratings", Items: "results", Pages: ByNumber,
		Default: ratingOrder,
	},
	Columns: slices.Concat(period(), noPreviousPeriod(), userFilter(), ratingFilter(), inboxFilters(), ratingColumns()),
	Foreign: append([]Foreign{{"User_Id", "Users", "Id"}}, ratingKeys...),
	Rows:    100,
	Examples: []Example{
		{"What customers praised", "SELECT Number, RatingCustomerName, RatingComments FROM ReportUserRatings WHERE " + january + " AND Rating = 'great' AND User_Id IN (SELECT Id FROM Users WHERE FirstName = 'Ada')"},
	},
})
