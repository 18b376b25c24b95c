package engine

import (
	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/helpscout"
)

// Status is what holds in an engine at a moment.
type Status struct {
	Connections, Running int // SQL connections; those that run a statement
	RateLimit            helpscout.RateStatus
	CacheHits            int64 // answers that took no call
}

// Status looks at the engine. It makes no call.
func (e *Engine) Status() Status {
	s := Status{RateLimit: e.config.Client.RateLimit(), CacheHits: e.cacheHits.Load()}
	for _, p := range e.sql.ProcessList.Processes() {
		s.Connections++
		if p.Command == sql.ProcessCommandQuery {
			s.Running++
		}
	}
	return s
}
