package jira

import (
	"reflect"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// fate is what becomes of a version of a request beside others.
type fate int

const (
	counts   fate = iota
	repeated      // it says what another says
	earlier       // another is later
	less          // another says more
	refused       // it says something else than another, and neither is known to be later
)

// choose weighs one more version against the one that counts so far.
func (t *ticket) choose(v *version) {
	o := t.told
	switch {
	case o == nil:
		t.told = v
	case v.desk && !o.desk:
		v.fate = less
	case o.desk && !v.desk:
		o.fate, t.told = less, v
	case !v.at.IsZero() && !o.at.IsZero() && v.at.Before(o.at):
		v.fate = earlier
	case !v.at.IsZero() && !o.at.IsZero() && v.at.After(o.at):
		o.fate, t.told = earlier, v
	case v.same(o):
		v.fate = repeated
	default:
		v.fate = refused
	}
}

// same reports whether two versions say the same of a request.
func (v *version) same(o *version) bool {
	type said struct {
		key, id, description string
		created, closed      int64
		state                state
		deleted              bool
	}
	of := func(v *version) said {
		return said{v.key, v.id, v.description, v.created.UnixNano(), v.closed.UnixNano(), v.state, v.deleted}
	}
	return of(v) == of(o) && reflect.DeepEqual(v.wish, o.wish) && reflect.DeepEqual(v.reporter, o.reporter) && reflect.DeepEqual(v.creator, o.creator)
}

// hear takes in an approval, of which others may have told, too. Of one that
// was open and then ended, the end counts.
func (t *ticket) hear(r *round) {
	was := t.rounds[r.id]
	switch {
	case was == nil:
		t.rounds[r.id] = r
	case r.ended.IsZero():
		r.repeated = true
	case was.ended.IsZero():
		was.repeated = true
		t.rounds[r.id] = r
	case r.same(was):
		r.repeated = true
	default:
		r.err = jsonlog.At("", "approval "+printable(r.id)+" is told twice in this input, and differently: look it up")
	}
}
