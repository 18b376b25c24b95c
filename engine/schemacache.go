package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/pushdown"
	"github.com/scoutql/scoutql/tables"
)

// schemaCache keeps the account's own definitions (custom fields, customer
// properties), in memory and, if it has a file, on disk. They are fetched only
// for statements that can see their columns.
type schemaCache struct {
	source tables.Source
	file   string // "" keeps nothing on disk
	ttl    time.Duration
	now    func() time.Time
	log    *slog.Logger

	mu    sync.Mutex
	known map[string]definitions // by table
}

// definitions are the fields of one table, as they were at a time.
type definitions struct {
	Fields []tables.Field `json:"fields"`
	At     time.Time      `json:"at"`
}

func newSchemaCache(source tables.Source, file string, ttl time.Duration, log *slog.Logger) *schemaCache {
	c := &schemaCache{source: source, file: file, ttl: ttl, now: time.Now, log: log, known: map[string]definitions{}}
	if file == "" {
		return c
	}
	// An unreadable cache is only a cold one.
	if body, err := os.ReadFile(file); err == nil && json.Unmarshal(body, &c.known) != nil {
		c.known = map[string]definitions{}
	}
	return c
}

// table gives the definition with the account's own columns. With fetch, their
// definitions are fetched if they are not known or too old.
func (c *schemaCache) table(ctx context.Context, t *tables.Table, fetch bool) (*tables.Table, error) {
	if t.Typed == nil {
		return t, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	d, ok := c.known[t.Name]
	if fetch && (!ok || c.now().Sub(d.At) > c.ttl) {
		fields, err := c.fetch(ctx, t)
		if err != nil {
			return nil, err
		}
		d = definitions{Fields: fields, At: c.now()}
		c.known[t.Name] = d
		if err := c.save(); err != nil {
			c.log.WarnContext(ctx, "the account's columns are not kept for the next run", "error", err)
		}
	}
	return t.WithFields(d.Fields), nil
}

// refresh forgets what is known, here and on disk, so that the next statement
// fetches it again, even one of another process: scoutql query is one each.
func (c *schemaCache) refresh() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.known)
	if c.file == "" {
		return nil
	}
	if err := os.Remove(c.file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// fetch lists the definitions through the table that declares them.
func (c *schemaCache) fetch(ctx context.Context, t *tables.Table) ([]tables.Field, error) {
	def, ok := tables.Find(t.Typed.Definitions)
	if !ok {
		return nil, errors.New("scoutql: " + t.Name + " has no definitions table " + t.Typed.Definitions)
	}
	columns := []int{def.Index(t.Typed.Key), def.Index("Name"), def.Index("Type"), def.Index("Options")}
	var fields []tables.Field
	err := c.items(ctx, pushdown.For(def, nil), func(lineage []gjson.Result) {
		var row [4]any
		tables.NewDecoder(def, columns).DecodeLineage(lineage, nil, row[:])
		f := tables.Field{Key: cellText(row[0]), Name: cellText(row[1]), Type: cellText(row[2])}
		gjson.Parse(cellText(row[3])).ForEach(func(_, o gjson.Result) bool {
			f.Options = append(f.Options, tables.Option{ID: o.Get("id").String(), Label: o.Get("label").String()})
			return true
		})
		fields = append(fields, f)
	})
	return fields, err
}

func cellText(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// items reads a plan without a statement's scan around it.
func (c *schemaCache) items(ctx context.Context, plan pushdown.Plan, each func([]gjson.Result)) error {
	for _, r := range plan.Requests {
		for page, err := range c.source.Pages(ctx, r.Request, false) {
			if err != nil {
				return err
			}
			for _, base := range bases(page) {
				if !plan.Walk {
					each(base)
					continue
				}
				below := pushdown.Plan{Base: plan.Base, Requests: []pushdown.Request{{Request: pushdown.Below(plan.Base, plan.Base.ParentKey(base[0]))}}}
				err := c.items(ctx, below, func(item []gjson.Result) { each(append(slices.Clone(item), base[0])) })
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// save writes the cache aside and renames it, so that no reader sees half of it.
func (c *schemaCache) save() error {
	if c.file == "" {
		return nil
	}
	body, err := json.Marshal(c.known)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(c.file), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	aside, err := os.CreateTemp(filepath.Dir(c.file), ".schema-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(aside.Name()) }()
	_, err = aside.Write(body)
	if err := errors.Join(err, aside.Close()); err != nil {
		return err
	}
	return os.Rename(aside.Name(), c.file)
}
