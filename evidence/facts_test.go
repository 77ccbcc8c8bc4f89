package evidence

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// printedFacts is one fact of each kind and the line it is printed as.
var printedFacts = []struct {
	fact Fact
	line string
}{
	{
		Fact{Subject: Identity{ID: "ana", Kind: KindHuman}, RequestRef: "R1", Action: ActionGrant, Value: &Request{ID: "R1", SubmittedAt: noon}},
		`{"fact":"request","subject":{"id":"ana","kind":"human"},"request_ref":"R1","action":"grant","value":{"id":"R1","submitted_at":"2026-03-02T12:00:00Z"}}`,
	},
	{
		Fact{Subject: Identity{ID: "ana"}, Value: &Request{ID: "R1", SubmittedAt: noon}},
		`{"fact":"request","subject":{"id":"ana"},"value":{"id":"R1","submitted_at":"2026-03-02T12:00:00Z"}}`,
	},
	{
		Fact{Subject: Identity{ID: "ana"}, RequestRef: "R1", Value: &Approval{Approver: Identity{ID: "li"}, Decision: DecisionApproved, DecidedAt: noon}},
		`{"fact":"approval","subject":{"id":"ana"},"request_ref":"R1","value":{"approver":{"id":"li"},"decision":"approved","decided_at":"2026-03-02T12:00:00Z"}}`,
	},
	{
		Fact{Subject: Identity{ID: "ana"}, Value: &PolicyBasis{PolicyID: "p", ApprovalRequired: new(bool)}},
		`{"fact":"policy_basis","subject":{"id":"ana"},"value":{"policy_id":"p","approval_required":false}}`,
	},
	{
		Fact{Subject: Identity{ID: "ana"}, Value: &Change{Action: ActionRevoke, ExecutedAt: noon, Outcome: OutcomeFailure, Override: true}},
		`{"fact":"change","subject":{"id":"ana"},"value":{"action":"revoke","executed_at":"2026-03-02T12:00:00Z","outcome":"failure","override":true}}`,
	},
	{
		Fact{Subject: Identity{ID: "ana"}, Value: &Observation{System: "erp", ObservedAt: noon, Entitlements: []Entitlement{}}},
		`{"fact":"observation","subject":{"id":"ana"},"value":{"system":"erp","observed_at":"2026-03-02T12:00:00Z","complete":false,"entitlements":[]}}`,
	},
	{
		Fact{Subject: Identity{ID: "ana"}, Value: &Event{Kind: EventClosure, OccurredAt: noon}},
		`{"fact":"event","subject":{"id":"ana"},"value":{"kind":"closure","occurred_at":"2026-03-02T12:00:00Z"}}`,
	},
	{
		Fact{Subject: Identity{ID: "ana"}, Value: &Emergency{}},
		`{"fact":"emergency","subject":{"id":"ana"},"value":{}}`,
	},
	{
		Fact{Subject: Identity{ID: "erp"}, Value: &Listing{ID: "l1", System: "erp", ObservedAt: noon}},
		`{"fact":"listing","subject":{"id":"erp"},"value":{"id":"l1","system":"erp","observed_at":"2026-03-02T12:00:00Z"}}`,
	},
}

func TestFactsPrintedAndRead(t *testing.T) {
	var out bytes.Buffer
	want := ""
	kinds := map[FactKind]bool{}
	for _, p := range printedFacts {
		if err := EncodeFact(&out, p.fact); err != nil {
			t.Fatal(err)
		}
		want += p.line + "\n"
		kinds[p.fact.Value.FactKind()] = true
		if b, err := json.Marshal(p.fact); err != nil || string(b) != p.line {
			t.Errorf("encoding/json: %s, %v", b, err)
		}
	}
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
	if len(kinds) != len(factKinds) {
		t.Errorf("%d of %d kinds", len(kinds), len(factKinds))
	}
	n := 0
	for f, err := range Facts("f", &out) {
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(printedFacts[n].fact, f); diff != "" {
			t.Errorf("read (-want +got):\n%s", diff)
		}
		n++
	}
	if n != len(printedFacts) {
		t.Errorf("%d of %d read", n, len(printedFacts))
	}
}

// The kind may stand behind the value, and be spelled with escapes.
func TestFactKindLast(t *testing.T) {
	in := `{"value":{"kind":"closure","occurred_at":"2026-03-02T12:00:00Z"},"subject":{"id":"ana"},"f\u0061ct":"\u0065vent"}`
	for f, err := range Facts("f", strings.NewReader(in)) {
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(printedFacts[6].fact, f); diff != "" {
			t.Error(diff)
		}
	}
}

func TestFactsRefused(t *testing.T) {
	const kinds = "request, approval, policy_basis, change, observation, event, emergency, listing"
	for _, c := range []struct{ in, want string }{
		{`{}`, "f:1: /fact: missing; expected one of " + kinds + "\nf:1: /subject: missing; expected an object\nf:1: /value: missing; expected an object"},
		{`{"fact":"grant","subject":{"id":"a"},"value":{"x":1}}`, `f:1: /fact: expected one of ` + kinds + `, found "grant"`},
		{`{"fact":1,"subject":{},"value":[]}`, "f:1: /fact: expected one of " + kinds + ", found the number 1\nf:1: /subject/id: missing; expected a non-empty string\nf:1: /value: expected an object, found an array"},
		{`{"fact":"event","subject":{"id":"a"},"action":"grant","value":{"kind":"closure","occurred_at":"2026-03-02T12:00:00Z"}}`, `f:1: /action: unknown field "action"; expected one of fact, subject, request_ref, value`},
		{`{"fact":"event","subject":{"id":"a"},"value":{"kind":"closing","ocurred_at":"2026-03-02T12:00:00Z"}}`,
			`f:1: /value/kind: expected one of created, deployed, role_change, owner_change, termination, decommission, rotation, closure, expiry, found "closing"` + "\n" +
				`f:1: /value/ocurred_at: unknown field "ocurred_at"; did you mean "occurred_at"?` + "\n" +
				`f:1: /value/occurred_at: missing; expected an RFC 3339 time with a zone, such as 2026-03-02T09:00:00Z`},
		{`{"fact":"event","fact":"change"}`, `f:1: /fact: the name "fact" stands twice in one object (at byte 17)`},
		{`{"fact":"event","value":null}`, "f:1: /value: expected an object, found null; leave out what is absent\nf:1: /subject: missing; expected an object"},
		{`{"fact":"event"`, "f:1: the JSON ends too early; in JSON Lines each object stands whole on one line (at byte 16)"},
		{`{"fact"`, "f:1: /fact: the JSON ends too early; in JSON Lines each object stands whole on one line (at byte 8)"},
		{`{"subject":{"id":1 2},"fact":"event"}`, "f:1: /subject/id: expected a non-empty string, found the number 1\nf:1: /subject: not JSON: invalid character '2' after object value (expecting ',' or '}') (at byte 20)"},
		{`"event"`, `f:1: expected an object, found the string "event"`},
	} {
		n := 0
		for f, err := range Facts("f", strings.NewReader(c.in)) {
			n++
			if err == nil {
				t.Errorf("%s: accepted", c.in)
				continue
			}
			if f.Value != nil {
				t.Errorf("%s: a fact beside the error", c.in)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.in, diff)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d results", c.in, n)
		}
	}
}

func TestFactValidate(t *testing.T) {
	subject := Identity{ID: "ana"}
	for _, c := range []struct {
		fact Fact
		want string
	}{
		{Fact{Subject: subject}, "/value: missing; expected a pointer to one of the parts of a record, or to a listing"},
		{Fact{Subject: subject, Value: (*Request)(nil)}, "/value: missing; expected a pointer to one of the parts of a record, or to a listing"},
		{Fact{Subject: subject, Value: (*Approval)(nil)}, "/value: missing; expected a pointer to one of the parts of a record, or to a listing"},
		{Fact{Subject: subject, Value: (*PolicyBasis)(nil)}, "/value: missing; expected a pointer to one of the parts of a record, or to a listing"},
		{Fact{Subject: subject, Value: (*Change)(nil)}, "/value: missing; expected a pointer to one of the parts of a record, or to a listing"},
		{Fact{Subject: subject, Value: (*Observation)(nil)}, "/value: missing; expected a pointer to one of the parts of a record, or to a listing"},
		{Fact{Subject: subject, Value: (*Event)(nil)}, "/value: missing; expected a pointer to one of the parts of a record, or to a listing"},
		{Fact{Subject: subject, Value: (*Emergency)(nil)}, "/value: missing; expected a pointer to one of the parts of a record, or to a listing"},
		{Fact{Subject: subject, Value: (*Listing)(nil)}, "/value: missing; expected a pointer to one of the parts of a record, or to a listing"},
		{Fact{Value: &Emergency{}}, `/subject/id: expected a non-empty string, found ""`},
		{Fact{Subject: subject, Action: ActionGrant, Value: &Emergency{}}, "/action: only a request says an action; a change has its own"},
		{Fact{Subject: subject, Action: "give", Value: &Request{ID: "R1", SubmittedAt: noon}}, `/action: expected one of grant, revoke, modify, found "give"`},
		{Fact{Subject: subject, RequestRef: "\xff", Value: &Emergency{}}, `/request_ref: expected a string, found invalid UTF-8 in "\xff"`},
		{Fact{Subject: subject, Value: &Event{OccurredAt: noon}}, "/value/kind: missing; expected one of created, deployed, role_change, owner_change, termination, decommission, rotation, closure, expiry"},
	} {
		err := c.fact.Validate()
		if err == nil || err.Error() != c.want {
			t.Errorf("%+v:\n got %v\nwant %s", c.fact, err, c.want)
		}
		if _, err := c.fact.MarshalJSON(); err == nil {
			t.Errorf("%+v: printed", c.fact)
		}
	}
}

// What a fact holds is judged as it would be in a record.
func TestFactValidateLooksInside(t *testing.T) {
	for _, p := range printedFacts {
		f := p.fact
		part := reflect.New(reflect.TypeOf(f.Value).Elem())
		part.Elem().Set(reflect.ValueOf(f.Value).Elem())
		part.Elem().FieldByName("Source").Set(reflect.ValueOf(&Source{Kind: "email"}))
		f.Value = part.Interface().(Part)
		checkOneError(t, string(f.Value.FactKind()), "/value/source/kind", f.Validate())
	}
}
