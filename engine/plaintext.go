package engine

import (
	"fmt"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/k3a/html2text"
)

// plainText is PLAIN_TEXT(html): the text a reader would see.
type plainText struct{ expression.UnaryExpressionStub }

var _ sql.FunctionExpression = (*plainText)(nil)

var plainTextFunction = sql.Function1{
	Name: "plain_text",
	Fn: func(_ *sql.Context, e sql.Expression) sql.Expression {
		return &plainText{expression.UnaryExpressionStub{Child: e}}
	},
}

func (p *plainText) FunctionName() string { return "plain_text" }
func (p *plainText) Description() string {
	return "returns the text of an HTML document, without its markup."
}
func (p *plainText) String() string { return fmt.Sprintf("plain_text(%s)", p.Child) }

// Type is LONGTEXT in our collation.
func (p *plainText) Type(*sql.Context) sql.Type { return longText }

// CollationCoercibility makes the result compare like a column.
func (p *plainText) CollationCoercibility(*sql.Context) (sql.CollationID, byte) { return collation, 2 }

// WithChildren implements sql.Expression.
func (p *plainText) WithChildren(_ *sql.Context, children ...sql.Expression) (sql.Expression, error) {
	if len(children) != 1 {
		return nil, sql.ErrInvalidChildrenNumber.New(p, len(children), 1)
	}
	return &plainText{expression.UnaryExpressionStub{Child: children[0]}}, nil
}

// Eval implements sql.Expression.
func (p *plainText) Eval(ctx *sql.Context, row sql.Row) (any, error) {
	v, err := p.Child.Eval(ctx, row)
	if err != nil || v == nil {
		return nil, err
	}
	html, _, err := longText.Convert(ctx, v)
	if err != nil {
		return nil, err
	}
	s, ok := html.(string)
	if !ok {
		return nil, fmt.Errorf("PLAIN_TEXT takes text, not %T", html)
	}
	return html2text.HTML2TextWithOptions(s, html2text.WithUnixLineBreaks()), nil
}
