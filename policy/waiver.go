package policy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Waiver is an accepted risk: it turns a matching not_satisfied finding into
// one that is reported as waived, never into a satisfied one.
type Waiver struct {
	ID         string
	Control    string // the id of the control that it waives
	Reason     string
	Owner      string // identity ids
	ApprovedBy string
	ExpiresAt  time.Time // it waives nothing at a later instant
}

var (
	keyControl  = ast.StringTerm("control")
	keyFindings = ast.StringTerm("findings")
)

// waive asks the library which waivers apply to the not_satisfied findings and
// notes the one with the lowest id on each.
func (e *evaluation) waive(r *Result) error {
	if len(e.set.parameters.Waivers()) == 0 {
		return nil
	}
	var failed []*Finding
	var list []*ast.Term
	for i := range r.Controls {
		for j := range r.Controls[i].Findings {
			f := &r.Controls[i].Findings[j]
			if f.Outcome != NotSatisfied {
				continue
			}
			cited := make([]*ast.Term, len(f.Evidence))
			for k, p := range f.Evidence {
				cited[k] = ast.StringTerm(p)
			}
			failed = append(failed, f)
			list = append(list, ast.ObjectTerm(
				ast.Item(keyControl, ast.StringTerm(r.Controls[i].ID)),
				ast.Item(keyClaim, ast.StringTerm(f.Claim)),
				ast.Item(keyEvidence, ast.ArrayTerm(cited...))))
		}
	}
	if len(failed) == 0 {
		return nil
	}
	// The input grows, so what was remembered of it no longer holds.
	e.forget()
	e.input.Insert(keyFindings, ast.ArrayTerm(list...))
	var applied ast.Object
	err := e.run(&e.set.waivers, func(qr topdown.QueryResult) {
		if t := qr["applied"]; t != nil {
			applied, _ = t.Value.(ast.Object)
		}
	})
	if err != nil {
		return err
	}
	if applied == nil {
		return malformed("data.counterfoil.lib.waivers.applied is not an object")
	}
	return applied.Iter(func(index, ids *ast.Term) error {
		key, _ := index.Value.(ast.String)
		i, err := strconv.Atoi(string(key))
		if err != nil || i < 0 || i >= len(failed) {
			return malformed(fmt.Sprintf("data.counterfoil.lib.waivers.applied has the key %v", index))
		}
		names, err := readStrings(ids.Value)
		if err != nil {
			return malformed("data.counterfoil.lib.waivers.applied " + err.Error())
		}
		if len(names) > 0 {
			failed[i].WaivedBy = names[0]
		}
		return nil
	})
}

// WaiverUse counts which waivers waived something in a run of records, so that
// expired ones and those that matched nothing can be reported. The zero value
// is ready; it is not safe for concurrent use.
type WaiverUse struct {
	findings map[string]int
}

// Add counts the waived findings of a result.
func (u *WaiverUse) Add(r *Result) {
	for _, c := range r.Controls {
		for _, f := range c.Findings {
			if f.WaivedBy != "" {
				if u.findings == nil {
					u.findings = map[string]int{}
				}
				u.findings[f.WaivedBy]++
			}
		}
	}
}

// Merge adds what another count has seen.
func (u *WaiverUse) Merge(other *WaiverUse) {
	for _, id := range slices.Sorted(maps.Keys(other.findings)) {
		if u.findings == nil {
			u.findings = map[string]int{}
		}
		u.findings[id] += other.findings[id]
	}
}

// UsedWaiver is a waiver and what became of it.
type UsedWaiver struct {
	Waiver
	Findings int  // that it waived; a finding that several waive counts for the lowest id
	Expired  bool // at the instant of the report: it waives nothing
}

// Report returns every waiver of the parameters with its use, by id.
func (u *WaiverUse) Report(p Parameters, asOf time.Time) []UsedWaiver {
	var all []UsedWaiver
	for _, w := range p.Waivers() {
		all = append(all, UsedWaiver{w, u.findings[w.ID], w.ExpiresAt.Before(asOf)})
	}
	slices.SortFunc(all, func(a, b UsedWaiver) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
