package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseParams(t *testing.T) {
	got, err := parseParams([]string{"a=it's = fine", ":b=42", "c:=42", "d:=-1.5e3", "e:=true", "f:=null", "g="})
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"a": "it's = fine", "b": "42", "c": int64(42), "d": -1500.0, "e": int64(1), "f": nil, "g": "",
	}, got)
	for given, want := range map[string]string{
		"a":      `--param "a" is neither name=text nor name:=number`,
		"=1":     "neither",
		"a b=1":  "neither",
		"a:=x":   "--param a: what follows := must be a number, true, false or null",
		"a:=1 2": "must be a number",
		"a:=[1]": "must be a number",
		"a:=":    "must be a number",
	} {
		_, err := parseParams([]string{given})
		require.ErrorContains(t, err, want, given)
	}
	_, err = parseParams([]string{"a=1", "a=2"})
	require.ErrorContains(t, err, "given twice")
}
