package procs

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/writes"
)

// The workflow procedures (reports-and-account.md section 6).

type workflowArgs struct {
	WorkflowID      int64
	ConversationIDs []int64
	Status          string
}

var workflowID = Param{Name: "workflowId", Doc: "Workflow."}

var workflowProcedures = []Procedure{
	define(Procedure{
		Name: "RunWorkflow", Table: "Conversations", Result: outcome,
		Doc:   "Runs a manual workflow on conversations of its inbox.",
		Calls: "POST /v2/workflows/{id}/run",
		Params: []Param{workflowID, {
			Name: "conversationIds", Kind: IDs, Max: 50, Doc: "Conversations, at most 50, as [101, 102].",
		}},
		Example: "CALL RunWorkflow(12, '[101, 102]')",
	}, func(ctx context.Context, c call, a workflowArgs) ([]any, error) {
		return c.set(ctx, key("workflowId", a.WorkflowID), writes.Change{ // nothing tells whether a workflow ran
			Request: request("runWorkflow", http.MethodPost, map[string][]int64{"conversationIds": a.ConversationIDs}, "/v2/workflows/%d/run", a.WorkflowID),
			Says:    fmt.Sprintf("runs on %d conversations", len(a.ConversationIDs)),
			Check:   fmt.Sprintf("SELECT Id, Status, Tags, UserUpdatedDate FROM Conversations WHERE Id = %d", a.ConversationIDs[0]),
		})
	}),
	define(Procedure{
		Name: "SetWorkflowStatus", Table: "Workflows", Result: outcome,
		Doc:     "Switches a workflow on or off.",
		Calls:   "PATCH /v2/workflows/{id}",
		Params:  []Param{workflowID, status("New status.", "active", "inactive")},
		Example: "CALL SetWorkflowStatus(12, 'inactive')",
	}, func(ctx context.Context, c call, a workflowArgs) ([]any, error) {
		return c.set(ctx, key("workflowId", a.WorkflowID), writes.Change{
			Request: request("updateWorkflowStatus", http.MethodPatch, operation{"replace", "/status", a.Status}, "/v2/workflows/%d", a.WorkflowID),
			Says:    "Status: -> " + a.Status, Columns: []string{"Status"},
			Look: listHolds("listWorkflows", "/v2/workflows", "_embedded.workflows", a.WorkflowID, func(w gjson.Result) bool {
				return w.Get("status").String() == a.Status
			}),
			Check: fmt.Sprintf("SELECT Status FROM Workflows WHERE Id = %d", a.WorkflowID),
		})
	}),
}

// listHolds looks at one object of a listing, where there is no get.
func listHolds(operation, path, items string, id int64, check func(gjson.Result) bool) writes.Look {
	return func(ctx context.Context, client *helpscout.Client, _ time.Time) (found writes.Found, err error) {
		for page, err := range client.Pages(ctx, helpscout.List{Operation: operation, Path: path, Items: items}) {
			if err != nil {
				return found, err
			}
			for _, item := range page.Items {
				if o := gjson.ParseBytes(item); o.Get("id").Int() == id {
					return writes.Found{Holds: check(o)}, nil
				}
			}
		}
		return found, nil
	}
}
