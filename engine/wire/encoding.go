package wire

import (
	"bytes"
	"encoding/binary"
)

// appendInt adds a length-encoded integer.
func appendInt(b []byte, n uint64) []byte {
	switch {
	case n < 0xfb:
		return append(b, byte(n))
	case n < 1<<16:
		return append(b, 0xfc, byte(n), byte(n>>8))
	case n < 1<<24:
		return append(b, 0xfd, byte(n), byte(n>>8), byte(n>>16))
	}
	return binary.LittleEndian.AppendUint64(append(b, 0xfe), n)
}

// appendText adds a length-encoded string.
func appendText[T string | []byte](b []byte, s T) []byte {
	return append(appendInt(b, uint64(len(s))), s...)
}

func append16(b []byte, n uint16) []byte { return binary.LittleEndian.AppendUint16(b, n) }
func append32(b []byte, n uint32) []byte { return binary.LittleEndian.AppendUint32(b, n) }

// body takes a packet apart from front to back. Whatever is read behind its
// end is zero, and bad is set.
type body struct {
	rest []byte
	bad  bool
}

func (b *body) take(n uint64) []byte {
	if n > uint64(len(b.rest)) {
		b.rest, b.bad = nil, true
		return nil
	}
	taken := b.rest[:n]
	b.rest = b.rest[n:]
	return taken
}

func (b *body) uint(size uint64) (n uint64) {
	for i, c := range b.take(size) {
		n |= uint64(c) << (8 * i)
	}
	return n
}

func (b *body) byte() byte     { return byte(b.uint(1)) }
func (b *body) uint16() uint16 { return uint16(b.uint(2)) }
func (b *body) uint32() uint32 { return uint32(b.uint(4)) }

// int takes a length-encoded integer.
func (b *body) int() uint64 {
	switch first := b.byte(); first {
	case 0xfc:
		return b.uint(2)
	case 0xfd:
		return b.uint(3)
	case 0xfe:
		return b.uint(8)
	case 0xfb, 0xff:
		b.bad = true
		return 0
	default:
		return uint64(first)
	}
}

// text takes a length-encoded string. It shares the packet's memory.
func (b *body) text() []byte { return b.take(b.int()) }

// ended takes a string up to a zero byte, or to the end of the packet, which
// some clients leave out the last zero of.
func (b *body) ended() string {
	text, rest, _ := bytes.Cut(b.rest, []byte{0})
	b.rest = rest
	return string(text)
}
