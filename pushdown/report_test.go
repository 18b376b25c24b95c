package pushdown_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

func at(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05", s)
	if err != nil {
		panic(err)
	}
	return t
}

func op(column string, o tables.Op, vals ...any) pushdown.Pred {
	return pushdown.Pred{Col: column, Op: o, Vals: vals}
}

var (
	january  = at("2026-01-01 00:00:00")
	february = at("2026-02-01 00:00:00")
	march    = at("2026-03-01 00:00:00")
)

const period = "end=2026-02-01T00%3A00%3A00Z&start=2026-01-01T00%3A00%3A00Z"

func TestReportPlans(t *testing.T) {
	start, end := eq("Current_StartDate", january), eq("Current_EndDate", february)
	company := tables.ReportCompanyOveralls
	for _, c := range []struct {
		name  string
		table *tables.Table
		preds []pushdown.Pred
		want  []string
	}{
		{"equality", company, []pushdown.Pred{start, end}, []string{"/v2/reports/company?" + period}},
		{"bounds", company, []pushdown.Pred{op("Current_StartDate", tables.Ge, january), op("Current_EndDate", tables.Le, february)}, []string{"/v2/reports/company?" + period}},
		{"a half-open pair on one column", company, []pushdown.Pred{op("Current_StartDate", tables.Ge, january), op("Current_StartDate", tables.Lt, february)}, []string{"/v2/reports/company?end=2026-01-31T23%3A59%3A59Z&start=2026-01-01T00%3A00%3A00Z"}},
		{"the tighter bound", company, []pushdown.Pred{op("Current_StartDate", tables.Ge, january), op("Current_StartDate", tables.Gt, january), end}, []string{"/v2/reports/company?end=2026-02-01T00%3A00%3A00Z&start=2026-01-01T00%3A00%3A01Z"}},
		{"inbox lists", company, []pushdown.Pred{start, end, in("MailboxIds", "1, 2", "3")}, []string{"/v2/reports/company?end=2026-02-01T00%3A00%3A00Z&mailboxes=1%2C2&start=2026-01-01T00%3A00%3A00Z", "/v2/reports/company?end=2026-02-01T00%3A00%3A00Z&mailboxes=3&start=2026-01-01T00%3A00%3A00Z"}},
		{"types in any case", company, []pushdown.Pred{start, end, eq("Types", "Email,CHAT")}, []string{"/v2/reports/company?end=2026-02-01T00%3A00%3A00Z&start=2026-01-01T00%3A00%3A00Z&types=email%2Cchat"}},
		{"two periods", company, []pushdown.Pred{in("Current_StartDate", january, february), in("Current_EndDate", february, march)}, []string{
			"/v2/reports/company?" + period, "/v2/reports/company?end=2026-03-01T00%3A00%3A00Z&start=2026-01-01T00%3A00%3A00Z", "/v2/reports/company?end=2026-03-01T00%3A00%3A00Z&start=2026-02-01T00%3A00%3A00Z",
		}},
		{"NULL", company, []pushdown.Pred{start, end, eq("MailboxIds", nil)}, nil},
		{"a call a user", tables.ReportUserOverall, []pushdown.Pred{start, end, in("User_Id", int64(5), int64(6))}, []string{"/v2/reports/user?" + period + "&user=5", "/v2/reports/user?" + period + "&user=6"}},
		{"a block costs its report", tables.ReportCompanyOverallUsers, []pushdown.Pred{start, end}, []string{"/v2/reports/company?" + period}},
		{"the seed's spelling", tables.ReportCompanyDrillDowns, []pushdown.Pred{start, end, eq("Range", "FirstReplyResolved")}, []string{"/v2/reports/company/drilldown?end=2026-02-01T00%3A00%3A00Z&range=firstReplyResolved&rows=50&start=2026-01-01T00%3A00%3A00Z"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan := pushdown.For(c.table, c.preds)
			require.Empty(t, plan.Refused)
			require.Empty(t, plan.Missing)
			var got []string
			for _, r := range plan.Requests {
				got = append(got, r.Key())
			}
			require.ElementsMatch(t, c.want, got)
			for _, r := range plan.Requests {
				require.Contains(t, r.Echo, "Current_StartDate")
				require.False(t, r.One, "a report that is not found is an error")
			}
		})
	}
}

func TestReportRefusals(t *testing.T) {
	start, end := eq("Current_StartDate", january), eq("Current_EndDate", february)
	for _, c := range []struct {
		name  string
		table *tables.Table
		preds []pushdown.Pred
		want  string
	}{
		{"no word", tables.ReportCompanyDrillDowns, []pushdown.Pred{start, end, eq("Range", "nonsense")}, "ReportCompanyDrillDowns.Range is one of replies,"},
		{"no ids", tables.ReportCompanyOveralls, []pushdown.Pred{start, end, eq("MailboxIds", "1,x")}, "takes a comma list of ids"},
		{"no type", tables.ReportCompanyOveralls, []pushdown.Pred{start, end, eq("Types", "fax")}, "takes a comma list of email, chat, phone"},
		{"half a comparison", tables.ReportCompanyOveralls, []pushdown.Pred{start, end, eq("Previous_StartDate", january)}, "together or not at all"},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan := pushdown.For(c.table, c.preds)
			require.Contains(t, plan.Refused, c.want)
			require.Empty(t, plan.Requests)
			require.False(t, plan.Empty(), "a refusal is an error, not an empty table")
		})
	}
	require.Equal(t, []string{"Current_EndDate"}, pushdown.For(tables.ReportCompanyOveralls, []pushdown.Pred{start}).Missing)
	require.Equal(t, []string{"Current_StartDate", "Current_EndDate", "User_Id"}, pushdown.For(tables.ReportUserOverall, nil).Missing)
}
