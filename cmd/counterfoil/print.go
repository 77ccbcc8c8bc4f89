package main

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/counterfoil/counterfoil/policy"
)

// complain prints an error, line by line, fit for a terminal.
func complain(w io.Writer, err error) {
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintln(w, policy.Escape(strings.TrimSuffix(line, "\n")))
	}
}

// note prints one line, fit for a terminal.
func note(w io.Writer, format string, args ...any) {
	complain(w, fmt.Errorf(format, args...))
}

// jsonLines writes lines of JSON. What could move a terminal's cursor, reverse
// the reading direction or hide is written as a JSON escape: the same value,
// the same bytes wherever they go.
type jsonLines struct {
	w   io.Writer
	buf []byte
}

func (j *jsonLines) Write(line []byte) (int, error) {
	if !bytes.ContainsFunc(line, unsafeInJSON) {
		return j.w.Write(line)
	}
	j.buf = j.buf[:0]
	for _, r := range string(line) {
		switch {
		case !unsafeInJSON(r):
			j.buf = utf8.AppendRune(j.buf, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			j.buf = fmt.Appendf(j.buf, `\u%04x\u%04x`, high, low)
		default:
			j.buf = fmt.Appendf(j.buf, `\u%04x`, r)
		}
	}
	if _, err := j.w.Write(j.buf); err != nil {
		return 0, err
	}
	return len(line), nil
}

// unsafeInJSON reports whether a rune of a valid JSON line must be escaped.
// Outside of strings a line holds ASCII only, and its end.
func unsafeInJSON(r rune) bool {
	return r >= 0x7f && !strconv.IsPrint(r)
}

// count says how many there are of something: "1 record", "2 records".
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}
