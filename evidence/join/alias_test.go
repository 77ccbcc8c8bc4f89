package join_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/alias"
	"github.com/counterfoil/counterfoil/evidence/join"
)

func directory(t *testing.T, csv string) *alias.Directory {
	t.Helper()
	d, err := alias.Read("people.csv", strings.NewReader(csv))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func unknown(f evidence.Fact) evidence.Fact {
	f.Subject.Kind = ""
	return f
}

// The ticket, the log and the approval call people by different names; the
// directory knows them.
func TestAliases(t *testing.T) {
	const grant = evidence.ActionGrant
	d := directory(t, `id,alias,system,kind,owner,name
ana@acme.example,acaruso,pg:erp,human,,Ana
deploy,arn:aws:iam::1:user/Deploy,,service_account,ana@acme.example,
nobody,none,,human,,
`)
	facts := []evidence.Fact{
		unknown(request("R1", "ana@acme.example", grant, day(1), day(3), "A")),
		unknown(change("c", "pg:erp/user/acaruso", "", grant, day(2), "A")),
		unknown(change("d", "arn:aws:iam::1:user/Deploy", "", grant, day(2), "A")),
	}
	r, err := join.Join(all(facts), join.Options{Aliases: d})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"R1 grant request grant=c", "change:log/d/deploy grant grant=d"}, lines(r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	ana := evidence.Identity{ID: "ana@acme.example", Kind: "human", Name: "Ana", Aliases: []string{"pg:erp/user/acaruso"}}
	deploy := evidence.Identity{ID: "deploy", Kind: "service_account", Aliases: []string{"arn:aws:iam::1:user/Deploy"}, Owner: &evidence.Identity{ID: "ana@acme.example", Kind: "human", Aliases: []string{"pg:erp/user/acaruso"}}}
	deploy.Owner.Name = "Ana"
	if diff := cmp.Diff([]evidence.Identity{ana, deploy}, []evidence.Identity{r.Records[0].Subject, r.Records[1].Subject}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if r.Report.Listed != 3 || r.Report.Found != 2 || r.Report.AmbiguousAliases != 0 || r.Report.KindsAssumed != 0 || len(r.Notes) != 0 {
		t.Errorf("%s%v", &r.Report, r.Notes)
	}
}

// What facts say of a kind comes before what the directory says.
func TestAliasKindIsOld(t *testing.T) {
	d := directory(t, "id,kind\nana,agent\n")
	r, err := join.Join(all([]evidence.Fact{request("R1", "ana", evidence.ActionGrant, day(1), day(3), "A")}), join.Options{Aliases: d})
	if err != nil || r.Records[0].Subject.Kind != evidence.KindHuman || len(r.Notes) != 0 {
		t.Errorf("%v %+v %v", err, r.Records[0].Subject, r.Notes)
	}
}

func TestAliasNotes(t *testing.T) {
	d := directory(t, `id,alias
ana,ac
anna,ac
bob,Robert
carl,charles
dora,d1
dora2,d2
`)
	facts := []evidence.Fact{
		change("c1", "ac", "", evidence.ActionGrant, day(2), "A"),
		change("c2", "robert", "", evidence.ActionGrant, day(2), "A"),
		change("c3", "charles", "", evidence.ActionGrant, day(2), "A"),
		{Subject: who("d1", "d2"), Value: change("c4", "d1", "", evidence.ActionGrant, day(2), "A").Value},
	}
	r, err := join.Join(all(facts), join.Options{Aliases: d})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"change:log/c1/ac grant grant=c1", "change:log/c2/robert grant grant=c2", "change:log/c3/carl grant grant=c3", "change:log/c4/dora grant grant=c4"}, without(lines(r), "!")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var notes []string
	for _, n := range r.Notes {
		notes = append(notes, n.String())
	}
	want := []string{
		"alias of ac: the alias directory gives it to ana and anna, so that it resolves to neither: leave it with one of them",
		`alias of robert: the alias directory has "Robert", which differs in case alone, and counts as another name: spell it as facts do`,
		"conflict of dora: facts say that these are one, the alias directory that they are not: dora, dora2; they count as one",
	}
	if diff := cmp.Diff(want, notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if r.Report.AmbiguousAliases != 1 || r.Report.Conflicts != 1 || r.Report.Found != 3 {
		t.Errorf("%s", &r.Report)
	}
}

func without(list []string, prefix string) []string {
	var rest []string
	for _, s := range list {
		if !strings.HasPrefix(s, prefix) {
			rest = append(rest, s)
		}
	}
	return rest
}
