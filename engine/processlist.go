package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/tables"
)

// pagesOf marks what we report to the process list: the SQL engine counts
// partitions under the tables' own names.
const pagesOf = "pages of "

// progressed tells the process list of a page that was read.
func (s *scan) progressed(ctx *sql.Context, page tables.Page) {
	if ctx.ProcessList == nil || page.Pages < 2 {
		return
	}
	name := pagesOf + s.table.def.Name
	ctx.ProcessList.AddTableProgress(ctx.Pid(), name, int64(page.Pages))
	ctx.ProcessList.UpdateTableProgress(ctx.Pid(), name, 1)
}

// processes answers SHOW PROCESSLIST: its State says how many pages have been
// read, of how many that are expected.
func processes(ctx *sql.Context) sql.RowIter {
	list := ctx.ProcessList.Processes()
	slices.SortFunc(list, func(a, b sql.Process) int { return cmp.Compare(a.Connection, b.Connection) })
	rows := make([]sql.Row, len(list))
	for i, p := range list {
		var database any
		if p.Database != "" {
			database = p.Database
		}
		rows[i] = sql.NewRow(int64(p.Connection), p.User, p.Host, database, string(p.Command), int64(p.Seconds()), state(p), p.Query)
	}
	return sql.RowsToRowIter(rows...)
}

func state(p sql.Process) string {
	var read []string
	for name, progress := range p.Progress {
		if table, ours := strings.CutPrefix(name, pagesOf); ours {
			read = append(read, fmt.Sprintf("%s: %d of %d pages", table, progress.Done, progress.Total))
		}
	}
	slices.Sort(read)
	if len(read) == 0 && p.Command == sql.ProcessCommandQuery {
		return "running"
	}
	return strings.Join(read, ", ")
}
