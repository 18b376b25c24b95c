package shell

import (
	"context"
	"iter"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
)

// Runner runs statements: in this process or on a server.
type Runner interface {
	// Run runs one statement and hands over its result before it returns. A cancelled ctx ends it at once.
	Run(ctx context.Context, statement string, each func(*Result) error) error
	// Budget tells the API calls that are left of a minute's limit; it makes none.
	Budget(ctx context.Context) (left, limit int, known bool)
	// Learn adds to the catalogue what only the server knows.
	Learn(ctx context.Context, c *Catalogue) error
	Close()
}

// Result is one statement's outcome.
type Result struct {
	Columns  []output.Column // empty for a statement without a result set
	Rows     iter.Seq2[[]output.Cell, error]
	Affected uint64
	Calls    func() (n int, known bool) // API calls so far
	Warnings func() []string            // complete once Rows has ended
}
