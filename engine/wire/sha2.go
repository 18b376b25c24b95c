package wire

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // the padding that the plugin names
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/pem"
	"sync"

	"github.com/dolthub/vitess/go/mysql"
)

// What follows packetMore, and what the client asks for.
const (
	sha2Fast      = 3
	sha2Full      = 4
	sha2PublicKey = 2
)

// provesSHA2 checks an answer of caching_sha2_password. A password that was
// proven before is known by a hash; otherwise the client must send it, over TLS
// as it is, without TLS locked with our public key.
func (c *conn) provesSHA2(secret string, answer []byte) (bool, error) {
	if c.server.proven.check(secret, answer, c.nonce) {
		return true, c.send([]byte{packetMore, sha2Fast})
	}
	if err := c.send([]byte{packetMore, sha2Full}); err != nil {
		return false, err
	}
	password, err := c.read()
	if err != nil {
		return false, err
	}
	if c.secure == nil {
		if password, err = c.unlock(password); err != nil || password == nil {
			return false, err
		}
	}
	plain := string(bytes.TrimSuffix(password, []byte{0}))
	if !matchesSHA2(secret, plain) {
		return false, nil
	}
	c.server.proven.put(secret, plain)
	return true, nil
}

// unlock reads a password that is XORed with the nonce and encrypted with our
// public key, which the client may ask for first. nil is one that cannot be read.
func (c *conn) unlock(packet []byte) ([]byte, error) {
	key, public, err := c.server.keys.get()
	if err != nil {
		return nil, err
	}
	if len(packet) == 1 && packet[0] == sha2PublicKey {
		if err := c.send(append([]byte{packetMore}, public...)); err != nil {
			return nil, err
		}
		if packet, err = c.read(); err != nil {
			return nil, err
		}
	}
	password, err := rsa.DecryptOAEP(sha1.New(), nil, key, packet, nil) //nolint:gosec // the plugin's padding
	if err != nil {
		return nil, nil //nolint:nilerr // a wrong password like any other
	}
	for i := range password {
		password[i] ^= c.nonce[i%len(c.nonce)]
	}
	return password, nil
}

// matchesSHA2 checks a password against MySQL's salted, many times hashed form.
func matchesSHA2(secret, password string) bool {
	digest, rounds, salt, _, err := mysql.DeserializeCachingSha2PasswordAuthString([]byte(secret))
	if err != nil || digest != "SHA256" {
		return false
	}
	made, err := mysql.SerializeCachingSha2PasswordAuthString(password, salt, rounds)
	return err == nil && subtle.ConstantTimeCompare(made, []byte(secret)) == 1
}

// keyPair is made when the first client needs it: that takes a moment.
type keyPair struct {
	once   sync.Once
	key    *rsa.PrivateKey
	public []byte // PEM
	err    error
}

func (k *keyPair) get() (*rsa.PrivateKey, []byte, error) {
	k.once.Do(func() {
		if k.key, k.err = rsa.GenerateKey(rand.Reader, 2048); k.err != nil {
			return
		}
		var der []byte
		if der, k.err = x509.MarshalPKIXPublicKey(&k.key.PublicKey); k.err == nil {
			k.public = pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
		}
	})
	return k.key, k.public, k.err
}

// proven holds SHA256(SHA256(password)) of accounts whose password was proven,
// under the secret that it was proven against: a new password is a new secret.
type proven struct {
	mu     sync.Mutex
	hashes map[string][sha256.Size]byte
}

const maxProven = 10_000

func (p *proven) put(secret, password string) {
	once := sha256.Sum256([]byte(password))
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hashes == nil || len(p.hashes) >= maxProven {
		p.hashes = map[string][sha256.Size]byte{}
	}
	p.hashes[secret] = sha256.Sum256(once[:])
}

func (p *proven) check(secret string, answer, nonce []byte) bool {
	p.mu.Lock()
	twice, ok := p.hashes[secret]
	p.mu.Unlock()
	return ok && fastAnswer(twice, answer, nonce)
}
