package wire

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

const (
	// maxPayload is what one packet carries; longer bodies go on in the next.
	maxPayload = 1<<24 - 1
	// loginLimit bounds what a client may send before it has signed in.
	loginLimit = 1 << 16
	bufferSize = 16 << 10
	// readAtOnce is how much room is made for bytes that are announced and not
	// there yet.
	readAtOnce = 1 << 20
)

var (
	errTooLong = errors.New("packet too long")
	errOrder   = errors.New("packets out of order")
)

// packets reads and writes the bodies of packets, in order.
type packets struct {
	in       *bufio.Reader
	out      *bufio.Writer
	sequence byte // of the next packet, either way
	limit    int  // bytes of a body that a client may send
}

func newPackets(rw io.ReadWriter) packets {
	return packets{in: bufio.NewReaderSize(rw, bufferSize), out: bufio.NewWriterSize(rw, bufferSize), limit: loginLimit}
}

// read gives the next body. It is io.EOF when the client has gone between
// packets; the body is the caller's.
func (p *packets) read() ([]byte, error) {
	var body []byte
	for {
		var header [4]byte
		if _, err := io.ReadFull(p.in, header[:]); err != nil {
			return nil, err
		}
		if header[3] != p.sequence {
			return nil, fmt.Errorf("%w: got %d, want %d", errOrder, header[3], p.sequence)
		}
		p.sequence++
		length := int(header[0]) | int(header[1])<<8 | int(header[2])<<16
		if len(body)+length > p.limit {
			return nil, errTooLong
		}
		var err error
		if body, err = appendFrom(p.in, body, length); err != nil {
			return nil, err
		}
		if length < maxPayload {
			return body, nil
		}
	}
}

// appendFrom reads length bytes behind body, without trusting the number.
func appendFrom(r io.Reader, body []byte, length int) ([]byte, error) {
	for length > 0 {
		n := min(length, readAtOnce)
		start := len(body)
		body = append(body, make([]byte, n)...)
		if _, err := io.ReadFull(r, body[start:]); err != nil {
			return nil, noEOF(err)
		}
		length -= n
	}
	return body, nil
}

// noEOF keeps io.EOF for an end between packets.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// write sends a body, in as many packets as it needs. It is out at flush.
func (p *packets) write(body []byte) error {
	for {
		n := min(len(body), maxPayload)
		header := [4]byte{byte(n), byte(n >> 8), byte(n >> 16), p.sequence}
		p.sequence++
		if _, err := p.out.Write(header[:]); err != nil {
			return err
		}
		if _, err := p.out.Write(body[:n]); err != nil {
			return err
		}
		// A body that fills its last packet ends with an empty one.
		if body = body[n:]; n < maxPayload {
			return nil
		}
	}
}

func (p *packets) flush() error { return p.out.Flush() }
