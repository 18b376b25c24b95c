package replicate

import (
	"context"

	"github.com/tidwall/gjson"
	"github.com/tidwall/sjson"
	"golang.org/x/sync/errgroup"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/replica/target"
	"github.com/scoutql/scoutql/tables"
)

// unit is one item of a root table with all rows that come with it. It is
// written whole or not at all.
type unit struct {
	key  int64
	rows map[*node][]target.Row
	keep map[*node]bool // tables whose rows were not asked for and stay as they are
	raw  string
}

// unit makes the rows of a root's item. The items below it must be known: by
// table, each list whole.
func (n *node) unit(item gjson.Result, below map[*node][]gjson.Result) unit {
	u := unit{rows: map[*node][]target.Row{}, raw: item.Raw}
	n.collect(&u, below, item)
	u.key, _ = n.Key(u.rows[n][0])[0].(int64)
	return u
}

// collect adds the rows of n's item, the first of the lineage, and of what it holds.
func (n *node) collect(u *unit, below map[*node][]gjson.Result, lineage ...gjson.Result) {
	u.rows[n] = append(u.rows[n], n.row(lineage))
	for _, part := range n.parts {
		part.within(u, lineage)
	}
	for _, child := range n.below {
		for _, item := range below[child] {
			child.collect(u, below, item, lineage[0])
		}
	}
}

func (n *node) within(u *unit, base []gjson.Result) {
	for lineage := range n.Def.Unfold(base...) {
		u.rows[n] = append(u.rows[n], n.row(lineage))
	}
	for _, part := range n.parts {
		part.within(u, base)
	}
}

func (n *node) row(lineage []gjson.Result) target.Row {
	r := target.Row{Cells: make([]any, len(n.Columns)), Item: lineage[0].Raw}
	n.decoder.DecodeLineage(lineage, nil, r.Cells)
	for _, member := range n.cut {
		if rest, err := sjson.Delete(r.Item, member); err == nil {
			r.Item = rest
		}
	}
	if len(n.cut) > 0 && gjson.Get(r.Item, "_embedded").Raw == "{}" { // as if they had not been asked for
		if rest, err := sjson.Delete(r.Item, "_embedded"); err == nil {
			r.Item = rest
		}
	}
	return r
}

// units makes the units of a page of root items: what the items do not carry
// whole is asked for, item by item, side by side. known, where it is not nil,
// holds items as they are stored: what lies below an item that is the same is
// then left as it is rather than asked for.
func (r *run) units(ctx context.Context, root *node, page tables.Page, known map[int64]string) ([]unit, error) {
	units := make([]unit, len(page.Items))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(r.Concurrency)
	for i, raw := range page.Items {
		item := gjson.ParseBytes(raw)
		below, ask := root.embedded(item)
		if len(ask) == 0 {
			units[i] = root.unit(item, below)
			continue
		}
		if known != nil {
			u := root.unit(item, below)
			if known[u.key] == u.rows[root][0].Item {
				u.keep = map[*node]bool{}
				for _, n := range ask {
					u.keep[n] = true
				}
				units[i] = u
				continue
			}
		}
		group.Go(func() (err error) {
			units[i], err = r.ask(ctx, root, item, below, ask)
			return err
		})
	}
	return units, group.Wait()
}

// embedded gives the lists below an item that it carries whole, and the tables
// whose lists must be asked for.
func (n *node) embedded(item gjson.Result) (below map[*node][]gjson.Result, ask []*node) {
	below = map[*node][]gjson.Result{}
	for _, child := range n.below {
		if items, whole := child.Def.Embedded(item); whole {
			below[child] = items
		} else {
			ask = append(ask, child)
		}
	}
	return below, ask
}

// ask completes an item by the lists below it.
func (r *run) ask(ctx context.Context, root *node, item gjson.Result, below map[*node][]gjson.Result, ask []*node) (unit, error) {
	for _, child := range ask {
		for page, err := range r.Source.Pages(ctx, pushdown.Below(child.Def, child.Def.ParentKey(item)), true) {
			if err != nil {
				return unit{}, err
			}
			for _, raw := range page.Items {
				below[child] = append(below[child], gjson.ParseBytes(raw))
			}
		}
	}
	return root.unit(item, below), nil
}

// get fetches one root item by its key. gone says that it is no more: deleted,
// or merged into another.
func (r *run) get(ctx context.Context, root *node, key int64) (u unit, gone bool, err error) {
	plan := pushdown.For(root.Def, []pushdown.Pred{{Col: root.Def.Key[0], Op: tables.Eq, Vals: []any{key}}})
	for _, q := range plan.Requests {
		for page, err := range r.Source.Pages(ctx, q.Request, false) {
			if err != nil {
				return unit{}, false, err
			}
			units, err := r.units(ctx, root, page, nil)
			if err != nil {
				return unit{}, false, err
			}
			if len(units) == 1 && units[0].key == key {
				return units[0], false, nil
			}
		}
	}
	return unit{}, true, nil
}
