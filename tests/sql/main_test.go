package sqltests

import (
	"flag"
	"os"
	"testing"

	"github.com/scoutql/scoutql/tests/mariadb"
)

var rewriteFlag = flag.Bool("rewrite", false, "pin what happens today in the .test files")

// rewriting says that files are rewritten: by our flag, or by make golden,
// which cannot pass a flag that other packages do not have.
func rewriting() bool { return *rewriteFlag || os.Getenv("SCOUTQL_GOLDEN") == "rewrite" }

func TestMain(m *testing.M) {
	code := m.Run()
	mariadb.Stop()
	os.Exit(code)
}
