package auth

import (
	"errors"
	"fmt"
	"strings"
)

// ErrRefused is what errors.Is finds in an *Error when the credentials were refused: asking again will not help, other
// credentials or a new login will.
var ErrRefused = errors.New("the credentials were refused")

// Error is a token that could not be had. It holds no secret and nothing of the answer but the OAuth members.
type Error struct {
	Code        string // the OAuth error code, for example invalid_client; "" when none was sent
	Description string // the OAuth error description, or what happened
	Status      int    // of the token endpoint's answer, 0 when there was none
	Refused     bool   // the credentials are wrong; false: the endpoint is out of reach or out of order
	Err         error

	passing bool   // worth another try
	cure    string // of Config
}

// Error says what happened and what the endpoint said.
func (e *Error) Error() string {
	var b strings.Builder
	switch {
	case e.Refused && e.Status == 0 && e.Code == "":
		return e.Description // nobody was asked
	case e.Refused && e.Status == 0:
		b.WriteString("Help Scout says no")
	case e.Refused:
		b.WriteString("Help Scout refused the credentials")
	default:
		b.WriteString("no token from Help Scout")
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, " (status %d)", e.Status)
	}
	for _, s := range []string{e.Code, e.Description} {
		if s != "" {
			b.WriteString(": " + s)
		}
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause when there is one, for example of the network.
func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is(err, ErrRefused) tell refused credentials from an endpoint that is out of reach.
func (e *Error) Is(target error) bool { return target == ErrRefused && e.Refused }

// redact takes secrets out of the texts that came from outside.
func (e *Error) redact(secrets []string) {
	for _, s := range secrets {
		if s == "" {
			continue
		}
		e.Code = strings.ReplaceAll(e.Code, s, "[redacted]")
		e.Description = strings.ReplaceAll(e.Description, s, "[redacted]")
		if e.Err != nil && strings.Contains(e.Err.Error(), s) {
			e.Err = errors.New(strings.ReplaceAll(e.Err.Error(), s, "[redacted]"))
		}
	}
}

// CredentialsRefused reports whether the credentials are wrong, so that trying
// again is of no use.
func (e *Error) CredentialsRefused() bool { return e.Refused }

// Cure is what to do about refused credentials, for example "run scoutql login".
func (e *Error) Cure() string { return e.cure }
