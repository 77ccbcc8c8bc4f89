package main

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/counterfoil/counterfoil/policy/policytest"
)

// testProgress shows on a terminal how far testing has come, once it takes
// long. Where standard error is no terminal, it shows nothing.
type testProgress struct {
	err   io.Writer
	since time.Time // zero: never show
	bars  *mpb.Progress
	bar   *mpb.Bar
	phase string
}

func newTestProgress(cmd *cobra.Command) *testProgress {
	p := &testProgress{err: cmd.ErrOrStderr()}
	if isTerminal(p.err) {
		p.since = time.Now()
	}
	return p
}

// show shows one step.
func (p *testProgress) show(step policytest.Progress) {
	if p.since.IsZero() || time.Since(p.since) < patience {
		return
	}
	if p.bars == nil {
		p.bars = mpb.New(mpb.WithOutput(p.err))
	}
	if p.bar == nil || p.phase != step.Phase {
		p.drop()
		p.phase = step.Phase
		p.bar = p.bars.AddBar(int64(step.Total), mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.Name(step.Phase+" ")),
			mpb.AppendDecorators(decor.Any(counted)))
	}
	if step.Total > 0 {
		p.bar.SetTotal(int64(step.Total), false)
	}
	p.bar.SetCurrent(int64(step.Done))
}

// counted says how many there were, and of how many where that is known.
func counted(s decor.Statistics) string {
	if s.Total <= 0 {
		return strconv.FormatInt(s.Current, 10)
	}
	return fmt.Sprintf("%d of %d", s.Current, s.Total)
}

// drop takes the bar away.
func (p *testProgress) drop() {
	if p.bar != nil {
		p.bar.Abort(true)
		p.bar = nil
	}
}

// stop leaves the terminal as it was.
func (p *testProgress) stop() {
	p.drop()
	if p.bars != nil {
		p.bars.Wait()
	}
	p.since = time.Time{}
}
