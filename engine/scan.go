package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

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

	// remember the pages although nothing may ask for them again: they come
	// before they are wanted.
	remember bool

	pulled uint  // rows so far
	rows   []row // of the page at hand
	next   func() ([]row, error, bool)
	stop   func()
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
		s.decoder.Warn = func(c *tables.Column, value string) {
			ctx.Warn(1264, "Out of range value '%s' for column '%s': it reads NULL", value, c.Name)
		}
		s.next, s.stop = iter.Pull2(s.pages(ctx))
	}
	if s.pulled++; s.pulled%64 == 0 && ctx.Err() != nil {
		return nil, toSQLError(ctx.Err()) // a join may read remembered rows for long
	}
	for len(s.rows) == 0 {
		rows, err, ok := s.next()
		if err != nil {
			return nil, toSQLError(err)
		}
		if !ok {
			statementOf(ctx).warn(ctx)
			return nil, io.EOF
		}
		s.rows = rows
	}
	r := s.rows[0]
	s.rows = s.rows[1:]
	if s.table.lazy {
		if err := s.complete(ctx, r); err != nil {
			return nil, toSQLError(err)
		}
	}
	return r.cells[:s.width:s.width], nil
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
	if err := engine.mayRead(ctx, s.table.db, s.table.def.Name); err != nil {
		return func(yield func(tables.Page, error) bool) { yield(tables.Page{}, err) }
	}
	if !s.table.repeat && !s.remember {
		return engine.source.Pages(ctx, r, whole)
	}
	return st.memo.pages(r.ItemsKey(), func() iter.Seq2[tables.Page, error] {
		return engine.source.Pages(st.context(ctx), r, whole)
	})
}

// row is a decoded row; its Detail columns may still have to be fetched.
type row struct {
	cells  []any
	detail *tables.Request
}

// pages gives the rows of the plan, a page of the API at a time.
func (s *scan) pages(ctx *sql.Context) iter.Seq2[[]row, error] {
	return func(yield func([]row, error) bool) {
		if err := runnable(s.plan); err != nil {
			yield(nil, err)
			return
		}
		for _, note := range s.plan.Notes {
			statementOf(ctx).meter.Warn(note)
		}
		seen := newSeen(s.plan)
		for i, r := range s.plan.Requests {
			if s.table.engine.config.Source != nil && len(r.Echo) > 0 {
				yield(nil, notInReplica(s.table.def, r.Echo))
				return
			}
			if i%prefetchRows == 0 && s.sideBySide() {
				if err := s.warm(ctx, s.plan.Requests[i:min(i+prefetchRows, len(s.plan.Requests))]); err != nil {
					yield(nil, err)
					return
				}
			}
			for page, err := range s.source(ctx, r.Request, !s.table.lazy) {
				if err != nil {
					yield(nil, err)
					return
				}
				s.saw(ctx, r, page)
				s.progressed(ctx, page)
				if err := s.affordable(ctx, page); err != nil {
					yield(nil, err)
					return
				}
				for part := range s.parts(page) {
					rows, err := s.page(ctx, r, part, seen)
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
}

// sideBySide tells whether the plan's requests are many and small: gets by key,
// lists below a parent, reports. Then they are made side by side, unless
// something above may stop early.
func (s *scan) sideBySide() bool {
	if s.table.lazy || s.plan.Walk || len(s.plan.Requests) < 2 {
		return false
	}
	small := true
	for _, r := range s.plan.Requests {
		small = small && (r.One || r.Pages == tables.Object || r.Pages == tables.Single)
	}
	s.remember = s.remember || small
	return small
}

// saw takes notice of a page.
func (s *scan) saw(ctx context.Context, r pushdown.Request, page tables.Page) {
	s.count(ctx, page)
	if page.Total >= 0 && !r.One {
		s.table.engine.totals.saw(r, page.Total)
	}
}

// parts cuts a page of parents into single ones where something above may stop
// early: each may cost calls of its own.
func (s *scan) parts(page tables.Page) iter.Seq[tables.Page] {
	return func(yield func(tables.Page) bool) {
		if !s.plan.Walk || !s.table.lazy {
			yield(page)
			return
		}
		for _, item := range page.Items {
			if !yield(tables.Page{Items: []json.RawMessage{item}}) {
				return
			}
		}
	}
}

// page turns one page of the plan's requests into rows.
func (s *scan) page(ctx *sql.Context, r pushdown.Request, page tables.Page, seen *seen) ([]row, error) {
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
	lineages = before(lineages, r.Until)
	batch := &batch{scan: s, cells: make([]any, 0, len(lineages)*s.cells)}
	for _, base := range lineages {
		for lineage := range s.table.def.Unfold(base...) {
			row := batch.decode(lineage, r.Echo)
			if s.matches(row) && !seen.before(lineage, r.Echo) {
				batch.keep(row, lineage)
			}
		}
	}
	if s.table.lazy {
		return batch.rows, nil // Next completes what is taken
	}
	return batch.rows, s.each(ctx, len(batch.rows), func(ctx context.Context, i int) error {
		return s.complete(ctx, batch.rows[i])
	})
}

func (s *scan) count(ctx context.Context, page tables.Page) {
	statementOf(ctx).rows.Add(int64(len(page.Items)))
}

// before drops the points of a series that belong to the next window.
func before(points [][]gjson.Result, until time.Time) [][]gjson.Result {
	if until.IsZero() {
		return points
	}
	return slices.DeleteFunc(points, func(lineage []gjson.Result) bool {
		date := lineage[0].Get("date")
		if !date.Exists() {
			date = lineage[0].Get("start") // two series spell it so
		}
		at, ok := tables.ParseTime(date.String())
		return ok && !at.Before(until)
	})
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
	rows  []row
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
func (b *batch) keep(cells []any, lineage []gjson.Result) {
	b.cells = b.cells[:len(b.cells)+len(cells)]
	r := row{cells: cells}
	if !b.scan.table.bare && b.scan.decoder.NeedsDetail(lineage[0]) {
		request := b.scan.table.def.DetailRequest(lineage...)
		r.detail = &request
	}
	b.rows = append(b.rows, r)
}

// complete makes the detail call of a row that needs one.
func (s *scan) complete(ctx context.Context, r row) error {
	if r.detail == nil {
		return nil
	}
	for page, err := range s.source(ctx, *r.detail, false) {
		if err != nil {
			return err
		}
		for _, raw := range page.Items {
			s.decoder.DecodeDetail(gjson.ParseBytes(raw), r.cells)
		}
	}
	return nil
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

func newSeen(p pushdown.Plan) *seen {
	// The client drops doubles within a request. Rows of a report may be alike.
	if len(p.Requests) < 2 || p.Base.Report {
		return &seen{}
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
