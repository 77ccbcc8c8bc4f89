package policy

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/evidence"
)

// encoder turns a Go value into the term that its JSON form would be, without
// going through JSON. It is built once for each type of the model, from the
// json tags.
type encoder func(v reflect.Value) (*ast.Term, error)

// encodeRecord builds the value of input for a record, without as_of.
func encodeRecord(r *evidence.Record) (ast.Object, error) {
	t, err := recordEncoder()(reflect.ValueOf(r).Elem())
	if err != nil {
		return nil, err
	}
	return t.Value.(ast.Object), nil
}

var recordEncoder = sync.OnceValue(func() encoder {
	return newEncoder(reflect.TypeFor[evidence.Record](), map[reflect.Type]*encoder{})
})

func instant(t time.Time) *ast.Term {
	return ast.StringTerm(t.UTC().Format(time.RFC3339Nano))
}

// newEncoder builds the encoder of a type. seen breaks the circle of
// identities that own identities.
func newEncoder(t reflect.Type, seen map[reflect.Type]*encoder) encoder {
	if at, ok := seen[t]; ok {
		return func(v reflect.Value) (*ast.Term, error) { return (*at)(v) }
	}
	at := new(encoder)
	seen[t] = at
	switch {
	case t == reflect.TypeFor[time.Time]():
		*at = func(v reflect.Value) (*ast.Term, error) {
			return instant(*v.Addr().Interface().(*time.Time)), nil
		}
	case t == reflect.TypeFor[evidence.Extensions]():
		*at = encodeExtensions
	case t.Kind() == reflect.String:
		*at = encodeString
	case t.Kind() == reflect.Bool:
		*at = func(v reflect.Value) (*ast.Term, error) { return ast.InternedTerm(v.Bool()), nil }
	case t.Kind() == reflect.Pointer:
		elem := newEncoder(t.Elem(), seen)
		*at = func(v reflect.Value) (*ast.Term, error) {
			if v.IsNil() {
				return ast.NullTerm(), nil
			}
			return elem(v.Elem())
		}
	case t.Kind() == reflect.Slice:
		*at = encodeSlice(newEncoder(t.Elem(), seen))
	case t.Kind() == reflect.Struct:
		*at = encodeStruct(t, seen)
	default:
		panic(fmt.Sprintf("policy: the model has a field of type %s, which input.go does not know", t))
	}
	return *at
}

func encodeString(v reflect.Value) (*ast.Term, error) {
	s := v.String()
	if ast.HasInternedValue(s) {
		return ast.InternedTerm(s), nil
	}
	return ast.StringTerm(s), nil
}

func encodeSlice(elem encoder) encoder {
	return func(v reflect.Value) (*ast.Term, error) {
		terms := make([]*ast.Term, v.Len())
		for i := range terms {
			t, err := elem(v.Index(i))
			if err != nil {
				return nil, err
			}
			terms[i] = t
		}
		return ast.ArrayTerm(terms...), nil
	}
}

type field struct {
	index  int
	key    *ast.Term
	absent func(v reflect.Value) bool // nil: the field is always there
	encode encoder
}

func encodeStruct(t reflect.Type, seen map[reflect.Type]*encoder) encoder {
	var fields []field
	for i := range t.NumField() {
		name, option, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "" || option != "" && option != "omitzero" {
			panic(fmt.Sprintf("policy: the model has a field %s.%s with a json tag that input.go does not know", t, t.Field(i).Name))
		}
		f := field{index: i, key: ast.StringTerm(name), encode: newEncoder(t.Field(i).Type, seen)}
		switch {
		case option == "":
		case t.Field(i).Type == reflect.TypeFor[time.Time]():
			f.absent = func(v reflect.Value) bool { return v.Addr().Interface().(*time.Time).IsZero() }
		default:
			f.absent = reflect.Value.IsZero
		}
		fields = append(fields, f)
	}
	return func(v reflect.Value) (*ast.Term, error) {
		o := ast.NewObjectWithCapacity(len(fields))
		for i := range fields {
			f := &fields[i]
			value := v.Field(f.index)
			if f.absent != nil && f.absent(value) {
				continue
			}
			t, err := f.encode(value)
			if err != nil {
				return nil, err
			}
			o.Insert(f.key, t)
		}
		return ast.NewTerm(o), nil
	}
}

func encodeExtensions(v reflect.Value) (*ast.Term, error) {
	o := ast.NewObject()
	for key, raw := range v.Interface().(evidence.Extensions) {
		value, err := ast.ValueFromReader(strings.NewReader(string(raw)))
		if err != nil {
			return nil, fmt.Errorf("extensions, %q: %w", key, err)
		}
		o.Insert(ast.StringTerm(key), ast.NewTerm(value))
	}
	return ast.NewTerm(o), nil
}
