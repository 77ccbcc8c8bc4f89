package mapped

import (
	"slices"
	"strings"
)

// condition says for which rows a fact is made.
type condition struct {
	inside bool // it is about the item that the fact is made for
	value  *expression
	is     []string
	not    []string
	empty  *bool
}

// conditions compiles one condition or a list of them, all of which must hold.
func (c *compiler) conditions(n *node) []condition {
	items := n.items
	if n.kind == object {
		items = []*node{n}
	}
	var list []condition
	for _, item := range items {
		// "empty" means another thing in a condition than in a value.
		where := &node{kind: object, line: item.line, pointer: item.pointer, members: map[string]*node{}}
		for _, name := range item.names {
			if name != "empty" {
				where.members[name] = item.members[name]
			}
		}
		k := condition{value: c.expression(where, "when", nil)}
		k.inside = k.value.from != nil && k.value.from.item >= 0
		values := func(name string) (list []string) {
			v := item.members[name]
			if v == nil {
				return nil
			}
			for _, one := range v.items {
				s := strings.TrimSpace(one.text)
				switch {
				case s == "" || slices.Contains(c.m.empty, s):
					c.add(one, "an empty value equals none: say empty: true")
				case k.value.fold != nil && k.value.fold(s) != s:
					c.add(one, "never matches, since values are folded first: write %s", quoted(k.value.fold(s)))
				}
				list = append(list, s)
			}
			return list
		}
		k.is, k.not = values("is"), values("is_not")
		said := 0
		for _, name := range []string{"is", "is_not", "empty"} {
			if item.members[name] != nil {
				said++
			}
		}
		if said != 1 {
			c.add(item, "needs one of is, is_not and empty")
		}
		if e := item.members["empty"]; e != nil {
			k.empty = new(bool)
			*k.empty = e.text == "true"
		}
		list = append(list, k)
	}
	return list
}

// holds reports whether a row meets the condition. What it found instead is
// for counting rows that make no fact.
func (k *condition) holds(r *row) (ok bool, found string, err error) {
	s, present, err := k.value.read(r)
	if err != nil {
		return false, "", err
	}
	if found = s; !present {
		found = "nothing"
	}
	switch {
	case k.empty != nil:
		return *k.empty == !present, found, nil
	case k.is != nil:
		return present && slices.Contains(k.is, s), found, nil
	}
	return !present || !slices.Contains(k.not, s), found, nil
}
