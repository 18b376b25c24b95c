package tables

import (
	"context"
	"iter"
)

// Source is where rows come from: the API now, a replica later.
type Source interface {
	// Pages reads a request page by page; nothing happens before the first pull.
	// whole says that every page will be taken, so that pages may be fetched
	// side by side; otherwise each page is fetched when it is asked for.
	Pages(ctx context.Context, r Request, whole bool) iter.Seq2[Page, error]
}
