package engine

import (
	"fmt"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"

	"github.com/scoutql/scoutql/engine/sqltext"
)

// assign is @name := value, which the parser's grammar has in SET only. It sets
// the variable and is the value.
type assign struct {
	expression.BinaryExpressionStub // a variable and its value
	name                            string
}

var _ sql.NonDeterministicExpression = (*assign)(nil)

func newAssign(_ *sql.Context, variable, value sql.Expression) sql.Expression {
	a := &assign{BinaryExpressionStub: expression.BinaryExpressionStub{LeftChild: variable, RightChild: value}}
	if v, ok := variable.(*expression.UserVar); ok {
		a.name = v.Name
	}
	return a
}

func (a *assign) FunctionName() string             { return sqltext.AssignName }
func (a *assign) Description() string              { return "sets a user variable" }
func (a *assign) String() string                   { return fmt.Sprintf("(@%s := %s)", a.name, a.RightChild) }
func (a *assign) Type(ctx *sql.Context) sql.Type   { return a.RightChild.Type(ctx) }
func (a *assign) IsNullable(ctx *sql.Context) bool { return a.RightChild.IsNullable(ctx) }

// IsNonDeterministic implements sql.NonDeterministicExpression: it must run for each row.
func (a *assign) IsNonDeterministic() bool { return true }

// CollationCoercibility implements sql.CollationCoercible.
func (a *assign) CollationCoercibility(ctx *sql.Context) (sql.CollationID, byte) {
	return sql.GetCoercibility(ctx, a.RightChild)
}

// WithChildren implements sql.Expression.
func (a *assign) WithChildren(_ *sql.Context, children ...sql.Expression) (sql.Expression, error) {
	if len(children) != 2 {
		return nil, sql.ErrInvalidChildrenNumber.New(a, len(children), 2)
	}
	return &assign{expression.BinaryExpressionStub{LeftChild: children[0], RightChild: children[1]}, a.name}, nil
}

// Eval implements sql.Expression.
func (a *assign) Eval(ctx *sql.Context, row sql.Row) (any, error) {
	if a.name == "" {
		return nil, sqlError(1064, stateSyntax, "You have an error in your SQL syntax near ':='")
	}
	v, err := a.RightChild.Eval(ctx, row)
	if err != nil {
		return nil, err
	}
	return v, ctx.SetUserVariable(ctx, a.name, v, a.RightChild.Type(ctx))
}
