package replicate

import (
	"context"
	"fmt"
	"strconv"

	"github.com/scoutql/scoutql/replica/target"
)

// write stores units, all in one transaction together with what state does in
// it. When the database refuses that, each unit gets a transaction of its own;
// those that cannot be stored are kept to be tried again, and the transaction
// of state follows: nothing is passed over.
func (r *run) write(ctx context.Context, root *node, units []unit, state func(*target.Tx) error) error {
	changed := map[*node]target.Changed{}
	err := r.Target.Write(ctx, func(x *target.Tx) error {
		clear(changed)
		if err := merge(x, root, units, changed); err != nil {
			return err
		}
		for _, u := range units {
			if r.rejected[rejectKey(root, u.key)] {
				if err := x.Settle(root.Def.Name, strconv.FormatInt(u.key, 10)); err != nil {
					return err
				}
			}
		}
		return apply(state, x)
	})
	if err == nil {
		for _, u := range units {
			delete(r.rejected, rejectKey(root, u.key))
		}
		r.sum.add(changed)
		return nil
	}
	if ctx.Err() != nil || len(units) == 0 {
		return err
	}
	if err := r.alive(ctx, err); err != nil {
		return err
	}
	for _, u := range units {
		if err := r.writeOne(ctx, root, u); err != nil {
			return err
		}
	}
	return r.Target.Write(ctx, func(x *target.Tx) error { return apply(state, x) })
}

func apply(state func(*target.Tx) error, x *target.Tx) error {
	if state == nil {
		return nil
	}
	return state(x)
}

// alive tells a row that is refused from a database that is not there.
func (r *run) alive(ctx context.Context, cause error) error {
	if err := r.Target.DB().PingContext(ctx); err != nil {
		return fmt.Errorf("%s: %w", r.Target.Name(), cause)
	}
	return nil
}

func (r *run) writeOne(ctx context.Context, root *node, u unit) error {
	changed := map[*node]target.Changed{}
	key := strconv.FormatInt(u.key, 10)
	err := r.Target.Write(ctx, func(x *target.Tx) error {
		clear(changed)
		if err := merge(x, root, []unit{u}, changed); err != nil {
			return err
		}
		return x.Settle(root.Def.Name, key)
	})
	if err == nil {
		delete(r.rejected, rejectKey(root, u.key))
		r.sum.add(changed)
		return nil
	}
	if ctx.Err() != nil {
		return err
	}
	if err := r.alive(ctx, err); err != nil {
		return err
	}
	r.Log.Warn("a row could not be stored; it is tried again in each run", "table", root.Def.Name, "key", u.key, "reason", err)
	r.rejected[rejectKey(root, u.key)] = true
	return r.Target.Write(ctx, func(x *target.Tx) error { return x.Reject(root.Def.Name, key, u.raw, err) })
}

func rejectKey(n *node, key any) string { return n.Def.Name + "\t" + fmt.Sprint(key) }

// merge writes the units' rows, table by table, and takes away what they do
// not hold any more.
func merge(x *target.Tx, root *node, units []unit, changed map[*node]target.Changed) error {
	keys := make([]any, len(units))
	for i, u := range units {
		keys[i] = u.key
	}
	existing, err := x.Existing(root.Table, root.Def.Key[0], keys)
	if err != nil {
		return err
	}
	old := map[int64]bool{}
	for text := range existing {
		old[number(text)] = true
	}
	if err := into(x, root, units, existing, changed); err != nil {
		return err
	}
	for _, child := range root.children() {
		var owners []any // whose rows may be there already
		for _, u := range units {
			if old[u.key] && !u.keep[child] {
				owners = append(owners, u.key)
			}
		}
		if err := mergeOwned(x, child, units, owners, changed); err != nil {
			return err
		}
	}
	return nil
}

// mergeOwned makes the rows of n that the owners have those of the units.
func mergeOwned(x *target.Tx, n *node, units []unit, owners []any, changed map[*node]target.Changed) error {
	column, _ := n.Def.Owner()
	existing := map[string]string{}
	if len(owners) > 0 {
		var err error
		if existing, err = x.Existing(n.Table, column, owners); err != nil {
			return err
		}
	}
	before := ids(n, existing)
	if err := into(x, n, units, existing, changed); err != nil {
		return err
	}
	for _, child := range n.children() {
		if err := mergeOwned(x, child, units, before, changed); err != nil {
			return err
		}
	}
	return drop(x, n, existing, changed)
}

func into(x *target.Tx, n *node, units []unit, existing map[string]string, changed map[*node]target.Changed) error {
	var rows []target.Row
	for _, u := range units {
		if !u.keep[n] {
			rows = append(rows, u.rows[n]...)
		}
	}
	done, err := x.Merge(n.Table, rows, existing)
	count(changed, n, done)
	return err
}

// drop removes the rows that are left in existing.
func drop(x *target.Tx, n *node, left map[string]string, changed map[*node]target.Changed) error {
	keys := make([][]any, 0, len(left))
	for text := range left {
		keys = append(keys, n.ParseKey(text))
	}
	done, err := x.Remove(n.Table, keys)
	count(changed, n, done)
	return err
}

// remove takes root rows that are gone away, with everything that they own.
func (r *run) remove(ctx context.Context, root *node, keys ...int64) error {
	owners, left := make([]any, len(keys)), map[string]string{}
	for i, k := range keys {
		owners[i], left[strconv.FormatInt(k, 10)] = k, ""
	}
	changed := map[*node]target.Changed{}
	err := r.Target.Write(ctx, func(x *target.Tx) error {
		clear(changed)
		for _, child := range root.children() {
			if err := mergeOwned(x, child, nil, owners, changed); err != nil {
				return err
			}
		}
		for _, k := range keys {
			if err := x.Settle(root.Def.Name, strconv.FormatInt(k, 10)); err != nil {
				return err
			}
		}
		return drop(x, root, left, changed)
	})
	if err == nil {
		r.sum.add(changed)
	}
	return err
}

func count(changed map[*node]target.Changed, n *node, done target.Changed) {
	sum := changed[n]
	sum.Add(done)
	changed[n] = sum
}

func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

// ids are the keys of rows that own others.
func ids(n *node, existing map[string]string) []any {
	if len(n.children()) == 0 {
		return nil
	}
	list := make([]any, 0, len(existing))
	for text := range existing {
		list = append(list, number(text))
	}
	return list
}
