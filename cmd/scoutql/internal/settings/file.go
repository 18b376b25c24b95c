package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

// readFile returns the configuration file's keys and values, and its path. A
// file that nobody asked for may be missing.
func readFile(flags *pflag.FlagSet) (values map[string]string, path string, err error) {
	path, asked := filePath(flags)
	if path == "" {
		return nil, "", nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return nil, path, nil
	}
	if err != nil {
		return nil, path, fmt.Errorf("configuration file: %w", err)
	}
	values, err = parseFile(text)
	if err != nil {
		return nil, path, fmt.Errorf("%s: %w", path, err)
	}
	return values, path, nil
}

func filePath(flags *pflag.FlagSet) (path string, asked bool) {
	if f := flags.Lookup(ConfigFlag); f != nil && f.Changed {
		return f.Value.String(), true
	}
	if path := os.Getenv("SCOUTQL_CONFIG"); path != "" {
		return path, true
	}
	home := os.Getenv("XDG_CONFIG_HOME")
	if home == "" {
		var err error
		if home, err = os.UserHomeDir(); err != nil {
			return "", false
		}
		home = filepath.Join(home, ".config")
	}
	return filepath.Join(home, "scoutql", "config.yaml"), false
}

func parseFile(text []byte) (map[string]string, error) {
	var nodes map[string]yaml.Node
	if err := yaml.Unmarshal(text, &nodes); err != nil {
		return nil, fmt.Errorf("must be YAML with one `setting: value` a line: %s", firstLine(err))
	}
	known := map[string]bool{}
	for _, s := range All {
		known[s.FileKey()] = true
	}
	values := map[string]string{}
	for key, node := range nodes {
		if !known[key] {
			return nil, fmt.Errorf("unknown setting %q%s", key, didYouMean(key, known))
		}
		if node.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("setting %q must be one value", key)
		}
		if node.Tag == "!!null" {
			continue // `app-id:` with nothing behind it
		}
		values[key] = node.Value
	}
	return values, nil
}

// didYouMean finds the key that was meant when only dashes, underscores or case are wrong.
func didYouMean(key string, known map[string]bool) string {
	plain := func(s string) string {
		return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(s))
	}
	for k := range known {
		if plain(k) == plain(key) {
			return fmt.Sprintf("; did you mean %q?", k)
		}
	}
	return ""
}

// firstLine leaves out the parser's long tail, which may quote values.
func firstLine(err error) string {
	line, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "yaml: "), "\n")
	return strings.TrimSuffix(line, ":")
}

// DataPath returns the data directory, given or default, without making it.
func (s *Settings) DataPath() (string, error) {
	if s.DataDir != "" {
		return s.DataDir, nil
	}
	if state := os.Getenv("XDG_STATE_HOME"); state != "" {
		return filepath.Join(state, "scoutql"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", errors.New("no home directory; name a data directory with --data-dir")
	}
	return filepath.Join(home, ".local", "state", "scoutql"), nil
}
