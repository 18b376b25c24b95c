package wire

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
)

// lockedBuffer is written by the server while the test reads it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// scoutql.statements has what a statement cost; others' takes PROCESS.
func TestStatementsAreRemembered(t *testing.T) {
	var log, queries lockedBuffer
	kinds := make(chan string, 100)
	s := serveEngine(t, small, engine.Config{
		Logger:   slog.New(slog.NewTextHandler(&log, nil)),
		QueryLog: slog.New(slog.NewJSONHandler(&queries, nil)),
		Observe:  func(x engine.Executed) { kinds <- x.Kind },
	}, engine.ServeConfig{})
	root := s.open(t, nil)
	root.SetMaxOpenConns(1)
	must(t, root, "CREATE USER bob IDENTIFIED BY 'pw'", "GRANT SELECT ON *.* TO bob")
	bob := s.as(t, "bob", "pw")
	bob.SetMaxOpenConns(1)
	require.Len(t, column(t, bob, "SELECT Id FROM helpscout.MailBoxes WHERE Name <> 'Nobody''s'"), 5)
	require.Equal(t, 1146, outcome(t, bob, "SELECT Id FROM helpscout.Nothing"))
	require.Len(t, column(t, bob, "SELECT Id FROM helpscout.MailBoxes WHERE Id > ?", 0), 5)

	const list = "SELECT CONCAT_WS('|', User, Address, Statement, Calls, RowsRead, RowsReturned, IFNULL(ErrorNumber, 'fine')) FROM scoutql.statements"
	assert.Equal(t, []string{
		"bob|127.0.0.1|SELECT Id FROM helpscout.MailBoxes WHERE Name <> 'Nobody''s'|1|5|5|fine",
		"bob|127.0.0.1|SELECT Id FROM helpscout.Nothing|0|0|0|1146",
		"bob|127.0.0.1|SELECT Id FROM helpscout.MailBoxes WHERE Id > ?|1|5|5|fine",
	}, column(t, bob, list))
	all := strings.Join(column(t, root, list), "\n")
	assert.Contains(t, all, "root|127.0.0.1|CREATE USER bob IDENTIFIED BY '<secret>'|0|0|0|fine")
	assert.Contains(t, all, "bob|127.0.0.1|SELECT Id FROM helpscout.Nothing")

	assert.Contains(t, log.String(), "msg=statement user=bob address=127.0.0.1")
	assert.NotContains(t, log.String(), "Nobody", "texts may be personal")
	assert.Contains(t, queries.String(), "Nobody")
	assert.Equal(t, "CREATE", <-kinds)
}
