package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy/internal/language"
)

// diagnose turns what OPA says into errors that show the place and say what
// exists instead.
func diagnose(err error, modules map[string]*module) []*Error {
	var list ast.Errors
	if one, ok := errors.AsType[*ast.Error](err); ok {
		list = ast.Errors{one}
	} else if !errors.As(err, &list) {
		return []*Error{{Message: err.Error()}}
	}
	var all []*Error
	for i, e := range list {
		if e.Code == ast.ParseErr && i > 0 && e.Location.Equal(list[i-1].Location) {
			continue // what else the parser would have taken there
		}
		if strings.HasPrefix(e.Message, "undefined function data.") && len(list) > 1 && defines(modules, e.Message) {
			continue // it is there; what is wrong inside it is in the list
		}
		if e.Location == nil || modules[e.Location.File] == nil {
			all = append(all, &Error{Message: e.Message})
			continue
		}
		all = append(all, explain(e, modules[e.Location.File], modules))
	}
	return all
}

// defines reports whether a module defines the function that a message names.
func defines(modules map[string]*module, message string) bool {
	path := strings.Split(strings.TrimPrefix(message, "undefined function data."), ".")
	for _, m := range modules {
		pkg := m.pkg()
		if len(path) == len(pkg)+1 && slices.Equal(path[:len(pkg)], pkg) && slices.ContainsFunc(m.parsed.Rules, func(r *ast.Rule) bool {
			return r.Head.Ref()[0].Value.String() == path[len(pkg)]
		}) {
			return true
		}
	}
	return false
}

func explain(e *ast.Error, m *module, modules map[string]*module) *Error {
	out := m.errorAt(e.Location, e.Message, "")
	if name, ok := strings.CutPrefix(e.Message, "undefined function "); ok {
		name, _, _ = strings.Cut(name, " ")
		if path, ok := strings.CutPrefix(name, "data."); ok {
			out.undefined(strings.Split(path, "."), modules)
			return out
		}
		out.mark(name)
		if language.Refused(name) {
			out.Message, out.Hint = name+" is refused in a policy", language.Instead(name)
			return out
		}
		out.Message = "there is no function " + name
		if near := nearest(name, builtinNames()); near != "" {
			out.Hint = "did you mean " + near + "?"
		}
		return out
	}
	if e.Code == ast.ParseErr {
		return out // its details repeat the source line
	}
	if name := string(e.Location.Text); strings.HasPrefix(e.Message, "with keyword target ") && language.Refused(name) {
		out.Message, out.Hint = name+" cannot be replaced: it is refused in a policy", language.Instead(name)
		return out
	}
	if name, _, _ := strings.Cut(e.Message, ":"); language.Ordering[name] != "" {
		out.Message = language.Ordering[name] + " compares numbers only"
		out.Hint = "across types it would go by the type, and of times by their letters: compare time.parse_rfc3339_ns(…) of each"
		return out
	}
	switch d := e.Details.(type) {
	case *ast.RefErrInvalidDetail:
		out.missing(d)
	case *ast.RefErrUnsupportedDetail:
		out.Message = fmt.Sprintf("%v is a %v: it has no parts", d.Ref[:d.Pos+1], d.Have)
		if strings.HasPrefix(e.Message, "function ") {
			out.Message = e.Message
		}
	case *ast.UnificationErrDetail:
		out.Message = "the two sides can never be equal"
		out.Hint = fmt.Sprintf("left is %v, right is %v", d.Left, d.Right)
	case nil:
	default:
		out.Hint = strings.Join(d.Lines(), "; ")
	}
	return out
}

// undefined describes a call of a function below data that is not there: it
// finds the first part of the path that nothing defines.
func (e *Error) undefined(path []string, modules map[string]*module) {
	for i, name := range path {
		known := map[string]bool{}
		for _, m := range modules {
			pkg := m.pkg()
			switch {
			case len(pkg) > i && slices.Equal(pkg[:i], path[:i]):
				known[pkg[i]] = true
			case slices.Equal(pkg, path[:i]):
				for _, rule := range m.parsed.Rules {
					known[rule.Head.Ref()[0].Value.String()] = true
				}
			}
		}
		if !known[name] {
			e.Message = fmt.Sprintf("%s has no %q", strings.Join(append([]string{"data"}, path[:i]...), "."), name)
			e.Hint = suggest(name, slices.DeleteFunc(slices.Collect(maps.Keys(known)), func(s string) bool { return strings.HasPrefix(s, "_") }))
			e.mark(name)
			return
		}
	}
	e.Message = "data." + strings.Join(path, ".") + " is not a function"
}

// missing describes a reference to a field that does not exist.
func (e *Error) missing(d *ast.RefErrInvalidDetail) {
	name, ok := d.Ref[d.Pos].Value.(ast.String)
	if !ok {
		e.Message = fmt.Sprintf("%v cannot be reached by %v", d.Ref[:d.Pos], d.Ref[d.Pos])
		return
	}
	e.Message = fmt.Sprintf("%v has no field %q", d.Ref[:d.Pos], string(name))
	var known []string
	for _, v := range d.OneOf {
		if s, ok := v.(ast.String); ok && !(s == "findings" && d.Ref[:d.Pos].Equal(ast.InputRootRef)) {
			known = append(known, string(s))
		}
	}
	e.Hint = suggest(string(name), known)
	e.mark(string(name))
}

// mark points at a word of the source line, from the error's column on.
func (e *Error) mark(word string) {
	runes := []rune(e.Source)
	if e.Column < 1 || e.Column > len(runes) {
		return
	}
	if before, _, ok := strings.Cut(string(runes[e.Column-1:]), word); ok {
		e.Column += len([]rune(before))
		e.Width = len([]rune(word))
	}
}

func builtinNames() []string {
	var names []string
	for _, b := range ast.Builtins {
		if !language.Refused(b.Name) && b.Infix == "" {
			names = append(names, b.Name)
		}
	}
	return names
}
