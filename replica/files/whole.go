package files

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Whole is a file that appears under its name whole or not at all: it is written
// aside, in the same directory, and renamed once it is on the disk.
type Whole struct {
	*os.File
	path   string // where it is to appear
	direct bool   // it is written in its place
	done   bool
}

// Create begins a file. What has that name now stays until Commit, which keeps
// its mode; a link is followed, a pipe or a device written to as it is.
func Create(path string) (*Whole, error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	before, err := os.Stat(path)
	switch {
	case err == nil && before.IsDir():
		return nil, &fs.PathError{Op: "write", Path: path, Err: errors.New("this is a directory")}
	case err == nil && !before.Mode().IsRegular(): // a pipe or a device
		direct, err := os.OpenFile(path, os.O_WRONLY, 0)
		return &Whole{File: direct, direct: true}, err
	}
	dir, name := filepath.Split(path)
	aside, err := os.OpenFile(dir+"."+name+"."+rand.Text()[:8]+".part", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666) // less the umask
	if wrong, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, &fs.PathError{Op: "write", Path: path, Err: wrong.Err}
	}
	w := &Whole{File: aside, path: path}
	if before != nil {
		if err := aside.Chmod(before.Mode().Perm()); err != nil {
			w.Abort()
			return nil, err
		}
	}
	return w, nil
}

// Commit makes the file appear under its name.
func (w *Whole) Commit() error {
	if w.direct {
		return w.Close()
	}
	if err := errors.Join(w.Sync(), w.Close()); err != nil {
		return err
	}
	if err := os.Rename(w.Name(), w.path); err != nil {
		return err
	}
	w.done = true
	if dir, err := os.Open(filepath.Dir(w.path)); err == nil { // so that the name lasts a power cut
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}

// Abort removes what was written, unless it was committed.
func (w *Whole) Abort() {
	if w.done {
		return
	}
	if _ = w.Close(); !w.direct {
		_ = os.Remove(w.Name())
	}
}
