package cli

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestBuildWithoutTheTag: whoever types go build reads what to set instead of
// a page of C compiler.
func TestBuildWithoutTheTag(t *testing.T) {
	for _, cgo := range []string{"0", "1"} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, "go", "build", "./...")
		cmd.Dir = "../.."
		cmd.Env = append(os.Environ(), "GOFLAGS=", "CGO_ENABLED="+cgo)
		out, err := cmd.CombinedOutput()
		require.Error(t, err)
		require.Contains(t, string(out), "scoutql needs the build tag gms_pure_go: use make, or set GOFLAGS=-tags=gms_pure_go")
	}
}
