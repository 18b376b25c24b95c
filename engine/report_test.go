package engine_test

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dolthub/vitess/go/mysql"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/tables"
)

const january = " Current_StartDate = '2026-01-01' AND Current_EndDate = '2026-02-01' "

func TestReportCalls(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{})
	for _, c := range []struct {
		why, statement string
		calls          int
	}{
		{"a report is one call", "SELECT * FROM ReportCompanyOveralls WHERE" + january, 1},
		{"its blocks are the same one", "SELECT * FROM ReportCompanyOverall_Users WHERE" + january, 1},
		{"two periods are two", "SELECT a.Current_Closed, b.Current_Closed FROM ReportCompanyOveralls a JOIN ReportCompanyOveralls b WHERE a.Current_StartDate = '2026-01-01' AND a.Current_EndDate = '2026-02-01' AND b.Current_StartDate = '2026-02-01' AND b.Current_EndDate = '2026-03-01'", 2},
		{"a call a user and one for the users", "SELECT u.FirstName, r.Current_TotalReplies FROM ReportUserOverall r JOIN Users u ON u.Id = r.User_Id WHERE r.Current_StartDate = '2026-01-01' AND r.Current_EndDate = '2026-02-01'", 13},
		{"users by a subquery", "SELECT User_Id FROM ReportUserOverall WHERE User_Id IN (SELECT Id FROM Users WHERE Role = 'admin') AND" + january, 2},
		{"inboxes by a join", "SELECT m.Name, r.Current_Closed FROM MailBoxes m JOIN ReportCompanyOveralls r ON r.MailboxIds = m.Id WHERE r.Current_StartDate = '2026-01-01' AND r.Current_EndDate = '2026-02-01'", 6},
		{"a drill-down is counted in one call", "SELECT COUNT(*) FROM ReportCompanyDrillDowns WHERE RangeType = 'Replies' AND Current_StartDate = '2025-01-01' AND Current_EndDate = '2026-02-01'", 1},
		{"200 days by day are four windows", "SELECT COUNT(DISTINCT Date) FROM ReportCompanyCustomersHelped_Currents WHERE ViewBy = 'Day' AND Current_StartDate = '2026-01-01' AND Current_EndDate = '2026-07-20'", 4},
		{"an impossible value is no call", "SELECT * FROM ReportCompanyDrillDowns WHERE RangeType = 'x' AND" + january, 0},
	} {
		t.Run(c.why, func(t *testing.T) {
			sim.Control().ResetCalls()
			_, err := rows(t, e, c.statement)
			if c.calls > 0 {
				require.NoError(t, err)
			}
			require.Len(t, calls(sim), c.calls, "%v", calls(sim))
		})
	}
}

// TestEveryReport: each row passes its own WHERE, and without its filters each
// report names them.
func TestEveryReport(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{})
	for _, def := range tables.All() {
		if !def.Report {
			continue
		}
		t.Run(def.Name, func(t *testing.T) {
			sim.Control().ResetCalls()
			_, err := rows(t, e, "SELECT * FROM "+def.Name)
			var refused *mysql.SQLError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, 1644, refused.Num)
			require.Empty(t, calls(sim))

			_, offered, ok := strings.Cut(refused.Message, "; add ")
			require.True(t, ok, refused.Message)
			where := strings.NewReplacer("User_Id = 1", "User_Id = 100003", " Range = ", " `Range` = ").Replace(offered)
			all, err := rows(t, e, "SELECT * FROM "+def.Name+" "+where)
			require.NoError(t, err, "the WHERE that the error offers: %s", where)
			again, err := rows(t, e, "SELECT * FROM (SELECT * FROM "+def.Name+" "+where+") x "+where)
			require.NoError(t, err)
			require.Equal(t, all, again)
		})
	}
}

func TestSeriesWindowsAreContiguous(t *testing.T) {
	e, _ := newEngine(t, simulator.Options{})
	days, err := rows(t, e, "SELECT Date FROM ReportCompanyCustomersHelped_Currents WHERE ViewBy = 'day' AND Current_StartDate = '2026-01-01' AND Current_EndDate = '2026-07-20'")
	require.NoError(t, err)
	require.Len(t, days, 200)
	for i, day := range days {
		require.Equal(t, time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC).Format("2006-01-02 15:04:05"), day)
	}
}

func TestReportsNeedAPlan(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{Conversations: 30, Customers: 10})
	sim.Control().SetPlan(simulator.PlanStandard)
	_, err := rows(t, e, "SELECT * FROM ReportCompanyOveralls WHERE"+january)
	var refused *mysql.SQLError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, 1142, refused.Num)
	require.Contains(t, refused.Message, "Plus or Pro plan")
	require.Contains(t, refused.Message, "ConversationMetrics")
}

func TestNoteOfWhatIsNotSent(t *testing.T) {
	e, _ := newEngine(t, simulator.Options{Conversations: 30, Customers: 10})
	s := e.NewSession()
	defer s.Close()
	var notes []engine.Warning
	err := s.Run(context.Background(), "SELECT * FROM ReportConversationBusyTimes WHERE Previous_StartDate = '2025-12-01' AND Previous_EndDate = '2026-01-01' AND"+january, nil, func(r *engine.Result) error {
		for _, err := range r.Rows {
			if err != nil {
				return err
			}
		}
		notes = r.Warnings()
		return nil
	})
	require.NoError(t, err)
	require.Len(t, notes, 2)
	require.Contains(t, notes[0].Message, "Previous_")
}

// TestSideBySide: what a join or a list of keys asks for goes out together.
func TestSideBySide(t *testing.T) {
	e, sim := newEngine(t, simulator.Options{})
	for _, statement := range []string{
		"SELECT u.Id, r.Current_TotalReplies FROM ReportUserOverall r JOIN Users u ON u.Id = r.User_Id WHERE r.Current_StartDate = '2026-01-01' AND r.Current_EndDate = '2026-02-01'",
		"SELECT * FROM ReportUserOverall WHERE User_Id IN (100001, 100002, 100003, 100004) AND" + january,
		"SELECT * FROM Tags WHERE Id IN (700001, 700002, 700003)",
	} {
		var now, most atomic.Int32
		sim.Control().SetLatencyFunc(func(*http.Request) time.Duration {
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.AfterFunc(20*time.Millisecond, func() { now.Add(-1) })
			return 20 * time.Millisecond
		})
		_, err := rows(t, e, statement)
		require.NoError(t, err)
		require.Greater(t, most.Load(), int32(1), statement)
	}
}

func TestReportExamples(t *testing.T) {
	e, _ := newEngine(t, simulator.Options{})
	for _, def := range tables.All() {
		for _, example := range def.Examples {
			if def.Report {
				_, err := rows(t, e, example.SQL)
				require.NoError(t, err, example.SQL)
			}
		}
	}
}

// TestReportsAgreeWithTheTables: where a report's definition is one that SQL
// over the base tables can say, the two agree.
func TestReportsAgreeWithTheTables(t *testing.T) {
	e, _ := newEngine(t, simulator.Options{})
	const (
		period  = " WHERE Current_StartDate = '2026-01-01' AND Current_EndDate = '2026-04-01'"
		created = " CreatedDate >= '2026-01-01' AND CreatedDate < '2026-04-01'"
		replies = "SELECT COUNT(*) FROM ConversationThreads WHERE Type = 'message' AND State = 'published' AND CreatedBy_Type <> 'customer' AND" + created
	)
	for report, tables := range map[string]string{
		"SELECT SUM(Count) FROM ReportConversationNews_Currents" + period + " AND ViewBy = 'Month'":             "SELECT COUNT(*) FROM Conversations WHERE" + created,
		"SELECT SUM(Count) FROM ReportConversationNews_Currents" + period + " AND ViewBy = 'Week'":              "SELECT COUNT(*) FROM Conversations WHERE" + created,
		"SELECT Current_NewConversations FROM ReportConversationOveralls" + period:                              "SELECT COUNT(*) FROM Conversations WHERE" + created,
		"SELECT COUNT(*) FROM ReportConversationNewDrilldowns" + period:                                         "SELECT COUNT(*) FROM Conversations WHERE" + created,
		"SELECT SUM(Email) FROM ReportConversationVolumeByChannels_Currents" + period + " AND ViewBy = 'Month'": "SELECT COUNT(*) FROM Conversations WHERE Type = 'email' AND" + created,
		"SELECT Current_NewConversations FROM ReportConversationOveralls" + period + " AND MailboxIds = 200000": "SELECT COUNT(*) FROM Conversations WHERE MailboxId = 200000 AND" + created,
		"SELECT SUM(Count) FROM ReportConversationBusyTimes" + period:                                           "SELECT COUNT(*) FROM Conversations WHERE" + created,
		"SELECT Current_Closed FROM ReportCompanyOveralls" + period:                                             "SELECT COUNT(*) FROM Conversations WHERE Status = 'closed' AND ClosedDate >= '2026-01-01' AND ClosedDate < '2026-04-01'",
		"SELECT Current_TotalReplies FROM ReportCompanyOveralls" + period:                                       replies,
		"SELECT SUM(Replies) FROM ReportProductivityRepliesSents_Currents" + period + " AND ViewBy = 'Month'":   replies,
		"SELECT Current_TotalReplies FROM ReportUserOverall" + period + " AND User_Id = 100003":                 replies + " AND CreatedBy_Id = 100003",
	} {
		require.Equal(t, value(t, e, tables), value(t, e, report), report)
	}
}
