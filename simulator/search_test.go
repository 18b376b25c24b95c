package simulator

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var searchNow = TimeOf(time.Date(2026, 11, 1, 12, 30, 45, 0, time.UTC))

func TestQueryErrors(t *testing.T) {
	s := New(Options{Conversations: 10}).store
	for query, want := range map[string]string{
		"":                         "expected field:value",
		"()":                       "expected field:value",
		"hello":                    "expected field:value",
		"subject:":                 "expected a value",
		"subject:a subject:b":      "expected AND, OR or the end",
		"(subject:a":               "expected a closing parenthesis",
		"subject:a)":               "expected AND, OR or the end",
		"subject:a AND":            "expected field:value",
		"subject:a and subject:b":  "expected AND, OR or the end",
		`subject:"open`:            "not closed",
		"createdAt:[2014 TO":       "not closed",
		"createdAt:[2014 2015]":    "expected a range",
		"createdAt:{2014 TO 2015}": "unexpected '{'",
		"createdAt:yesterday":      "must be a date",
		"createdAt:*":              "wildcards",
		"createdAt:[2014-01-01T00:00:00.000Z TO *]": "must be a date",
		"createdAt:NOW-1FORTNIGHT":                  "must be a date",
		"number:x":                                  "must be a number",
		"number:[1 TO 5]":                           "must be a number",
		"subject:[a TO b]":                          "takes no range",
		"attachments:yes":                           "must be true or false",
		"Subject:a":                                 "unknown search field 'Subject'",
		"status:closed":                             "unknown search field 'status'",
		"subject:ref*":                              "wildcards",
		"number:(1 OR)":                             "expected a value",
		"number:(1 2)":                              "expected a closing parenthesis",
		strings.Repeat("(", 500) + "id:1":           "too deeply",
	} {
		_, err := parseQuery(query, s.conversationFields(), searchNow)
		require.ErrorContains(t, err, want, query)
	}
}

func TestQueryEscapes(t *testing.T) {
	s := New(Options{Conversations: 100}).store
	for query, subject := range map[string]string{
		`subject:"\"Quoted\" subject"`:              `"Quoted" subject`,
		`(subject:"O'Brien's")`:                     "It's O'Brien's order",
		`subject:("SELECT" AND "orders")`:           "SELECT * FROM orders; -- sorry",
		`subject:("a" AND NOT ("Ms." OR "refund"))`: "a:b AND c OR NOT d",
		`subject:field\:value`:                      "field:value",
		`  ( subject:请求书 OR subject:退款申请 ) `:        "退款申请",
	} {
		match, err := parseQuery(query, s.conversationFields(), searchNow)
		require.NoError(t, err, query)
		require.True(t, match(&Conversation{Subject: subject}), query)
		require.False(t, match(&Conversation{Subject: "Refund"}), query)
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string][2]string{
		"2000-11":                        {"2000-11-01T00:00:00Z", "2000-11-30T23:59:59Z"},
		"2014":                           {"2014-01-01T00:00:00Z", "2014-12-31T23:59:59Z"},
		"2014-12-01":                     {"2014-12-01T00:00:00Z", "2014-12-01T23:59:59Z"},
		"2014-02-27T00:00:00Z":           {"2014-02-27T00:00:00Z", "2014-02-27T00:00:00Z"},
		"NOW":                            {"2026-11-01T12:30:45Z", "2026-11-01T12:30:45Z"},
		"NOW-1HOUR":                      {"2026-11-01T11:30:45Z", "2026-11-01T11:30:45Z"},
		"NOW/DAY":                        {"2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z"},
		"NOW/WEEK+2DAYS":                 {"2026-10-28T00:00:00Z", "2026-10-28T00:00:00Z"},
		"NOW-3MONTHS/YEAR":               {"2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"},
		"2013-06-01T00:00:00Z/YEAR+1DAY": {"2013-01-02T00:00:00Z", "2013-01-02T00:00:00Z"},
	} {
		s, err := parseMoment(text, searchNow)
		require.NoError(t, err, text)
		require.Equal(t, want, [2]string{s.from.String(), s.to.String()}, text)
	}
}

func FuzzQuery(f *testing.F) {
	s := New(Options{Conversations: 20}).store
	for _, q := range []string{
		`(subject:"rainbow" OR subject:"tea")`, `(NOT email:"x@y.com")`, "(email:(a@x.com OR b@x.com))", "createdAt:[NOW-1HOUR TO *]",
		"[2013-01-01T00:00:00Z/YEAR TO *]", `a:"\`, "number:(1 OR (2 AND NOT 3))", "((((", "id:\xff", "replyUserIds:(23 OR 45)",
	} {
		f.Add(q)
	}
	f.Fuzz(func(_ *testing.T, query string) {
		match, err := parseQuery(query, s.conversationFields(), searchNow)
		if err != nil {
			return
		}
		for _, c := range s.conversations {
			match(c)
		}
	})
}
