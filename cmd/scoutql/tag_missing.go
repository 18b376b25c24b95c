//go:build !gms_pure_go

package main

import _ "embed"

// The SQL engine wants either ICU's headers or the build tag gms_pure_go.
// Without the tag the go command stops at this pattern, which matches no file
// and tells what to do, before it compiles anything.
//
//go:embed "scoutql needs the build tag gms_pure_go: use make, or set GOFLAGS=-tags=gms_pure_go"
var _ string
