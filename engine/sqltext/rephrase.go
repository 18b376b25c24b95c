package sqltext

import (
	"regexp"
	"strings"
)

// rephrasing says in the grammar's words what the grammar lacks.
type rephrasing struct {
	pattern *regexp.Regexp
	say     string // with $1...
}

// empty is a result without rows.
func empty(columns ...string) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = "'' AS `" + c + "`"
	}
	return "SELECT " + strings.Join(list, ", ") + " FROM DUAL WHERE 1 = 0"
}

func statement(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`(?is)^\s*` + pattern)
}

// Whole statements that tools send. What follows them up to a semicolon, such as
// a LIKE on a result without rows, makes no difference.
const rest = `\b[^;]*`

var rephrasings = []rephrasing{
	{statement(`show\s+schemas\b`), "SHOW DATABASES"},
	{statement(`show\s+storage\s+engines\b`), "SHOW ENGINES"},
	{statement(`show\s+full\s+triggers\b`), "SHOW TRIGGERS"},
	{statement(`show\s+open\s+tables` + rest), "SELECT '' AS `Database`, '' AS `Table`, 0 AS In_use, 0 AS Name_locked FROM DUAL WHERE 1 = 0"},
	{statement(`show\s+errors` + rest), "SELECT '' AS `Level`, 0 AS `Code`, '' AS `Message` FROM DUAL WHERE 1 = 0"},
	{statement(`show\s+count\s*\(\s*\*\s*\)\s*errors` + rest), "SELECT 0 AS `@@session.error_count`"},
	{statement(`show\s+events` + rest), empty("Db", "Name", "Definer", "Time zone", "Type", "Execute at", "Interval value", "Interval field",
		"Starts", "Ends", "Status", "Originator", "character_set_client", "collation_connection", "Database Collation")},
	{statement(`show\s+profiles` + rest), empty("Query_ID", "Duration", "Query")},
	{statement(`show\s+engine\s+\w+\s+(?:status|mutex|logs)` + rest), empty("Type", "Name", "Status")},
	{statement(`help` + rest), empty("source_category_name", "name", "is_it_category")},
	{
		statement("check\\s+tables?\\s+(?:`?\\w+`?\\s*\\.\\s*)?`?(\\w+)`?" + rest),
		"SELECT 'helpscout.$1' AS `Table`, 'check' AS `Op`, 'status' AS `Msg_type`, 'OK' AS `Msg_text`",
	},
	{statement(`flush\s+(?:local\s+|no_write_to_binlog\s+)?(?:status|hosts|query\s+cache|user_resources|optimizer_costs)` + rest), "FLUSH TABLES"},
	{statement(`start\s+transaction\s+with\s+consistent\s+snapshot\s*,\s*read\s+(only|write)`), "START TRANSACTION READ $1"},
	{statement(`start\s+transaction\s+read\s+(only|write)\s*,\s*with\s+consistent\s+snapshot`), "START TRANSACTION READ $1"},
	{statement(`do\s+`), "SET @__do = "},
}

// describeColumns is DESCRIBE table column, or with a pattern for columns.
var describeColumns = statement("(?:describe|desc|explain)\\s+((?:`[^`]+`|[\\w$]+)(?:\\s*\\.\\s*(?:`[^`]+`|[\\w$]+))?)" +
	"\\s+('(?:[^'\\\\]|\\\\.|'')*'|`[^`]+`|[\\w$]+)\\s*;?\\s*$")

// notTables are the words that follow EXPLAIN where no table does.
var notTables = wordSet("SELECT INSERT UPDATE DELETE REPLACE WITH FORMAT ANALYZE EXTENDED PARTITIONS PLAN TABLE FOR CALL")

func rephrase(text string) string {
	if m := describeColumns.FindStringSubmatch(text); m != nil && !notTables[strings.ToUpper(m[1])] {
		pattern := m[2]
		if pattern[0] != '\'' { // a name is no pattern
			pattern = "'" + strings.NewReplacer("_", `\_`, "'", "''").Replace(strings.Trim(pattern, "`")) + "'"
		}
		return "SHOW COLUMNS FROM " + m[1] + " LIKE " + pattern
	}
	for _, r := range rephrasings {
		if at := r.pattern.FindStringSubmatchIndex(text); at != nil {
			return string(r.pattern.ExpandString(nil, r.say, text, at)) + text[at[1]:]
		}
	}
	return text
}
