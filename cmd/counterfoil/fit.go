package main

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// headed keeps the beginning of what is read, to tell what it is if the source
// cannot.
type headed struct {
	io.Reader
	head []byte
}

const headSize = 64 << 10

func (h *headed) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p)
	if rest := headSize - len(h.head); rest > 0 {
		h.head = append(h.head, p[:min(n, rest)]...)
	}
	return n, err
}

// misfit says that an input, of which a source could use nothing, looks like
// one of another source; nil where it does not. That nothing in a log matters
// to access is no error, but the log must be one that this source reads.
func misfit(name string, head []byte, given kind) error {
	say := func(why string) error { return &evidence.Error{Source: name, Err: errors.New(why)} }
	if bytes.HasPrefix(head, []byte("PAR1")) {
		return say("this is Parquet, which no source reads: convert it to JSON Lines")
	}
	var shapes []source.Shape
	var of []kind
	for _, k := range catalogue() {
		for _, s := range k.shapes() {
			shapes = append(shapes, s)
			of = append(of, k)
		}
	}
	var names []string
	most := 0
	for _, n := range source.Fits(head, shapes) {
		if of[n].name == given.name {
			return nil
		}
		if most = max(most, len(shapes[n].Members)); len(shapes[n].Members) == most && !slices.Contains(names, of[n].name) {
			names = append(names, of[n].name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return say("source " + given.name + " found nothing in it, and it looks like an input of " + strings.Join(names, " or ") + ": try --source " + names[0])
}
