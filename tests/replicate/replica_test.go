package replicate

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/replica/replicate"
	"github.com/scoutql/scoutql/replica/target"
	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/tables"
)

// What SQL answers over the account it answers over the replica, with no call.
func TestAReplicaAnswersSQLToo(t *testing.T) {
	targets(t, func(t *testing.T, to string) {
		w := newWorld(t, simulator.Options{Conversations: 150}, to)
		w.runs()
		account, err := engine.New(engine.Config{Client: w.client})
		require.NoError(t, err)
		from, err := target.OpenCopy(context.Background(), to)
		require.NoError(t, err)
		defer func() { _ = from.Close() }()
		// Its account is not there at all: a call would fail.
		replica, err := engine.New(engine.Config{Client: helpscout.New(helpscout.Config{BaseURL: "http://127.0.0.1:1"}), Source: from.Source(), ReadOnly: true})
		require.NoError(t, err)

		one := w.conversations()[30]
		queries := []string{
			"SELECT Status, COUNT(*), MIN(CreatedDate), MAX(Number) FROM Conversations GROUP BY Status",
			"SELECT COUNT(*) FROM Conversations WHERE Status = 'active' AND CreatedDate >= '2026-01-01'",
			"SELECT Id, Subject FROM Conversations WHERE Number = " + itoa(one.Number),
			"SELECT Id, Subject, CustomFields, Tags FROM Conversations WHERE Id = " + itoa(one.ID),
			"SELECT Id, Number FROM Conversations ORDER BY CreatedDate DESC, Id LIMIT 7",
			"SELECT Id FROM Conversations WHERE Status IN ('active', 'pending') AND Subject LIKE '%refund%'",
			"SELECT t.Id, t.Body FROM ConversationThreads t WHERE t.ConversationId = " + itoa(one.ID),
			"SELECT c.Number, t.Type, COUNT(*) FROM Conversations c JOIN ConversationThreads t ON t.ConversationId = c.Id GROUP BY c.Number, t.Type",
			"SELECT m.Name, f.Name FROM MailBoxes m LEFT JOIN MailboxFolders f ON f.MailboxId = m.Id",
			"SELECT c.FirstName, e.Value FROM Customers c JOIN CustomerEmails e ON e.CustomerId = c.Id WHERE e.Value LIKE 'a%'",
			"SELECT * FROM ConversationMetrics",
			"SELECT Name, Text FROM SavedReplies",
			"SELECT COUNT(*) FROM Conversations WHERE Assignee_Id IS NULL",
		}
		for _, name := range replicate.Names() {
			def, _ := tables.Find(name)
			columns, _ := fromAccount(t, account, def) // those of the account's own may stand in another order
			query := "SELECT `" + strings.Join(columns, "`, `") + "` FROM " + name
			if want, got := answer(t, account, query), answer(t, replica, query); !slices.Equal(want, got) {
				t.Errorf("%s: %s", name, firstDifference(want, got))
			}
		}
		for _, query := range queries {
			if want, got := answer(t, account, query), answer(t, replica, query); !slices.Equal(want, got) {
				t.Errorf("%s: %s", query, firstDifference(want, got))
			}
		}
		for query, say := range map[string]string{
			"SELECT Id FROM Conversations WHERE Query = '(body:\"refund\")'":                                                "only Help Scout can apply",
			"SELECT * FROM ReportCompanyOveralls WHERE Current_StartDate = '2026-01-01' AND Current_EndDate = '2026-02-01'": "not in a replica",
			"SELECT * FROM SatisfactionRatings WHERE Id = 1":                                                                "not in this replica",
			"INSERT INTO Customers (FirstName) VALUES ('x')":                                                                "read",
		} {
			err := replica.NewSession().Run(context.Background(), query, nil, func(r *engine.Result) error {
				for _, err := range r.Rows {
					if err != nil {
						return err
					}
				}
				return nil
			})
			require.ErrorContains(t, err, say, query)
		}
	})
}

func answer(t *testing.T, e *engine.Engine, query string) (rows []string) {
	t.Helper()
	err := e.NewSession().Run(context.Background(), query, nil, func(r *engine.Result) error {
		for row, err := range r.Rows {
			if err != nil {
				return err
			}
			var cells []string
			for _, v := range row {
				cells = append(cells, canonical(v.Text))
			}
			rows = append(rows, strings.Join(cells, " | "))
		}
		return nil
	})
	require.NoError(t, err, query)
	if !strings.Contains(query, "ORDER BY") {
		slices.Sort(rows)
	}
	return rows
}
