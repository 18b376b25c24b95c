package wire

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
)

func certificate(t testing.TB) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
}

// TestPlugins signs in with every plugin, with and without TLS, twice: the
// second time the server knows the password.
func TestPlugins(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{TLS: certificate(t)})
	admin := s.open(t, nil)
	for _, statement := range []string{
		"CREATE USER native IDENTIFIED WITH mysql_native_password BY 'geheim'",
		"CREATE USER sha2 IDENTIFIED WITH caching_sha2_password BY 'geheim'",
		"CREATE USER sha2empty IDENTIFIED WITH caching_sha2_password BY ''",
		"CREATE USER picky IDENTIFIED BY 'geheim' REQUIRE SSL",
	} {
		_, err := admin.ExecContext(context.Background(), statement)
		require.NoError(t, err, statement)
	}
	ping := func(user, password, secure string) error {
		db := s.open(t, func(c *mysql.Config) { c.User, c.Passwd, c.DBName, c.TLSConfig = user, password, "", secure })
		return db.PingContext(context.Background())
	}
	for _, secure := range []string{"false", "skip-verify"} {
		for _, user := range []string{"native", "sha2", "native", "sha2"} {
			require.NoError(t, ping(user, "geheim", secure), user)
			requireError(t, ping(user, "falsch", secure), 1045, "28000", "using password: YES")
			requireError(t, ping(user, "", secure), 1045, "28000", "using password: NO")
		}
		require.NoError(t, ping("sha2empty", "", secure))
		requireError(t, ping("sha2empty", "x", secure), 1045, "28000", "Access denied")
	}
	require.NoError(t, ping("picky", "geheim", "skip-verify"))
	requireError(t, ping("picky", "geheim", "false"), 1045, "28000", "Access denied")

	// A new password is known at once, the old one no more.
	_, err := admin.ExecContext(context.Background(), "ALTER USER sha2 IDENTIFIED WITH caching_sha2_password BY 'neu'")
	require.NoError(t, err)
	requireError(t, ping("sha2", "geheim", "false"), 1045, "28000", "Access denied")
	require.NoError(t, ping("sha2", "neu", "false"))
}

// TestClientsWithOnePlugin: the first user's password is known, so that a client
// that has only the newer plugin, as MySQL 9's, signs in to it as well.
func TestClientsWithOnePlugin(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{Password: "secret"})
	p := s.dial(t)
	p.hello(hello{user: "root", password: "secret", plugin: "caching_sha2_password"})
	require.Equal(t, []byte{1, 3}, p.must())
	p.ok()

	p = s.dial(t)
	p.hello(hello{user: "root", password: "wrong", plugin: "caching_sha2_password"})
	request := p.must()
	require.Equal(t, "\xfemysql_native_password\x00", string(request[:23]))
	p.send(prove("mysql_native_password", "secret", request[23:43])...)
	p.ok()

	// A client whose first plugin we do not know is asked for ours.
	p = s.dial(t)
	p.hello(hello{user: "root", password: "junk", plugin: "dialog"})
	require.Equal(t, "\xfemysql_native_password\x00", string(p.must()[:23]))
	p.send(make([]byte, 20)...)
	p.failure(1045, "28000", "Access denied for user 'root'@'127.0.0.1' (using password: YES)")
}

func TestRequireTLS(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{TLS: certificate(t), RequireTLS: true})
	plain := s.open(t, nil).PingContext(context.Background())
	requireError(t, plain, 3159, "HY000", "require_secure_transport")
	db := s.open(t, func(c *mysql.Config) { c.TLSConfig = "skip-verify" })
	require.NoError(t, db.PingContext(context.Background()))
	var name, value string
	require.NoError(t, db.QueryRowContext(context.Background(), "SHOW STATUS LIKE 'Ssl_version'").Scan(&name, &value))
	require.Equal(t, "TLSv1.3", value)
	require.NoError(t, db.QueryRowContext(context.Background(), "SHOW SESSION STATUS LIKE 'Ssl_cipher'").Scan(&name, &value))
	require.Regexp(t, "^TLS_", value)

	none := serve(t, small, engine.ServeConfig{TLS: certificate(t)}).open(t, nil)
	require.NoError(t, none.QueryRowContext(context.Background(), "SHOW STATUS LIKE 'Ssl_cipher'").Scan(&name, &value))
	require.Empty(t, value)
}

func TestTooManyConnections(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{MaxConnections: 1})
	first := s.open(t, nil)
	require.NoError(t, first.PingContext(context.Background()))
	requireError(t, s.open(t, nil).PingContext(context.Background()), 1040, "08004", "Too many connections")
	require.NoError(t, first.Close())
	require.Eventually(t, func() bool { return s.open(t, nil).PingContext(context.Background()) == nil }, time.Minute, time.Millisecond)
}
