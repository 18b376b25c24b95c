package simulator

import (
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Page sizes are the server's choice; clients cannot ask for another.
const (
	pageSize             = 50
	conversationPageSize = 25
	threadPageSize       = 25 // the reference is unsure between 25 and 50; its page example says 25
)

// writer appends JSON by hand: a page of conversations is served thousands of times in one demo query.
// A value follows a comma unless it opens its container, which the last byte tells.
type writer struct{ buf []byte }

func (w *writer) comma() {
	if n := len(w.buf); n > 0 {
		if c := w.buf[n-1]; c != '{' && c != '[' && c != ':' {
			w.buf = append(w.buf, ',')
		}
	}
}

func (w *writer) key(k string) {
	w.comma()
	w.buf = append(w.buf, '"')
	w.buf = append(w.buf, k...)
	w.buf = append(w.buf, '"', ':')
}

// open starts an anonymous container.
func (w *writer) open(c byte) {
	w.comma()
	w.buf = append(w.buf, c)
}

func (w *writer) close(c byte)    { w.buf = append(w.buf, c) }
func (w *writer) object(k string) { w.key(k); w.buf = append(w.buf, '{') }
func (w *writer) array(k string)  { w.key(k); w.buf = append(w.buf, '[') }
func (w *writer) null(k string)   { w.key(k); w.buf = append(w.buf, "null"...) }

func (w *writer) str(k, v string) {
	w.key(k)
	w.buf = appendString(w.buf, v)
}

func (w *writer) num(k string, v int64) {
	w.key(k)
	w.buf = strconv.AppendInt(w.buf, v, 10)
}

// float writes a number as it is, 12 for twelve; NaN is null: nothing to measure.
func (w *writer) float(k string, v float64) {
	if math.IsNaN(v) {
		w.null(k)
		return
	}
	w.key(k)
	w.buf = strconv.AppendFloat(w.buf, v, 'f', -1, 64)
}

func (w *writer) boolean(k string, v bool) {
	w.key(k)
	w.buf = strconv.AppendBool(w.buf, v)
}

func (w *writer) time(k string, t Time) {
	w.key(k)
	w.buf = append(w.buf, '"')
	w.buf = t.append(w.buf)
	w.buf = append(w.buf, '"')
}

// optStr leaves an empty value out; asNull shows the other face of "unset", which the documentation does not rule out.
func (w *writer) optStr(k, v string, asNull bool) {
	switch {
	case v != "":
		w.str(k, v)
	case asNull:
		w.null(k)
	}
}

func (w *writer) optNum(k string, v int64, asNull bool) {
	switch {
	case v != 0:
		w.num(k, v)
	case asNull:
		w.null(k)
	}
}

func (w *writer) optTime(k string, t Time, asNull bool) {
	switch {
	case t != 0:
		w.time(k, t)
	case asNull:
		w.null(k)
	}
}

func (w *writer) strs(k string, vs []string) {
	w.array(k)
	for _, v := range vs {
		w.comma()
		w.buf = appendString(w.buf, v)
	}
	w.close(']')
}

func (w *writer) nums(k string, vs []int64) {
	w.array(k)
	for _, v := range vs {
		w.comma()
		w.buf = strconv.AppendInt(w.buf, v, 10)
	}
	w.close(']')
}

func (w *writer) link(k, href string) {
	w.object(k)
	w.str("href", href)
	w.close('}')
}

// linkID writes a link whose address ends in an id, sparing a string.
func (w *writer) linkID(k, base, prefix string, id int64, suffix string) {
	w.object(k)
	w.key("href")
	w.buf = append(w.buf, '"')
	w.buf = append(w.buf, base...)
	w.buf = append(w.buf, prefix...)
	w.buf = strconv.AppendInt(w.buf, id, 10)
	w.buf = append(w.buf, suffix...)
	w.buf = append(w.buf, '"', '}')
}

const hexDigits = "0123456789abcdef"

func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				b = append(b, s[start:i]...)
				b = append(b, `\ufffd`...)
				start = i + 1
			}
			i += n
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		b = append(b, s[start:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, `\u00`...)
			b = append(b, hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		start = i
	}
	return append(append(b, s[start:]...), '"')
}

// Time is a moment in whole UTC seconds, the API's precision; zero is "not set".
type Time int64

// TimeOf drops what the API does not keep: zone and fraction.
func TimeOf(t time.Time) Time { return Time(t.Unix()) }

// Time converts back.
func (t Time) Time() time.Time { return time.Unix(int64(t), 0).UTC() }

// String is the format of the API.
func (t Time) String() string { return string(t.append(nil)) }

func (t Time) append(b []byte) []byte { return t.Time().AppendFormat(b, "2006-01-02T15:04:05Z") }

// listPage writes one page of items in the HAL envelope. _embedded is missing when there is nothing in it, and an empty
// result has page number 0, as the documented examples show.
func listPage[T any](rq *request, key string, size int, items []T, encode func(*writer, T)) *answer {
	total := len(items)
	pages := (total + size - 1) / size
	from := min((rq.page()-1)*size, total)
	items = items[max(from-rq.repeat, 0):min(from+size, total)]
	w := &writer{buf: make([]byte, 0, 4096+len(items)*2048)}
	w.open('{')
	w.embedded(key, len(items), func(i int) { encode(w, items[i]) })
	number := rq.page()
	if total == 0 {
		number = 0
	}
	rq.pageLinks(w, number, pages)
	w.object("page")
	w.num("size", int64(size))
	w.num("totalElements", int64(total))
	w.num("totalPages", int64(pages))
	w.num("number", int64(number))
	w.close('}')
	w.close('}')
	return reply(http.StatusOK, halJSON, w.buf, len(items))
}

// embedded writes a list under _embedded, or nothing at all for an empty one.
func (w *writer) embedded(key string, n int, encode func(int)) {
	if n == 0 {
		return
	}
	w.object("_embedded")
	w.array(key)
	for i := range n {
		encode(i)
	}
	w.close(']')
	w.close('}')
}

// pageLinks keeps the caller's filters in every link, as the API does since 2018.
func (rq *request) pageLinks(w *writer, number, pages int) {
	at := func(n int) string {
		v := url.Values{}
		for k, vs := range rq.query {
			v[k] = vs
		}
		v.Set("page", strconv.Itoa(n))
		return rq.base + rq.path + "?" + v.Encode()
	}
	w.object("_links")
	w.link("self", at(max(number, 1)))
	w.link("first", at(1))
	w.link("last", at(max(pages, 1)))
	if number < pages {
		w.link("next", at(number+1))
	}
	if number > 1 {
		w.link("previous", at(number-1))
	}
	w.object("page")
	w.str("href", rq.base+rq.path+rq.rawFilters())
	w.boolean("templated", true)
	w.close('}')
	w.close('}')
}

// rawFilters is the tail of the templated page link. It echoes the query text undecorated, quotes and slashes included,
// which is known to choke URI template libraries.
func (rq *request) rawFilters() string {
	var parts []string
	for k, vs := range rq.query {
		if k == "page" {
			continue
		}
		for _, v := range vs {
			parts = append(parts, k+"="+v)
		}
	}
	if len(parts) == 0 {
		return "{?page}"
	}
	slices.Sort(parts)
	return "?" + strings.Join(parts, "&") + "{&page}"
}

// unpaged writes a complete list without a page object, as the small lists of the reference are.
func unpaged[T any](rq *request, key string, items []T, encode func(*writer, T)) *answer {
	w := &writer{}
	w.open('{')
	w.embedded(key, len(items), func(i int) { encode(w, items[i]) })
	w.object("_links")
	w.link("self", rq.base+rq.path)
	w.close('}')
	w.close('}')
	return reply(http.StatusOK, halJSON, w.buf, len(items))
}

// entity answers with one object.
func entity(encode func(*writer)) *answer {
	w := &writer{}
	encode(w)
	return reply(http.StatusOK, halJSON, w.buf, 1)
}
