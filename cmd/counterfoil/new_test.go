package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
)

// What new writes passes everything that there is to pass, mutants included, and
// is formatted.
func TestNewControlPasses(t *testing.T) {
	t.Chdir(t.TempDir())
	got := command(t, "", "new", "control", "custom.controls.acme.vendor_access", "--question", "trail", "--severity", "critical")
	got.wants(t, exitDone)
	const want = "policies/acme/vendor_access/vendor_access.rego\npolicies/acme/vendor_access/vendor_access_test.rego\n" +
		"Both pass as they are. Replace what is marked TODO, then run: counterfoil test policies\n"
	if filepath.ToSlash(got.out) != want {
		t.Errorf("it printed\n%s", got.out)
	}
	for _, name := range []string{"vendor_access.rego", "vendor_access_test.rego"} {
		text, err := os.ReadFile(filepath.Join("policies", "acme", "vendor_access", name))
		if err != nil {
			t.Fatal(err)
		}
		pretty, err := format.SourceWithOpts(name, text, format.Opts{RegoVersion: ast.RegoV1})
		if err != nil || string(pretty) != string(text) {
			t.Errorf("%s is not formatted (%v)", name, err)
		}
		if !strings.Contains(string(text), "TODO") {
			t.Errorf("%s does not say what to do", name)
		}
	}
	listed := command(t, "", "controls", "--policies", "policies")
	if !strings.Contains(listed.out, "acme.vendor_access          critical  ") {
		t.Errorf("controls lists\n%s", listed.out)
	}
	tested := command(t, "", "test", "--mutate", "--min-score", "100", "policies")
	tested.wants(t, exitDone)
	if !strings.HasPrefix(tested.out, "passed: 5 tests = 5 passed + 0 failed + 0 skipped; ") || strings.Count(tested.out, "\n") != 1 {
		t.Errorf("test says\n%s", tested.out)
	}
}

// A second control goes beside the first, of whatever name a package may have.
func TestNewControlOfAnyName(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"acme.vendor_access", "acme.outcome", "acme.count", "acme.findings", "x9.a_1", "lib.instant"} {
		command(t, "", "new", "control", "--dir", dir, "custom.controls."+name).wants(t, exitDone)
	}
	got := command(t, "", "test", dir)
	got.wants(t, exitDone)
	if !strings.HasPrefix(got.out, "passed: 30 tests = 30 passed + 0 failed + 0 skipped; ") {
		t.Errorf("test says\n%s", got.out)
	}
}

func TestNewControlOverwritesNothing(t *testing.T) {
	for _, there := range []string{"vendor_access.rego", "vendor_access_test.rego"} {
		dir := t.TempDir()
		folder := filepath.Join(dir, "acme", "vendor_access")
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, there), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		got := command(t, "", "new", "control", "--dir", dir, "custom.controls.acme.vendor_access")
		got.wants(t, exitIncomplete, filepath.Join(folder, there)+" is there already, and stays as it is")
		text, err := os.ReadFile(filepath.Join(folder, there))
		if err != nil || string(text) != "mine" {
			t.Errorf("%s is now %q (%v)", there, text, err)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
			t.Errorf("beside %s stands something (%v)", there, err)
		}
	}
}

func TestNewControlCannotWrite(t *testing.T) {
	dir := file(t, "policies", "a file, not a folder")
	command(t, "", "new", "control", "--dir", dir, "custom.controls.acme.vendor_access").wants(t, exitIncomplete, dir, "not a directory")
}

// A name that cannot be says why, and what to write.
func TestControlName(t *testing.T) {
	for _, tt := range []struct{ pkg, why, write string }{
		{"vendor_access", "it does not begin with custom.controls", "custom.controls.acme.vendor_access"},
		{"acme.vendor_access", "it does not begin with custom.controls", "custom.controls.acme.vendor_access"},
		{"controls.acme.vendor_access", "it does not begin with custom.controls", "custom.controls.acme.vendor_access"},
		{"custom.acme.vendor_access", "it does not begin with custom.controls", "custom.controls.acme.vendor_access"},
		{"Acme Corp.Vendor-Access", "it does not begin with custom.controls", "custom.controls.acme_corp.vendor_access"},
		{"counterfoil.controls.grant.exact", "counterfoil.* is what comes with counterfoil", "custom.controls.acme.exact"},
		{"", "it does not begin with custom.controls", "custom.controls.acme.vendor_access"},
		{"custom.controls", "a group and a name, and nothing else", "custom.controls.acme.vendor_access"},
		{"custom.controls.acme", "a group and a name, and nothing else", "custom.controls.acme.acme"},
		{"custom.controls.acme.vendor.access", "a group and a name, and nothing else", "custom.controls.acme.vendor_access"},
		{"custom.controls.acme.", `"" is not made of a-z, 0-9 and _`, "custom.controls.acme.acme"},
		{"custom.controls.acme.Vendor", `"Vendor" is not made of a-z, 0-9 and _`, "custom.controls.acme.vendor"},
		{"custom.controls.acme.vendor-access", `"vendor-access" is not made of`, "custom.controls.acme.vendor_access"},
		{"custom.controls.acme.2nd_line", `"2nd_line" is not made of`, "custom.controls.acme.nd_line"},
		{"custom.controls.acme._vendor", `"_vendor" is not made of`, "custom.controls.acme.vendor"},
		{"custom.controls.acme.../x", "a group and a name, and nothing else", "custom.controls.acme.x"},
		{"custom.controls.acme.every", "every is a word of Rego", "custom.controls.acme.my_every"},
		{"custom.controls.input.x", "input is a word of Rego", "custom.controls.my_input.x"},
		{"custom.controls.approval.vendor", "the group approval belongs to counterfoil's own controls", "custom.controls.acme.vendor"},
		{"custom.controls.acme.vendor_test", "files named *_test.rego are tests", "custom.controls.acme.vendor"},
		{"custom.controls.acme.testing", "could not tell it from the base records", "custom.controls.acme.my_testing"},
	} {
		_, _, err := controlName(tt.pkg)
		if err == nil || !strings.Contains(err.Error(), tt.why) || !strings.HasSuffix(err.Error(), ": write "+tt.write) {
			t.Errorf("%q: %v\nwanted %s … write %s", tt.pkg, err, tt.why, tt.write)
			continue
		}
		if _, _, err := controlName(tt.write); err != nil {
			t.Errorf("what to write in place of %q is wrong, too: %v", tt.pkg, err)
		}
	}
	for _, good := range []string{"custom.controls.acme.vendor_access", "data.custom.controls.a.b9_"} {
		if _, _, err := controlName(good); err != nil {
			t.Error(err)
		}
	}
}
