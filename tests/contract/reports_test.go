package contract_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/tests/contract"
)

// TestReportDeclarationsEqualTheFiles compares what only the reports have: required parameters, maxima and comma lists.
func TestReportDeclarationsEqualTheFiles(t *testing.T) {
	v, err := contract.New()
	require.NoError(t, err)
	described := map[string]contract.Operation{}
	for _, op := range v.Operations() {
		described[op.ID] = op
	}
	n := 0
	for _, op := range simulator.Operations() {
		var a, b []string
		for _, p := range described[op.ID].Query {
			s, items, most := p.Schema.Value, "", 0.0
			if s.Max != nil {
				most = *s.Max
			}
			if s.Items != nil {
				items = fmt.Sprint(s.Items.Value.Type.Slice(), s.Items.Value.Format, s.Items.Value.Enum, s.Items.Value.Pattern)
				require.Equal(t, "form", p.Style, p.Name)
				require.False(t, *p.Explode, p.Name)
			}
			a = append(a, fmt.Sprint(p.Name, p.Required, most, items))
		}
		for _, p := range op.Params {
			items := ""
			if p.Items != nil {
				enum := make([]any, len(p.Items.Enum))
				for i, e := range p.Items.Enum {
					enum[i] = e
				}
				items = fmt.Sprint([]string{p.Items.Type}, p.Items.Format, enum, p.Items.Pattern)
			}
			b = append(b, fmt.Sprint(p.Name, p.Required, float64(p.Max), items))
		}
		slices.Sort(a)
		slices.Sort(b)
		require.Equal(t, a, b, op.ID)
		if strings.HasPrefix(op.Path, "/v2/reports/") {
			n++
		}
	}
	require.Equal(t, 32, n)
}

// reportRanges are an ordinary month, one before the account's time, one second, and all of it.
var reportRanges = []string{
	"start=2026-09-01T00:00:00Z&end=2026-10-01T00:00:00Z",
	"start=2001-01-01T00:00:00Z&end=2001-02-01T00:00:00Z",
	"start=2026-10-10T10:10:10Z&end=2026-10-10T10:10:11Z",
	"start=2024-01-01T00:00:00Z&end=2027-01-01T00:00:00Z",
}

// reports asks every report with each value of each of its parameters, alone and together with a comparison range.
func (c *caller) reports() {
	for _, op := range simulator.Operations() {
		if strings.HasPrefix(op.Path, "/v2/reports/") {
			c.report(op)
		}
	}
	user := fmt.Sprintf("&user=%d", c.sim.Store().Users()[0].ID)
	q := "?" + reportRanges[0]
	for _, path := range []string{
		"/v2/reports/user" + q + "&user=4711", "/v2/reports/user/chat" + q + "&user=100099", // nobody, and somebody who left
	} {
		status, _ := c.get(path)
		require.Equal(c.t, http.StatusNotFound, status, path)
	}
	for _, path := range []string{
		"/v2/reports/company" + q + "&previousEnd=2026-09-01T00:00:00Z",
		"/v2/reports/company/customers-helped?" + reportRanges[3] + "&viewBy=day",
		"/v2/reports/company/drilldown" + q + "&range=resolved&rangeId=1",
		"/v2/reports/user/replies?" + reportRanges[3] + "&viewBy=week" + user,
	} {
		status, _ := c.get(path)
		require.Equal(c.t, http.StatusBadRequest, status, path)
	}
	c.sim.Control().SetPlan(simulator.PlanStandard)
	for _, op := range simulator.Operations() {
		if strings.HasPrefix(op.Path, "/v2/reports/") {
			status, _ := c.get(op.Path + c.requiredOf(op, reportRanges[0]))
			require.Equal(c.t, http.StatusForbidden, status, op.ID)
		}
	}
	c.sim.Control().SetPlan(simulator.PlanPro)
}

// requiredOf is the query with the parameters that must be there.
func (c *caller) requiredOf(op simulator.Operation, dates string) string {
	q := "?" + dates
	for _, p := range op.Params {
		if p.Required && p.Format != "date-time" {
			q += "&" + p.Name + "=" + c.valuesOf(p)[0]
		}
	}
	return q
}

func (c *caller) report(op simulator.Operation) {
	compare := ""
	for _, p := range op.Params {
		if p.Name == "previousStart" {
			compare = "&previousStart=2026-08-01T00:00:00Z&previousEnd=2026-09-01T00:00:00Z"
		}
	}
	for _, dates := range reportRanges {
		q := c.requiredOf(op, dates)
		plain := c.ok(op.Path + q)
		if compare != "" {
			both := c.ok(op.Path + q + compare)
			c.comparison(op, plain, both)
		}
		for _, p := range op.Params {
			if p.Format == "date-time" {
				continue
			}
			for _, value := range c.valuesOf(p) {
				alone := replaced(q, p.Name, value)
				if p.Name == "viewBy" && tooMuch(dates, value) {
					continue
				}
				c.ok(op.Path + alone)
				c.ok(op.Path + alone + compare)
			}
		}
	}
	all := c.requiredOf(op, reportRanges[0])
	for _, p := range op.Params {
		values := c.valuesOf(p)
		if p.Format != "date-time" && p.Name != "viewBy" && !(p.Name == "rangeId" && len(values) > 1) {
			all = replaced(all, p.Name, values[0])
		}
	}
	c.ok(op.Path + all + compare)
}

// comparison checks that what depends on the comparison range comes with it only. List reports have nothing of the kind.
func (c *caller) comparison(op simulator.Operation, plain, both []byte) {
	var a, b map[string]any
	if json.Unmarshal(plain, &a) != nil { // busy times are an array
		return
	}
	require.NoError(c.t, json.Unmarshal(both, &b))
	if a["current"] == nil {
		return
	}
	require.NotContains(c.t, a, "previous", op.ID)
	require.NotContains(c.t, a, "deltas", op.ID)
	require.Contains(c.t, b, "previous", op.ID)
	require.Equal(c.t, a["current"], b["current"], op.ID)
	if _, series := a["current"].([]any); !series {
		require.Contains(c.t, b, "deltas", op.ID)
	}
}

// valuesOf are values of a parameter worth trying.
func (c *caller) valuesOf(p simulator.Parameter) []string {
	s := c.sim.Store()
	switch p.Name {
	case "user":
		return []string{fmt.Sprint(s.Users()[1].ID), fmt.Sprint(s.Teams()[0].ID), fmt.Sprint(s.Teams()[2].ID), fmt.Sprint(s.SystemUsers()[0].ID)}
	case "mailboxes":
		return []string{fmt.Sprint(s.Mailboxes()[0].ID), fmt.Sprintf("%d,%d", s.Mailboxes()[1].ID, s.Mailboxes()[3].ID), "1"}
	case "tags":
		return []string{"1", fmt.Sprintf("1,%d", s.Tags()[0].ID), fmt.Sprint(s.Tags()[3].ID), "99"}
	case "folders":
		box := s.Mailboxes()[0].Folders
		return []string{fmt.Sprintf("%d,%d", box[3].ID, box[0].ID), fmt.Sprint(box[len(box)-1].ID)}
	case "sites":
		return []string{"5f1a6c0e2c7d3a000716b4e1", "5f1a6c0e2c7d3a000716b4e1,000000000000000000000000"}
	case "types":
		return []string{"email", "chat", "phone", "phone,email,chat"}
	case "fieldid":
		return []string{"1", fmt.Sprint(s.Tags()[0].ID)}
	case "rangeId": // its place depends on range, which the strictness test of the simulator goes through
		return []string{"1", "5"}
	case "page":
		return []string{"1", "2", "999", "9223372036854775807"}
	case "rows":
		return []string{"1", "50"}
	}
	if p.Type == "boolean" {
		return []string{"true", "false"}
	}
	return p.Enum
}

// replaced sets one parameter of a query. A bucket goes with a range that has some.
func replaced(q, name, value string) string {
	var parts []string
	for part := range strings.SplitSeq(strings.TrimPrefix(q, "?"), "&") {
		if !strings.HasPrefix(part, name+"=") {
			parts = append(parts, part)
		}
	}
	return "?" + strings.Join(append(parts, name+"="+value), "&")
}

// tooMuch says which of the ranges a viewBy does not fit.
func tooMuch(dates, viewBy string) bool {
	long := dates == reportRanges[3]
	return long != (viewBy == "month")
}
