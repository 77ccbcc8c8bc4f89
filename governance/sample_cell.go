package governance

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What stands in cells. None of it can come out of escape, so that no record
// can feign it.
const (
	nothing = "(none)" // where the record has no value
	between = " | "    // items of a list
	within  = " > "    // parts of an item
)

// escape writes a value so that it stays one value wherever the cell is opened.
// Written as the escapes of a Go string (\u0009, \u202e) is whatever is not
// printed, among it control characters, tabs and line ends, all white space but
// the space, what reverses the reading direction, and bytes that are no UTF-8
// (\xff); what separates parts, | > &; and the semicolon, at which spreadsheets
// of some languages end a cell. A backslash is doubled.
func escape(s string) string {
	switch s {
	case "":
		return nothing
	case nothing:
		return `\u0028none)`
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\\':
			b.WriteString(`\\`)
		case r > 0xFFFF && !strconv.IsPrint(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		case !strconv.IsPrint(r), strings.ContainsRune("|>&;", r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// parts makes one item of values.
func parts(values ...string) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = escape(v)
	}
	return strings.Join(texts, within)
}

// list makes one cell of values.
func list(values []string) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = escape(v)
	}
	return items(texts)
}

// items makes one cell of items.
func items(all []string) string {
	if len(all) == 0 {
		return nothing
	}
	return strings.Join(all, between)
}

// inert puts an apostrophe before what a spreadsheet would take for a formula,
// and before what starts with an apostrophe, so that taking one away gives the
// text back. Tabs and line ends are escaped before. The wide forms count, too:
// spreadsheets in Japanese read them alike.
func inert(cell string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, " "))
	if strings.ContainsRune("=+-@＝＋－＠'", first) && cell != "" {
		return "'" + cell
	}
	return cell
}
