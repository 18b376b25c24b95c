package simulator

import (
	"slices"
	"strings"
)

// There is no Docs data in the account, so every site has seeded numbers for every day (in UTC, touched by the range, within
// the account's history): adjacent ranges that meet at midnight add up.

// docsSites are the ids of the two Docs sites.
var docsSites = []string{"5f1a6c0e2c7d3a000716b4e1", "60b2d9f4a3e14c001f8e7a92"}

var docsSearches = []string{"refund", "password reset", "Rückgabe", "invoice & VAT", "dark mode", "API \"rate limit\""}

var docsNames = []string{"Getting started", "Returns & refunds", "Reset your password", "Größentabelle", "Invoices", "Billing FAQ"}

// docsVisits are the sums over days and sites.
type docsVisits struct {
	visitors, browsed, searched, found, failed, mailed, viewed int64
	bySite                                                     []docsVisits // in the order of docsSites
}

func (d *docsVisits) add(o *docsVisits) {
	d.visitors += o.visitors
	d.browsed += o.browsed
	d.searched += o.searched
	d.found += o.found
	d.failed += o.failed
	d.mailed += o.mailed
	d.viewed += o.viewed
}

func (s *Store) docsDay(site int, at Time) docsVisits {
	r := s.rng(kindDocs, uint64(at/day)*uint64(len(docsSites))+uint64(site))
	d := docsVisits{visitors: int64(20 + r.n(180))}
	part := func(of int64) int64 { return int64(r.n(int(of) + 1)) }
	d.browsed, d.searched, d.mailed = part(d.visitors), part(d.visitors), part(d.visitors/8)
	d.found, d.failed = part(d.visitors), part(d.searched)
	d.viewed = d.visitors + part(2*d.visitors)
	return d
}

func (s *Store) docsOf(sp period, sites []string) docsVisits {
	sum := docsVisits{bySite: make([]docsVisits, len(docsSites))}
	sp = period{max(sp.from, s.start()), min(sp.to, s.now)}
	for i, site := range docsSites {
		if sites != nil && !slices.Contains(sites, site) {
			continue
		}
		for at := sp.from - sp.from%day; at < sp.to; at += day {
			d := s.docsDay(i, at)
			sum.bySite[i].add(&d)
		}
		sum.add(&sum.bySite[i])
	}
	return sum
}

func (d *docsVisits) blocks() []block {
	share := func(name string, part int64) figure { return measured(name, percent(part, d.visitors)) }
	viewed := 0.0
	if d.visitors > 0 {
		viewed = float64(d.viewed) / float64(d.visitors)
	}
	return alone(
		counted("visitors", d.visitors),
		share("browseAction", d.browsed),
		share("sentAnEmailResult", d.mailed),
		share("foundAnAnswerResult", d.found),
		share("searchAction", d.searched),
		share("failedResult", d.failed),
		measured("docsViewedPerVisit", viewed),
	)
}

// docsReport takes sites in place of the inbox filters. An unknown site has no visitors.
func docsReport(rq *request) *answer {
	current, previous, bad := rq.asked()
	if bad != nil {
		return bad
	}
	var sites []string
	if rq.has("sites") {
		sites = strings.Split(rq.get("sites"), ",")
	}
	visits := rq.store.docsOf(current, sites)
	cur := &overall{undate: true, blocks: visits.blocks()}
	var prev *overall
	if previous != nil {
		before := rq.store.docsOf(*previous, sites)
		prev = &overall{undate: true, blocks: before.blocks()}
	}
	w := &writer{}
	w.open('{')
	w.writeOveralls(cur, prev)
	visits.writeLists(w)
	w.close('}')
	return reported(w, 1)
}

// docsShare is the n-th item's share of a total; each has half of what is left.
func docsShare(total int64, n int) int64 { return total >> (n + 1) }

// writeLists writes the top lists, whose ids are all texts.
func (d *docsVisits) writeLists(w *writer) {
	searches := func(key string, total int64, results bool) {
		w.array(key)
		for i, text := range docsSearches {
			count := docsShare(total, i)
			if count == 0 {
				break
			}
			w.open('{')
			w.str("id", text)
			w.num("count", count)
			if results {
				w.num("results", int64(len(text)-i))
			}
			w.close('}')
		}
		w.close(']')
	}
	pages := func(key, prefix string, write func(site, i int)) {
		w.array(key)
		for site := range d.bySite {
			for i := range docsNames {
				count := docsShare(d.bySite[site].viewed, i)
				if count == 0 {
					break
				}
				w.open('{')
				w.str("id", docsSites[site][:20]+prefix+itoa(int64(i)))
				w.str("name", docsNames[i])
				w.str("siteId", docsSites[site])
				write(site, i)
				w.num("count", count)
				w.close('}')
			}
		}
		w.close(']')
	}
	searches("popularSearches", d.searched, true)
	searches("failedSearches", d.failed, false)
	pages("topArticles", "0a0", func(site, i int) {
		w.str("collectionId", docsSites[site][:20]+"c00"+itoa(int64(i%2)))
	})
	pages("topCategories", "0b0", func(_, i int) { w.num("articles", int64(3+i)) })
}
