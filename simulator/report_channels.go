package simulator

import (
	"cmp"
	"slices"
)

// emailReport counts as productivity does, among e-mail conversations. emailConversations are the active ones, emailsCreated
// those that users began.
var emailReport = (&overallKind{
	channel: "email", filterTags: true, hal: true,
	blocks: func(rq *request, t *tally) []block {
		return []block{
			named("volume",
				counted("emailConversations", int64(len(t.active))),
				counted("emailsCreated", t.begun),
				counted("repliesSent", t.replies()),
				counted("messagesReceived", t.received),
			),
			named("resolutions",
				counted("resolved", int64(len(t.resolved))),
				counted("resolvedOnFirstReply", t.onFirst),
				plain("percentResolvedOnFirstReply", t.onFirstShare()),
				measured("resolutionTime", mean(t.resolutionTimes(rq))),
				measured("repliesToResolve", mean(t.repliesToResolve())),
				measured("handleTime", mean(t.handles)),
				counted("closed", t.closed),
			),
			named("responses",
				measured("responseTime", mean(t.responses)),
				measured("firstResponseTime", mean(t.firsts)),
			),
		}
	},
	distributions: func(rq *request, t *tally) []distribution {
		return []distribution{
			responseSpread(t), firstResponseSpread(t), handleSpread(t),
			{name: "resolutionTime", borders: responseBuckets, values: t.resolutionTimes(rq)},
			resolveSpread(rq, t),
		}
	},
}).serve

// phoneReport: phoneConversations are the active ones of that type and phoneCallsCreated those created in the range. The first
// member has another name among the deltas.
var phoneReport = (&overallKind{
	channel: "phone", hal: true,
	blocks: func(_ *request, t *tally) []block {
		return alone(
			counted("phoneConversations", int64(len(t.active))).deltaCalled("newConversations"),
			counted("phoneCallsCreated", int64(len(t.created))),
			counted("customers", t.customers()),
		)
	},
	tail: writePhoneUsers,
}).serve

// caller is a user's part of the phone report: conversations in which they wrote an entry, calls that they created.
type caller struct {
	conversations, customers map[int64]bool
	created                  int64
}

func (t *tally) callers() map[int64]*caller {
	out := map[int64]*caller{}
	of := func(id int64) *caller {
		if out[id] == nil {
			out[id] = &caller{map[int64]bool{}, map[int64]bool{}, 0}
		}
		return out[id]
	}
	for _, f := range t.active {
		for i := range f.events {
			e := &f.events[i]
			if (e.sort == eventReply || e.sort == eventOther) && t.holds(e.at) {
				c := of(e.by)
				c.conversations[f.Conversation.ID], c.customers[f.CustomerID] = true, true
			}
		}
	}
	for _, f := range t.created {
		if f.begunByUser() {
			of(f.CreatedBy.ID).created++
		}
	}
	return out
}

func writePhoneUsers(rq *request, w *writer, cur, prev *tally) {
	now, before := cur.callers(), map[int64]*caller(nil)
	ids := keys(now)
	if prev != nil {
		before = prev.callers()
		ids = append(ids, keys(before)...)
	}
	slices.Sort(ids)
	write := func(key string, c *caller) {
		w.object(key)
		w.num("phoneConversations", int64(len(c.conversations)))
		w.num("phoneCallsCreated", c.created)
		w.num("customers", int64(len(c.customers)))
		w.close('}')
	}
	w.array("users")
	for _, id := range slices.Compact(ids) {
		w.open('{')
		w.num("id", id)
		w.str("name", rq.store.personName(id))
		write("current", cmp.Or(now[id], &caller{}))
		if prev != nil {
			write("previous", cmp.Or(before[id], &caller{}))
		}
		w.close('}')
	}
	w.close(']')
}

// chatTally counts the Beacon chats created in the range: conversations of type chat whose source is the beacon, because this
// report leaves the chats of integrations out. A chat that nobody replied to was missed, and the figures are those of the
// others. It is the chat of who replied first.
type chatTally struct {
	count, missed                       int64
	waits, responses, messages, lengths []float64
}

func (t *tally) chats(rq *request, users map[int64]bool) *chatTally {
	c := &chatTally{}
	for _, f := range t.created {
		if f.SourceType != "beacon" {
			continue
		}
		reply := slices.IndexFunc(f.events, func(e event) bool { return e.sort == eventReply })
		if users != nil && (reply < 0 || !users[f.events[reply].by]) {
			continue
		}
		c.count++
		if reply < 0 {
			c.missed++
			continue
		}
		c.waits = append(c.waits, rq.seconds(f.CreatedAt, f.events[reply].at))
		messages, last := 0.0, f.CreatedAt
		for _, e := range f.events {
			if e.sort != eventReply && e.sort != eventReceived {
				continue
			}
			messages, last = messages+1, e.at
			if e.answers {
				c.responses = append(c.responses, rq.seconds(e.asked, e.at))
			}
		}
		c.messages = append(c.messages, messages)
		c.lengths = append(c.lengths, rq.seconds(f.CreatedAt, last))
	}
	return c
}

// chatReport is the report of all Beacon chats.
var chatReport = (&overallKind{
	channel: "chat", hal: true,
	blocks: func(rq *request, t *tally) []block {
		c := t.chats(rq, nil)
		return []block{
			named("volume",
				counted("chatConversations", c.count),
				counted("completedChats", c.count-c.missed),
				counted("missedChats", c.missed),
				measured("chatsPerDay", t.perDay(c.count)),
			),
			named("responses", measured("waitTime", mean(c.waits)), measured("responseTime", mean(c.responses))),
			named("resolutions", measured("messagesPerChat", mean(c.messages)), measured("duration", mean(c.lengths))),
		}
	},
	distributions: func(rq *request, t *tally) []distribution {
		c := t.chats(rq, nil)
		return []distribution{
			{name: "waitTime", borders: chatBuckets, values: c.waits, full: true},
			{name: "responseTime", borders: chatBuckets, values: c.responses, full: true},
			{name: "messagesPerChat", borders: replyBuckets, values: c.messages, full: true},
			{name: "duration", borders: chatBuckets, values: c.lengths, full: true},
		}
	},
}).serve

// userChatReport is that of a user's or team's chats. Chats begin with customers, so the range is tallied for everybody.
func userChatReport(rq *request) *answer {
	users := rq.store.crew(rq.num("user"))
	if users == nil {
		return notFound()
	}
	k := overallKind{channel: "chat", everybody: true, blocks: func(rq *request, t *tally) []block {
		c := t.chats(rq, users)
		return alone(
			number("totalDays", t.days()),
			counted("newConversations", c.count),
			measured("messagesPerChat", mean(c.messages)),
			measured("responseTime", mean(c.responses)),
			measured("waitTime", mean(c.waits)),
			measured("duration", mean(c.lengths)),
		)
	}}
	return k.serve(rq)
}
