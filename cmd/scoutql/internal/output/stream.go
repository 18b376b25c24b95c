package output

import (
	"bufio"
	"io"
	"sync"
	"time"
)

// Stream buffers what is written and passes it on shortly afterwards even when
// nothing follows: rows show while the next page is still being fetched.
type Stream struct {
	mu      sync.Mutex
	buffer  *bufio.Writer
	pending bool
	delay   time.Duration
}

// NewStream wraps standard output.
func NewStream(to io.Writer) *Stream {
	return &Stream{buffer: bufio.NewWriterSize(to, 64<<10), delay: 20 * time.Millisecond}
}

func (s *Stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.buffer.Write(p)
	if err == nil && !s.pending {
		s.pending = true
		time.AfterFunc(s.delay, func() { _ = s.Flush() }) // bufio keeps the error for the next Write
	}
	return n, err
}

// Flush passes everything on now.
func (s *Stream) Flush() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = false
	return s.buffer.Flush()
}
