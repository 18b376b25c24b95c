package auth

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"
)

const apiURL = "https://api.example.org"

// rotating answers like an endpoint whose refresh tokens serve once: r0 gives a1 and r1, and so on.
func rotating() func(int64, http.ResponseWriter, url.Values) {
	var mu sync.Mutex
	valid := 0
	return func(_ int64, w http.ResponseWriter, form url.Values) {
		mu.Lock()
		defer mu.Unlock()
		if form.Get("refresh_token") != fmt.Sprintf("r%d", valid) {
			send(w, 400, map[string]any{"error": "invalid_request", "error_description": "Invalid refresh_token " + form.Get("refresh_token")})
			return
		}
		valid++
		send(w, 200, map[string]any{
			"access_token": fmt.Sprintf("a%d", valid), "refresh_token": fmt.Sprintf("r%d", valid), "expires_in": 7200,
		})
	}
}

func signedIn(t *testing.T, store *Store) {
	t.Helper()
	require.NoError(t, store.Save(&Login{
		Grant: GrantCode, APIURL: apiURL, AppID: "app", AppSecret: secret, UserID: 7, AccessToken: "a0", RefreshToken: "r0",
		Obtained: time.Now().Add(-time.Hour), Expiry: time.Now().Add(time.Second),
	}))
}

func (f *fakeEndpoint) stored(store *Store) *Source {
	return Stored(Config{TokenURL: f.URL, HTTP: f.Client(), Cure: "run scoutql login"}, store, apiURL, 7)
}

func TestStoredLoginRotates(t *testing.T) {
	f := serve(t, rotating())
	store := FileStore(filepath.Join(t.TempDir(), "new"), "default")
	signedIn(t, store)
	s := f.stored(store)
	token, err := s.Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, "a1", token, "the old one has a second to live")
	require.Equal(t, url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {"r0"}, "client_id": {"app"}, "client_secret": {secret},
	}, f.forms[0])

	l, err := store.Load()
	require.NoError(t, err)
	require.Equal(t, "a1 r1", l.AccessToken+" "+l.RefreshToken)
	require.True(t, l.Renewing.IsZero())
	require.WithinDuration(t, time.Now().Add(2*time.Hour), l.Expiry, time.Minute)

	token, err = s.Renew(t.Context(), "a1")
	require.NoError(t, err)
	require.Equal(t, "a2", token)
	token, err = f.stored(store).Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, "a2", token, "the next process needs no renewal")
	require.EqualValues(t, 2, f.calls.Load())
}

func TestAnswerWithoutRefreshTokenKeepsTheOldOne(t *testing.T) {
	f := serve(t, numbered(7200))
	store := FileStore(t.TempDir(), "default")
	signedIn(t, store)
	_, err := f.stored(store).Token(t.Context())
	require.NoError(t, err)
	l, err := store.Load()
	require.NoError(t, err)
	require.Equal(t, "r0", l.RefreshToken)
}

func TestManyProcessesRenewOnce(t *testing.T) {
	f := serve(t, rotating())
	store := FileStore(t.TempDir(), "default")
	signedIn(t, store)
	var wg sync.WaitGroup
	for range 8 { // each has a source and a lock of its own, like a process
		wg.Go(func() {
			if token, err := f.stored(store).Renew(t.Context(), "a0"); err != nil || token != "a1" {
				t.Errorf("token %q, error %v", token, err)
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, 1, f.calls.Load())
}

// fullDisk is a keeper whose next writes fail.
type fullDisk struct {
	keeper
	fails []bool
}

func (k *fullDisk) write(text []byte) error {
	if len(k.fails) > 0 {
		fail := k.fails[0]
		k.fails = k.fails[1:]
		if fail {
			return errors.New("disk full")
		}
	}
	return k.keeper.write(text)
}

func TestUnsavedTokenIsNotUsed(t *testing.T) {
	f := serve(t, rotating())
	store := FileStore(t.TempDir(), "default")
	signedIn(t, store)
	store.keep = &fullDisk{store.keep, []bool{true}}
	s := f.stored(store)
	_, err := s.Token(t.Context())
	require.ErrorContains(t, err, "disk full")
	require.Zero(t, f.calls.Load(), "seen before the refresh token was spent")

	store.keep.(*fullDisk).fails = []bool{false, true}
	_, err = s.Token(t.Context())
	require.ErrorContains(t, err, "disk full")
	token, err := s.Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, "a1", token)
	require.EqualValues(t, 1, f.calls.Load(), "saved again, not asked for again")
}

func TestNewerLoginBeatsAnUnsavedOne(t *testing.T) {
	f := serve(t, rotating())
	store := FileStore(t.TempDir(), "default")
	signedIn(t, store)
	store.keep = &fullDisk{store.keep, []bool{false, true}}
	s := f.stored(store)
	_, err := s.Token(t.Context())
	require.ErrorContains(t, err, "disk full")

	l, err := store.Load()
	require.NoError(t, err)
	l.AccessToken, l.RefreshToken, l.Expiry = "b0", "q0", time.Now().Add(time.Hour)
	require.NoError(t, store.Save(l))
	token, err := s.Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, "b0", token)
}

func TestInterruptedRenewalAsksForALogin(t *testing.T) {
	f := serve(t, rotating())
	store := FileStore(t.TempDir(), "default")
	signedIn(t, store)
	l, err := store.Load()
	require.NoError(t, err)
	l.RefreshToken, l.Renewing = "spent", time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	require.NoError(t, store.Save(l))
	_, err = f.stored(store).Token(t.Context())
	require.EqualError(t, err, "Help Scout refused the credentials (status 400): invalid_request: "+
		"Invalid refresh_token [redacted] (a renewal at 2026-11-01 09:00:00 was interrupted, and its answer lost)")
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "run scoutql login", e.Cure())
}

func TestStoreOfSomebodyElse(t *testing.T) {
	f := serve(t, rotating())
	store := FileStore(t.TempDir(), "default")
	for name, change := range map[string]func(*Login){
		"api":  func(l *Login) { l.APIURL = "https://elsewhere.example.org" },
		"user": func(l *Login) { l.UserID = 8 },
	} {
		t.Run(name, func(t *testing.T) {
			signedIn(t, store)
			l, err := store.Load()
			require.NoError(t, err)
			change(l)
			require.NoError(t, store.Save(l))
			_, err = f.stored(store).Token(t.Context())
			require.ErrorIs(t, err, ErrRefused)
			require.ErrorContains(t, err, "somebody else")
		})
	}
	require.NoError(t, store.Delete())
	require.NoError(t, store.Delete(), "twice is fine")
	_, err := f.stored(store).Token(t.Context())
	require.ErrorIs(t, err, ErrRefused)
	require.ErrorContains(t, err, "nobody is signed in to the profile default")
	require.Zero(t, f.calls.Load())
}

func TestClientCredentialsLoginIsShared(t *testing.T) {
	f := serve(t, numbered(7200))
	store := FileStore(t.TempDir(), "default")
	cfg := f.config()
	l, err := SignInApp(t.Context(), cfg)
	require.NoError(t, err)
	l.APIURL = apiURL
	require.NoError(t, store.Save(l))
	token, err := f.stored(store).Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, "t1", token)
	token, err = f.stored(store).Renew(t.Context(), "t1")
	require.NoError(t, err)
	require.Equal(t, "t2", token)
	require.Equal(t, "client_credentials", f.forms[1].Get("grant_type"))
}

func TestFileStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "scoutql")
	store := FileStore(dir, "acme")
	_, err := store.Load()
	require.ErrorIs(t, err, ErrNoLogin)
	signedIn(t, store)
	for path, want := range map[string]fs.FileMode{dir: 0o700, store.Where(): 0o600} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, want, info.Mode().Perm(), path)
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1, "no temporary file stays behind")

	require.NoError(t, os.WriteFile(store.Where(), []byte(`{"access_token": "hunter2`), 0o600))
	_, err = store.Load()
	require.ErrorContains(t, err, "is damaged; run scoutql login")
	require.NotContains(t, err.Error(), "hunter2")
}

func TestKeyringStore(t *testing.T) {
	keyring.MockInit()
	dir := t.TempDir()
	store := KeyringStore(dir, "default")
	_, err := store.Load()
	require.ErrorIs(t, err, ErrNoLogin)
	signedIn(t, store)
	f := serve(t, rotating())
	token, err := f.stored(store).Token(t.Context())
	require.NoError(t, err)
	require.Equal(t, "a1", token)
	require.NoFileExists(t, FileStore(dir, "default").Where())
	_, err = KeyringStore(dir, "other").Load()
	require.ErrorIs(t, err, ErrNoLogin)
	require.NoError(t, store.Delete())
	require.NoError(t, store.Delete())

	keyring.MockInitWithError(errors.New("no D-Bus"))
	_, err = store.Load()
	require.EqualError(t, err, "the system's keyring cannot be used (no D-Bus); use --token-store file")
}

func TestLoginHidesItsTokens(t *testing.T) {
	l := Login{AccessToken: "hunter2", AppSecret: "hunter3"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(verb, l), "hunter")
		require.NotContains(t, fmt.Sprintf(verb, &l), "hunter")
	}
	text, err := json.Marshal(l)
	require.NoError(t, err)
	require.Contains(t, string(text), "hunter2", "the store needs them")
}

func TestCheckProfile(t *testing.T) {
	for _, good := range []string{"default", "acme", "a-1_B"} {
		require.NoError(t, CheckProfile(good))
	}
	for _, bad := range []string{"", "../x", "a b", "-a", "a/b", "é", "a.b"} {
		require.ErrorContains(t, CheckProfile(bad), "is not a profile's name")
	}
}
