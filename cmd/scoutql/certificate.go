package main

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookAgain is how often the files of a certificate are looked at, at most.
const lookAgain = time.Second

// certificate is a pair of files that may be renewed while the server runs:
// who connects after that gets the new one. A pair that cannot be read leaves
// the old one in use.
type certificate struct {
	cert, key string // "" when the pair is in memory only
	log       *slog.Logger

	mu     sync.Mutex
	pair   tls.Certificate
	stamp  [2]fileStamp
	looked time.Time
}

// fileStamp tells whether a file has changed.
type fileStamp struct {
	modified time.Time
	size     int64
}

func fileStampOf(path string) fileStamp {
	info, err := os.Stat(path)
	if err != nil {
		return fileStamp{}
	}
	return fileStamp{info.ModTime(), info.Size()}
}

func (c *certificate) stamps() [2]fileStamp {
	return [2]fileStamp{fileStampOf(c.cert), fileStampOf(c.key)}
}

// config is the server's: TLS 1.2 and up.
func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current(time.Now()), nil },
	}
}

// current is the pair for a connection at a time.
func (c *certificate) current(now time.Time) *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cert != "" && now.Sub(c.looked) >= lookAgain {
		c.looked = now
		c.reload()
	}
	pair := c.pair
	return &pair
}

func (c *certificate) reload() {
	changed := c.stamps()
	if changed == c.stamp {
		return
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		// Half of a pair may have been replaced: its other half comes.
		c.log.Warn("the TLS certificate has changed and cannot be read; the old one stays in use", "file", c.cert, "error", err)
		return
	}
	c.pair, c.stamp = pair, changed
	c.log.Info("the TLS certificate is renewed", "file", c.cert, "until", pair.Leaf.NotAfter)
}
