package check

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/policy"
)

func compile(t *testing.T) *policy.Set {
	t.Helper()
	s, err := policy.Compile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The controls of the contract, section 5. A control that is added or retired
// changes this list on purpose.
var controlIDs = []string{
	"approval.basis", "approval.current", "approval.independent", "approval.informed", "approval.necessary", "approval.required", "approval.timely",
	"emergency.labelled", "emergency.reviewed", "emergency.time_bound",
	"grant.complete", "grant.exact", "grant.in_workflow", "grant.time_bound", "grant.verified",
	"lifecycle.owned", "lifecycle.tied",
	"revocation.on_closure", "revocation.on_role_change", "revocation.verified",
	"trail.attributed", "trail.complete", "trail.ordered", "trail.sourced",
}

func TestControls(t *testing.T) {
	var ids []string
	for c := range compile(t).Controls() {
		ids = append(ids, c.ID)
	}
	if !slices.Equal(ids, controlIDs) {
		t.Errorf("the controls are\n%q, wanted\n%q", ids, controlIDs)
	}
}

// A control is a folder: the rule, its tests beside it, and nothing else.
func TestControlFolders(t *testing.T) {
	var want []string
	for _, id := range controlIDs {
		question, name, _ := strings.Cut(id, ".")
		want = append(want, path.Join("rego/controls", question, name))
	}
	files := map[string][]string{}
	for _, file := range filesOf(t, "rego/controls", "") {
		dir := path.Dir(file)
		files[dir] = append(files[dir], path.Base(file))
		if !slices.Contains(want, dir) {
			t.Errorf("%s belongs to no control: a control's folder is rego/controls/<question>/<name>", file)
		}
	}
	for _, dir := range want {
		name := path.Base(dir)
		for _, file := range []string{name + ".rego", name + "_test.rego"} {
			if !slices.Contains(files[dir], file) {
				t.Errorf("%s/%s is missing", dir, file)
			}
		}
		for _, file := range files[dir] {
			if file != name+".rego" && !(strings.HasPrefix(file, name+"_") && strings.HasSuffix(file, "_test.rego")) {
				t.Errorf("%s/%s is neither the control nor a test of it", dir, file)
			}
		}
	}
}

// The embedded METADATA says everything, and the same of the same thing.
func TestControlMetadata(t *testing.T) {
	titles := map[string]string{} // by framework and id
	for c := range compile(t).Controls() {
		if c.Description == "" || c.Remediation == "" || c.Since == "" || len(c.Frameworks) == 0 {
			t.Errorf("%s lacks a description, remediation, since or frameworks", c.ID)
		}
		if strings.HasSuffix(c.Title, ".") {
			t.Errorf("%s: the title %q is a heading: no full stop", c.ID, c.Title)
		}
		for _, text := range []string{c.Description, c.Remediation} {
			if !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %q is no sentence: end it with a full stop", c.ID, text)
			}
		}
		seen := map[string]bool{}
		for _, f := range c.Frameworks {
			key := f.Framework + " " + f.ID
			if seen[key] {
				t.Errorf("%s refers to %s twice", c.ID, key)
			}
			seen[key] = true
			if !slices.Contains(references[f.Framework], f.ID) {
				t.Errorf("%s refers to %s, which is not among the references that were checked", c.ID, key)
			}
			if title, met := titles[key]; met && title != f.Title {
				t.Errorf("%s calls %s %q; elsewhere it is %q", c.ID, key, f.Title, title)
			}
			titles[key] = f.Title
		}
	}
	for framework, ids := range references {
		for _, id := range ids {
			if titles[framework+" "+id] == "" {
				t.Errorf("no control refers to %s %s", framework, id)
			}
		}
	}
}

// references are the framework items that the contract names, section 6: each
// was looked up in the framework's own publication.
var references = map[string][]string{
	"NIST CSF 2.0":          {"PR.AA-05", "PR.AA-01", "ID.RA-07", "PR.PS-04", "DE.AE-03", "GV.OV-03", "GV.RR-04"},
	"NIST CSF 1.1":          {"PR.AC-4"},
	"OWASP NHI Top 10 2025": {"NHI1:2025", "NHI5:2025", "NHI7:2025", "NHI9:2025", "NHI10:2025"},
	"CSA MAESTRO":           {"L5", "L6", "L7"},
	"NIST SP 800-53 Rev. 5": {"AC-2", "AC-2(1)", "AC-2(2)", "AC-2(3)", "AC-2(4)", "AC-5", "AC-6", "AC-6(7)", "AU-3", "AU-6(3)", "AU-8", "AU-10", "AU-12", "PS-4", "PS-5", "CM-3", "CA-7"},
	"PCI DSS 4.0.1":         {"8.2.4", "8.2.5", "8.2.6", "7.2.4", "7.2.5.1", "8.6.1"},
	"ISO/IEC 27001:2022":    {"A.5.15", "A.5.16", "A.5.18", "A.8.2"},
	"SOC 2 (TSP 100)":       {"CC6.1", "CC6.2", "CC6.3"},
}
