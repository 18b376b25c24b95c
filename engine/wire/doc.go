// Package wire speaks the MySQL protocol with clients. The SQL engine's own
// listener closes a connection on any error behind the first rows, knows one
// password plugin without TLS, no COM_CHANGE_USER and no COM_STATISTICS, one
// cursor a connection, and parses what is prepared with a parser that is not
// ours. This one stands in its place, in front of the same handler.
//
// Who reads and writes what, for one connection:
//
//	client ── TCP ── packets ── conn ── Handler (engine/handler.go) ── SQL engine
//	                  │          ├── handshake.go  greeting, TLS, who it is
//	                  │          ├── auth.go       native and SHA-2 passwords
//	                  │          ├── commands.go   one command at a time
//	                  │          ├── result.go     columns and rows, text and binary
//	                  │          ├── prepare.go    COM_STMT_*
//	                  │          └── cursor.go     rows that wait for COM_STMT_FETCH
//	                  └── while a command runs, waits for the next byte: an end
//	                      of file there is a client that has gone, and cancels
//
// One goroutine serves a connection. A statement with a cursor runs in a second
// one until its rows are fetched; a command that needs the session reads the
// rest of them into memory first, since a session runs one statement at a time.
//
// A packet is refused when it is longer than the limit, and nothing is allocated
// for bytes that have not arrived. Before the login the limit is small.
package wire
