package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
)

// A renewed certificate is used without a restart; a broken one is not.
func TestCertificateIsReloaded(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	put := func(minutes int) {
		certPEM, keyPEM, err := selfSigned()
		require.NoError(t, err)
		require.NoError(t, writeSecret(cert, certPEM))
		require.NoError(t, writeSecret(key, keyPEM))
		later := time.Now().Add(time.Duration(minutes) * time.Minute)
		require.NoError(t, os.Chtimes(cert, later, later))
	}
	put(0)
	c, err := serverCertificate(&settings.Settings{TLSCert: cert, TLSKey: key}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	now := time.Now()
	first := c.current(now).Leaf.SerialNumber

	put(1)
	second := c.current(now.Add(2 * lookAgain)).Leaf.SerialNumber
	require.NotEqual(t, first, second)

	require.NoError(t, os.WriteFile(cert, []byte("half"), 0o600))
	require.Equal(t, second, c.current(now.Add(4*lookAgain)).Leaf.SerialNumber)

	put(2)
	require.NotEqual(t, second, c.current(now.Add(6*lookAgain)).Leaf.SerialNumber)
}
