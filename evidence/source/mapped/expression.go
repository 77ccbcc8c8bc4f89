package mapped

import (
	"slices"
	"strings"
	"time"
)

// expression says where a field's value comes from.
type expression struct {
	name     string // of the field, for errors
	line     int    // in the mapping
	constant bool   // value is all there is
	value    string
	instant  time.Time // of a constant time
	from     *place
	pieces   []piece // of a text with places in it
	fold     func(string) string
	mapping  map[string]choice
	unmapped *choice
	empty    *string // in the place of an empty value
	legal    []string
	form     *timeForm // of a time
}

// choice is what a value becomes; absent is nothing.
type choice struct {
	text   string
	absent bool
}

// piece is a part of a text with places in it.
type piece struct {
	literal string
	from    *place
}

// expression compiles what stands at a field. legal is the field's closed
// list, if it has one.
func (c *compiler) expression(n *node, name string, legal []string) *expression {
	x := &expression{name: name, line: n.line, legal: legal}
	if n.kind != object {
		x.constant, x.value = true, n.text
		return x
	}
	x.from = c.place(n)
	if t := n.members["text"]; t != nil {
		if x.from != nil {
			c.add(n, "says both a place and a text: keep one")
		}
		x.pieces = c.pieces(t, n.members["optional"])
	} else if !says(n) {
		what := "say column"
		if !c.m.isCSV() {
			what = "say pointer"
		}
		c.add(n, "does not say where the value is: %s", what)
	}
	if o := n.members["optional"]; o != nil && !x.mayLack() {
		c.add(o, "a column is always there, if it is in the header: an empty cell is no error, leave optional out")
	}
	switch f := n.members["case"]; {
	case f == nil:
	case f.text == "lower":
		x.fold = strings.ToLower
	default:
		x.fold = strings.ToUpper
	}
	c.choices(n, x)
	return x
}

// mayLack reports whether a row can lack what x reads, which no column can be.
func (x *expression) mayLack() bool {
	lacks := func(p *place) bool { return p != nil && (p.column < 0 || p.json) }
	return lacks(x.from) || slices.ContainsFunc(x.pieces, func(p piece) bool { return lacks(p.from) })
}

// choices compiles the value map.
func (c *compiler) choices(n *node, x *expression) {
	chosen := func(v *node) choice { return choice{v.text, v.kind == null} }
	if m := n.members["map"]; m != nil {
		x.mapping = make(map[string]choice, len(m.names))
		for _, name := range m.names {
			key := strings.TrimSpace(name)
			switch _, twice := x.mapping[key]; {
			case key == "" || slices.Contains(c.m.empty, key):
				c.add(m.members[name], "an empty value is never looked up: say empty: beside the map")
			case twice:
				c.add(m.members[name], "comes twice, apart from spaces: keep one")
			case x.fold != nil && x.fold(key) != key:
				c.add(m.members[name], "never matches, since values are folded first: write %s", quoted(x.fold(key)))
			}
			x.mapping[key] = chosen(m.members[name])
		}
	}
	if u := n.members["unmapped"]; u != nil {
		v := chosen(u)
		if x.unmapped = &v; x.mapping == nil {
			c.add(u, "is for values that a map lacks, and there is no map: add one, or leave it out")
		}
	}
	if e := n.members["empty"]; e != nil {
		x.empty = &e.text
	}
}

// pieces compiles a text such as "sc_req_item/{number}".
func (c *compiler) pieces(n, optional *node) []piece {
	var list []piece
	var literal strings.Builder
	flush := func() {
		if literal.Len() > 0 {
			list = append(list, piece{literal: literal.String()})
			literal.Reset()
		}
	}
	for rest := n.text; rest != ""; {
		switch {
		case strings.HasPrefix(rest, "{{"), strings.HasPrefix(rest, "}}"):
			literal.WriteByte(rest[0])
			rest = rest[2:]
		case rest[0] == '{':
			name, after, closed := strings.Cut(rest[1:], "}")
			if !closed || name == "" {
				c.add(n, "has a { without a name and a }: write {{ for a brace that is meant")
				return nil
			}
			flush()
			if p := c.place(c.braced(n, name, optional)); p != nil {
				list = append(list, piece{from: p})
			}
			rest = after
		case rest[0] == '}':
			c.add(n, "has a } that closes nothing: write }} for a brace that is meant")
			return nil
		default:
			literal.WriteByte(rest[0])
			rest = rest[1:]
		}
	}
	flush()
	if !slices.ContainsFunc(list, func(p piece) bool { return p.from != nil }) {
		c.add(n, "names no place in braces: a constant stands by itself, without text:")
	}
	return list
}

// braced is what stands between braces, as the object that it is short for.
func (c *compiler) braced(n *node, name string, optional *node) *node {
	key, value := "column", name
	switch {
	case strings.HasPrefix(name, "@item"):
		key, value = "item", name[len("@item"):]
	case strings.HasPrefix(name, "@outer"):
		key, value = "outer", name[len("@outer"):]
	case !c.m.isCSV():
		key = "pointer"
	}
	if key != "column" && value != "" && value[0] != '/' || key == "pointer" && value == "" {
		c.add(n, `{%s} is no place: write a JSON Pointer, as in {/number} or {@item/number}`, printable(name))
		value = "/" + value
	}
	return &node{kind: object, line: n.line, pointer: n.pointer, members: map[string]*node{
		key: {kind: text, text: value, line: n.line, pointer: n.pointer}, "optional": optional}}
}

// time compiles a time, with its form and zone.
func (c *compiler) time(n *node, name string) *expression {
	x := c.expression(n, name, nil)
	if x.constant {
		form, _ := parseForm(formRFC3339)
		var err error
		if x.instant, err = form.parse(x.value); err != nil {
			c.add(n, "%s: %w", quoted(x.value), err)
		}
		return x
	}
	x.form = c.form(n)
	return x
}

// form compiles a form of times. What n does not say, the section "time" says.
func (c *compiler) form(n *node) *timeForm {
	said := func(key string) (*node, bool) {
		if own := n.members[key]; own != nil {
			return own, true
		}
		return c.times.member(key), false
	}
	pattern, at := formRFC3339, n
	if p, _ := said("format"); p != nil {
		pattern, at = p.text, p
	}
	form, err := parseForm(pattern)
	if err != nil {
		c.add(at, "%s %w", quoted(pattern), err)
		return nil
	}
	zone, own := said("zone")
	switch {
	case zone == nil && !form.zoned():
		c.add(n, "times written %s do not say their zone: say it, as in zone: Europe/Berlin", printable(pattern))
	case zone != nil && own && form.zoned():
		c.add(zone, "times written %s say their zone themselves: leave it out", printable(pattern))
	case zone != nil && !form.zoned():
		if form.zone, err = parseZone(zone.text); err != nil {
			c.add(zone, "%s %w", quoted(zone.text), err)
		}
	}
	clock, own := said("at")
	switch {
	case clock == nil && !form.clocked():
		c.add(n, `times written %s are days: say which time of day counts, as in at: "00:00"`, printable(pattern))
	case clock != nil && own && form.clocked():
		c.add(clock, "times written %s say their time of day themselves: leave it out", printable(pattern))
	case clock != nil && !form.clocked():
		if form.at, err = parseClock(clock.text); err != nil {
			c.add(clock, "%s %w", quoted(clock.text), err)
		}
	}
	return form
}
