package replicate

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/replica/target"
	"github.com/scoutql/scoutql/simulator"
)

func TestARowThatIsRefusedIsTriedAgain(t *testing.T) {
	w := newWorld(t, simulator.Options{Conversations: 100}, sqliteFile(t))
	all := w.conversations()
	tag := w.sim.Store().Tags()[2].ID
	w.runs()
	to := w.open()
	for _, sql := range []string{
		`CREATE TRIGGER picky BEFORE INSERT ON Conversations WHEN NEW.Id = ` + itoa(all[7].ID) + ` BEGIN SELECT RAISE(ABORT, 'not this one'); END`,
		`CREATE TRIGGER picky2 BEFORE INSERT ON ConversationTags WHEN NEW.ConversationId = ` + itoa(all[8].ID) + ` BEGIN SELECT RAISE(ABORT, 'nor this'); END`,
		`CREATE TRIGGER picky3 BEFORE INSERT ON Tags WHEN NEW.Id = ` + itoa(tag) + ` BEGIN SELECT RAISE(ABORT, 'nor that'); END`,
	} {
		_, err := to.DB().Exec(sql)
		require.NoError(t, err)
	}
	w.tick()
	for i := range 20 {
		w.touch(all[i].ID, func(c *simulator.Conversation) { c.Subject, c.Tags = "changed", []int64{tag} })
	}
	sum := w.runs()
	require.Len(t, sum.Rejected, 3)
	require.Contains(t, sum.Rejected[0].Reason, "not this one")
	require.Empty(t, sum.Notes, "rows that wait are no difference")
	require.Equal(t, "18", w.one(`SELECT COUNT(*) FROM Conversations WHERE Subject = 'changed'`), "a conversation is stored with its threads or not at all")
	w.tick()
	sum = w.runs()
	require.Len(t, sum.Rejected, 3)
	require.Greater(t, sum.Rejected[0].Tries, 1)

	for _, name := range []string{"picky", "picky2", "picky3"} {
		_, err := to.DB().Exec(`DROP TRIGGER ` + name)
		require.NoError(t, err)
	}
	require.NoError(t, to.Close())
	require.Empty(t, w.runs().Rejected)
	w.same()
}

func TestNewColumnsAreFilledFromWhatIsThere(t *testing.T) {
	targets(t, func(t *testing.T, to string) {
		w := newWorld(t, simulator.Options{Conversations: 100}, to)
		store := w.sim.Store()
		defs := store.CustomerProperties()
		box := store.Mailboxes()[0]
		w.runs()
		// A property that customers have values of already gets another name: a new column.
		renamed := append([]simulator.PropertyDefinition{}, defs...)
		renamed[0].Name = "Brand \"new\" 'name'"
		store.SetCustomerProperties(renamed)
		fields := append([]simulator.Field{}, box.Fields...)
		fields[0].Name = "Other priority"
		store.SetFields(box.ID, fields)
		sum := w.runs()
		require.Empty(t, sum.Rejected)
		require.NotEqual(t, "0", w.one(`SELECT COUNT(*) FROM `+w.quoted("Conversations")+` WHERE `+w.quoted("Field_Other_priority")+` IS NOT NULL`))
	})
}

func TestASmallBudgetGetsThereInTheEnd(t *testing.T) {
	w := newWorld(t, simulator.Options{Conversations: 1500}, sqliteFile(t))
	w.job.Tables = []string{"Conversations", "ConversationThreads", "Customers"}
	for run := 0; ; run++ {
		require.Less(t, run, 60, "each run comes further")
		w.budget = 40
		_, err := w.run()
		var budget *helpscout.BudgetError
		if !errors.As(err, &budget) {
			require.NoError(t, err)
			break
		}
	}
	w.budget = 0
	w.same()
}

func TestTwoRunsAtOnce(t *testing.T) {
	targets(t, func(t *testing.T, to string) {
		w := newWorld(t, simulator.Options{Conversations: 50}, to)
		other := w.open()
		release, err := other.Lock(context.Background())
		require.NoError(t, err)
		_, err = w.run()
		var locked *target.LockedError
		require.ErrorAs(t, err, &locked)
		release()
		w.runs()
	})
}

// While a first copy is under way, rows come, change and go between any two calls.
func TestRowsMoveWhileTheyAreRead(t *testing.T) {
	for seed := range 3 {
		w := newWorld(t, simulator.Options{Conversations: 700, Seed: uint64(seed + 1)}, sqliteFile(t))
		w.job.Tables = []string{"Conversations", "ConversationTags", "ConversationThreads", "Customers"}
		moves := newMover(w.sim, uint64(seed))
		list := regexp.MustCompile(`^/v2/(conversations|customers)$`)
		w.sim.Control().SetHook(func(r *http.Request) {
			if list.MatchString(r.URL.Path) {
				moves.some(3)
			}
		})
		w.runs()
		w.sim.Control().SetHook(nil)
		sum := w.runs()
		require.Empty(t, sum.Notes, strings.Join(sum.Notes, "\n"))
		w.same()
	}
}
