package auth

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/zalando/go-keyring"
)

// fileKeeper keeps a secret in a file, mode 0600.
type fileKeeper struct{ path string }

func (k fileKeeper) where() string { return k.path }

func (k fileKeeper) read() ([]byte, error) {
	text, err := os.ReadFile(k.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoLogin
	}
	return text, err
}

// write replaces the file as a whole: a crash leaves the old one or the new one, never half of one.
func (k fileKeeper) write(text []byte) (err error) {
	dir := filepath.Dir(k.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, ".login-*") // 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	_, err = file.Write(text)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err = os.Rename(file.Name(), k.path); err != nil {
		return err
	}
	return syncDirectory(dir)
}

// syncDirectory makes a rename survive a power cut. Windows has no such call.
func syncDirectory(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (k fileKeeper) remove() error {
	if err := os.Remove(k.path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// keyringKeeper keeps it in the Secret Service, the macOS keychain or the Windows credential manager.
type keyringKeeper struct{ profile string }

const keyringService = "scoutql"

func (k keyringKeeper) where() string { return "the system's keyring, scoutql/" + k.profile }

func (k keyringKeeper) read() ([]byte, error) {
	text, err := keyring.Get(keyringService, k.profile)
	return []byte(text), keyringError(err)
}

func (k keyringKeeper) write(text []byte) error {
	return keyringError(keyring.Set(keyringService, k.profile, string(text)))
}

func (k keyringKeeper) remove() error {
	if err := keyringError(keyring.Delete(keyringService, k.profile)); !errors.Is(err, ErrNoLogin) {
		return err
	}
	return nil
}

func keyringError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNoLogin
	}
	return fmt.Errorf("the system's keyring cannot be used (%w); %w", err, ErrStore)
}
