package policytest

import (
	"io/fs"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

// Option says what Run and Test test, and what they demand.
type Option func(*options)

type options struct {
	mounts        []suite.Mount
	embedded      bool
	parameters    policy.Parameters
	ownParameters bool
	lines         float64 // percent
	mutation      bool
	score         float64 // percent
	run           string  // a pattern; "" is all tests
	progress      func(Progress)
}

// WithFS tests the policies of a file system with the tests beside them. Given
// more than once, or with WithDir, the packs are tested as one.
func WithFS(fsys fs.FS) Option {
	return func(o *options) { o.mounts = append(o.mounts, suite.Mount{FS: fsys}) }
}

// WithDir is WithFS for a directory. Reports name its files as dir/name.
func WithDir(dir string) Option {
	return func(o *options) { o.mounts = append(o.mounts, suite.Mount{Dir: dir}) }
}

// WithEmbedded tests counterfoil's own controls and library instead.
func WithEmbedded() Option {
	return func(o *options) { o.embedded = true }
}

// WithParameters replaces the default parameters, which tests see as
// data.counterfoil.parameters.
func WithParameters(p policy.Parameters) Option {
	return func(o *options) { o.parameters, o.ownParameters = p, true }
}

// WithCoverage lowers what must be reached of the lines, in percent; without it,
// all. Every outcome must be seen in any case.
func WithCoverage(lines float64) Option {
	return func(o *options) { o.lines = lines }
}

// WithMutation changes the policies in one small way after another and demands
// that the tests notice: score is the least percentage of mutants to be killed.
// It takes far longer than all the rest.
func WithMutation(score float64) Option {
	return func(o *options) { o.mutation, o.score = true, score }
}

// WithRun runs only the tests of whose package and name, with a dot between, a
// part matches the pattern (see regexp/syntax). What speaks of all tests
// together (coverage, silences, mutants) is not judged then. In go test, use
// -run instead.
func WithRun(pattern string) Option {
	return func(o *options) { o.run = pattern }
}

// WithProgress calls report as the work goes on, from one goroutine at a time.
func WithProgress(report func(Progress)) Option {
	return func(o *options) { o.progress = report }
}

// Progress says how far a phase has come.
type Progress struct {
	Phase string // what is counted: "tests", "records" or "mutants"
	Done  int
	Total int // 0: not known
}
