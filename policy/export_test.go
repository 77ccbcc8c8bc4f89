package policy

import (
	"context"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// ByTopdown is a set that judges as s does, by topdown alone.
func ByTopdown(s *Set) *Set {
	c := *s
	c.program = nil
	return &c
}

// Unplanned says why topdown answers the queries that it answers.
func Unplanned(s *Set) map[string]error {
	why := map[string]error{}
	for name, q := range queries(s) {
		if q.unplanned != nil {
			why[name] = q.unplanned
		}
	}
	return why
}

// HandedOver returns the queries about a record that topdown has to answer.
func HandedOver(ctx context.Context, s *Set, r *evidence.Record, asOf time.Time) ([]string, error) {
	e, err := s.begin(ctx, r)
	if err != nil {
		return nil, err
	}
	defer e.end()
	e.input.Insert(keyAsOf, instant(asOf))
	var names []string
	for name, q := range queries(s) {
		if _, ok := e.planned(q); !ok {
			names = append(names, name)
		}
	}
	return names, nil
}

func queries(s *Set) map[string]*query {
	all := map[string]*query{"the requirement": &s.requirement, "the waivers": &s.waivers, "the measures": &s.measures}
	for _, c := range s.controls {
		all[c.ID] = &c.query
	}
	return all
}
