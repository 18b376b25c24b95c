package wire

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
)

// outcome runs a statement to its last row and gives the error's number, 0 for none.
func outcome(t testing.TB, db *sql.DB, statement string) int {
	t.Helper()
	err := drain(db, statement)
	var e *mysql.MySQLError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &e):
		t.Logf("%s: %v", statement, err)
		return int(e.Number)
	}
	t.Errorf("%s: %v", statement, err)
	return -1
}

func drain(db *sql.DB, statement string) error {
	rows, err := db.QueryContext(context.Background(), statement)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
	}
	return rows.Err()
}

// must runs statements as root.
func must(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		_, err := db.ExecContext(context.Background(), s)
		require.NoError(t, err, s)
	}
}

// as opens a pool as another user.
func (s *served) as(t testing.TB, user, password string) *sql.DB {
	return s.open(t, func(c *mysql.Config) { c.User, c.Passwd, c.DBName = user, password, "" })
}

// The users of the table below, and what each is granted.
var grantedUsers = []struct {
	name   string
	grants []string
}{
	{"nobody", nil},
	{"everything", []string{"ALL PRIVILEGES ON *.*"}},
	{"bi", []string{"SELECT ON helpscout.*"}},
	{"inboxes", []string{"SELECT ON helpscout.Inboxes"}}, // an alias of MailBoxes
	{"viewer", []string{"SELECT ON helpscout.OpenConversations"}},
	{"both", []string{"SELECT ON helpscout.OpenConversations", "SELECT ON helpscout.Conversations"}},
	{"writer", []string{"INSERT, UPDATE ON helpscout.Customers"}},
	{"editor", []string{"SELECT, INSERT, UPDATE ON helpscout.Customers"}},
	{"caller", []string{"EXECUTE ON PROCEDURE helpscout.RefreshSchema"}},
	{"runner", []string{"EXECUTE ON helpscout.*"}},
	{"watcher", []string{"PROCESS ON *.*", "SELECT ON scoutql.*"}},
	{"system", []string{"SELECT ON scoutql.*"}},
	{"admin", []string{"CREATE USER ON *.*"}},
}

// Who may run what. Those who are not named get the error.
var grantTests = []struct {
	statement string
	may       string
	number    map[string]int // other numbers for some
	otherwise int
}{
	{"SELECT 1", "nobody everything bi inboxes viewer both writer editor caller runner watcher system admin", nil, 0},
	{"SELECT Id FROM helpscout.Conversations LIMIT 1", "everything bi both", nil, 1142},
	{"SELECT COUNT(*) FROM helpscout.Conversations", "everything bi both", nil, 1142},
	{"SELECT MAX(Id) FROM helpscout.Conversations", "everything bi both", nil, 1142},
	{"SELECT Status, COUNT(*) FROM helpscout.Conversations GROUP BY Status", "everything bi both", nil, 1142},
	{"EXPLAIN SELECT Id FROM helpscout.Conversations", "everything bi both", nil, 1142},
	{"SELECT Id FROM helpscout.MailBoxes", "everything bi inboxes", nil, 1142},
	{"SELECT Id FROM helpscout.inboxes", "everything bi inboxes", nil, 1142},
	{"SELECT 1 WHERE EXISTS (SELECT 1 FROM helpscout.MailBoxes)", "everything bi inboxes", nil, 1142},
	{"SELECT (SELECT COUNT(*) FROM helpscout.MailBoxes)", "everything bi inboxes", nil, 1142},
	{"SELECT 1 UNION SELECT Id FROM helpscout.MailBoxes", "everything bi inboxes", nil, 1142},
	{"WITH x AS (SELECT Id FROM helpscout.MailBoxes) SELECT * FROM x", "everything bi inboxes", nil, 1142},
	{"SELECT m.Id FROM helpscout.MailBoxes m JOIN helpscout.Conversations c ON c.MailboxId = m.Id LIMIT 1", "everything bi", nil, 1142},
	// A CTE with the name of a database or table must not open that.
	{"WITH helpscout AS (SELECT 1) SELECT Id FROM helpscout.MailBoxes", "everything bi inboxes", nil, 1142},
	{"WITH MailBoxes AS (SELECT Id FROM helpscout.MailBoxes) SELECT Id FROM helpscout.MailBoxes", "everything bi inboxes", nil, 1142},
	{"WITH helpscout AS (SELECT 1) SELECT COUNT(*) FROM helpscout.MailBoxes", "everything bi inboxes", nil, 1142},
	{"WITH mysql AS (SELECT 1) SELECT authentication_string FROM mysql.user", "everything", nil, 1142},
	{"WITH scoutql AS (SELECT 1) SELECT * FROM scoutql.api_calls", "everything watcher system", nil, 1142},
	// Views run with the rights of who reads them.
	{"SELECT Id FROM helpscout.OpenConversations LIMIT 1", "everything bi both", nil, 1142},
	{"SELECT ThreadId FROM helpscout.ConversationMessages LIMIT 1", "everything bi", nil, 1142},
	{"SELECT authentication_string FROM mysql.user", "everything", nil, 1142},
	{"SELECT * FROM scoutql.columns LIMIT 1", "everything watcher system", nil, 1142},
	{"CALL helpscout.RefreshSchema()", "everything caller runner", nil, 1370},
	{"CALL helpscout.DownloadAttachment(1, 2)", "", map[string]int{"everything": 1644, "runner": 1644}, 1370},
	{"INSERT INTO helpscout.MailBoxes (Name) VALUES ('x')", "", map[string]int{"everything": 1471}, 1142},
	{"UPDATE helpscout.Users SET FirstName = 'x' WHERE Id = 1", "", map[string]int{"everything": 1288}, 1142},
	{"DELETE FROM helpscout.Users WHERE Id = 1", "everything", nil, 1142},
	{"INSERT INTO helpscout.Customers (FirstName) VALUES ('x')", "everything writer editor", nil, 1142},
	{"INSERT INTO helpscout.Customers (FirstName) SELECT Name FROM helpscout.MailBoxes LIMIT 1", "everything", nil, 1142},
	{"UPDATE helpscout.Customers SET FirstName = 'x' WHERE Id = 1", "everything editor", nil, 1142}, // reads Id
	{"UPDATE helpscout.Customers SET FirstName = (SELECT Name FROM helpscout.MailBoxes LIMIT 1) WHERE Id = 1", "everything", nil, 1142},
	{"DELETE FROM helpscout.Conversations WHERE Id = 1", "everything", nil, 1142},
	{"WITH helpscout AS (SELECT 1) DELETE FROM helpscout.Conversations WHERE Id = 1", "everything", nil, 1142},
	{"WITH helpscout AS (SELECT 1) UPDATE helpscout.Customers SET FirstName = 'x' WHERE Id = 1", "everything editor", nil, 1142},
	{"UPDATE mysql.user SET Super_priv = 'Y'", "", map[string]int{"everything": 1235}, 1142},
	{"CREATE USER 'new'@'%' IDENTIFIED BY 'pw'", "everything admin", nil, 1227},
	{"ALTER USER 'new'@'%' IDENTIFIED BY 'pw2'", "everything admin", nil, 1227},
	{"ALTER USER 'root'@'%' IDENTIFIED BY 'mine'", "", map[string]int{"everything": -2}, 1227},
	{"RENAME USER 'new'@'%' TO 'newer'@'%'", "everything admin", nil, 1227},
	{"DROP USER 'newer'@'%'", "everything admin", nil, 1227},
	{"DROP USER 'root'@'%'", "", map[string]int{"everything": -2}, 1227},
	{"GRANT SELECT ON helpscout.* TO 'nobody'@'%'", "", map[string]int{"everything": -2}, 1227},
	{"REVOKE SELECT ON helpscout.* FROM 'bi'@'%'", "", map[string]int{"everything": -2}, 1227},
	{"SHOW GRANTS", "nobody everything bi inboxes viewer both writer editor caller runner watcher system admin", nil, 0},
	{"SHOW GRANTS FOR 'bi'@'%'", "everything bi", nil, 1044},
	{"SHOW PROCESSLIST", "nobody everything bi inboxes viewer both writer editor caller runner watcher system admin", nil, 0},
	{"SET GLOBAL max_connections = 5", "everything", nil, 1227},
	{"SET @@GLOBAL.wait_timeout = 5", "everything", nil, 1227},
	{"SET PERSIST max_connections = 5", "", map[string]int{"everything": 1105}, 1227},
	{"SET max_execution_time = 60000", "nobody everything bi inboxes viewer both writer editor caller runner watcher system admin", nil, 0},
	{"FLUSH PRIVILEGES", "everything", nil, 1227},
	{"SHOW COLUMNS FROM helpscout.MailBoxes", "everything bi inboxes", nil, 1142},
	{"SHOW CREATE TABLE helpscout.MailBoxes", "everything bi inboxes", nil, 1142},
	{"SET PASSWORD = 'pw'", "nobody everything bi inboxes viewer both writer editor caller runner watcher system admin", nil, 0},
}

// Nobody of a database without any grant in it gets 1044 or 1142, as MySQL does.
func sameRefusal(want, got int) bool {
	return want == got || want == 1142 && got == 1044
}

func TestUsersByPrivilegesByStatements(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{UsersFile: filepath.Join(t.TempDir(), "users")})
	root := s.open(t, nil)
	for _, u := range grantedUsers {
		must(t, root, "CREATE USER '"+u.name+"'@'%' IDENTIFIED BY 'pw'")
		for _, g := range u.grants {
			must(t, root, "GRANT "+g+" TO '"+u.name+"'@'%'")
		}
	}
	pools := map[string]*sql.DB{}
	for _, u := range grantedUsers {
		pools[u.name] = s.as(t, u.name, "pw")
	}
	for _, test := range grantTests {
		t.Run(test.statement, func(t *testing.T) {
			for _, u := range grantedUsers {
				want, special := test.number[u.name]
				if want == -2 { // it would end the test's own users
					continue
				}
				if !special && !may(test.may, u.name) {
					want = test.otherwise
				}
				// What one made another cannot make again.
				if strings.Contains(test.statement, "'new") && want == 0 {
					prepareAccount(t, root, test.statement)
				}
				got := outcome(t, pools[u.name], test.statement)
				assert.Truef(t, sameRefusal(want, got), "%s: got error %d, want %d", u.name, got, want)
			}
		})
	}
}

func may(list, name string) bool {
	for _, n := range strings.Fields(list) {
		if n == name {
			return true
		}
	}
	return false
}

// prepareAccount makes the state that a statement about the account new needs.
func prepareAccount(t testing.TB, root *sql.DB, statement string) {
	t.Helper()
	must(t, root, "DROP USER IF EXISTS 'new'@'%', 'newer'@'%'")
	switch {
	case strings.HasPrefix(statement, "DROP"):
		must(t, root, "CREATE USER 'newer'@'%' IDENTIFIED BY 'pw'")
	case !strings.HasPrefix(statement, "CREATE"):
		must(t, root, "CREATE USER 'new'@'%' IDENTIFIED BY 'pw'")
	}
}

// What a user may not read he does not find in lists either.
func TestListsShowWhatIsGranted(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	root := s.open(t, nil)
	must(t, root, "CREATE USER one IDENTIFIED BY 'pw'", "GRANT SELECT ON helpscout.Inboxes TO one",
		"CREATE USER noone IDENTIFIED BY 'pw'")
	one, noone := s.as(t, "one", "pw"), s.as(t, "noone", "pw")

	assert.Equal(t, []string{"MailBoxes"}, column(t, one, "SHOW TABLES FROM helpscout"))
	assert.Equal(t, []string{"MailBoxes"}, column(t, one, "SELECT TABLE_NAME FROM information_schema.tables WHERE TABLE_SCHEMA IN ('helpscout', 'scoutql')"))
	assert.Equal(t, []string{"MailBoxes"}, column(t, one, "SELECT DISTINCT TABLE_NAME FROM information_schema.columns WHERE TABLE_SCHEMA IN ('helpscout', 'scoutql')"))
	assert.Contains(t, column(t, one, "SHOW DATABASES"), "helpscout")
	assert.NotContains(t, column(t, one, "SHOW DATABASES"), "scoutql")
	assert.NotContains(t, column(t, noone, "SHOW DATABASES"), "helpscout")
	assert.Empty(t, column(t, noone, "SELECT TABLE_NAME FROM information_schema.tables WHERE TABLE_SCHEMA IN ('helpscout', 'scoutql', 'mysql')"))
	assert.Equal(t, 1044, outcome(t, noone, "USE helpscout"))

	assert.Equal(t, []string{"GRANT USAGE ON *.* TO `one`@`%`", "GRANT SELECT ON `helpscout`.`MailBoxes` TO `one`@`%`"}, column(t, one, "SHOW GRANTS"))
}

func TestUsersLastOverARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state", "users")
	t.Run("made", func(t *testing.T) {
		s := serve(t, small, engine.ServeConfig{UsersFile: file})
		root := s.open(t, nil)
		must(t, root, "CREATE USER 'bi'@'%' IDENTIFIED BY 'first'", "GRANT SELECT ON helpscout.MailBoxes TO 'bi'@'%'",
			"GRANT EXECUTE ON PROCEDURE helpscout.RefreshSchema TO 'bi'@'%'", "CREATE USER gone IDENTIFIED BY 'x'", "DROP USER gone",
			"SET PASSWORD = 'toor'")
		bi := s.as(t, "bi", "first")
		must(t, bi, "SET PASSWORD = 'second'")
	})
	t.Run("kept", func(t *testing.T) {
		s := serve(t, small, engine.ServeConfig{UsersFile: file})
		bi := s.as(t, "bi", "second")
		assert.Equal(t, 0, outcome(t, bi, "SELECT Id FROM helpscout.MailBoxes"))
		assert.Equal(t, 0, outcome(t, bi, "CALL helpscout.RefreshSchema()"))
		assert.Equal(t, 1142, outcome(t, bi, "SELECT Id FROM helpscout.Tags"))
		assert.Equal(t, 1045, outcome(t, s.as(t, "bi", "first"), "SELECT 1"))
		assert.Equal(t, 1045, outcome(t, s.as(t, "gone", "x"), "SELECT 1"))
		assert.Equal(t, 1045, outcome(t, s.as(t, "root", ""), "SELECT 1"))
		assert.Equal(t, 0, outcome(t, s.as(t, "root", "toor"), "SELECT Id FROM helpscout.Tags LIMIT 1"))
	})
	t.Run("the configured password wins", func(t *testing.T) {
		s := serve(t, small, engine.ServeConfig{UsersFile: file, Password: "configured"})
		assert.Equal(t, 0, outcome(t, s.as(t, "root", "configured"), "SELECT 1"))
	})
}

// Accounts are those that are named, not those that would match.
func TestAccountsAreExact(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	root := s.open(t, nil)
	must(t, root, "CREATE USER 'bob'@'%' IDENTIFIED BY 'pw'")
	for statement, number := range map[string]int{
		"DROP USER 'bob'@'localhost'":                           1396,
		"ALTER USER 'bob'@'localhost' IDENTIFIED BY 'x'":        1396,
		"GRANT SELECT ON helpscout.* TO 'bob'@'localhost'":      1410,
		"REVOKE SELECT ON helpscout.* FROM 'bob'@'localhost'":   1141,
		"GRANT SELECT ON helpscout.NoSuchTable TO 'bob'@'%'":    1146,
		"GRANT EXECUTE ON PROCEDURE helpscout.No TO 'bob'@'%'":  1305,
		"CREATE USER 'bob'@'%' IDENTIFIED BY 'x'":               1396,
		"CREATE USER 'locked'@'%' ACCOUNT LOCK":                 1235,
		"CREATE USER ''@'%' IDENTIFIED BY 'x'":                  1235,
		"RENAME USER 'bob'@'%' TO 'root'@'%'":                   1396,
		"SHOW GRANTS FOR 'bob'@'localhost'":                     1141,
		"GRANT SELECT (Id) ON helpscout.MailBoxes TO 'bob'@'%'": 1235,
	} {
		assert.Equal(t, number, outcome(t, root, statement), statement)
	}
	bob := s.as(t, "bob", "pw")
	require.Equal(t, 1044, outcome(t, bob, "SELECT Id FROM helpscout.MailBoxes"))
	must(t, root, "GRANT SELECT ON helpscout.* TO 'bob'@'%'")
	require.Equal(t, 0, outcome(t, bob, "SELECT Id FROM helpscout.MailBoxes"), "a grant holds at once")
	must(t, root, "RENAME USER 'bob'@'%' TO 'robert'@'%'")
	require.Equal(t, 0, outcome(t, s.as(t, "robert", "pw"), "SELECT Id FROM helpscout.MailBoxes"), "grants move with the name")
	must(t, root, "REVOKE SELECT ON helpscout.* FROM 'robert'@'%'")
	require.Equal(t, 1044, outcome(t, s.as(t, "robert", "pw"), "SELECT Id FROM helpscout.MailBoxes"))
	must(t, root, "CREATE ROLE readers", "GRANT SELECT ON helpscout.* TO readers", "GRANT readers TO 'robert'@'%'")
	require.Equal(t, 0, outcome(t, s.as(t, "robert", "pw"), "SELECT Id FROM helpscout.MailBoxes"), "by a role")
}

// Connections of others are neither seen nor ended without the privilege.
func TestProcessesOfOthers(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	root := s.open(t, nil)
	must(t, root, "CREATE USER bob IDENTIFIED BY 'pw'")
	bob := s.as(t, "bob", "pw")
	roots := column(t, root, "SELECT CONNECTION_ID()")[0]
	for _, user := range column(t, bob, "SELECT USER FROM information_schema.processlist") {
		assert.Equal(t, "bob", user)
	}
	assert.Len(t, column(t, bob, "SHOW PROCESSLIST"), 1)
	assert.GreaterOrEqual(t, len(column(t, root, "SHOW PROCESSLIST")), 2)
	assert.Equal(t, 1095, outcome(t, bob, "KILL QUERY "+roots))
	assert.Equal(t, 1095, outcome(t, bob, "KILL "+roots))
	assert.Equal(t, 1094, outcome(t, bob, "KILL 999999"))
	assert.Equal(t, roots, column(t, root, "SELECT CONNECTION_ID()")[0])
}

// Where other machines can sign in, nobody is without a password.
func TestExposedServerNeedsPasswords(t *testing.T) {
	file := filepath.Join(t.TempDir(), "users")
	t.Run("a user without one", func(t *testing.T) {
		s := serve(t, small, engine.ServeConfig{UsersFile: file})
		must(t, s.open(t, nil), "CREATE USER 'open'@'%'")
		assert.Equal(t, 0, outcome(t, s.as(t, "open", ""), "SELECT 1"))
	})
	e, _ := newEngine(t, small)
	err := e.Serve(t.Context(), engine.ServeConfig{Listen: "127.0.0.1:0", UsersFile: file, Exposed: true, Password: "x"}, nil)
	var open *engine.OpenUsersError
	require.ErrorAs(t, err, &open)
	require.Equal(t, []string{"'open'@'%'"}, open.Users)

	s := serve(t, small, engine.ServeConfig{Exposed: true, Password: "x"})
	root := s.as(t, "root", "x")
	assert.Equal(t, 1819, outcome(t, root, "CREATE USER 'a'@'%'"))
	assert.Equal(t, 1819, outcome(t, root, "SET PASSWORD = ''"))
	assert.Equal(t, 0, outcome(t, root, "CREATE USER 'a'@'%' IDENTIFIED BY 'pw'"))
	assert.Equal(t, 1819, outcome(t, root, "ALTER USER 'a'@'%' IDENTIFIED BY ''"))
}
