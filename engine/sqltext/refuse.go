package sqltext

import (
	"context"
	"strconv"

	"github.com/dolthub/vitess/go/mysql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// Bounds of what one statement may ask for.
const (
	maxSleepSeconds = 5
	maxUnionArms    = 100
)

const (
	errNotSupported   = mysql.ERNotSupportedYet // 1235
	errOptionPrevents = 1290                    // ER_OPTION_PREVENTS_STATEMENT
)

func notSupported(format string, args ...any) error {
	return mysql.NewSQLError(errNotSupported, mysql.SSClientError, format, args...)
}

func noFiles(what string) error {
	return mysql.NewSQLError(errOptionPrevents, mysql.SSUnknownSQLState,
		"scoutql is running with --secure-file-priv: no statement reads or writes a file of the server, so %s is refused", what)
}

// refusal is a statement that fails with err when the engine plans it.
type refusal struct{ err error }

// WithResolvedChildren is where the engine asks an injected statement for its
// plan, and hands on the error unchanged.
func (r refusal) WithResolvedChildren(context.Context, []any) (any, error) { return nil, r.err }

// String keeps the error out of logs of the statement.
func (r refusal) String() string { return "refused statement" }

func refused(err error) ast.Statement {
	return ast.InjectedStatement{
		Auth:      ast.AuthInformation{AuthType: ast.AuthType_IGNORE, TargetType: ast.AuthTargetType_Ignore},
		Statement: refusal{err},
	}
}

// Refusal returns the error of a statement that ParseWithOptions refused or
// could not parse, or nil.
func Refusal(stmt ast.Statement) error {
	if s, ok := stmt.(ast.InjectedStatement); ok {
		if r, ok := s.Statement.(refusal); ok {
			return r.err
		}
	}
	return nil
}

// refuse says why a statement must not run. Statements are allowed by kind: a
// kind that a later parser learns is refused until someone has looked at it.
func refuse(stmt ast.Statement) error {
	// The tree is as deep as it has arms: count before anything walks it.
	if unionArms(stmt) > maxUnionArms {
		return tooManyArms()
	}
	var err error
	arms := 1
	walk(stmt, func(node any) bool {
		if err == nil {
			err = refuseNode(node)
		}
		if _, ok := node.(*ast.SetOp); ok {
			if arms++; arms > maxUnionArms && err == nil {
				err = tooManyArms()
			}
		}
		return err == nil
	})
	return err
}

// writes tells whether a statement changes rows.
func writes(stmt ast.Statement) bool {
	switch stmt.(type) {
	case *ast.Insert, *ast.Update, *ast.Delete:
		return true
	}
	return false
}

func tooManyArms() error {
	return notSupported("a statement may have %d UNION arms at most", maxUnionArms)
}

func unionArms(node any) int {
	arms := 1
	for {
		switch n := node.(type) {
		case *ast.SetOp:
			arms += unionArms(n.Right)
			node = n.Left
		case *ast.ParenSelect:
			node = n.Select
		case *ast.Explain:
			node = n.Statement
		default:
			return arms
		}
	}
}

func refuseNode(node any) error {
	switch n := node.(type) {
	case *ast.Insert:
		if n.Action == ast.ReplaceStr {
			return notSupported("Help Scout cannot replace a row; use UPDATE for one that exists and INSERT for a new one")
		}
	case *ast.Into:
		if n.Outfile != "" || n.Dumpfile != "" {
			return noFiles("SELECT ... INTO OUTFILE or DUMPFILE")
		}
	case *ast.FuncExpr:
		return refuseFunction(n)
	case ast.Statement:
		return refuseStatement(n)
	}
	return nil
}

func refuseStatement(stmt ast.Statement) error {
	switch s := stmt.(type) {
	case *ast.Select, *ast.SetOp, *ast.ParenSelect,
		*ast.Insert, *ast.Update, *ast.Delete, *ast.Call,
		*ast.Show, *ast.ShowGrants, *ast.ShowPrivileges, *ast.Explain,
		*ast.Set, *ast.Use, *ast.Kill, *ast.Flush,
		*ast.Begin, *ast.Commit, *ast.Rollback,
		*ast.Savepoint, *ast.RollbackSavepoint, *ast.ReleaseSavepoint,
		*ast.LockTables, *ast.UnlockTables,
		*ast.Prepare, *ast.Execute, *ast.Deallocate,
		*ast.RenameUser, *ast.DropUser, *ast.CreateRole, *ast.DropRole,
		*ast.GrantPrivilege, *ast.GrantRole, *ast.RevokePrivilege, *ast.RevokeRole,
		*ast.OtherRead, *ast.OtherAdmin:
		return nil
	case *ast.CreateUser:
		return refuseCreateUser(s)
	case *ast.Load:
		return noFiles("LOAD DATA")
	case *ast.DDL:
		return refuseDDL(s)
	case *ast.DBDDL, *ast.AlterTable:
		return tablesAreTheirs()
	case *ast.Analyze:
		return notSupported("ANALYZE TABLE would read the whole table from Help Scout; scoutql needs no statistics")
	default:
		return notSupported("scoutql does not run this kind of statement; it reads and writes Help Scout with SELECT, INSERT, UPDATE, DELETE and CALL")
	}
}

func refuseDDL(s *ast.DDL) error {
	switch {
	case s.Authentication != nil, s.AccountLimits != nil, !s.User.IsEmpty(): // ALTER USER
		return refuseAlterUser(s)
	case s.Temporary:
		return notSupported("scoutql has no temporary tables; use a derived table or WITH")
	case s.Action == ast.TruncateStr:
		return notSupported("Help Scout cannot empty a table; use DELETE with a WHERE")
	}
	return tablesAreTheirs()
}

// refuseCreateUser refuses what the engine would take and forget: an account
// that was to be locked must not be open.
func refuseCreateUser(s *ast.CreateUser) error {
	if s.Locked || s.AccountLimits != nil || s.PasswordOptions != nil || s.Attribute != "" || len(s.DefaultRoles) > 0 {
		return notSupported("scoutql keeps a user's password, REQUIRE and grants; no ACCOUNT LOCK, limits, password rules, default roles or attributes")
	}
	for _, u := range s.Users {
		if err := refuseAuthentication(u.Auth1); err != nil {
			return err
		}
		if u.Name == "" || u.Name == OwnAccount {
			return notSupported("a user needs a name: CREATE USER 'name'@'host' IDENTIFIED BY '...'")
		}
	}
	return nil
}

func refuseAlterUser(s *ast.DDL) error {
	if s.AccountLimits != nil || s.Authentication == nil {
		return notSupported("ALTER USER changes a password only: ALTER USER 'name'@'host' IDENTIFIED BY '...'")
	}
	return refuseAuthentication(s.Authentication)
}

func refuseAuthentication(a *ast.Authentication) error {
	if a != nil && a.RandomPassword {
		return notSupported("scoutql makes no passwords; give one with IDENTIFIED BY '...'")
	}
	return nil
}

func tablesAreTheirs() error {
	return notSupported("scoutql's tables are Help Scout's; databases, tables, indexes, views, triggers, procedures and events cannot be created, altered or dropped")
}

// refuseFunction bounds the functions that hold a connection or a core, and
// keeps the server's files closed.
func refuseFunction(f *ast.FuncExpr) error {
	switch f.Name.Lowered() {
	case "load_file":
		return noFiles("LOAD_FILE")
	case "sleep":
		return refuseWait("SLEEP", f, 0)
	case "get_lock":
		return refuseWait("GET_LOCK", f, 1)
	case "benchmark":
		return notSupported("BENCHMARK is refused: it would hold a core of the server")
	case "uncompress":
		return notSupported("UNCOMPRESS is refused: a short text may become a very long one")
	}
	return refuseUnknown(f)
}

func refuseWait(name string, f *ast.FuncExpr, argument int) error {
	if argument < len(f.Exprs) {
		if e, ok := f.Exprs[argument].(*ast.AliasedExpr); ok {
			if _, null := e.Expr.(*ast.NullVal); null {
				return nil
			}
			if v, ok := e.Expr.(*ast.SQLVal); ok && (v.Type == ast.IntVal || v.Type == ast.FloatVal) {
				if seconds, err := strconv.ParseFloat(string(v.Val), 64); err == nil && seconds >= 0 && seconds <= maxSleepSeconds {
					return nil
				}
			}
		}
	}
	return notSupported("%s may wait %d seconds at most, given as a number", name, maxSleepSeconds)
}
