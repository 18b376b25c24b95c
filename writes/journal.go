package writes

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"sync"
	"time"
)

// Record is one row of scoutql.writes.
type Record struct {
	Start     time.Time
	Statement Statement
	Table     string
	Operation string
	Key       string
	Outcome   Outcome
	ID        int64
	Columns   []string // done
	Message   string
	Says      []string // what each call changes, of a dry run with method and path
}

// Journal remembers what was written: in memory, until the data directory holds it.
type Journal struct {
	mu      sync.Mutex
	records []*Record
	marks   map[string][]*mark // by kin
}

// mark is one call that was sent.
type mark struct {
	settled bool  // known to be applied, or known not to be
	id      int64 // of what it created
}

// NewJournal makes a journal that lives as long as the process.
func NewJournal() *Journal { return &Journal{marks: map[string][]*mark{}} }

// Records lists the rows, oldest first.
func (j *Journal) Records() []Record {
	j.mu.Lock()
	defer j.mu.Unlock()
	all := make([]Record, len(j.records))
	for i, r := range j.records {
		all[i] = *r
	}
	return all
}

// entry is a row that is being written.
type entry struct {
	journal *Journal
	record  *Record
	marks   map[int]*mark
}

func (j *Journal) begin(st Statement, row Row) *entry {
	r := &Record{Start: time.Now(), Statement: st, Table: row.Table, Operation: row.Operation, Key: row.Key, Outcome: Unknown}
	for _, c := range row.Changes {
		r.Says = append(r.Says, c.Says)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.records = append(j.records, r)
	return &entry{journal: j, record: r, marks: map[int]*mark{}}
}

func (j *Journal) plan(st Statement, row Row) error {
	j.begin(st, row).end(Planned, Result{}, "")
	return nil
}

func (e *entry) sent(i int, c Change) error {
	e.journal.mu.Lock()
	defer e.journal.mu.Unlock()
	m := &mark{}
	e.marks[i] = m
	e.journal.marks[kin(c)] = append(e.journal.marks[kin(c)], m)
	return nil
}

func (e *entry) applied(i int, _ Change, id int64) {
	e.journal.mu.Lock()
	defer e.journal.mu.Unlock()
	e.marks[i].settled, e.marks[i].id = true, id
}

func (e *entry) refused(i int, c Change) {
	e.journal.mu.Lock()
	defer e.journal.mu.Unlock()
	m := e.marks[i]
	e.journal.marks[kin(c)] = slices.DeleteFunc(e.journal.marks[kin(c)], func(x *mark) bool { return x == m })
}

func (e *entry) end(o Outcome, r Result, message string) {
	e.journal.mu.Lock()
	defer e.journal.mu.Unlock()
	e.record.Outcome, e.record.ID, e.record.Columns, e.record.Message = o, r.ID, r.Columns, message
}

// attribute says whether what a look found comes from this very change, and its id.
func (j *Journal) attribute(e *entry, i int, c Change, found Found) (int64, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	others := slices.Clone(found.Created)
	for _, m := range j.marks[kin(c)] {
		if m == e.marks[i] {
			continue
		}
		if !m.settled {
			return 0, false // it may be that write's
		}
		others = slices.DeleteFunc(others, func(id int64) bool { return id == m.id })
	}
	if found.Holds {
		return 0, true
	}
	if len(others) != 1 {
		return 0, false
	}
	return others[0], true
}

func kin(c Change) string {
	text := c.Kin
	if text == "" {
		body, _ := json.Marshal(c.Body)
		text = c.Method + " " + c.Path + "?" + c.Query.Encode() + " " + string(body)
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}
