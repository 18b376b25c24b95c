package files

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"
)

var sample = []Column{
	{Name: "Id", Type: "bigint", Numeric: true},
	{Name: "Subject", Type: "varchar(255)"},
	{Name: "Tags", Type: "longtext", JSON: true},
	{Name: "Deleted", Type: "tinyint(1)", Numeric: true},
	{Name: "CreatedDate", Type: "datetime"},
	{Name: "Amount", Type: "decimal(10,2)", Numeric: true},
	{Name: "Day", Type: "date"},
	{Name: "Rate", Type: "double", Numeric: true},
	{Name: "Price", Type: "decimal(3,2)", Numeric: true},
	{Name: "Total", Type: "decimal(41,0)", Numeric: true},
}

var filled = text("9007199254740993", "a <b> \u2028", "[\"x\",\n {\"n\": 1.0}]", "1", "2026-01-31 23:59:59", "-12.50", "1969-12-31", "0.1", "1.25",
	"12345678901234567890123")

func empty() []Value {
	row := make([]Value, len(sample))
	for i := range row {
		row[i].Null = true
	}
	return row
}

func write(t *testing.T, format string, rows ...[]Value) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New(format, &b, sample, Dialect{})
	require.NoError(t, err)
	for _, row := range rows {
		require.NoError(t, w.Row(row))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestJSONLines(t *testing.T) {
	got := write(t, "jsonl", filled, empty())
	require.Equal(t, `{"Id":9007199254740993,"Subject":"a <b> \u2028","Tags":["x",{"n":1.0}],"Deleted":1,`+
		`"CreatedDate":"2026-01-31 23:59:59","Amount":-12.50,"Day":"1969-12-31","Rate":0.1,"Price":1.25,"Total":12345678901234567890123}`+"\n"+
		`{"Id":null,"Subject":null,"Tags":null,"Deleted":null,"CreatedDate":null,"Amount":null,"Day":null,"Rate":null,"Price":null,"Total":null}`+"\n",
		string(got))
}

func TestTextInAJSONColumnIsKept(t *testing.T) {
	var b bytes.Buffer
	w, err := New("jsonl", &b, []Column{{Name: "x", JSON: true}}, Dialect{})
	require.NoError(t, err)
	require.NoError(t, w.Row(text(`[1, "cut`)))
	require.Equal(t, `{"x":"[1, \"cut"}`+"\n", b.String())
}

func TestParquet(t *testing.T) {
	body := write(t, "parquet", filled, empty())
	file, err := parquet.OpenFile(bytes.NewReader(body), int64(len(body)))
	require.NoError(t, err)
	require.Equal(t, `message rows {
	optional int64 Id (INT(64,true));
	optional binary Subject (STRING);
	optional binary Tags (JSON);
	optional boolean Deleted;
	optional int64 CreatedDate (TIMESTAMP(isAdjustedToUTC=true,unit=MICROS));
	optional int64 Amount (DECIMAL(10,2));
	optional int32 Day (DATE);
	optional double Rate;
	optional int32 Price (DECIMAL(3,2));
	optional binary Total (STRING);
}`, file.Schema().String(), "in the order of the statement")
	rows := make([]parquet.Row, 3)
	reader := parquet.NewGenericReader[any](file)
	n, _ := reader.ReadRows(rows)
	require.Equal(t, 2, n)
	require.Equal(t, "[9007199254740993 a <b> \u2028 [\"x\",\n {\"n\": 1.0}] true 1769903999000000 -1250 -1 0.1 125 12345678901234567890123]", show(rows[0]))
	for _, v := range rows[1] {
		require.True(t, v.IsNull())
	}
}

func show(row parquet.Row) string {
	var b bytes.Buffer
	for i, v := range row {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(v.String())
	}
	return "[" + b.String() + "]"
}

func TestParquetRefusesWhatTheTypeCannotHold(t *testing.T) {
	for typ, wrong := range map[string]string{
		"decimal(9,2)": "99999999.99", "tinyint(1)": "2", "datetime": "0000-00-00 00:00:00", "date": "x", "decimal(4,1)": "1.25", "int": "2147483648", "double": "1e999",
	} {
		w, err := New("parquet", &bytes.Buffer{}, []Column{{Name: "Col", Type: typ}}, Dialect{})
		require.NoError(t, err)
		require.ErrorContains(t, w.Row(text(wrong)), "row 1, Col: ", typ)
	}
}

func TestColumnsOfOneName(t *testing.T) {
	for format, fine := range map[string]bool{"csv": true, "jsonl": false, "parquet": false} {
		_, err := New(format, &bytes.Buffer{}, []Column{{Name: "Id"}, {Name: "Id"}}, Dialect{})
		require.Equal(t, fine, err == nil, format)
	}
}

func TestAFileAppearsWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "rows.csv")
	require.NoError(t, os.WriteFile(path, []byte("before"), 0o640))
	for _, commit := range []bool{false, true} {
		w, err := Create(path)
		require.NoError(t, err)
		_, err = w.WriteString("after")
		require.NoError(t, err)
		require.Equal(t, "before", content(t, path))
		if commit {
			require.NoError(t, w.Commit())
		}
		w.Abort()
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Len(t, left, 1)
	}
	require.Equal(t, "after", content(t, path))
	now, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), now.Mode().Perm(), "the mode stays")
}

func TestALinkIsFollowed(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "rows.csv"), filepath.Join(dir, "latest.csv")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	require.NoError(t, os.Symlink(path, link))
	w, err := Create(link)
	require.NoError(t, err)
	_, err = w.WriteString("x")
	require.NoError(t, err)
	require.NoError(t, w.Commit())
	require.Equal(t, "x", content(t, path))
}

func content(t *testing.T, path string) string {
	t.Helper()
	body, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(body)
}
