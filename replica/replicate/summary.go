package replicate

import (
	"fmt"
	"sort"
	"time"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/replica/target"
)

// Summary is what a run did, for people and as JSON.
type Summary struct {
	Start    time.Time         `json:"start"`
	Seconds  float64           `json:"seconds"`
	Calls    int               `json:"calls"`
	Waited   float64           `json:"waited_seconds"` // for the rate limit, added up over all calls
	Tables   []*TableSummary   `json:"tables"`
	Rejected []target.Rejected `json:"rejected"`
	Notes    []string          `json:"notes"`
	Error    string            `json:"error,omitempty"`

	byName map[string]*TableSummary
}

// TableSummary is what became of one table.
type TableSummary struct {
	Table     string `json:"table"`
	Inserted  int    `json:"inserted"`
	Updated   int    `json:"updated"`
	Deleted   int    `json:"deleted"`
	Rows      int64  `json:"rows"`       // in the copy, where they were counted
	HelpScout int64  `json:"help_scout"` // as Help Scout counts them; -1 where it was not asked
	Skipped   string `json:"skipped,omitempty"`
	Expected  int64  `json:"-"`
}

func newSummary() *Summary {
	return &Summary{Start: time.Now().UTC(), byName: map[string]*TableSummary{}, Rejected: []target.Rejected{}, Notes: []string{}}
}

func (s *Summary) named(name string) *TableSummary {
	t := s.byName[name]
	if t == nil {
		t = &TableSummary{Table: name, HelpScout: -1}
		s.byName[name] = t
		s.Tables = append(s.Tables, t)
	}
	return t
}

func (s *Summary) table(n *node) *TableSummary { return s.named(n.Def.Name) }

func (s *Summary) add(changed map[*node]target.Changed) {
	for n, c := range changed {
		t := s.table(n)
		t.Inserted += c.Inserted
		t.Updated += c.Updated
		t.Deleted += c.Deleted
	}
}

func (s *Summary) skip(name, why string) { s.named(name).Skipped = why }

// counted notes the final comparison of a table.
func (s *Summary) counted(n *node, there, here int64) {
	t := s.table(n)
	t.HelpScout, t.Rows = there, here
	if there != here {
		s.Notes = append(s.Notes, fmt.Sprintf("%s: Help Scout counts %d rows, the copy has %d; run with --reconcile", n.Def.Name, there, here))
	}
}

func (s *Summary) finish(m *helpscout.Meter, err error) {
	s.Seconds = time.Since(s.Start).Round(time.Millisecond).Seconds()
	s.Calls, s.Waited = m.Calls(), m.Waited().Round(time.Millisecond).Seconds()
	s.Notes = append(s.Notes, m.Warnings()...)
	if err != nil {
		s.Error = err.Error()
	}
	sort.Slice(s.Tables, func(i, j int) bool { return s.Tables[i].Table < s.Tables[j].Table })
}

// Changed adds up the rows that were written or removed.
func (s *Summary) Changed() (c target.Changed) {
	for _, t := range s.Tables {
		c.Add(target.Changed{Inserted: t.Inserted, Updated: t.Updated, Deleted: t.Deleted})
	}
	return c
}

// estimate tells what a first copy of a large table will cost.
func (r *run) estimate(root *node, total int64) {
	if r.Notice == nil || total == 0 {
		return
	}
	size := int64(root.Def.PageSize())
	calls := (total+size-1)/size + total/windowRows + 2
	more := ""
	if len(root.below) > 0 {
		more = ", and one more for each chat and each long conversation"
	}
	cost := fmt.Sprintf("%s: %d rows, about %d API calls%s", root.Def.Name, total, calls, more)
	if r.PerMinute != nil && r.PerMinute() > 0 {
		rate := int64(r.PerMinute())
		cost += fmt.Sprintf("; at %d calls a minute that takes %d min", rate, (calls+rate-1)/rate)
	}
	r.Notice(cost)
}
