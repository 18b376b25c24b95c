package sqltext

import (
	"slices"
	"strings"

	"github.com/dolthub/vitess/go/mysql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// resolveNames puts tables and columns under their own names where the client
// used another: FROM Inboxes becomes FROM MailBoxes AS Inboxes, and ToList
// becomes `To`. A name of the statement itself - a WITH, a derived table, an
// alias - comes first. Result columns keep the name that the client wrote.
//
// A qualifier that nothing in the statement has is an error: the engine would
// say that there is no such table.
func resolveNames(stmt ast.Statement, names Names) error {
	r := resolver{names, new(error)}
	r.in(stmt, nil)
	return *r.err
}

type resolver struct {
	names Names
	err   *error // the first
}

// scope is what the names of one SELECT, UPDATE or DELETE can mean.
type scope struct {
	outer   *scope
	ctes    map[string]*source
	sources []*source
	// outputs are the aliases of the select list; ORDER BY, GROUP BY and HAVING
	// see them before any column.
	outputs map[string]bool
	// clause is where we are, as MySQL calls it in errors.
	clause string
	// open says that there may be sources that we do not know.
	open bool
}

// source is one entry of a FROM.
type source struct {
	name    string          // by which the statement calls it, lower case
	tables  []string        // tables whose columns it shows under their own names
	columns map[string]bool // columns it shows under names given in the statement
}

// in resolves everything below node that is not yet in a scope of its own.
func (r resolver) in(node any, sc *scope) {
	walk(node, func(n any) bool {
		switch n := n.(type) {
		case *ast.Select:
			r.query(n, sc)
		case *ast.SetOp:
			r.setOp(n, sc)
		case *ast.Insert:
			r.insert(n, sc)
		case *ast.Update:
			r.update(n, sc)
		case *ast.Delete:
			r.delete(n, sc)
		case *ast.Show:
			r.show(n)
			return true
		case *ast.AliasedTableExpr: // LOCK TABLES
			r.table(n, sc)
		case *ast.ColName:
			r.column(n, sc)
		default:
			return true
		}
		return false
	})
}

func (r resolver) query(s *ast.Select, outer *scope) {
	sc := &scope{outer: outer, outputs: map[string]bool{}}
	r.with(s.With, sc)
	r.from(s.From, sc)
	for _, e := range s.SelectExprs {
		if a, ok := e.(*ast.AliasedExpr); ok && !a.As.IsEmpty() {
			sc.outputs[a.As.Lowered()] = true
		}
	}
	r.in(s.Where, sc.in("where clause").withoutOutputs())
	for _, e := range s.SelectExprs {
		r.selectExpr(e, sc.in("field list").withoutOutputs())
	}
	r.in(s.Window, sc.in("field list").withoutOutputs())
	r.in(s.GroupBy, sc.in("group statement"))
	r.in(s.Having, sc.in("having clause"))
	r.in(s.OrderBy, sc.in("order clause"))
	r.in(s.Limit, sc)
}

func (r resolver) selectExpr(e ast.SelectExpr, sc *scope) {
	a, ok := e.(*ast.AliasedExpr)
	if !ok {
		if star, ok := e.(*ast.StarExpr); ok {
			r.qualifier(&star.TableName)
		}
		return
	}
	column, ok := a.Expr.(*ast.ColName)
	if !ok {
		r.in(a.Expr, sc)
		return
	}
	if written := column.Name; r.column(column, sc) && a.As.IsEmpty() {
		a.As = written
	}
}

// setOp leaves its ORDER BY alone: it names columns of the result, which keep
// the names that the client wrote.
func (r resolver) setOp(s *ast.SetOp, outer *scope) {
	sc := &scope{outer: outer}
	r.with(s.With, sc)
	r.in(s.Left, sc)
	r.in(s.Right, sc)
	r.in(s.Limit, sc)
}

func (r resolver) insert(s *ast.Insert, outer *scope) {
	sc := &scope{outer: outer, open: true} // ON DUPLICATE KEY sees the tables of a SELECT
	r.with(s.With, sc)
	r.in(s.Rows, sc)
	r.rename(&s.Table, &s.Auth)
	table := s.Table.Name.String()
	sc.sources = []*source{{name: strings.ToLower(table), tables: []string{table}}}
	for i, c := range s.Columns {
		if name, ok := r.names.Column(table, c.String()); ok {
			s.Columns[i] = ast.NewColIdent(name)
		}
	}
	r.in(s.OnDup, sc)
	for _, e := range s.Returning {
		r.selectExpr(e, sc)
	}
}

func (r resolver) update(s *ast.Update, outer *scope) {
	sc := &scope{outer: outer}
	r.with(s.With, sc)
	r.from(s.TableExprs, sc)
	for _, part := range []any{s.Exprs, s.Where, s.OrderBy, s.Limit} {
		r.in(part, sc)
	}
}

func (r resolver) delete(s *ast.Delete, outer *scope) {
	sc := &scope{outer: outer}
	r.with(s.With, sc)
	r.from(s.TableExprs, sc)
	for i := range s.Targets {
		r.qualifier(&s.Targets[i])
	}
	for _, part := range []any{s.Where, s.OrderBy, s.Limit} {
		r.in(part, sc)
	}
}

func (r resolver) show(s *ast.Show) {
	if s.HasTable() && (s.Database == "" || strings.EqualFold(s.Database, Database)) {
		r.rename(&s.Table, &s.Auth)
	}
}

// rename gives a table that cannot have an alias its own name.
func (r resolver) rename(t *ast.TableName, auth *ast.AuthInformation) {
	if !ours(t.DbQualifier) {
		return
	}
	if name, ok := r.names.Table(t.Name.String()); ok {
		renameTarget(auth, t.Name.String(), name)
		t.Name = ast.NewTableIdent(name)
	}
}

// renameTarget makes the privilege check look at the table itself.
func renameTarget(auth *ast.AuthInformation, alias, name string) {
	targets := slices.Clone(auth.TargetNames)
	for i := 1; i < len(targets); i += 2 { // database, table, database, table ...
		if targets[i] == alias {
			targets[i] = name
		}
	}
	auth.TargetNames = targets
}

func ours(database ast.TableIdent) bool {
	return database.IsEmpty() || strings.EqualFold(database.String(), Database)
}

func (r resolver) with(w *ast.With, sc *scope) {
	if w == nil {
		return
	}
	sc.ctes = map[string]*source{}
	for _, cte := range w.Ctes {
		name := strings.ToLower(cte.As.String())
		if w.Recursive { // it may name itself
			sc.ctes[name] = &source{columns: map[string]bool{}}
		}
		sub, ok := cte.Expr.(*ast.Subquery)
		if !ok {
			continue
		}
		r.in(sub.Select, sc)
		sc.ctes[name] = r.result(sub.Select, cte.Columns, sc)
	}
}

// from enters the tables of a FROM into sc and resolves them. Conditions of
// joins wait until all tables are known.
func (r resolver) from(exprs ast.TableExprs, sc *scope) {
	var conditions []*ast.JoinTableExpr
	var enter func(e any)
	enter = func(e any) {
		switch e := e.(type) {
		case *ast.AliasedTableExpr:
			r.table(e, sc)
		case *ast.ParenTableExpr:
			for _, inner := range e.Exprs {
				enter(inner)
			}
		case *ast.JoinTableExpr:
			enter(e.LeftExpr)
			enter(e.RightExpr)
			conditions = append(conditions, e)
		case *ast.JSONTableExpr:
			sc.sources = append(sc.sources, &source{name: strings.ToLower(e.Alias.String())})
			r.in(e.Data, sc)
		case *ast.ValuesStatement:
			sc.open = true
			r.in(e.Rows, sc)
		default:
			sc.open = true
		}
	}
	for _, e := range exprs {
		enter(e)
	}
	for _, join := range conditions {
		r.in(join.Condition.On, sc.in("on clause"))
		for i, c := range join.Condition.Using {
			if name, ok := r.columnOf(sc.sources, c.String()); ok {
				join.Condition.Using[i] = ast.NewColIdent(name)
			}
		}
	}
}

// table resolves one table of a FROM; sc is nil outside of one.
func (r resolver) table(e *ast.AliasedTableExpr, sc *scope) {
	src := &source{name: strings.ToLower(e.As.String())}
	switch t := e.Expr.(type) {
	case ast.TableName:
		if src.name == "" {
			src.name = strings.ToLower(t.Name.String())
		}
		r.baseTable(e, t, src, sc)
	case *ast.Subquery:
		inner := &scope{}
		if sc != nil {
			inner = &scope{outer: sc.outer, ctes: sc.ctes}
			if e.Lateral {
				inner = sc
			}
		}
		r.in(t.Select, inner)
		*src = *r.result(t.Select, t.Columns, inner)
		src.name = strings.ToLower(e.As.String())
	}
	if sc != nil {
		sc.sources = append(sc.sources, src)
	}
}

func (r resolver) baseTable(e *ast.AliasedTableExpr, t ast.TableName, src *source, sc *scope) {
	if !ours(t.DbQualifier) {
		return
	}
	if t.DbQualifier.IsEmpty() {
		if cte := sc.cte(t.Name.String()); cte != nil {
			src.tables, src.columns = cte.tables, cte.columns
			return
		}
	}
	table := t.Name.String()
	if name, ok := r.names.Table(table); ok {
		renameTarget(&e.Auth, table, name)
		if e.As.IsEmpty() {
			e.As = t.Name
		}
		t.Name = ast.NewTableIdent(name)
		e.Expr = t
		table = name
	}
	src.tables = []string{table}
}

// result says what a derived table or WITH shows of the tables below it.
func (r resolver) result(s ast.SelectStatement, names ast.Columns, sc *scope) *source {
	src := &source{columns: map[string]bool{}}
	for _, c := range names {
		src.columns[c.Lowered()] = true
	}
	if len(names) > 0 {
		return src
	}
	sel := firstArm(s)
	if sel == nil {
		return src
	}
	for _, e := range sel.SelectExprs {
		switch e := e.(type) {
		case *ast.StarExpr:
			r.star(sel, e, src, sc)
		case *ast.AliasedExpr:
			if column, ok := e.Expr.(*ast.ColName); ok && e.As.IsEmpty() {
				src.columns[column.Name.Lowered()] = true
			} else {
				src.columns[e.As.Lowered()] = true
			}
		}
	}
	return src
}

// star adds what a * of sel shows to src.
func (r resolver) star(sel *ast.Select, star *ast.StarExpr, src *source, sc *scope) {
	inner := &scope{outer: sc}
	r.with(sel.With, inner)
	r.from(sel.From, inner)
	of := strings.ToLower(star.TableName.Name.String())
	for _, s := range inner.sources {
		if of != "" && of != s.name {
			continue
		}
		src.tables = append(src.tables, s.tables...)
		for c := range s.columns {
			src.columns[c] = true
		}
	}
}

// firstArm is the SELECT that names the columns of a result.
func firstArm(s ast.SelectStatement) *ast.Select {
	for {
		switch n := s.(type) {
		case *ast.Select:
			return n
		case *ast.SetOp:
			s = n.Left
		case *ast.ParenSelect:
			s = n.Select
		default:
			return nil
		}
	}
}

func (sc *scope) cte(name string) *source {
	for name = strings.ToLower(name); sc != nil; sc = sc.outer {
		if s, ok := sc.ctes[name]; ok {
			return s
		}
	}
	return nil
}

func (sc *scope) in(clause string) *scope {
	c := *sc
	c.clause = clause
	return &c
}

func (sc *scope) withoutOutputs() *scope {
	c := *sc
	c.outputs = nil
	return &c
}

// column renames c if it is a twin, and says whether it was one.
func (r resolver) column(c *ast.ColName, sc *scope) bool {
	r.qualifier(&c.Qualifier)
	name, ok := r.lookup(c, sc)
	if ok {
		c.Name = ast.NewColIdent(name)
	}
	return ok
}

func (r resolver) lookup(c *ast.ColName, sc *scope) (string, bool) {
	twin := c.Name.String()
	of := strings.ToLower(c.Qualifier.Name.String())
	if of != "" && !sc.knows(of) {
		r.unknown(c, sc)
		return "", false
	}
	for ; sc != nil; sc = sc.outer {
		if of == "" && sc.outputs[c.Name.Lowered()] {
			return "", false
		}
		sources := sc.sources
		if of != "" {
			i := slices.IndexFunc(sources, func(s *source) bool { return s.name == of })
			if i < 0 {
				continue
			}
			return r.columnOf(sources[i:i+1], twin)
		}
		if slices.ContainsFunc(sources, func(s *source) bool { return s.columns[c.Name.Lowered()] }) {
			return "", false
		}
		if name, ok := r.columnOf(sources, twin); ok {
			return name, true
		}
	}
	return "", false
}

// knows says whether a qualifier can mean something.
func (sc *scope) knows(of string) bool {
	if sc == nil || strings.HasPrefix(of, "@") {
		return true
	}
	for ; sc != nil; sc = sc.outer {
		if sc.open || slices.ContainsFunc(sc.sources, func(s *source) bool { return s.name == of }) {
			return true
		}
	}
	return false
}

func (r resolver) unknown(c *ast.ColName, sc *scope) {
	if *r.err != nil {
		return
	}
	clause := sc.clause
	if clause == "" {
		clause = "field list"
	}
	*r.err = mysql.NewSQLError(mysql.ERBadFieldError, mysql.SSBadFieldError, "Unknown column '%s' in '%s'", ast.String(c), clause)
}

// columnOf looks for a twin among the columns that sources show.
func (r resolver) columnOf(sources []*source, twin string) (string, bool) {
	for _, s := range sources {
		if s.columns[strings.ToLower(twin)] {
			return "", false
		}
		for _, table := range s.tables {
			if name, ok := r.names.Column(table, twin); ok {
				return name, true
			}
		}
	}
	return "", false
}

// qualifier takes the database from the qualifier of a column whose table got
// its alias from us: helpscout.Inboxes.Id is now Inboxes.Id.
func (r resolver) qualifier(q *ast.TableName) {
	if q.Name.IsEmpty() || q.DbQualifier.IsEmpty() || !ours(q.DbQualifier) {
		return
	}
	if _, ok := r.names.Table(q.Name.String()); ok {
		q.DbQualifier = ast.NewTableIdent("")
	}
}
