package pushdown_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// row is a conversation with the columns that filters are declared for.
type row map[string]any

var statuses = []string{"active", "pending", "closed", "spam"}

func randomRow(r *rand.Rand, id int64) row {
	row := row{
		"Id": id, "Number": id * 2, "Status": statuses[r.IntN(4)], "MailboxId": 1 + r.Int64N(3), "FolderId": 1 + r.Int64N(4),
		"PrimaryCustomer_Id": 1 + r.Int64N(5), "Assignee_Id": nil, "CreatedDate": epoch.Add(time.Duration(r.IntN(6)) * time.Second),
	}
	row["UserUpdatedDate"] = row["CreatedDate"].(time.Time).Add(time.Duration(r.IntN(3)) * time.Second)
	if r.IntN(3) > 0 {
		row["Assignee_Id"] = 1 + r.Int64N(3)
	}
	row["Tags"] = filter(tags, func(string) bool { return r.IntN(3) == 0 })
	return row
}

var tags = []string{"vip", "Vip", "a,b", "b", " c"}

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// randomDatePred compares a date column, sometimes with a fraction of a second.
func randomDatePred(r *rand.Rand) pushdown.Pred {
	p := pushdown.Pred{Col: []string{"CreatedDate", "UserUpdatedDate"}[r.IntN(2)], Op: []tables.Op{tables.Eq, tables.Gt, tables.Ge, tables.Lt, tables.Le}[r.IntN(5)]}
	t := epoch.Add(time.Duration(r.IntN(9)-1) * time.Second)
	if r.IntN(5) == 0 {
		t = t.Add(time.Second / 2)
	}
	p.Vals = []any{t}
	if r.IntN(20) == 0 {
		p.Vals = []any{nil}
	}
	return p
}

var columns = []string{"Id", "Number", "Status", "MailboxId", "FolderId", "PrimaryCustomer_Id", "Assignee_Id"}

func randomPred(r *rand.Rand) pushdown.Pred {
	switch r.IntN(10) {
	case 0:
		return pushdown.Pred{Col: "Assignee_Id", Op: tables.IsNull}
	case 1:
		return pushdown.Pred{Col: "Tags", Op: tables.Has, Vals: []any{tags[r.IntN(len(tags))], tags[r.IntN(len(tags))]}}
	}
	p := pushdown.Pred{Col: columns[r.IntN(len(columns))], Op: tables.Eq}
	n := 1
	if r.IntN(2) == 0 {
		p.Op, n = tables.In, 1+r.IntN(4)
	}
	for range n {
		var v any
		switch {
		case r.IntN(12) == 0: // NULL
		case p.Col == "Status":
			v = []string{"active", "PENDING", "closed", "Spam", "open", "all", "nonsense", "clösed", ""}[r.IntN(9)]
		default:
			v = r.Int64N(9) - 1
		}
		p.Vals = append(p.Vals, v)
	}
	return p
}

// plain is SQL's meaning of a predicate, with MySQL's collation reduced to the words used here.
func plain(p pushdown.Pred, row row) bool {
	have := row[p.Col]
	switch {
	case p.Op == tables.IsNull:
		return have == nil
	case have == nil:
		return false
	case p.Op == tables.Has:
		return slices.ContainsFunc(p.Vals, func(v any) bool { return slices.Contains(have.([]string), v.(string)) })
	}
	if at, ok := have.(time.Time); ok {
		v, ok := p.Vals[0].(time.Time)
		order := at.Compare(v)
		return ok && map[tables.Op]bool{
			tables.Eq: order == 0, tables.Gt: order > 0, tables.Ge: order >= 0, tables.Lt: order < 0, tables.Le: order <= 0,
		}[p.Op]
	}
	return slices.ContainsFunc(p.Vals, func(v any) bool {
		if s, ok := v.(string); ok {
			return strings.ReplaceAll(strings.ToLower(s), "ö", "o") == have
		}
		return v == have
	})
}

// api answers a request as the reference says Help Scout does, over plain rows.
func api(t *testing.T, r pushdown.Request, rows []row) []row {
	if r.One {
		return filter(rows, func(row row) bool { return fmt.Sprintf("/v2/conversations/%d", row["Id"]) == r.Path })
	}
	require.Equal(t, "/v2/conversations", r.Path)
	return filter(rows, func(row row) bool { return answers(t, r.Query, row) })
}

func answers(t *testing.T, query url.Values, row row) bool {
	for name := range query {
		value := query.Get(name)
		ok := true
		switch name {
		case "sortField", "sortOrder":
		case "status":
			ok = value == "all" || value == row["Status"] || value == "open" && (row["Status"] == "active" || row["Status"] == "pending")
		case "mailbox":
			ok = slices.Contains(strings.Split(value, ","), fmt.Sprint(row["MailboxId"]))
		case "folder":
			require.True(t, query.Has("mailbox"), "folder goes with its inbox only")
			ok = value == fmt.Sprint(row["FolderId"])
		case "assigned_to":
			ok = value == fmt.Sprint(row["Assignee_Id"])
		case "tag":
			ok = slices.ContainsFunc(row["Tags"].([]string), func(tag string) bool {
				return slices.ContainsFunc(strings.Split(value, ","), func(v string) bool { return strings.EqualFold(strings.TrimSpace(v), tag) })
			})
		case "number":
			ok = value == fmt.Sprint(row["Number"])
		case "modifiedSince":
			ok = stamp(row["UserUpdatedDate"]) > value // the strictest reading
		case "query":
			for _, clause := range strings.Split(value, " AND ") {
				ok = ok && found(t, clause, row)
			}
		default:
			t.Fatalf("the reference knows no parameter %s", name)
		}
		if !ok {
			return false
		}
	}
	return true
}

// found reads the three clauses of the search syntax that are used here.
func found(t *testing.T, clause string, row row) bool {
	if ids, ok := strings.CutPrefix(clause, "(customerIds:"); ok {
		return slices.Contains(strings.Split(strings.Trim(ids, "()"), " OR "), fmt.Sprint(row["PrimaryCustomer_Id"]))
	}
	if clause == `(assigned:"Unassigned")` {
		return row["Assignee_Id"] == nil || row["Assignee_Id"] == int64(3) // user 3 is called so
	}
	span, ok := strings.CutPrefix(clause, "(createdAt:[")
	require.True(t, ok, clause)
	from, to, ok := strings.Cut(strings.TrimSuffix(span, "])"), " TO ")
	require.True(t, ok, clause)
	at := stamp(row["CreatedDate"])
	return (from == "*" || at >= from) && (to == "*" || at <= to)
}

func stamp(v any) string { return v.(time.Time).Format("2006-01-02T15:04:05Z") }

func filter[T any](list []T, keep func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(v T) bool { return !keep(v) })
}

// FuzzPlan holds the planner's promise: what the requests give, checked for
// what is not exact, is what a plain filter gives.
func FuzzPlan(f *testing.F) {
	for seed := range uint64(64) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 1))
		var rows []row
		for id := range int64(12) {
			rows = append(rows, randomRow(r, id+1))
		}
		var preds []pushdown.Pred
		for range r.IntN(5) {
			preds = append(preds, randomPred(r))
		}
		for range r.IntN(3) {
			preds = append(preds, randomDatePred(r))
		}
		plan := pushdown.For(tables.Conversations, preds)
		either := func(row) bool { return true }
		if r.IntN(3) == 0 {
			var sides [][]pushdown.Pred
			for range 2 + r.IntN(2) {
				side := []pushdown.Pred{randomPred(r)}
				if r.IntN(3) == 0 {
					side = append(side, randomDatePred(r))
				}
				sides = append(sides, side)
			}
			if merged, ok := pushdown.Either(tables.Conversations, preds, sides); ok {
				plan = merged
				either = func(row row) bool {
					return slices.ContainsFunc(sides, func(side []pushdown.Pred) bool {
						return !slices.ContainsFunc(side, func(p pushdown.Pred) bool { return !plain(p, row) })
					})
				}
			}
		}

		got := map[any]int{}
		for _, request := range plan.Requests {
			for _, row := range api(t, request, rows) {
				if holds(preds, plan.Exact, row) && either(row) {
					got[row["Id"]] = 1 // a row that comes twice counts once
				}
			}
		}
		want := map[any]int{}
		for _, row := range rows {
			if either(row) && !slices.ContainsFunc(preds, func(p pushdown.Pred) bool { return !plain(p, row) }) {
				want[row["Id"]] = 1
			}
		}
		require.Equal(t, want, got, "%v", preds)
	})
}

// holds checks a row as the engine does: exact predicates by Matches (it must
// never drop a right row), the others as SQL does.
func holds(preds []pushdown.Pred, exact []bool, row row) bool {
	for i, p := range preds {
		if exact[i] && !p.Matches(row[p.Col]) || !exact[i] && !plain(p, row) {
			return false
		}
	}
	return true
}

// FuzzSearchText holds that no text can break out of its clause: outside of
// quotes, the expression is the same whatever the text.
func FuzzSearchText(f *testing.F) {
	for _, s := range []string{"a@b.c", `"`, `\`, `a" OR "b`, "x y", "(", "\x00", "ü", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, column := range []string{"PrimaryCustomer_Email", "Subject"} {
			for _, r := range pushdown.For(tables.Conversations, []pushdown.Pred{eq(column, s)}).Requests {
				outside := ""
				for i, part := range strings.Split(r.Query.Get("query"), `"`) {
					if i%2 == 0 {
						outside += part
					}
				}
				for _, known := range []string{"(email:)", "(subject:)", " AND "} {
					outside = strings.ReplaceAll(outside, known, "")
				}
				require.Empty(t, outside, "%q", s)
			}
		}
	})
}
