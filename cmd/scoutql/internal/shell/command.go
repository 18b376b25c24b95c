package shell

import (
	"fmt"
	"slices"
	"strings"
)

// Command is an input for the shell itself.
type Command struct{ Name, Arg string }

// commands are those that there are, for help and completion.
var commands = []struct{ name, arg, doc string }{
	{`\d`, "[TABLE]", "list the tables, or describe one"},
	{`\x`, "", "one column a line, on and off, as \\G for one statement"},
	{`\timing`, "", "the time of each statement, on and off"},
	{`\o`, "[FILE]", "write results to a file; without one, to the screen again"},
	{`\f`, "FORMAT", "table, vertical, csv, tsv, json, jsonl or markdown"},
	{`\plot`, "[bars|lines] [SQL]", "draw a result of two or three columns, the last one or that of the statement"},
	{`\pager`, "[COMMAND|off]", "page long results with a program, or not at all"},
	{`\?`, "", "this help"},
	{`\q`, "", "leave, as Ctrl-D"},
}

// plainWords are commands that need no backslash, as in mysql.
var plainWords = map[string]string{"quit": `\q`, "exit": `\q`, "help": `\?`}

// IsCommand reports whether an input is for the shell itself.
func IsCommand(text string) bool {
	text = strings.TrimSpace(text)
	if _, plain := plainWords[plainWord(text)]; plain {
		return true
	}
	return strings.HasPrefix(text, `\`) && !strings.HasPrefix(text, `\G`) && !strings.HasPrefix(text, `\g`)
}

func plainWord(text string) string {
	return strings.ToLower(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), ";")))
}

// ParseCommand reads a command.
func ParseCommand(text string) (Command, error) {
	text = strings.TrimSpace(text)
	if name, plain := plainWords[plainWord(text)]; plain {
		return Command{Name: name}, nil
	}
	name, arg, _ := strings.Cut(text, " ")
	name, arg = strings.TrimSuffix(name, ";"), strings.TrimSpace(arg)
	if name == `\h` {
		name = `\?`
	}
	i := slices.IndexFunc(commands, func(c struct{ name, arg, doc string }) bool { return c.name == name })
	switch {
	case i < 0:
		return Command{}, fmt.Errorf(`no command %s; \? lists them`, name)
	case commands[i].arg == "" && strings.Trim(arg, "; ") != "":
		return Command{}, fmt.Errorf("%s takes no argument", name)
	case name == `\f` && arg == "":
		return Command{}, fmt.Errorf("%s %s", name, commands[i].arg)
	}
	return Command{Name: name, Arg: arg}, nil
}

// Help lists the commands.
func Help() string {
	var b strings.Builder
	b.WriteString("A statement ends with ; or \\G. Tab completes, Ctrl-C cancels, Ctrl-D leaves.\n\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "  %-26s %s\n", strings.TrimSpace(c.name+" "+c.arg), c.doc)
	}
	return b.String()
}
