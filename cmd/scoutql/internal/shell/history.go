package shell

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
)

// What a history file grows to, and is cut back to.
const (
	maxHistory  = 4000
	keptHistory = 2000
)

// History is what was typed, oldest first: inputs of several lines are one
// entry. With a path it outlasts the process, readable by its owner only.
type History struct {
	path    string // "" keeps it in memory
	entries []string
}

// OpenHistory reads a history file, which need not exist.
func OpenHistory(path string) (*History, error) {
	h := &History{path: path}
	if path == "" {
		return h, nil
	}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return h, err
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, len(text)+1)
	for lines.Scan() {
		var entry string
		if json.Unmarshal(lines.Bytes(), &entry) == nil { // half a line: another shell was killed
			h.entries = append(h.entries, entry)
		}
	}
	if len(h.entries) > maxHistory {
		h.entries = h.entries[len(h.entries)-keptHistory:]
		return h, h.rewrite()
	}
	return h, nil
}

// secretive are inputs that hold a password.
var secretive = regexp.MustCompile(`(?i)\bidentified\b|\bset\s+password\b|\bpassword\s*[=(]`)

// Write adds an entry, unless it repeats the last one or holds a password.
func (h *History) Write(entry string) (int, error) {
	n := len(h.entries)
	if entry == "" || n > 0 && h.entries[n-1] == entry || secretive.MatchString(entry) {
		return n, nil
	}
	h.entries = append(h.entries, entry)
	if h.path == "" {
		return n + 1, nil
	}
	line, err := json.Marshal(entry)
	if err != nil {
		return n + 1, err
	}
	if err := os.MkdirAll(filepath.Dir(h.path), 0o700); err != nil {
		return n + 1, err
	}
	file, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return n + 1, err
	}
	_, err = file.Write(append(line, '\n')) // one write: shells side by side do not mix their lines
	return n + 1, errors.Join(err, file.Close())
}

// GetLine returns an entry, the oldest first.
func (h *History) GetLine(i int) (string, error) {
	if i < 0 || i >= len(h.entries) {
		return "", errors.New("no such entry")
	}
	return h.entries[i], nil
}

// Len counts the entries.
func (h *History) Len() int { return len(h.entries) }

// Dump returns all entries.
func (h *History) Dump() any { return h.entries }

func (h *History) rewrite() error {
	var b bytes.Buffer
	for _, entry := range h.entries {
		line, err := json.Marshal(entry)
		if err != nil {
			return err
		}
		b.Write(append(line, '\n'))
	}
	file, err := os.CreateTemp(filepath.Dir(h.path), ".history-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(b.Bytes())
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), h.path)
}
