package wire

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

func (s *served) writes() (calls []string) {
	for _, c := range s.sim.Control().Calls() {
		if c.Method != "GET" {
			calls = append(calls, c.String())
		}
	}
	s.sim.Control().ResetCalls()
	return calls
}

func execute(t *testing.T, db *sql.DB, statement string, args ...any) (affected, id int64) {
	t.Helper()
	result, err := db.ExecContext(context.Background(), statement, args...)
	require.NoError(t, err, statement)
	affected, err = result.RowsAffected()
	require.NoError(t, err)
	id, err = result.LastInsertId()
	require.NoError(t, err)
	return affected, id
}

// TestWritesWithPreparedParameters: the driver's parameters reach the API in
// their own types, with its text protocol and with prepared statements.
func TestWritesWithPreparedParameters(t *testing.T) {
	for name, interpolate := range map[string]bool{"text": true, "prepared": false} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, small, engine.ServeConfig{})
			db := s.open(t, func(c *mysql.Config) { c.InterpolateParams = interpolate })
			db.SetMaxOpenConns(1) // LAST_INSERT_ID() is the connection's

			affected, customer := execute(t, db, "INSERT INTO Customers (FirstName, JobTitle, Emails, OrganizationId) VALUES (?, ?, ?, ?)",
				"Ada", nil, `[{"type":"work","value":"ada@wire.example"}]`, 150000)
			require.Equal(t, int64(1), affected)
			require.Equal(t, []string{`POST /v2/customers  201  {"emails":[{"type":"work","value":"ada@wire.example"}],"firstName":"Ada","organizationId":150000}`}, s.writes())
			var id int64
			require.NoError(t, db.QueryRowContext(context.Background(), "SELECT LAST_INSERT_ID()").Scan(&id))
			require.Equal(t, customer, id)

			affected, ticket := execute(t, db, "INSERT INTO Conversations (Subject, MailboxId, PrimaryCustomer_Id, Threads, Imported, CreatedDate) VALUES (?, ?, ?, ?, ?, ?)",
				"Über wire", 200000, customer, `[{"type":"note","text":"x"}]`, true, time.Date(2020, 1, 2, 3, 4, 5, 999, time.UTC))
			require.Equal(t, int64(1), affected)
			require.Len(t, s.writes(), 1)
			var subject string
			var created time.Time
			require.NoError(t, db.QueryRowContext(context.Background(), "SELECT Subject, CreatedDate FROM Conversations WHERE Id = ?", ticket).Scan(&subject, &created))
			require.Equal(t, "Über wire", subject)
			require.Equal(t, time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC), created)

			affected, _ = execute(t, db, "UPDATE Conversations SET Status = ?, Assignee_Id = ? WHERE Id = ?", "closed", nil, ticket)
			require.Equal(t, int64(1), affected)
			affected, _ = execute(t, db, "UPDATE Conversations SET Status = ? WHERE Id = ?", "closed", ticket)
			require.Zero(t, affected)
			affected, id = execute(t, db, "DELETE FROM Conversations WHERE Id IN (?, ?)", ticket, 987654321)
			require.Equal(t, int64(1), affected)
			require.Zero(t, id)
			// Of several rows no id is told: drivers would count up from it.
			affected, id = execute(t, db, "INSERT INTO CustomerPhones (CustomerId, Value) VALUES (?, ?), (?, ?)", customer, "1", customer, "2")
			require.Equal(t, int64(2), affected)
			require.Zero(t, id)
		})
	}
}

// TestFoundRows: a client may ask for the rows that matched.
func TestFoundRows(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	for _, found := range []bool{true, false} {
		db := s.open(t, func(c *mysql.Config) { c.ClientFoundRows = found })
		_, _ = execute(t, db, "UPDATE Conversations SET Subject = 'same' WHERE Id IN (3000000045, 3000000031)")
		affected, _ := execute(t, db, "UPDATE Conversations SET Subject = 'same' WHERE Id IN (3000000045, 3000000031)")
		require.Equal(t, map[bool]int64{true: 2, false: 0}[found], affected)
	}
}

// TestWritesAreRefused: --read-only and missing grants refuse before any call.
func TestWritesAreRefused(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	root := s.open(t, nil)
	for _, statement := range []string{
		"CREATE USER reader IDENTIFIED BY 'x'", "GRANT SELECT ON helpscout.* TO reader",
		"CREATE USER writer IDENTIFIED BY 'x'", "GRANT SELECT ON helpscout.* TO writer",
		"GRANT UPDATE ON helpscout.Conversations TO writer",
	} {
		_, _ = execute(t, root, statement)
	}
	statements := []string{
		"INSERT INTO CustomerPhones (CustomerId, Value) VALUES (1000028, '1')",
		"DELETE FROM Conversations WHERE Id = 3000000045",
		"UPDATE Customers SET FirstName = 'x' WHERE Id = 1000028",
	}
	for _, user := range []string{"reader", "writer"} {
		db := s.open(t, func(c *mysql.Config) { c.User, c.Passwd, c.AllowCleartextPasswords = user, "x", true })
		s.sim.Control().ResetCalls()
		for _, statement := range statements {
			requireNumber(t, db, statement, 1142)
		}
		require.Empty(t, s.sim.Control().Calls())
		if user == "writer" {
			affected, _ := execute(t, db, "UPDATE Conversations SET Subject = 'by the writer' WHERE Id = 3000000045")
			require.Equal(t, int64(1), affected)
		}
	}

	e, sim := newReadOnlyEngine(t)
	for _, statement := range statements {
		err := e.NewSession().Run(context.Background(), statement, nil, func(*engine.Result) error { return nil })
		require.ErrorContains(t, err, "--read-only", statement)
	}
	require.Empty(t, sim.Control().Calls())
}

func requireNumber(t *testing.T, db *sql.DB, statement string, number uint16) {
	t.Helper()
	_, err := db.ExecContext(context.Background(), statement)
	var e *mysql.MySQLError
	require.ErrorAs(t, err, &e, statement)
	require.Equal(t, number, e.Number, "%s: %v", statement, err)
}

func newReadOnlyEngine(t *testing.T) (*engine.Engine, *simulator.Simulator) {
	t.Helper()
	return newEngineWith(t, small, engine.Config{ReadOnly: true})
}
