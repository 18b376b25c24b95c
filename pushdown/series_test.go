package pushdown_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// periods are the windows that a series is asked for in.
func periods(t *testing.T, table *tables.Table, viewBy string, from, to time.Time, start, end string) [][2]string {
	t.Helper()
	plan := pushdown.For(table, []pushdown.Pred{
		eq("Current_StartDate", from), eq("Current_EndDate", to), eq("ViewBy", viewBy),
		eq("Previous_StartDate", from.AddDate(-1, 0, 0)), eq("Previous_EndDate", to.AddDate(-1, 0, 0)),
	})
	require.Empty(t, plan.Refused)
	var list [][2]string
	for _, r := range plan.Requests {
		list = append(list, [2]string{r.Query.Get(start), r.Query.Get(end)})
	}
	return list
}

func TestLongSeriesAreSplitAtBuckets(t *testing.T) {
	current := tables.ReportCompanyCustomersHelpedCurrents
	require.Len(t, periods(t, current, "Day", january, january.AddDate(0, 0, 60), "start", "end"), 1)
	require.Equal(t, [][2]string{
		{"2026-01-01T00:00:00Z", "2026-03-02T00:00:00Z"},
		{"2026-03-02T00:00:00Z", "2026-05-01T00:00:00Z"},
		{"2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z"},
	}, periods(t, current, "day", january, at("2026-05-02 00:00:00"), "start", "end"))
	require.Len(t, periods(t, current, "Week", january, january.AddDate(1, 0, 0), "start", "end"), 1)
	weeks := periods(t, current, "week", january, january.AddDate(2, 0, 0), "start", "end")
	require.Len(t, weeks, 3)
	for _, w := range weeks[:2] {
		from, _ := tables.ParseTime(w[0])
		to, _ := tables.ParseTime(w[1])
		require.Zero(t, to.Sub(from)%(7*24*time.Hour), "whole weeks")
	}
	require.Len(t, periods(t, current, "Month", january, january.AddDate(3, 0, 0), "start", "end"), 1)

	previous := tables.ReportCompanyCustomersHelpedPrevious
	require.Equal(t, [][2]string{
		{"2025-01-01T00:00:00Z", "2025-03-02T00:00:00Z"}, {"2025-03-02T00:00:00Z", "2025-04-01T00:00:00Z"},
	}, periods(t, previous, "day", january, at("2026-04-01 00:00:00"), "previousStart", "previousEnd"))
}
