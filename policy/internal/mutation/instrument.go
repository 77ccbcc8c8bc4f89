package mutation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// switches is the document that says which mutant of each group of rules is
// asked: data.counterfoil_mutant.<group>, 0 being the original.
const switches = "counterfoil_mutant"

// subject is a file that mutants are made of.
type subject struct {
	name   string
	module *ast.Module // shared with others
	groups map[string]*group
}

// group is the rules of a file that share a name. The rules that see them
// cannot tell which of its mutants is asked.
type group struct {
	name   string
	rules  []int // of the module
	shapes []string
}

func newSubject(name string, module *ast.Module) *subject {
	s := &subject{name: name, module: module, groups: map[string]*group{}}
	for i, rule := range module.Rules {
		name := ruleName(rule)
		g := s.groups[name]
		if g == nil {
			g = &group{name: name}
			s.groups[name] = g
		}
		g.rules = append(g.rules, i)
	}
	for _, g := range s.groups {
		g.shapes = shapes(s.copies(g, nil))
	}
	return s
}

func ruleName(rule *ast.Rule) string {
	name, _ := rule.Head.Ref()[0].Value.(ast.Var)
	return string(name)
}

// variant is a mutant as the compiler sees it.
type variant struct {
	*Mutant
	number int       // of the file's mutants, from 1: the value of the switch
	group  string    // the name of the rules that it changes
	rule   *ast.Rule // what the rule becomes; nil: it is gone
}

// file names the mutant's rules in compile errors.
func (v *variant) file() string { return fmt.Sprintf("%s\x00%d", v.File, v.number) }

// copies returns a group's rules, copied, with what a mutant makes of them; nil
// is the original.
func (s *subject) copies(g *group, v *variant) []*ast.Rule {
	var rules []*ast.Rule
	for _, i := range g.rules {
		rule := s.module.Rules[i]
		if v != nil && i == v.Mutant.rule {
			if rule = v.rule; rule == nil {
				continue
			}
		}
		rules = append(rules, rule.Copy())
	}
	return rules
}

// interchangeable reports whether a mutant can stand beside the original: its
// rules make a document of the same shape, which the same wrappers reach.
func (s *subject) interchangeable(v *variant) bool {
	g := s.groups[v.group]
	return slices.Equal(g.shapes, shapes(s.copies(g, v)))
}

// shapes are the heads of rules but for the names of their variables: those of
// wrappers that reach the whole document. They are Rego, with holes for the name
// and the variables.
func shapes(rules []*ast.Rule) []string {
	var all []string
	for _, rule := range rules {
		var b strings.Builder
		b.WriteString("NAME")
		for i, part := range rule.Head.Ref()[1:] {
			if part.IsGround() {
				fmt.Fprintf(&b, "[%s]", part)
			} else {
				fmt.Fprintf(&b, "[counterfoil_key%d]", i)
			}
		}
		if len(rule.Head.Args) > 0 {
			b.WriteString("(counterfoil_arg0")
			for i := range rule.Head.Args[1:] {
				fmt.Fprintf(&b, ", counterfoil_arg%d", i+1)
			}
			b.WriteString(")")
		}
		if rule.Head.RuleKind() == ast.MultiValue {
			b.WriteString(" contains")
		}
		all = append(all, b.String())
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// instrument returns the module with all variants compiled in. Each group that
// has variants is replaced by its original, renamed, its variants, renamed, and
// wrappers, which answer for the one that the switch names:
//
//	late(ARG0) := VALUE if {
//		data.counterfoil_mutant.late == 17
//		VALUE := late__m17(ARG0)
//	}
//
// OPA's rule index finds the one wrapper that applies.
func (s *subject) instrument(variants []*variant) (*ast.Module, error) {
	of := map[string][]*variant{}
	for _, v := range variants {
		of[v.group] = append(of[v.group], v)
	}
	out := *s.module
	out.Rules, out.Annotations, out.Comments = nil, nil, nil
	for i, rule := range s.module.Rules {
		g := s.groups[ruleName(rule)]
		if of[g.name] == nil {
			out.Rules = append(out.Rules, rule)
			continue
		}
		if g.rules[0] != i {
			continue // its group is done
		}
		for _, v := range append([]*variant{nil}, of[g.name]...) {
			wrappers, err := s.wrappers(g, v)
			if err != nil {
				return nil, err
			}
			s.add(&out, wrappers, g, v)
		}
	}
	return &out, nil
}

// add adds wrappers to a module, and the rules that they stand for.
func (s *subject) add(to *ast.Module, wrappers []*ast.Rule, g *group, v *variant) {
	rules := s.copies(g, v)
	for _, rule := range rules {
		rename(rule, renamed(g.name, v))
	}
	for _, rule := range append(wrappers, rules...) {
		adopt(rule, to)
		to.Rules = append(to.Rules, rule)
	}
}

// renamed is what the rules of a group are called as a variant; nil is the
// original.
func renamed(name string, v *variant) string {
	if v == nil {
		return name + "__m0"
	}
	return fmt.Sprintf("%s__m%d", name, v.number)
}

func rename(rule *ast.Rule, name string) {
	for ; rule != nil; rule = rule.Else {
		ref := rule.Head.Ref().Copy()
		ref[0].Value = ast.Var(name)
		rule.Head.SetRef(ref)
		if rule.Head.Name != "" {
			rule.Head.Name = ast.Var(name)
		}
	}
}

func adopt(rule *ast.Rule, module *ast.Module) {
	rule.Annotations = nil
	for ; rule != nil; rule = rule.Else {
		rule.Module = module
	}
}

// wrappers are the rules that answer for a variant where the switch names it.
func (s *subject) wrappers(g *group, v *variant) ([]*ast.Rule, error) {
	file, number := s.name, 0
	if v != nil {
		file, number = v.file(), v.number
	}
	return wrap(g, file, renamed(g.name, v), fmt.Sprintf("data.%s[%q] == %d; ", switches, g.name, number))
}

// wrap makes rules with the heads of a group that answer what the rules of
// another name say, on a condition. file is where they are said to stand.
func wrap(g *group, file, of, condition string) ([]*ast.Rule, error) {
	var text strings.Builder
	text.WriteString("package wrappers\n")
	for _, shape := range g.shapes {
		head, partial := strings.CutSuffix(shape, " contains")
		asked := strings.Replace(head, "NAME", of, 1)
		head = strings.Replace(head, "NAME", g.name, 1)
		if partial {
			fmt.Fprintf(&text, "%s contains counterfoil_value if { %s_ = %s[counterfoil_value] }\n", head, condition, asked)
		} else {
			fmt.Fprintf(&text, "%s := counterfoil_value if { %scounterfoil_value := %s }\n", head, condition, asked)
		}
	}
	m, err := ast.ParseModuleWithOpts(file, text.String(), ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		return nil, fmt.Errorf("wrapping %s: %w", g.name, err)
	}
	return m.Rules, nil
}

// switchedTo is the document that switches one variant on.
func (s *subject) switchedTo(v *variant) ast.Value {
	object := ast.NewObject()
	for name := range s.groups {
		number := 0
		if name == v.group {
			number = v.number
		}
		object.Insert(ast.StringTerm(name), ast.IntNumberTerm(number))
	}
	return object
}
