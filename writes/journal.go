package writes

import (
	"crypto/rand"
	"slices"
	"sync"
	"time"
)

// Record is one row of scoutql.writes.
type Record struct {
	ID        string    `json:"id"`
	Start     time.Time `json:"start"`
	Statement string    `json:"statement"` // the same for all rows of a statement
	User      string    `json:"user"`
	Text      string    `json:"text,omitempty"`
	Table     string    `json:"table"`
	Operation string    `json:"operation"`
	Key       string    `json:"key,omitempty"`
	Calls     []string  `json:"calls,omitempty"` // method, path, and what each changes
	Outcome   Outcome   `json:"outcome"`
	NewID     int64     `json:"newId,omitempty"`
	Columns   []string  `json:"columns,omitempty"` // done
	Message   string    `json:"message,omitempty"`
	Marks     []Mark    `json:"marks,omitempty"` // of the calls that were sent
}

// Mark is what is known of one call that was sent.
type Mark struct {
	Kin   string `json:"kin"`
	State string `json:"state"` // sent, applied or refused
	ID    int64  `json:"id,omitempty"`
}

// States of a Mark.
const (
	sent    = "sent" // and nothing is known since
	applied = "applied"
	refused = "refused"
)

// underWay is the message of a row that has no outcome yet; after a crash it is the last that is known of it.
const underWay = "sent, and no answer yet; if the process that sent it has ended, the answer never came"

// Journal remembers what was written. With a file, several processes share it, and a record is on disk before the call
// that it tells of leaves. Without one it lives as long as the process.
type Journal struct {
	mu      sync.Mutex
	keep    int
	file    *file // nil: in memory
	records map[string]*Record
	order   []string           // ids, oldest first
	kin     map[string][]where // the calls that were sent, by kin
	open    map[string]*Record // rows of this process that have no outcome yet
}

// where is one mark of one record.
type where struct {
	id string
	i  int
}

// keepRecords is how many rows a journal keeps, besides those whose outcome is unknown.
const keepRecords = 10_000

// NewJournal makes a journal in memory.
func NewJournal() *Journal {
	j := &Journal{keep: keepRecords, open: map[string]*Record{}}
	j.reset()
	return j
}

func (j *Journal) reset() {
	j.records, j.kin, j.order = map[string]*Record{}, map[string][]where{}, nil
}

// Records lists the rows, oldest first, those of other processes among them.
func (j *Journal) Records() ([]Record, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.catchUp(); err != nil {
		return nil, err
	}
	all := make([]Record, len(j.order))
	for i, id := range j.order {
		all[i] = *j.records[id]
	}
	return all, nil
}

// put stores what is known of a row now, in place of what was known before.
func (j *Journal) put(r *Record) {
	old, known := j.records[r.ID]
	if !known {
		j.order = append(j.order, r.ID)
		old = &Record{}
	}
	for i := len(old.Marks); i < len(r.Marks); i++ {
		j.kin[r.Marks[i].Kin] = append(j.kin[r.Marks[i].Kin], where{r.ID, i})
	}
	j.records[r.ID] = r
	if len(j.order) >= 2*j.keep {
		j.trim()
	}
}

// trim forgets the oldest rows, but as long as it may not those whose outcome is unknown: a later write could be
// mistaken for theirs.
func (j *Journal) trim() {
	kept, unknown := j.order[len(j.order)-j.keep:], []string(nil)
	for _, id := range j.order[:len(j.order)-j.keep] {
		if j.records[id].Outcome == Unknown {
			unknown = append(unknown, id)
		}
	}
	unknown = unknown[max(0, len(unknown)-j.keep/2):]
	records := j.records
	order := slices.Concat(unknown, kept)
	j.reset()
	for _, id := range order {
		j.put(records[id])
	}
}

// attribute says whether one of the new things comes from the call, and no other write of ours can have made it. Then the
// call counts as applied.
func (j *Journal) attribute(e *entry, i int, ids []int64) (int64, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(ids) == 0 || j.catchUp() != nil {
		return 0, false
	}
	for _, w := range j.kin[e.record.Marks[i].Kin] {
		if w == (where{e.record.ID, i}) {
			continue
		}
		switch m := j.records[w.id].Marks[w.i]; {
		case m.State == sent, m.State == applied && m.ID == 0:
			return 0, false // it may be that write's
		case m.State == applied:
			ids = slices.DeleteFunc(ids, func(id int64) bool { return id == m.ID })
		}
	}
	if len(ids) != 1 {
		return 0, false
	}
	e.mark(i, applied, ids[0])
	return ids[0], true
}

// entry is a row that is being written.
type entry struct {
	journal *Journal
	record  *Record
}

func newEntry(j *Journal, st Statement, row Row) *entry {
	r := &Record{
		ID: rand.Text(), Start: time.Now().UTC(), Statement: st.ID, User: st.User, Text: st.Text,
		Table: row.Table, Operation: row.Operation, Key: row.Key, Outcome: Unknown, Message: underWay,
	}
	for i := range row.Changes {
		r.Calls = append(r.Calls, row.Changes[i].Plan())
	}
	return &entry{journal: j, record: r}
}

func (e *entry) plan() error {
	e.record.Outcome, e.record.Message = Planned, ""
	return e.save(false)
}

// sending notes that a call is about to leave, and returns when that is on disk.
func (e *entry) sending(i int, c *Change) error {
	e.journal.mu.Lock()
	r := e.record.clone()
	r.Marks = append(r.Marks[:i], Mark{Kin: c.kin(), State: sent})
	e.record = r
	e.journal.open[r.ID] = r
	e.journal.mu.Unlock()
	return e.save(true)
}

func (e *entry) applied(i int, id int64) {
	e.journal.mu.Lock()
	defer e.journal.mu.Unlock()
	e.mark(i, applied, id)
}

func (e *entry) refused(i int) {
	e.journal.mu.Lock()
	defer e.journal.mu.Unlock()
	e.mark(i, refused, 0)
}

// mark is called with the journal locked. Other processes hear of it with the next save, which follows at once.
func (e *entry) mark(i int, state string, id int64) {
	r := e.record.clone()
	r.Marks[i].State, r.Marks[i].ID = state, id
	e.record = r
	e.journal.open[r.ID] = r
	e.journal.put(r)
}

// end notes the outcome. That it cannot be written changes nothing for the caller: the file then says unknown.
func (e *entry) end(o Outcome, result Result, message string) {
	e.journal.mu.Lock()
	r := e.record.clone()
	r.Outcome, r.NewID, r.Columns, r.Message = o, result.ID, result.Columns, message
	e.record = r
	e.journal.open[r.ID] = r
	e.journal.mu.Unlock()
	_ = e.save(false)
	e.journal.mu.Lock()
	delete(e.journal.open, r.ID)
	e.journal.mu.Unlock()
}

func (r *Record) clone() *Record {
	c := *r
	c.Marks = slices.Clone(r.Marks)
	return &c
}
