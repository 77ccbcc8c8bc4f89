package mapped

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
)

// builder builds parts of facts from a row, and collects all that is wrong
// with it.
type builder struct {
	row
	wrong []error
}

func (b *builder) fail(err error) { b.wrong = append(b.wrong, err) }

// err returns all that is wrong with the row as one error.
func (b *builder) err() error {
	const most = 10
	var s strings.Builder
	said := map[string]bool{}
	for _, err := range b.wrong {
		if text := err.Error(); !said[text] {
			if said[text] = true; len(said) > most {
				continue
			}
			if s.Len() > 0 {
				s.WriteString("; ")
			}
			s.WriteString(text)
		}
	}
	if more := len(said) - most; more > 0 {
		fmt.Fprintf(&s, "; and %d more", more)
	}
	return errors.New(s.String())
}

// build fills a struct of the model and reports whether the row says anything
// of it. A part of which the row says nothing is not there, and lacks nothing;
// so needed says whether it must be.
func (b *builder) build(p *partPlan, to reflect.Value, needed bool) (there bool) {
	there = p.constant
	var lacking []*fieldPlan
	for i := range p.fields {
		f := &p.fields[i]
		said := b.field(f, to)
		if said && !f.constant {
			there = true
		}
		if !said && f.required && f.value != nil { // a part says itself what it lacks
			lacking = append(lacking, f)
		}
	}
	if there || needed {
		for _, f := range lacking {
			b.lack(p, f)
		}
	}
	return there
}

// lack reports a field that a part needs and a row does not have.
func (b *builder) lack(p *partPlan, f *fieldPlan) {
	if len(b.wrong) > 0 {
		return // perhaps that is why
	}
	b.fail(fmt.Errorf("%s is empty, or stands for nothing, and %s needs its %s (%s:%d)", f.value.where(), article(p.name), f.name, printable(b.m.name), f.value.line))
}

func article(name string) string {
	name = strings.ReplaceAll(name, "_", " ")
	if strings.ContainsRune("aeio", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}

// field fills one field and reports whether there is anything in it.
func (b *builder) field(f *fieldPlan, in reflect.Value) bool {
	to := in.Field(f.index)
	switch {
	case f.part != nil:
		if !f.pointer {
			return b.build(f.part, to, f.required)
		}
		part := reflect.New(f.typ)
		if !b.build(f.part, part.Elem(), f.required) {
			return false
		}
		to.Set(part)
		return true
	case f.value != nil:
		return b.value(f, to)
	case f.entries != nil:
		list := b.entitlements(f.entries)
		*to.Addr().Interface().(*[]evidence.Entitlement) = list
		return len(list) > 0
	case f.aliases != nil:
		list := b.aliases(f.aliases)
		*to.Addr().Interface().(*[]string) = list
		return len(list) > 0
	case f.extras != nil:
		return b.extensions(f.extras, to.Addr().Interface().(*evidence.Extensions))
	}
	return false
}

// value fills a field that holds a single value.
func (b *builder) value(f *fieldPlan, to reflect.Value) bool {
	if f.instant {
		t, ok, err := f.value.time(&b.row)
		if err != nil {
			b.fail(err)
		} else if ok {
			*to.Addr().Interface().(*time.Time) = t
		}
		return ok
	}
	s, ok, err := f.value.read(&b.row)
	switch {
	case err != nil:
		b.fail(err)
	case !ok:
	case f.typ.Kind() == reflect.String:
		to.SetString(b.keep(f.value, s))
	case f.pointer:
		to.Set(reflect.New(f.typ))
		to.Elem().SetBool(s == "true")
	default:
		to.SetBool(s == "true")
	}
	return ok && err == nil
}

// keep returns a copy of what was read, lest the fact hold on to its row.
func (b *builder) keep(x *expression, s string) string {
	if x.constant || x.mapping != nil || x.legal != nil {
		return s
	}
	return strings.Clone(s)
}

// through calls visit once, or, where there is an each, once for each item.
func (b *builder) through(e *each, visit func()) {
	if e == nil {
		visit()
		return
	}
	list, err := e.list(&b.row)
	if err != nil {
		b.fail(err)
		return
	}
	for _, d := range list {
		b.items = append(b.items, d)
		visit()
		b.items = b.items[:len(b.items)-1]
	}
}

// entitlements builds a list. An entry of which the row says nothing is left
// out; an item that is there must come to something, or a list would silently
// be shorter than what it was read from.
func (b *builder) entitlements(plans []*partPlan) []evidence.Entitlement {
	list := make([]evidence.Entitlement, 0, len(plans))
	for _, p := range plans {
		b.through(p.each, func() {
			last := len(list)
			list = append(list, evidence.Entitlement{})
			if !b.build(p, reflect.ValueOf(&list[last]).Elem(), p.each != nil) {
				list = list[:last]
			}
		})
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

func (b *builder) aliases(plans []aliasPlan) (list []string) {
	for _, p := range plans {
		b.through(p.each, func() {
			s, ok, err := p.value.read(&b.row)
			if err != nil {
				b.fail(err)
			} else if ok {
				list = append(list, b.keep(p.value, s))
			}
		})
	}
	return list
}

// extensions keeps what the columns say as JSON strings.
func (b *builder) extensions(plans []*expression, to *evidence.Extensions) bool {
	for _, x := range plans {
		s, ok, err := x.read(&b.row)
		switch {
		case err != nil:
			b.fail(err)
		case ok:
			text, err := jsontext.AppendQuote(nil, s)
			if err != nil {
				b.fail(fmt.Errorf("%s: %w", x.where(), err))
				continue
			}
			if *to == nil {
				*to = evidence.Extensions{}
			}
			(*to)[x.name] = json.RawMessage(text)
		}
	}
	return len(*to) > 0
}
