package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
)

func isSQLError(err error) bool {
	var e *mysql.SQLError
	return errors.As(err, &e)
}

// appendBinaryRow adds a row as prepared statements send it. Values come as
// text; the column's type says what they are packed into.
func appendBinaryRow(b []byte, fields []*querypb.Field, row []sqltypes.Value) ([]byte, error) {
	b = append(b, 0)
	nulls := len(b)
	b = append(b, make([]byte, (len(row)+7+2)/8)...)
	for i := range row {
		if row[i].IsNull() {
			b[nulls+(i+2)/8] |= 1 << ((i + 2) % 8)
			continue
		}
		var err error
		if b, err = appendValue(b, fields[i].Type, row[i].Raw()); err != nil {
			return nil, sqlError(1105, "HY000", "the column %s has %.40q, which is no %s", fields[i].Name, row[i].Raw(), fields[i].Type)
		}
	}
	return b, nil
}

// widths are the bytes of the types that are sent as integers.
var widths = map[querypb.Type]int{
	sqltypes.Int8: 1, sqltypes.Uint8: 1, sqltypes.Int16: 2, sqltypes.Uint16: 2, sqltypes.Year: 2,
	sqltypes.Int24: 4, sqltypes.Uint24: 4, sqltypes.Int32: 4, sqltypes.Uint32: 4, sqltypes.Int64: 8, sqltypes.Uint64: 8,
}

func appendValue(b []byte, t querypb.Type, text []byte) ([]byte, error) {
	if width, ok := widths[t]; ok {
		n, err := parseInteger(string(text))
		for range width {
			b = append(b, byte(n))
			n >>= 8
		}
		return b, err
	}
	switch t {
	case sqltypes.Float32:
		f, err := strconv.ParseFloat(string(text), 32)
		return append32(b, math.Float32bits(float32(f))), err
	case sqltypes.Float64:
		f, err := strconv.ParseFloat(string(text), 64)
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(f)), err
	case sqltypes.Date, sqltypes.Datetime, sqltypes.Timestamp:
		return appendDate(b, t, string(text))
	case sqltypes.Time:
		return appendTime(b, string(text))
	}
	return appendText(b, text), nil
}

// parseInteger reads a signed or unsigned number; only its bits matter.
func parseInteger(text string) (uint64, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return uint64(n), nil
	}
	return strconv.ParseUint(text, 10, 64)
}

// appendDate packs "2026-01-31 23:59:59.123456" and what it may be cut to.
func appendDate(b []byte, t querypb.Type, text string) ([]byte, error) {
	date, clock, _ := strings.Cut(text, " ")
	var year, month, day, hour, minute, second, micro uint64
	if err := numbers(date, "-", &year, &month, &day); err != nil {
		return nil, err
	}
	if clock != "" {
		var err error
		if micro, err = clockNumbers(clock, &hour, &minute, &second); err != nil {
			return nil, err
		}
	}
	packed := append(append16(nil, uint16(year)), byte(month), byte(day))
	switch {
	case micro != 0:
		packed = append32(append(packed, byte(hour), byte(minute), byte(second)), uint32(micro))
	case t != sqltypes.Date && hour+minute+second != 0:
		packed = append(packed, byte(hour), byte(minute), byte(second))
	case year+month+day == 0:
		packed = nil
	}
	return appendText(b, packed), nil
}

// appendTime packs "-838:59:59.000000".
func appendTime(b []byte, text string) ([]byte, error) {
	clock, negative := strings.CutPrefix(text, "-")
	var hour, minute, second uint64
	micro, err := clockNumbers(clock, &hour, &minute, &second)
	if err != nil {
		return nil, err
	}
	if hour+minute+second+micro == 0 {
		return append(b, 0), nil
	}
	packed := []byte{0}
	if negative {
		packed[0] = 1
	}
	packed = append(append32(packed, uint32(hour/24)), byte(hour%24), byte(minute), byte(second))
	if micro != 0 {
		packed = append32(packed, uint32(micro))
	}
	return appendText(b, packed), nil
}

// clockNumbers reads h:m:s with or without a fraction, which it gives in millionths.
func clockNumbers(text string, hour, minute, second *uint64) (micro uint64, err error) {
	whole, fraction, _ := strings.Cut(text, ".")
	if fraction != "" {
		if micro, err = strconv.ParseUint((fraction + "000000")[:6], 10, 32); err != nil {
			return 0, err
		}
	}
	return micro, numbers(whole, ":", hour, minute, second)
}

func numbers(text, sign string, into ...*uint64) (err error) {
	parts := strings.Split(text, sign)
	if len(parts) != len(into) {
		return fmt.Errorf("%q has not %d parts", text, len(into))
	}
	for i, p := range parts {
		if *into[i], err = strconv.ParseUint(p, 10, 32); err != nil {
			return err
		}
	}
	return nil
}

// parameter takes a parameter's value off a packet: as a number where it is
// one, otherwise as text.
func (b *body) parameter(kind byte, unsigned bool) sqltypes.Value {
	switch kind {
	case 6: // NULL
		return sqltypes.NULL
	case 1, 2, 13, 9, 3, 8: // TINYINT, SMALLINT, YEAR, MEDIUMINT, INT, BIGINT
		return b.integer(kind, unsigned)
	case 4: // FLOAT
		return sqltypes.NewFloat64(float64(math.Float32frombits(b.uint32())))
	case 5: // DOUBLE
		return sqltypes.NewFloat64(math.Float64frombits(b.uint(8)))
	case 7, 10, 12: // TIMESTAMP, DATE, DATETIME
		return sqltypes.NewVarChar(b.date(kind))
	case 11: // TIME
		return sqltypes.NewVarChar(b.time())
	case 0, 246: // DECIMAL
		text := b.text()
		if isDecimal(text) {
			return sqltypes.MakeTrusted(sqltypes.Decimal, bytes.Clone(text))
		}
		return sqltypes.MakeTrusted(sqltypes.VarBinary, bytes.Clone(text))
	}
	return sqltypes.MakeTrusted(sqltypes.VarBinary, bytes.Clone(b.text()))
}

func (b *body) integer(kind byte, unsigned bool) sqltypes.Value {
	size := map[byte]uint64{1: 1, 2: 2, 13: 2, 9: 4, 3: 4, 8: 8}[kind]
	n := b.uint(size)
	if unsigned {
		return sqltypes.NewUint64(n)
	}
	unused := 64 - 8*size
	return sqltypes.NewInt64(int64(n<<unused) >> unused)
}

// isDecimal says whether a text can stand in SQL as a number.
func isDecimal(text []byte) bool {
	digits := bytes.TrimPrefix(text, []byte("-"))
	whole, fraction, _ := bytes.Cut(digits, []byte("."))
	all := append(bytes.Clone(whole), fraction...)
	return len(whole) > 0 && len(bytes.Trim(all, "0123456789")) == 0
}

func (b *body) date(kind byte) string {
	packed := body{rest: b.take(uint64(b.byte()))}
	size := len(packed.rest)
	year, month, day := packed.uint16(), packed.byte(), packed.byte()
	hour, minute, second := packed.byte(), packed.byte(), packed.byte()
	micro := packed.uint32()
	switch size {
	case 11:
		return fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d.%06d", year, month, day, hour, minute, second, micro)
	case 0, 4, 7:
	default:
		b.bad = true
	}
	if kind == 10 && hour|minute|second == 0 {
		return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	}
	return fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d", year, month, day, hour, minute, second)
}

func (b *body) time() string {
	packed := body{rest: b.take(uint64(b.byte()))}
	size := len(packed.rest)
	sign := ""
	if packed.byte() == 1 {
		sign = "-"
	}
	days := packed.uint32()
	hour, minute, second := packed.byte(), packed.byte(), packed.byte()
	micro := packed.uint32()
	if size != 0 && size != 8 && size != 12 {
		b.bad = true
	}
	text := fmt.Sprintf("%s%02d:%02d:%02d", sign, uint64(days)*24+uint64(hour), minute, second)
	if size == 12 {
		text += fmt.Sprintf(".%06d", micro)
	}
	return text
}
