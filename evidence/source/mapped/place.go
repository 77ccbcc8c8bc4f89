package mapped

import (
	"slices"
	"strings"
)

// place is where in a row an expression reads.
type place struct {
	name     string   // as errors call it: column "State", /state, item /name
	short    string   // as counts call it: State, /state
	line     int      // in the mapping
	column   int      // in Mapping.columns, or -1
	member   int      // in Mapping.members, or -1
	item     int      // in the stack of items, or -1
	path     []string // from there on down
	json     bool     // the cell of the column holds JSON
	optional bool     // what is named need not be there
}

// isCSV reports whether rows have columns; otherwise they have pointers.
func (m *Mapping) isCSV() bool { return m.format == "csv" }

// indexOf returns the index of name in list, which it may extend.
func indexOf(list *[]string, name string) int {
	i := slices.Index(*list, name)
	if i < 0 {
		i = len(*list)
		*list = append(*list, name)
	}
	return i
}

var placeKeys = []string{"column", "pointer", "item", "outer"}

// says reports whether an object says where to read.
func says(n *node) bool {
	return slices.ContainsFunc(placeKeys, func(key string) bool { return n.members[key] != nil })
}

// place compiles what an object says about where to read. It returns nil where
// that is wrong, which it reports, or where the object does not say.
func (c *compiler) place(n *node) *place {
	var said []string
	for _, name := range placeKeys {
		if n.members[name] != nil {
			said = append(said, name)
		}
	}
	if len(said) == 0 {
		return nil
	}
	p := &place{line: n.line, column: -1, member: -1, item: -1}
	if o := n.members["optional"]; o != nil {
		p.optional = o.text == "true"
	}
	at := n.members[said[0]]
	switch strings.Join(said, "+") {
	case "column", "column+pointer":
		if !c.m.isCSV() {
			c.add(at, `rows of JSON have no columns: say pointer: "/%s"`, escapeToken(at.text))
			return nil
		}
		p.column, p.name, p.short = indexOf(&c.m.columns, at.text), "column "+quoted(at.text), at.text
		if inside := n.members["pointer"]; inside != nil {
			p.json, p.path = true, tokens(inside.text)
			p.name += " " + printable(inside.text)
			p.short += " " + inside.text
		}
	case "pointer":
		if c.m.isCSV() {
			c.add(at, "rows of CSV have columns: say column, or both where a cell holds JSON")
			return nil
		}
		path := tokens(at.text)
		p.member, p.path, p.name = indexOf(&c.m.members, path[0]), path[1:], printable(at.text)
		p.short = at.text
	case "item", "outer":
		p.item = c.depth - 1
		if said[0] == "outer" {
			p.item--
		}
		if p.item < 0 {
			c.add(at, "there is no %s here: it is what an each around this goes through", said[0])
			return nil
		}
		p.path, p.name = tokens(at.text), strings.TrimSpace(said[0]+" "+printable(at.text))
		p.short = p.name
	default:
		c.add(n, "says several places, %s: keep one", strings.Join(said, " and "))
		return nil
	}
	return p
}

// each compiles a loop over the parts of a cell or of a JSON array.
type each struct {
	from      *place
	separator string // of a cell; empty: the cell or member is a JSON array
}

func (c *compiler) each(n *node) *each {
	e := &each{from: c.place(n)}
	if s := n.members["separator"]; s != nil {
		e.separator = s.text
	}
	switch {
	case e.from == nil:
		if !says(n) {
			c.add(n, "does not say where the list is: say column, pointer or item")
		}
	case e.separator == "" && e.from.column >= 0 && !e.from.json:
		c.add(n, `does not say what stands between the parts of the cell: say separator, as in separator: ";"`)
	}
	return e
}
