// Package tests holds what no single room can test.
package tests

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/scoutql/scoutql/"

// arrows lists which room may import which: imports only go down. A new arrow
// is a decision; take it here, where it is seen.
var arrows = map[string][]string{
	"cmd":       {"engine", "replica", "pushdown", "procs", "writes", "tables", "helpscout", "auth", "simulator"},
	"engine":    {"pushdown", "procs", "writes", "tables", "helpscout"},
	"replica":   {"pushdown", "procs", "writes", "tables", "helpscout"},
	"pushdown":  {"tables"},
	"procs":     {"writes", "helpscout"},
	"writes":    {"helpscout"},
	"tables":    {},
	"helpscout": {},
	"auth":      {},
	"simulator": {},
}

// strangers must not meet in tests either: the simulator is written from the
// API document, the tables too, and each is the other's witness.
var strangers = map[string][]string{
	"simulator": {"tables", "helpscout", "engine", "pushdown"},
	"tables":    {"simulator"},
}

func TestImportsOnlyGoDown(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && path != ".." || entry.Name() == "testdata") {
			return fs.SkipDir
		}
		room, _, inRoom := strings.Cut(filepath.ToSlash(strings.TrimPrefix(path, "../")), "/")
		if !inRoom || !strings.HasSuffix(path, ".go") || room == "tests" || room == "tools" {
			return nil
		}
		checkImports(t, path, room)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkImports(t *testing.T, path, room string) {
	t.Helper()
	allowed, known := arrows[room]
	if !known {
		t.Errorf("%s: %s is a new room; give it a place in arrows", path, room)
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	for _, spec := range file.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		if strings.HasPrefix(name, "github.com/dolthub/") && room != "engine" {
			t.Errorf("%s imports %s: only engine speaks go-mysql-server", path, name)
		}
		ours, ok := strings.CutPrefix(name, module)
		if !ok {
			continue
		}
		target, _, _ := strings.Cut(ours, "/")
		switch isTest := strings.HasSuffix(path, "_test.go"); {
		case target == room:
		case isTest && slices.Contains(strangers[room], target):
			t.Errorf("%s imports %s: these two must not meet, not even in a test", path, name)
		case !isTest && !slices.Contains(allowed, target):
			t.Errorf("%s imports %s: %s may import %v only", path, name, room, allowed)
		}
	}
}
