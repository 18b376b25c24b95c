package engine

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/mysql_db"
)

// userFile keeps the SQL users and their grants: a line with a checksum, then
// the SQL engine's own serialisation. Without a path nothing is kept.
type userFile struct{ path string }

// fileHead begins the file; the checksum of the rest follows.
const fileHead = "scoutql SQL users, version 1, SHA-256 "

// Persist implements mysql_db.MySQLDbPersistence: the whole file or none of it
// is on disk before the statement ends.
func (f *userFile) Persist(_ *sql.Context, data []byte) error {
	if f.path == "" {
		return nil
	}
	sum := sha256.Sum256(data)
	text := append([]byte(fileHead+hex.EncodeToString(sum[:])+"\n"), data...)
	if err := writeWhole(f.path, text); err != nil {
		return sqlError(1030, stateGeneral, "the change holds until the next restart only, its file cannot be written: %v", err)
	}
	return nil
}

// read gives what was persisted, nil when there is nothing yet.
func (f *userFile) read() ([]byte, error) {
	if f.path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("SQL users: %w", err)
	}
	head, data, _ := bytes.Cut(text, []byte("\n"))
	sum := sha256.Sum256(data)
	if string(head) != fileHead+hex.EncodeToString(sum[:]) {
		return nil, fmt.Errorf("the SQL users in %s are damaged; put a copy back, or move the file away to begin anew with --user alone", f.path)
	}
	return data, nil
}

// writeWhole writes a file readable by its owner only, whole or not at all.
func writeWhole(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".users-*") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	if _, err = file.Write(text); err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a rename outlast a power cut, where the system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil //nolint:nilerr // the file itself is there
	}
	_ = d.Sync()
	return d.Close()
}

// loadUsers makes the server's users: those of the file, and the one of the
// configuration, who may do everything.
func (e *Engine) loadUsers(config ServeConfig) error {
	file := &userFile{path: config.UsersFile}
	data, err := file.read()
	if err != nil {
		return err
	}
	users := e.users()
	users.SetPersister(file)
	editor := users.Editor()
	defer editor.Close()
	editor.RemoveUser(mysql_db.UserPrimaryKey{Host: "localhost", User: localUser}) // of in-process sessions
	if data != nil {
		if err := users.OverwriteUsersAndGrantData(sql.NewEmptyContext(), editor, data); err != nil {
			return fmt.Errorf("the SQL users in %s cannot be read: %w", file.path, err)
		}
	}
	e.firstUser(editor, config) // not saved: each start makes him anew
	if config.Exposed {
		if open := withoutPassword(editor); len(open) > 0 {
			return &OpenUsersError{Users: open}
		}
	}
	e.exposed.Store(config.Exposed)
	return nil
}

// firstUser gives the configured user every right; a configured password
// replaces his own.
func (e *Engine) firstUser(editor *mysql_db.Editor, config ServeConfig) {
	k := mysql_db.UserPrimaryKey{Host: "%", User: config.firstUser()}
	old, exists := editor.GetUser(k)
	editor.RemoveUser(k)
	e.users().AddSuperUser(editor, k.User, k.Host, config.Password)
	if made, ok := editor.GetUser(k); ok && exists && config.Password == "" {
		kept := *made
		kept.Plugin, kept.AuthString, kept.PasswordLastChanged = old.Plugin, old.AuthString, old.PasswordLastChanged
		kept.SslType, kept.SslCipher, kept.X509Issuer, kept.X509Subject = old.SslType, old.SslCipher, old.X509Issuer, old.X509Subject
		editor.RemoveUser(k) // PutUser adds one that differs
		editor.PutUser(&kept)
	}
}

// HasPassword tells whether the server's first user signs in with a password.
func (e *Engine) HasPassword(user string) bool {
	r := e.users().Reader()
	defer r.Close()
	u, ok := r.GetUser(mysql_db.UserPrimaryKey{Host: "%", User: user})
	return ok && u.AuthString != ""
}

// OpenUsersError says which users could be signed in as without a password.
type OpenUsersError struct{ Users []string }

func (e *OpenUsersError) Error() string {
	return "these SQL users have no password: " + strings.Join(e.Users, ", ")
}

func withoutPassword(editor *mysql_db.Editor) []string {
	var open []string
	editor.VisitUsers(func(u *mysql_db.User) {
		if u.AuthString == "" && !u.Locked {
			open = append(open, quoted(mysql_db.UserPrimaryKey{Host: u.Host, User: u.User}))
		}
	})
	sort.Strings(open)
	return open
}
