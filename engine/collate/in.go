package collate

import (
	"slices"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/transform"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// inList cures e, which is left IN (list). The engine has two ways to look up
// a value, and both are wrong for some lists:
//
//   - Text is compared as bytes, so that S IN ('REFUND', 'x') loses refund. Sort
//     keys are looked up instead.
//   - A hashed list takes the type of its first member, so that N IN (3, 7.5)
//     finds 8. Members of one type become a list of their own, and N IN (3) OR
//     N IN (7.5) is NULL where the whole list would be.
//   - Rows take the types of the left side, so that (N, M) IN ((7.5, 1)) finds
//     8, 1, and a NULL in a row equals nothing, where it may equal anything. Such
//     rows become comparisons.
func inList(ctx *sql.Context, e, left, right sql.Expression, hashed bool) (sql.Expression, transform.TreeIdentity, error) {
	list, ok := right.(expression.Tuple)
	if !ok || isKey(left) || len(list) == 0 {
		return e, transform.SameTree, nil
	}
	if fields, ok := left.(expression.Tuple); ok && len(fields) > 1 {
		cured, changed := inRows(ctx, fields, list)
		if !changed {
			return e, transform.SameTree, nil
		}
		return cured, transform.NewTree, nil
	}
	groups := grouped(ctx, left, list, hashed)
	if len(groups) == 1 && !groups[0].text {
		return e, transform.SameTree, nil
	}
	parts := make([]sql.Expression, len(groups))
	for i, g := range groups {
		part, err := g.in(ctx, left, hashed)
		if err != nil {
			return nil, transform.SameTree, err
		}
		parts[i] = part
	}
	return anyOf(parts), transform.NewTree, nil
}

// group is the members of a list that are looked up in the same way.
type group struct {
	text    bool // left side and members are text
	by      sql.CollationID
	compare sql.Type // of other members, if they are hashed
	members expression.Tuple
}

// grouped takes a list apart. NULL fits every group and goes to the first.
func grouped(ctx *sql.Context, left sql.Expression, list expression.Tuple, hashed bool) []*group {
	var groups []*group
	var nulls expression.Tuple
	leftIsText, leftType := isText(ctx, left), left.Type(ctx)
	for _, e := range list {
		if e.Type(ctx) == types.Null {
			nulls = append(nulls, e)
			continue
		}
		g := &group{}
		switch {
		case leftIsText && isText(ctx, e):
			g.text, g.by = true, common(ctx, left, e)
		case leftIsText: // numbers: the engine's other way
		case hashed:
			g.compare = types.GetCompareType(leftType, e.Type(ctx))
		}
		if i := slices.IndexFunc(groups, g.like); i >= 0 {
			g = groups[i]
		} else {
			groups = append(groups, g)
		}
		g.members = append(g.members, e)
	}
	if len(groups) == 0 {
		return []*group{{members: nulls}}
	}
	groups[0].members = append(groups[0].members, nulls...)
	return groups
}

// like says whether members of one group may be in the other.
func (g *group) like(other *group) bool {
	return g.text == other.text && g.by == other.by &&
		(g.compare == nil) == (other.compare == nil) && (g.compare == nil || g.compare.Equals(other.compare))
}

// in is left IN (members).
func (g *group) in(ctx *sql.Context, left sql.Expression, hashed bool) (sql.Expression, error) {
	if !g.text {
		if g.compare != nil {
			return expression.NewHashInTuple(ctx, left, g.members)
		}
		return expression.NewInTuple(left, g.members), nil
	}
	keys := make(expression.Tuple, len(g.members))
	for i, e := range g.members {
		keys[i] = e
		if e.Type(ctx) == types.Null {
			continue
		}
		keys[i] = key{e, g.by}
		if !hashed {
			continue
		}
		v, err := keys[i].Eval(ctx, nil)
		if err != nil {
			return nil, err
		}
		keys[i] = expression.NewLiteral(v, types.LongText)
	}
	if hashed {
		return expression.NewHashInTuple(ctx, key{left, g.by}, keys)
	}
	return expression.NewInTuple(key{left, g.by}, keys), nil
}

// inRows is (a, b) IN ((1, 2), (3, 4)); changed says that the engine gets it
// wrong.
func inRows(ctx *sql.Context, fields, list expression.Tuple) (cured sql.Expression, changed bool) {
	alternatives := make([]sql.Expression, 0, len(list))
	for _, e := range list {
		values, ok := e.(expression.Tuple)
		if !ok || len(values) != len(fields) {
			return nil, false
		}
		equals := make([]sql.Expression, len(fields))
		for i, field := range fields {
			equals[i] = expression.NewEquals(field, values[i])
			changed = changed || field.IsNullable(ctx) || !sameTypes(ctx, field, values[i])
		}
		alternatives = append(alternatives, expression.JoinAnd(equals...))
	}
	return anyOf(alternatives), changed
}

// sameTypes says whether two expressions have the same value if, and only if,
// the engine hashes both alike as the first's type.
func sameTypes(ctx *sql.Context, a, b sql.Expression) bool {
	s, t := a.Type(ctx), b.Type(ctx)
	switch {
	case types.IsInteger(s) && types.IsInteger(t):
		return true
	case types.IsTextOnly(s) && types.IsTextOnly(t):
		by, ok := s.(sql.StringType)
		return ok && by.Collation() == common(ctx, a, b)
	}
	return types.TypesEqual(s, t)
}

// anyOf joins conditions with OR, as a tree that is no deeper than it must be.
func anyOf(conditions []sql.Expression) sql.Expression {
	if len(conditions) == 1 {
		return conditions[0]
	}
	half := len(conditions) / 2
	return expression.NewOr(anyOf(conditions[:half]), anyOf(conditions[half:]))
}
