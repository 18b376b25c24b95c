package engine

import (
	"context"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/mysql_db"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// Grants are checked twice. The SQL engine checks the parse tree before it
// plans, and grantHandler words its refusals as MySQL does. But it lets every
// name pass that a CTE of the statement bears too (WITH helpscout AS (SELECT 1)
// SELECT * FROM helpscout.Customers), so that mayRead and mayCall check again
// where rows are read and procedures run.

// grantFactory makes the SQL engine's own handler ours.
type grantFactory struct {
	sql.AuthorizationHandlerFactory
}

// CreateHandler implements sql.AuthorizationHandlerFactory.
func (f grantFactory) CreateHandler(catalog sql.Catalog) sql.AuthorizationHandler {
	return grantHandler{f.AuthorizationHandlerFactory.CreateHandler(catalog), catalog}
}

// grantHandler decides like the SQL engine's handler, except where that asks
// for more or less than MySQL.
type grantHandler struct {
	sql.AuthorizationHandler
	catalog sql.Catalog
}

// HandleAuth implements sql.AuthorizationHandler.
func (h grantHandler) HandleAuth(ctx *sql.Context, state sql.AuthorizationQueryState, auth ast.AuthInformation) error {
	if state == nil {
		state = h.NewQueryState(ctx)
	}
	if err := state.Error(); err != nil {
		return err
	}
	switch {
	case auth.AuthType == ast.AuthType_SUPER, auth.AuthType == ast.AuthType_PROCESS, isShowGrants(auth),
		auth.AuthType == ast.AuthType_ALTER_USER:
		// KILL, SHOW PROCESSLIST, SHOW GRANTS, ALTER USER: everyone may, for himself;
		// accountStatement and processes check whom it is about.
		return nil
	case auth.AuthType == ast.AuthType_CALL && len(auth.TargetNames) > 1:
		return h.call(ctx, auth.TargetNames[0], auth.TargetNames[1])
	}
	if err := h.AuthorizationHandler.HandleAuth(ctx, state, auth); err != nil {
		return refusedGrant(ctx, auth, err)
	}
	return nil
}

// CheckTable implements sql.AuthorizationHandler.
func (h grantHandler) CheckTable(ctx *sql.Context, state sql.AuthorizationQueryState, db, schema, name string) error {
	if err := h.AuthorizationHandler.CheckTable(ctx, state, db, schema, name); err != nil {
		return refusedGrant(ctx, ast.AuthInformation{
			AuthType: ast.AuthType_SELECT, TargetType: ast.AuthTargetType_SingleTableIdentifier, TargetNames: []string{db, name},
		}, err)
	}
	// To the engine a grant of EXECUTE or PROCESS opens a table's description.
	grants, err := h.grants(ctx)
	if err != nil || grants == nil || strings.EqualFold(db, sql.InformationSchemaDatabaseName) {
		return err
	}
	if !sees(ctx, grants, db, name) {
		return tableDenied(ctx, "SELECT", name)
	}
	return nil
}

// sees tells whether the user has any privilege on a table.
func sees(ctx *sql.Context, grants *mysql_db.MySQLDb, db, name string) bool {
	subject := sql.PrivilegeCheckSubject{Database: db, Table: name}
	for _, p := range tablePrivileges {
		if grants.UserHasPrivileges(ctx, sql.NewPrivilegedOperation(subject, p)) {
			return true
		}
	}
	return false
}

// visible leaves the tables that the user may know of. What the engine itself
// does has no user.
func (e *Engine) visible(ctx *sql.Context, db string, names []string) []string {
	if ctx.Session == nil || ctx.Session.Client().User == "" {
		return names
	}
	var seen []string
	for _, name := range names {
		if sees(ctx, e.users(), db, name) {
			seen = append(seen, name)
		}
	}
	return seen
}

// tablePrivileges are those that make a table visible.
var tablePrivileges = []sql.PrivilegeType{
	sql.PrivilegeType_Select, sql.PrivilegeType_Insert, sql.PrivilegeType_Update, sql.PrivilegeType_Delete,
	sql.PrivilegeType_ShowView, sql.PrivilegeType_References, sql.PrivilegeType_Alter, sql.PrivilegeType_Create,
	sql.PrivilegeType_Drop, sql.PrivilegeType_Index, sql.PrivilegeType_Trigger,
}

// grants are the grant tables, nil where they are not in force.
func (h grantHandler) grants(ctx *sql.Context) (*mysql_db.MySQLDb, error) {
	db, err := h.catalog.Database(ctx, "mysql")
	if err != nil {
		return nil, err
	}
	if grants, ok := db.(*mysql_db.MySQLDb); ok && grants.Enabled() {
		return grants, nil
	}
	return nil, nil
}

// isShowGrants recognises SHOW GRANTS: nothing else asks for SELECT on the
// whole database mysql.
func isShowGrants(auth ast.AuthInformation) bool {
	return auth.AuthType == ast.AuthType_SELECT && auth.TargetType == ast.AuthTargetType_DatabaseIdentifiers &&
		len(auth.TargetNames) == 1 && auth.TargetNames[0] == "mysql"
}

func (h grantHandler) call(ctx *sql.Context, db, name string) error {
	if db == "" {
		db = ctx.GetCurrentDatabase()
	}
	grants, err := h.grants(ctx)
	if err != nil || grants == nil {
		return err
	}
	return mayCall(ctx, grants, db, name)
}

// mayCall says whether the user may run a procedure, under its own name or as
// the Go function below it.
func mayCall(ctx *sql.Context, grants *mysql_db.MySQLDb, db, name string) error {
	name = strings.TrimPrefix(name, "__")
	subject := sql.PrivilegeCheckSubject{Database: db, Routine: name, IsProcedure: true}
	if grants.UserHasPrivileges(ctx, sql.NewPrivilegedOperation(subject, sql.PrivilegeType_Execute)) {
		return nil
	}
	return sqlError(1370, stateSyntax, "execute command denied to user %s for routine '%s.%s'", whoIs(ctx), db, strings.ToLower(name))
}

// mayRead says whether the user of a statement may read a table of ours. The
// engine's own reads, outside of statements, may.
func (e *Engine) mayRead(ctx context.Context, db, name string) error {
	st := statementOf(ctx)
	if st.session == nil {
		return nil
	}
	return e.may(sql.NewContext(ctx, sql.WithSession(st.session)), "SELECT", sql.PrivilegeType_Select, db, name)
}

// may says whether the user has a privilege on a table.
func (e *Engine) may(ctx *sql.Context, command string, privilege sql.PrivilegeType, db, name string) error {
	subject := sql.PrivilegeCheckSubject{Database: db, Table: name}
	if e.users().UserHasPrivileges(ctx, sql.NewPrivilegedOperation(subject, privilege)) {
		return nil
	}
	return tableDenied(ctx, command, name)
}

// has says whether the user has one of some global privileges.
func (e *Engine) has(ctx *sql.Context, privileges ...sql.PrivilegeType) bool {
	for _, p := range privileges {
		if e.users().UserHasPrivileges(ctx, sql.NewPrivilegedOperation(sql.PrivilegeCheckSubject{}, p)) {
			return true
		}
	}
	return false
}

func (e *Engine) users() *mysql_db.MySQLDb { return e.sql.Analyzer.Catalog.MySQLDb }

// whoIs is the user as MySQL's messages name him.
func whoIs(ctx *sql.Context) string {
	client := ctx.Session.Client()
	return "'" + client.User + "'@'" + client.Address + "'"
}

func tableDenied(ctx *sql.Context, command, table string) error {
	return sqlError(1142, stateSyntax, "%s command denied to user %s for table '%s'", command, whoIs(ctx), strings.ToLower(table))
}

func databaseDenied(ctx *sql.Context, db string) error {
	return sqlError(1044, stateSyntax, "Access denied for user %s to database '%s'", whoIs(ctx), db)
}

func privilegeDenied(privileges string) error {
	return sqlError(1227, stateSyntax, "Access denied; you need (at least one of) the %s privilege(s) for this operation", privileges)
}

// refusedGrant words a refusal of the SQL engine as MySQL does.
func refusedGrant(ctx *sql.Context, auth ast.AuthInformation, err error) error {
	if !sql.ErrPrivilegeCheckFailed.Is(err) && !sql.ErrTableAccessDeniedForUser.Is(err) && !sql.ErrDatabaseAccessDeniedForUser.Is(err) {
		return err
	}
	command := strings.ToUpper(strings.ReplaceAll(auth.AuthType, "_", " "))
	switch auth.AuthType {
	case ast.AuthType_GRANT_PRIVILEGE, ast.AuthType_GRANT_ROLE, ast.AuthType_REVOKE_PRIVILEGE, ast.AuthType_REVOKE_ROLE, ast.AuthType_REVOKE_ALL:
		return privilegeDenied("GRANT OPTION, together with the privileges that it is about,")
	case ast.AuthType_RELOAD:
		return privilegeDenied(command)
	}
	switch auth.TargetType {
	case ast.AuthTargetType_SingleTableIdentifier, ast.AuthTargetType_MultipleTableIdentifiers, ast.AuthTargetType_TableColumn:
		if len(auth.TargetNames) > 1 && !sql.ErrDatabaseAccessDeniedForUser.Is(err) {
			return tableDenied(ctx, command, auth.TargetNames[1])
		}
	case ast.AuthTargetType_DatabaseIdentifiers:
	default:
		return privilegeDenied(command)
	}
	db := ""
	if len(auth.TargetNames) > 0 {
		db = auth.TargetNames[0]
	}
	if db == "" {
		db = ctx.GetCurrentDatabase()
	}
	return databaseDenied(ctx, db)
}
