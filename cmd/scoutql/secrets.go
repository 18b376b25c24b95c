package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/scoutql/scoutql/cmd/scoutql/internal/settings"
)

// readPassword returns the file's first line.
func readPassword(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", usagef("--password-file: %s", err)
	}
	password, _, _ := strings.Cut(string(text), "\n")
	password = strings.TrimSuffix(password, "\r")
	if password == "" {
		return "", usagef("--password-file: the first line of %s is empty", path)
	}
	return password, nil
}

// serverCertificate is the user's own or a self-signed one, kept in the data
// directory so that clients see the same after a restart.
func serverCertificate(s *settings.Settings, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: s.TLSCert, key: s.TLSKey, log: log}
	var err error
	switch {
	case (s.TLSCert == "") != (s.TLSKey == ""):
		return nil, usagef("--tls-cert and --tls-key belong together")
	case s.TLSCert != "":
		c.stamp = c.stamps()
		if c.pair, err = tls.LoadX509KeyPair(s.TLSCert, s.TLSKey); err != nil {
			return nil, usagef("--tls-cert, --tls-key: %s", err)
		}
		return c, nil
	case s.Demo && s.DataDir == "":
		// A demo leaves nothing behind.
		certPEM, keyPEM, err := selfSigned()
		if err != nil {
			return nil, err
		}
		c.pair, err = tls.X509KeyPair(certPEM, keyPEM)
		return c, err
	}
	dir, err := s.DataPath()
	if err != nil {
		return nil, err
	}
	c.cert, c.key = filepath.Join(dir, "tls-cert.pem"), filepath.Join(dir, "tls-key.pem")
	if c.pair, err = keptCertificate(dir, c.cert, c.key); err != nil {
		return nil, err
	}
	c.stamp = c.stamps()
	return c, nil
}

func keptCertificate(dir, cert, key string) (tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err == nil && time.Now().Before(pair.Leaf.NotAfter) {
		return pair, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return pair, fmt.Errorf("the self-signed pair in %s is damaged (%w); delete tls-cert.pem and tls-key.pem", dir, err)
	}
	certPEM, keyPEM, err := selfSigned()
	if err != nil {
		return pair, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return pair, fmt.Errorf("data directory: %w; choose another with --data-dir", err)
	}
	// The certificate last: it is looked for first.
	for _, f := range []struct {
		path string
		text []byte
	}{{key, keyPEM}, {cert, certPEM}} {
		if err := writeSecret(f.path, f.text); err != nil {
			return pair, fmt.Errorf("data directory: %w; choose another with --data-dir", err)
		}
	}
	return tls.X509KeyPair(certPEM, keyPEM)
}

// writeSecret writes a whole file or none, readable by its owner only.
func writeSecret(path string, text []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if _, err = file.Write(text); err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

func selfSigned() (certPEM, keyPEM []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "scoutql"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().AddDate(10, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	if host, err := os.Hostname(); err == nil && host != "localhost" {
		template.DNSNames = append(template.DNSNames, host)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, nil, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), nil
}
