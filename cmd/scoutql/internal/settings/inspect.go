package settings

import (
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Strays tells of variables in the environment that look like settings and
// are none, one sentence each, with what was probably meant.
func Strays(environ []string) []string {
	known := map[string]bool{"SCOUTQL_CONFIG": true}
	for _, s := range All {
		known[s.Env()] = true
	}
	var strays []string
	for _, line := range environ {
		name, _, _ := strings.Cut(line, "=")
		if strings.HasPrefix(name, "SCOUTQL_") && !known[name] {
			strays = append(strays, name+" is no setting"+didYouMean(name, known))
		}
	}
	slices.Sort(strays)
	return strays
}

// FileSecrets tells which configuration file is read, "" for none, and which
// of the settings in it are secret.
func FileSecrets(flags *pflag.FlagSet) (path string, secrets []string) {
	values, path, err := readFile(flags)
	if err != nil || values == nil {
		return "", nil
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if (key == "app-secret" || key == "access-token") && values[key] != "" {
			secrets = append(secrets, key)
		}
	}
	return path, secrets
}

// FromEnv counts the settings that the environment gives.
func FromEnv() int {
	n := 0
	for _, s := range All {
		if os.Getenv(s.Env()) != "" {
			n++
		}
	}
	return n
}
