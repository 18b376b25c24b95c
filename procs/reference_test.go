package procs

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite docs/reference/procedures.md")

func TestReference(t *testing.T) {
	path := filepath.Join("..", "docs", "reference", "procedures.md")
	if *update || os.Getenv("SCOUTQL_GOLDEN") == "rewrite" {
		require.NoError(t, os.WriteFile(path, []byte(Reference()), 0o644))
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(text), Reference(), "run make gen")
}

// TestDeclarations: what every procedure must have.
func TestDeclarations(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range All() {
		assert.False(t, seen[p.Name], p.Name)
		seen[p.Name] = true
		assert.NotEmpty(t, p.Doc, p.Name)
		assert.NotEmpty(t, p.Result, p.Name)
		assert.Contains(t, p.Example, "CALL "+p.Name+"(")
		assert.NotNil(t, p.Call, p.Name)
		for i, a := range p.Params {
			assert.NotEmpty(t, a.Doc, "%s.%s", p.Name, a.Name)
			assert.LessOrEqual(t, utf8.RuneCountInString(a.Name), 64)
			assert.Equal(t, a.Kind == Word, len(a.Words) > 0, "%s.%s", p.Name, a.Name)
			assert.Equal(t, i >= p.Required(), a.Optional, "%s.%s: those that may be left out come last", p.Name, a.Name)
		}
	}
}

// TestSeed: the names and the order of the parameters are the seed's.
func TestSeed(t *testing.T) {
	want := map[string]string{
		"CreateCustomerPhones": "customerId, type, value", "CreateCustomerEmails": "customerId, type, value",
		"CreateCustomerWebsites": "customerId, value", "CreateCustomerSocialProfiles": "customerId, type, value",
		"CreateCustomerChats":   "customerId, type, value",
		"CreateThreadChat":      "conversationId, customerId, text, imported, attachments",
		"CreateThreadCustomer":  "conversationId, customerId, text, imported, cc, bcc, attachments",
		"CreateThreadNote":      "conversationId, text, status, imported, attachments",
		"CreateThreadPhone":     "conversationId, customerId, text, imported, attachments",
		"CreateThreadReply":     "conversationId, customerId, text, draft, imported, cc, bcc, attachments",
		"UpdateConversationTag": "conversationId, tags", "UpdateConversationField": "conversationId, fields",
	}
	for name, params := range want {
		p, ok := Find(name)
		require.True(t, ok, name)
		got := ""
		for i, a := range p.Params {
			if i > 0 {
				got += ", "
			}
			got += a.Name
		}
		assert.Truef(t, len(got) >= len(params) && got[:len(params)] == params, "%s(%s)", name, got)
	}
}
