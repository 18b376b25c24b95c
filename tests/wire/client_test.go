package wire

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/engine"
)

// commandLine is the mysql or mariadb client. Without one the test is skipped;
// in CI it fails.
func commandLine(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"mariadb", "mysql"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const message = "neither mariadb nor mysql is installed; this test runs the client: apt-get install mariadb-client"
	if os.Getenv("CI") != "" {
		t.Fatal(message)
	}
	t.Skip(message)
	return ""
}

type printed struct {
	code        int
	out, errOut string
}

// client runs the command line with options and statements.
func (s *served) client(t *testing.T, arguments ...string) printed {
	t.Helper()
	host, port, err := net.SplitHostPort(s.address)
	require.NoError(t, err)
	arguments = append([]string{"--no-defaults", "-h", host, "-P", port, "-u", "root", "helpscout"}, arguments...)
	cmd := exec.CommandContext(t.Context(), commandLine(t), arguments...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return printed{cmd.ProcessState.ExitCode(), out.String(), errOut.String()}
}

func TestCommandLineShowsRows(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	got := s.client(t, "-e", "SHOW TABLES; SELECT c.Number, t.Type, LEFT(t.Body,40) FROM Conversations c "+
		"JOIN ConversationThreads t ON t.ConversationId=c.Id WHERE c.Number=10")
	require.Zero(t, got.code, got.errOut)
	require.Contains(t, got.out, "Tables_in_helpscout\n")
	require.Contains(t, got.out, "\nConversations\n")
	require.Contains(t, got.out, "\nNumber\tType\tLEFT(t.Body,40)\n")
	require.Equal(t, 3, strings.Count(got.out, "\n10\t"))

	got = s.client(t, "--table", "-e", "SELECT Id, Name FROM Inboxes WHERE Id = 200000")
	require.Equal(t, "+--------+---------+\n| Id     | Name    |\n+--------+---------+\n| 200000 | Support |\n+--------+---------+\n", got.out)

	got = s.client(t, "-e", "SELECT Name FROM Tags WHERE Name = 'GRÖSSE' OR Name = 'größe'")
	require.Equal(t, "Name\ngröße\n", got.out)
}

func TestCommandLineShowsErrors(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{})
	tests := []struct{ statement, text string }{
		{"SELECT * FROM Conversation", "ERROR 1146 (42S02) at line 1: Table 'helpscout.Conversation' doesn't exist; did you mean Conversations?"},
		{"SELECT Subjekt FROM Conversations", "ERROR 1054 (42S22) at line 1: Unknown column 'Subjekt'; did you mean Subject?"},
		{"SELEC 1", "ERROR 1064 (42000) at line 1: You have an error in your SQL syntax"},
		{"SELECT Id FROM MailBoxes INTO OUTFILE '/tmp/x'", "ERROR 1290 (HY000) at line 1: "},
		{"USE nowhere", "ERROR 1049 (42000) at line 1: Unknown database 'nowhere'"},
		{"CREATE TABLE x (a INT)", "ERROR 1235 (42000) at line 1: "},
	}
	for _, test := range tests {
		got := s.client(t, "-e", test.statement)
		require.Equal(t, 1, got.code, test.statement)
		require.Empty(t, got.out)
		// Newer clients show the statement first. Names come in lower case.
		require.Contains(t, strings.ToLower(got.errOut), strings.ToLower(test.text))
	}
	// The statement that fails ends the run, unless --force.
	got := s.client(t, "-e", "SELECT 1; SELECT * FROM Nope; SELECT 2")
	require.Equal(t, 1, got.code)
	require.Equal(t, "1\n1\n", got.out)
}

func TestCommandLineWrongPassword(t *testing.T) {
	s := serve(t, small, engine.ServeConfig{Password: "secret"})
	got := s.client(t, "-pwrong", "-e", "SELECT 1")
	require.Equal(t, 1, got.code)
	require.Contains(t, got.errOut, "ERROR 1045 (28000): ")
	require.Zero(t, s.client(t, "-psecret", "-e", "SELECT 1").code)
}
