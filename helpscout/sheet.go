package helpscout

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"github.com/tidwall/gjson"
)

// sheet is one answer of a listing, taken apart.
type sheet struct {
	number int
	items  []json.RawMessage
	keys   []key // of the items, in their order; empty under NoID
	pages  int   // totalPages
	total  int64 // totalElements, -1 unknown
	size   int   // of a full page, 0 unknown
	cursor string
	gone   bool      // there is no such page (any more)
	served time.Time // the server's clock, whole seconds; zero unknown
	newest time.Time // createdAt of the last item; zero unknown
}

// key tells items apart: a number where the id is one, else a text. The zero key is an item without an id.
type key struct {
	n int64
	s string
}

// parseSheet takes a listing's answer apart (overview/pagination). Unknown members are ignored; _embedded is missing
// when nothing matches; drilldown reports have their own page members beside the items.
func parseSheet(header http.Header, body []byte, l List, number int) (*sheet, error) {
	if !isJSON(header, body) || !gjson.ValidBytes(body) {
		return nil, errBody
	}
	// The items stay parts of the body, so nothing is copied; nobody writes to a body once it is read.
	text := unsafe.String(unsafe.SliceData(body), len(body))
	doc := gjson.Parse(text)
	s := &sheet{number: number, total: -1}
	list := doc
	if l.Items != "" {
		list = doc.Get(l.Items)
	}
	switch {
	case l.Paging == Array && !doc.IsArray(), l.Paging != Array && !doc.IsObject() && l.Items != "":
		return nil, errShape
	case list.IsArray():
		s.split(body, list)
	case list.IsObject() && l.Paging == Single:
		s.items = []json.RawMessage{part(body, list)}
	case list.Exists() && list.Type != gjson.Null:
		return nil, errShape
	}
	if !s.readPaging(doc, l) && !list.Exists() && !doc.Get("_embedded").Exists() && !doc.Get("_links").Exists() &&
		l.Paging != Single {
		return nil, errShape // some other object: an empty listing would be a wrong answer
	}
	s.readKeys(l)
	s.readClock(header, l)
	return s, nil
}

func (s *sheet) split(body []byte, list gjson.Result) {
	list.ForEach(func(_, item gjson.Result) bool {
		s.items = append(s.items, part(body, item))
		return true
	})
}

// part is where a value stands in the body. A path that picks values together (data.#.x) gives none that stands there.
func part(body []byte, v gjson.Result) json.RawMessage {
	end := v.Index + len(v.Raw)
	if end > len(body) || string(body[v.Index:end]) != v.Raw {
		return json.RawMessage(v.Raw)
	}
	return body[v.Index:end:end]
}

// readPaging finds totals and the way on. It reports whether the answer speaks of pages at all.
func (s *sheet) readPaging(doc gjson.Result, l List) bool {
	switch l.Paging {
	case ByCursor:
		s.cursor = nextCursor(doc)
		return false
	case Single, Array:
		s.pages, s.total = 1, int64(len(s.items))
		return false
	}
	total, pages, size, number := "page.totalElements", "page.totalPages", "page.size", "page.number"
	if !doc.Get("page").IsObject() {
		beside := l.Items[:strings.LastIndexByte(l.Items, '.')+1] // "conversations.results" has "conversations.pages"
		total, pages, size, number = beside+"count", beside+"pages", beside+"rows", beside+"page"
	}
	found := doc.Get(pages)
	if found.Type != gjson.Number { // a listing without pages: all of it is here
		s.pages, s.total = 1, int64(len(s.items))
		return false
	}
	s.pages, s.size = int(found.Int()), int(doc.Get(size).Int())
	if t := doc.Get(total); t.Type == gjson.Number {
		s.total = t.Int()
	}
	// Asked for a page beyond the end, a server may send its last page: these are not the rows of the page asked for.
	if n := doc.Get(number).Int(); n > 0 && int(n) != s.number {
		s.items, s.gone = nil, true
	}
	if s.number > 1 && len(s.items) == 0 {
		s.gone = true
	}
	return true
}

func nextCursor(doc gjson.Result) string {
	href := doc.Get("_links.next.href").String()
	if href == "" {
		return ""
	}
	_, query, _ := strings.Cut(href, "?")
	q, err := url.ParseQuery(query)
	if err != nil || q.Get("cursor") == "" {
		return href // not a cursor that we know: the walk refuses it rather than end early
	}
	return q.Get("cursor")
}

func (s *sheet) readKeys(l List) {
	if l.ID == NoID {
		return
	}
	s.keys = make([]key, len(s.items))
	if strings.Contains(l.ID, ",") {
		for i, item := range s.items {
			s.keys[i] = compositeKey(item, strings.Split(l.ID, ","))
		}
		return
	}
	path := orElse(l.ID, "id")
	for i, item := range s.items {
		id := gjson.Get(unsafe.String(unsafe.SliceData(item), len(item)), path)
		if n, err := strconv.ParseInt(id.Raw, 10, 64); err == nil {
			s.keys[i].n = n
		} else if id.Type != gjson.Null {
			s.keys[i].s = strings.Clone(id.Raw) // the set of ids must not keep whole bodies alive
		}
	}
}

func compositeKey(item []byte, paths []string) key {
	var b strings.Builder
	for _, p := range paths {
		b.WriteString(gjson.GetBytes(item, p).Raw)
		b.WriteByte(0)
	}
	return key{s: b.String()}
}

// readClock notes when the page was made and how new its newest item is, for the full-scan rule.
func (s *sheet) readClock(header http.Header, l List) {
	if !l.Stable {
		return
	}
	s.served, _ = http.ParseTime(header.Get("Date"))
	if len(s.items) == 0 {
		return
	}
	last := s.items[len(s.items)-1]
	s.newest, _ = time.Parse(time.RFC3339, gjson.GetBytes(last, "createdAt").String())
}
