package alias_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/alias"
)

func TestRead(t *testing.T) {
	d, err := alias.Read("people.csv", strings.NewReader("\ufeff"+`alias,id,system,kind,owner,name
acaruso,Ana@Acme.example,postgres:erp,human,,Ana Caruso
Ana-Caruso,ana@acme.example,github:acme,,,
Ana.Caruso@ACME.example,ana@acme.example,,human,,
ANA@acme.example,ana@acme.example,,,,
arn:aws:iam::123456789012:user/Deploy,deploy-bot,,service_account,Ana@Acme.example,
,rota,,agent,somebody,
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []*evidence.Identity{
		{ID: "ana@acme.example", Kind: "human", Name: "Ana Caruso", Aliases: []string{"ana.caruso@acme.example", "github:acme/user/ana-caruso", "postgres:erp/user/acaruso"}},
		{ID: "deploy-bot", Kind: "service_account", Aliases: []string{"arn:aws:iam::123456789012:user/Deploy"}, Owner: &evidence.Identity{ID: "ana@acme.example", Kind: "human", Name: "Ana Caruso"}},
		{ID: "rota", Kind: "agent", Owner: &evidence.Identity{ID: "somebody"}},
	}
	if diff := cmp.Diff(want, slices.Collect(d.Identities())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if d.Len() != 3 || len(d.Ambiguous()) != 0 {
		t.Errorf("%d identities, ambiguous: %v", d.Len(), d.Ambiguous())
	}
}

func TestAmbiguous(t *testing.T) {
	d, err := alias.Read("p", strings.NewReader(`id,alias
ana,ac
ana,ana.c
anna,ac
bob,robert
robert,rob
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []alias.Ambiguity{{Name: "ac", IDs: []string{"ana", "anna"}}, {Name: "robert", IDs: []string{"bob", "robert"}}}
	if diff := cmp.Diff(want, d.Ambiguous()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	identities := []*evidence.Identity{{ID: "ana", Aliases: []string{"ana.c"}}, {ID: "anna"}, {ID: "bob"}, {ID: "robert", Aliases: []string{"rob"}}}
	if diff := cmp.Diff(identities, slices.Collect(d.Identities())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := d.Ambiguous()[0].String(); got != "the alias directory gives it to ana and anna, so that it resolves to neither: leave it with one of them" {
		t.Error(got)
	}
}

func TestForm(t *testing.T) {
	for _, c := range []struct{ system, name, want string }{
		{"", " Ana@Acme.example ", "ana@acme.example"},
		{"", "deploy-Bot", "deploy-Bot"},
		{"", "arn:aws:sts::1:assumed-role/R/Ana@Acme.example", "arn:aws:sts::1:assumed-role/R/Ana@Acme.example"},
		{"okta:acme", "Ana@Acme.example", "ana@acme.example"},
		{"okta:acme", "ACaruso", "okta:acme/user/acaruso"},
		{"github:acme", "Ana-Caruso", "github:acme/user/ana-caruso"},
		{"postgres:erp", "ACaruso", "postgres:erp/user/ACaruso"},
		{"scim:hr", "ACaruso", "scim:hr/user/acaruso"},
		{"jira:acme", "5b10A", "jira:acme/user/5b10A"},
		{"gcp:projects/p", "user:Ana@Acme.example", "ana@acme.example"},
		{"gcp:projects/p", "serviceAccount:x@p.iam.gserviceaccount.com", "x@p.iam.gserviceaccount.com"},
		{"kubernetes:prod", "Ana@Acme.example", "Ana@Acme.example"},
		{"kubernetes:prod", "system:serviceaccount:ns:n", "kubernetes:prod/system:serviceaccount:ns:n"},
		{"", "a@b@c", "a@b@c"},
		{"", "@Team", "@Team"},
		{"", "Team@", "Team@"},
	} {
		if got := alias.Form(c.system, c.name); got != c.want {
			t.Errorf("%q, %q: %q, want %q", c.system, c.name, got, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "p:1: empty; expected a header such as id,alias,system,kind,owner"},
		{"id,alias\n", "p:1: no row: an alias directory that names nobody is probably the wrong file"},
		{"alias,kind\na,human\n", "p:1: column id: missing in the header: it names each identity"},
		{"id,alias,ownr,id\na,b,c,d\n", "p:1: column \"ownr\": there is no such column; did you mean owner?\np:1: column id: stands twice in the header: leave one of them"},
		{"id,department\na,b\n", `p:1: column "department": there is no such column; the columns are id, alias, system, kind, name, owner`},
		{"id,alias,system,kind,name,owner\n,b,,,,\na,,erp,robot,,a\na,,,human,Ana,\na,,,agent,Anna,bo\nb,c\n\"b\n", strings.Join([]string{
			"p:2: column id: empty: name the identity that the row is about",
			"p:3: column alias: empty, and there is a system: give the login in that system",
			`p:3: column kind: expected one of [human service_account api_key workload agent], found "robot"`,
			`p:5: column kind: an earlier row of this identity says "human", this one "agent": make them agree`,
			`p:5: column name: an earlier row of this identity says "Ana", this one "Anna": make them agree`,
			`p:5: column owner: an earlier row of this identity says "a", this one "bo": make them agree`,
			"p:6: wrong number of fields",
			`p:7: extraneous or missing " in quoted-field`,
			"p:3: column owner: an identity cannot own itself: name the person who is accountable",
		}, "\n")},
		{"id,name\na,\xff\n", "p:2: column name: not UTF-8: save the file as UTF-8"},
	} {
		d, err := alias.Read("p", strings.NewReader(c.in))
		if err == nil || d != nil {
			t.Errorf("%q: accepted: %v", c.in, err)
			continue
		}
		if diff := cmp.Diff(c.want, err.Error()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.in, diff)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("id,alias,system,kind,owner\nana,ac,okta:acme,human,bob\n\"b\"\"c\",,,agent,\n")
	f.Fuzz(func(t *testing.T, in string) {
		d, err := alias.Read("p", strings.NewReader(in))
		if (d == nil) == (err == nil) {
			t.Fatal(d, err)
		}
		if d == nil {
			return
		}
		names := map[string]string{}
		for identity := range d.Identities() {
			for _, name := range append(identity.Aliases, identity.ID) {
				if names[name] != "" {
					t.Fatalf("%q is %q and %q", name, names[name], identity.ID)
				}
				names[name] = identity.ID
			}
		}
	})
}
