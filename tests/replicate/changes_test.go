package replicate

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
)

// tick moves the account's clock on, by more than a run reaches back.
func (w *world) tick() {
	store := w.sim.Store()
	store.SetNow(store.Now().Add(20 * time.Minute))
}

func (w *world) touch(id int64, change func(*simulator.Conversation)) {
	w.Helper()
	require.True(w, w.sim.Store().UpdateConversation(id, change))
}

func (w *world) touchCustomer(id int64, change func(*simulator.Customer)) {
	w.Helper()
	require.True(w, w.sim.Store().UpdateCustomer(id, change))
}

func (w *world) conversations() []simulator.Conversation { return w.sim.Store().Conversations() }

func TestChangesFollow(t *testing.T) {
	targets(t, func(t *testing.T, to string) {
		w := newWorld(t, simulator.Options{Conversations: 200}, to)
		w.runs()
		w.tick()
		store, all := w.sim.Store(), w.conversations()

		w.touch(all[10].ID, func(c *simulator.Conversation) { c.Subject = "another subject"; c.Tags = nil })
		w.touch(all[20].ID, func(c *simulator.Conversation) { c.CustomFields = nil })
		threads := slices.DeleteFunc(store.Threads(all[30].ID), func(t simulator.Thread) bool { return t.Type == "lineitem" })
		slices.Reverse(threads)
		threads[0].Body = "<p>edited \U0001F600 'quoted' \\ \"twice\"</p>"
		store.SetThreads(all[30].ID, threads[:1])
		w.touch(all[30].ID, func(*simulator.Conversation) {})
		customer := store.Customers()[5]
		w.touchCustomer(customer.ID, func(c *simulator.Customer) { c.JobTitle = "Baker"; c.Phones = nil; c.Properties = nil })

		w.tick()
		w.sim.Control().ResetCalls()
		sum := w.runs()
		require.Empty(t, sum.Notes)
		w.same()
		require.Empty(t, changes(w.runs()))
	})
}

func TestRowsThatAreGoneAreFound(t *testing.T) {
	targets(t, func(t *testing.T, to string) {
		w := newWorld(t, simulator.Options{Conversations: 1000}, to)
		w.job.Tables = []string{"Conversations", "ConversationTags", "ConversationCustomFields", "ConversationThreads", "ThreadAttachments", "Customers", "CustomerEmails"}
		w.runs()
		store, all := w.sim.Store(), w.conversations()
		store.DeleteConversation(all[100].ID)
		store.DeleteConversation(all[700].ID)
		store.MergeConversation(all[400].ID, all[401].ID)
		store.DeleteCustomer(store.Customers()[50].ID)

		w.sim.Control().ResetCalls()
		sum := w.runs()
		require.Empty(t, sum.Notes)
		require.Less(t, len(w.sim.Control().Calls()), 80, "1,000 conversations are 40 pages, 400 customers 8: a search is less than both")
		for _, id := range []int64{all[100].ID, all[700].ID, all[400].ID} {
			n := w.one(`SELECT COUNT(*) FROM ` + w.quoted("ConversationThreads") + ` WHERE ` + w.quoted("ConversationId") + ` = ` + itoa(id))
			require.Equal(t, "0", n, "the threads go with their conversation")
		}
		w.job.Reconcile = true // counts of a customer's conversations are no change of the customer
		w.runs()
		w.same()
	})
}

func TestReconcileFindsWhatNoTimeTells(t *testing.T) {
	w := newWorld(t, simulator.Options{Conversations: 300}, sqliteFile(t))
	w.runs()
	store := w.sim.Store()
	id := w.conversations()[0].CustomerID
	w.touchCustomer(id, func(c *simulator.Customer) { c.First = "Renamed" })
	store.DeleteUser(store.Users()[3].ID)
	all := w.conversations()
	store.DeleteConversation(all[3].ID) // and another comes, so that the counts are the same
	store.AddConversation(simulator.Conversation{CreatedAt: all[9].CreatedAt, ModifiedAt: all[9].ModifiedAt})
	w.job.Reconcile = true
	w.runs()
	w.same()
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func TestSoftDeletedRowsStay(t *testing.T) {
	targets(t, func(t *testing.T, to string) {
		w := newWorld(t, simulator.Options{Conversations: 100}, to)
		w.keep = "soft"
		w.runs()
		gone := w.conversations()[40]
		w.sim.Store().DeleteConversation(gone.ID)
		w.job.Reconcile = true
		w.runs()
		w.same()
		require.Equal(t, "1", w.one(`SELECT COUNT(*) FROM `+w.quoted("Conversations")+` WHERE deleted_at IS NOT NULL`))
		require.NotEqual(t, "0", w.one(`SELECT COUNT(*) FROM `+w.quoted("ConversationThreads")+` WHERE deleted_at IS NOT NULL`))

		w.sim.Store().AddConversation(gone) // and back it comes
		w.runs()
		w.same()
		require.Equal(t, "0", w.one(`SELECT COUNT(*) FROM `+w.quoted("Conversations")+` WHERE deleted_at IS NOT NULL`))
	})
}

func TestHistoryKeepsEveryVersion(t *testing.T) {
	targets(t, func(t *testing.T, to string) {
		w := newWorld(t, simulator.Options{Conversations: 100}, to)
		w.keep = "history"
		w.runs()
		changed, gone := w.conversations()[10], w.conversations()[40]
		w.touch(changed.ID, func(c *simulator.Conversation) { c.Subject = "second" })
		w.sim.Store().DeleteConversation(gone.ID)
		w.job.Reconcile = true
		w.runs()
		w.same()
		w.tick()
		w.touch(changed.ID, func(c *simulator.Conversation) { c.Subject = "third" })
		w.runs()
		w.same()
		from := ` FROM ` + w.quoted("Conversations") + ` WHERE ` + w.quoted("Id") + ` = `
		require.Equal(t, "3", w.one(`SELECT COUNT(*)`+from+itoa(changed.ID)))
		require.Equal(t, "third", w.one(`SELECT `+w.quoted("Subject")+from+itoa(changed.ID)+` AND valid_to IS NULL`))
		require.Equal(t, "2", w.one(`SELECT COUNT(*)`+from+itoa(changed.ID)+` AND valid_to > valid_from`))
		require.Equal(t, "0", w.one(`SELECT COUNT(*)`+from+itoa(gone.ID)+` AND valid_to IS NULL`))
	})
}
