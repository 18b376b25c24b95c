package shell

import (
	"errors"
	"io"
	"syscall"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/output"
)

// show prints a result and remembers it.
func (s *Shell) show(r *Result, vertical bool) (int64, error) {
	if len(r.Columns) == 0 {
		for _, err := range r.Rows {
			if err != nil {
				return 0, err
			}
		}
		return 0, nil
	}
	to, screen, done := s.open()
	stream := output.NewStream(to)
	format := s.Format
	if vertical || s.vertical {
		format = "vertical"
	}
	s.last = kept{columns: r.Columns}
	rows, wrote, err := output.Print(output.New(format, stream, screen), r.Columns, func(yield func([]output.Cell, error) bool) {
		for row, err := range r.Rows {
			if err == nil {
				s.last.add(row)
			}
			if !yield(row, err) {
				return
			}
		}
	})
	if flushed := stream.Flush(); wrote == nil {
		wrote = flushed
	}
	done()
	if err == nil && !errors.Is(wrote, syscall.EPIPE) { // whoever leaves the pager has seen enough
		err = wrote
	}
	return rows, err
}

// open says where a result goes: the file of \o, the pager, or the screen.
func (s *Shell) open() (to io.Writer, screen output.Screen, done func()) {
	if s.file != nil {
		return s.file, output.Screen{}, func() {}
	}
	if s.Pager.Command == "" || !s.Interactive || !s.Screen.Terminal {
		return s.Out, s.Screen, func() {}
	}
	p := &paged{command: s.Pager.Command, out: s.Out}
	return p, s.Screen, func() { _ = p.Close() }
}
