// Package simulator is a fake Help Scout: an http.Handler over a seeded, deterministic, in-memory account.
//
// It is written from the API reference and its OpenAPI description alone and imports nothing else of this module, so that it
// is a second witness: a parameter the client misspells is refused here instead of being agreed upon by both sides. For the
// same reason it is strict where the real API is lenient (an unknown query parameter is an error).
//
// Where the reference is silent or unsure, these are the readings taken, mostly those that are hardest on a client:
//
//   - Unset members are absent in most objects and null in some; closedBy of an open conversation is absent or 0.
//   - A conversation's "threads" counts published threads that are no line items; the thread list has those and drafts, too.
//   - Thread pages and embedded thread lists hold 25; an organization's conversations come by 50.
//   - modifiedSince and createdSince are exclusive; ranges in a query are inclusive, and a partial date is its whole period.
//   - Text is matched by whole words, without regard to case but to accents; several words match in any order.
//   - A tag list means any of them; assigned_to takes users, teams and system users; status=open is active plus pending.
//   - folderId is the shared folder; the personal folder of a user also finds what is assigned to them and not closed.
//   - A page past the end has no _embedded and the true totals; an empty list is page 0 of 0.
//   - The token endpoint refuses JSON; a refresh rotates the refresh token and ends the access token it belonged to.
//   - The rate window is fixed, begins with its first call and does not count token calls.
//
// Of writes, whose further readings stand at their handlers:
//
//   - What is written is dated with the account's clock, which stands still unless a test moves it.
//   - A member that is not described is refused, an unknown id in a body is a 400, in a path a 404.
//   - A reply or note without a status re-activates its conversation; what a customer writes does unless it is imported.
//   - A conversation has 100 threads at most, line items apart. Changes of status, owner and inbox leave a line item.
//   - A deleted conversation is gone from lists and gets. Deleting with async=true happens a few requests later.
//   - A patch of a customer is all or nothing. An e-mail address belongs to one customer, whatever its case.
//   - An address can be created once, is a 404 after its deletion, and has no Resource-ID.
//   - A saved reply's PUT clears the texts that it leaves out. A webhook's keeps the state.
//
// And of the reports, whose counting rules stand at tally:
//
//   - A range has its start and not its end. The company's time zone is UTC, its office hours are Monday to Friday, 9 to 17.
//   - Buckets are counted from the start of the range, as the reference has it. Empty ones are there.
//   - viewBy and a range that do not fit, one half of a comparison range, an empty range, and a bucket id that the drilldown's
//     range does not have are 400; a user that does not exist is 404; a plan without reports is 403 before anything else.
//   - A delta from nothing, and every average of nothing, is null. Percents of nothing are 0, and a user's score of no rating null.
//   - Received messages are {date, messages} without viewBy and {start, count} with it, after the two sources.
//   - Ratings and the conversation history come by 25. A list of nothing is page 1 of 0.
package simulator
