package servicenow

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// report tells what became of the rows: first of those that hold facts.
func (g *gathering) report(name string, t *source.Tally, yield func(evidence.Fact, error) bool) {
	for _, r := range g.rows {
		if i := g.items[r.id]; r.table == tabItem && !r.outdated {
			g.ordered[i.order] = append(g.ordered[i.order], i)
		}
	}
	for _, r := range g.rows {
		if r.read == nil || r.outdated {
			continue
		}
		facts, why, err := r.read()
		for i := 0; err == nil && i < len(facts); i++ {
			if wrong := facts[i].Validate(); wrong != nil {
				err = fmt.Errorf("what was read from it is no fact (%s): %s", wrong, format.Again)
			}
		}
		switch {
		case err != nil:
			t.Refuse()
			e, ok := errors.AsType[*evidence.Error](err)
			if !ok {
				e = &evidence.Error{Err: err}
			}
			e.Source, e.RecordID = name, plain(r.table+"/"+r.id)
			if !yield(evidence.Fact{}, e) {
				return
			}
		case len(facts) == 0:
			t.Ignore(why)
		default:
			t.Use(r.table, len(facts))
			for _, f := range facts {
				if !yield(f, nil) {
					return
				}
			}
		}
	}
	for _, r := range g.rows {
		switch {
		case r.outdated:
			t.Ignore(source.Reason{Why: whyOutdated, Name: r.table})
		case r.read != nil:
		case r.rested:
			t.Use(r.table, 0)
		default:
			t.Ignore(source.Reason{Why: whyUnneeded, Name: r.table})
		}
	}
}

// cite says where a fact was read.
func (g *gathering) cite(r *row) *evidence.Source {
	return &evidence.Source{System: g.system, Kind: evidence.SourceITSM, RecordID: r.table + "/" + r.id, CollectedAt: g.options.CollectedAt, Digest: r.digest}
}

// printable is text from the input, quoted and safe to print.
func printable(s string) string {
	if r := []rune(s); len(r) > 80 {
		s = string(r[:80]) + "…"
	}
	return strconv.QuoteToGraphic(s)
}

// plain is a name from the input, quoted only where it is not safe to print.
func plain(s string) string {
	if q := printable(s); len(q) != len(s)+2 {
		return q
	}
	return s
}
