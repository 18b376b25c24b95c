package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/vitess/go/mysql"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/procs"
	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
	"github.com/scoutql/scoutql/writes"
)

// This file alone makes MySQL errors. Rooms below return typed errors of their
// own; users read a number, a state and a sentence that says what to type next.

const (
	stateGeneral = "HY000"
	stateSyntax  = "42000" // also: a statement or privilege that is not allowed
	stateKey     = "23000"
	stateUser    = "45000" // raised on purpose; "try again" to no driver
)

func sqlError(number int, state, format string, args ...any) *mysql.SQLError {
	return mysql.NewSQLError(number, state, format, args...)
}

// errFixed answers attempts to change the schema.
var errFixed = sqlError(1235, stateSyntax, "scoutql's tables are Help Scout's objects: they cannot be created, altered or dropped")

// runnable says why a plan must not run: a required filter is missing, or a
// value cannot be asked for.
func runnable(p pushdown.Plan) error {
	switch {
	case p.Refused != "":
		return sqlError(1644, stateUser, "%s", p.Refused)
	case len(p.Missing) > 0:
		return missingFilter(p.Table, p.Missing)
	}
	return nil
}

// notInReplica refuses what only Help Scout can answer.
func notInReplica(t *tables.Table, echo map[string]any) error {
	if t.Report {
		return sqlError(1644, stateUser, "%s is computed by Help Scout and not in a replica; leave --replica out", t.Name)
	}
	columns := slices.Sorted(maps.Keys(echo))
	return sqlError(1644, stateUser, "%s.%s is a filter that only Help Scout can apply; leave it out, or --replica", t.Name, strings.Join(columns, ", "))
}

// missingFilter says which filters a table needs, with a WHERE to copy.
func missingFilter(t *tables.Table, missing []string) error {
	examples := make([]string, len(missing))
	for i, name := range missing {
		c, _ := t.Column(name)
		examples[i] = name + " = " + exampleValue(c)
	}
	return sqlError(1644, stateUser, "%s needs %s; add WHERE %s",
		t.Name, strings.Join(missing, " and "), strings.Join(examples, " AND "))
}

// exampleValue is a value to copy into a WHERE.
func exampleValue(c *tables.Column) string {
	switch {
	case c.Type.Kind == tables.Time && strings.HasSuffix(c.Name, "EndDate"):
		return "'2026-02-01'"
	case c.Type.Kind == tables.Time:
		return "'2026-01-01'"
	case c.Type.Kind != tables.Varchar:
		return "1"
	case len(c.Filter) > 0 && len(c.Filter[0].Words) > 0:
		return "'" + c.Filter[0].Words[0] + "'"
	}
	return "'...'"
}

// budgetHint ends what a statement is told that may make no more API calls.
const budgetHint = "; narrow the statement with a WHERE or a LIMIT, or raise max-api-calls"

// OverBudget tells whether a statement failed because it wanted more API calls
// than it may make: MySQL has no number for that.
func OverBudget(err error) bool {
	e, ok := errors.AsType[*mysql.SQLError](err)
	return ok && e.Num == 1644 && strings.HasSuffix(e.Message, budgetHint)
}

// toSQLError gives any error the number, state and words that a MySQL user expects.
func toSQLError(err error) error {
	if err == nil {
		return nil
	}
	var done *mysql.SQLError
	if errors.As(err, &done) {
		return byMessage(done)
	}
	var wrong *procs.ArgumentError
	if errors.As(err, &wrong) {
		f := argumentFaults[wrong.Fault]
		return sqlError(f.number, f.state, "%s", wrong)
	}
	var written *writes.Error
	if errors.As(err, &written) {
		return writeError(err, written)
	}
	var budget *helpscout.BudgetError
	if errors.As(err, &budget) {
		return sqlError(1644, stateUser, "%s%s", budget, budgetHint)
	}
	var token refusedToken
	if errors.As(err, &token) && token.CredentialsRefused() {
		return sqlError(1429, stateGeneral, "token refused: %s; %s", token, cmp.Or(token.Cure(), "run scoutql login"))
	}
	var api *helpscout.Error
	if errors.As(err, &api) {
		return apiError(api)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return sqlError(3024, stateGeneral, "Query execution was interrupted, maximum statement execution time exceeded")
	case errors.Is(err, context.Canceled):
		return sqlError(1317, "70100", "Query execution was interrupted")
	}
	return byMessage(sql.CastSQLError(err))
}

// refusedToken is what the room auth, which we do not know, says of credentials.
type refusedToken interface {
	error
	CredentialsRefused() bool
	Cure() string // what to do about it
}

// writeError words a row that was not written, not wholly, or not for certain.
// With 45000 no driver takes an unknown outcome for a reason to try again.
func writeError(err error, w *writes.Error) error {
	var api *helpscout.Error
	var budget *helpscout.BudgetError
	switch {
	case w.Outcome != writes.Failed:
		return sqlError(1644, stateUser, "%s", err)
	case errors.As(w.Err, &budget), errors.Is(w.Err, context.Canceled), errors.Is(w.Err, context.DeadlineExceeded):
		return toSQLError(w.Err)
	case !errors.As(w.Err, &api):
		return sqlError(1644, stateUser, "%s", err)
	}
	switch api.Status {
	case 400:
		return sqlError(1366, stateGeneral, "Help Scout refused %s: %s", w.What(), api)
	case 403:
		return sqlError(1142, stateSyntax, "your Help Scout user or plan may not do this: %s: %s", w.What(), api)
	case 404:
		return sqlError(1644, stateUser, "there is no such object for %s: %s", w.What(), api)
	case 409:
		return sqlError(1062, stateKey, "Help Scout has this already: %s: %s", w.What(), api)
	case 412, 413, 415:
		return sqlError(1644, stateUser, "Help Scout does not take %s: %s", w.What(), api)
	}
	return toSQLError(api)
}

// argumentFaults are what MySQL calls an argument that a procedure does not take.
var argumentFaults = map[procs.Fault]struct {
	number int
	state  string
}{
	procs.Missing: {1048, stateKey}, procs.TooLong: {1406, "22001"}, procs.NotOneOf: {1265, "01000"},
	procs.BadDate: {1292, "22007"}, procs.BadJSON: {3140, "22032"}, procs.BadValue: {1366, stateGeneral},
	procs.Refused: {1644, stateUser},
}

// apiError words a refusal of Help Scout (house.md section 5).
func apiError(e *helpscout.Error) error {
	switch {
	case errors.Is(e, context.DeadlineExceeded) && e.Status == 0:
		return sqlError(3024, stateGeneral, "Query execution was interrupted, maximum statement execution time exceeded")
	case errors.Is(e, context.Canceled):
		return sqlError(1317, "70100", "Query execution was interrupted")
	case e.Status == 400:
		return sqlError(1366, stateGeneral, "Help Scout refused the request: %s", e)
	case e.Status == 401:
		return sqlError(1429, stateGeneral, "token refused: %s, also with a new token; run scoutql login, or scoutql doctor to see why", e)
	case e.Status == 403 && strings.HasPrefix(e.Path, "/v2/reports/"):
		return sqlError(1142, stateSyntax, "reports need Help Scout's Plus or Pro plan and a user who may see reports: %s; the view ConversationMetrics has response and resolution times without them", e)
	case e.Status == 403:
		return sqlError(1142, stateSyntax, "your Help Scout user or plan may not read this: %s", e)
	case e.Status == 404:
		return sqlError(1644, stateUser, "there is no such object: %s", e)
	case e.Status == 429:
		return sqlError(1226, stateSyntax, "the account's API rate limit is used up; free again in %.0f s", e.RetryAfter.Seconds())
	}
	return sqlError(1430, stateGeneral, "no answer from Help Scout: %s", e)
}

// rule maps an engine message to MySQL's number and state. The server casts
// most errors to 1105 before we see them, so that only the text is left.
type rule struct {
	pattern *regexp.Regexp
	number  int
	state   string
	say     string // MySQL's words with $1..., "" to keep the text
}

var rules = []rule{
	{regexp.MustCompile(`^table not found: (\w+?)(?:, maybe you mean (.*)\?)?$`), 1146, "42S02", "Table 'helpscout.$1' doesn't exist"},
	{regexp.MustCompile(`^database not found: (\S+?)(?:, maybe you mean (.*)\?)?$`), 1049, stateSyntax, "Unknown database '$1'"},
	{regexp.MustCompile(`^column "(?:\w+\.)?(.+?)" could not be found in any table in scope$`), 1054, "42S22", "Unknown column '$1'"},
	{regexp.MustCompile(`^table "(.+?)" does not have column "(.+?)"$`), 1054, "42S22", "Unknown column '$1.$2'"},
	{regexp.MustCompile(`^Unknown column '(.+?)' in '.+?'$`), 1054, "42S22", ""},
	{regexp.MustCompile(`^ambiguous column (?:or alias )?name "(.+?)".*$`), 1052, "23000", "Column '$1' is ambiguous"},
	{regexp.MustCompile(`^Column "(.+?)" in order clause is ambiguous$`), 1052, "23000", "Column '$1' in order clause is ambiguous"},
	{regexp.MustCompile(`^syntax error at .*$`), 1064, stateSyntax, ""},
	{regexp.MustCompile(`^function: '(.+?)' not found$`), 1305, stateSyntax, "FUNCTION $1 does not exist"},
	{regexp.MustCompile(`^stored procedure "(.+?)" does not exist$`), 1305, stateSyntax, "PROCEDURE $1 does not exist"},
	{regexp.MustCompile("^`(.+?)` expected `(\\d+)` parameters but got `(\\d+)`$"), 1318, stateSyntax, "Incorrect number of arguments for PROCEDURE $1; expected $2, got $3"},
	{regexp.MustCompile(`^function '(.+?)' expected .+ arguments, .+ received$`), 1582, stateSyntax, "Incorrect parameter count in the call to native function '$1'"},
	{regexp.MustCompile(`^command denied to user (.+)$`), 1142, stateSyntax, ""},
	{regexp.MustCompile(`^Access denied for user (.+) to database '(.+)'$`), 1044, stateSyntax, ""},
	{regexp.MustCompile(`^Access denied for user (.+) to table '(.+)'$`), 1142, stateSyntax, ""},
	{regexp.MustCompile(`^cannot union two queries whose schemas are different lengths.*$`), 1222, "21000", "The used SELECT statements have a different number of columns"},
	{regexp.MustCompile(`^number of values does not match number of columns provided$`), 1136, "21S01", "Column count doesn't match value count"},
	{regexp.MustCompile(`^expected insert destination to be resolved or unresolved table$`), 1471, stateGeneral, "The target table of the INSERT is not insertable-into: it is a view; write the table itself"},
	{regexp.MustCompile(`^no database selected$`), 1046, "3D000", "No database selected"},
	{regexp.MustCompile(`^table doesn't support INSERT INTO$`), 1471, stateGeneral, "this table cannot be inserted into"},
	{regexp.MustCompile(`^table doesn't support (?:UPDATE|DELETE FROM)$`), 1288, stateGeneral, "this table cannot be updated or deleted from"},
	{regexp.MustCompile(`^more than (\d+) rows would have to be held in memory$`), 1038, "HY001", "Out of sort memory; the statement's sorts, groups and joins hold more than $1 rows: narrow it with WHERE, or raise --max-rows-in-memory"},
	{regexp.MustCompile(`^no memory available$`), 1038, "HY001", "Out of sort memory; the statement's sorts, groups and joins hold more rows than --max-rows-in-memory: narrow it with WHERE, or raise that"},
	{regexp.MustCompile(`^WITH RECURSIVE iteration limit exceeded$`), 3636, stateGeneral, "Recursive query aborted after 10001 iterations"},
	{regexp.MustCompile(`^Variable '(.+)' is a read only variable$`), 1238, stateGeneral, ""},
	{regexp.MustCompile(`^context canceled$`), 1317, "70100", "Query execution was interrupted"},
	{regexp.MustCompile(`^context deadline exceeded$`), 3024, stateGeneral, "Query execution was interrupted, maximum statement execution time exceeded"},
	{regexp.MustCompile(`^database server is set to read only mode$`), 1290, stateGeneral, "scoutql runs with --read-only, so it cannot execute this statement"},
}

// longestMessage is far above what MySQL sends, and below what fills a log.
const longestMessage = 4096

func byMessage(e *mysql.SQLError) error {
	if len(e.Message) > longestMessage { // the engine quotes whole values
		e = mysql.NewSQLError(e.Num, e.State, "%s", strings.ToValidUTF8(e.Message[:longestMessage], "")+"...")
	}
	for _, r := range rules {
		groups := r.pattern.FindStringSubmatchIndex(e.Message)
		if groups == nil {
			continue
		}
		text := e.Message
		if r.say != "" {
			text = string(r.pattern.ExpandString(nil, r.say, e.Message, groups))
		}
		return sqlError(r.number, r.state, "%s", text+suggestion(r, e.Message, groups))
	}
	if e.State == stateGeneral {
		if state, ok := states[e.Num]; ok {
			return sqlError(e.Num, state, "%s", e.Message)
		}
	}
	return e
}

// states that MySQL gives to numbers which the engine sends as HY000.
var states = map[int]string{
	1048: "23000", 1049: stateSyntax, 1054: "42S22", 1062: "23000", 1064: stateSyntax,
	1110: stateSyntax, 1140: stateSyntax, 1141: stateSyntax, 1146: "42S02", 1242: "21000", 1241: "21000", 1222: "21000",
}

// suggestion names what the user may have meant by a table or column.
func suggestion(r rule, message string, groups []int) string {
	last := len(groups) - 2
	switch r.number {
	case 1305:
		if near := nearest(message[groups[2]:groups[3]], procedureNames()); near != "" && strings.HasPrefix(r.say, "PROCEDURE") {
			return "; did you mean " + near + "?"
		}
	case 1146:
		name := message[groups[2]:groups[3]]
		if near := nearest(name, tableNames()); near != "" && !strings.Contains(message, "maybe you mean") {
			return "; did you mean " + near + "?"
		}
	case 1054:
		if r.say == "" {
			last = 2
		}
		name := message[groups[last]:groups[last+1]]
		if near := nearest(name, columnNames()); near != "" {
			return "; did you mean " + near + "?"
		}
	}
	return ""
}

func tableNames() []string {
	var names []string
	for _, t := range tables.All() {
		names = append(names, t.Name)
	}
	return names
}

func procedureNames() []string {
	var names []string
	for _, p := range procs.All() {
		names = append(names, p.Name)
	}
	return names
}

func columnNames() []string {
	var names []string
	for _, t := range tables.All() {
		for i := range t.Columns {
			names = append(names, t.Columns[i].Name)
		}
	}
	return names
}

// apiNames are members as API users type them, where the column's name is far from it.
var apiNames = strings.NewReplacer("createdat", "createddate", "updatedat", "updateddate", "modifiedat", "modifieddate",
	"closedat", "closeddate", "openedat", "openeddate")

// nearest finds the name that was probably meant, or "".
func nearest(name string, names []string) string {
	want := apiNames.Replace(strings.ToLower(name))
	for _, n := range names {
		if strings.EqualFold(n, want) && !strings.EqualFold(n, name) {
			return n
		}
	}
	return tables.Nearest(want, names)
}

// Message is how the command line shows an error.
func Message(err error) string {
	var e *mysql.SQLError
	if errors.As(toSQLError(err), &e) {
		return fmt.Sprintf("ERROR %d (%s): %s", e.Num, e.State, e.Message)
	}
	return err.Error()
}
