package evidence

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Error is a place in an input and what is wrong there:
//
//	q1.jsonl:17: RITM0042 /approvals/0/decided_at: expected a time …, found "2026-03-02": it has no zone
//
// What is not known is zero, and left out of the text.
type Error struct {
	Source   string // file name, or what the caller named the input
	Line     int    // 1-based line of the input; 0: not known
	Offset   int64  // 1-based position of the first byte that cannot be right, in that line or, without one, in the input; 0: not known. Set where the input is not acceptable JSON
	RecordID string // the record's id, where it was readable
	Pointer  string // RFC 6901, into the record or the fact; empty also where the whole of it is meant
	Err      error  // what was expected and what was found
}

// Error names the place and the cause on one line. What came from the input is
// shortened, and whatever does not print is escaped.
func (e *Error) Error() string {
	var b strings.Builder
	switch {
	case e.Source != "" && e.Line > 0:
		b.WriteString(printable(e.Source) + ":" + strconv.Itoa(e.Line) + ": ")
	case e.Source != "":
		b.WriteString(printable(e.Source) + ": ")
	case e.Line > 0:
		b.WriteString("line " + strconv.Itoa(e.Line) + ": ")
	}
	if place := strings.TrimSpace(printable(e.RecordID) + " " + printable(e.Pointer)); place != "" {
		b.WriteString(place + ": ")
	}
	if e.Err != nil {
		b.WriteString(e.Err.Error())
	} else {
		b.WriteString("not acceptable")
	}
	if e.Offset > 0 {
		b.WriteString(" (at byte " + strconv.FormatInt(e.Offset, 10) + ")")
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// errorList collects all that is wrong with one record or fact: the first
// hundred by name, the rest by number.
type errorList struct {
	errs []*Error
	more int
}

// full reports whether enough is named, and counts what will not be.
func (l *errorList) full() bool {
	if len(l.errs) < maxErrors {
		return false
	}
	l.more++
	return true
}

// join returns one error for the whole list, and nil for an empty one.
func (l *errorList) join(recordID string) error {
	if l.more > 0 {
		first := l.errs[0]
		l.errs = append(l.errs, &Error{Source: first.Source, Line: first.Line, Err: fmt.Errorf("and %d more", l.more)})
	}
	list := make([]error, len(l.errs))
	for i, e := range l.errs {
		e.RecordID = recordID
		list[i] = e
	}
	if len(list) == 1 {
		return list[0]
	}
	return errors.Join(list...)
}

// printable returns s, shortened, with all that does not print escaped, so
// that it can be shown in a terminal.
func printable(s string) string {
	s = shorten(s, 200)
	for _, r := range s {
		if !strconv.IsPrint(r) || r == utf8.RuneError {
			q := strconv.Quote(s)
			return q[1 : len(q)-1]
		}
	}
	return s
}

// quoted returns s, shortened, as a Go string literal.
func quoted[S ~string | ~[]byte](s S) string {
	if len(s) > 60 {
		return strconv.Quote(shorten(string(s[:min(len(s), 400)]), 60))
	}
	return strconv.Quote(string(s))
}

// shorten cuts s after limit characters.
func shorten(s string, limit int) string {
	n := 0
	for i := range s {
		if n == limit {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
