package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/gofrs/flock"
)

// ErrNoLogin says that nobody has signed in to the profile.
var ErrNoLogin = errors.New("nobody has signed in")

// ErrStore says that the place for logins cannot be used.
var ErrStore = errors.New("use --token-store file")

// The grants that a login can come from.
const (
	GrantCode              = "authorization_code"
	GrantClientCredentials = "client_credentials"
)

// Login is what a sign-in leaves behind. All of it is kept secret, so no format verb prints it.
type Login struct {
	Grant        string    `json:"grant"`
	APIURL       string    `json:"api_url"` // the tokens are for this host and sent to no other
	AppID        string    `json:"app_id"`
	AppSecret    string    `json:"app_secret"` // a refresh needs it
	UserID       int64     `json:"user_id,omitempty"`
	AccessToken  string    `json:"access_token"`
	RefreshToken string    `json:"refresh_token,omitempty"` // none of client credentials
	Obtained     time.Time `json:"obtained"`
	Expiry       time.Time `json:"expiry,omitzero"` // zero: unknown
	// Renewing is when a renewal was begun whose answer has not been saved.
	Renewing time.Time `json:"renewing,omitzero"`
}

// String hides the tokens.
func (Login) String() string { return "[login]" }

// GoString hides the tokens.
func (Login) GoString() string { return "[login]" }

// LogValue hides the tokens.
func (Login) LogValue() slog.Value { return slog.StringValue("[login]") }

func (l *Login) token() token {
	return token{access: l.AccessToken, born: l.Obtained, expiry: l.Expiry}
}

// Store keeps one profile's login.
type Store struct {
	Profile string
	dir     string
	keep    keeper
}

// keeper is a place for one secret.
type keeper interface {
	read() ([]byte, error) // ErrNoLogin
	write(text []byte) error
	remove() error // nil when there is nothing
	where() string
}

var profileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$`)

// CheckProfile refuses names that do not fit a file's or a database's.
func CheckProfile(name string) error {
	if !profileName.MatchString(name) {
		return fmt.Errorf("%q is not a profile's name: up to 32 letters, digits, - and _, a letter or digit first", name)
	}
	return nil
}

// FileStore keeps the login of a profile in a directory, readable by its owner only.
func FileStore(dir, profile string) *Store {
	return &Store{Profile: profile, dir: dir, keep: fileKeeper{filepath.Join(dir, "login-"+profile+".json")}}
}

// KeyringStore keeps it in the system's keyring; dir is for the lock.
func KeyringStore(dir, profile string) *Store {
	return &Store{Profile: profile, dir: dir, keep: keyringKeeper{profile}}
}

// Where says where the login is kept, for people.
func (s *Store) Where() string { return s.keep.where() }

// Load returns the login, or ErrNoLogin.
func (s *Store) Load() (*Login, error) {
	text, err := s.keep.read()
	if err != nil {
		return nil, err
	}
	var l Login
	if json.Unmarshal(text, &l) != nil || l.APIURL == "" { // the error could quote a token
		return nil, fmt.Errorf("the login in %s is damaged; run scoutql login", s.Where())
	}
	return &l, nil
}

// Save keeps the login, all of it or nothing; once it returns, a crash does not lose it.
func (s *Store) Save(l *Login) error {
	text, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return err
	}
	return s.keep.write(append(text, '\n'))
}

// Delete forgets the login.
func (s *Store) Delete() error { return s.keep.remove() }

// lockPatience is longer than the longest renewal of another process.
const lockPatience = patience + 30*time.Second

// Lock makes this the only process, and the only goroutine, that changes the login until unlock is called.
func (s *Store) Lock(ctx context.Context) (unlock func(), err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	path := filepath.Join(s.dir, "login-"+s.Profile+".lock")
	lock := flock.New(path, flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			err = errors.New("another process has held it for minutes")
		}
		return nil, fmt.Errorf("cannot lock %s: %w", path, err)
	}
	// The file stays: deleting it would let two processes hold two locks of the same name.
	return func() { _ = lock.Close() }, nil
}
