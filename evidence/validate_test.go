package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// fill sets every field that v has to something valid; owners have owners
// once.
func fill(v reflect.Value, owners int) {
	switch p := v.Addr().Interface().(type) {
	case *time.Time:
		*p = noon
		return
	case *Extensions:
		*p = Extensions{"k": json.RawMessage(`{"n":1}`)}
		return
	case **Identity:
		if owners == 0 {
			return
		}
		owners--
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), owners)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), owners)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), owners)
		fill(v.Index(1), owners)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString("x")
		if list := closedList(v.Type()); list != nil {
			v.SetString(list[0])
		}
	}
}

func fullRecord() *Record {
	var r Record
	fill(reflect.ValueOf(&r).Elem(), 2)
	r.Schema = SchemaID
	return &r
}

// visit calls f for every field of a full record, with its pointer, whether
// it is required, and the value to change.
func visit(pointer string, need bool, v reflect.Value, f func(pointer string, need bool, v reflect.Value)) {
	f(pointer, need, v)
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
	case v.Kind() == reflect.Pointer && !v.IsNil():
		visit(pointer, need, v.Elem(), f)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			name, opts, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			at := pointer + "/" + name
			visit(at, opts == "" || at == "/subject/kind", v.Field(i), f)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			visit(fmt.Sprintf("%s/%d", pointer, i), true, v.Index(i), f)
		}
	}
}

// TestValidateEveryField spoils one field of a full record at a time, in every
// way there is, and wants both Validate and, where JSON can say it, Decode to
// name that field and no other.
func TestValidateEveryField(t *testing.T) {
	if err := fullRecord().Validate(); err != nil {
		t.Fatal(err)
	}
	r := fullRecord()
	spoiled := 0
	spoil := func(pointer, how string, inJSON bool, do func()) {
		spoiled++
		do()
		checkOneError(t, "Validate "+how, pointer, r.Validate())
		if !inJSON {
			return
		}
		data, err := json.Marshal((*plainRecord)(r))
		if err != nil {
			t.Fatal(err)
		}
		_, err = Decode("t", bytes.NewReader(data))
		checkOneError(t, "Decode "+how, pointer, err)
	}
	visit("", true, reflect.ValueOf(r).Elem(), func(pointer string, need bool, v reflect.Value) {
		if v.Type() == reflect.TypeFor[time.Time]() {
			at := v.Addr().Interface().(*time.Time)
			for _, bad := range []time.Time{
				time.Date(1969, 12, 31, 23, 59, 59, 999999999, time.UTC),
				time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC),
				time.Date(1970, 1, 1, 0, 30, 0, 0, time.FixedZone("", 3600)), // 1969 in UTC
			} {
				spoil(pointer, bad.String(), true, func() { *at = bad })
			}
			if need {
				spoil(pointer, "zero", true, func() { *at = time.Time{} })
			}
			*at = noon
			return
		}
		switch v.Kind() {
		case reflect.String:
			good := v.String()
			spoil(pointer, "UTF-8", false, func() { v.SetString("\xff") })
			if closedList(v.Type()) != nil || pointer == "/schema" {
				spoil(pointer, "not in the list", true, func() { v.SetString(good + "s") })
			}
			if need {
				spoil(pointer, "empty", true, func() { v.SetString("") })
			}
			v.SetString(good)
		case reflect.Map:
			x := v.Interface().(Extensions)
			for _, bad := range []string{"", "{", "1 2", `{"a":1,"a":2}`, "\"\xff\"", `"\ud800"`, strings.Repeat("[", 64) + strings.Repeat("]", 64)} {
				spoil(pointer+"/~0~1", "extension "+bad, false, func() { x["~/"] = json.RawMessage(bad) })
			}
			x["~/"] = nil
			spoil(pointer+"/~0~1", "extension nil", false, func() {})
			delete(x, "~/")
			spoil(pointer, "extension name", false, func() { x["\xff"] = json.RawMessage("1") })
			delete(x, "\xff")
		}
	})
	if spoiled < 1000 {
		t.Errorf("only %d spoiled records", spoiled)
	}
	if err := r.Validate(); err != nil {
		t.Errorf("not restored: %v", err)
	}
}

// checkOneError wants err to be one *Error at pointer.
func checkOneError(t *testing.T, how, pointer string, err error) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%s: %s: %v", how, pointer, err)
	} else if e.Pointer != pointer {
		t.Errorf("%s: %s is reported at %s: %v", how, pointer, e.Pointer, err)
	}
}

func TestValidateAllAtOnce(t *testing.T) {
	r := &Record{
		Schema: SchemaID, ID: "R1", Subject: Identity{ID: "a\x1b[2J", Kind: "robot"},
		Changes: []Change{{Action: ActionGrant}},
	}
	want := `R1 /subject/kind: expected one of human, service_account, api_key, workload, agent, found "robot"
R1 /changes/0/executed_at: missing; expected an RFC 3339 time with a zone, such as 2026-03-02T09:00:00Z
R1 /changes/0/outcome: missing; expected one of success, failure`
	if got := fmt.Sprint(r.Validate()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestValidateCounts(t *testing.T) {
	r := &Record{Schema: SchemaID, ID: "R1", Subject: Identity{ID: "a", Kind: KindHuman}, Events: make([]Event, 60)}
	lines := strings.Split(r.Validate().Error(), "\n")
	// Each event lacks its kind and its time: 120 in all.
	if len(lines) != 101 || lines[100] != "R1: and 20 more" {
		t.Errorf("%d lines, the last: %s", len(lines), lines[len(lines)-1])
	}
}

func TestValidateOwnersInACircle(t *testing.T) {
	a := &Identity{ID: "a"}
	a.Owner = a
	r := &Record{Schema: SchemaID, ID: "R1", Subject: Identity{ID: "s", Kind: KindAgent, Owner: a}}
	checkOneError(t, "circle", "/subject"+strings.Repeat("/owner", 63), r.Validate())
}

// The deepest that Validate accepts is the deepest that Decode accepts.
func TestDepthIsTheSame(t *testing.T) {
	nested := func(n int) json.RawMessage {
		return json.RawMessage(strings.Repeat("[", n) + strings.Repeat("]", n))
	}
	for owners := range 66 {
		for what, edit := range map[string]func(*Identity){
			"owner":            func(*Identity) {},
			"aliases":          func(i *Identity) { i.Aliases = []string{} },
			"extensions":       func(i *Identity) { i.Extensions = Extensions{} },
			"extension":        func(i *Identity) { i.Extensions = Extensions{"x": json.RawMessage("1")} },
			"nested extension": func(i *Identity) { i.Extensions = Extensions{"x": nested(3)} },
		} {
			r := &Record{Schema: SchemaID, ID: "R1", Subject: Identity{ID: "s", Kind: KindAgent}}
			last := &r.Subject
			for range owners {
				last.Owner = &Identity{ID: "o"}
				last = last.Owner
			}
			edit(last)
			data, err := json.Marshal((*plainRecord)(r))
			if err != nil {
				t.Fatal(err)
			}
			_, decoded := Decode("t", bytes.NewReader(data))
			validated := r.Validate()
			if (decoded == nil) != (validated == nil) {
				t.Errorf("%d owners, %s: Decode %v, Validate %v", owners, what, decoded, validated)
			}
			// The record is 1, the subject 2, the last owner 2+owners.
			if what == "owner" && (validated == nil) != (2+owners <= 64) {
				t.Errorf("%d owners: %v", owners, validated)
			}
		}
	}
}

func TestValidateNothing(t *testing.T) {
	var r *Record
	if err := r.Validate(); err == nil {
		t.Error("no record is a valid record")
	}
}

// Expiry and inheritance do not make it another entitlement.
func TestKey(t *testing.T) {
	e := Entitlement{System: "s", Resource: "r", Permission: "p", Scope: "c", ExpiresAt: noon, Via: "v"}
	if e.Key() != (Key{System: "s", Resource: "r", Permission: "p", Scope: "c"}) {
		t.Errorf("%+v", e.Key())
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b Identity
		want bool
	}{
		{Identity{ID: "a"}, Identity{ID: "a"}, true},
		{Identity{ID: "a"}, Identity{ID: "A"}, false},
		{Identity{ID: "a", Aliases: []string{"x"}}, Identity{ID: "x"}, true},
		{Identity{ID: "x"}, Identity{ID: "a", Aliases: []string{"x"}}, true},
		{Identity{ID: "a", Aliases: []string{"y", "x"}}, Identity{ID: "b", Aliases: []string{"z", "x"}}, true},
		{Identity{ID: "a", Name: "Ana"}, Identity{ID: "b", Name: "Ana"}, false},
		{Identity{}, Identity{}, false},
		{Identity{ID: "a", Aliases: []string{""}}, Identity{ID: "b", Aliases: []string{""}}, false},
	} {
		if got := c.a.Same(&c.b); got != c.want {
			t.Errorf("%v and %v: %v", c.a, c.b, got)
		}
	}
}
