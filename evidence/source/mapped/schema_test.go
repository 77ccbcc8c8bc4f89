package mapped_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/mapped"
)

type schema struct {
	Required   []string
	Properties map[string]*schema
	Ref        string `json:"$ref"`
	Type       any
	Enum       []any
	Items      *schema
	Defs       map[string]*schema `json:"$defs"`
}

func readSchema(t *testing.T, b []byte) *schema {
	t.Helper()
	var s schema
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	return &s
}

// Whatever a record may have can be mapped, and nothing else: the schema of
// mappings is held against that of records.
func TestSchemaHasTheModel(t *testing.T) {
	model, own := readSchema(t, evidence.Schema()), readSchema(t, mapped.Schema())
	for name, part := range model.Defs {
		if part.Properties == nil || name == "source" {
			continue // a type; and where facts were read, which is said once
		}
		mine := own.Defs[name]
		if mine == nil {
			t.Errorf("there is no %s", name)
			continue
		}
		want := slices.DeleteFunc(slices.Sorted(maps.Keys(part.Properties)), func(field string) bool {
			return field == "source" || name == "observation" && (field == "id" || field == "extensions")
		})
		got := slices.DeleteFunc(slices.Sorted(maps.Keys(mine.Properties)), func(field string) bool { return field == "each" })
		check(t, "fields of "+name, want, got)
		check(t, "required of "+name, part.Required, mine.Required)
		for field, s := range part.Properties {
			if field == "source" || mine.Properties[field] == nil {
				continue
			}
			ref := strings.TrimPrefix(mine.Properties[field].Ref, "#/$defs/")
			switch wanted := strings.TrimPrefix(s.Ref, "#/$defs/"); {
			case s.Enum != nil:
				check(t, name+"."+field, s.Enum, own.Defs[ref+"_value"].Enum)
				check(t, name+"."+field+" in a map", append(slices.Clone(s.Enum), any(nil)), own.Defs[ref+"_null"].Enum)
			case wanted != "":
				check(t, name+"."+field, wanted, ref)
			case s.Type == "string":
				check(t, name+"."+field, "text", ref)
			case s.Type == "boolean" && name+"."+field != "observation.complete": // the mapping's word, never a column's
				check(t, name+"."+field, "flag", ref)
			}
		}
	}
	check(t, "kinds of sources", model.Defs["source"].Properties["kind"].Enum, own.Properties["source"].Properties["kind"].Enum)
	check(t, "actions of a request", model.Properties["action"].Enum, own.Defs["action_value"].Enum)
	var facts []any
	for _, k := range []evidence.FactKind{evidence.FactRequest, evidence.FactApproval, evidence.FactPolicyBasis, evidence.FactChange, evidence.FactObservation, evidence.FactEvent, evidence.FactEmergency} {
		facts = append(facts, string(k))
	}
	check(t, "facts", facts, own.Defs["fact"].Properties["fact"].Enum)
}

// Every field that there is can be filled, and comes out where it belongs.
func TestEveryField(t *testing.T) {
	who := func(n string) string {
		return `{id: {column: c` + n + `}, kind: human, name: {column: c` + n + `}, aliases: [{text: "a/{c` + n + `}"}], owner: {id: {column: o}}, status: active, extensions: {team: {column: x}}}`
	}
	said := func(n string) string {
		return `{"id":"` + n + `","kind":"human","name":"` + n + `","aliases":["a/` + n + `"],"owner":{"id":"own"},"status":"active","extensions":{"team":"X"}}`
	}
	const held = `[{system: {column: x}, resource: r, permission: p, scope: {column: o}, expires_at: {column: t}, via: {column: x}, extensions: {y: {column: x}}}]`
	const got = `[{"system":"X","resource":"r","permission":"p","scope":"own","expires_at":"2026-03-02T09:00:00Z","via":"X","extensions":{"y":"X"}}]`
	const at, then, x = `{column: t}`, `"2026-03-02T09:00:00Z"`, `{column: x}`
	const src = `"source":{"system":"s","kind":"iam","record_id":"1"}`
	for _, c := range []struct{ mapping, want string }{
		{`fact: request, action: {column: act}, subject: ` + who("1") + `, value: {id: ` + x + `, requester: ` + who("2") + `, submitted_at: ` + at + `, justification: ` + x + `, lifecycle_event: ` + x + `, entitlements: ` + held + `, status: {column: st}, closed_at: ` + at + `, extensions: {y: ` + x + `}}`,
			`"fact":"request","subject":` + said("p1") + `,"action":"grant","value":{"id":"X","requester":` + said("p2") + `,"submitted_at":` + then + `,"justification":"X","lifecycle_event":"X","entitlements":` + got + `,"status":"open","closed_at":` + then + `,` + src + `,"extensions":{"y":"X"}}`},
		{`fact: approval, request_ref: ` + x + `, subject: ` + who("1") + `, value: {id: ` + x + `, approver: ` + who("2") + `, capacity: ` + x + `, decision: approved, decided_at: ` + at + `, delegation: {from: ` + who("1") + `, valid_from: ` + at + `, valid_until: ` + at + `, extensions: {y: ` + x + `}}, context: {entitlements: ` + held + `, as_of: ` + at + `, extensions: {y: ` + x + `}}, extensions: {y: ` + x + `}}`,
			`"fact":"approval","subject":` + said("p1") + `,"request_ref":"X","value":{"id":"X","approver":` + said("p2") + `,"capacity":"X","decision":"approved","decided_at":` + then + `,"delegation":{"from":` + said("p1") + `,"valid_from":` + then + `,"valid_until":` + then + `,"extensions":{"y":"X"}},"context":{"entitlements":` + got + `,"as_of":` + then + `,"extensions":{"y":"X"}},` + src + `,"extensions":{"y":"X"}}`},
		{`fact: policy_basis, request_ref: ` + x + `, subject: ` + who("1") + `, value: {policy_id: ` + x + `, version: "7", digest: ` + x + `, rule_id: ` + x + `, approval_required: {column: no, map: {N: false}}, decided_at: ` + at + `, extensions: {y: ` + x + `}}`,
			`"fact":"policy_basis","subject":` + said("p1") + `,"request_ref":"X","value":{"policy_id":"X","version":"7","digest":"X","rule_id":"X","approval_required":false,"decided_at":` + then + `,` + src + `,"extensions":{"y":"X"}}`},
		{`fact: change, subject: ` + who("1") + `, value: {id: ` + x + `, action: revoke, entitlements: ` + held + `, actor: ` + who("2") + `, on_behalf_of: ` + who("1") + `, executed_at: ` + at + `, outcome: failure, request_ref: ` + x + `, override: {column: yes}, emergency: true, extensions: {y: ` + x + `}}`,
			`"fact":"change","subject":` + said("p1") + `,"request_ref":"X","value":{"id":"X","action":"revoke","entitlements":` + got + `,"actor":` + said("p2") + `,"on_behalf_of":` + said("p1") + `,"executed_at":` + then + `,"outcome":"failure","request_ref":"X","override":true,"emergency":true,` + src + `,"extensions":{"y":"X"}}`},
		{`fact: observation, subject: ` + who("1") + `, value: {system: ` + x + `, observed_at: ` + at + `, complete: false, entitlements: ` + held + `}`,
			`"fact":"observation","subject":` + said("p1") + `,"value":{"id":"X","system":"X","observed_at":` + then + `,"complete":false,"entitlements":` + got + `,` + src + `}`},
		{`fact: event, subject: ` + who("1") + `, value: {id: ` + x + `, kind: rotation, occurred_at: ` + at + `, extensions: {y: ` + x + `}}`,
			`"fact":"event","subject":` + said("p1") + `,"value":{"id":"X","kind":"rotation","occurred_at":` + then + `,` + src + `,"extensions":{"y":"X"}}`},
		{`fact: emergency, request_ref: ` + x + `, subject: ` + who("1") + `, value: {label: ` + x + `, reason: ` + x + `, declared_by: ` + who("2") + `, declared_at: ` + at + `, expires_at: ` + at + `, review: {reviewer: ` + who("1") + `, reviewed_at: ` + at + `, conclusion: ` + x + `, extensions: {y: ` + x + `}}, extensions: {y: ` + x + `}}`,
			`"fact":"emergency","subject":` + said("p1") + `,"request_ref":"X","value":{"label":"X","reason":"X","declared_by":` + said("p2") + `,"declared_at":` + then + `,"expires_at":` + then + `,"review":{"reviewer":` + said("p1") + `,"reviewed_at":` + then + `,"conclusion":"X",` + src + `,"extensions":{"y":"X"}},` + src + `,"extensions":{"y":"X"}}`},
	} {
		m := parse(t, "mapping: counterfoil.mapping/v1\ninput: {format: csv}\nsource: {system: s, kind: iam, record_id: {column: n}}\nfacts: [{"+c.mapping+"}]\n")
		facts, errs, _ := read(t, m, "n,c1,c2,o,x,t,no,yes,act,st\n1,p1,p2,own,X,2026-03-02T09:00:00Z,N,true,grant,open\n")
		check(t, c.want[:20], []string{"{" + c.want + "}"}, facts)
		check(t, "errors", []string(nil), errs)
	}
}
