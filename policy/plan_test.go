package policy_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/internal/generate"
	"github.com/counterfoil/counterfoil/policy"
)

// same reports how plans and topdown judge or measure a record differently.
func same(t *testing.T, planned, reference *policy.Set, r *evidence.Record, asOf time.Time) error {
	judge := func(s *policy.Set) (string, error) {
		result, measures, err := s.Measure(t.Context(), r, asOf)
		if err != nil {
			return "", err
		}
		text, err := json.Marshal([]any{result, measures})
		return string(text), err
	}
	got, err := judge(planned)
	if err != nil {
		return err
	}
	want, err := judge(reference)
	if err == nil && got != want {
		err = fmt.Errorf("planned:\n%s\ntopdown:\n%s", got, want)
	}
	return err
}

// Every embedded rule is planned, nothing goes wrong in any, and each judges
// every record to the byte as topdown does.
func TestPlansJudgeAsTopdownDoes(t *testing.T) {
	p, err := policy.ParseParameters("waivers.yaml", []byte(`
waivers:
  - {id: W-1, control: grant.exact, match: {system: ["*"]}, reason: x, owner: omar, approved_by: sam, expires_at: 2027-12-31T00:00:00Z}
  - {id: W-2, control: approval.required, match: {permission: ["*Admin*"]}, reason: x, owner: omar, approved_by: sam, expires_at: 2027-12-31T00:00:00Z}
`))
	if err != nil {
		t.Fatal(err)
	}
	set := compiled(t, policy.WithParameters(p))
	reference := policy.ByTopdown(set)
	for name, why := range policy.Unplanned(set) {
		t.Errorf("%s is not planned: %v", name, why)
	}
	each(t, func(r *evidence.Record) error {
		if names, err := policy.HandedOver(t.Context(), set, r, generate.AsOf); err != nil || len(names) > 0 {
			return fmt.Errorf("handed over to topdown: %s, %v", names, err)
		}
		if r.Request != nil {
			got, err := set.Requirement(t.Context(), r)
			if err != nil {
				return err
			}
			want, err := reference.Requirement(t.Context(), r)
			if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
				return fmt.Errorf("the requirement is %v, topdown says %v, %v", got, want, err)
			}
		}
		return same(t, set, reference, r, generate.AsOf)
	})
	for _, name := range baseNames {
		for loss, lose := range losses {
			r := base(t, name)
			if err := same(t, set, reference, r, asOf); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			lose(r)
			if err := same(t, set, reference, r, asOf); err != nil {
				t.Errorf("%s without %s: %v", name, loss, err)
			}
		}
	}
}

// Whatever goes wrong in a custom policy is told in topdown's words.
func TestPlansFailAsTopdownDoes(t *testing.T) {
	for file, pack := range archives(t, "testdata/ground") {
		fsys, err := txtar.FS(pack)
		if err != nil {
			t.Fatal(err)
		}
		s := compiled(t, policy.WithFS(fsys), policy.WithoutEmbedded())
		for _, name := range baseNames {
			if err := same(t, s, policy.ByTopdown(s), base(t, name), asOf); err != nil {
				t.Errorf("%s: %s: %v", filepath.Base(file), name, err)
			}
		}
	}
}

// What cannot be planned is known, and judged by topdown; the rest of the set
// is planned all the same.
func TestPlansAreNotForAll(t *testing.T) {
	const cites = `"message": "x", "evidence": [""]`
	controls := map[string][2]string{ // id: its rules; why it is not planned
		"acme.plain": {finding("satisfied"), ""},
		"acme.with": {`findings contains {"claim": "", "outcome": o, ` + cites + `} if { o := _outcome with input.action as "revoke" }

_outcome := "pending" if input.action == "revoke"
`, "a replaced document (with)"},
		"acme.walks": {`findings contains {"claim": "", "outcome": "pending", ` + cites + `} if {
	walk(input, [path, "alice"])
	count(path) > 0
}
`, "the built-in walk, which has several answers"},
		"acme.nested": {`findings contains {"claim": "", "outcome": _o[k][k], ` + cites + `} if some k, _ in _o

_o[a][b] := "pending" if { some a in ["a", "b"]; some b in ["a", "b"] }
`, "a rule that fills nested objects bit by bit"},
		"acme.circular": {`findings contains {"claim": "", "outcome": _o.b.y, ` + cites + `}

_o[k].x := "pending" if some k in ["a"]

_o[k].y := _o.a.x if some k in ["b"]
`, "planned as a single function"},
		"acme.conflict": {`findings contains {"claim": "", "outcome": _o, ` + cites + `}

_o := "pending" if input.action

_o := "satisfied" if input.id
`, ""},
		"acme.error": {`findings contains {"claim": "", "outcome": "pending", ` + cites + `} if time.parse_rfc3339_ns(input.id) > 0
`, ""},
	}
	fsys := file("acme.plain", approvalLow, controls["acme.plain"][0])
	for id, c := range controls {
		for name, f := range file(id, approvalLow, c[0]) {
			fsys[name] = f
		}
	}
	s := compiled(t, policy.WithFS(fsys), policy.WithoutEmbedded())
	why := policy.Unplanned(s)
	for id, c := range controls {
		switch err := why[id]; {
		case c[1] == "" && err != nil:
			t.Errorf("%s is not planned: %v", id, err)
		case c[1] != "" && (err == nil || !strings.HasSuffix(err.Error(), c[1])):
			t.Errorf("%s: %v, expected: %s", id, err, c[1])
		}
	}
	r := base(t, "human_grant")
	if err := same(t, s, policy.ByTopdown(s), r, asOf); err != nil {
		t.Error(err)
	}
	names, err := policy.HandedOver(t.Context(), s, r, asOf)
	if err != nil || len(names) != len(controls)-1 {
		t.Errorf("handed over: %v, %v", names, err)
	}
	result, err := s.Evaluate(t.Context(), r, asOf)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"acme.circular: pending", "acme.conflict: indeterminate", "acme.error: indeterminate", "acme.nested: pending", "acme.plain: satisfied", "acme.with: pending"} {
		if got := printed(result); !strings.Contains(got, want+"\n") {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
