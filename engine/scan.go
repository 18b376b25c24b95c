package engine

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/tidwall/gjson"
	"golang.org/x/sync/errgroup"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// scan reads a partition: it makes the plan's requests, one page at a time as
// rows are pulled, and turns their items into rows.
type scan struct {
	table   *table
	plan    pushdown.Plan
	check   []checked
	decoder *tables.Decoder
	width   int // cells of a row
	cells   int // cells that the decoder fills: the row's, and those only checked

	rows []sql.Row // of the page at hand
	next func() ([]sql.Row, error, bool)
	stop func()
}

// checked is a predicate that the scan checks itself, on a decoded cell.
type checked struct {
	at   int
	pred pushdown.Pred
}

func newScan(t *table, p partition) *scan {
	s := &scan{table: t, plan: p.plan, width: len(t.columns)}
	columns := slices.Clone(t.columns)
	position := func(c int) int {
		at := slices.Index(columns, c)
		if at < 0 {
			at = len(columns)
			columns = append(columns, c)
		}
		return at
	}
	for _, pred := range p.check {
		s.check = append(s.check, checked{at: position(t.def.Index(pred.Col)), pred: pred})
	}
	s.decoder, s.cells = tables.NewDecoder(t.def, columns), len(columns)
	return s
}

// Next returns the next row. Nothing happens before it is called first.
func (s *scan) Next(ctx *sql.Context) (sql.Row, error) {
	if s.next == nil {
		s.next, s.stop = iter.Pull2(s.pages(ctx))
	}
	for len(s.rows) == 0 {
		rows, err, ok := s.next()
		if err != nil {
			return nil, toSQLError(err)
		}
		if !ok {
			return nil, io.EOF
		}
		s.rows = rows
	}
	row := s.rows[0]
	s.rows = s.rows[1:]
	return row, nil
}

// Close cancels what is still being fetched.
func (s *scan) Close(*sql.Context) error {
	if s.stop != nil {
		s.stop()
	}
	return nil
}

// source gives the pages of a request, from the statement's memory where
// something may ask for them again.
func (s *scan) source(ctx context.Context, r tables.Request, whole bool) iter.Seq2[tables.Page, error] {
	st := statementOf(ctx)
	engine := s.table.engine
	if !s.table.repeat {
		return engine.source.Pages(ctx, r, whole)
	}
	return st.memo.pages(r.Key(), func() iter.Seq2[tables.Page, error] {
		return engine.source.Pages(st.context(ctx), r, whole)
	})
}

// pages gives the rows of the plan, a page of the API at a time.
func (s *scan) pages(ctx *sql.Context) iter.Seq2[[]sql.Row, error] {
	return func(yield func([]sql.Row, error) bool) {
		if len(s.plan.Missing) > 0 {
			yield(nil, missingFilter(s.table.def, s.plan.Missing))
			return
		}
		seen := newSeen(len(s.plan.Requests))
		for _, r := range s.plan.Requests {
			for page, err := range s.source(ctx, r.Request, !s.table.lazy) {
				var rows []sql.Row
				if err == nil {
					rows, err = s.page(ctx, r, page, seen)
				}
				if err == nil {
					err = ctx.Err()
				}
				if !yield(rows, err) || err != nil {
					return
				}
			}
		}
	}
}

// page turns one page of the plan's requests into rows.
func (s *scan) page(ctx *sql.Context, r pushdown.Request, page tables.Page, seen *seen) ([]sql.Row, error) {
	s.count(ctx, page)
	if r.All && page.Total >= 0 {
		s.table.engine.totals.saw(r.Path, page.Total)
	}
	var lineages [][]gjson.Result
	var err error
	switch {
	case s.plan.Walk:
		if lineages, err = s.walk(ctx, page); err != nil {
			return nil, err
		}
	case r.Under != nil:
		lineages = bases(page, s.plan.Base.Stub(r.Under))
	default:
		lineages = bases(page)
	}
	batch := &batch{scan: s, cells: make([]any, 0, len(lineages)*s.cells)}
	for _, base := range lineages {
		for lineage := range s.table.def.Unfold(base...) {
			row := batch.decode(lineage, r.Echo)
			if s.matches(row) && !seen.before(lineage, r.Echo) {
				batch.keep(row, lineage)
			}
		}
	}
	return batch.rows, s.details(ctx, batch)
}

func (s *scan) count(ctx context.Context, page tables.Page) {
	statementOf(ctx).rows.Add(int64(len(page.Items)))
}

// bases are the lineages of a page's items: the item, and its parent if known.
func bases(page tables.Page, parent ...gjson.Result) [][]gjson.Result {
	lineages := make([][]gjson.Result, len(page.Items))
	for i, raw := range page.Items {
		lineages[i] = append([]gjson.Result{gjson.ParseBytes(raw)}, parent...)
	}
	return lineages
}

// batch collects the rows of one page in one backing slice.
type batch struct {
	scan  *scan
	cells []any
	rows  []sql.Row
	// incomplete are rows whose Detail columns are still to be fetched.
	incomplete []detail
}

type detail struct {
	row     []any
	request tables.Request
}

func (b *batch) decode(lineage []gjson.Result, echo map[string]any) []any {
	width := b.scan.cells
	if cap(b.cells)-len(b.cells) < width {
		b.cells = make([]any, 0, max(width*16, 2*cap(b.cells)))
	}
	row := b.cells[len(b.cells) : len(b.cells)+width : len(b.cells)+width]
	b.scan.decoder.DecodeLineage(lineage, echo, row)
	return row
}

// keep makes the row that was decoded last part of the batch.
func (b *batch) keep(row []any, lineage []gjson.Result) {
	b.cells = b.cells[:len(b.cells)+len(row)]
	b.rows = append(b.rows, row[:b.scan.width:b.scan.width])
	if b.scan.decoder.NeedsDetail(lineage[0]) {
		b.incomplete = append(b.incomplete, detail{row, b.scan.table.def.DetailRequest(lineage...)})
	}
}

// details makes the detail call of each row that needs one, side by side.
func (s *scan) details(ctx *sql.Context, b *batch) error {
	return s.each(ctx, len(b.incomplete), func(ctx context.Context, i int) error {
		d := b.incomplete[i]
		for page, err := range s.source(ctx, d.request, false) {
			if err != nil {
				return err
			}
			for _, raw := range page.Items {
				s.decoder.DecodeDetail(gjson.ParseBytes(raw), d.row)
			}
		}
		return nil
	})
}

// each runs n independent reads, side by side unless something above the scan
// may stop early: then none is made that might not be needed before another.
func (s *scan) each(ctx context.Context, n int, read func(ctx context.Context, i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(s.table.engine.concurrency)
	if s.table.lazy {
		group.SetLimit(1)
	}
	for i := range n {
		group.Go(func() error { return read(ctx, i) })
	}
	return group.Wait()
}

// matches checks again what the API was asked for: a join drops its key
// condition, a get may answer with another conversation (a merge), and an
// unknown parameter is silently ignored by the API.
func (s *scan) matches(row []any) bool {
	for _, c := range s.check {
		if !c.pred.Matches(row[c.at]) {
			return false
		}
	}
	return true
}

// walk finds the rows below the parents of a page: embedded where that list is
// whole, otherwise by the parent's own list.
func (s *scan) walk(ctx *sql.Context, page tables.Page) ([][]gjson.Result, error) {
	base := s.plan.Base
	parents := bases(page)
	found := make([][][]gjson.Result, len(parents))
	var ask []int
	for i, parent := range parents {
		if items, whole := base.Embedded(parent[0]); whole {
			for _, item := range items {
				found[i] = append(found[i], []gjson.Result{item, parent[0]})
			}
		} else {
			ask = append(ask, i)
		}
	}
	err := s.each(ctx, len(ask), func(ctx context.Context, n int) error {
		i := ask[n]
		request := pushdown.Below(base, base.ParentKey(parents[i][0]))
		for page, err := range s.source(ctx, request, !s.table.lazy) {
			if err != nil {
				return err
			}
			s.count(ctx, page)
			found[i] = append(found[i], bases(page, parents[i][0])...)
		}
		return nil
	})
	return slices.Concat(found...), err
}

// seen drops rows that several requests of one plan give alike, for example
// one conversation that changes its status between two listings.
type seen struct{ keys map[string]struct{} }

func newSeen(requests int) *seen {
	if requests < 2 {
		return &seen{} // the client drops doubles within a request
	}
	return &seen{keys: map[string]struct{}{}}
}

func (s *seen) before(lineage []gjson.Result, echo map[string]any) bool {
	if s.keys == nil {
		return false
	}
	var key strings.Builder
	for _, item := range lineage {
		if id := item.Get("id"); id.Exists() {
			item = id
		}
		key.WriteString(item.Raw)
		key.WriteByte('/')
	}
	if len(echo) > 0 {
		fmt.Fprint(&key, echo)
	}
	_, before := s.keys[key.String()]
	s.keys[key.String()] = struct{}{}
	return before
}
