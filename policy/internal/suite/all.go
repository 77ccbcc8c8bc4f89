package suite

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Result is a test with its verdict.
type Result struct {
	Test     *Test
	Verdict  Verdict
	Failures []Failure // why it failed; empty where it passed or was skipped
}

// RunAll runs tests on all cores. The results are in the order of tests,
// whatever the number of cores. options gives the options of each test and done
// hears of each result as it is there, one at a time in no fixed order; either
// may be nil. Failed tests are run once more, to explain them. The error is the
// context's cause and nothing else.
func (b *Build) RunAll(ctx context.Context, tests []*Test, options func(*Test) RunOptions, done func(Result)) ([]Result, error) {
	results := make([]Result, len(tests))
	var told sync.Mutex
	each(len(tests), func(i int) {
		if ctx.Err() != nil {
			return
		}
		t, o := tests[i], RunOptions{}
		if options != nil {
			o = options(t)
		}
		r := Result{Test: t, Verdict: b.Run(ctx, t, o)}
		if o.ran != nil {
			o.ran()
		}
		if v := r.Verdict; !v.Pass && !v.Skipped && ctx.Err() == nil {
			r.Failures = b.Explain(ctx, t, o)
		}
		results[i] = r
		if done != nil {
			told.Lock()
			defer told.Unlock()
			done(r)
		}
	})
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return results, nil
}

// each calls do with 0 to n-1, on all cores.
func each(n int, do func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}
