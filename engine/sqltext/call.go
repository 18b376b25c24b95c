package sqltext

import (
	"fmt"
	"strings"

	"github.com/dolthub/vitess/go/mysql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// Procedure is what the parser must know of a procedure.
type Procedure struct {
	Name     string
	Params   []string // those that may be left out come last
	Required int      // how many must be given
	// Inner is the Go function below it, which takes the arguments by name as one
	// JSON object: an argument that is left out and one that is NULL stay apart.
	Inner  string
	Writes bool
}

// callWrites tells whether a statement calls a procedure that changes something.
func (n *Names) callWrites(stmt ast.Statement) bool {
	c, ok := stmt.(*ast.Call)
	if !ok || !ourCall(c) {
		return false
	}
	p, ok := n.Procedure(c.ProcName.Name.String())
	return ok && p.Writes
}

// ourCall tells whether a procedure's name can be one of ours. Without a database
// it is the session's, and no other database has procedures.
func ourCall(c *ast.Call) bool {
	db := c.ProcName.Qualifier.String()
	return db == "" || strings.EqualFold(db, Database)
}

// nameArguments turns CALL P(1, text='x') into the call of the function below,
// with a JSON object of what was given. Grants go by the name that was called.
func nameArguments(stmt ast.Statement, find func(string) (Procedure, bool)) error {
	c, ok := stmt.(*ast.Call)
	if !ok || !ourCall(c) {
		return nil
	}
	p, ok := find(c.ProcName.Name.String())
	if !ok {
		return nil // the engine says that there is none
	}
	given, err := p.arguments(c.Params)
	if err != nil {
		return err
	}
	object := &ast.FuncExpr{Name: ast.NewColIdent("json_object")}
	for _, name := range p.Params {
		if value, ok := given[name]; ok {
			object.Exprs = append(object.Exprs,
				&ast.AliasedExpr{Expr: ast.NewStrVal([]byte(name))}, &ast.AliasedExpr{Expr: value})
		}
	}
	c.ProcName.Name = ast.NewColIdent(p.Inner)
	c.Params = []ast.Expr{object}
	return nil
}

// arguments are the values by parameter: positional ones first, then named ones.
func (p *Procedure) arguments(list []ast.Expr) (map[string]ast.Expr, error) {
	given := map[string]ast.Expr{}
	named := false
	for i, e := range list {
		name, value, err := p.named(e)
		switch {
		case err != nil:
			return nil, err
		case name != "":
			named = true
		case named:
			return nil, mysql.NewSQLError(mysql.ERParseError, mysql.SSClientError,
				"in CALL %s the arguments without a name come first; give a name to argument %d, too", p.Name, i+1)
		case i >= len(p.Params):
			return nil, p.count(len(list))
		default:
			name, value = p.Params[i], e
		}
		if _, twice := given[name]; twice {
			return nil, mysql.NewSQLError(1330, mysql.SSClientError, "Duplicate parameter: %s in CALL %s", name, p.Name)
		}
		given[name] = value
	}
	for _, name := range p.Params[:p.Required] {
		if _, ok := given[name]; !ok && named {
			return nil, mysql.NewSQLError(1318, mysql.SSClientError,
				"Incorrect number of arguments for PROCEDURE %s.%s; %s is missing", Database, p.Name, name)
		} else if !ok {
			return nil, p.count(len(list))
		}
	}
	return given, nil
}

// named takes name=value apart; "" for any other expression.
func (p *Procedure) named(e ast.Expr) (string, ast.Expr, error) {
	c, ok := e.(*ast.ComparisonExpr)
	if !ok || c.Operator != ast.EqualStr {
		return "", nil, nil
	}
	column, ok := c.Left.(*ast.ColName)
	if !ok || !column.Qualifier.IsEmpty() {
		return "", nil, nil
	}
	for _, name := range p.Params {
		if strings.EqualFold(name, column.Name.String()) {
			return name, c.Right, nil
		}
	}
	return "", nil, mysql.NewSQLError(mysql.ERBadFieldError, mysql.SSBadFieldError,
		"Unknown parameter '%s' in CALL %s; it takes %s", column.Name.String(), p.Name, strings.Join(p.Params, ", "))
}

func (p *Procedure) count(got int) error {
	want := fmt.Sprint(len(p.Params))
	if p.Required < len(p.Params) {
		want = fmt.Sprintf("%d to %d", p.Required, len(p.Params))
	}
	return mysql.NewSQLError(1318, mysql.SSClientError, "Incorrect number of arguments for PROCEDURE %s.%s; expected %s (%s), got %d",
		Database, p.Name, want, strings.Join(p.Params, ", "), got)
}

// arrows makes name=value of name=>value and name:=value in a CALL, which the
// grammar does not have. Nothing moves: a blank takes the other byte's place.
func arrows(r repairedText) repairedText {
	if !strings.Contains(r.repaired, "=>") && !strings.Contains(r.repaired, ":=") {
		return r
	}
	s := scanner{text: r.repaired, mode: r.mode}
	if !strings.EqualFold(s.word(), "call") {
		return r
	}
	out := []byte(r.repaired)
	for s.pos < len(s.text) {
		at, code := s.pos, s.quote == 0 && !s.atComment()
		switch rest := s.text[at:]; {
		case !code:
		case rest[0] == ';':
			r.repaired = string(out) // what follows is another statement
			return r
		case strings.HasPrefix(rest, "=>"):
			out[at+1] = ' '
		case strings.HasPrefix(rest, ":="):
			out[at] = ' '
		}
		s.step()
	}
	r.repaired = string(out)
	return r
}

// step goes on by one byte, or past a name in quotes or a comment.
func (s *scanner) step() {
	if s.quote != 0 {
		s.inString()
		return
	}
	s.inCode()
}

// word reads the first word of the statement, past blanks and comments.
func (s *scanner) word() string {
	for s.pos < len(s.text) && (isBlank(s.text[s.pos]) || s.atComment()) {
		s.step()
	}
	from := s.pos
	for s.pos < len(s.text) && (s.text[s.pos]|0x20 >= 'a' && s.text[s.pos]|0x20 <= 'z') {
		s.pos++
	}
	return s.text[from:s.pos]
}

// maxLogged bounds what of a statement is remembered.
const maxLogged = 2000

// WithoutTexts is a statement as it may be remembered: its literal texts, which
// may be messages, addresses or secrets, and its comments are left out.
func WithoutTexts(text string) string {
	s := scanner{text: text}
	var out strings.Builder
	for s.pos < len(text) && out.Len() < maxLogged {
		at, comment := s.pos, s.atComment()
		if s.quote == 0 {
			s.inCode()
			if comment {
				continue
			}
			if s.quote == 0 {
				out.WriteString(text[at:s.pos])
				continue
			}
		}
		quote := s.quote
		for s.pos < len(text) && s.quote != 0 {
			s.inString()
		}
		out.WriteByte(quote)
		out.WriteString("...")
		out.WriteByte(quote)
	}
	if s.pos < len(text) {
		return out.String() + " ..."
	}
	return out.String()
}
