package mutation

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

var (
	mutate  = flag.String("mutate", "", "make mutants of the embedded files that match this regular expression, and print the survivors")
	printTo = flag.String("survivors", "", "also write them to this file")
)

// Every mutant of the house's own policies is killed, or marked as equivalent.
//
//	go test ./policy/internal/mutation -run Embedded -mutate grant/exact -v
func TestEmbedded(t *testing.T) {
	if *mutate == "" {
		t.Skip("mutation of the embedded policies takes a minute or two: ask for it with -mutate REGEXP (. is all)")
	}
	only, err := regexp.Compile(*mutate)
	if err != nil {
		t.Fatal(err)
	}
	pack, err := suite.Embedded(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	result, err := Run(t.Context(), pack, Options{Files: only.MatchString})
	if err != nil {
		t.Fatal(err)
	}
	out := os.Stdout
	if *printTo != "" {
		if out, err = os.Create(*printTo); err != nil {
			t.Fatal(err)
		}
		defer out.Close()
	}
	for _, f := range result.Files {
		c := f.Counts
		fmt.Fprintf(out, "== %s: %.1f %%: %d mutants, %d killed, %d endless, %d survived, %d untested, %d equivalent, %d stillborn\n", f.Name, c.Score(), c.Generated, c.Killed, c.Endless, c.Survived, c.Untested, c.Equivalent, c.Stillborn)
		for _, p := range append(f.Unread, f.Markers...) {
			t.Fail()
			fmt.Fprintf(out, "%s:%d: %s\n", p.File, p.Line, p.Message)
		}
		for _, o := range f.Outcomes {
			if o.Fate == Survived || o.Fate == Untested {
				t.Fail()
				fmt.Fprintf(out, "%s:%d: %s %s\n%s", o.File, o.Line, o.Fate, o.Operator, o.Diff)
			}
		}
	}
	c := result.Counts
	fmt.Fprintf(out, "== all: %.1f %%: %d mutants, %d killed, %d endless, %d survived, %d untested, %d equivalent, %d stillborn\n", c.Score(), c.Generated, c.Killed, c.Endless, c.Survived, c.Untested, c.Equivalent, c.Stillborn)
	t.Logf("%.1f s", time.Since(start).Seconds())
}

// BenchmarkRun is the cost of mutation: mutants per second, compiling included,
// of one control of the house with its tests.
func BenchmarkRun(b *testing.B) {
	pack, err := suite.Embedded(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	mutants := 0
	for b.Loop() {
		result, err := Run(b.Context(), pack, Options{Files: func(name string) bool { return strings.HasSuffix(name, "/grant/exact/exact.rego") }})
		if err != nil {
			b.Fatal(err)
		}
		mutants += result.Counts.Generated
	}
	b.ReportMetric(float64(mutants)/b.Elapsed().Seconds(), "mutants/s")
}

// BenchmarkGenerate is the cost of finding places and making edits.
func BenchmarkGenerate(b *testing.B) {
	pack, err := suite.Embedded(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	mutants := 0
	for b.Loop() {
		for _, f := range pack.Of(suite.Policy) {
			made, _ := generate(f.Name, f.Source, f.Module)
			mutants += len(made)
		}
	}
	b.ReportMetric(float64(mutants)/b.Elapsed().Seconds(), "mutants/s")
}
