package policy

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Error is a place in a policy or a parameters document, and what is wrong
// there. Printed, it is a compiler's message:
//
//	acme/access.rego:12:12: input has no field "approvls"
//	    some a in input.approvls
//	                    ^^^^^^^^
//	    did you mean "approvals"?
//
// What is not known is left out. Errors of several places come joined (see
// errors.Join), sorted by place.
type Error struct {
	File    string // as named in its file system; empty: no file
	Line    int    // 1-based; 0: unknown
	Column  int    // 1-based, in runes; 0: unknown
	Pointer string // RFC 6901, into a parameters document; empty: the whole, or not a document
	Message string // what is wrong
	Hint    string // what to do next, or what exists instead; may be empty
	Source  string // the source line; may be empty
	Width   int    // how many runes of Source are meant, from Column on
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(Escape(e.File))
		if e.Line > 0 {
			b.WriteString(":" + strconv.Itoa(e.Line))
			if e.Column > 0 {
				b.WriteString(":" + strconv.Itoa(e.Column))
			}
		}
		b.WriteString(": ")
	}
	if e.Pointer != "" {
		b.WriteString(Escape(e.Pointer) + ": ")
	}
	b.WriteString(Escape(e.Message))
	if line := strings.TrimSpace(e.Source); line != "" && e.Column > 0 {
		e.point(&b)
	}
	if e.Hint != "" {
		b.WriteString("\n    " + Escape(e.Hint))
	}
	return b.String()
}

// point writes the source line and, below, what is meant in it.
func (e *Error) point(b *strings.Builder) {
	const longest = 200 // runes of one line that are worth showing
	runes := []rune(strings.ToValidUTF8(e.Source, "?"))
	at := min(e.Column-1, len(runes))
	first := 0
	for first < at && (runes[first] == ' ' || runes[first] == '\t') {
		first++
	}
	if at-first > longest {
		first = at - longest/2
	}
	end := min(at+max(e.Width, 1), len(runes))
	last := min(len(runes), first+longest)
	before, meant := Escape(string(runes[first:at])), Escape(string(runes[at:min(end, last)]))
	b.WriteString("\n    " + before + meant + Escape(string(runes[min(end, last):last])))
	b.WriteString("\n    " + strings.Repeat(" ", len([]rune(before))) + strings.Repeat("^", max(len([]rune(meant)), 1)))
}

// join sorts errors by place, drops repetitions and joins them; nil for none.
func join(list []*Error) error {
	slices.SortStableFunc(list, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Message, b.Message))
	})
	list = slices.CompactFunc(list, func(a, b *Error) bool { return *a == *b })
	all := make([]error, len(list))
	for i, e := range list {
		all[i] = e
	}
	return errors.Join(all...)
}

// Escape returns s fit for a terminal: whatever could move the cursor, change
// the colour, reverse the reading direction or hide is written as a Go escape
// (\x1b, \u202e).
func Escape(s string) string {
	plain := func(r rune) bool { return r >= ' ' && r <= '~' }
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case plain(r), strconv.IsPrint(r) && r != utf8.RuneError:
			b.WriteString(s[i : i+n])
		default:
			quoted := strconv.QuoteToASCII(s[i : i+n])
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		i += n
	}
	return b.String()
}
