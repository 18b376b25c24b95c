// Package settings is where flags, environment and configuration file meet: a
// flag beats the environment, the environment beats the file, into one struct.
package settings

import (
	"time"

	"github.com/scoutql/scoutql/auth"
)

// Settings holds every setting. A command fills the groups it has bound; the
// others keep their defaults.
type Settings struct {
	APIURL       string
	AuthorizeURL string
	RedirectURL  string

	AppID       string
	AppSecret   string
	AccessToken string
	Profile     string
	TokenStore  string
	Concurrency int
	RateLimit   int
	MaxAPICalls int
	Timeout     time.Duration
	SchemaTTL   time.Duration
	ReportTTL   time.Duration
	CacheTTL    time.Duration
	DataDir     string

	Demo              bool
	DemoConversations int
	DemoCustomers     int
	DemoSeed          uint64

	Listen          string
	ReadOnly        bool
	User            string
	PasswordFile    string
	TLSCert         string
	TLSKey          string
	RequireTLS      bool
	MaxConnections  int
	MaxRows         int
	MetricsListen   string
	QueryLog        string
	ShutdownTimeout time.Duration

	SimulatorListen string

	ReplicateTo string

	Connect string

	LogLevel  string
	LogFormat string
	Quiet     bool
}

// A Setting is declared once and has three forms: a flag, an environment
// variable and a key of the configuration file.
type Setting struct {
	Name    string // the flag without its dashes
	Key     string // the file's key, where it is not Name
	Default string
	Help    string
	Group   Group
	Check   func(text string) error // nil: what the type accepts
	field   func(*Settings) any     // points at the setting's place in the struct
}

// Group says which commands have a setting.
type Group int

// The groups.
const (
	Account   Group = iota // every command that talks to Help Scout
	Login                  // login
	Statement              // every command that runs SQL
	Demo                   // --demo itself
	DemoSize               // how large the simulated workspace is
	Server                 // serve
	Simulator              // simulator
	Replicate              // replicate
	Shell                  // shell
	Log                    // every command that works for longer
)

// All is the one list of settings, in the order of the reference.
var All = []Setting{
	{
		Name: "api-url", Default: "https://api.helpscout.net", Group: Account, Check: httpURL,
		Help:  "Help Scout API; /v2, /v3 and /v2/oauth2/token hang below it",
		field: func(s *Settings) any { return &s.APIURL },
	},
	{
		Name: "authorize-url", Default: "https://secure.helpscout.net/authentication/authorizeClientApplication", Group: Login, Check: httpURL,
		Help:  "page on which login has you allow the application",
		field: func(s *Settings) any { return &s.AuthorizeURL },
	},
	{
		Name: "redirect-url", Default: "http://127.0.0.1:8976/callback", Group: Login, Check: httpURL,
		Help:  "where the browser comes back to; register exactly this with the application",
		field: func(s *Settings) any { return &s.RedirectURL },
	},
	{
		Name: "app-id", Group: Account,
		Help:  "id of your Help Scout application",
		field: func(s *Settings) any { return &s.AppID },
	},
	{
		Name: "app-secret", Group: Account,
		Help:  "its secret; better set as $SCOUTQL_APP_SECRET, flags show in the process list",
		field: func(s *Settings) any { return &s.AppSecret },
	},
	{
		Name: "access-token", Group: Account,
		Help:  "a token made elsewhere; better set as $SCOUTQL_ACCESS_TOKEN, flags show in the process list",
		field: func(s *Settings) any { return &s.AccessToken },
	},
	{
		Name: "profile", Default: "default", Group: Account, Check: auth.CheckProfile,
		Help:  "which login to use; one profile per Help Scout account",
		field: func(s *Settings) any { return &s.Profile },
	},
	{
		Name: "token-store", Default: "file", Group: Account, Check: oneOf("file", "keyring"),
		Help:  "where logins are kept: file (in the data directory) or keyring (the system's)",
		field: func(s *Settings) any { return &s.TokenStore },
	},
	{
		Name: "concurrency", Default: "8", Group: Account, Check: atLeast(1),
		Help:  "requests side by side",
		field: func(s *Settings) any { return &s.Concurrency },
	},
	{
		Name: "rate-limit", Default: "0", Group: Account, Check: atLeast(0),
		Help:  "API calls a minute; 0: learnt from the API's headers",
		field: func(s *Settings) any { return &s.RateLimit },
	},
	{
		Name: "data-dir", Group: Account,
		Help:  "where scoutql keeps what lasts (default $XDG_STATE_HOME/scoutql)",
		field: func(s *Settings) any { return &s.DataDir },
	},
	{
		Name: "max-api-calls", Default: "0", Group: Statement, Check: atLeast(0),
		Help:  "API calls that one statement may make; 0: no limit",
		field: func(s *Settings) any { return &s.MaxAPICalls },
	},
	{
		Name: "timeout", Default: "0s", Group: Statement, Check: duration,
		Help:  "time that one statement may take, such as 90s or 5m; 0: no limit",
		field: func(s *Settings) any { return &s.Timeout },
	},
	{
		Name: "schema-ttl", Default: "24h", Group: Statement, Check: duration,
		Help:  "how long the account's custom fields and customer properties are taken from the cache",
		field: func(s *Settings) any { return &s.SchemaTTL },
	},
	{
		Name: "report-ttl", Default: "0s", Group: Statement, Check: duration,
		Help:  "how long reports whose period has ended are kept and asked for only once; 0: not at all",
		field: func(s *Settings) any { return &s.ReportTTL },
	},
	{
		Name: "cache-ttl", Default: "0s", Group: Statement, Check: duration,
		Help:  "how long answers of the API are kept in memory (64 MB) and not asked for again; a write through this process forgets them; 0: not at all",
		field: func(s *Settings) any { return &s.CacheTTL },
	},
	{
		Name: "demo", Default: "false", Group: Demo,
		Help:  "use a simulated workspace inside the process: no network, no credentials",
		field: func(s *Settings) any { return &s.Demo },
	},
	{
		Name: "demo-conversations", Default: "500", Group: DemoSize, Check: atLeast(1),
		Help:  "conversations in the simulated workspace",
		field: func(s *Settings) any { return &s.DemoConversations },
	},
	{
		Name: "demo-customers", Default: "0", Group: DemoSize, Check: atLeast(0),
		Help:  "customers in the simulated workspace; 0: two for five conversations",
		field: func(s *Settings) any { return &s.DemoCustomers },
	},
	{
		Name: "demo-seed", Default: "1", Group: DemoSize, Check: atLeast(1),
		Help:  "the same seed gives the same workspace",
		field: func(s *Settings) any { return &s.DemoSeed },
	},
	{
		Name: "listen", Default: "127.0.0.1:3307", Group: Server, Check: address,
		Help:  "address of the MySQL server",
		field: func(s *Settings) any { return &s.Listen },
	},
	{
		Name: "read-only", Default: "false", Group: Server,
		Help:  "refuse every statement that writes (error 1290)",
		field: func(s *Settings) any { return &s.ReadOnly },
	},
	{
		Name: "user", Default: "root", Group: Server, Check: notEmpty,
		Help:  "SQL user that may do everything",
		field: func(s *Settings) any { return &s.User },
	},
	{
		Name: "password-file", Group: Server,
		Help:  "file that holds this user's password",
		field: func(s *Settings) any { return &s.PasswordFile },
	},
	{
		Name: "tls-cert", Group: Server,
		Help:  "PEM certificate; without one a self-signed pair is made in the data directory",
		field: func(s *Settings) any { return &s.TLSCert },
	},
	{
		Name: "tls-key", Group: Server,
		Help:  "PEM key of --tls-cert",
		field: func(s *Settings) any { return &s.TLSKey },
	},
	{
		Name: "require-tls", Default: "false", Group: Server,
		Help:  "refuse connections without TLS",
		field: func(s *Settings) any { return &s.RequireTLS },
	},
	{
		Name: "max-connections", Default: "200", Group: Server, Check: atLeast(1),
		Help:  "SQL connections at a time",
		field: func(s *Settings) any { return &s.MaxConnections },
	},
	{
		Name: "max-rows-in-memory", Default: "5000000", Group: Server, Check: atLeast(0),
		Help:  "rows that one statement's sorts, groups and joins may hold; 0: no limit",
		field: func(s *Settings) any { return &s.MaxRows },
	},
	{
		Name: "shutdown-timeout", Default: "10s", Group: Server, Check: duration,
		Help:  "time that running statements get when the server is told to stop",
		field: func(s *Settings) any { return &s.ShutdownTimeout },
	},
	{
		Name: "metrics-listen", Group: Server, Check: addressOrNone,
		Help:  "address of Prometheus metrics, /healthz and /readyz, such as 127.0.0.1:9307; none: off",
		field: func(s *Settings) any { return &s.MetricsListen },
	},
	{
		Name: "query-log", Group: Server,
		Help:  "file that gets a JSON line for each statement, with its text but for passwords",
		field: func(s *Settings) any { return &s.QueryLog },
	},
	{
		// Its own key: SCOUTQL_LISTEN, set for the server, must not move the simulator.
		Name: "listen", Key: "simulator-listen", Default: "127.0.0.1:8089", Group: Simulator, Check: address,
		Help:  "address of the simulated API",
		field: func(s *Settings) any { return &s.SimulatorListen },
	},
	{
		Name: "to", Key: "replicate-to", Default: "sqlite:scoutql.db", Group: Replicate, Check: notEmpty,
		Help:  "database to copy into: sqlite:FILE, postgres://..., mysql://... or mariadb://...",
		field: func(s *Settings) any { return &s.ReplicateTo },
	},
	{
		Name: "connect", Group: Shell, Check: mysqlURL,
		Help:  "a running server, mysql://USER:PASSWORD@HOST:PORT/DATABASE, in place of an account; better set as $SCOUTQL_CONNECT, flags show in the process list",
		field: func(s *Settings) any { return &s.Connect },
	},
	{
		Name: "log-level", Default: "warn", Group: Log, Check: oneOf("debug", "info", "warn", "error"),
		Help:  "debug, info, warn or error, on standard error",
		field: func(s *Settings) any { return &s.LogLevel },
	},
	{
		Name: "log-format", Default: "text", Group: Log, Check: oneOf("text", "json"),
		Help:  "text or json",
		field: func(s *Settings) any { return &s.LogFormat },
	},
	{
		Name: "quiet", Default: "false", Group: Log,
		Help:  "nothing on standard error but errors",
		field: func(s *Settings) any { return &s.Quiet },
	},
}
