package engine

import (
	"crypto/tls"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/mysql_db"

	"github.com/scoutql/scoutql/engine/wire"
)

// account finds the SQL user that a login means (wire.Accounts).
func (e *Engine) account(user, host string) (wire.Account, bool) {
	users := e.sql.Analyzer.Catalog.MySQLDb
	reader := users.Reader()
	defer reader.Close()
	u := users.GetUser(reader, user, host, false)
	if u == nil {
		return wire.Account{}, false
	}
	return wire.Account{
		Plugin: u.Plugin, Secret: u.AuthString, Locked: u.Locked || u.IsRole,
		Secure: secure(u), User: sql.MysqlConnectionUser{User: u.User, Host: u.Host},
	}, true
}

// secure is what CREATE USER ... REQUIRE asks of a connection.
func secure(u *mysql_db.User) func(*tls.ConnectionState) bool {
	switch {
	case u.SslType == "":
		return nil
	case u.SslType == "ANY":
		return func(state *tls.ConnectionState) bool { return state != nil }
	case u.SslType == "SPECIFIED" && u.X509Issuer == "" && u.X509Subject == "":
		return func(state *tls.ConnectionState) bool {
			return state != nil && tls.CipherSuiteName(state.CipherSuite) == u.SslCipher
		}
	}
	// The server asks for no client certificates: nobody can show one.
	return func(*tls.ConnectionState) bool { return false }
}
