package sqltext

import (
	"context"
	"errors"
	"fmt"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/vitess/go/mysql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// Names tells the parser which names mean the same thing. Every func may be
// nil, and must take a name in any case.
type Names struct {
	// Table gives the table that an alias such as Inboxes stands for. It says
	// false for a name that is no alias, the table's own name included.
	Table func(alias string) (name string, ok bool)
	// Column gives the column of a table that a twin such as ToList stands for.
	// The table is given by its own name.
	Column func(table, twin string) (name string, ok bool)
	// Twin gives the unreserved twin of a column whose name is a reserved word:
	// Range gives RangeType. Only the text of syntax errors uses it.
	Twin func(word string) (twin string, ok bool)
	// Definition says that a text is the definition of one of our own views or
	// procedures. The engine parses those while it plans, through the same
	// method as a client's statement; without this they would be refused.
	Definition func(text string) bool
	// View says that a name is that of a view of ours.
	View func(name string) bool
	// IDList says that a column is text that takes ids, such as MailboxIds.
	IDList func(column string) bool
	// BoundText calls __repeat, __space, __lpad, __rpad and __replace in place of
	// the engine's functions, which make text of any length.
	BoundText bool
	// ReadOnly refuses every statement that writes.
	ReadOnly bool
	// Procedure describes a procedure of ours, by its name in any case.
	Procedure func(name string) (Procedure, bool)
}

// Database is the database whose table and column names have aliases.
const Database = "helpscout"

type parser struct {
	sql.Parser
	names Names
}

// New wraps the engine's own parser. Install it through
// sql.EngineOverrides{Builder: sql.BuilderOverrides{Parser: ...}}: setting
// Engine.Parser alone leaves the embedded engine on the unwrapped one.
func New(names Names) sql.Parser {
	return &parser{Parser: sql.DefaultMySQLParser, names: names.withDefaults()}
}

func (n Names) withDefaults() Names {
	if n.Table == nil {
		n.Table = func(string) (string, bool) { return "", false }
	}
	if n.Column == nil {
		n.Column = func(string, string) (string, bool) { return "", false }
	}
	if n.Twin == nil {
		n.Twin = func(string) (string, bool) { return "", false }
	}
	if n.View == nil {
		n.View = func(string) bool { return false }
	}
	if n.IDList == nil {
		n.IDList = func(string) bool { return false }
	}
	if n.Procedure == nil {
		n.Procedure = func(string) (Procedure, bool) { return Procedure{}, false }
	}
	if n.Definition == nil {
		n.Definition = func(string) bool { return false }
	}
	return n
}

// ParseSimple is what the engine parses column defaults and checks with; they
// are not a client's words.
func (p *parser) ParseSimple(query string) (ast.Statement, error) {
	return p.Parser.ParseSimple(query)
}

// Parse parses with the session's options.
func (p *parser) Parse(ctx *sql.Context, query string, multi bool) (ast.Statement, string, string, error) {
	return p.ParseWithOptions(ctx, query, ';', multi, sql.LoadSqlMode(ctx).ParserOptions())
}

// ParseWithOptions never returns an error other than ErrEmpty: the engine
// would wrap it and lose its number and state. A statement that cannot be
// parsed or is refused comes back as a tree that fails with the error itself
// when it is planned; Refusal takes it out.
func (p *parser) ParseWithOptions(ctx context.Context, query string, delimiter rune, multi bool, options ast.ParserOptions) (ast.Statement, string, string, error) {
	text := arrows(repair(rephrase(passwordStatement(sql.RemoveSpaceAndDelimiter(query, delimiter))), modeOf(ctx, options)))
	if err := bounded(text.repaired, text.mode); err != nil {
		return refused(err), query, "", nil
	}
	stmt, parsed, remainder, err := guarded{p.Parser}.parse(ctx, text.repaired, delimiter, multi, options)
	parsed, remainder = text.split(parsed, remainder)
	if errors.Is(err, ast.ErrEmpty) {
		return stmt, parsed, remainder, err
	}
	if err == nil {
		err = p.rewrite(ctx, stmt, text)
	} else {
		err = p.syntaxError(ctx, text, options, err)
	}
	if err != nil {
		return refused(err), parsed, remainder, nil
	}
	return stmt, parsed, remainder, nil
}

// ParseOneWithOptions is what the engine prepares statements with, on the wire
// and from SQL. It passes the error on as it is, so it is returned here.
func (p *parser) ParseOneWithOptions(ctx context.Context, query string, options ast.ParserOptions) (ast.Statement, int, error) {
	text := arrows(repair(rephrase(passwordStatement(query)), modeOf(ctx, options)))
	if err := bounded(text.repaired, text.mode); err != nil {
		return nil, 0, err
	}
	stmt, end, err := guarded{p.Parser}.parseOne(ctx, text.repaired, options)
	end = text.offset(end)
	switch {
	case errors.Is(err, ast.ErrEmpty):
		return stmt, end, err
	case err != nil:
		return nil, end, p.syntaxError(ctx, text, options, err)
	}
	if err := p.rewrite(ctx, stmt, text); err != nil {
		return nil, end, err
	}
	return stmt, end, nil
}

// guarded makes an error of a panic: the parser has one for SELECT”A, and the
// embedded engine would take the process with it.
type guarded struct{ sql.Parser }

func (g guarded) parse(ctx context.Context, query string, delimiter rune, multi bool, options ast.ParserOptions) (stmt ast.Statement, parsed, remainder string, err error) {
	defer recovered(&err)
	return g.ParseWithOptions(ctx, query, delimiter, multi, options)
}

func (g guarded) parseOne(ctx context.Context, query string, options ast.ParserOptions) (stmt ast.Statement, end int, err error) {
	defer recovered(&err)
	return g.ParseOneWithOptions(ctx, query, options)
}

func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("parser: %v", r)
	}
}

// rewrite changes a parse tree in place; refusals come before anything else.
func (p *parser) rewrite(ctx context.Context, stmt ast.Statement, text repairedText) error {
	if p.names.Definition(text.original) {
		return nil
	}
	if deeper(stmt, maxDepth) {
		return tooDeep()
	}
	if err := refuse(stmt); err != nil {
		return err
	}
	if err := bombs(stmt); err != nil {
		return err
	}
	if p.names.ReadOnly && (writes(stmt) || p.names.callWrites(stmt)) {
		return mysql.NewSQLError(errOptionPrevents, mysql.SSUnknownSQLState,
			"scoutql is running with the --read-only option so it cannot execute this statement")
	}
	if err := differentWidths(stmt); err != nil {
		return err
	}
	if err := nameArguments(stmt, p.names.Procedure); err != nil {
		return err
	}
	text.restoreHeadings(stmt)
	escapeLikes(stmt)
	if err := resolveNames(stmt, p.names); err != nil {
		return err
	}
	idLists(stmt, p.names.IDList)
	impliedKeys(stmt, p.names.View)
	restoreCollations(stmt)
	distinctByCollation(stmt)
	exactAggregates(stmt)
	kindlyExprs(stmt)
	plainExplain(stmt)
	settable(stmt)
	countableLimits(stmt)
	selectLimit(ctx, stmt)
	if p.names.BoundText {
		boundText(stmt)
	}
	return nil
}
