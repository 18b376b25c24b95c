package engine

import (
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// Session variables of our own (product.md section 3).
const (
	pushdownVariable = "scoutql_pushdown"
	maxCallsVariable = "scoutql_max_api_calls"
	// A dry run plans writes and sends nothing.
	dryRunVariable = "scoutql_dry_run"
	// A statement that would write more rows is refused before the first one.
	maxWriteRowsVariable = "scoutql_max_write_rows"
	// An UPDATE or DELETE that nothing narrows is refused.
	safeUpdatesVariable = "sql_safe_updates"
)

// maxPacket is max_allowed_packet: what a client may send at once. It is MySQL's.
const maxPacket = 64 << 20

// serverVersion is MySQL's version whose behaviour clients may expect, and ours.
func serverVersion(own string) string { return "8.0.33-scoutql-" + own }

func addVariables(version string) {
	both := sql.GetMysqlScope(sql.SystemVariableScope_Both)
	sql.SystemVariables.AddSystemVariables([]sql.SystemVariable{
		&sql.MysqlSystemVariable{
			Name: pushdownVariable, Scope: both, Dynamic: true,
			Type: types.NewSystemBoolType(pushdownVariable), Default: int8(1),
		},
		&sql.MysqlSystemVariable{
			Name: maxCallsVariable, Scope: both, Dynamic: true,
			Type: types.NewSystemIntType(maxCallsVariable, 0, 1<<31-1, false), Default: int64(0),
		},
		&sql.MysqlSystemVariable{
			Name: dryRunVariable, Scope: both, Dynamic: true,
			Type: types.NewSystemBoolType(dryRunVariable), Default: int8(0),
		},
		&sql.MysqlSystemVariable{
			Name: maxWriteRowsVariable, Scope: both, Dynamic: true,
			Type: types.NewSystemIntType(maxWriteRowsVariable, 0, 1<<31-1, false), Default: int64(1000),
		},
	})
	sql.SystemVariables.AddSystemVariables(askedVariables())
	_ = sql.SystemVariables.AssignValues(map[string]any{
		safeUpdatesVariable: int8(1),
		// No statement reads or writes a file of the server's machine.
		"secure_file_priv":   "/nonexistent",
		"version":            serverVersion(version),
		"max_allowed_packet": uint64(maxPacket),
		"version_comment":    "scoutql: Help Scout as a MySQL database",
		// Declared foreign keys are for drawing joins; Help Scout keeps them.
		"foreign_key_checks": int8(0),
		// MySQL's 1024 would cut the statuses that ConversationMetrics counts.
		"group_concat_max_len": uint64(1 << 24),
		// NOW() is UTC, like our columns, whatever the host's zone.
		"time_zone": "+00:00",
		// ONLY_FULL_GROUP_BY refuses valid statements (engine note 3a).
		"sql_mode":             "STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION",
		"character_set_server": "utf8mb4", "collation_server": collation.Name(), "collation_connection": collation.Name(),
	})
}

// askedVariables are those that clients read or set, and the SQL engine lacks.
// Setting them changes nothing.
func askedVariables() []sql.SystemVariable {
	var list []sql.SystemVariable
	add := func(name string, t sql.Type, value any) {
		list = append(list, &sql.MysqlSystemVariable{
			Name: name, Scope: sql.GetMysqlScope(sql.SystemVariableScope_Both), Dynamic: true, Type: t, Default: value,
		})
	}
	for name, value := range map[string]string{
		"have_ssl": "YES", "have_openssl": "YES", "have_profiling": "NO", "have_query_cache": "NO", "optimizer_switch": "",
	} {
		add(name, types.NewSystemStringType(name), value)
	}
	for _, name := range []string{"profiling", "warning_count", "error_count"} {
		add(name, types.NewSystemIntType(name, 0, 1<<31-1, false), int64(0))
	}
	add("max_statement_time", types.NewSystemDoubleType("max_statement_time", 0, 31536000), float64(0)) // MariaDB's, in seconds
	return list
}

// integerVariable reads a session variable, 0 where there is none.
func integerVariable(ctx *sql.Context, name string) int64 {
	if ctx == nil || ctx.Session == nil {
		return 0
	}
	v, err := ctx.GetSessionVariable(ctx, name)
	if err != nil {
		return 0
	}
	switch v := v.(type) {
	case int8:
		return int64(v)
	case int64:
		return v
	case uint64:
		return int64(v)
	case string:
		if strings.EqualFold(v, "ON") {
			return 1
		}
	}
	return 0
}

// pushdownOn says whether filters may travel to the API; off, every statement
// reads whole listings and the SQL engine does all the rest, for comparison.
func pushdownOn(ctx *sql.Context) bool {
	return integerVariable(ctx, pushdownVariable) != 0 && !statementOf(ctx).superset
}
