package policy

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/internal/generate"
)

// viaJSON is the value of a record's JSON form, the slow way.
func viaJSON(t testing.TB, r *evidence.Record) ast.Value {
	t.Helper()
	var line bytes.Buffer
	if err := evidence.Encode(&line, r); err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(&line)
	dec.UseNumber()
	var doc any
	if err := dec.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	value, err := ast.InterfaceToValue(doc)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestInputIsTheJSONForm(t *testing.T) {
	east := time.FixedZone("", 5*3600+1800)
	yes := true
	full := &evidence.Record{
		Schema: evidence.SchemaID, ID: "R \u202e <&>", Action: evidence.ActionModify,
		Subject: evidence.Identity{
			ID: "a", Kind: evidence.KindAgent, Aliases: []string{}, Status: evidence.IdentityActive,
			Owner:      &evidence.Identity{ID: "b", Owner: &evidence.Identity{ID: "c", Aliases: []string{"d", "e"}}},
			Extensions: evidence.Extensions{"n": json.RawMessage(`1e2`), "deep": json.RawMessage(`{"a": [null, true, "x", 0.10, 12345678901234567890]}`)},
		},
		Request: &evidence.Request{
			ID: "q", SubmittedAt: time.Date(2026, 3, 2, 9, 0, 0, 120_000_000, east), ClosedAt: time.Date(2026, 3, 2, 9, 0, 0, 1, time.UTC),
			Entitlements: []evidence.Entitlement{}, Status: evidence.StatusOpen, Extensions: evidence.Extensions{},
		},
		PolicyBasis:  &evidence.PolicyBasis{PolicyID: "p", Version: "1", ApprovalRequired: &yes},
		Approvals:    []evidence.Approval{},
		Observations: []evidence.Observation{{System: "s", ObservedAt: asOfTime, Entitlements: []evidence.Entitlement{}}},
	}
	check := func(r *evidence.Record) {
		got, err := encodeRecord(r)
		if err != nil {
			t.Fatal(err)
		}
		if want := viaJSON(t, r); got.Compare(want) != 0 {
			t.Fatalf("record %s:\n got %v\nwant %v", r.ID, got, want)
		}
	}
	check(full)
	g := generate.Records(7)
	for range 2000 {
		check(g.Next())
	}
}

var asOfTime = time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)

// Every field of the model must reach a policy: one record with every field
// set, made by reflection, encodes to as many fields as it has.
func TestInputHasEveryField(t *testing.T) {
	var r evidence.Record
	fields := fill(reflect.ValueOf(&r).Elem(), 0)
	o, err := encodeRecord(&r)
	if err != nil {
		t.Fatal(err)
	}
	if got := keys(o); got != fields {
		t.Errorf("the record has %d fields, input has %d", fields, got)
	}
}

// fill sets every field and returns how many there are. Identities own
// identities: it stops three deep.
func fill(v reflect.Value, owners int) int {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(asOfTime))
		return 0
	case evidence.Extensions:
		v.Set(reflect.ValueOf(evidence.Extensions{"k": json.RawMessage(`"v"`)}))
		return 1
	}
	n := 0
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		n = fill(v.Elem(), owners)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		n = fill(v.Index(0), owners)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name == "Owner" {
				if owners == 3 {
					continue
				}
				owners++
			}
			n += 1 + fill(v.Field(i), owners)
		}
	}
	return n
}

// keys counts the keys of all objects in a value.
func keys(v ast.Value) int {
	n := 0
	switch v := v.(type) {
	case ast.Object:
		v.Foreach(func(_, value *ast.Term) { n += 1 + keys(value.Value) })
	case *ast.Array:
		v.Foreach(func(item *ast.Term) { n += keys(item.Value) })
	}
	return n
}

func TestResolve(t *testing.T) {
	value := ast.MustParseTerm(`{"a": [{"b": 1}, null], "as_of": "x", "m~n": {"a/b": 2}, "": {"": 3}, "01": 4}`).Value.(ast.Object)
	for pointer, want := range map[string]string{ // RFC 6901, sections 4 and 5
		"":                          "x",
		"/a/0/b":                    "1",
		"/a/1":                      "null",
		"/m~0n/a~1b":                "2",
		"//":                        "3",
		"/01":                       "4",
		"/a/2":                      "",
		"/a/00":                     "",
		"/a/-":                      "",
		"/a/+0":                     "",
		"/a/0/b/c":                  "",
		"/a/0/c":                    "",
		"/a/9999999999999999999999": "",
		"a":                         "",
		"/m~n":                      "",
		"/m~2n":                     "",
		"/a/0/":                     "",
		"/as_of":                    "",
		"/as_of/x":                  "",
	} {
		got, ok := resolve(value, pointer)
		switch {
		case ok != (want != ""):
			t.Errorf("%q resolves: %t", pointer, ok)
		case ok && pointer != "" && got.String() != want:
			t.Errorf("%q is %v, want %s", pointer, got, want)
		}
	}
}
