package settings

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// ConfigFlag names the flag of the configuration file. It has no key in the
// file, naturally.
const ConfigFlag = "config"

// FileKey is the setting's key in the configuration file.
func (s Setting) FileKey() string {
	if s.Key != "" {
		return s.Key
	}
	return s.Name
}

// Env is the setting's environment variable.
func (s Setting) Env() string {
	return "SCOUTQL_" + strings.ToUpper(strings.ReplaceAll(s.FileKey(), "-", "_"))
}

// Loader gives the settings once the command line has been parsed.
type Loader func() (*Settings, error)

// Bind adds the flags of the groups to a command and returns what reads them.
func Bind(flags *pflag.FlagSet, groups ...Group) Loader {
	into := &Settings{}
	var bound []Setting
	for _, s := range All {
		if !slices.Contains(groups, s.Group) {
			continue
		}
		flags.VarPF(newValue(s, into), s.Name, "", s.Help+" ["+s.Env()+"]").NoOptDefVal = s.noOption(into)
		bound = append(bound, s)
	}
	return func() (*Settings, error) {
		return into, load(flags, bound)
	}
}

// load gives each setting that has no flag the value of its environment
// variable or else of the file.
func load(flags *pflag.FlagSet, bound []Setting) error {
	file, path, err := readFile(flags)
	if err != nil {
		return err
	}
	for _, s := range bound {
		flag := flags.Lookup(s.Name)
		if flag.Changed {
			continue
		}
		text, source := os.Getenv(s.Env()), s.Env()
		if text == "" {
			var ok bool
			if text, ok = file[s.FileKey()]; !ok {
				continue
			}
			source = s.FileKey() + " in " + path
		}
		if err := flag.Value.Set(text); err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
	}
	return nil
}

// value makes a setting's place in the struct a flag.
type value struct {
	setting Setting
	place   any
}

func newValue(s Setting, into *Settings) *value {
	v := &value{setting: s, place: s.field(into)}
	if s.Default != "" {
		if err := v.Set(s.Default); err != nil {
			panic("settings: default of " + s.Name + ": " + err.Error())
		}
	}
	return v
}

// noOption lets a switch stand without a value: --demo.
func (s Setting) noOption(into *Settings) string {
	if _, ok := s.field(into).(*bool); ok {
		return "true"
	}
	return ""
}

// Set parses and checks a value, whatever form it came in.
func (v *value) Set(text string) error {
	if v.setting.Check != nil {
		if err := v.setting.Check(text); err != nil {
			return err
		}
	}
	var err error
	switch place := v.place.(type) {
	case *string:
		*place = text
	case *bool:
		if *place, err = strconv.ParseBool(text); err != nil {
			return fmt.Errorf("%q is neither true nor false", text)
		}
	case *int:
		if *place, err = strconv.Atoi(text); err != nil {
			return fmt.Errorf("%q is not a whole number", text)
		}
	case *uint64:
		if *place, err = strconv.ParseUint(text, 10, 64); err != nil {
			return fmt.Errorf("%q is not a whole number", text)
		}
	case *time.Duration:
		if *place, err = time.ParseDuration(text); err != nil {
			return fmt.Errorf("%q is not a duration such as 90s or 5m", text)
		}
	}
	return nil
}

// String is what --help shows as the default; it never holds a secret, which
// has no default.
func (v *value) String() string { return v.setting.Default }

// Type is what --help shows after the flag.
func (v *value) Type() string {
	switch v.place.(type) {
	case *bool:
		return "bool"
	case *int, *uint64:
		return "int"
	case *time.Duration:
		return "duration"
	}
	return "string"
}
