package policytest

import (
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"github.com/counterfoil/counterfoil/policy"
)

// RunCases runs the cases of every archive (*.txtar) at the top of a file
// system, each as a parallel subtest named <archive>/<case>. The options are
// those of policy.Compile; a case that brings parameters is judged by a set
// compiled with them in place of any parameters among the options.
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
	sets := &sets{opts: opts}
	for _, file := range archives {
		t.Run(strings.TrimSuffix(file, ".txtar"), func(t *testing.T) {
			parsed, err := parseFile(cases, file)
			if err != nil {
				t.Error(err)
			}
			for _, c := range parsed {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.run(t, b, sets)
				})
			}
		})
	}
}

// parseFile reads one archive. The cases that are right come back beside the
// error, so that one slip does not keep the others from running.
func parseFile(cases fs.FS, file string) ([]*testCase, error) {
	data, err := fs.ReadFile(cases, file)
	if err != nil {
		return nil, err
	}
	members, err := parseArchive(file, data)
	if err != nil {
		return nil, err
	}
	var parsed []*testCase
	var wrong []string
	for _, m := range members {
		c, err := parseCase(file, m)
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		parsed = append(parsed, c)
	}
	if len(wrong) > 0 {
		return parsed, fmt.Errorf("%s", strings.Join(wrong, "\n"))
	}
	return parsed, nil
}

// run judges the record of a case and holds the result against what is wanted.
func (c *testCase) run(t *testing.T, b *bases, sets *sets) {
	t.Helper()
	record, err := c.record(b)
	if err != nil {
		t.Fatal(err)
	}
	set, err := sets.compiled(t, c)
	if err != nil {
		t.Fatal(err)
	}
	asOf := c.asOf
	if asOf.IsZero() {
		asOf = b.asOf
	}
	result, err := set.Evaluate(t.Context(), record, asOf)
	if err != nil {
		t.Fatalf("%s: %s: %v", c.file, c.name, err)
	}
	for _, failure := range c.failures(result) {
		t.Error(failure)
	}
}

// sets compiles the policies once, and gives them each parameters document.
type sets struct {
	opts  []policy.Option
	once  sync.Once
	plain *policy.Set
	err   error
	byDoc sync.Map // the document to func() (*policy.Set, error)
}

func (s *sets) compiled(t *testing.T, c *testCase) (*policy.Set, error) {
	s.once.Do(func() { s.plain, s.err = policy.Compile(t.Context(), s.opts...) })
	set, err := s.plain, s.err
	if err == nil && c.parameters.word != "" {
		once, _ := s.byDoc.LoadOrStore(c.parameters.rest, sync.OnceValues(func() (*policy.Set, error) {
			p, err := policy.ParseParameters("parameters", []byte(c.parameters.rest))
			if err != nil {
				return nil, err
			}
			return s.plain.WithParameters(p)
		}))
		set, err = once.(func() (*policy.Set, error))()
	}
	if err != nil {
		return nil, fmt.Errorf("%s:%d: %w", c.file, max(c.parameters.number, c.start.number), err)
	}
	return set, nil
}
