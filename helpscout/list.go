package helpscout

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Paging is how a listing goes on after its first answer.
type Paging int

const (
	// ByNumber asks for page=1, 2, ... (overview/pagination).
	ByNumber Paging = iota
	// ByCursor follows the cursor of _links.next (customers/list-v3).
	ByCursor
	// Single is one answer, all of it.
	Single
	// Array is one answer that is a bare JSON array (mailboxes/saved-replies).
	Array
)

// ReadMode is how eagerly a listing is read.
type ReadMode int

const (
	// Lazy reads one page at a time and nothing ahead: the consumer may stop at any row, as under a LIMIT.
	Lazy ReadMode = iota
	// Whole reads pages side by side: the consumer is going to read to the end.
	Whole
)

// NoID as List.ID says that the items have nothing to tell them apart by: none is taken for a repeat.
const NoID = "-"

// List describes a listing.
type List struct {
	Operation string // names the calls in errors and logs, for example "listConversations"
	Path      string // below Config.BaseURL
	Query     url.Values
	Items     string // gjson path of the items, for example "_embedded.conversations"; "" is the whole answer
	Paging    Paging
	Read      ReadMode
	// ID is the member that tells items apart; repeats are dropped. Several, separated by commas, count together. ""
	// means "id"; NoID switches it off.
	ID string
	// Stable promises that the query sorts by createdAt ascending and that an item, once it matches, matches until it is
	// deleted: then Whole may use the full-scan rule of stable.go.
	Stable bool
}

// Page is one answer of a listing, without the items that came before.
type Page struct {
	Items      []json.RawMessage // parts of one body: keep all or copy
	Number     int               // as asked for; a page that was read again comes again, with what it had new
	TotalPages int
	Total      int64     // items that match, as the API counted them for this answer; -1 unknown
	Served     time.Time // the server's clock, whole seconds; zero unknown, or the list is not Stable
}

// errStop ends a walk whose consumer has stopped ranging.
var errStop = errors.New("stopped")

// Pages reads a listing. No call is made before the first page is pulled; when the consumer stops or the context ends,
// the calls under way are cancelled and have ended when Pages returns. An error ends the sequence.
func (c *Client) Pages(ctx context.Context, l List) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		w := newWalk(ctx, c, l, func(p Page) bool { return yield(p, nil) })
		defer w.ahead.drop()
		var err error
		switch {
		case l.Paging == ByCursor:
			err = w.cursor()
		case l.Paging != ByNumber:
			err = w.single()
		case l.Stable && l.Read == Whole:
			err = w.stable()
		default:
			err = w.forward()
		}
		if err != nil && !errors.Is(err, errStop) {
			yield(Page{}, err)
		}
	}
}

// Count asks how many items a listing has: one call. -1 means that this listing does not tell.
func (c *Client) Count(ctx context.Context, l List) (int64, error) {
	s, err := c.sheet(ctx, l, 1, "")
	if err != nil {
		return 0, err
	}
	return s.total, nil
}

// sheet reads one page. A numbered page beyond the first that is not there (404, or another number than the one asked
// for) is gone, not an error: the list shrank.
func (c *Client) sheet(ctx context.Context, l List, number int, cursor string) (*sheet, error) {
	q := maps.Clone(l.Query)
	if q == nil {
		q = url.Values{}
	}
	switch {
	case l.Paging == ByNumber:
		q.Set("page", strconv.Itoa(number))
	case cursor != "":
		q.Set("cursor", cursor)
	}
	var s *sheet
	r := &request{operation: l.Operation, method: http.MethodGet, path: l.Path, query: q.Encode()}
	r.read = func(a *answer) (n int, err error) {
		if s, err = parseSheet(a.header, a.body, l, number); err != nil {
			return 0, err
		}
		return len(s.items), nil
	}
	_, err := c.run(ctx, r)
	var e *Error
	if errors.As(err, &e) && e.Status == http.StatusNotFound && l.Paging == ByNumber && number > 1 {
		return &sheet{number: number, total: -1, gone: true}, nil
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}
