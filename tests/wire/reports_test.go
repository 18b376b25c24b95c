package wire

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/simulator"
)

// TestReportDates: every way to say a period gives the same report, in one call.
func TestReportDates(t *testing.T) {
	s := serve(t, simulator.Options{}, engine.ServeConfig{})
	db := s.open(t, nil)
	ask := func(where string, args ...any) int {
		t.Helper()
		s.sim.Control().ResetCalls()
		var replies int
		require.NoError(t, db.QueryRowContext(t.Context(), "SELECT Current_TotalReplies FROM ReportCompanyOveralls WHERE "+where, args...).Scan(&replies), where)
		require.Len(t, s.calls(), 1, where)
		return replies
	}
	start, end := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	want := ask("Current_StartDate = '2026-01-01' AND Current_EndDate = '2026-02-01'")
	require.Positive(t, want)
	require.Equal(t, want, ask("Current_StartDate = ? AND Current_EndDate = ?", start, end))
	require.Equal(t, want, ask("Current_StartDate = ? AND Current_EndDate = ?", "2026-01-01", "2026-02-01 00:00:00"))
	require.Equal(t, want, ask("Current_StartDate >= ? AND Current_EndDate <= ?", start, "2026-02-01T00:00:00Z"))
	require.Equal(t, want, ask("Current_StartDate BETWEEN ? AND ?", start, end))
	require.Equal(t, want, ask("Current_StartDate >= ? AND Current_StartDate < ?", start, end.Add(time.Second)))
	require.Equal(t, want, ask("Current_StartDate IN (?) AND Current_EndDate IN (?)", start, end))
	require.Equal(t, want, ask("Current_StartDate = DATE_SUB('2026-02-01', INTERVAL 31 DAY) AND Current_EndDate = DATE '2026-02-01'"))
	require.Positive(t, ask("Current_StartDate >= NOW() - INTERVAL 400 DAY AND Current_EndDate <= NOW()"))
}
