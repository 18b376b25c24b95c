package writes

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// file is a journal on disk: one JSON line each time that more is known of a row; the last line of a row counts. Lines
// are only appended, under a lock that all processes take, until so many are outdated that the file is written anew.
type file struct {
	path   string
	lock   *flock.Flock
	f      *os.File
	offset int64 // read up to here
	lines  int   // read or written
	broken error // why there is no file
}

// OpenJournal is the journal of a file, which need not exist. The file is opened and read when the journal is first
// used; its directory is made if need be. A row whose process ended before its outcome was known reads as unknown.
func OpenJournal(path string) *Journal {
	j := NewJournal()
	j.file = &file{path: path, lock: flock.New(path+".lock", flock.SetPermissions(0o600))}
	return j
}

// NoJournal is a journal that cannot be written, for the reason given: then nothing can be written to Help Scout.
func NoJournal(reason error) *Journal {
	j := NewJournal()
	j.file = &file{broken: reason}
	return j
}

// Close lets go of the file.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil || j.file.f == nil {
		return nil
	}
	err := errors.Join(j.file.f.Close(), j.file.lock.Close())
	j.file.f = nil
	return err
}

// save stores what is known of the row; with durable it returns when that would survive a power cut.
func (e *entry) save(durable bool) error {
	j := e.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	err := j.locked(func(f *file) error {
		// A file that cannot be written anew only stays long.
		if f.compact(j) == nil {
			if err := f.read(j); err != nil {
				return err
			}
		}
		return f.append(e.record, durable)
	})
	if err == nil {
		j.put(e.record)
	}
	return err
}

// catchUp reads what other processes wrote.
func (j *Journal) catchUp() error {
	return j.locked(func(*file) error { return nil })
}

// locked runs a step while no other process touches the file, after it has read what they wrote.
func (j *Journal) locked(step func(*file) error) (err error) {
	if j.file == nil {
		return nil
	}
	if err := j.file.acquire(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.file.lock.Unlock()) }()
	if err := j.file.read(j); err != nil {
		return err
	}
	return step(j.file)
}

// acquire waits for the lock that all processes take.
func (f *file) acquire() error {
	if f.broken != nil {
		return f.broken
	}
	if f.f == nil {
		if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
			return err
		}
	}
	return f.lock.Lock()
}

// read takes in the lines behind offset, or the whole file when another process has written it anew.
func (f *file) read(j *Journal) error {
	if f.f != nil && f.replaced() {
		_ = f.f.Close()
		f.f = nil
	}
	if f.f == nil {
		if err := f.reopen(); err != nil {
			return err
		}
		j.reset()
		defer func() {
			for _, r := range j.open { // the file knows less of them than we do
				j.put(r)
			}
		}()
	}
	if _, err := f.f.Seek(f.offset, io.SeekStart); err != nil {
		return err
	}
	lines := bufio.NewReader(f.f)
	for {
		line, err := lines.ReadBytes('\n')
		f.offset += int64(len(line))
		if r := (&Record{}); json.Unmarshal(line, r) == nil && r.ID != "" {
			j.put(r)
			f.lines++
		}
		if errors.Is(err, io.EOF) {
			return f.whole(line)
		}
		if err != nil {
			return err
		}
	}
}

// whole ends a line that a crash cut short, so that the next one stands for itself.
func (f *file) whole(last []byte) error {
	if len(last) == 0 {
		return nil
	}
	n, err := f.f.Write([]byte("\n"))
	f.offset += int64(n)
	return err
}

func (f *file) replaced() bool {
	ours, err := f.f.Stat()
	if err != nil {
		return true
	}
	there, err := os.Stat(f.path)
	return err != nil || !os.SameFile(ours, there)
}

func (f *file) reopen() (err error) {
	f.offset, f.lines = 0, 0
	if f.f, err = os.OpenFile(f.path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		return err
	}
	// A new file must be found again after a power cut, too.
	if dir, err := os.Open(filepath.Dir(f.path)); err == nil {
		_ = dir.Sync() // not every system can
		_ = dir.Close()
	}
	return nil
}

// append writes at the end, where read has just been.
func (f *file) append(r *Record, durable bool) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	n, err := f.f.Write(append(line, '\n'))
	f.offset += int64(n)
	if err != nil {
		return err
	}
	f.lines++
	if durable {
		return f.f.Sync()
	}
	return nil
}

// errShort says that there is nothing to gain.
var errShort = errors.New("the file is short enough")

// compact writes the file anew, aside and then renamed, when most of its lines are outdated. It must be read again then.
func (f *file) compact(j *Journal) error {
	if f.lines < 6*j.keep {
		return errShort
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	for _, id := range j.order {
		if err := encoder.Encode(j.records[id]); err != nil {
			return err
		}
	}
	aside, err := os.CreateTemp(filepath.Dir(f.path), ".writes-*") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(aside.Name()) }()
	_, err = aside.Write(text.Bytes())
	if err := errors.Join(err, aside.Sync(), aside.Close()); err != nil {
		return err
	}
	return os.Rename(aside.Name(), f.path)
}
