package shell

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSplit(t *testing.T) {
	for text, want := range map[string]struct {
		whole []Statement
		rest  string
	}{
		"":                       {},
		" ; ;\n":                 {},
		"select 1":               {rest: "select 1"},
		"select 1; select 2":     {whole: []Statement{{SQL: "select 1"}}, rest: "select 2"},
		"select 1\\G select 2;":  {whole: []Statement{{SQL: "select 1", Vertical: true}, {SQL: "select 2"}}},
		"select 1\\g":            {whole: []Statement{{SQL: "select 1"}}},
		"select ';' -- ;\n, `;`": {rest: "select ';' -- ;\n, `;`"},
		`select "\";", ''';';`:   {whole: []Statement{{SQL: `select "\";", ''';'`}}},
		"select 1 /* ; */ ; # ;": {whole: []Statement{{SQL: "select 1 /* ; */"}}},
		"-- only this":           {},
		"/* open ;":              {rest: "/* open ;"},
		"select 'open ;":         {rest: "select 'open ;"},
		"select 5--1;":           {whole: []Statement{{SQL: "select 5--1"}}},
	} {
		whole, rest := Split(text)
		require.Equal(t, want.whole, whole, text)
		require.Equal(t, want.rest, rest, text)
		require.Equal(t, want.rest == "", Whole(text), text)
	}
}

func TestLexLosesNothing(t *testing.T) {
	for _, text := range []string{"select `a``b`.x, @@v, :p from t where a<>'it''s' # c\n/* d */;", "'open", "`open", "/*", "é1 \\G", "--"} {
		at := 0
		for _, token := range Lex(text) {
			require.Empty(t, strings.TrimSpace(text[at:token.Start]), text)
			require.Equal(t, text[token.Start:token.End], token.Text)
			at = token.End
		}
		require.Empty(t, strings.TrimSpace(text[at:]), text)
	}
	require.Equal(t, "a`b", Lex("`a``b`")[0].Name())
}

func FuzzSplit(f *testing.F) {
	f.Add("select ';'; /* x */ \\G `a")
	f.Fuzz(func(t *testing.T, text string) {
		whole, rest := Split(text)
		for _, s := range whole {
			if again, left := Split(s.SQL + ";"); left != "" || len(again) != 1 || again[0].SQL != s.SQL {
				// A comment to the line's end hides the delimiter that was put back.
				if again, left := Split(s.SQL + "\n;"); left != "" || len(again) != 1 {
					t.Errorf("%q of %q is not one statement: %v %q", s.SQL, text, again, left)
				}
			}
		}
		if _, left := Split(rest); left != rest {
			t.Errorf("rest %q became %q", rest, left)
		}
		plain := strings.NewReplacer(keywordColour, "", stringColour, "", numberColour, "", commentColour, "", nameColour, "", noColour, "")
		if !strings.Contains(text, "\x1b") && plain.Replace(Highlight(text)) != text {
			t.Errorf("colours changed %q", text)
		}
	})
}

func TestCommands(t *testing.T) {
	for text, want := range map[string]Command{
		`\d`: {Name: `\d`}, ` \d Tags; `: {Name: `\d`, Arg: "Tags;"}, "quit": {Name: `\q`}, "EXIT;": {Name: `\q`}, "help": {Name: `\?`},
		`\h`: {Name: `\?`}, `\x`: {Name: `\x`}, `\timing;`: {Name: `\timing`}, `\o my file.csv`: {Name: `\o`, Arg: "my file.csv"},
		`\plot lines select 1`: {Name: `\plot`, Arg: "lines select 1"},
	} {
		require.True(t, IsCommand(text), text)
		got, err := ParseCommand(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got)
	}
	for text, want := range map[string]string{
		`\nope`: `no command \nope; \? lists them`, `\x on`: `\x takes no argument`, `\f`: `\f FORMAT`,
	} {
		_, err := ParseCommand(text)
		require.EqualError(t, err, want)
	}
	for _, text := range []string{`\G`, `\g`, "select 1", "quitters", ""} {
		require.False(t, IsCommand(text), text)
	}
	for _, c := range commands {
		require.Contains(t, Help(), c.name)
	}
}

func TestHighlight(t *testing.T) {
	require.Equal(t, keywordColour+"select"+noColour+" Id, "+stringColour+"'x'"+noColour+" "+commentColour+"-- c"+noColour, Highlight("select Id, 'x' -- c"))
	require.Equal(t, nameColour+`\d`+noColour+" Tags", Highlight(`\d Tags`))
}
