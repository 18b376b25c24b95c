package simulator

// tallies measures the ranges of an overall report. prev is nil without a comparison range.
func (sc *scope) tallies(current period, previous *period) (cur, prev *tally) {
	cur = sc.measure(current, sc.within(current))
	if previous != nil {
		prev = sc.measure(*previous, sc.within(*previous))
	}
	return cur, prev
}

// overallKind declares an overall report: one object with what it has of the parts below.
type overallKind struct {
	channel       string // narrows it to one
	filterTags    bool
	undated       bool
	everybody     bool // tallies more than the asked user's work
	hal           bool // email, phone and chat answer with the other media type
	head          func(*request, *writer, *tally)
	blocks        func(*request, *tally) []block
	distributions func(*request, *tally) []distribution
	tail          func(*request, *writer, *tally, *tally)
}

func (k *overallKind) serve(rq *request) *answer {
	current, previous, bad := rq.asked()
	if bad != nil {
		return bad
	}
	sc, bad := rq.scope(k.channel)
	if bad != nil {
		return bad
	}
	if k.everybody {
		sc.users = nil
	}
	cur, prev := sc.tallies(current, previous)
	w := &writer{}
	w.open('{')
	if k.filterTags {
		rq.writeFilterTags(w)
	}
	if k.head != nil {
		k.head(rq, w, cur)
	}
	w.writeOveralls(k.overall(rq, cur), k.overall(rq, prev))
	if k.distributions != nil {
		var before []distribution
		if prev != nil {
			before = k.distributions(rq, prev)
		}
		w.writeDistributions(k.distributions(rq, cur), before)
	}
	if k.tail != nil {
		k.tail(rq, w, cur, prev)
	}
	w.close('}')
	a := reported(w, 1)
	if k.hal {
		a.header().Set("Content-Type", halJSON)
	}
	return a
}

func (k *overallKind) overall(rq *request, t *tally) *overall {
	if t == nil {
		return nil
	}
	return &overall{t.period, k.undated, k.blocks(rq, t)}
}
