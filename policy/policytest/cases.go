package policytest

import (
	"flag"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

// RunCases runs the cases of every archive (*.txtar) at the top of a file
// system, each as a parallel subtest named <archive>/<case>, and those of a
// matrix as <archive>/<case>/<identity>/<entitlement>/<instant>. The options are
// those of policy.Compile; a case that brings parameters is judged with them in
// place of any parameters among the options.
//
// With the flag -update, which the test defines, it rewrites in an os.DirFS what
// the cases want: see the package documentation.
func RunCases(t *testing.T, cases fs.FS, opts ...policy.Option) {
	t.Helper()
	archives, err := fs.Glob(cases, "*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(archives) == 0 {
		t.Fatal("no case: there is no *.txtar file at the top of the file system")
	}
	b, err := baseRecords()
	if err != nil {
		t.Fatalf("the base records: %v", err)
	}
	set, err := policy.Compile(t.Context(), opts...)
	if err != nil {
		t.Fatalf("the policies:\n%v", err)
	}
	plain, err := newJudging(set)
	if err != nil {
		t.Fatal(err)
	}
	sets := &sets{plain: plain}
	for _, file := range archives {
		t.Run(strings.TrimSuffix(file, ".txtar"), func(t *testing.T) {
			t.Helper() // failures are the caller's
			a, err := parseFile(cases, file)
			if err != nil {
				t.Error(printable(err.Error()))
			}
			if a == nil {
				return
			}
			j := &judge{bases: b, sets: sets}
			if updating(flag.CommandLine) {
				j.rewriting = &rewriting{archive: a, writable: directory(cases) != ""}
				t.Cleanup(func() { // once all cases are judged
					t.Helper()
					if err := j.rewriting.write(); err != nil {
						t.Error(printable(err.Error()))
					}
				})
			}
			for _, c := range a.cases {
				t.Run(c.name, func(t *testing.T) {
					t.Helper()
					t.Parallel()
					j.run(t, c)
				})
			}
		})
	}
}

// judge is what the cases of an archive are judged with.
type judge struct {
	bases     *bases
	sets      *sets
	rewriting *rewriting // nil: without -update
}

// judged are the cells of a matrix; any other case is its own only one.
func (c *testCase) judged() []*testCase {
	if c.cells == nil {
		return []*testCase{c}
	}
	return c.cells
}

// run judges a case or, of a matrix, its cells.
func (j *judge) run(t *testing.T, c *testCase) {
	t.Helper()
	cells := c.judged()
	set, err := j.sets.of(c)
	if err != nil {
		t.Fatal(printable(err.Error()))
	}
	records, instants := make([]*evidence.Record, len(cells)), make([]time.Time, len(cells))
	spoilt := map[string][]string{} // cells by what is wrong: one slip may spoil many
	var wrong []string
	for i, cell := range cells {
		if records[i], instants[i], err = cell.record(j.bases, set.parameters); err != nil {
			text := err.Error()
			if spoilt[text] == nil {
				wrong = append(wrong, text)
			}
			spoilt[text] = append(spoilt[text], cell.cell)
		}
	}
	for _, text := range wrong {
		if c.cells != nil {
			text += fmt.Sprintf("\nin %d of %d cells, the first %s", len(spoilt[text]), len(cells), spoilt[text][0])
		}
		t.Error(printable(text))
	}
	for i, cell := range cells {
		switch {
		case records[i] == nil:
		case c.cells == nil:
			j.hold(t, set, cell, records[i], instants[i])
		default:
			t.Run(cell.cell, func(t *testing.T) {
				t.Helper()
				t.Parallel()
				j.hold(t, set, cell, records[i], instants[i])
			})
		}
	}
}

// hold judges a record and holds the result against what is wanted.
func (j *judge) hold(t *testing.T, set *judging, c *testCase, r *evidence.Record, asOf time.Time) {
	t.Helper()
	result, err := set.Evaluate(t.Context(), r, asOf)
	if err != nil {
		t.Fatal(printable(fmt.Sprintf("%s:%d: %s: %v", c.file, c.start.number, c.name, err)))
	}
	for _, f := range c.failures(result) {
		switch {
		case j.rewriting.take(f):
			t.Log(printable("to be rewritten: " + f.text))
		case j.rewriting != nil && f.found != nil && f.found.imposed:
			t.Error(printable(f.text + "\nnot rewritten: a control failed or passed over a claim; mend it, or write by hand that this is wanted"))
		default:
			t.Error(printable(f.text))
		}
	}
}

// judging is a set with its parameters as JSON values.
type judging struct {
	*policy.Set
	parameters any
}

func newJudging(set *policy.Set) (*judging, error) {
	parameters, err := decode(string(set.Parameters().JSON()))
	return &judging{set, parameters}, err
}

// sets are the compiled policies with each parameters document.
type sets struct {
	plain *judging
	byDoc sync.Map // the document to func() (*judging, error)
}

// of returns the set that a case is judged by.
func (s *sets) of(c *testCase) (*judging, error) {
	if c.parameters.word == "" {
		return s.plain, nil
	}
	once, _ := s.byDoc.LoadOrStore(c.parameters.rest, sync.OnceValues(func() (*judging, error) {
		p, err := policy.ParseParameters("parameters", []byte(c.parameters.rest))
		if err != nil {
			return nil, err
		}
		set, err := s.plain.WithParameters(p)
		if err != nil {
			return nil, err
		}
		return newJudging(set)
	}))
	set, err := once.(func() (*judging, error))()
	if err != nil {
		return nil, fmt.Errorf("%s:%d: %w", c.file, c.parameters.number, err)
	}
	return set, nil
}
