package settings

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"
)

var everyGroup = []Group{Account, Login, Statement, Demo, DemoSize, Server, Shell, Log}

// sample gives a value that differs from the default, and what the struct then holds.
func sample(s Setting) (text string, want any) {
	switch s.field(&Settings{}).(type) {
	case *bool:
		return "true", true
	case *int:
		return "17", 17
	case *uint64:
		return "17", uint64(17)
	case *time.Duration:
		return "17s", 17 * time.Second
	}
	for _, text := range []string{"http://127.0.0.1:17", "mysql://root@127.0.0.1:17/helpscout", "127.0.0.1:17", "debug", "json", "keyring"} {
		if s.Check == nil || s.Check(text) == nil {
			return text, text
		}
	}
	return "seventeen", "seventeen"
}

// isolate keeps the machine's own configuration out of the test.
func isolate(t *testing.T) (configFile string) {
	t.Helper()
	for _, s := range All {
		t.Setenv(s.Env(), "")
	}
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("SCOUTQL_CONFIG", "")
	require.NoError(t, os.Mkdir(filepath.Join(home, "scoutql"), 0o700))
	return filepath.Join(home, "scoutql", "config.yaml")
}

func loadWith(s Setting, args ...string) (any, error) {
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	flags.String(ConfigFlag, "", "")
	settings := Bind(flags, s.Group)
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	got, err := settings()
	return reflect.ValueOf(s.field(got)).Elem().Interface(), err
}

func TestEachSettingHasThreeForms(t *testing.T) {
	for _, s := range All {
		t.Run(s.FileKey(), func(t *testing.T) {
			file := isolate(t)
			text, want := sample(s)

			byDefault, err := loadWith(s)
			require.NoError(t, err)
			require.NotEqual(t, want, byDefault, "the sample must differ from the default")

			require.NoError(t, os.WriteFile(file, []byte(s.FileKey()+": "+text+"\n"), 0o600))
			got, err := loadWith(s)
			require.NoError(t, err)
			require.Equal(t, want, got, "file")

			t.Setenv(s.Env(), text)
			require.NoError(t, os.Remove(file))
			got, err = loadWith(s)
			require.NoError(t, err)
			require.Equal(t, want, got, "environment")

			t.Setenv(s.Env(), "")
			got, err = loadWith(s, "--"+s.Name+"="+text)
			require.NoError(t, err)
			require.Equal(t, want, got, "flag")
		})
	}
}

func TestFlagBeatsEnvironmentBeatsFile(t *testing.T) {
	file := isolate(t)
	concurrency := All[slices.IndexFunc(All, func(s Setting) bool { return s.Name == "concurrency" })]
	require.NoError(t, os.WriteFile(file, []byte("concurrency: 1"), 0o600))
	t.Setenv("SCOUTQL_CONCURRENCY", "2")

	got, err := loadWith(concurrency, "--concurrency", "3")
	require.NoError(t, err)
	require.Equal(t, 3, got)
	got, err = loadWith(concurrency)
	require.NoError(t, err)
	require.Equal(t, 2, got)
}

func TestEverySettingHasItsOwnPlace(t *testing.T) {
	into, places := &Settings{}, map[any]string{}
	for _, s := range All {
		place := s.field(into)
		require.Empty(t, places[place], s.FileKey())
		places[place] = s.FileKey()
	}
	require.Len(t, places, reflect.TypeFor[Settings]().NumField(), "a field without a setting")
}

func TestWrongValues(t *testing.T) {
	for _, c := range []struct{ name, file, env, value, want string }{
		{name: "unknown key", file: "api_url: x", want: `config.yaml: unknown setting "api_url"; did you mean "api-url"?`},
		{name: "not YAML", file: "a: b: c", want: "config.yaml: must be YAML with one `setting: value` a line: "},
		{name: "list", file: "user: [a, b]", want: `config.yaml: setting "user" must be one value`},
		{name: "file value", file: "concurrency: many", want: `config.yaml: "many" is not a whole number`},
		{name: "environment value", env: "SCOUTQL_DEMO", value: "maybe", want: `SCOUTQL_DEMO: "maybe" is neither true nor false`},
		{name: "too small", env: "SCOUTQL_CONCURRENCY", value: "0", want: "SCOUTQL_CONCURRENCY: 0 is below 1"},
		{name: "duration", env: "SCOUTQL_TIMEOUT", value: "5", want: `SCOUTQL_TIMEOUT: "5" is not a duration such as 90s or 5m`},
		{name: "address", env: "SCOUTQL_LISTEN", value: "3307", want: `SCOUTQL_LISTEN: "3307" is not an address such as 127.0.0.1:3307`},
		{name: "url", env: "SCOUTQL_API_URL", value: "api.example.org", want: `SCOUTQL_API_URL: "api.example.org" is not an address such as`},
		{name: "url with password", env: "SCOUTQL_API_URL", value: "http://me:pw@localhost", want: "SCOUTQL_API_URL: must not hold a user or password"},
		{name: "profile", env: "SCOUTQL_PROFILE", value: "../x", want: `SCOUTQL_PROFILE: "../x" is not a profile's name`},
		{name: "server", env: "SCOUTQL_CONNECT", value: "http://me:hunter2@localhost", want: "SCOUTQL_CONNECT: not an address such as mysql://root@"},
		{name: "missing file", env: "SCOUTQL_CONFIG", value: "no-such.yaml", want: "configuration file: open no-such.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := isolate(t)
			if c.file != "" {
				require.NoError(t, os.WriteFile(file, []byte(c.file), 0o600))
			}
			if c.env != "" {
				t.Setenv(c.env, c.value)
			}
			flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
			_, err := Bind(flags, everyGroup...)()
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestDataPath(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", "/state")
	path, err := (&Settings{}).DataPath()
	require.NoError(t, err)
	require.Equal(t, "/state/scoutql", path)
	path, err = (&Settings{DataDir: "/here"}).DataPath()
	require.NoError(t, err)
	require.Equal(t, "/here", path)
}

func TestStrays(t *testing.T) {
	require.Equal(t, []string{`SCOUTQL_APPID is no setting; did you mean "SCOUTQL_APP_ID"?`, "SCOUTQL_COLOUR is no setting"},
		Strays([]string{"SCOUTQL_COLOUR=1", "SCOUTQL_APP_ID=x", "SCOUTQL_APPID=y", "SCOUTQL_CONFIG=z", "PATH=/bin"}))
}
