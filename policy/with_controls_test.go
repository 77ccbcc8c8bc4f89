package policy_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/policy"
)

// A restricted set is the one that was compiled for these controls, whatever
// order they are named in; the set that it was made from asks all, as before.
func TestSetWithControls(t *testing.T) {
	all := compiled(t)
	digest := all.Digest()
	ids := []string{"trail.complete", "approval.required"}
	few, err := all.WithControls(ids...)
	if err != nil {
		t.Fatal(err)
	}
	judge := func(s *policy.Set) string {
		result, err := s.Evaluate(t.Context(), base(t, "agent_grant"), asOf)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(result)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if diff := cmp.Diff(judge(compiled(t, policy.WithControls(ids...))), judge(few)); diff != "" {
		t.Error(diff)
	}
	var asked []string
	for c := range few.Controls() {
		asked = append(asked, c.ID)
	}
	if diff := cmp.Diff([]string{"approval.required", "trail.complete"}, asked); diff != "" {
		t.Error(diff)
	}
	if all.Digest() != digest || judge(all) != judge(compiled(t)) {
		t.Error("the set that it came from has changed")
	}
	if same, err := all.WithControls(); err != nil || same.Digest() != digest {
		t.Errorf("no ids: %v", err)
	}
	p, err := few.WithParameters(parameters(t, strict))
	if err != nil || p.Digest() != compiled(t, policy.WithControls(ids...), policy.WithParameters(parameters(t, strict))).Digest() {
		t.Errorf("with other parameters: %v", err)
	}
}

func TestSetWithControlsRefuses(t *testing.T) {
	all := compiled(t)
	_, want := policy.Compile(t.Context(), policy.WithControls("grant.exakt"))
	_, got := all.WithControls("grant.exakt", "grant.exact")
	if want == nil || got == nil || want.Error() != got.Error() {
		t.Errorf("an unknown control: %v; compiled: %v", got, want)
	}
	few, err := all.WithControls("grant.exact")
	if err != nil {
		t.Fatal(err)
	}
	const restricted = "the set was restricted from asking the control \"grant.complete\"\n    start from a set that asks it"
	if s, err := few.WithControls("grant.exact", "grant.complete"); s != nil || err == nil || err.Error() != restricted {
		t.Errorf("a control that is not asked: %v", err)
	}
}
