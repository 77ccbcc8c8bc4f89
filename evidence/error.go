package evidence

import (
	"strconv"
	"strings"
)

// Error is a place in an input and what is wrong there:
//
//	q1.jsonl:17: RITM0042 /approvals/0/decided_at: not an RFC 3339 time …
//
// What is not known is left out.
type Error struct {
	Source   string // file name, or what the caller named the input
	Line     int    // 1-based; 0 where the input has no lines
	Offset   int64  // bytes from the start of the line, or of the input where it has no lines; -1 unless the input is not JSON
	RecordID string
	Pointer  string // RFC 6901, into the record
	Err      error
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.Source != "" {
		b.WriteString(e.Source)
		if e.Line > 0 {
			b.WriteByte(':')
			b.WriteString(strconv.Itoa(e.Line))
		}
		b.WriteString(": ")
	} else if e.Line > 0 {
		b.WriteString("line ")
		b.WriteString(strconv.Itoa(e.Line))
		b.WriteString(": ")
	}
	place := strings.TrimSpace(e.RecordID + " " + e.Pointer)
	if place != "" {
		b.WriteString(place)
		b.WriteString(": ")
	}
	b.WriteString(e.Err.Error())
	if e.Offset >= 0 {
		b.WriteString(" (at byte ")
		b.WriteString(strconv.FormatInt(e.Offset, 10))
		b.WriteByte(')')
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
