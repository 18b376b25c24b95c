package main

import (
	"context"
	"sync"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/shell"
	"github.com/scoutql/scoutql/engine"
	"github.com/scoutql/scoutql/procs"
	"github.com/scoutql/scoutql/tables"
)

// catalogue is what the shell completes from. What only the account or the
// server knows, such as custom fields, is asked for in the background once
// somebody completes: in an account it may cost a few calls, once a day.
type catalogue struct {
	learn func() (*shell.Catalogue, error)
	once  sync.Once

	mu    sync.Mutex
	known *shell.Catalogue
}

func newCatalogue(ctx context.Context, r shell.Runner, account bool) *catalogue {
	c := &catalogue{known: &shell.Catalogue{}}
	c.learn = func() (*shell.Catalogue, error) {
		more := &shell.Catalogue{}
		if account {
			more = declared()
		}
		return more, r.Learn(ctx, more)
	}
	if account {
		c.known = declared()
	} else {
		c.once.Do(c.learnAside) // a server's names are not ours to guess, and cost nothing
	}
	return c
}

func (c *catalogue) learnAside() {
	go func() {
		more, err := c.learn()
		if err != nil {
			return // the statement that needs it will say why
		}
		c.mu.Lock()
		c.known = more
		c.mu.Unlock()
	}()
}

func (c *catalogue) complete(text string, cursor int) shell.Completion {
	c.once.Do(c.learnAside)
	c.mu.Lock()
	known := c.known
	c.mu.Unlock()
	return known.Complete(text, cursor)
}

// declared is what every account has.
func declared() *shell.Catalogue {
	c := &shell.Catalogue{}
	for _, t := range tables.All() {
		known := shell.Table{Name: t.Name, Doc: firstSentence(t.Doc)}
		for _, col := range t.Columns {
			known.Columns = append(known.Columns, shell.Column{Name: col.Name, Type: col.Type.String(), Doc: col.Doc, Words: words(&col)})
		}
		c.Tables = append(c.Tables, known)
	}
	for _, v := range engine.Views() {
		c.Tables = append(c.Tables, shell.Table{Name: v.Name, Doc: "View. " + firstSentence(v.Doc)})
	}
	for _, p := range procs.All() {
		known := shell.Procedure{Name: p.Name, Doc: firstSentence(p.Doc)}
		for _, a := range p.Params {
			known.Params = append(known.Params, shell.Param{Name: a.Name, Type: a.Type()})
		}
		c.Procedures = append(c.Procedures, known)
	}
	return c
}

// words are the values known for a column.
func words(c *tables.Column) []string {
	if len(c.Type.Words) > 0 {
		return c.Type.Words
	}
	for _, f := range c.Filter {
		if len(f.Words) > 0 {
			return f.Words
		}
	}
	return nil
}
