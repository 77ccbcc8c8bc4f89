package source

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Fits returns the shapes that the beginning of an input has, as indices of
// them, the ones with the most members first: all whose members are together in
// one of the first objects of the input, on whatever level. A kilobyte or two
// is enough; the end may be cut off anywhere.
func Fits(head []byte, shapes []Shape) []int {
	count := make([]int, len(shapes))
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	for _, value := range topLevel(head) {
		names := objects(value)
		for n, s := range shapes {
			for _, has := range names {
				if len(s.Members) > count[n] && has.all(s.Members) {
					count[n] = len(s.Members)
				}
			}
		}
	}
	var fit []int
	for n := range shapes {
		if count[n] > 0 {
			fit = append(fit, n)
		}
	}
	slices.SortStableFunc(fit, func(a, b int) int { return count[b] - count[a] })
	return fit
}

// topLevel are the first few values of a stream or of JSON Lines, the last of
// which may be cut off.
func topLevel(head []byte) [][]byte {
	var values [][]byte
	d := jsontext.NewDecoder(bytes.NewReader(head))
	for range 4 {
		start := d.InputOffset()
		if _, err := d.ReadValue(); err != nil {
			return append(values, head[start:])
		}
		values = append(values, head[start:d.InputOffset()])
	}
	return values
}

// members are the names of one object, those in objects in it written as JSON
// Pointers.
type members map[string]bool

func (m members) all(names []string) bool {
	for _, name := range names {
		if !m["/"+strings.TrimPrefix(name, "/")] {
			return false
		}
	}
	return true
}

// objects are the first objects of a value that may be cut off.
func objects(value []byte) map[string]members {
	const most = 4096 // names
	found := map[string]members{"": {}}
	d := jsontext.NewDecoder(bytes.NewReader(value), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for range most {
		if _, err := d.ReadToken(); err != nil {
			break
		}
		p := string(d.StackPointer())
		// Each name counts for the objects around it, up to where one is an
		// item of a list: pointers into an event name no other event.
		for at := len(p); ; {
			at = strings.LastIndexByte(p[:at], '/')
			if at < 0 {
				break
			}
			if found[p[:at]] == nil {
				found[p[:at]] = members{}
			}
			found[p[:at]][p[at:]] = true
			last := p[strings.LastIndexByte(p[:at], '/')+1 : at]
			if _, err := strconv.Atoi(last); err == nil {
				break
			}
		}
	}
	return found
}
