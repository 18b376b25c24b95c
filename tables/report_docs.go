package tables

import "slices"

// ReportDocs is how visitors use the knowledge base.
var ReportDocs = define(Table{
	Name:   "ReportDocs",
	Doc:    "What visitors did on the Docs sites in a period; one row for each combination of filter values. Its top lists are tables of their own." + reportPlan,
	Report: true,
	List:   List{Operation: "getDocsReport", Path: "/v2/reports/docs", Pages: Object},
	Columns: slices.Concat(
		period(), previousPeriod(),
		[]Column{{
			Name: "Sites", Type: Text(1000), Echo: true, Null: true, Filter: Equal("sites"),
			Doc: "Only these Docs sites: a comma list of ids, each of 24 hexadecimal digits. IN makes one report a value.",
		}},
		compared(
			Column{Name: "Visitors", Type: INT, Doc: "Visitors."},
			Column{Name: "BrowseAction", Type: DOUBLE, Doc: "Visitors who browsed, in percent, 0 to 100."},
			Column{Name: "SentAnEmailResult", Type: DOUBLE, Doc: "Visitors who then sent an e-mail, in percent, 0 to 100."},
			Column{Name: "FoundAnAnswerResult", Type: DOUBLE, Doc: "Visitors who found an answer, in percent, 0 to 100."},
			Column{Name: "SearchAction", Type: DOUBLE, Doc: "Visitors who searched, in percent, 0 to 100."},
			Column{Name: "FailedResult", Type: DOUBLE, Doc: "Visitors whose search failed, in percent, 0 to 100."},
			Column{Name: "DocsViewedPerVisit", Type: DOUBLE, Doc: "Articles seen a visit, average."},
		),
		changes("Visitors", "BrowseAction", "SentAnEmailResult", "FoundAnAnswerResult", "SearchAction", "FailedResult", "DocsViewedPerVisit"),
		[]Column{
			{Name: "PopularSearches", Type: JSONTEXT, From: "popularSearches", Null: true, Doc: "Searches made most, as a JSON array; one row each in ReportDocs_PopularSearches."},
			{Name: "FailedSearches", Type: JSONTEXT, From: "failedSearches", Null: true, Doc: "Searches that found nothing, as a JSON array; one row each in ReportDocs_FailedSearches."},
			{Name: "TopArticles", Type: JSONTEXT, From: "topArticles", Null: true, Doc: "Articles read most, as a JSON array; one row each in ReportDocs_TopArticles."},
			{Name: "TopCategories", Type: JSONTEXT, From: "topCategories", Null: true, Doc: "Categories read most, as a JSON array; one row each in ReportDocs_TopCategories."},
		},
	),
	Rows: 1,
	Examples: []Example{
		{"Do visitors find answers", "SELECT Current_Visitors, Current_FoundAnAnswerResult, Current_FailedResult FROM ReportDocs WHERE " + january},
	},
})

// ReportDocsPopularSearches is the searches made most.
var ReportDocsPopularSearches = define(Table{
	Name:   "ReportDocs_PopularSearches",
	Doc:    "One row per search among those made most in a period. The rows come with ReportDocs." + reportPlan,
	Report: true,
	Within: &Within{Table: "ReportDocs", Items: "popularSearches"},
	Columns: block(
		ReportDocs,
		Column{Name: "Id", Type: Text(500), From: "id", Null: true, Doc: "The text searched for; the API calls it id."},
		Column{Name: "Count", Type: INT, From: "count", Null: true, Doc: "How often it was searched for."},
		Column{Name: "Results", Type: INT, From: "results", Null: true, Doc: "Number of articles found."},
	),
	Rows: 10,
	Examples: []Example{
		{"What visitors look for", "SELECT Id, Count, Results FROM ReportDocs_PopularSearches WHERE " + january + " ORDER BY Count DESC"},
	},
})

// ReportDocsFailedSearches is the searches that found nothing.
var ReportDocsFailedSearches = define(Table{
	Name:   "ReportDocs_FailedSearches",
	Doc:    "One row per search that found nothing, among those made most in a period. The rows come with ReportDocs." + reportPlan,
	Report: true,
	Within: &Within{Table: "ReportDocs", Items: "failedSearches"},
	Columns: block(
		ReportDocs,
		Column{Name: "Id", Type: Text(500), From: "id", Null: true, Doc: "The text searched for; the API calls it id."},
		Column{Name: "Count", Type: INT, From: "count", Null: true, Doc: "How often it was searched for."},
	),
	Rows: 10,
	Examples: []Example{
		{"What the knowledge base lacks", "SELECT Id, Count FROM ReportDocs_FailedSearches WHERE " + january + " ORDER BY Count DESC"},
	},
})

// ReportDocsTopArticles is the articles read most.
var ReportDocsTopArticles = define(Table{
	Name:   "ReportDocs_TopArticles",
	Doc:    "One row per article among those read most in a period. The rows come with ReportDocs." + reportPlan,
	Report: true,
	Within: &Within{Table: "ReportDocs", Items: "topArticles"},
	Columns: block(
		ReportDocs,
		Column{Name: "Id", Type: Text(64), From: "id", Null: true, Doc: "Id of the article."},
		Column{Name: "Name", Type: Text(500), From: "name", Null: true, Doc: "Name of the article."},
		Column{Name: "SiteId", Type: Text(64), From: "siteId", Null: true, Doc: "Docs site of the article."},
		Column{Name: "CollectionId", Type: Text(64), From: "collectionId", Null: true, Doc: "Collection of the article."},
		Column{Name: "Count", Type: INT, From: "count", Null: true, Doc: "How often it was read."},
	),
	Rows: 10,
	Examples: []Example{
		{"What visitors read", "SELECT Name, Count FROM ReportDocs_TopArticles WHERE " + january + " ORDER BY Count DESC"},
	},
})

// ReportDocsTopCategories is the categories read most.
var ReportDocsTopCategories = define(Table{
	Name:   "ReportDocs_TopCategories",
	Doc:    "One row per category among those read most in a period. The rows come with ReportDocs." + reportPlan,
	Report: true,
	Within: &Within{Table: "ReportDocs", Items: "topCategories"},
	Columns: block(
		ReportDocs,
		Column{Name: "Id", Type: Text(64), From: "id", Null: true, Doc: "Id of the category."},
		Column{Name: "Name", Type: Text(500), From: "name", Null: true, Doc: "Name of the category."},
		Column{Name: "SiteId", Type: Text(64), From: "siteId", Null: true, Doc: "Docs site of the category."},
		Column{Name: "Articles", Type: INT, From: "articles", Null: true, Doc: "Number of articles in it."},
		Column{Name: "Count", Type: INT, From: "count", Null: true, Doc: "How often it was read."},
	),
	Rows: 10,
	Examples: []Example{
		{"What visitors read about", "SELECT Name, Articles, Count FROM ReportDocs_TopCategories WHERE " + january + " ORDER BY Count DESC"},
	},
})
