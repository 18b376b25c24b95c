// Package sqltests runs SQL files. Each statement runs three ways over the same
// rows: as users run it, with push-down off, and in MariaDB, the judge. Rows and
// API calls of the first are pinned in the file; all three must agree.
//
//	go test ./tests/sql               run all files
//	go test ./tests/sql -run /joins   run joins.test
//	go test ./tests/sql -rewrite      pin what happens today; then read the diff
//
// A file is a list of blocks, apart by blank lines:
//
//	# a comment
//	seed small                        a simulated account: small or medium
//
//	statement                         a statement without rows, such as SET
//	SET scoutql_max_api_calls = 3
//
//	query                             rows in the statement's order
//	SELECT Id, Subject FROM Conversations WHERE Status = 'closed' ORDER BY Id
//	----
//	101  Refund please
//	calls
//	  GET /v2/conversations?page=1&status=closed  200  25 items
//
//	write                             a statement that writes, here alone
//	UPDATE Conversations SET Status = 'closed' WHERE Id = 3000000021
//	----
//	affected 1
//	calls
//	  GET /v2/conversations/3000000021  200  1 item
//	  PATCH /v2/conversations/3000000021  204  {"op":"replace","path":"/status","value":"closed"}
//
// The calls of a write stand in the order in which they were made, with their
// bodies; MariaDB and the session without push-down are not asked, and later
// queries of such a file are only asked here. After "query unordered" rows are compared and shown sorted. After "query any"
// the statement may choose its rows (a LIMIT without a total order): their number
// must agree, and each must be among the statement's rows without the LIMIT.
//
// Lines between the directive and the statement change who is asked:
//
//	judge: SQL                        what MariaDB is asked instead
//	judge off: reason                 MariaDB is not asked
//	differs: reason                   a fault that is known: MariaDB must disagree,
//	                                  and the line goes when the fault does
//	pushdown on: reason               push-down is not switched off
//
// Cells are two blanks apart; one that would not show as it is, is quoted. Calls
// are sorted: pages are fetched side by side. Many alike are summed up with a
// fingerprint, and so are rows after the fortieth.
package sqltests
