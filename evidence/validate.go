package evidence

import (
	"errors"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// Validate judges a record that was built in Go by the rules that Decode
// applies to JSON. The error joins all that is wrong with it, each an *Error.
// In Go a nil list stands for an empty one where a list is required, and the
// zero time and the empty string for absence.
func (r *Record) Validate() error {
	if r == nil {
		return &Error{Err: errors.New("there is no record")}
	}
	var c checker
	c.record(r)
	return c.join(r.ID)
}

// Validate judges a fact as Record.Validate judges a record.
func (f Fact) Validate() error {
	var c checker
	c.fact(&f)
	return c.join("")
}

// checker collects all that is wrong with a record or a fact.
type checker struct {
	errorList
}

// path is where a part stands: a list on the stack, written out only for an
// error.
type path struct {
	up    *path
	name  string // in an object
	index int    // in an array, where name is empty and array is true
	array bool
}

func (p *path) at(name string) path { return path{up: p, name: name} }
func (p *path) item(i int) path     { return path{up: p, index: i, array: true} }

// depth is how many objects and arrays lie around what stands at p.
func (p *path) depth() int {
	n := 0
	for ; p.up != nil; p = p.up {
		n++
	}
	return n
}

// appendTo writes p as a JSON Pointer. It copies byte by byte, so that no path
// leaves the stack.
func (p *path) appendTo(b []byte) []byte {
	if p.up == nil {
		return b
	}
	b = append(p.up.appendTo(b), '/')
	if p.array {
		return strconv.AppendInt(b, int64(p.index), 10)
	}
	for i := range len(p.name) {
		switch c := p.name[i]; c {
		case '~':
			b = append(b, "~0"...)
		case '/':
			b = append(b, "~1"...)
		default:
			b = append(b, c)
		}
	}
	return b
}

func (c *checker) fail(p path, cause error) {
	if !c.full() {
		c.errs = append(c.errs, &Error{Pointer: string(p.appendTo(nil)), Err: cause})
	}
}

func (c *checker) text(p *path, name, s string, n need) {
	if err := checkText(s, n); err != nil {
		c.fail(p.at(name), err)
	}
}

func (c *checker) listed(p *path, name, s string, list []string, n need) {
	if err := checkListed(s, list, n); err != nil {
		c.fail(p.at(name), err)
	}
}

func (c *checker) time(p *path, name string, t time.Time, n need) {
	switch {
	case inRange(t), t.IsZero() && n == optional:
	case t.IsZero():
		c.fail(p.at(name), errMissing(timeWanted))
	default:
		c.fail(p.at(name), errWanted("a time in the years 1970 to 2261, in UTC", t.UTC().Format(time.RFC3339Nano)))
	}
}

func (c *checker) extensions(p *path, x Extensions) {
	if x == nil {
		return
	}
	at := p.at("extensions")
	if at.depth() >= maxDepth {
		c.fail(at, errTooDeep)
	}
	var wrong []string // a map has no order, but the error does
	for name, raw := range x {
		if !utf8.ValidString(name) || checkExtension(raw, at.depth()+1) != nil {
			wrong = append(wrong, name)
		}
	}
	slices.Sort(wrong)
	for _, name := range wrong {
		if !utf8.ValidString(name) {
			c.fail(at, errWanted("names in UTF-8", quoted(name)))
		} else {
			c.fail(at.at(name), checkExtension(x[name], at.depth()+1))
		}
	}
}
