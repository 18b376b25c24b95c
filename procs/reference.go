package procs

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

//go:generate go test -run TestReference . -update

// Signature is how a procedure is called: CreateThreadNote(conversationId, text[, status]).
func (p *Procedure) Signature() string {
	var b strings.Builder
	b.WriteString(p.Name + "(")
	for i := range p.Params {
		switch {
		case p.Params[i].Optional && i == 0:
			b.WriteString("[")
		case p.Params[i].Optional:
			b.WriteString("[, ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(p.Params[i].Name)
	}
	b.WriteString(strings.Repeat("]", len(p.Params)-p.Required()) + ")")
	return b.String()
}

// Meaning is a parameter's description with what it may be.
func (p *Param) Meaning() string {
	text := p.Doc
	if len(p.Words) > 0 {
		text += " One of " + strings.Join(p.Words, ", ") + ", in any case."
	}
	if p.Kind == Line && p.Max > 0 {
		text += fmt.Sprintf(" At most %d characters.", p.Max)
	}
	if p.Kind == Names || p.Kind == Emails || p.Kind == IDs || p.Kind == Fields || p.Kind == Files {
		text += " JSON text."
	}
	return text
}

// Text describes a procedure for the terminal.
func (p *Procedure) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "CALL %s\n  %s\n", p.Signature(), p.Doc)
	if len(p.Params) > 0 {
		b.WriteString("\nParameters\n")
		w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		for i := range p.Params {
			a := &p.Params[i]
			fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", a.Name, a.Type(), required(a), a.Meaning())
		}
		_ = w.Flush() // into memory
	}
	b.WriteString("\nResult: one row\n")
	for _, r := range p.Result {
		fmt.Fprintf(&b, "  %s %s: %s\n", r.Name, r.Type, r.Doc)
	}
	fmt.Fprintf(&b, "\nAPI calls\n  %s\n\nExample\n  %s;\n", p.calls(), p.Example)
	return b.String()
}

func required(a *Param) string {
	if a.Optional {
		return "optional"
	}
	return "required"
}

func (p *Procedure) calls() string {
	if p.Calls == "" {
		return "none"
	}
	return p.Calls
}

// Reference renders docs/reference/procedures.md.
func Reference() string {
	var b strings.Builder
	b.WriteString("# Procedures\n\nGenerated from the definitions in `procs/` by `make gen`. The same is in the terminal: `scoutql procedures`, `scoutql procedures NAME`.\n\n" +
		"Arguments go by position or by name, `CALL CreateThreadNote(conversationId=101, text='Called back.')`, the positional ones first; " +
		"`name => value` and `name := value` do as well where the client sends text. What is left out or NULL is not sent, and Help Scout's own default holds. " +
		"Flags take true, false, 1, 0, 'true' and 'false'; words go in any case; dates are UTC.\n\n" +
		"Arguments are checked before anything is sent. A call whose answer is lost is never sent again: scoutql looks once where the API lets it, and else the error (1644) " +
		"says how to check; `scoutql.writes` lists what became of every call. `SET scoutql_dry_run = 1` shows the calls in `SHOW WARNINGS`, with old values where a read tells them, and changes nothing.\n")
	b.WriteString("\n| Procedure | What it does |\n|---|---|\n")
	for _, p := range All() {
		fmt.Fprintf(&b, "| [%s](#%s) | %s |\n", p.Name, strings.ToLower(p.Name), firstSentence(p.Doc))
	}
	for _, p := range All() {
		p.markdown(&b)
	}
	return b.String()
}

func (p *Procedure) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "\n## %s\n\n`CALL %s`\n\n%s\n\n", p.Name, p.Signature(), p.Doc)
	if len(p.Params) > 0 {
		b.WriteString("| Parameter | Type | | Meaning |\n|---|---|---|---|\n")
		for i := range p.Params {
			a := &p.Params[i]
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", a.Name, a.Type(), required(a), strings.NewReplacer("|", `\|`, "<", "&lt;").Replace(a.Meaning()))
		}
		b.WriteString("\n")
	}
	b.WriteString("Result, one row:")
	for _, r := range p.Result {
		fmt.Fprintf(b, " `%s` %s, %s", r.Name, r.Type, r.Doc)
	}
	fmt.Fprintf(b, "\n\nAPI calls: %s.\n\n```sql\n%s;\n```\n", p.calls(), p.Example)
}

func firstSentence(doc string) string {
	first, _, _ := strings.Cut(doc, ". ")
	return strings.TrimSuffix(first, ".") + "."
}
