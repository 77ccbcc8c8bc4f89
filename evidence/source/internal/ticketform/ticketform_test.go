package ticketform_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/ticketform"
)

const braces = "braces without a name"

// values are those of one request; its field blank was left blank.
func values(field string) string {
	return map[string]string{"account": "123", "Until when": "soon", "what": "Add", "odd": "{account}", "ü": "x"}[field]
}

func TestTemplates(t *testing.T) {
	for _, c := range []struct {
		text, want, only string
		fields           []string
	}{
		{text: ""},
		{text: "member", want: "member"},
		{text: "{account}", want: "123", only: "account", fields: []string{"account"}},
		{text: "aws:{account}", want: "aws:123", fields: []string{"account"}},
		{text: "{account}/{what}/{account}!", want: "123/Add/123!", fields: []string{"account", "what", "account"}},
		{text: "{Until when}{ü}", want: "soonx", fields: []string{"Until when", "ü"}},
		{text: "a{blank}", fields: []string{"blank"}},
		{text: "{account}{blank}", fields: []string{"account", "blank"}},
		{text: "{odd}", want: "{account}", only: "odd", fields: []string{"odd"}}, // what people write is never a template
	} {
		var faults ticketform.Faults
		p := ticketform.Form{Justification: c.text}.Plan("", braces, &faults)
		fields := slices.Collect(p.Justification.Fields())
		if got := p.Justification.Fill(values); got != c.want || p.Justification.Only() != c.only || !slices.Equal(fields, c.fields) || len(faults) > 0 {
			t.Errorf("%q: %q of %q, only %q, faults %v", c.text, got, fields, p.Justification.Only(), faults)
		}
		for range p.Justification.Fields() { // a caller may have enough
			break
		}
	}
	for _, text := range []string{"{", "}", "a}b", "{}", "{a", "{a{b}", "{a}}", "a{b}c}", "{{a}}"} {
		var faults ticketform.Faults
		p := ticketform.Form{Justification: text}.Plan("/items/3", braces, &faults)
		if len(faults) != 1 || faults[0].Pointer != "/items/3/justification" || faults[0].Err.Error() != braces || p.Justification != nil || p.Fields != nil {
			t.Errorf("%q: %v, %v", text, p, faults)
		}
	}
}

func TestPlan(t *testing.T) {
	var faults ticketform.Faults
	p := ticketform.Form{
		Subject: "{who}", SubjectKind: evidence.KindWorkload,
		Action: "{what}", Actions: map[string]evidence.Action{"Add": evidence.ActionGrant, "revoke": evidence.ActionModify},
		Justification: "{account}",
		Entitlements:  []ticketform.Entitlement{{"aws:{account}", "{bucket}", "{role}", "{region}", "{until}"}, {System: "s", Resource: "r", Permission: "{role}"}},
	}.Plan("", braces, &faults)
	if len(faults) > 0 || p.SubjectKind != evidence.KindWorkload || faults.Err() != nil {
		t.Errorf("%v: %v", p, faults)
	}
	if diff := cmp.Diff([]string{"who", "what", "account", "bucket", "role", "region", "until"}, p.Fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if n := len(p.Entitlements[0].Templates()); n != 5 {
		t.Errorf("%d texts of an entitlement, want 5", n)
	}
	for text, want := range map[string]evidence.Action{"Add": "grant", "grant": "grant", "modify": "modify", "revoke": "modify"} { // what the settings say comes first
		if got, ok := p.Means(text); got != want || !ok {
			t.Errorf("%q means %q", text, got)
		}
	}
	for _, text := range []string{"", "add", "Grant", "allow"} {
		if got, ok := p.Means(text); ok {
			t.Errorf("%q means %q", text, got)
		}
	}
}

func TestFill(t *testing.T) {
	var faults ticketform.Faults
	asked := ticketform.Form{Entitlements: []ticketform.Entitlement{{"aws:{account}", "s3/{bucket}", "{role}", "{region}", "{until}"}}}.Plan("", braces, &faults).Entitlements[0]
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	until := func(text string) (time.Time, error) {
		if text != "noon" {
			return time.Time{}, errors.New("no time: " + text)
		}
		return noon, nil
	}
	all := map[string]string{"account": "1", "bucket": "b", "role": "r", "region": "eu", "until": "noon"}
	for _, c := range []struct {
		blank string
		want  evidence.Entitlement
		whole bool
	}{
		{"", evidence.Entitlement{System: "aws:1", Resource: "s3/b", Permission: "r", Scope: "eu", ExpiresAt: noon}, true},
		{"region", evidence.Entitlement{System: "aws:1", Resource: "s3/b", Permission: "r", ExpiresAt: noon}, true},
		{"until", evidence.Entitlement{System: "aws:1", Resource: "s3/b", Permission: "r", Scope: "eu"}, true},
		{"account", evidence.Entitlement{Resource: "s3/b", Permission: "r", Scope: "eu", ExpiresAt: noon}, false},
		{"bucket", evidence.Entitlement{System: "aws:1", Permission: "r", Scope: "eu", ExpiresAt: noon}, false},
		{"role", evidence.Entitlement{System: "aws:1", Resource: "s3/b", Scope: "eu", ExpiresAt: noon}, false},
	} {
		got, whole, err := asked.Fill(func(field string) string {
			if field == c.blank {
				return ""
			}
			return all[field]
		}, until)
		if diff := cmp.Diff(c.want, got); diff != "" || whole != c.whole || err != nil {
			t.Errorf("%q blank: %v %v (-want +got):\n%s", c.blank, whole, err, diff)
		}
	}
	all["until"] = "teatime"
	if got, whole, err := asked.Fill(func(field string) string { return all[field] }, until); err == nil || whole || !cmp.Equal(got, evidence.Entitlement{}) {
		t.Errorf("%v %v %v", got, whole, err)
	}
}

// settings are those of an invented ticketing system.
type settings struct {
	Forms []ticketform.Form `json:"forms"`
	Limit int               `json:"limit"`
}

func check(s settings) (faults ticketform.Faults) {
	for range s.Limit {
		faults.Add("/limit", "too much")
	}
	for _, f := range s.Forms {
		f.Plan("/forms", braces, &faults)
	}
	return faults
}

func TestParse(t *testing.T) {
	const see = ": see the settings in the documentation of package acme"
	for _, c := range []struct{ document, want string }{
		{`{}`, ""},
		{`{"forms": [{"Subject": "{a}", "SubjectKind": "human", "Actions": {"x": "revoke"}}]}`, ""},
		{``, "f: not JSON: unexpected EOF (at byte 1)"},
		{`{"forms": [`, "f: /forms: not JSON: unexpected EOF (at byte 12)"},
		{`{"limit": 1, "limit": 2}`, "f: /limit: not JSON: duplicate object member name (at byte 14)"},
		{`{"limits": 1}`, "f: /limits: there is no such setting" + see},
		{`{"limit": "1"}`, "f: /limit: not what is expected here" + see},
		{`{"limit": 2}`, "f: /limit: too much\nf: /limit: too much"},
		{`{"forms": [{"Entitlements": [{"System": "s", "Resource": "r", "Scope": "{"}]}]}`, "f: /forms/entitlements/0/scope: " + braces + "\nf: /forms/entitlements/0: an entitlement has a system, a resource and a permission: say all three"},
		{`{"forms": [{"SubjectKind": "human"}]}`, "f: /forms/subject_kind: there is no subject that could be of that kind: say subject, too"},
		{`{"forms": [{"Subject": "a", "SubjectKind": "robot"}]}`, "f: /forms/subject_kind: no kind of identity: write human, service_account, api_key, workload or agent"},
		{`{"forms": [{"Actions": {"x": "", "y": "allow"}}]}`, "f: /forms/actions: no action: write grant, revoke or modify\nf: /forms/actions: no action: write grant, revoke or modify"},
	} {
		s, err := ticketform.Parse("f", []byte(c.document), "acme", check)
		if got := text(err); got != c.want || err != nil && !cmp.Equal(s, settings{}) {
			t.Errorf("%s: %s\nwant %s", c.document, got, c.want)
		}
	}
	// Each fault can be found in what is joined.
	_, err := ticketform.Parse("f", []byte(`{"limit": 1}`), "acme", check)
	if e, ok := errors.AsType[*evidence.Error](err); !ok || e.Source != "f" || e.Pointer != "/limit" {
		t.Errorf("%v", err)
	}
	if got, want := text(check(settings{Limit: 2}).Err()), "the settings are not in order: /limit: too much; /limit: too much"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Whatever a text is, it is refused, or every field of it counts: with one that
// was left blank there is nothing.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{"", "aws:{account}", "{a}{b}", "{", "}{", "{{}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		var faults ticketform.Faults
		p := ticketform.Form{Justification: input}.Plan("", braces, &faults)
		if (len(faults) > 0) != (p.Justification == nil && input != "") {
			t.Fatalf("%v, %v", p, faults)
		}
		if len(faults) > 0 {
			return
		}
		// Filled with itself in braces, a template is its own text.
		if got := p.Justification.Fill(func(field string) string { return "{" + field + "}" }); got != input {
			t.Errorf("%q became %q", input, got)
		}
		for _, blank := range p.Fields {
			without := func(field string) string {
				if field == blank {
					return ""
				}
				return "x"
			}
			if got := p.Justification.Fill(without); got != "" {
				t.Errorf("%q without %q is %q", input, blank, got)
			}
		}
	})
}
