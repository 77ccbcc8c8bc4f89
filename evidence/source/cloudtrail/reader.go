package cloudtrail

import (
	"errors"
	"io"
	"iter"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// Options say what the log itself cannot. The zero Options are in order.
type Options struct {
	// CollectedAt is when the log was fetched from AWS. Zero: not known, and
	// left out of the facts.
	CollectedAt time.Time
}

// Reader returns the source. It may read many inputs, also at the same time.
func Reader(o Options) source.Reader {
	return func(name string, r io.Reader, t *source.Tally) iter.Seq2[evidence.Fact, error] {
		return func(yield func(evidence.Fact, error) bool) {
			s := &scan{name: name, options: o, tally: t, yield: yield}
			s.strict = jsontext.NewDecoder(&s.buf)
			s.input(r)
		}
	}
}

// Why events are ignored.
const (
	whyElsewhere = "not a call to IAM or IAM Identity Center"
	whyReadOnly  = "IAM call that only reads"
	whyOther     = "IAM write that this source does not take for an entitlement change"
	whyWithheld  = "failed IAM write that does not say whose access it was about"
	whyDigest    = "CloudTrail digest file, which holds no events"
)

// event meets one event: raw is its JSON. The error, if it is refused, has
// neither input nor line yet. It reports whether the consumer wants more.
func (s *scan) event(raw []byte) bool {
	s.count++
	var e event
	if err := s.parse(raw, &e); err != nil {
		return s.refuse(&e, err)
	}
	if e.source == "" || e.name == "" {
		if e.digestFile {
			s.tally.Ignore(source.Reason{Why: whyDigest})
			return true
		}
		return s.refuse(&e, &evidence.Error{Err: errors.New(
			"not a CloudTrail event, which has eventSource and eventName: leave it out, or unwrap the event that it holds")})
	}
	rules, known := services[e.source]
	if !known {
		s.tally.Ignore(source.Reason{Why: whyElsewhere})
		return true
	}
	rule, known := rules[e.name]
	if !known {
		if e.readOnly {
			s.tally.Ignore(source.Reason{Why: whyReadOnly})
		} else {
			s.tally.Ignore(source.Reason{Why: whyOther, Name: e.name})
		}
		return true
	}
	fact, err := s.change(&e, rule, raw)
	switch {
	case errors.Is(err, errWithheld):
		s.tally.Ignore(source.Reason{Why: whyWithheld, Name: e.name})
		return true
	case err != nil:
		return s.refuse(&e, err)
	}
	s.tally.Use(e.name, 1)
	return s.yield(fact, nil)
}
