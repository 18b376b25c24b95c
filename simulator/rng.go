package simulator

// rng is splitmix64: a few nanoseconds, no state to share, and the same numbers on every platform and Go version.
// Each object of the account has its own, seeded from the account's seed and the object's number, so that a thread's text can
// be made when it is asked for and is the same every time.
type rng struct{ state uint64 }

func (s *Store) rng(kind, n uint64) *rng {
	r := &rng{s.seed*0x9E3779B97F4A7C15 ^ kind*0xD1B54A32D192ED03 ^ n*0x8CB92BA72F3D8DD7}
	r.next()
	return r
}

func (r *rng) next() uint64 {
	r.state += 0x9E3779B97F4A7C15
	z := r.state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// n is a number in [0, limit).
func (r *rng) n(limit int) int { return int(r.next() >> 1 % uint64(limit)) }

// chance is true in so many of a hundred cases.
func (r *rng) chance(percent int) bool { return r.n(100) < percent }

func pick[T any](r *rng, from []T) T { return from[r.n(len(from))] }
