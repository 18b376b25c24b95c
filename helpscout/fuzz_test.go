package helpscout

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

var jsonHeader = http.Header{"Content-Type": {"application/hal+json"}}

func FuzzSheet(f *testing.F) {
	l := newListing(7, 5)
	for _, n := range []int{1, 2, 3} {
		body, _ := l.page(n)
		f.Add(body, "_embedded.rows", 0, n, "id")
	}
	f.Add([]byte(`{"conversations":{"page":1,"pages":2,"count":3,"results":[{"id":1}]}}`), "conversations.results", 0, 1, "id,t")
	f.Add([]byte(` [{"id":"x"}] `), "", 3, 1, "")
	f.Add([]byte(`{"_links":{"next":{"href":"?cursor=%zz"}},"_embedded":{"a":[]}}`), "_embedded.a", 1, 1, NoID)
	f.Add([]byte(`{"a":[{"b":1},{"b":[2]}]}`), "a.#.b", 2, 1, "")
	f.Fuzz(func(t *testing.T, body []byte, items string, paging, number int, id string) {
		l := List{Items: items, Paging: Paging(paging & 3), ID: id, Stable: true}
		s, err := parseSheet(jsonHeader, body, l, number)
		if err != nil {
			return
		}
		if id != NoID && len(s.keys) != len(s.items) {
			t.Fatalf("%d keys for %d items", len(s.keys), len(s.items))
		}
		for _, item := range s.items {
			if !gjson.ValidBytes(item) {
				t.Fatalf("item %q of %q is not JSON", item, body)
			}
		}
	})
}

func FuzzErrorBody(f *testing.F) {
	f.Add("application/vnd.error+json", []byte(`{"logRef":"r","message":"Bad request","_embedded":{"errors":[{"path":"a","message":"b"}]}}`))
	f.Add("application/json", []byte(`{"message":{"x":[]},"_embedded":[]}`))
	f.Add("text/html", []byte(`<html>{"message":"x"}`))
	f.Add("", []byte(`{"message":"API rate limit exceeded"}`))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		e := &Error{Status: 400, Method: "GET", Path: "/v2/x"}
		e.describe(http.Header{"Content-Type": {kind}}, body)
		e.redact("token")
		if strings.HasPrefix(kind, "text/html") && (e.Message != "" || e.Fields != nil) {
			t.Fatal("HTML was read as JSON")
		}
		if text := e.Error(); strings.Contains(text, "token") || len(text) > 50*maxErrorText {
			t.Fatalf("%q", text)
		}
	})
}
