package main

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
)

func TestIsLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:1": true, "127.9.9.9:1": true, "[::1]:1": true, "localhost:1": true, "[::ffff:127.0.0.1]:1": true,
		":1": false, "0.0.0.0:1": false, "[::]:1": false, "192.0.2.7:1": false,
	} {
		got, err := isLoopback(t.Context(), address)
		require.NoError(t, err, address)
		require.Equal(t, want, got, address)
	}
}

func TestReadPassword(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	for text, want := range map[string]string{"a b": "a b", "a b\n": "a b", "a\r\nrest\n": "a", " a ": " a "} {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		got, err := readPassword(file)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	require.NoError(t, os.WriteFile(file, []byte("\nsecret"), 0o600))
	_, err := readPassword(file)
	require.ErrorContains(t, err, "is empty")
	require.NotContains(t, err.Error(), "secret")
	_, err = readPassword(file + ".gone")
	require.ErrorContains(t, err, "--password-file: ")
}

func TestKeptCertificate(t *testing.T) {
	s := &settings.Settings{DataDir: filepath.Join(t.TempDir(), "state", "scoutql")}
	first, err := serverCertificate(s, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	again, err := serverCertificate(s, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.Equal(t, first.pair.Certificate, again.pair.Certificate, "the same after a restart")
	leaf, err := x509.ParseCertificate(first.pair.Certificate[0])
	require.NoError(t, err)
	require.NoError(t, leaf.VerifyHostname("127.0.0.1"))
	require.NoError(t, leaf.VerifyHostname("localhost"))
	require.Greater(t, time.Until(leaf.NotAfter), 9*365*24*time.Hour)

	own := &settings.Settings{
		TLSCert: filepath.Join(s.DataDir, "tls-cert.pem"), TLSKey: filepath.Join(s.DataDir, "tls-key.pem"),
	}
	pair, err := serverCertificate(own, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.Equal(t, first.pair.Certificate, pair.pair.Certificate)

	require.NoError(t, os.WriteFile(own.TLSKey, []byte("?"), 0o600))
	_, err = serverCertificate(s, slog.New(slog.DiscardHandler))
	require.ErrorContains(t, err, "damaged")
	_, err = serverCertificate(own, slog.New(slog.DiscardHandler))
	require.ErrorContains(t, err, "--tls-cert, --tls-key: ")
}

func TestDemoLeavesNothingBehind(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", filepath.Join(t.TempDir(), "state"))
	pair, err := serverCertificate(&settings.Settings{Demo: true}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.NotEqual(t, tls.Certificate{}, pair.pair)
	require.NoDirExists(t, os.Getenv("XDG_STATE_HOME"))
}

func TestGreeting(t *testing.T) {
	at := &net.TCPAddr{IP: net.IPv4zero, Port: 3307}
	require.Equal(t, "scoutql serves the account my-app on 0.0.0.0:3307 as user ann; connect with: mysql -h 127.0.0.1 -P 3307 -u ann -p helpscout",
		greeting(at, "ann", true, &account{credentials: credentials{name: "my-app"}}))
}
