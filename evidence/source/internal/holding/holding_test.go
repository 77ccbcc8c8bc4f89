package holding_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
)

func held(who string, entitlements ...evidence.Entitlement) holding.Holding {
	return holding.Holding{Subject: evidence.Identity{ID: who}, Entitlements: entitlements}
}

func role(name string, until int) evidence.Entitlement {
	e := evidence.Entitlement{System: "s", Resource: "r", Permission: name}
	if until > 0 {
		e.ExpiresAt = time.Date(2026, 1, until, 0, 0, 0, 0, time.UTC)
	}
	return e
}

func TestSets(t *testing.T) {
	before := holding.Of([]holding.Holding{held("bob", role("b", 2), role("a", 0)), held("ana", role("a", 1)), held("bob", role("b", 3), role("b", 2), role("c", 1), role("c", 0))})
	if diff := cmp.Diff(holding.Set{held("ana", role("a", 1)), held("bob", role("a", 0), role("b", 3), role("c", 0))}, before); diff != "" {
		t.Errorf("Of (-want +got):\n%s", diff)
	}
	after := holding.Of([]holding.Holding{held("bob", role("b", 4), role("a", 0), role("d", 0)), held("cy", role("a", 0))})
	for what, c := range map[string]struct{ want, got holding.Set }{
		"gone":    {holding.Set{held("ana", role("a", 1)), held("bob", role("c", 0))}, before.Minus(after)},
		"new":     {holding.Set{held("bob", role("d", 0)), held("cy", role("a", 0))}, after.Minus(before)},
		"moved":   {holding.Set{held("bob", role("b", 4))}, after.Moved(before)},
		"nothing": {nil, before.Minus(before)},
		"still":   {nil, before.Moved(before)},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
}
