package evidence

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// The limits of what is read.
const (
	maxDepth  = 64       // objects and arrays around and including the innermost one
	maxBytes  = 16 << 20 // of one line, or of one record
	maxErrors = 100      // that are named in one record; the rest is counted
)

// The rules for single values. Decode and Validate both use them, so that what
// is refused in JSON is refused in Go.

// need says whether a value must be there.
type need bool

const (
	required need = true
	optional need = false
)

// errMissing is the cause where something required is not there.
func errMissing(wanted string) error {
	return errors.New("missing; expected " + wanted)
}

// errWanted is the cause where something else than wanted is there.
func errWanted(wanted, found string) error {
	return errors.New("expected " + wanted + ", found " + found)
}

// wantedText is what a text field expects.
func wantedText(n need) string {
	if n == required {
		return "a non-empty string"
	}
	return "a string"
}

// wantedOf is what a field with a closed list expects.
func wantedOf(list []string) string {
	if len(list) == 1 {
		return quoted(list[0])
	}
	return "one of " + strings.Join(list, ", ")
}

// checkText judges a string that Go code or JSON holds.
func checkText(s string, n need) error {
	if s == "" && n == required {
		return errWanted(wantedText(n), `""`)
	}
	if !utf8.ValidString(s) {
		return errWanted(wantedText(n), "invalid UTF-8 in "+quoted(s))
	}
	return nil
}

// checkListed judges a value of a closed list. In Go the empty string is
// absence; JSON says absence by leaving the field out.
func checkListed(s string, list []string, n need) error {
	switch {
	case s == "" && n == optional, slices.Contains(list, s):
		return nil
	case s == "":
		return errMissing(wantedOf(list))
	}
	return errWanted(wantedOf(list), quoted(s))
}

// checkExtension judges one value of an extensions object that lies inside
// depth objects and arrays.
func checkExtension(raw json.RawMessage, depth int) error {
	if tooDeep(raw, maxDepth-depth) >= 0 {
		return errTooDeep
	}
	if !jsontext.Value(raw).IsValid() {
		return errWanted("JSON in UTF-8 without duplicate names", quoted(raw))
	}
	return nil
}

var errTooDeep = errors.New("nested too deep: expected at most 64 objects and arrays around one another")

// tooDeep returns the position of the bracket in data, which starts with a
// JSON value, that opens more than limit levels inside that value, or -1.
func tooDeep(data []byte, limit int) int {
	depth, inString := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inString:
			switch c {
			case '\\':
				i++
			case '"':
				inString = false
			}
		case c == '"':
			inString = true
		case c == '{' || c == '[':
			if depth++; depth > limit {
				return i
			}
		case c == '}' || c == ']':
			if depth--; depth <= 0 {
				return -1
			}
		}
	}
	return -1
}
