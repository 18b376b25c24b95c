package simulator

import (
	"cmp"
	"slices"
)

// untagged is the id that stands for conversations without a tag.
const untagged = 1

// tagKeys are a conversation's tags as the reports see them.
func (s *Store) tagKeys(c *Conversation) []int64 {
	var ids []int64
	for _, id := range c.Tags {
		if s.tag[id] != nil {
			ids = append(ids, id)
		}
	}
	if ids == nil {
		return []int64{untagged}
	}
	return ids
}

// dimensionOf lists what a conversation counts for in one of the top lists, and so in the fields drilldown: its tags or its
// customer, and the saved replies and workflows that were used in the range. Repetitions count once.
func (s *Store) dimensionOf(field string, f *facts, sp period) []int64 {
	sort := byte(eventWorkflow)
	switch field {
	case "tagid":
		return s.tagKeys(f.Conversation)
	case "customerid":
		return []int64{f.CustomerID}
	case "replyid":
		sort = eventReply
	}
	var ids []int64
	for i := range f.events {
		if e := &f.events[i]; e.sort == sort && e.with != 0 && sp.holds(e.at) && !slices.Contains(ids, e.with) {
			ids = append(ids, e.with)
		}
	}
	return ids
}

// conversationsReport is "conversations overall". Total conversations are the active ones, new ones were created in the range,
// and conversationsCreated are those of them that users began. Customers are those of the total, and the lists count the total.
var conversationsReport = (&overallKind{
	filterTags: true,
	head:       writeBusiest,
	blocks: func(_ *request, t *tally) []block {
		total := int64(len(t.active))
		return alone(
			counted("totalConversations", total),
			counted("conversationsCreated", t.begun),
			counted("newConversations", int64(len(t.created))),
			counted("customers", t.customers()),
			counted("conversationsPerDay", total/t.days()), // cut, as the example shows
		)
	},
	tail: func(rq *request, w *writer, cur, prev *tally) {
		for _, l := range topLists {
			rq.writeTopList(w, l.key, cur.top(rq.store, l.field), prev.top(rq.store, l.field))
		}
		rq.writeFieldStats(w, cur, prev)
	},
}).serve

var topLists = []struct{ key, field string }{
	{"tags", "tagid"}, {"customers", "customerid"}, {"replies", "replyid"}, {"workflows", "workflowid"},
}

// topCount counts conversations: all that have a value, and those of each value.
type topCount struct {
	count int64
	of    map[int64]int64
}

func (t *tally) top(s *Store, field string) *topCount {
	if t == nil {
		return nil
	}
	c := &topCount{of: map[int64]int64{}}
	for _, f := range t.active {
		ids := s.dimensionOf(field, f, t.period)
		if len(ids) > 0 {
			c.count++
		}
		for _, id := range ids {
			c.of[id]++
		}
	}
	return c
}

const topLength = 10

func (rq *request) writeTopList(w *writer, key string, cur, prev *topCount) {
	ids := keys(cur.of)
	slices.SortStableFunc(ids, func(a, b int64) int { return cmp.Compare(cur.of[b], cur.of[a]) })
	w.object(key)
	w.num("count", cur.count)
	w.array("top")
	for _, id := range ids[:min(topLength, len(ids))] {
		w.open('{')
		w.num("id", id)
		name, box := rq.store.topName(key, id)
		w.optStr("name", name, false)
		w.optNum("mailboxId", box, false)
		now := percent(cur.of[id], cur.count)
		w.num("count", cur.of[id])
		w.float("percent", now)
		if prev != nil {
			before := percent(prev.of[id], prev.count)
			w.num("previousCount", prev.of[id])
			w.float("previousPercent", before)
			w.float("deltaPercent", now-before)
		}
		w.close('}')
	}
	w.close(']')
	w.close('}')
}

// topName names a top item. The untagged have no name, and only saved replies tell their inbox.
func (s *Store) topName(key string, id int64) (name string, mailbox int64) {
	switch key {
	case "tags":
		if t := s.tag[id]; t != nil {
			return t.Name, 0
		}
	case "customers":
		return s.customerOr(id).name(), 0
	case "workflows":
		if f := findID(s.workflows, id, func(f *Workflow) int64 { return f.ID }); f != nil {
			return f.Name, 0
		}
	case "replies":
		for _, m := range s.mailboxes {
			for _, r := range m.SavedReplies {
				if r.ID == id {
					return r.Name, m.ID
				}
			}
		}
	}
	return "", 0
}

// writeBusiest writes when most new conversations came: the busiest hour of the week, and where the busiest three hours of the
// day begin and end. Nothing came, nothing is written.
func writeBusiest(_ *request, w *writer, cur *tally) {
	slots := cur.slots()
	if len(slots) == 0 {
		return
	}
	best, hours := slots[0], [24]int64{}
	for _, s := range slots {
		if s.count > best.count {
			best = s
		}
		hours[s.hour] += s.count
	}
	w.object("busiestDay")
	best.write(w)
	w.close('}')
	start, most := 0, int64(-1)
	for h := range hours {
		if n := hours[h] + hours[(h+1)%24] + hours[(h+2)%24]; n > most {
			start, most = h, n
		}
	}
	w.num("busyTimeStart", int64(start))
	w.num("busyTimeEnd", int64(start+3)%24)
}

// slot is an hour of the week in the company's time zone, UTC here.
type slot struct {
	day, hour int
	count     int64
}

func (s slot) write(w *writer) {
	w.num("day", int64(s.day))
	w.num("hour", int64(s.hour))
	w.num("count", s.count)
}

// slots counts new conversations by hour of the week; hours without any are left out.
func (t *tally) slots() []slot {
	var counts [7 * 24]int64
	for _, f := range t.created {
		at := f.CreatedAt.Time()
		counts[(isoDay(at)-1)*24+at.Hour()]++
	}
	var out []slot
	for i, n := range counts {
		if n > 0 {
			out = append(out, slot{i/24 + 1, i % 24, n})
		}
	}
	return out
}

// busyTimes answers with a bare array. The comparison range is a parameter without effect: there is no place for it.
func busyTimes(rq *request) *answer {
	current, _, bad := rq.asked()
	if bad != nil {
		return bad
	}
	sc, bad := rq.scope("")
	if bad != nil {
		return bad
	}
	slots := sc.measure(current, sc.within(current)).slots()
	w := &writer{}
	w.open('[')
	for _, s := range slots {
		w.open('{')
		s.write(w)
		w.close('}')
	}
	w.close(']')
	return reported(w, len(slots))
}

// fieldCount is how often a field was filled in, and with what.
type fieldCount struct {
	answered int64
	of       map[string]int64
}

func (t *tally) fields() map[int64]*fieldCount {
	out := map[int64]*fieldCount{}
	for _, f := range t.active {
		for _, v := range f.CustomFields {
			n := out[v.FieldID]
			if n == nil {
				n = &fieldCount{of: map[string]int64{}}
				out[v.FieldID] = n
			}
			n.answered++
			n.of[v.Value]++
		}
	}
	return out
}

// writeFieldStats writes the dropdown fields, which are those whose values have ids. Percents of values are of the answered.
func (rq *request) writeFieldStats(w *writer, cur, prev *tally) {
	var list []*Field
	boxes := map[int64]int64{}
	for _, m := range rq.store.mailboxes {
		for i := range m.Fields {
			if m.Fields[i].Type == FieldDropdown {
				list = append(list, &m.Fields[i])
				boxes[m.Fields[i].ID] = m.ID
			}
		}
	}
	now, before := cur.fields(), map[int64]*fieldCount(nil)
	if prev != nil {
		before = prev.fields()
	}
	w.object("customFields")
	w.num("count", int64(len(list)))
	w.array("fields")
	for _, d := range list {
		w.open('{')
		w.num("id", d.ID)
		w.str("name", d.Name)
		w.num("mailboxId", boxes[d.ID])
		n := cmp.Or(now[d.ID], &fieldCount{})
		w.array("values")
		for _, o := range d.Options {
			w.open('{')
			w.num("id", o.ID)
			w.str("name", o.Label)
			w.num("count", n.of[itoa(o.ID)])
			w.float("percent", percent(n.of[itoa(o.ID)], n.answered))
			w.close('}')
		}
		w.close(']')
		writeAnswered(w, n.answered, cur.inMailbox(boxes[d.ID]), cmp.Or(before[d.ID], &fieldCount{}).answered, prev.inMailbox(boxes[d.ID]))
		w.close('}')
	}
	w.close(']')
	w.close('}')
}

// inMailbox counts active conversations of an inbox; it is -1 without a range.
func (t *tally) inMailbox(id int64) (n int64) {
	if t == nil {
		return -1
	}
	for _, f := range t.active {
		if f.MailboxID == id {
			n++
		}
	}
	return n
}

// writeAnswered sums up how many conversations have a field filled in. What there is none of is null.
func writeAnswered(w *writer, answered, total, answeredBefore, totalBefore int64) {
	known, before := nothing, nothing
	if totalBefore >= 0 {
		known, before = float64(totalBefore), float64(answeredBefore)
	}
	unanswered := ratio(100*float64(total-answered), float64(total))
	unansweredBefore := ratio(100*(known-before), known)
	w.object("summary")
	w.num("total", total)
	w.num("totalAnswered", answered)
	w.float("previousTotal", known)
	w.float("previousTotalAnswered", before)
	w.float("unansweredPercent", unanswered)
	w.float("unansweredPreviousPercent", unansweredBefore)
	w.float("unansweredDelta", unanswered-unansweredBefore)
	w.close('}')
}
