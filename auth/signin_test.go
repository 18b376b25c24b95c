package auth

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAuthorizeURLHasWhatIsDocumented(t *testing.T) {
	got, err := AuthorizeURL("https://secure.example.org/authorize", "app &1", "st")
	require.NoError(t, err)
	require.Equal(t, "https://secure.example.org/authorize?client_id=app+%261&state=st", got)
	require.NotEqual(t, NewState(), NewState())
}

func TestExchange(t *testing.T) {
	f := serve(t, func(_ int64, w http.ResponseWriter, form url.Values) {
		if form.Get("code") != "good" {
			send(w, 400, map[string]any{"error": "invalid_grant", "error_description": "no such code " + form.Get("code")})
			return
		}
		send(w, 200, map[string]any{"access_token": "a1", "refresh_token": "r1", "expires_in": 7200})
	})
	l, err := Exchange(t.Context(), f.config(), "good")
	require.NoError(t, err)
	require.Equal(t, url.Values{
		"grant_type": {"authorization_code"}, "code": {"good"}, "client_id": {"app"}, "client_secret": {secret},
	}, f.forms[0])
	require.Equal(t, "a1 r1", l.AccessToken+" "+l.RefreshToken)

	_, err = Exchange(t.Context(), f.config(), "hunter2")
	require.ErrorIs(t, err, ErrRefused)
	require.NotContains(t, err.Error(), "hunter2")
}

func TestReadAnswer(t *testing.T) {
	const state = "ST"
	for pasted, want := range map[string]Answer{
		"abc-1\n": {Code: "abc-1"},
		"http://127.0.0.1:8976/callback?code=x&state=ST": {Code: "x", Landed: "http://127.0.0.1:8976/callback"},
		"https://app.example.org/cb?state=ST&code=x#top": {Code: "x", Landed: "https://app.example.org/cb"},
	} {
		got, err := ReadAnswer(pasted, state)
		require.NoError(t, err, pasted)
		require.Equal(t, want, got)
	}
	for pasted, want := range map[string]string{
		"":                                      "nothing was pasted",
		"a b c":                                 "neither the address",
		"http://127.0.0.1:8976/callback?code=x": "another sign-in",
		"http://127.0.0.1:8976/callback?code=x&state=other":              "another sign-in",
		"http://127.0.0.1:8976/callback?state=ST":                        "holds no code",
		"http://127.0.0.1:8976/callback?error=access_denied&state=ST":    "access_denied",
		"https://secure.example.org/authorize?client_id=abc&state=other": "another sign-in",
	} {
		_, err := ReadAnswer(pasted, state)
		require.ErrorContains(t, err, want, pasted)
	}
}

func TestCheckRedirect(t *testing.T) {
	for _, good := range []string{"http://127.0.0.1:8976/callback", "http://localhost:1/", "http://[::1]:9/x"} {
		_, err := CheckRedirect(good)
		require.NoError(t, err)
	}
	for _, bad := range []string{"", "127.0.0.1:8976", "https://127.0.0.1:8976/", "http://example.org/cb", "http://127.0.0.1/?a=1"} {
		_, err := CheckRedirect(bad)
		require.Error(t, err, bad)
	}
}

// callback listens on a free port.
func callback(t *testing.T) (*Callback, string) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	at := "http://" + l.Addr().String()
	require.NoError(t, l.Close())
	u, err := CheckRedirect(at + "/callback")
	require.NoError(t, err)
	c, err := Listen(t.Context(), u, "ST")
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c, at
}

func browse(t *testing.T, address string) (int, string) {
	t.Helper()
	resp, err := http.Get(address)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, "no-referrer", resp.Header.Get("Referrer-Policy"))
	http.DefaultClient.CloseIdleConnections()
	return resp.StatusCode, string(body)
}

func TestCallback(t *testing.T) {
	c, at := callback(t)
	status, _ := browse(t, at+"/favicon.ico")
	require.Equal(t, 404, status)
	status, body := browse(t, at+"/callback?code=evil<script>&state=guess")
	require.Equal(t, 400, status)
	require.NotContains(t, body, "evil")
	status, body = browse(t, at+"/callback?code=good&state=ST")
	require.Equal(t, 200, status)
	require.Contains(t, body, "You may close this page")
	_, _ = browse(t, at+"/callback?code=good&state=ST") // reloaded
	a, err := c.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, Answer{Code: "good", Landed: at + "/callback"}, a)
}

func TestCallbackOnAnotherPath(t *testing.T) {
	c, at := callback(t)
	_, _ = browse(t, at+"/?code=good&state=ST")
	a, err := c.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, at+"/", a.Landed, "so that the message can tell")
}

func TestCallbackDenied(t *testing.T) {
	c, at := callback(t)
	status, _ := browse(t, at+"/callback?error=access_denied&error_description="+strings.Repeat("x", 900)+"&state=ST")
	require.Equal(t, 400, status)
	_, err := c.Wait(t.Context())
	require.ErrorIs(t, err, ErrRefused)
	require.Less(t, len(err.Error()), 400)
}
