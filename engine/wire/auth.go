package wire

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // mysql_native_password is made of it
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"encoding/hex"
	"net"
	"strings"

	"github.com/dolthub/vitess/go/mysql"
)

// Account is a SQL user as a login needs to know it.
type Account struct {
	Plugin string // how its password is stored and proven
	// Secret is MySQL's authentication_string; "" is an account without password.
	Secret string
	Locked bool
	// Secure says whether a connection is secure enough; nil asks for nothing. The
	// state is nil without TLS.
	Secure func(*tls.ConnectionState) bool
	// User is what the handler gets as the connection's UserData.
	User mysql.Getter
}

// Accounts finds the account that a user signs in to from a host.
type Accounts func(user, host string) (Account, bool)

// Remember makes a password known to caching_sha2_password's fast way for the
// account with this secret, whatever its plugin: clients that know no other
// plugin can sign in to it, too.
func (s *Server) Remember(secret, password string) {
	if secret != "" && password != "" {
		s.proven.put(secret, password)
	}
}

// signIn finds out whether the client is who it says. again is for a client that
// is connected already: its answer may be made with an older nonce than ours.
func (c *conn) signIn(h hello, again bool) error {
	host := hostOf(c.socket.RemoteAddr())
	logins := c.server.config.Logins
	if err := logins.Hold(host); err != nil {
		return err
	}
	account, known := c.server.config.Accounts(h.user, host)
	if !known {
		// Nobody learns from the dialogue which users there are.
		account = Account{Plugin: nativePassword, Secret: "*" + strings.Repeat("0", 40)}
	}
	given, ok, err := c.proves(h, account, again)
	if err != nil {
		logins.Ended(host, false)
		return err
	}
	secure := account.Secure == nil || account.Secure(c.secure)
	if !known || !ok || account.Locked || !secure {
		using := "NO"
		if given {
			using = "YES"
		}
		c.server.config.Logger.Warn("login refused", "user", h.user, "address", host, "failures", logins.Ended(host, false), "tls", c.secure != nil,
			"plugin", account.Plugin, "locked", account.Locked, "tls_missing", !secure)
		return sqlError(1045, "28000", "Access denied for user '%s'@'%s' (using password: %s)", h.user, host, using)
	}
	logins.Ended(host, true)
	c.server.config.Logger.Info("login", "user", h.user, "address", host, "tls", c.secure != nil)
	c.sql.User, c.sql.UserData = h.user, account.User
	return nil
}

func hostOf(address net.Addr) string {
	host, _, err := net.SplitHostPort(address.String())
	if err != nil {
		return "localhost" // a Unix socket
	}
	return host
}

// proves has the client prove that it knows the account's password. given says
// whether it has sent one at all.
func (c *conn) proves(h hello, account Account, again bool) (given, ok bool, err error) {
	if account.Secret == "" {
		return !isEmpty(h.answer), isEmpty(h.answer), nil
	}
	if ok, err := c.provesAtOnce(h, account); ok || err != nil {
		return true, ok, err
	}
	if again || h.plugin != account.Plugin || isEmpty(h.answer) {
		if c.client&pluginAuth == 0 {
			return !isEmpty(h.answer), false, nil
		}
		if h.answer, err = c.switchTo(account.Plugin); err != nil {
			return false, false, err
		}
	}
	if isEmpty(h.answer) {
		return false, false, nil
	}
	switch account.Plugin {
	case nativePassword:
		return true, provesNative(account.Secret, h.answer, c.nonce), nil
	case sha2Password:
		ok, err = c.provesSHA2(account.Secret, h.answer)
		return true, ok, err
	}
	return true, false, nil
}

// provesAtOnce looks whether the first answer will do. An account of either
// plugin may be proven by caching_sha2_password's short answer, where we know
// the hash: some clients have no other plugin.
func (c *conn) provesAtOnce(h hello, account Account) (bool, error) {
	switch {
	case h.plugin == sha2Password:
		if c.server.proven.check(account.Secret, h.answer, c.nonce) {
			return true, c.send([]byte{packetMore, sha2Fast})
		}
	case account.Plugin == nativePassword:
		return provesNative(account.Secret, h.answer, c.nonce), nil
	}
	return false, nil
}

// isEmpty knows the answers of clients without a password.
func isEmpty(answer []byte) bool {
	return len(answer) == 0 || len(answer) == 1 && answer[0] == 0
}

// switchTo asks for an answer of another plugin, made with a new nonce.
func (c *conn) switchTo(plugin string) ([]byte, error) {
	c.nonce = newNonce()
	b := append([]byte{packetSwitch}, plugin...)
	b = append(append(append(b, 0), c.nonce...), 0)
	if err := c.send(b); err != nil {
		return nil, err
	}
	return c.read()
}

// provesNative checks an answer of mysql_native_password:
// SHA1(password) XOR SHA1(nonce + SHA1(SHA1(password))); secret is "*" and the
// inner hash in hex.
func provesNative(secret string, answer, nonce []byte) bool {
	stored, err := hex.DecodeString(strings.TrimPrefix(secret, "*"))
	if err != nil || len(stored) != sha1.Size || len(answer) != sha1.Size {
		return false
	}
	salted := sha1.Sum(append(bytes.Clone(nonce), stored...)) //nolint:gosec // the plugin's hash
	password := make([]byte, sha1.Size)
	subtle.XORBytes(password, answer, salted[:])
	twice := sha1.Sum(password) //nolint:gosec // the plugin's hash
	return subtle.ConstantTimeCompare(twice[:], stored) == 1
}

// fastAnswer undoes caching_sha2_password's short answer:
// SHA256(password) XOR SHA256(SHA256(SHA256(password)) + nonce).
func fastAnswer(twice [sha256.Size]byte, answer, nonce []byte) bool {
	if len(answer) != sha256.Size {
		return false
	}
	salted := sha256.Sum256(append(twice[:], nonce...))
	once := make([]byte, sha256.Size)
	subtle.XORBytes(once, answer, salted[:])
	got := sha256.Sum256(once)
	return subtle.ConstantTimeCompare(got[:], twice[:]) == 1
}
