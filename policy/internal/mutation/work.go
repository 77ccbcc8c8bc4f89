package mutation

import (
	"context"
	"runtime"
	"sync"
)

// work compiles the files and runs their mutants on all workers. Mutants come
// before files, so that few builds are held at once.
func (r *runner) work(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var (
		lock      sync.Mutex
		more      = sync.NewCond(&lock)
		files     = r.files
		jobs      []*job
		compiling int
		done, all int
	)
	for _, w := range files {
		all += len(w.mutants)
	}
	next := func() (*fileWork, *job) {
		lock.Lock()
		defer lock.Unlock()
		for ctx.Err() == nil {
			switch {
			case len(jobs) > 0:
				j := jobs[0]
				jobs = jobs[1:]
				return nil, j
			case len(files) > 0:
				w := files[0]
				files = files[1:]
				compiling++
				return w, nil
			case compiling == 0:
				return nil, nil
			}
			more.Wait()
		}
		return nil, nil
	}
	report := func() {
		if r.options.Progress != nil {
			r.options.Progress(done, all)
		}
	}
	compile := func(w *fileWork) {
		made, err := r.build(ctx, w)
		if err != nil {
			stop(err)
		}
		lock.Lock()
		defer lock.Unlock()
		compiling--
		more.Broadcast()
		if err != nil {
			return
		}
		jobs = append(jobs, made...)
		done += len(w.mutants)
		for _, j := range made {
			done -= len(j.variants)
		}
		report()
	}
	run := func(j *job) {
		if err := r.run(ctx, j, func(o Outcome, v *variant) {
			lock.Lock()
			defer lock.Unlock()
			j.work.fates[v.number-1] = o
			done++
			report()
		}); err != nil {
			stop(err)
		}
	}
	wake := context.AfterFunc(ctx, func() {
		lock.Lock()
		defer lock.Unlock()
		more.Broadcast()
	})
	defer wake()
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for {
				w, j := next()
				switch {
				case w != nil:
					compile(w)
				case j != nil:
					run(j)
				default:
					return
				}
			}
		})
	}
	workers.Wait()
	return context.Cause(ctx)
}
