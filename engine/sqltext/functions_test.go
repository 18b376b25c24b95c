package sqltext

import (
	"testing"

	"github.com/dolthub/go-mysql-server/sql/expression/function"
)

// Each function of the engine has been looked at: it is allowed or refused.
func TestEveryFunctionIsLookedAt(t *testing.T) {
	refused := map[string]bool{"load_file": true, "benchmark": true, "uncompress": true}
	for _, f := range function.BuiltIns {
		if name := f.FunctionName(); !allowedFunctions[name] && !refused[name] {
			t.Errorf("%s is neither allowed nor refused", name)
		}
	}
	for name := range refused {
		if allowedFunctions[name] {
			t.Errorf("%s is allowed", name)
		}
	}
}
