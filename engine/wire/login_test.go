package wire

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
	"github.com/stretchr/testify/require"
)

// fake is a handler whose every statement gives one row.
type fake struct{ mysql.Handler }

func (fake) NewConnection(*mysql.Conn)                   {}
func (fake) ConnectionClosed(*mysql.Conn)                {}
func (fake) ConnectionAuthenticated(*mysql.Conn) error   { return nil }
func (fake) ConnectionAborted(*mysql.Conn, string) error { return nil }
func (fake) ComInitDB(*mysql.Conn, string) error         { return nil }
func (fake) ComResetConnection(*mysql.Conn) error        { return nil }
func (fake) WarningCount(*mysql.Conn) uint16             { return 0 }
func (fake) Forget(*mysql.Conn, string)                  {}
func (fake) Parameters(_ context.Context, _ *mysql.Conn, query string) (int, error) {
	return bytes.Count([]byte(query), []byte("?")), nil
}

var fields = []*querypb.Field{{Name: "n", Type: sqltypes.Int64}, {Name: "d", Type: sqltypes.Datetime}, {Name: "t", Type: sqltypes.Time}}

func oneRow() *sqltypes.Result {
	return &sqltypes.Result{Fields: fields, Rows: [][]sqltypes.Value{{
		sqltypes.NewInt64(-1), sqltypes.MakeTrusted(sqltypes.Datetime, []byte("2026-01-31 23:59:59")), sqltypes.NULL,
	}}}
}

func (fake) ComQuery(_ context.Context, _ *mysql.Conn, query string, take mysql.ResultSpoolFn) error {
	if query == "fail" {
		return errors.New("failed")
	}
	return take(oneRow(), false)
}

func (f fake) ComMultiQuery(ctx context.Context, c *mysql.Conn, query string, take mysql.ResultSpoolFn) (string, error) {
	return "", f.ComQuery(ctx, c, query, take)
}

func (fake) ComPrepare(context.Context, *mysql.Conn, string, *mysql.PrepareData) ([]*querypb.Field, error) {
	return fields, nil
}

func (fake) ComStmtExecute(_ context.Context, _ *mysql.Conn, _ *mysql.PrepareData, take func(*sqltypes.Result) error) error {
	for range 3 {
		if err := take(oneRow()); err != nil {
			return err
		}
	}
	return nil
}

// noErrors fails a test when the server logs one: it does when it panics.
type noErrors struct {
	slog.Handler
	t testing.TB
}

func (noErrors) Enabled(context.Context, slog.Level) bool { return true }
func (h noErrors) Handle(_ context.Context, r slog.Record) error {
	if r.Level >= slog.LevelError {
		h.t.Error(r.Message)
		r.Attrs(func(a slog.Attr) bool { h.t.Error(a); return true })
	}
	return nil
}

// talk plays a client that says data whatever it is told, and gives the answer.
func talk(t testing.TB, account Account, data []byte) []byte {
	t.Helper()
	here, there := net.Pipe()
	defer func() { _ = here.Close() }()
	s := NewServer(Config{
		Handler: fake{}, Accounts: func(string, string) (Account, bool) { return account, true },
		Version: "8.0.33", Logger: slog.New(noErrors{t: t}),
	})
	c := newConn(s, there)
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.serve()
	}()
	answer := make(chan []byte)
	go func() {
		heard, _ := io.ReadAll(here)
		answer <- heard
	}()
	_ = here.SetWriteDeadline(time.Now().Add(time.Minute))
	_, _ = here.Write(data) // the server may close before it has read all
	_, _ = here.Write([]byte{1, 0, 0, 0, comQuit})
	_ = here.Close()
	<-done
	return <-answer
}

// signIn is a client's answer to the greeting, for an account without password.
var signIn = framed(1, append(append([]byte{0, 0x82, 8, 0, 0, 0, 0, 1, 45}, make([]byte, 23)...), "root\x00\x00mysql_native_password\x00"...))

func framed(sequence byte, body []byte) []byte {
	return append([]byte{byte(len(body)), byte(len(body) >> 8), 0, sequence}, body...)
}

func command(code byte, arguments string) []byte {
	return framed(0, append([]byte{code}, arguments...))
}

func TestLoginIsHeard(t *testing.T) {
	require.Contains(t, string(talk(t, Account{}, signIn)), "8.0.33\x00")
	refused := Account{Plugin: nativePassword, Secret: "*" + string(bytes.Repeat([]byte{'0'}, 40))}
	require.Contains(t, string(talk(t, refused, append(bytes.Clone(signIn), framed(3, make([]byte, 20))...))), "#28000Access denied")
	require.Contains(t, string(talk(t, Account{}, framed(1, signIn[4:20]))), "Malformed")
}

// FuzzLogin: a client that is not one gets an error or nothing, and no session
// without its password.
func FuzzLogin(f *testing.F) {
	f.Add(signIn, false)
	f.Add(append(bytes.Clone(signIn), framed(3, make([]byte, 20))...), true)
	f.Add(append(bytes.Clone(signIn), framed(3, []byte{sha2PublicKey})...), true)
	f.Add(framed(1, append([]byte{0, 0x8a, 8, 0}, make([]byte, 28)...)), false)
	f.Fuzz(func(t *testing.T, data []byte, sha2 bool) {
		account := Account{Plugin: nativePassword, Secret: "*" + string(bytes.Repeat([]byte{'0'}, 40))}
		if sha2 {
			account = Account{Plugin: sha2Password, Secret: "$A$005$not a hash"}
		}
		answer := talk(t, account, append(data, command(comQuery, "SELECT 1")...))
		if bytes.Contains(answer, []byte("\x03def")) {
			t.Fatalf("a row without a password: %q", answer)
		}
	})
}

// FuzzCommands: no order of packets brings a connection down otherwise than by
// closing it.
func FuzzCommands(f *testing.F) {
	execute := "\x01\x00\x00\x00\x01\x01\x00\x00\x00"
	f.Add(command(comQuery, "SELECT 1"))
	f.Add(bytes.Join([][]byte{
		command(comPrepare, "SELECT ?"), command(comExecute, execute+"\x00\x01\x0c\x00\x04\xea\x07\x01\x02"),
		command(comFetch, "\x01\x00\x00\x00\x01\x00\x00\x00"), command(comQuery, "x"),
		command(comSendLongData, "\x01\x00\x00\x00\x00\x00abc"), command(comResetStatement, "\x01\x00\x00\x00"), command(comCloseStatement, "\x01\x00\x00\x00"),
	}, nil))
	f.Add(bytes.Join([][]byte{
		command(comChangeUser, "root\x00\x00db\x00\x2d\x00mysql_native_password\x00"), command(comSetOption, "\x00\x00"),
		command(comFieldList, "t\x00%"), command(comStatistics, ""), command(comResetConnection, ""), command(comQuery, "fail"),
	}, nil))
	f.Fuzz(func(t *testing.T, data []byte) { talk(t, Account{}, append(bytes.Clone(signIn), data...)) })
}
