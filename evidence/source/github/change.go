package github

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
)

// effect is what an event did to one subject's access.
type effect struct {
	action  evidence.Action
	subject evidence.Identity
	held    []evidence.Entitlement
}

func grant(subject evidence.Identity, held ...evidence.Entitlement) effect {
	return effect{evidence.ActionGrant, subject, held}
}

func revoke(subject evidence.Identity, held ...evidence.Entitlement) effect {
	return effect{evidence.ActionRevoke, subject, held}
}

// replaced is that a subject has one entitlement in the place of another. Where
// the event does not tell what it was before, or it is the same, nobody knows
// what changed.
func replaced(subject evidence.Identity, before, after evidence.Entitlement) []effect {
	if before.Permission == unknown || before.Key() == after.Key() {
		return []effect{{evidence.ActionModify, subject, []evidence.Entitlement{after}}}
	}
	return []effect{revoke(subject, before), grant(subject, after)}
}

// occasion is one event, as the facts that rest on it cite it.
type occasion struct {
	record     string // unique in the system
	at         time.Time
	actor      *evidence.Identity
	source     *evidence.Source
	extensions evidence.Extensions
}

// facts are one for each effect.
func (o *occasion) facts(effects []effect) []evidence.Fact {
	var facts []evidence.Fact
	for _, e := range effects {
		slices.SortFunc(e.held, holding.ByKey)
		e.held = slices.CompactFunc(e.held, func(a, b evidence.Entitlement) bool { return a.Key() == b.Key() })
		facts = append(facts, evidence.Fact{Subject: e.subject, Value: &evidence.Change{
			ID:           o.record + "/" + string(e.action),
			Action:       e.action,
			Entitlements: e.held,
			Actor:        o.actor,
			ExecutedAt:   o.at,
			Outcome:      evidence.OutcomeSuccess,
			Source:       o.source,
			Extensions:   o.extensions,
		}})
	}
	return facts
}

// cite says where an event stands.
func cite(p place, record string, collectedAt time.Time, digest string) *evidence.Source {
	return &evidence.Source{System: p.system, Kind: evidence.SourceApplication, RecordID: record, CollectedAt: collectedAt, Digest: digest}
}

// extension is what an auditor wants to see of an event beside what it means.
func extension(v any) evidence.Extensions {
	b, _ := json.Marshal(v) // structs of strings can always be written
	return evidence.Extensions{"github": b}
}
