package wire

import (
	"bytes"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

type stream struct {
	io.Reader
	io.Writer
}

func TestBodiesSurviveTheWire(t *testing.T) {
	for _, size := range []int{0, 1, bufferSize, maxPayload - 1, maxPayload, maxPayload + 1, 2 * maxPayload} {
		var wire bytes.Buffer
		body := bytes.Repeat([]byte("0123456789abcdef"), size/16+1)[:size]
		out := newPackets(stream{nil, &wire})
		require.NoError(t, out.write(body))
		require.NoError(t, out.flush())
		require.Equal(t, byte(size/maxPayload+1), out.sequence)

		in := newPackets(stream{&wire, nil})
		in.limit = size
		got, err := in.read()
		require.NoError(t, err)
		require.True(t, bytes.Equal(body, got), size)
		require.Zero(t, wire.Len())
	}
}

func TestBadPackets(t *testing.T) {
	read := func(bytes ...byte) error {
		p := newPackets(stream{&sliceReader{bytes}, nil})
		_, err := p.read()
		return err
	}
	require.ErrorIs(t, read(), io.EOF)
	require.ErrorIs(t, read(1, 0), io.ErrUnexpectedEOF)
	require.ErrorIs(t, read(1, 0, 0, 0), io.ErrUnexpectedEOF)
	require.ErrorIs(t, read(1, 0, 0, 3, 0), errOrder)
	require.ErrorIs(t, read(0xff, 0xff, 0xff, 0), errTooLong)
}

type sliceReader struct{ rest []byte }

func (r *sliceReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:1], r.rest) // byte by byte
	r.rest = r.rest[n:]
	return n, nil
}

// FuzzPackets: whatever arrives is read or refused, and what is read was there.
func FuzzPackets(f *testing.F) {
	f.Add([]byte{1, 0, 0, 0, 0x0e})
	f.Add([]byte{2, 0, 0, 0, 3, 'x', 1, 0, 0, 1, 1})
	f.Add([]byte{0xff, 0xff, 0xff, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		p := newPackets(stream{bytes.NewReader(data), nil})
		total := 0
		for {
			body, err := p.read()
			if err != nil {
				return
			}
			if total += 4 + len(body); total > len(data) {
				t.Fatalf("read %d bytes of %d", total, len(data))
			}
		}
	})
}

// FuzzEncoding: integers and strings come back, and a short packet is seen.
func FuzzEncoding(f *testing.F) {
	for _, n := range []uint64{0, 0xfa, 0xfb, 1<<16 - 1, 1 << 16, 1 << 24, 1<<64 - 1} {
		f.Add(n, "text")
	}
	f.Fuzz(func(t *testing.T, n uint64, s string) {
		packed := appendText(appendInt(nil, n), s)
		b := body{rest: packed}
		if got, text := b.int(), string(b.text()); got != n || text != s || b.bad || len(b.rest) != 0 {
			t.Fatalf("%d %q came back as %d %q", n, s, got, text)
		}
		short := body{rest: packed[:len(packed)-1]}
		short.int()
		short.text()
		if !short.bad {
			t.Fatal("a packet that is cut was taken for whole")
		}
	})
}

func TestLike(t *testing.T) {
	for _, test := range []struct {
		name, pattern string
		want          bool
	}{
		{"Subject", "", true},
		{"Subject", "sub%", true},
		{"Subject", "%J_c%", true},
		{"Subject", "%t", true},
		{"Subject", "_", false},
		{"Subject", "subject_", false},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "%a%a%a%a%a%a%a%a%a%a%a%a%c", false},
	} {
		require.Equal(t, test.want, like(test.name, test.pattern), test.pattern)
	}
}
