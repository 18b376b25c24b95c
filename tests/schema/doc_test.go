// Package schema compares the tables, their columns and what is said of them
// with the simulated account: member by member, call by call.
package schema
