package sqltext

import (
	"context"
	"strings"
	"testing"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/vitess/go/mysql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// say is a procedure of three parameters, of which the last may be left out.
func say(name string) (Procedure, bool) {
	p := Procedure{Name: "Say", Params: []string{"toWhom", "text", "loud"}, Required: 2, Inner: "__say", Writes: true}
	return p, strings.EqualFold(name, p.Name)
}

func parseCall(t *testing.T, text string, names Names) (string, error) {
	t.Helper()
	names.Procedure = say
	parser := New(names)
	stmt, _, _, err := parser.ParseWithOptions(context.Background(), text, ';', true, ast.ParserOptions{})
	require.NoError(t, err)
	if err := Refusal(stmt); err != nil {
		return "", err
	}
	one, _, err := parser.ParseOneWithOptions(context.Background(), text, ast.ParserOptions{})
	require.NoError(t, err)
	assert.Equal(t, ast.String(stmt), ast.String(one), "prepared, too")
	return ast.String(stmt), nil
}

func TestArguments(t *testing.T) {
	for text, want := range map[string]string{
		"CALL Say(1, 'x')":                               "call __say(json_object('toWhom', 1, 'text', 'x'))",
		"call say(1, ?, NULL)":                           "call __say(json_object('toWhom', 1, 'text', :v1, 'loud', null))",
		"CALL helpscout.SAY(text = 'x', TOWHOM = 1)":     "call helpscout.__say(json_object('toWhom', 1, 'text', 'x'))",
		"CALL Say(1, loud=true, text='a=b')":             "call __say(json_object('toWhom', 1, 'text', 'a=b', 'loud', true))",
		"CALL Say(toWhom => 1, text := 'a := b => c')":   "call __say(json_object('toWhom', 1, 'text', 'a := b => c'))",
		"/* a => b */ CALL Say(toWhom=>1, text:=\"=>\")": "call __say(json_object('toWhom', 1, 'text', '=>'))",
		"CALL Say((SELECT 1), IF(1 = 2, 'a', 'b'))":      "call __say(json_object('toWhom', (select 1), 'text', IF(1 = 2, 'a', 'b')))",
		"CALL Say(1, text = 'a' = 'b')":                  "",
		"CALL other.Say(1)":                              "call other.Say(1)",
		"CALL Shout(a => 1)":                             "call Shout(a = 1)",
		"SELECT 1 FROM t WHERE 'a => b' = 'c'":           "select 1 from t where 'a => b' = 'c'",
	} {
		got, err := parseCall(t, text, Names{})
		if want != "" {
			require.NoError(t, err, text)
			assert.Equal(t, want, got, text)
		}
	}
}

func TestWrongArguments(t *testing.T) {
	for text, want := range map[string]struct {
		number int
		words  string
	}{
		"CALL Say()":                      {1318, "expected 2 to 3 (toWhom, text, loud), got 0"},
		"CALL Say(1)":                     {1318, "got 1"},
		"CALL Say(1, 2, 3, 4)":            {1318, "got 4"},
		"CALL Say(1, loud=true)":          {1318, "text is missing"},
		"CALL Say(1, text='x', txt='y')":  {1054, "Unknown parameter 'txt' in CALL Say; it takes toWhom, text, loud"},
		"CALL Say(1, text='x', towhom=2)": {1330, "Duplicate parameter: toWhom"},
		"CALL Say(toWhom=1, 'x')":         {1064, "come first"},
	} {
		_, err := parseCall(t, text, Names{})
		var e *mysql.SQLError
		if assert.ErrorAs(t, err, &e, text) {
			assert.Equal(t, want.number, e.Num, text)
			assert.Contains(t, e.Message, want.words, text)
		}
	}
}

func TestReadOnlyRefusesCall(t *testing.T) {
	_, err := parseCall(t, "CALL Say(1, 'x')", Names{ReadOnly: true})
	var e *mysql.SQLError
	require.ErrorAs(t, err, &e)
	assert.Equal(t, 1290, e.Num)
}

// Several statements in one text: the arrows of the first are its own, and what
// follows is not touched.
func TestArrowsEndWithTheStatement(t *testing.T) {
	parser := New(Names{Procedure: say})
	const text = "CALL Say(toWhom => 1, text := 'x'); SELECT '=>'"
	stmt, _, rest, err := parser.ParseWithOptions(sql.NewEmptyContext(), text, ';', true, ast.ParserOptions{})
	require.NoError(t, err)
	require.NoError(t, Refusal(stmt))
	assert.Equal(t, "SELECT '=>'", strings.TrimSpace(rest))
}

func TestWithoutTexts(t *testing.T) {
	for text, want := range map[string]string{
		"CALL Say(1, 'it''s \\' \"secret\"', NULL)": "CALL Say(1, '...''...', NULL)",
		"SELECT \"a\" FROM `b` -- 'c'\n":            "SELECT \"...\" FROM `b` ",
		"SELECT 'never closed":                      "SELECT '...'",
		"":                                          "",
		"SELECT " + strings.Repeat("1,", 2000) + "'text'": "",
	} {
		got := WithoutTexts(text)
		if want != "" {
			assert.Equal(t, want, got)
		}
		assert.LessOrEqual(t, len(got), maxLogged+20)
		assert.NotContains(t, got, "secret")
		assert.NotContains(t, got, "text")
	}
}
