package main

import (
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// progress counts records, or what else is read, on a terminal, once a run takes long. Where standard
// error is no terminal, or the results go to one themselves, it shows nothing.
type progress struct {
	err   io.Writer
	since time.Time // zero: never show
	bars  *mpb.Progress
	bar   *mpb.Bar
	n     int64
	of    string // what is counted
}

const patience = 2 * time.Second

// newProgress shows progress unless the results go to the same terminal.
func newProgress(cmd *cobra.Command, of string, toFile bool) *progress {
	p := &progress{err: cmd.ErrOrStderr(), of: of}
	if isTerminal(p.err) && (toFile || !isTerminal(cmd.OutOrStdout())) {
		p.since = time.Now()
	}
	return p
}

// step counts one.
func (p *progress) step() {
	p.n++
	if p.bar != nil {
		p.bar.SetCurrent(p.n)
	} else if !p.since.IsZero() && p.n%16 == 0 && time.Since(p.since) > patience {
		p.bars = mpb.New(mpb.WithOutput(p.err))
		p.bar = p.bars.New(0, mpb.SpinnerStyle(), mpb.BarRemoveOnComplete(), mpb.BarWidth(1),
			mpb.PrependDecorators(decor.CurrentNoUnit("%d "+p.of+" ")))
	}
}

// Write prints messages, above the count if it is shown.
func (p *progress) Write(b []byte) (int, error) {
	if p.bar != nil {
		return p.bars.Write(b)
	}
	return p.err.Write(b)
}

// stop removes the count.
func (p *progress) stop() {
	if p.bar != nil {
		p.bar.SetTotal(p.n, true)
		p.bars.Wait()
		p.bar, p.since = nil, time.Time{}
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
