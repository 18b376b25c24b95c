package simulator_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// patience is for what must happen at last, on however slow a machine.
const (
	patience = 2 * time.Minute
	tick     = time.Millisecond
)

// randomWrites makes n writes of many kinds, most of which succeed.
func randomWrites(f *fake, r *rand.Rand, n int) {
	boxes, staff := f.Store().Mailboxes(), f.Store().Users()
	for i := range n {
		all, people := f.Store().Conversations(), f.Store().Customers()
		c, who := all[r.IntN(len(all))], people[r.IntN(len(people))]
		thread := object{"text": fmt.Sprint("text ", i), "customer": object{"id": who.ID}}
		writes := []struct {
			method, path string
			body         any
		}{
			{http.MethodPost, pathOf(c, "/reply"), thread},
			{http.MethodPost, pathOf(c, "/customer"), thread},
			{http.MethodPatch, pathOf(c, ""), patch("replace", "/status", []string{"active", "pending", "closed", "spam"}[i%4])},
			{http.MethodPatch, pathOf(c, ""), patch("replace", "/primaryCustomer.id", who.ID)},
			{http.MethodPatch, pathOf(c, ""), patch("move", "/mailboxId", boxes[i%len(boxes)].ID)},
			{http.MethodPatch, pathOf(c, ""), patch("replace", "/assignTo", staff[i%len(staff)].ID)},
			{http.MethodPut, pathOf(c, "/tags"), object{"tags": []string{"vip", fmt.Sprint("tag ", i%9)}}},
			{http.MethodDelete, pathOf(c, ""), nil},
			{http.MethodPost, "/v2/conversations", object{
				"subject": fmt.Sprint("new ", i), "customer": object{"email": fmt.Sprintf("c%d@new.example", i%20)}, "mailboxId": boxes[0].ID,
				"type": "email", "status": "active", "tags": []string{"vip"}, "imported": true, "createdAt": "2026-01-01T00:00:00Z",
				"threads": []object{{"type": "customer", "text": "hi", "customer": object{"id": who.ID}}},
			}},
			{http.MethodPatch, customerPath(who.ID, ""), []object{patch("replace", "/firstName", fmt.Sprint("F", i))}},
			{http.MethodDelete, customerPath(who.ID, ""), nil},
		}
		w := writes[r.IntN(len(writes))]
		_, _, _, err := f.try(f.t.Context(), w.method, w.path, w.body)
		require.NoError(f.t, err)
	}
}

// TestWritesAreSeenByEveryRead compares, after many writes, what lists, gets, searches and counts say of each conversation.
func TestWritesAreSeenByEveryRead(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 120, Customers: 90})
	randomWrites(f, rand.New(rand.NewPCG(1, 2)), 400)
	perCustomer, perTag, seen := map[float64]float64{}, map[any]float64{}, map[any]bool{}
	for page, more := 1, true; more; page++ {
		rows, p := f.list("conversations", "/v2/conversations", "status", "all", "sortField", "modifiedAt", "page", fmt.Sprint(page), "embed", "threads")
		for _, row := range rows {
			require.False(t, seen[row["id"]])
			seen[row["id"]] = true
			_, _, one := f.get(fmt.Sprintf("/v2/conversations/%.0f", row["id"]), "embed", "threads")
			require.Equal(t, one, row)
			found, _ := f.list("conversations", "/v2/conversations", "status", "all", "number", fmt.Sprintf("%.0f", row["number"]))
			require.Len(t, found, 1)
			f.recountThreads(row)
			perCustomer[row["primaryCustomer"].(object)["id"].(float64)]++
			for _, tag := range row["tags"].([]any) {
				perTag[tag.(object)["tag"]]++
			}
		}
		require.Equal(t, float64(len(f.Store().Conversations())), p["totalElements"])
		more = p["number"].(float64) < p["totalPages"].(float64)
	}
	require.Len(t, seen, len(f.Store().Conversations()))
	for _, c := range f.Store().Customers() {
		_, _, one := f.get(customerPath(c.ID, ""))
		require.Equal(t, perCustomer[float64(c.ID)], one["conversationCount"], c.ID)
	}
	for _, tag := range f.Store().Tags() {
		require.Equal(t, perTag[tag.Name], float64(tag.Tickets), tag.Name)
	}
	for _, report := range []string{"company", "conversations", "productivity", "happiness"} {
		status, _, body := f.get("/v2/reports/"+report, "start", "2026-01-01T00:00:00Z", "end", "2026-12-01T00:00:00Z")
		require.Equal(t, 200, status, "%v", body)
	}
}

// recountThreads compares a conversation's count with its thread list.
func (f *fake) recountThreads(row object) {
	f.t.Helper()
	n := 0.0
	for _, thread := range f.Store().Threads(int64(row["id"].(float64))) {
		if thread.State == "published" && thread.Type != "lineitem" {
			n++
		}
	}
	require.Equal(f.t, row["threads"], n, "threads of %v", row["id"])
}

func TestManyWriteAtOnce(t *testing.T) {
	f := newFake(t, simulator.Options{Conversations: 60, Customers: 60})
	f.Control().SetLag(&simulator.Lag{Requests: 7})
	f.Control().AddFault(simulator.Fault{Kind: simulator.FaultReset, Effect: simulator.EffectLater, Delay: 3, Operation: "createNoteThread", Every: 5, Times: simulator.Always})
	c := f.closed()
	var all sync.WaitGroup
	for i := range 4 {
		all.Add(3)
		go func() {
			defer all.Done()
			randomWrites(f, rand.New(rand.NewPCG(uint64(i), 3)), 40)
		}()
		go func() {
			defer all.Done()
			for range 10 { // some are refused once the other writers have deleted the conversation
				_, _, _, _ = f.try(t.Context(), http.MethodPost, pathOf(c, "/notes"), object{"text": "n"})
			}
		}()
		go func() {
			defer all.Done()
			for page := range 30 {
				f.list("conversations", "/v2/conversations", "status", "all", "page", fmt.Sprint(page%4+1))
				f.get("/v2/customers", "sortField", "modifiedAt")
				f.get(pathOf(c, "/threads"))
			}
		}()
	}
	all.Wait()
	f.Control().Settle()
	ids := map[int64]bool{}
	for _, w := range f.Store().Written() {
		require.False(t, ids[w.ID], "a thread was written twice")
		ids[w.ID] = true
	}
	for _, c := range f.Store().Conversations() {
		_, _, row := f.get(pathOf(c, ""))
		f.recountThreads(row)
	}
}
