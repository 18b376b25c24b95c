package replicate

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/tidwall/gjson"
	"github.com/tidwall/sjson"
	"golang.org/x/sync/errgroup"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/replica/target"
	"github.com/scoutql/scoutql/tables"
)

// fields reads the definitions of the columns that the account adds to a table.
func (r *run) fields(ctx context.Context, t *tables.Table) ([]tables.Field, error) {
	def, ok := tables.Find(t.Typed.Definitions)
	if !ok {
		return nil, fmt.Errorf("no table %s", t.Typed.Definitions)
	}
	decoder := tables.NewDecoder(def, []int{def.Index(t.Typed.Key), def.Index("Name"), def.Index("Type")})
	var fields []tables.Field
	err := r.lines(ctx, def, func(lineages [][]gjson.Result) error {
		for _, lineage := range lineages {
			var cells [3]any
			decoder.DecodeLineage(lineage, nil, cells[:])
			fields = append(fields, tables.Field{Key: text(cells[0]), Name: text(cells[1]), Type: text(cells[2])})
		}
		return nil
	})
	return fields, err
}

func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// lines reads all items of a small table with their lineage, a batch at a time.
func (r *run) lines(ctx context.Context, def *tables.Table, each func([][]gjson.Result) error) error {
	if def.Under != nil {
		return r.linesUnder(ctx, def, each)
	}
	return r.pages(ctx, def, func(page tables.Page) error {
		lineages := make([][]gjson.Result, len(page.Items))
		for i, raw := range page.Items {
			lineages[i] = []gjson.Result{gjson.ParseBytes(raw)}
		}
		return each(lineages)
	})
}

// linesUnder asks for the list of each parent, some of them side by side.
func (r *run) linesUnder(ctx context.Context, def *tables.Table, each func([][]gjson.Result) error) error {
	return r.pages(ctx, def.Parent(), func(page tables.Page) error {
		found := make([][][]gjson.Result, len(page.Items))
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(r.Concurrency)
		for i, raw := range page.Items {
			parent := gjson.ParseBytes(raw)
			group.Go(func() error {
				for below, err := range r.Source.Pages(ctx, pushdown.Below(def, def.ParentKey(parent)), true) {
					if err != nil {
						return err
					}
					for _, item := range below.Items {
						found[i] = append(found[i], []gjson.Result{gjson.ParseBytes(item), parent})
					}
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		for _, lineages := range found {
			if err := each(lineages); err != nil {
				return err
			}
		}
		return nil
	})
}

// pages reads the list of a small table, once a run: it may be the parent of several.
func (r *run) pages(ctx context.Context, def *tables.Table, each func(tables.Page) error) error {
	pages, known := r.parents[def.Name]
	if !known {
		for page, err := range r.Source.Pages(ctx, pushdown.For(def, nil).Requests[0].Request, true) {
			if err != nil {
				return err
			}
			pages = append(pages, page)
		}
		r.parents[def.Name] = pages
	}
	for _, page := range pages {
		if err := each(page); err != nil {
			return err
		}
	}
	return nil
}

// costly tells whether reading the table takes a call for each row, or for
// each row of another table that may be large.
func costly(def *tables.Table) bool {
	return def.Detail.Path != "" || def.Under != nil && def.Parent().Detail.Path != ""
}

// whole reads a small table and writes what differs.
func (r *run) whole(ctx context.Context, n *node) error {
	if fresh, err := r.fresh(ctx, n); err != nil || fresh {
		return err
	}
	warned := len(r.meter.Warnings())
	var left map[string]string // rows here that were not met there
	err := r.Target.Write(ctx, func(x *target.Tx) (err error) {
		left, err = x.Existing(n.Table, "", nil)
		return err
	})
	if err != nil {
		return err
	}
	err = r.lines(ctx, n.Def, func(lineages [][]gjson.Result) error {
		if err := r.details(ctx, n, lineages); err != nil {
			return err
		}
		rows := make([]target.Row, len(lineages))
		for i, lineage := range lineages {
			rows[i] = n.row(lineage)
		}
		r.progress(n, len(rows), 0)
		return r.writeRows(ctx, n, rows, left)
	})
	if err != nil {
		return err
	}
	if len(r.meter.Warnings()) > warned {
		r.Log.Warn("the list changed while it was read: nothing is removed in this run", "table", n.Def.Name)
		clear(left)
	}
	changed := map[*node]target.Changed{}
	err = r.Target.Write(ctx, func(x *target.Tx) error {
		clear(changed)
		if err := drop(x, n, left, changed); err != nil {
			return err
		}
		for key := range left {
			if err := x.Settle(n.Def.Name, key); err != nil {
				return err
			}
		}
		return x.SetState(stateName(n), time.Now().UTC().Format(time.RFC3339))
	})
	if err != nil {
		return err
	}
	r.sum.add(changed)
	here, err := r.Target.Count(ctx, n.Table, time.Time{}, time.Time{})
	r.sum.table(n).Rows = here
	return err
}

// fresh tells whether a costly table's copy is young enough.
func (r *run) fresh(ctx context.Context, n *node) (bool, error) {
	if r.WholeEvery == 0 || r.Reconcile || !costly(n.Def) {
		return false, nil
	}
	text, err := r.Target.State(ctx, stateName(n))
	at, bad := time.Parse(time.RFC3339, text)
	return err == nil && bad == nil && time.Since(at) < r.WholeEvery, err
}

// details adds to the items what only the call for a single one tells.
func (r *run) details(ctx context.Context, n *node, lineages [][]gjson.Result) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(r.Concurrency)
	for i, lineage := range lineages {
		if !n.decoder.NeedsDetail(lineage[0]) {
			continue
		}
		group.Go(func() error {
			for page, err := range r.Source.Pages(ctx, n.Def.DetailRequest(lineage...), false) {
				if err != nil {
					return err
				}
				for _, body := range page.Items {
					lineages[i] = append([]gjson.Result{n.detailed(lineage[0], body)}, lineage[1:]...)
				}
			}
			return nil
		})
	}
	return group.Wait()
}

func (n *node) detailed(item gjson.Result, body json.RawMessage) gjson.Result {
	out := item.Raw
	for i := range n.Def.Columns {
		c := &n.Def.Columns[i]
		if !c.Detail {
			continue
		}
		path, _, _ := strings.Cut(c.From, "[].")
		if v := gjson.GetBytes(body, path); v.Exists() {
			if set, err := sjson.SetRaw(out, path, v.Raw); err == nil {
				out = set
			}
		}
	}
	return gjson.Parse(out)
}

// writeRows writes rows of a small table, one by one where the database
// refuses them together.
func (r *run) writeRows(ctx context.Context, n *node, rows []target.Row, left map[string]string) error {
	known := map[string]string{}
	for _, row := range rows {
		key := target.KeyText(n.Key(row))
		if item, ok := left[key]; ok {
			known[key] = item
		}
	}
	write := func(rows []target.Row) error {
		var done target.Changed
		err := r.Target.Write(ctx, func(x *target.Tx) (err error) {
			existing := map[string]string{}
			for k, v := range known {
				existing[k] = v
			}
			if done, err = x.Merge(n.Table, rows, existing); err != nil {
				return err
			}
			for _, row := range rows {
				if key := target.KeyText(n.Key(row)); r.rejected[rejectKey(n, key)] {
					if err := x.Settle(n.Def.Name, key); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err == nil {
			r.sum.add(map[*node]target.Changed{n: done})
		}
		return err
	}
	defer func() {
		for _, row := range rows {
			delete(left, target.KeyText(n.Key(row)))
		}
	}()
	err := write(rows)
	if err == nil || ctx.Err() != nil {
		return err
	}
	if err := r.alive(ctx, err); err != nil {
		return err
	}
	for _, row := range rows {
		if err := write([]target.Row{row}); err != nil {
			if ctx.Err() != nil {
				return err
			}
			key := target.KeyText(n.Key(row))
			r.Log.Warn("a row could not be stored; it is tried again in each run", "table", n.Def.Name, "key", key, "reason", err)
			err := r.Target.Write(ctx, func(x *target.Tx) error { return x.Reject(n.Def.Name, key, row.Item, err) })
			if err != nil {
				return err
			}
		}
	}
	return nil
}
