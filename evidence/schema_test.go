package evidence

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// schemaNode is as much of a JSON Schema as ours uses.
type schemaNode struct {
	Schema      string                 `json:"$schema"`
	ID          string                 `json:"$id"`
	Title       string                 `json:"title"`
	Description string                 `json:"description"`
	Type        any                    `json:"type"`
	Ref         string                 `json:"$ref"`
	Required    []string               `json:"required"`
	Properties  map[string]*schemaNode `json:"properties"`
	Additional  *bool                  `json:"additionalProperties"`
	Items       *schemaNode            `json:"items"`
	Enum        []string               `json:"enum"`
	MinLength   int                    `json:"minLength"`
	Format      string                 `json:"format"`
	Pattern     string                 `json:"pattern"`
	Defs        map[string]*schemaNode `json:"$defs"`
}

func parsedSchema(t *testing.T) *schemaNode {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(string(Schema())))
	dec.DisallowUnknownFields() // no oneOf, anyOf or the like: policies' type checker does not see through them
	var s schemaNode
	if err := dec.Decode(&s); err != nil {
		t.Fatal(err)
	}
	return &s
}

// TestSchemaFollowsTypes walks the Go types and the schema side by side.
func TestSchemaFollowsTypes(t *testing.T) {
	s := parsedSchema(t)
	if s.ID != "urn:counterfoil:evidence:v1" || s.Schema != "https://json-schema.org/draft/2020-12/schema" || s.Title != SchemaID {
		t.Errorf("$id %s, $schema %s, title %s", s.ID, s.Schema, s.Title)
	}
	w := schemaWalk{t: t, defs: s.Defs, seen: map[string]reflect.Type{"#": reflect.TypeFor[Record]()}}
	w.object("#", s, reflect.TypeFor[Record](), "object")
	for name := range s.Defs {
		if _, used := w.seen["#/$defs/"+name]; !used && name != "time" && name != "extensions" {
			t.Errorf("$defs/%s is not used", name)
		}
	}
}

type schemaWalk struct {
	t    *testing.T
	defs map[string]*schemaNode
	seen map[string]reflect.Type
}

func (w *schemaWalk) def(ref string) *schemaNode {
	name, ok := strings.CutPrefix(ref, "#/$defs/")
	if d := w.defs[name]; ok && d != nil {
		return d
	}
	w.t.Fatalf("$ref %q leads nowhere", ref)
	return nil
}

func (w *schemaWalk) object(place string, s *schemaNode, typ reflect.Type, wantType any) {
	if diff := cmp.Diff(wantType, s.Type); diff != "" {
		w.t.Errorf("%s: type: %s", place, diff)
	}
	if s.Additional == nil || *s.Additional {
		w.t.Errorf("%s: additionalProperties is not false", place)
	}
	if s.Description == "" {
		w.t.Errorf("%s: no description", place)
	}
	var required []string
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if opts == "" {
			required = append(required, name)
		} else if opts != "omitzero" {
			w.t.Errorf("%s.%s: json option %q", typ, f.Name, opts)
		}
		p := s.Properties[name]
		if p == nil {
			w.t.Errorf("%s: no property %s", place, name)
			continue
		}
		w.property(place+"/"+name, p, f.Type, opts == "")
	}
	if len(s.Properties) != typ.NumField() {
		w.t.Errorf("%s: %d properties for %d fields of %s", place, len(s.Properties), typ.NumField(), typ)
	}
	if diff := cmp.Diff(required, s.Required); diff != "" {
		w.t.Errorf("%s: required (-types +schema): %s", place, diff)
	}
}

func (w *schemaWalk) property(place string, p *schemaNode, typ reflect.Type, required bool) {
	if p.Description == "" {
		w.t.Errorf("%s: no description", place)
	}
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch {
	case typ == reflect.TypeFor[time.Time]():
		w.ref(place, p, "#/$defs/time")
	case typ == reflect.TypeFor[Extensions]():
		w.ref(place, p, "#/$defs/extensions")
	case typ.Kind() == reflect.Struct:
		w.part(place, p, typ)
	case typ.Kind() == reflect.Slice:
		if p.Type != "array" || p.Items == nil {
			w.t.Errorf("%s: not an array", place)
		} else if typ.Elem().Kind() == reflect.String {
			w.text(place, p.Items, typ.Elem(), true)
		} else {
			w.part(place, p.Items, typ.Elem())
		}
	case typ.Kind() == reflect.Bool:
		if p.Type != "boolean" {
			w.t.Errorf("%s: type %v", place, p.Type)
		}
	default:
		w.text(place, p, typ, required)
	}
}

func (w *schemaWalk) ref(place string, p *schemaNode, want string) {
	if p.Ref != want || p.Type != nil {
		w.t.Errorf("%s: $ref %q, want %q", place, p.Ref, want)
	}
}

func (w *schemaWalk) text(place string, p *schemaNode, typ reflect.Type, required bool) {
	if p.Type != "string" || p.Format != "" || p.Pattern != "" {
		w.t.Errorf("%s: not a plain string", place)
	}
	want := closedList(typ)
	if place == "#/schema" {
		want = []string{SchemaID}
	}
	if diff := cmp.Diff(want, p.Enum); diff != "" {
		w.t.Errorf("%s: enum (-types +schema): %s", place, diff)
	}
	if nonEmpty := required && want == nil; (p.MinLength == 1) != nonEmpty {
		w.t.Errorf("%s: minLength %d, required %v", place, p.MinLength, required)
	}
}

// part follows a property that holds a part of the record. The one that may
// be null cannot be a reference, so it is spelled out.
func (w *schemaWalk) part(place string, p *schemaNode, typ reflect.Type) {
	if strings.HasSuffix(place, "/on_behalf_of") {
		w.object(place, p, typ, []any{"object", "null"})
		return
	}
	var want []string
	if place == "#/subject" {
		want = []string{"kind"}
	}
	if !slices.Equal(p.Required, want) {
		w.t.Errorf("%s: required %v", place, p.Required)
	}
	d := w.def(p.Ref)
	if before, ok := w.seen[p.Ref]; ok {
		if before != typ {
			w.t.Errorf("%s: %s is used for %s and %s", place, p.Ref, before, typ)
		}
		return
	}
	w.seen[p.Ref] = typ
	w.object(p.Ref, d, typ, "object")
}

// TestClosedLists compares the closed lists with the constants in the source.
func TestClosedLists(t *testing.T) {
	declared := map[string][]string{}
	for _, file := range []string{"record.go", "identity.go", "fact.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || spec.Type == nil {
				return true
			}
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			name := spec.Type.(*ast.Ident).Name
			declared[name] = append(declared[name], value)
			return true
		})
	}
	types := []reflect.Type{
		reflect.TypeFor[Action](), reflect.TypeFor[IdentityKind](), reflect.TypeFor[IdentityStatus](), reflect.TypeFor[RequestStatus](),
		reflect.TypeFor[Decision](), reflect.TypeFor[Outcome](), reflect.TypeFor[EventKind](), reflect.TypeFor[SourceKind](), reflect.TypeFor[FactKind](),
	}
	if len(declared) != len(types) {
		t.Errorf("%d types with constants in the source, %d with a closed list", len(declared), len(types))
	}
	for _, typ := range types {
		if diff := cmp.Diff(declared[typ.Name()], closedList(typ)); diff != "" {
			t.Errorf("%s (-constants +list): %s", typ.Name(), diff)
		}
	}
}

func TestSchemaIsACopy(t *testing.T) {
	file, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	Schema()[0] = 'x'
	if string(Schema()) != string(file) {
		t.Error("a caller changed the schema for everybody")
	}
}
