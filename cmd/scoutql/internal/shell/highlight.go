package shell

import "strings"

// The colours are those of the terminal's own palette.
const (
	keywordColour = "\x1b[1;34m"
	stringColour  = "\x1b[32m"
	numberColour  = "\x1b[35m"
	commentColour = "\x1b[90m"
	nameColour    = "\x1b[36m"
	noColour      = "\x1b[0m"
)

// Highlight adds colours to SQL text, and nothing else.
func Highlight(text string) string {
	if strings.HasPrefix(strings.TrimSpace(text), `\`) {
		return highlightCommand(text)
	}
	var b strings.Builder
	at := 0
	for _, t := range Lex(text) {
		b.WriteString(text[at:t.Start])
		if colour := colourOf(t); colour != "" {
			b.WriteString(colour + t.Text + noColour)
		} else {
			b.WriteString(t.Text)
		}
		at = t.End
	}
	b.WriteString(text[at:])
	return b.String()
}

func colourOf(t Token) string {
	switch t.Kind {
	case Word:
		if isKeyword(t.Text) {
			return keywordColour
		}
	case Quoted:
		return nameColour
	case String:
		return stringColour
	case Number:
		return numberColour
	case Comment:
		return commentColour
	case Symbol:
		if strings.EqualFold(t.Text, `\g`) {
			return keywordColour
		}
	}
	return ""
}

func highlightCommand(text string) string {
	begin := strings.Index(text, `\`)
	end := begin + span(text[begin:], func(c byte) bool { return !isSpace(c) })
	return text[:begin] + nameColour + text[begin:end] + noColour + text[end:]
}
