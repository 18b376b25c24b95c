package shell

import (
	"strings"
	"testing"

	"github.com/reeflective/readline"
	"github.com/stretchr/testify/require"
)

var shop = &Catalogue{
	Tables: []Table{
		{Name: "Conversations", Columns: []Column{
			{Name: "Id", Type: "BIGINT"}, {Name: "Status", Words: []string{"active", "closed"}}, {Name: "Subject", Type: "TEXT"}, {Name: "Order ref"},
		}},
		{Name: "ConversationTags", Columns: []Column{{Name: "ConversationId"}, {Name: "Tag"}}},
		{Name: "Customers", Columns: []Column{{Name: "Id"}, {Name: "Gender", Words: []string{"female", "male"}}}},
	},
	Procedures: []Procedure{{Name: "DownloadAttachment", Doc: "Bytes.", Params: []Param{{"conversationId", "BIGINT"}, {"attachmentId", "BIGINT"}}}},
}

// TestComplete marks the cursor with |. What is wanted must be offered in this order; what begins with ! must not be.
func TestComplete(t *testing.T) {
	for text, want := range map[string]string{
		"|":                                "SELECT WITH INSERT UPDATE DELETE CALL EXPLAIN SHOW",
		"sel|":                             "select",
		"select 1; ca|":                    "call",
		"select * from |":                  "Conversations ConversationTags Customers",
		"select * from conv|":              "Conversations ConversationTags !Customers",
		"select * from Customers, |":       "Conversations ConversationTags Customers",
		"select * from Customers c join |": "Conversations",
		"select * from helpscout.|":        "Conversations",
		"update |":                         "Conversations",
		"insert into Cu|":                  "Customers !Conversations",
		`\d con|`:                          "Conversations ConversationTags",
		"select | from Conversations":      "Id Status Subject `Order ref` !Tag !Gender",
		"select Su| from Conversations":    "Subject SUBSTRING( SUM(",
		"select su| from Conversations":    "Subject sum(",
		"select Gen|":                      "Gender !Subject",
		"select c.| from Conversations c":  "Id Status Subject !Tag !SELECT",
		"select t.| from Conversations c, ConversationTags AS t":         "ConversationId Tag !Status",
		"select * from Conversations where St|":                          "Status !Customers",
		"select * from Conversations where Status = |":                   "'active' 'closed' !Id",
		"select * from Conversations where Status='a|":                   "'active' !'closed'",
		`select * from Conversations where Status <> "c|`:                `"closed" !'closed'`,
		"select * from Conversations where Status != |":                  "'active' 'closed'",
		"select * from Conversations where Status in ('active', |":       "'active' 'closed'",
		"select * from Conversations where Status not in (|":             "'active' 'closed'",
		"select * from Conversations c join Customers u on u.Gender = |": "'female' 'male'",
		"update Conversations set Status = |":                            "'active' 'closed'",
		"update Conversations set |":                                     "Id Status",
		"call |":                                                         "DownloadAttachment(",
		"call down|":                                                     "DownloadAttachment(",
		"select extract(year from |":                                     "!Conversations",
		"select 1 -- fr|":                                                "",
		"select 12|":                                                     "",
		"select `Ord| from Conversations":                                "`Order ref`", // the open quote hides the rest
		"select * from Conversations where `Ord|":                        "`Order ref`",
		`\pl|`:                                 `\plot`,
		`\f c|`:                                "csv !tsv",
		`\plot select Sta| from Conversations`: "Status",
		`\plot lines select | from Customers`:  "Id Gender",
	} {
		before, after, marked := strings.Cut(text, "|")
		require.True(t, marked)
		got := shop.Complete(before+after, len(before))
		var offered []string
		for _, c := range got.Candidates {
			offered = append(offered, c.Text)
		}
		at := 0
		for _, w := range splitWanted(want) {
			if absent, no := strings.CutPrefix(w, "!"); no {
				require.NotContains(t, offered, absent, text)
				continue
			}
			for at < len(offered) && offered[at] != w {
				at++
			}
			require.Less(t, at, len(offered), "%s: %q is not offered, or too early, among %q", text, w, offered)
		}
		if want == "" {
			require.Empty(t, offered, text)
		}
		require.LessOrEqual(t, got.Start, len(before), text)
	}
}

// splitWanted splits at spaces, but not within backquotes.
func splitWanted(text string) []string {
	quoted := false
	return strings.FieldsFunc(text, func(r rune) bool {
		quoted = quoted != (r == '`')
		return r == ' ' && !quoted
	})
}

func TestCompleteShowsParameters(t *testing.T) {
	for text, want := range map[string]string{
		"call DownloadAttachment(":        "DownloadAttachment(conversationId BIGINT, attachmentId BIGINT): now conversationId BIGINT",
		"call DownloadAttachment(f(1,2),": "DownloadAttachment(conversationId BIGINT, attachmentId BIGINT): now attachmentId BIGINT",
		"call Nothing(":                   "",
	} {
		got := shop.Complete(text, len(text))
		require.Equal(t, want, got.Usage, text)
		require.Empty(t, got.Candidates, text)
	}
	hint := shop.Complete("call ", 5).Candidates[0].Hint
	require.Equal(t, "(conversationId BIGINT, attachmentId BIGINT) Bytes.", hint)
}

func TestCompletionForTheEditor(t *testing.T) {
	line := []rune("select é from Conversations c where c.St")
	list := completions(shop.Complete, line, len(line), 40)
	require.Equal(t, "c.St", list.PREFIX, "the library replaces all since the last white space")
	list.EachValue(func(c readline.Completion) readline.Completion {
		require.Equal(t, "c.Status ", c.Value)
		require.Equal(t, "Status", c.Display)
		return c
	})
}

func TestCatalogueLearns(t *testing.T) {
	c := &Catalogue{Tables: []Table{{Name: "Tags", Columns: []Column{{Name: "Id", Doc: "kept"}}}}}
	c.Add("tags", Column{Name: "ID"})
	c.Add("tags", Column{Name: "Field_1"})
	c.Add("New", Column{Name: "x"})
	c.AddProcedure("P", "doc")
	c.AddParam("p", Param{"a", "INT"})
	c.AddParam("p", Param{"A", "INT"})
	c.AddParam("missing", Param{"a", "INT"})
	require.Equal(t, &Catalogue{
		Tables:     []Table{{Name: "Tags", Columns: []Column{{Name: "Id", Doc: "kept"}, {Name: "Field_1"}}}, {Name: "New", Columns: []Column{{Name: "x"}}}},
		Procedures: []Procedure{{Name: "P", Doc: "doc", Params: []Param{{"a", "INT"}}}},
	}, c)
}
