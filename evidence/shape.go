package evidence

import (
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
)

// kind is how a field stands in JSON.
type kind uint8

const (
	kindText       kind = iota // a string
	kindListed                 // a string of a closed list
	kindTime                   // a string that is a time
	kindFlag                   // true or false
	kindObject                 // one part
	kindTexts                  // an array of non-empty strings
	kindObjects                // an array of parts
	kindExtensions             // an object of anything
)

// object describes a struct type whose fields carry json tags. The types are
// the one description of the format; the decoder and the encoder follow it.
type object struct {
	fields   []field
	names    []string
	byName   map[string]int // keyed by the name in quotes, as it stands in JSON
	required uint64         // one bit a field
}

type field struct {
	name     string
	index    int // in the struct
	kind     kind
	need     need
	nullable bool     // null means absent
	pointer  bool     // the Go field is a pointer to the value
	list     []string // kindListed
	object   *object  // kindObject, kindObjects
}

// wanted is what the field expects, for messages.
func (f *field) wanted() string {
	switch f.kind {
	case kindText:
		return wantedText(f.need)
	case kindListed:
		return wantedOf(f.list)
	case kindTime:
		return timeWanted
	case kindFlag:
		return "true or false"
	case kindTexts:
		return "an array of non-empty strings"
	case kindObjects:
		return "an array of objects"
	}
	return "an object"
}

// shapes describes the record and the printed forms of facts.
var shapes = sync.OnceValue(func() map[reflect.Type]*object {
	s := map[reflect.Type]*object{}
	record := describe(reflect.TypeFor[Record](), s)
	describe(reflect.TypeFor[unknownForm](), s)
	for _, k := range factKinds {
		describe(reflect.TypeOf(newFactForm(FactKind(k))).Elem(), s)
	}

	// What the tags cannot say.
	schema := record.field("schema")
	schema.kind, schema.list = kindListed, schemas
	describe(reflect.TypeFor[Change](), s).field("on_behalf_of").nullable = true
	subject := record.field("subject") // the only identity whose kind is required
	own := *subject.object
	own.fields = append([]field(nil), own.fields...)
	own.field("kind").need = required
	own.required |= 1 << own.byName[`"kind"`]
	subject.object = &own
	return s
})

func describe(t reflect.Type, s map[reflect.Type]*object) *object {
	if o := s[t]; o != nil {
		return o
	}
	o := &object{byName: map[string]int{}}
	s[t] = o // before its fields: an owner is an identity
	for i := range t.NumField() {
		sf := t.Field(i)
		name, absent, _ := strings.Cut(sf.Tag.Get("json"), ",")
		f := field{name: name, index: i, need: absent != "omitzero"}
		f.describeType(sf.Type, s)
		if f.need == required {
			o.required |= 1 << len(o.fields)
		}
		o.byName[strconv.Quote(name)] = len(o.fields)
		o.names = append(o.names, name)
		o.fields = append(o.fields, f)
	}
	return o
}

func (f *field) describeType(t reflect.Type, s map[reflect.Type]*object) {
	if t.Kind() == reflect.Pointer {
		f.pointer = true
		t = t.Elem()
	}
	f.list = closedList(t)
	switch {
	case f.list != nil:
		f.kind = kindListed
	case t == reflect.TypeFor[time.Time]():
		f.kind = kindTime
	case t == reflect.TypeFor[Extensions]():
		f.kind = kindExtensions
	case t == reflect.TypeFor[[]string]():
		f.kind = kindTexts
	case t.Kind() == reflect.String:
		f.kind = kindText
	case t.Kind() == reflect.Bool:
		f.kind = kindFlag
	case t.Kind() == reflect.Struct:
		f.kind, f.object = kindObject, describe(t, s)
	case t.Kind() == reflect.Slice:
		f.kind, f.object = kindObjects, describe(t.Elem(), s)
	default:
		panic("evidence: no JSON form for " + t.String())
	}
}

// field returns the field of that name, which exists.
func (o *object) field(name string) *field {
	return &o.fields[o.byName[strconv.Quote(name)]]
}
