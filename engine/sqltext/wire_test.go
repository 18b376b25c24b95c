package sqltext_test

import (
	"database/sql"
	"fmt"
	"net"
	"testing"

	"github.com/dolthub/go-mysql-server/memory"
	"github.com/dolthub/go-mysql-server/server"
	gms "github.com/dolthub/go-mysql-server/sql"
	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"
)

// Over the wire, as text and prepared, single and multiple statements.
func TestWire(t *testing.T) {
	e := newEngine(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	s, err := server.NewServer(server.Config{Protocol: "tcp", Address: address, Listener: listener}, e.Engine,
		gms.NewContext, memory.NewSessionBuilder(e.Analyzer.Catalog.DbProvider.(*memory.DbProvider)), nil)
	require.NoError(t, err)
	go func() { _ = s.Start() }()
	t.Cleanup(func() { _ = s.Close() })

	for _, options := range []string{"", "multiStatements=true", "interpolateParams=true"} {
		db, err := sql.Open("mysql", fmt.Sprintf("root@tcp(%s)/helpscout?%s", address, options))
		require.NoError(t, err)
		defer func() { _ = db.Close() }()

		var n int
		require.NoError(t, db.QueryRow(`SELECT COUNT(*) FROM t WHERE S LIKE 'Re%'`).Scan(&n))
		require.Equal(t, 9, n)
		require.NoError(t, db.QueryRow(`SELECT COUNT(*) FROM t WHERE S LIKE '100\%' AND Id > ?`, 1).Scan(&n))
		require.Equal(t, 1, n)
		require.NoError(t, db.QueryRow(`SELECT COUNT(DISTINCT S) FROM t WHERE S IN (?, ?)`, "REFUND", "x").Scan(&n))
		require.Equal(t, 1, n)
		var text string
		require.NoError(t, db.QueryRow(`SELECT ToList FROM ConversationThreads WHERE ToList = ?`, "ANN@example.com").Scan(&text))
		require.Equal(t, "ann@example.com", text)

		for query, num := range map[string]uint16{"DROP TABLE t": 1235, "SELECT LOAD_FILE('x')": 1290, "SELEC 1": 1064} {
			_, err := db.Exec(query)
			var e *driver.MySQLError
			require.ErrorAs(t, err, &e)
			require.Equal(t, num, e.Number, e)
		}
		_, err = db.Exec("SELECT SLEEP(60), ?", 1)
		var refused *driver.MySQLError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, uint16(1235), refused.Number)
		require.Equal(t, "42000", string(refused.SQLState[:]))
	}
}
