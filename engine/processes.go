package engine

import (
	"github.com/dolthub/go-mysql-server/sql"

	"github.com/scoutql/scoutql/engine/sqltext"
)

// maskedProcesses is the server's process list. Passwords do not get into it.
type maskedProcesses struct{ sql.ProcessList }

// BeginQuery implements sql.ProcessList.
func (p maskedProcesses) BeginQuery(ctx *sql.Context, query string) (*sql.Context, error) {
	return p.ProcessList.BeginQuery(ctx, sqltext.Masked(query))
}

// visibleProcesses is the process list as the user of a statement may see it:
// SHOW PROCESSLIST, information_schema.processlist and KILL go by it.
type visibleProcesses struct {
	sql.ProcessList
	engine *Engine
	viewer *sql.Context
}

// Processes lists the user's own connections; with the privilege PROCESS, all.
func (p visibleProcesses) Processes() []sql.Process {
	all := p.ProcessList.Processes()
	if p.viewer.Session == nil || p.engine.seesOthers(p.viewer) {
		return all
	}
	own := all[:0]
	for _, process := range all {
		if process.User == p.viewer.Session.Client().User {
			own = append(own, process)
		}
	}
	return own
}

// mayKill says why the user must not end a connection or its statement.
func (e *Engine) mayKill(ctx *sql.Context, id uint32) error {
	for _, p := range e.sql.ProcessList.Processes() {
		if p.Connection != id {
			continue
		}
		if p.User == ctx.Session.Client().User || e.has(ctx, sql.PrivilegeType_Super) {
			return nil
		}
		return sqlError(1095, stateGeneral, "You are not owner of thread %d", id)
	}
	return sqlError(1094, stateGeneral, "Unknown thread id: %d", id)
}
