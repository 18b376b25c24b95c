package engine

import (
	"crypto/tls"
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
)

// SHOW STATUS values that the SQL engine leaves empty.

// begun is when this process began to answer SQL.
var begun = time.Now()

// showUptime sets Uptime to what it is now: a second at least, since tools
// divide by it.
func showUptime() {
	_ = sql.StatusVariables.SetGlobal("Uptime", max(1, uint64(time.Since(begun)/time.Second)))
}

// showTLS tells a session how its connection is encrypted; clients and their
// users look at Ssl_cipher to know.
func showTLS(session sql.Session, state *tls.ConnectionState) {
	ctx := sql.NewEmptyContext()
	_ = session.SetStatusVariable(ctx, "Ssl_cipher", openSSLName(tls.CipherSuiteName(state.CipherSuite)))
	_ = session.SetStatusVariable(ctx, "Ssl_version", strings.ReplaceAll(tls.VersionName(state.Version), "TLS ", "TLSv"))
}

// openSSLName is how MySQL calls a cipher suite. Those of TLS 1.3 have one name.
func openSSLName(name string) string {
	key, cipher, ok := strings.Cut(strings.TrimPrefix(name, "TLS_"), "_WITH_")
	if !ok {
		return name
	}
	cipher = strings.NewReplacer("AES_128", "AES128", "AES_256", "AES256", "CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305").Replace(cipher)
	return strings.ReplaceAll(key+"-"+cipher, "_", "-")
}
