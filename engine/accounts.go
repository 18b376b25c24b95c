package engine

import (
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/expression"
	"github.com/dolthub/go-mysql-server/sql/mysql_db"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/types"

	"github.com/scoutql/scoutql/engine/sqltext"
	"github.com/scoutql/scoutql/procs"
	"github.com/scoutql/scoutql/tables"
)

// accountStatement stands before the SQL engine where statements are about
// users, connections and the server: it checks what the engine does not, runs
// RENAME USER, and leaves the rest to the engine.
type accountStatement struct{ engine *Engine }

// Build implements sql.NodeExecBuilder.
func (a accountStatement) Build(ctx *sql.Context, n sql.Node, _ sql.Row) (sql.RowIter, error) {
	var err error
	switch n := n.(type) {
	case *plan.CreateUser:
		err = a.createUser(n)
	case *plan.AlterUser:
		err = a.alterUser(ctx, n)
	case *plan.DropUser:
		err = a.dropUser(ctx, n)
	case *plan.RenameUser:
		return a.renameUser(ctx, n)
	case *plan.Grant:
		err = a.grant(ctx, n)
	case *plan.Revoke:
		err = a.revoke(n)
	case *plan.GrantRole:
		err = a.exist(1410, "You are not allowed to create a user with GRANT", n.TargetUsers...)
	case *plan.RevokeRole:
		err = a.exist(1141, "There is no such grant defined for user %s", n.TargetUsers...)
	case *plan.ShowGrants:
		err = a.showGrants(ctx, n)
	case *plan.Kill:
		err = a.engine.mayKill(ctx, n.ConnID)
	case *plan.Set:
		err = a.setGlobal(ctx, n)
	case *plan.InsertInto:
		err = notGrantTables(n.Destination)
	case *plan.Update:
		err = notGrantTables(n.Child)
	case *plan.DeleteFrom:
		err = notGrantTables(n.Child)
	case *plan.ResolvedTable:
		err = a.readGrantTable(ctx, n)
	}
	return nil, err
}

// account is the key of a user as the grant tables keep it.
func account(u plan.UserName) mysql_db.UserPrimaryKey {
	if u.AnyHost || u.Host == "" {
		u.Host = "%"
	}
	return mysql_db.UserPrimaryKey{Host: u.Host, User: u.Name}
}

func quoted(k mysql_db.UserPrimaryKey) string { return "'" + k.User + "'@'" + k.Host + "'" }

// find gives a user by exactly this name and host. The engine itself takes one
// that would match, so that DROP USER bob@localhost drops bob@'%'.
func (a accountStatement) find(k mysql_db.UserPrimaryKey) (*mysql_db.User, bool) {
	r := a.engine.users().Reader()
	defer r.Close()
	return r.GetUser(k)
}

// exist refuses accounts that do not exist. A %s in the message is the account.
func (a accountStatement) exist(number int, message string, users ...plan.UserName) error {
	for _, u := range users {
		if _, ok := a.find(account(u)); !ok {
			return sqlError(number, stateSyntax, "%s%s", strings.ReplaceAll(message, "%s", quoted(account(u))), a.others(account(u)))
		}
	}
	return nil
}

// others names the accounts of the same user at other hosts.
func (a accountStatement) others(k mysql_db.UserPrimaryKey) string {
	r := a.engine.users().Reader()
	defer r.Close()
	var names []string
	for _, u := range r.GetUsersByUsername(k.User) {
		if u.Host == k.Host {
			continue
		}
		names = append(names, quoted(mysql_db.UserPrimaryKey{Host: u.Host, User: u.User}))
	}
	if len(names) == 0 {
		return ""
	}
	return "; there is " + strings.Join(names, ", ")
}

func (a accountStatement) failed(operation string, k mysql_db.UserPrimaryKey) error {
	return sqlError(1396, stateGeneral, "Operation %s failed for %s%s", operation, quoted(k), a.others(k))
}

func (a accountStatement) createUser(n *plan.CreateUser) error {
	for _, u := range n.Users {
		if _, exists := a.find(account(u.UserName)); exists && !n.IfNotExists {
			return a.failed("CREATE USER", account(u.UserName))
		}
		if err := a.strong(u.Auth1); err != nil {
			return err
		}
	}
	return nil
}

// strong refuses users without a password where other machines can sign in.
func (a accountStatement) strong(auth plan.Authentication) error {
	if !a.engine.exposed.Load() {
		return nil
	}
	if auth != nil {
		if text, err := auth.AuthString(); err != nil || text != "" {
			return err
		}
	}
	return sqlError(1819, stateGeneral, "other machines can reach this server, so every user needs a password: IDENTIFIED BY '...'")
}

func (a accountStatement) alterUser(ctx *sql.Context, n *plan.AlterUser) error {
	k := account(n.User.UserName)
	self := a.self(ctx)
	if k.User == sqltext.OwnAccount && self != nil { // SET PASSWORD, ALTER USER USER()
		k = mysql_db.UserPrimaryKey{Host: self.Host, User: self.User}
		n.User.UserName = plan.UserName{Name: k.User, Host: k.Host}
	}
	own := self != nil && k.User == self.User && k.Host == self.Host
	if !own && !a.engine.has(ctx, sql.PrivilegeType_CreateUser) {
		return privilegeDenied("CREATE USER")
	}
	u, ok := a.find(k)
	switch {
	case !ok && n.IfExists:
		return nil
	case !ok:
		return a.failed("ALTER USER", k)
	case !own:
		if err := a.above(ctx, u); err != nil {
			return err
		}
	}
	return a.strong(n.User.Auth1)
}

// self is the account of the user who runs the statement.
func (a accountStatement) self(ctx *sql.Context) *mysql_db.User {
	r := a.engine.users().Reader()
	defer r.Close()
	client := ctx.Session.Client()
	return a.engine.users().GetUser(r, client.User, client.Address, false)
}

// above keeps those who may do everything from those who may only make users.
func (a accountStatement) above(ctx *sql.Context, u *mysql_db.User) error {
	if u.PrivilegeSet.Has(sql.PrivilegeType_Super) && !a.engine.has(ctx, sql.PrivilegeType_Super) {
		return privilegeDenied("SYSTEM_USER")
	}
	return nil
}

func (a accountStatement) dropUser(ctx *sql.Context, n *plan.DropUser) error {
	var exist []plan.UserName
	for _, name := range n.Users {
		u, ok := a.find(account(name))
		switch {
		case ok:
			if err := a.above(ctx, u); err != nil {
				return err
			}
			exist = append(exist, plan.UserName{Name: u.User, Host: u.Host})
		case !n.IfExists:
			return a.failed("DROP USER", account(name))
		}
	}
	n.Users = exist
	return nil
}

// renameUser runs RENAME USER, which the engine parses and does not know.
func (a accountStatement) renameUser(ctx *sql.Context, n *plan.RenameUser) (sql.RowIter, error) {
	for i := range n.OldName {
		from, to := account(n.OldName[i]), account(n.NewName[i])
		u, ok := a.find(from)
		if _, taken := a.find(to); !ok || taken || to.User == "" || to.User == sqltext.OwnAccount {
			return nil, a.failed("RENAME USER", from)
		}
		if err := a.above(ctx, u); err != nil {
			return nil, err
		}
	}
	editor := a.engine.users().Editor()
	defer editor.Close()
	for i := range n.OldName {
		from, to := account(n.OldName[i]), account(n.NewName[i])
		u, ok := editor.GetUser(from)
		if !ok {
			return nil, a.failed("RENAME USER", from)
		}
		renamed := *u
		renamed.User, renamed.Host = to.User, to.Host
		var roles []*mysql_db.RoleEdge
		roles = append(roles, editor.GetToUserRoleEdges(mysql_db.RoleEdgesToKey{ToHost: from.Host, ToUser: from.User})...)
		editor.RemoveRoleEdgesToKey(mysql_db.RoleEdgesToKey{ToHost: from.Host, ToUser: from.User})
		editor.RemoveUser(from)
		editor.PutUser(&renamed)
		for _, edge := range roles {
			moved := *edge
			moved.ToUser, moved.ToHost = to.User, to.Host
			editor.PutRoleEdge(&moved)
		}
	}
	if err := a.engine.users().Persist(ctx, editor); err != nil {
		return nil, err
	}
	return sql.RowsToRowIter(sql.NewRow(types.NewOkResult(0))), nil
}

// grant checks that a grant is about something that exists, and gives it its own name.
func (a accountStatement) grant(ctx *sql.Context, n *plan.Grant) error {
	if err := a.exist(1410, "You are not allowed to create a user with GRANT", n.Users...); err != nil {
		return err
	}
	for _, p := range n.Privileges {
		if len(p.Columns) > 0 {
			return sqlError(1235, stateSyntax, "privileges on single columns are not kept; grant the table")
		}
	}
	return a.target(ctx, &n.PrivilegeLevel, n.ObjectType == plan.ObjectType_Procedure)
}

func (a accountStatement) revoke(n *plan.Revoke) error {
	if n.IgnoreUnknownUser {
		return nil
	}
	if err := a.exist(1141, "There is no such grant defined for user %s", n.Users...); err != nil {
		return err
	}
	if t, ok := tables.Find(n.PrivilegeLevel.TableRoutine); ok && n.ObjectType != plan.ObjectType_Procedure {
		n.PrivilegeLevel.TableRoutine = t.Name
	}
	return nil
}

// target checks the object of a grant; a table's alias stands for the table.
func (a accountStatement) target(ctx *sql.Context, level *plan.PrivilegeLevel, procedure bool) error {
	db, name := level.Database, level.TableRoutine
	if db == "" {
		db = ctx.GetCurrentDatabase()
		if name != "*" {
			level.Database = db
		}
	}
	if db == "*" || name == "*" {
		return nil
	}
	if procedure {
		if p, ok := procs.Find(name); ok && strings.EqualFold(db, DatabaseName) {
			level.TableRoutine = p.Name
			return nil
		}
		return sqlError(1305, stateSyntax, "PROCEDURE %s.%s does not exist", db, name)
	}
	if t, ok := tables.Find(name); ok && strings.EqualFold(db, DatabaseName) {
		level.TableRoutine = t.Name
		return nil
	}
	if isView(name) && strings.EqualFold(db, DatabaseName) || strings.EqualFold(db, "mysql") {
		return nil
	}
	if strings.EqualFold(db, SystemDatabase) {
		if _, ok, _ := a.engine.systemDatabase().GetTableInsensitive(ctx, name); ok {
			return nil
		}
	}
	return sqlError(1146, "42S02", "Table '%s.%s' doesn't exist", db, name)
}

// showGrants lets everyone see his own grants; others' take SELECT on mysql.
func (a accountStatement) showGrants(ctx *sql.Context, n *plan.ShowGrants) error {
	if n.CurrentUser || n.For == nil {
		return nil
	}
	k, self := account(*n.For), a.self(ctx)
	own := self != nil && self.User == k.User && self.Host == k.Host
	grants := sql.NewPrivilegedOperation(sql.PrivilegeCheckSubject{Database: "mysql"}, sql.PrivilegeType_Select)
	if !own && !a.engine.users().UserHasPrivileges(ctx, grants) {
		return databaseDenied(ctx, "mysql")
	}
	return a.exist(1141, "There is no such grant defined for user %s", *n.For)
}

// setGlobal keeps what holds for everybody from those without a privilege.
func (a accountStatement) setGlobal(ctx *sql.Context, n *plan.Set) error {
	for _, e := range n.Exprs {
		set, ok := e.(*expression.SetField)
		if !ok {
			continue
		}
		v, ok := set.LeftChild.(*expression.SystemVar)
		if !ok {
			continue
		}
		scope, ok := v.Scope.(*sql.MysqlScope)
		if ok && scope.Type == sql.SystemVariableScope_Session || a.engine.has(ctx, sql.PrivilegeType_Super) {
			continue
		}
		return privilegeDenied("SUPER or SYSTEM_VARIABLES_ADMIN")
	}
	return nil
}

// notGrantTables refuses to write users and grants as rows: what is not saved
// would be gone after a restart.
func notGrantTables(target sql.Node) error {
	found := false
	for _, t := range resolved(target) {
		found = found || strings.EqualFold(t.SqlDatabase.Name(), "mysql")
	}
	if found {
		return sqlError(1235, stateSyntax, "the grant tables are not written to; use CREATE USER, ALTER USER, DROP USER, GRANT and REVOKE")
	}
	return nil
}

// readGrantTable checks a read of the grant tables; they hold password hashes.
func (a accountStatement) readGrantTable(ctx *sql.Context, n *plan.ResolvedTable) error {
	if n.SqlDatabase == nil || !strings.EqualFold(n.SqlDatabase.Name(), "mysql") {
		return nil
	}
	return a.engine.may(ctx, "SELECT", sql.PrivilegeType_Select, "mysql", n.Name())
}

func resolved(n sql.Node) []*plan.ResolvedTable {
	var all []*plan.ResolvedTable
	var visit func(sql.Node)
	visit = func(n sql.Node) {
		if t, ok := n.(*plan.ResolvedTable); ok {
			all = append(all, t)
		}
		if n == nil {
			return
		}
		for _, c := range n.Children() {
			visit(c)
		}
	}
	visit(n)
	return all
}
