package sqltext

import (
	"regexp"
	"strings"
)

// secretive finds statements that may hold a password. Their own words are
// looked for, not passwords: PREPARE has them inside a string.
var secretive = regexp.MustCompile(`(?i)\bidentified\b|\bset\s+password\b|\bpassword\s*\(`)

// hidden stands where a string was.
const hidden = "'<secret>'"

// Masked is a text as it may be shown and logged: the strings of a statement
// that may hold a password are hidden, all but account names. Other texts come
// back as they are. It takes any text, also one that cannot be parsed.
func Masked(text string) string {
	if !secretive.MatchString(text) {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); {
		quote := text[i]
		if quote != '\'' && quote != '"' {
			out.WriteByte(quote)
			i++
			continue
		}
		end := stringEnd(text, i)
		if isAccount(text, i, end) {
			out.WriteString(text[i:end])
		} else {
			out.WriteString(hidden)
		}
		i = end
	}
	return out.String()
}

// MaskedError is what a statement's error may say: without the strings that
// Masked hides in the statement.
func MaskedError(text, message string) string {
	if !secretive.MatchString(text) {
		return message
	}
	for i := 0; i < len(text); i++ {
		if text[i] != '\'' && text[i] != '"' {
			continue
		}
		end := stringEnd(text, i)
		inside := strings.TrimSuffix(text[i+1:end], text[i:i+1])
		if !isAccount(text, i, end) && inside != "" {
			message = strings.ReplaceAll(message, inside, "<secret>")
		}
		i = end - 1
	}
	return message
}

// stringEnd gives the offset behind the string that begins at start. One that
// does not end reaches to the end of the text.
func stringEnd(text string, start int) int {
	for i := start + 1; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case text[i] == text[start] && i+1 < len(text) && text[i+1] == text[start]:
			i++
		case text[i] == text[start]:
			return i + 1
		}
	}
	return len(text)
}

// isAccount tells whether a string is half of 'user'@'host'.
func isAccount(text string, start, end int) bool {
	return strings.HasSuffix(strings.TrimRight(text[:start], " \t\r\n"), "@") ||
		strings.HasPrefix(strings.TrimLeft(text[end:], " \t\r\n"), "@")
}

// setPassword is SET PASSWORD [FOR account] = 'text', which the grammar does
// not have. Group 1 is the account, group 2 the password, quoted.
var setPassword = regexp.MustCompile(`(?is)^\s*set\s+password\s*(?:\s+for\s+(.+?))?\s*(?:=|\s+to\s)\s*(?:password\s*\(\s*)?('(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")\s*\)?\s*;?\s*$`)

// alterOwn is ALTER USER for the account that runs the statement.
var alterOwn = regexp.MustCompile(`(?is)^\s*alter\s+user\s+(?:if\s+exists\s+)?(?:current_user|user)\s*(?:\(\s*\))?\s+identified\b`)

// OwnAccount is the user that stands for the one who runs a statement. Nobody
// may have this name.
const OwnAccount = "current_user()"

const ownAccount = "'" + OwnAccount + "'@'%'"

// passwordStatement words SET PASSWORD and ALTER USER USER() as an ALTER USER
// that the grammar has; other texts come back as they are.
func passwordStatement(text string) string {
	if m := setPassword.FindStringSubmatch(text); m != nil {
		account := strings.TrimSpace(m[1])
		if account == "" || ownName.MatchString(account) {
			account = ownAccount
		}
		return "ALTER USER " + account + " IDENTIFIED BY " + m[2]
	}
	if at := alterOwn.FindStringIndex(text); at != nil {
		return "ALTER USER " + ownAccount + " IDENTIFIED" + text[at[1]:]
	}
	return text
}

var ownName = regexp.MustCompile(`(?i)^(?:current_user|user)\s*(?:\(\s*\))?$`)
