package mapped

import (
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// Mapping says how rows become facts. It never changes, and may be used for
// many inputs at the same time.
type Mapping struct {
	name      string
	format    string
	separator rune
	list      string
	empty     []string

	columns []string // that are read, in a CSV file
	members []string // that are read, of a JSON row: first parts of pointers

	kind        evidence.SourceKind
	system      *expression
	recordID    *expression
	collectedAt *expression
	facts       []factPlan
}

// factPlan says how one kind of fact is made.
type factPlan struct {
	kind       evidence.FactKind
	line       int
	when       []condition
	each       *each
	subject    *partPlan
	requestRef *expression
	action     *expression
	bare       bool // a row of a listing that names no entitlement says that nothing is held
	value      *partPlan
}

// Options say what neither the input nor the mapping says. The zero Options
// are in order.
type Options struct {
	// CollectedAt is when the rows were exported, where the mapping does not
	// say it. Zero: not known, and left out of the facts.
	CollectedAt time.Time
}

// Parse reads a mapping document, YAML or JSON. The name is the one that errors
// give it. All that is wrong is reported at once: an [*evidence.Error] with
// file, line and JSON Pointer, or several, joined.
func Parse(name string, document []byte) (*Mapping, error) {
	root, err := readDocument(name, document)
	if err != nil {
		return nil, err
	}
	f := &findings{name: name}
	if f.checkSchema(root); len(f.list) > 0 {
		return nil, f.err()
	}
	c := &compiler{findings: f, m: &Mapping{name: name}}
	c.mapping(root)
	if len(f.list) > 0 {
		return nil, f.err()
	}
	return c.m, nil
}

// Reader returns the source. It may read many inputs, also at the same time.
func (m *Mapping) Reader(o Options) source.Reader {
	if m.isCSV() {
		return m.csv(o)
	}
	return m.json(o)
}

// compiler turns a document that the schema accepts into a mapping, and
// collects what is wrong with its meaning.
type compiler struct {
	*findings
	m     *Mapping
	times *node // the section "time"
	depth int   // items that are in reach
}

func (c *compiler) mapping(root *node) {
	c.input(root.members["input"])
	if c.times = root.members["time"]; c.times != nil {
		c.defaults()
	}
	s := root.members["source"]
	c.m.kind = evidence.SourceKind(s.members["kind"].text)
	c.m.system = c.expression(s.members["system"], "source.system", nil)
	c.m.recordID = c.expression(s.members["record_id"], "source.record_id", nil)
	if c.m.recordID.constant {
		c.add(s.members["record_id"], "is the same for every row, which would make them one: say which column names the row")
	}
	if at := s.members["collected_at"]; at != nil {
		c.m.collectedAt = c.time(at, "source.collected_at")
	}
	everybody, needed := root.members["subject"], false
	for _, n := range root.members["facts"].items {
		c.m.facts = append(c.m.facts, c.fact(n, everybody))
		needed = needed || n.members["subject"] == nil
	}
	if everybody != nil && !needed {
		c.add(everybody, "every fact has a subject of its own: leave this one out")
	}
}

func (c *compiler) input(n *node) {
	c.m.format = n.members["format"].text
	c.m.separator = ','
	if list := n.members["list"]; list != nil {
		if c.m.list = list.text; c.m.isCSV() {
			c.add(list, "is the name of a list in a JSON object: leave it out")
		}
	}
	if s := n.members["separator"]; s != nil {
		switch r, size := utf8.DecodeRuneInString(s.text); {
		case !c.m.isCSV():
			c.add(s, "is for CSV: leave it out")
		case s.text == "tab":
			c.m.separator = '\t'
		case size != len(s.text) || r == utf8.RuneError || strings.ContainsRune("\"\r\n\ufeff\x00", r):
			c.add(s, `%s cannot separate columns: write one character, such as ";", or tab`, quoted(s.text))
		default:
			c.m.separator = r
		}
	}
	if e := n.members["empty"]; e != nil {
		for _, item := range e.items {
			c.m.empty = append(c.m.empty, strings.TrimSpace(item.text))
		}
	}
}

// defaults checks what the section "time" says, used or not.
func (c *compiler) defaults() {
	if f := c.times.members["format"]; f != nil {
		if _, err := parseForm(f.text); err != nil {
			c.add(f, "%s %w", quoted(f.text), err)
		}
	}
	if z := c.times.members["zone"]; z != nil {
		if _, err := parseZone(z.text); err != nil {
			c.add(z, "%s %w", quoted(z.text), err)
		}
	}
	if a := c.times.members["at"]; a != nil {
		if _, err := parseClock(a.text); err != nil {
			c.add(a, "%s %w", quoted(a.text), err)
		}
	}
}

func (c *compiler) fact(n *node, everybody *node) factPlan {
	p := factPlan{kind: evidence.FactKind(n.members["fact"].text), line: n.line}
	if e := n.members["each"]; e != nil {
		p.each = c.each(e)
		c.depth++
		defer func() { c.depth-- }()
	}
	if w := n.members["when"]; w != nil {
		p.when = c.conditions(w)
	}
	subject := n.members["subject"]
	if subject == nil {
		subject = everybody
	}
	if subject == nil {
		c.add(n, "does not say whom it is about: add a subject, here or, for all facts, at the top")
	} else {
		p.subject = c.part(subject, reflect.TypeFor[evidence.Identity](), "subject")
	}
	if r := n.members["request_ref"]; r != nil {
		if p.requestRef = c.expression(r, "request_ref", nil); p.kind == evidence.FactRequest || p.kind == evidence.FactObservation || p.kind == evidence.FactEvent {
			c.add(r, "is for approvals, policy bases, changes and emergencies: leave it out")
		} else if p.kind == evidence.FactChange && n.members["value"].members["request_ref"] != nil {
			c.add(r, "stands in the value, too: keep that one")
		}
	} else if slices.Contains([]evidence.FactKind{evidence.FactApproval, evidence.FactPolicyBasis}, p.kind) {
		c.add(n, "does not say which request it belongs to: add request_ref")
	}
	if a := n.members["action"]; a != nil {
		if p.action = c.expression(a, "action", closedLists()[reflect.TypeFor[evidence.Action]()]); p.kind != evidence.FactRequest {
			c.add(a, "is what a request asks for: leave it out, or, for a change, say it in the value")
		}
	}
	if w := n.members["without_entitlement"]; w != nil {
		if p.bare = true; p.kind != evidence.FactObservation {
			c.add(w, "is for observations: leave it out")
		}
	}
	if held := n.members["value"].members["entitlements"]; p.kind == evidence.FactObservation && len(held.items) == 0 && !p.bare {
		c.add(held, "holds nothing: say what the rows name, or, if they say that nothing is held, without_entitlement: holds_nothing")
	}
	p.value = c.part(n.members["value"], parts[string(p.kind)], string(p.kind))
	return p
}
