package servicenow

import (
	"strconv"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// fates tells what became of the rows: first of those that hold facts.
func (g *gathering) fates(yield func(string, jsonlog.Fate) bool) {
	for _, r := range g.rows {
		if i := g.items[r.id]; r.table == tabItem && !r.outdated {
			g.ordered[i.order] = append(g.ordered[i.order], i)
		}
	}
	for _, r := range g.rows {
		if r.read != nil && !r.outdated && !yield(short(r.record), r.fate()) {
			return
		}
	}
	for _, r := range g.rows {
		fate := jsonlog.Kept(r.table)
		switch {
		case r.outdated:
			fate = jsonlog.Ignored(source.Reason{Why: whyOutdated, Name: r.table})
		case r.read != nil:
			continue
		case !r.rested:
			fate = jsonlog.Ignored(source.Reason{Why: whyUnneeded, Name: r.table})
		}
		if !yield(short(r.record), fate) {
			return
		}
	}
}

// fate is what comes of a row that holds facts.
func (r *row) fate() jsonlog.Fate {
	facts, why, err := r.read()
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case len(facts) == 0:
		return jsonlog.Ignored(why)
	}
	return jsonlog.Used(r.table, facts...)
}

// cite says where a fact was read.
func (g *gathering) cite(r *row) *evidence.Source {
	return &evidence.Source{System: g.system, Kind: evidence.SourceITSM, RecordID: r.record, CollectedAt: g.options.CollectedAt, Digest: r.digest}
}

// printable is text from the input, quoted and safe to print.
func printable(s string) string { return strconv.QuoteToGraphic(short(s)) }

// short is text from the input, cut where it is longer than names are.
func short(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return s
}
