// Package sqltext stands between the client's SQL and the engine: it repairs
// the text before it is parsed and the parse tree after, where the engine
// would otherwise give wrong rows, and refuses what a Help Scout database
// must not do. It holds no state; one parser serves every session.
package sqltext
