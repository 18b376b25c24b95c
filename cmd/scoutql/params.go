package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

var paramName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// parseParams reads --param name=text and --param name:=5. Text stays text,
// even when it looks like a number: Tag = '2026' and Tag = 2026 differ in SQL.
func parseParams(given []string) (map[string]any, error) {
	params := map[string]any{}
	for _, p := range given {
		name, text, ok := strings.Cut(p, "=")
		name, literal := strings.CutSuffix(strings.TrimPrefix(name, ":"), ":")
		if !ok || !paramName.MatchString(name) {
			return nil, fmt.Errorf("--param %q is neither name=text nor name:=number", p)
		}
		if _, twice := params[name]; twice {
			return nil, fmt.Errorf("--param %s is given twice", name)
		}
		params[name] = text
		if literal {
			value, err := parseLiteral(text)
			if err != nil {
				return nil, fmt.Errorf("--param %s: %w", name, err)
			}
			params[name] = value
		}
	}
	return params, nil
}

func parseLiteral(text string) (any, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err == nil && !dec.More() {
		switch v := value.(type) {
		case nil:
			return v, nil
		case bool: // a number in MySQL
			if v {
				return int64(1), nil
			}
			return int64(0), nil
		case json.Number:
			if n, err := v.Int64(); err == nil {
				return n, nil
			}
			return v.Float64()
		}
	}
	return nil, errors.New("what follows := must be a number, true, false or null")
}
