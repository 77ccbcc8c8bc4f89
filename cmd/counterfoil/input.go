package main

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

const stdinName = "standard input"

// someFiles asks for at least one path, and for standard input once at most.
func someFiles(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usage(cmd, errors.New("name "+what+", or - for standard input"))
		}
		return stdinOnce(cmd, args)
	}
}

func stdinOnce(cmd *cobra.Command, paths []string) error {
	i := slices.Index(paths, "-")
	if i >= 0 && slices.Contains(paths[i+1:], "-") {
		return usage(cmd, errors.New("- is named twice: standard input can be read once only"))
	}
	return nil
}

// inputs opens what the paths name: files, folders, and - for standard input.
// Gzip is undone.
func inputs(cmd *cobra.Command, paths []string) iter.Seq2[*source.Input, error] {
	return func(yield func(*source.Input, error) bool) {
		for _, path := range paths {
			if path == "-" {
				r, err := source.Decompress(cmd.InOrStdin())
				if err != nil {
					err = &evidence.Error{Source: stdinName, Err: err}
				}
				if !yield(&source.Input{Name: stdinName, Reader: r}, err) {
					return
				}
				continue
			}
			for in, err := range source.Open(path) {
				if !yield(in, err) {
					return
				}
			}
		}
	}
}

// item is one record of an input, or why there is none.
type item struct {
	input     string // the input's name
	record    *evidence.Record
	err       error
	unopened  bool // the err is that of a whole input
	duplicate bool // a record with this id came before
}

// records reads the records of all inputs, up to the end of the context. It
// holds their ids.
func records(cmd *cobra.Command, paths []string) iter.Seq[item] {
	return func(yield func(item) bool) {
		seen := map[string]struct{}{}
		give := func(it item) bool {
			if it.record != nil {
				if _, it.duplicate = seen[it.record.ID]; !it.duplicate {
					seen[strings.Clone(it.record.ID)] = struct{}{} // not all that the id was cut from
				}
			}
			return cmd.Context().Err() == nil && yield(it)
		}
		for in, err := range inputs(cmd, paths) {
			if err != nil {
				if !give(item{err: err, unopened: true}) {
					return
				}
				continue
			}
			for rec, err := range evidence.Read(in.Name, in) {
				if !give(item{input: in.Name, record: rec, err: err}) {
					return
				}
			}
		}
	}
}

// cancellable returns what r holds until ctx ends. A read that waits for
// somebody to type then returns.
func cancellable(ctx context.Context, r io.Reader) io.Reader {
	return &lazyReader{open: func() io.Reader {
		pr, pw := io.Pipe()
		go func() {
			_, err := io.Copy(pw, r)
			pw.CloseWithError(err)
		}()
		context.AfterFunc(ctx, func() { pr.CloseWithError(context.Cause(ctx)) })
		return pr
	}}
}

// lazyReader opens its reader at the first read: a command that does not read
// standard input takes nothing from it.
type lazyReader struct {
	open func() io.Reader
	r    io.Reader
}

func (l *lazyReader) Read(p []byte) (int, error) {
	if l.r == nil {
		l.r = l.open()
	}
	return l.r.Read(p)
}
