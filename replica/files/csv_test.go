package files

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func readCSV(t *testing.T, text string, d Dialect) (rows [][]Value, lines []int, err error) {
	t.Helper()
	r, err := NewCSVReader(bytes.NewBufferString(text), d)
	require.NoError(t, err)
	for {
		row, line, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, lines, nil
		}
		if err != nil {
			return rows, lines, err
		}
		rows, lines = append(rows, row), append(lines, line)
	}
}

func text(texts ...string) (row []Value) {
	for _, t := range texts {
		row = append(row, Value{Text: t})
	}
	return row
}

var null = Value{Null: true}

func TestCSVIsWrittenAs(t *testing.T) {
	for _, c := range []struct {
		dialect Dialect
		row     []Value
		want    string
	}{
		{Dialect{}, append(text("a", "", "b,c"), null), `a,"","b,c",` + "\n"},
		{Dialect{}, text("say \"hi\"", "two\r\nlines", " x"), "\"say \"\"hi\"\"\",\"two\r\nlines\",\" x\"\n"},
		{Dialect{Delimiter: ';', CRLF: true}, append(text("a,b", "c;d"), null), "a,b;\"c;d\";\r\n"},
		{Dialect{Null: "NULL"}, append(text("NULL", ""), null), `"NULL","",NULL` + "\n"},
		{Dialect{}, []Value{null}, "\n"},
	} {
		require.Equal(t, c.want, string(c.dialect.Append(nil, c.row)))
	}
}

func TestCSVIsReadAs(t *testing.T) {
	rows, lines, err := readCSV(t, "\ufeffId,Name\r\n1,\"\"\r\n\r\n2,\n3,\"a\nb\"\n4,x", Dialect{})
	require.NoError(t, err)
	require.Equal(t, [][]Value{text("Id", "Name"), text("1", ""), {{Text: "2"}, null}, text("3", "a\nb"), text("4", "x")}, rows)
	require.Equal(t, []int{1, 2, 4, 5, 7}, lines)

	rows, _, err = readCSV(t, "Name\n\n\"\"\n", Dialect{})
	require.NoError(t, err)
	require.Equal(t, [][]Value{text("Name"), {null}, text("")}, rows, "in a file of one column an empty line is NULL")
}

func TestCSVThatIsNone(t *testing.T) {
	for text, want := range map[string]string{
		"a,b\n1\n":       "line 2: 1 fields in place of 2",
		"a,b\n1,\"2\n3":  "line 2: a quote is opened and not closed",
		"a,b\n1,\"2\"3":  "line 2: something follows the closing quote",
		"a,b\n1,2\"3\"":  "line 2: a quote inside a field",
		"a,b\n1,\xff\n":  "line 2: this is not UTF-8",
		"a\n\"\xff\"\n":  "line 2: this is not UTF-8",
		"a\n\"x\n\"\n\"": "line 4: a quote is opened and not closed",
	} {
		_, _, err := readCSV(t, text, Dialect{})
		require.ErrorContains(t, err, want, "%q", text)
	}
}

func TestDialectsThatCannotBeReadBack(t *testing.T) {
	for _, d := range []Dialect{{Delimiter: '"'}, {Delimiter: '\n'}, {Delimiter: ' '}, {Null: `"`}, {Null: "a,b"}, {Null: " "}} {
		require.Error(t, d.Check(), "%+v", d)
	}
}

// FuzzCSVRoundTrip: what is written is read back as it was, NULL apart from the
// empty string, line ends as they are, in every dialect.
func FuzzCSVRoundTrip(f *testing.F) {
	f.Add("a", "", true, ",", "", false)
	f.Add("two\r\nlines\r", "NULL", false, ";", "NULL", true)
	f.Add("\ufeffx", "\"", true, "\t", `\N`, false)
	f.Add("", "", true, "é", "", true)
	f.Fuzz(func(t *testing.T, a, b string, isNull bool, delimiter, standsForNull string, crlf bool) {
		d := Dialect{Null: standsForNull, CRLF: crlf}
		d.Delimiter, _ = utf8.DecodeRuneInString(delimiter)
		if d.Check() != nil || !utf8.ValidString(a) || !utf8.ValidString(b) {
			return
		}
		last := Value{Text: b, Null: isNull}
		if isNull {
			last.Text = d.Null
		}
		for _, table := range [][][]Value{
			{text(a, b), {{Text: a}, last}, {last, {Text: b}}, {last, last}},
			{text(a), {last}, text(b), {last}},
		} {
			var file []byte
			for _, row := range table {
				file = d.Append(file, row)
			}
			rows, _, err := readCSV(t, string(file), d)
			require.NoError(t, err, "%q", file)
			require.Equal(t, table, rows, "%q", file)
		}
	})
}

// FuzzCSVReader: whatever a file holds, it is read or refused, and what was read
// is written and read again as it was.
func FuzzCSVReader(f *testing.F) {
	f.Add("a,b\n1,\"x\"\"y\"\r\n,\n")
	f.Fuzz(func(t *testing.T, file string) {
		rows, _, err := readCSV(t, file, Dialect{})
		if err != nil {
			return
		}
		var again []byte
		for _, row := range rows {
			again = Dialect{}.Append(again, row)
		}
		second, _, err := readCSV(t, string(again), Dialect{})
		require.NoError(t, err, "%q", again)
		require.Equal(t, rows, second, "%q", again)
	})
}
