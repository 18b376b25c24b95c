package wire

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/tables"
)

func TestWhatToolsAsk(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	db := s.open(t, nil)
	ctx := context.Background()

	shown := column(t, db, "SHOW TABLES")
	for _, def := range tables.All() {
		require.Contains(t, shown, def.Name)
	}
	require.Contains(t, column(t, db, "SHOW DATABASES"), "helpscout")
	require.Equal(t, []string{"helpscout"}, column(t, db, "SELECT DATABASE()"))

	var field, kind, null, key, extra, privileges, comment string
	var collation, byDefault *string
	row := db.QueryRowContext(ctx, "SHOW FULL COLUMNS FROM MailBoxes LIKE 'Name'")
	require.NoError(t, row.Scan(&field, &kind, &collation, &null, &key, &byDefault, &extra, &privileges, &comment))
	require.Equal(t, "Name", field)
	require.True(t, strings.HasPrefix(kind, "varchar(255)"), kind)
	require.NotNil(t, collation) // the SQL engine's default, whatever the column's is
	require.Contains(t, comment, "Name of the inbox")

	var dataType, columnKey, columnComment string
	const describe = "SELECT data_type, column_key, column_comment FROM information_schema.columns " +
		"WHERE table_schema = ? AND table_name = ? AND column_name = ?"
	require.NoError(t, db.QueryRowContext(ctx, describe, "helpscout", "Tags", "Id").Scan(&dataType, &columnKey, &columnComment))
	require.Equal(t, "bigint", dataType)
	require.Equal(t, []string{"utf8mb4_0900_ai_ci"}, column(t, db,
		"SELECT collation_name FROM information_schema.columns WHERE table_schema = 'helpscout' AND table_name = 'Tags' AND column_name = 'Name'"))
	require.Equal(t, "PRI", columnKey)
	require.Contains(t, columnComment, "Tag id")

	grants := column(t, db, "SHOW GRANTS")
	require.NotEmpty(t, grants)
	require.Contains(t, grants[0], "GRANT")
	require.Contains(t, strings.Join(column(t, db, "SHOW CREATE TABLE Tags"), ""), "Tags")
	require.NotEmpty(t, column(t, db, "SHOW TABLE STATUS"))
	require.NotEmpty(t, column(t, db, "SHOW PROCESSLIST"))
	require.NotEmpty(t, column(t, db, "SHOW VARIABLES LIKE 'scoutql_%'"))
	for _, call := range s.calls() {
		require.NotContains(t, call, "/v2/conversations?", "metadata reads no listing")
		require.NotContains(t, call, "/v2/customers?", "metadata reads no listing")
	}
}
