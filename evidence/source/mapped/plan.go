package mapped

import (
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// partPlan says how a part of a fact is built. Its fields are those of the
// model's structs, by their names in JSON: what the model has can be mapped.
type partPlan struct {
	of       reflect.Type
	name     string // for errors
	line     int    // in the mapping
	constant bool   // reads nothing from the row
	each     *each  // of an entry of a list: once for each item
	fields   []fieldPlan
}

// fieldPlan says how one field is built: by its value, its part, its list of
// parts, or its extensions.
type fieldPlan struct {
	modelField
	constant bool // reads nothing from the row
	instant  bool // is a time
	value    *expression
	part     *partPlan
	entries  []*partPlan // of entitlements
	aliases  []aliasPlan
	extras   []*expression
}

type aliasPlan struct {
	each  *each
	value *expression
}

// modelField is a field of the model.
type modelField struct {
	name     string
	index    int
	required bool
	typ      reflect.Type // without the pointer
	pointer  bool
}

// fieldsOf returns the fields of a struct of the model, by name.
func fieldsOf(t reflect.Type) map[string]modelField {
	fields := make(map[string]modelField, t.NumField())
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		m := modelField{name: name, index: i, required: option == "", typ: f.Type}
		if m.typ.Kind() == reflect.Pointer {
			m.typ, m.pointer = m.typ.Elem(), true
		}
		fields[name] = m
	}
	return fields
}

var parts = map[string]reflect.Type{
	"request": reflect.TypeFor[evidence.Request](), "approval": reflect.TypeFor[evidence.Approval](), "policy_basis": reflect.TypeFor[evidence.PolicyBasis](),
	"change": reflect.TypeFor[evidence.Change](), "observation": reflect.TypeFor[evidence.Observation](), "event": reflect.TypeFor[evidence.Event](),
	"emergency": reflect.TypeFor[evidence.Emergency](),
}

// closedLists are the values of the types that have a closed list, as the
// schema of mappings lists them.
var closedLists = sync.OnceValue(func() map[reflect.Type][]string {
	defs, _ := schemaTree()["$defs"].(map[string]any)
	lists := map[reflect.Type][]string{}
	for t, name := range map[reflect.Type]string{
		reflect.TypeFor[evidence.Action](): "action", reflect.TypeFor[evidence.IdentityKind](): "identity_kind", reflect.TypeFor[evidence.IdentityStatus](): "identity_status",
		reflect.TypeFor[evidence.RequestStatus](): "request_status", reflect.TypeFor[evidence.Decision](): "decision", reflect.TypeFor[evidence.Outcome](): "outcome",
		reflect.TypeFor[evidence.EventKind](): "event_kind",
	} {
		def, _ := defs[name+"_value"].(map[string]any)
		enum, _ := def["enum"].([]any)
		for _, v := range enum {
			s, _ := v.(string)
			lists[t] = append(lists[t], s)
		}
	}
	return lists
})

// part compiles an object into a plan for a struct of the model.
func (c *compiler) part(n *node, of reflect.Type, name string) *partPlan {
	p := &partPlan{of: of, name: name, line: n.line, constant: true}
	if e := n.members["each"]; e != nil {
		p.each = c.each(e)
		p.constant = false
		c.depth++
		defer func() { c.depth-- }()
	}
	fields := fieldsOf(of)
	for _, key := range n.names {
		f, known := fields[key]
		if !known {
			continue // each; the schema knows all others
		}
		plan := c.field(n.members[key], f)
		plan.constant = plan.isConstant()
		p.constant = p.constant && plan.constant
		p.fields = append(p.fields, plan)
	}
	return p
}

func (c *compiler) field(n *node, f modelField) fieldPlan {
	p := fieldPlan{modelField: f}
	switch {
	case f.typ == reflect.TypeFor[time.Time]():
		p.value, p.instant = c.time(n, f.name), true
	case f.typ.Kind() == reflect.String:
		p.value = c.expression(n, f.name, closedLists()[f.typ])
	case f.typ.Kind() == reflect.Bool:
		p.value = c.expression(n, f.name, []string{"true", "false"})
	case f.typ.Kind() == reflect.Struct:
		p.part = c.part(n, f.typ, f.name)
	case f.typ == reflect.TypeFor[[]evidence.Entitlement]():
		for _, item := range n.items {
			p.entries = append(p.entries, c.part(item, f.typ.Elem(), "entitlement"))
		}
	case f.typ == reflect.TypeFor[[]string]():
		for _, item := range n.items {
			p.aliases = append(p.aliases, c.alias(item))
		}
	case f.typ == reflect.TypeFor[evidence.Extensions]():
		for _, name := range n.names {
			p.extras = append(p.extras, c.expression(n.members[name], name, nil))
		}
	default:
		c.add(n, "%s cannot be mapped: report this", quoted(f.name))
	}
	return p
}

func (c *compiler) alias(n *node) aliasPlan {
	var a aliasPlan
	if e := n.members["each"]; e != nil {
		a.each = c.each(e)
		c.depth++
		defer func() { c.depth-- }()
	}
	a.value = c.expression(n, "alias", nil)
	return a
}

func (p *fieldPlan) isConstant() bool {
	switch {
	case p.value != nil:
		return p.value.constant
	case p.part != nil:
		return p.part.constant
	}
	for _, e := range p.entries {
		if !e.constant {
			return false
		}
	}
	for _, a := range p.aliases {
		if a.each != nil || !a.value.constant {
			return false
		}
	}
	for _, x := range p.extras {
		if !x.constant {
			return false
		}
	}
	return true
}
