package policytest

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/policy"
)

// contract holds the cases that were derived from the contract by hand.
var contract = os.DirFS("../testdata/cases")

// TestContract judges every case of the contract with the embedded controls.
func TestContract(t *testing.T) {
	RunCases(t, contract)
}

// TestContractIsSound checks the cases alone, whatever the controls say: each
// parses, its edits apply, its record is valid, its parameters are too, and it
// speaks of controls that there are.
func TestContractIsSound(t *testing.T) {
	b, err := baseRecords()
	if err != nil {
		t.Fatal(err)
	}
	archives, err := fs.Glob(contract, "*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	controls := map[string]bool{} // each has an archive of its own
	for _, file := range archives {
		if name := strings.TrimSuffix(file, ".txtar"); strings.Contains(name, ".") {
			controls[name] = true
		}
	}
	if len(controls) != 24 {
		t.Errorf("archives of %d controls; the contract has 24", len(controls))
	}
	defaults := parametersOf(t, "{}")
	for _, file := range archives {
		a, err := parseFile(contract, file)
		if err != nil {
			t.Error(err)
		}
		for _, c := range a.cases {
			for _, cell := range c.judged() {
				if _, _, err := cell.record(b, defaults); err != nil {
					t.Error(err)
				}
			}
			if c.parameters.word != "" {
				if _, err := policy.ParseParameters("parameters", []byte(c.parameters.rest)); err != nil {
					t.Errorf("%s:%d: %v", c.file, c.parameters.number, err)
				}
			}
			own := strings.TrimSuffix(file, ".txtar")
			concerns := !controls[own]
			var checks []check
			for _, cell := range c.judged() {
				checks = append(checks, cell.checks...)
			}
			for _, k := range checks {
				if strings.Contains(k.subject, ".") && !controls[k.subject] {
					t.Errorf("%s:%d: there is no control %s", c.file, k.number, k.subject)
				}
				concerns = concerns || k.subject == own
			}
			if !concerns {
				t.Errorf("%s:%d: case %q says nothing about %s", c.file, c.start.number, c.name, own)
			}
		}
	}
}
