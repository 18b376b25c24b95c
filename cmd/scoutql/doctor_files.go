package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// open reports whether other users of the machine can read a file or enter a directory.
func open(info fs.FileInfo) bool {
	return runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0
}

func (o *doctorOptions) checkDataDir(context.Context) []finding {
	dir, err := o.settings.DataPath()
	if err != nil {
		return []finding{fail("set SCOUTQL_DATA_DIR", "%s", err)}
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && o.settings.Demo:
		return []finding{ok("none, and the demo needs none (%s)", dir)}
	case errors.Is(err, fs.ErrNotExist):
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return []finding{fail("choose another with SCOUTQL_DATA_DIR", "cannot be made: %s", err)}
		}
	case err != nil:
		return []finding{fail("choose another with SCOUTQL_DATA_DIR", "%s", err)}
	case !info.IsDir():
		return []finding{fail("choose another with SCOUTQL_DATA_DIR", "%s is no directory", dir)}
	}
	if err := tryWriting(dir); err != nil {
		return []finding{fail("make room or give it to this user, or choose another with SCOUTQL_DATA_DIR", "%s cannot be written: %s", dir, err)}
	}
	return dataModes(dir)
}

// tryWriting finds a directory of somebody else, a read-only or a full disk.
func tryWriting(dir string) error {
	file, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(make([]byte, 4096))
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// dataModes looks at who can read what is kept. In a directory that only we can enter, only secrets matter.
func dataModes(dir string) []finding {
	var found []finding
	info, err := os.Stat(dir)
	if err != nil {
		return []finding{fail("", "%s", err)}
	}
	if open(info) {
		found = append(found, fail("chmod 700 "+dir, "%s can be entered by other users (mode %04o)", dir, info.Mode().Perm()))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return append(found, fail("", "%s", err))
	}
	for _, e := range entries {
		file, err := e.Info()
		if err != nil || !file.Mode().IsRegular() || !open(file) || !open(info) && !secretFile(e.Name()) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		found = append(found, fail("chmod 600 "+path, "%s can be read by other users (mode %04o)", path, file.Mode().Perm()))
	}
	if len(found) > 0 {
		return found
	}
	return []finding{ok("%s, writable, closed to other users", dir)}
}

func secretFile(name string) bool {
	return strings.HasPrefix(name, "login-") || strings.Contains(name, "key") || strings.Contains(name, "user")
}

// checkServer looks at what serve would need.
func (o *doctorOptions) checkServer(ctx context.Context) []finding {
	var found []finding
	s := o.settings
	if _, err := readPassword(s.PasswordFile); err != nil {
		found = append(found, fail("name a file whose first line is the password", "%s", err))
	} else if info, err := os.Stat(s.PasswordFile); err == nil && open(info) {
		found = append(found, note("chmod 600 "+s.PasswordFile, "%s can be read by other users (mode %04o)", s.PasswordFile, info.Mode().Perm()))
	}
	if s.TLSCert != "" || s.TLSKey != "" {
		found = append(found, checkPair(s.TLSCert, s.TLSKey)...)
	}
	if f := checkListen(ctx, s.Listen); f.state != fine {
		found = append(found, f)
	}
	if len(found) > 0 {
		return found
	}
	return []finding{ok("scoutql serve can listen on %s", s.Listen)}
}

func checkListen(ctx context.Context, address string) finding {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return note("fine if that is scoutql serve itself, else choose another --listen", "something listens on %s already", address)
	}
	if err != nil {
		return fail("choose another --listen", "%s", listenError(address, err))
	}
	l.Close()
	return ok("")
}

func checkPair(cert, key string) []finding {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return []finding{fail("check --tls-cert and --tls-key, or leave both out for a self-signed pair", "%s", err)}
	}
	var found []finding
	if info, err := os.Stat(key); err == nil && open(info) {
		found = append(found, fail("chmod 600 "+key, "%s can be read by other users (mode %04o)", key, info.Mode().Perm()))
	}
	switch left := time.Until(pair.Leaf.NotAfter); {
	case left < 0:
		found = append(found, fail("renew it", "the certificate %s ended at %s", cert, stamp(pair.Leaf.NotAfter)))
	case left < 14*24*time.Hour:
		found = append(found, note("renew it", "the certificate %s ends in %s", cert, roughly(left)))
	case time.Now().Before(pair.Leaf.NotBefore):
		found = append(found, fail("check this machine's clock", "the certificate %s is not valid before %s", cert, fmt.Sprint(stamp(pair.Leaf.NotBefore))))
	}
	return found
}
