package wire

import (
	"testing"

	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
	"github.com/stretchr/testify/require"
)

// TestValuesInBinary: what is packed can be read again as a parameter.
func TestValuesInBinary(t *testing.T) {
	tests := []struct {
		t          querypb.Type
		kind       byte
		text, want string
	}{
		{sqltypes.Int8, 1, "-128", "-128"},
		{sqltypes.Int16, 2, "-2", "-2"},
		{sqltypes.Int24, 9, "-3", "-3"},
		{sqltypes.Int32, 3, "2147483647", "2147483647"},
		{sqltypes.Int64, 8, "-9223372036854775808", "-9223372036854775808"},
		{sqltypes.Uint64, 8, "18446744073709551615", "-1"}, // the client says that it is unsigned
		{sqltypes.Year, 13, "2026", "2026"},
		{sqltypes.Float32, 4, "1.5", "1.5"},
		{sqltypes.Float64, 5, "-0.1", "-0.1"},
		{sqltypes.Decimal, 246, "12.340", "12.340"},
		{sqltypes.Date, 10, "2026-01-02", "2026-01-02"},
		{sqltypes.Datetime, 12, "2026-01-02 00:00:00", "2026-01-02 00:00:00"},
		{sqltypes.Datetime, 12, "2026-01-02 03:04:05", "2026-01-02 03:04:05"},
		{sqltypes.Datetime, 12, "2026-01-02 03:04:05.6", "2026-01-02 03:04:05.600000"},
		{sqltypes.Timestamp, 7, "0000-00-00 00:00:00", "0000-00-00 00:00:00"},
		{sqltypes.Time, 11, "00:00:00", "00:00:00"},
		{sqltypes.Time, 11, "-838:59:59", "-838:59:59"},
		{sqltypes.Time, 11, "01:02:03.000004", "01:02:03.000004"},
		{sqltypes.Text, 252, "text", "text"},
	}
	for _, test := range tests {
		packed, err := appendValue(nil, test.t, []byte(test.text))
		require.NoError(t, err, test.text)
		b := body{rest: packed}
		require.Equal(t, test.want, b.parameter(test.kind, false).ToString())
		require.False(t, b.bad)
		require.Empty(t, b.rest, test.text)
	}
	_, err := appendValue(nil, sqltypes.Int64, []byte("1.5"))
	require.Error(t, err)
	for _, bad := range []string{"", "2026-01", "x-1-2", "2026-01-02 03:04"} {
		_, err := appendValue(nil, sqltypes.Datetime, []byte(bad))
		require.Error(t, err, bad)
	}
}

func TestDecimalParameters(t *testing.T) {
	for text, want := range map[string]bool{"1": true, "-1.50": true, "0.1": true, "": false, "-": false, ".": false, "1e5": false, "1;": false, "1.2.3": false} {
		require.Equal(t, want, isDecimal([]byte(text)), text)
	}
}

func TestNullsInBinary(t *testing.T) {
	row := make([]sqltypes.Value, 9)
	row[0], row[8] = sqltypes.NewInt64(1), sqltypes.NewInt64(2)
	many := make([]*querypb.Field, 9)
	for i := range many {
		many[i] = &querypb.Field{Type: sqltypes.Int8}
	}
	b, err := appendBinaryRow(nil, many, row)
	require.NoError(t, err)
	require.Equal(t, []byte{0, 0b11111000, 0b00000011, 1, 2}, b)
}
