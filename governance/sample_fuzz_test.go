package governance_test

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/governance"
)

// value reads a cell that holds one value, by what WriteCSV's documentation says.
func value(t testing.TB, cell string) string {
	t.Helper()
	cell = strings.TrimPrefix(cell, "'")
	s, err := strconv.Unquote(`"` + strings.ReplaceAll(cell, `"`, `\"`) + `"`)
	if err != nil {
		t.Fatalf("cell %q: %v", cell, err)
	}
	return s
}

// Whatever strings a record holds, the worksheet and the statement parse back,
// no cell is a formula, no cell holds more items than were put in, and values
// can be had back.
func FuzzWorksheet(f *testing.F) {
	for _, s := range []string{
		"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", " =1", "＝1", "a;=1", `a";=1`, `","=1`, "a | b", "a > b", "a & b", "(none)", `\u0028none)`,
		"\\", `\\x`, "\x00", "\x1b[2J", "\u202eabc", "\u2028=1", "\ufeff=1", "\xff", "\U000e0001", "é", "😀", "=cmd|' /C calc'!A0", "\"", "\u00a0=1", "\u3000=1", "\ufffd",
	} {
		f.Add(s, s)
	}
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, id, s string) {
		r := record(t, "r", "human_grant")
		r.Subject.Name, r.Subject.ID = s, s
		r.Request.Requester.ID, r.Request.ID, r.Request.Source.System, r.Request.Source.RecordID = s, s, s, s
		r.Approvals[0].Approver.ID, r.Approvals[0].Capacity = s, s
		r.Approvals[0].Delegation = &evidence.Delegation{From: evidence.Identity{ID: s}}
		e := []evidence.Entitlement{{System: s, Resource: s, Permission: s, Scope: s, Via: s}}
		r.Request.Entitlements, r.Changes[0].Entitlements = e, e
		r.Changes[0].Actor.ID, r.Changes[0].RequestRef = s, s
		r.Observations[1].System, r.Observations[1].Entitlements = s, e
		r.ID = id
		w := sample(t, governance.SamplePlan{Size: 1, Seed: "s", By: governance.BySystem}, of(r))
		w.Inputs = []governance.Input{{Name: s, Digest: id}}
		worksheet, statement := written(t, w)
		for _, text := range []string{worksheet, statement} {
			if !utf8.ValidString(text) || strings.ContainsAny(strings.ReplaceAll(text, "\r\n", ""), "\r\n\t\x00\x1b;\u202e\u2028") {
				t.Fatalf("what is not printed is in %q", text)
			}
			for _, line := range parsed(t, text) {
				for _, cell := range line {
					if bare := strings.TrimLeft(cell, " "); bare != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(bare)[0]) {
						t.Fatalf("a formula: %q", cell)
					}
				}
			}
		}
		lines := parsed(t, worksheet)
		if valid := utf8.ValidString(id) && utf8.ValidString(s) && id != "" && s != ""; !valid {
			if len(lines) != 1 || w.Assessment.Population.Refused != 1 {
				t.Fatalf("a record that is not valid is in the sample: %q", lines)
			}
			return
		}
		if len(lines) != 2 {
			t.Fatalf("%d lines", len(lines))
		}
		cells := map[string]string{}
		for i, name := range lines[0] {
			cells[name] = lines[1][i]
		}
		if got := value(t, cells["record_id"]); got != id {
			t.Errorf("record_id %q comes back as %q", id, got)
		}
		for _, name := range []string{"subject", "subject_name", "requested_by", "approver", "approved_for", "capacity", "provisioned_by"} {
			if got := value(t, cells[name]); got != s || cells[name] == "(none)" {
				t.Errorf("%s %q comes back as %q, of %q", name, s, got, cells[name])
			}
		}
		requested := strings.Split(strings.TrimPrefix(cells["requested"], "'"), " > ")
		if len(requested) != 5 || value(t, "'"+requested[2]) != s || !strings.HasPrefix(requested[3], "scope: ") || !strings.HasPrefix(requested[4], "via: ") {
			t.Errorf("requested %q", cells["requested"])
		}
	})
}
