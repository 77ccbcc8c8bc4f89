package join_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/join"
)

// day is noon of that day of March 2026, and so many hours.
func day(d int, hours ...float64) time.Time {
	t := time.Date(2026, 3, d, 12, 0, 0, 0, time.UTC)
	for _, h := range hours {
		t = t.Add(time.Duration(h * float64(time.Hour)))
	}
	return t
}

func who(id string, aliases ...string) evidence.Identity {
	return evidence.Identity{ID: id, Kind: evidence.KindHuman, Aliases: aliases}
}

func held(permissions ...string) []evidence.Entitlement {
	var all []evidence.Entitlement
	for _, p := range permissions {
		all = append(all, evidence.Entitlement{System: "aws", Resource: "r", Permission: p})
	}
	return all
}

func from(system, record string) *evidence.Source {
	return &evidence.Source{System: system, Kind: evidence.SourceCloud, RecordID: record}
}

func request(id, subject string, action evidence.Action, submitted, closed time.Time, permissions ...string) evidence.Fact {
	r := &evidence.Request{ID: id, SubmittedAt: submitted, ClosedAt: closed, Entitlements: held(permissions...), Source: from("tickets", id)}
	if closed.IsZero() {
		r.Status = evidence.StatusOpen
	} else {
		r.Status = evidence.StatusClosedComplete
	}
	return evidence.Fact{Subject: who(subject), Action: action, Value: r}
}

func change(id, subject, ref string, action evidence.Action, at time.Time, permissions ...string) evidence.Fact {
	return evidence.Fact{Subject: who(subject), Value: &evidence.Change{ID: id, Action: action, ExecutedAt: at, RequestRef: ref,
		Outcome: evidence.OutcomeSuccess, Entitlements: held(permissions...), Source: from("log", id)}}
}

func failing(f evidence.Fact) evidence.Fact {
	c := *f.Value.(*evidence.Change)
	c.Outcome = evidence.OutcomeFailure
	f.Value = &c
	return f
}

func approval(id, subject, ref string) evidence.Fact {
	return evidence.Fact{Subject: who(subject), RequestRef: ref, Value: &evidence.Approval{ID: id, Approver: who("maria"), Decision: evidence.DecisionApproved, DecidedAt: day(2), Source: from("tickets", "apr/"+id)}}
}

func basis(id, subject, ref string) evidence.Fact {
	return evidence.Fact{Subject: who(subject), RequestRef: ref, Value: &evidence.PolicyBasis{PolicyID: id, DecidedAt: day(2), Source: from("tickets", "basis/"+id)}}
}

func emergency(id, subject, ref string, at time.Time) evidence.Fact {
	return evidence.Fact{Subject: who(subject), RequestRef: ref, Value: &evidence.Emergency{Label: id, DeclaredAt: at, Source: from("pam", id)}}
}

func observed(id, subject, system string, at time.Time, permissions ...string) evidence.Fact {
	return evidence.Fact{Subject: who(subject), Value: &evidence.Observation{ID: id, System: system, ObservedAt: at, Complete: true, Entitlements: held(permissions...), Source: from(system, id)}}
}

func event(id, subject string, at time.Time) evidence.Fact {
	return evidence.Fact{Subject: who(subject), Value: &evidence.Event{ID: id, Kind: evidence.EventTermination, OccurredAt: at, Source: from("hr", id)}}
}

func all(facts []evidence.Fact) iter.Seq2[evidence.Fact, error] {
	return func(yield func(evidence.Fact, error) bool) {
		for _, f := range facts {
			if !yield(f, nil) {
				return
			}
		}
	}
}

// run joins, and checks what holds of every result.
func run(t testing.TB, facts []evidence.Fact) *join.Result {
	t.Helper()
	r, err := join.Join(all(facts), join.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := r.Report.Facts
	if f.Taken != len(facts) || f.Taken != f.Joined+f.Single+f.Ambiguous+f.Duplicate+f.Refused {
		t.Errorf("%d facts do not add up:\n%s", len(facts), &r.Report)
	}
	var sum join.Counts
	for _, c := range r.Report.ByKind {
		sum = join.Counts{Taken: sum.Taken + c.Taken, Joined: sum.Joined + c.Joined, Single: sum.Single + c.Single,
			Ambiguous: sum.Ambiguous + c.Ambiguous, Duplicate: sum.Duplicate + c.Duplicate, Refused: sum.Refused + c.Refused}
	}
	if sum != f {
		t.Errorf("the kinds do not add up:\n%s", &r.Report)
	}
	if p := r.Report; p.Records != len(r.Records) || p.Records != p.Requests+p.Changes+p.Standing+p.Emergencies {
		t.Errorf("%d records do not add up:\n%s", len(r.Records), &r.Report)
	}
	ids := map[string]bool{}
	for _, rec := range r.Records {
		if err := rec.Validate(); err != nil {
			t.Errorf("%s: %v", rec.ID, err)
		}
		if ids[rec.ID] {
			t.Errorf("%s: twice", rec.ID)
		}
		ids[rec.ID] = true
	}
	return r
}

// lines are records and notes as the tables below have them.
func lines(r *join.Result) []string {
	var got []string
	for _, rec := range r.Records {
		s := rec.ID
		if rec.Action != "" {
			s += " " + string(rec.Action)
		}
		if rec.Request != nil {
			s += " request"
		}
		if rec.PolicyBasis != nil {
			s += " basis=" + rec.PolicyBasis.PolicyID
		}
		for _, a := range rec.Approvals {
			s += " approval=" + a.ID
		}
		for _, c := range rec.Changes {
			s += " " + string(c.Action) + "=" + c.ID
			if c.Outcome == evidence.OutcomeFailure {
				s += "(failed)"
			}
			if c.RequestRef != "" {
				s += "->" + c.RequestRef
			}
		}
		if rec.Emergency != nil {
			s += " emergency=" + rec.Emergency.Label
		}
		for _, o := range rec.Observations {
			s += " observed=" + o.ID
		}
		for _, e := range rec.Events {
			s += " event=" + e.ID
		}
		if x, ok := rec.Extensions["join"]; ok {
			s += " " + string(x)
		}
		got = append(got, s)
	}
	for _, n := range r.Notes {
		got = append(got, "! "+string(n.What)+" "+n.RecordID)
	}
	return got
}

func TestLinks(t *testing.T) {
	const grant, revoke, modify = evidence.ActionGrant, evidence.ActionRevoke, evidence.ActionModify
	asked := request("R1", "ana", grant, day(1), day(3), "A") // closed on the 3rd; fulfilment ends on the 5th
	for _, c := range []struct {
		what  string
		facts []evidence.Fact
		want  []string
	}{
		{"explicit", []evidence.Fact{asked, change("c", "ana", "R1", grant, day(2), "B")}, []string{"R1 grant request grant=c->R1"}},
		{"explicit, whenever", []evidence.Fact{asked, change("c", "ana", "R1", grant, day(20), "A")}, []string{"R1 grant request grant=c->R1"}},
		{"explicit, for somebody else", []evidence.Fact{asked, change("c", "eve", "R1", grant, day(2), "A")}, []string{"R1 grant request", "change:log/c/eve grant grant=c->R1", "! unknown_request c"}},
		{"explicit, to no request known, is not inferred", []evidence.Fact{asked, change("c", "ana", "R9", grant, day(2), "A")}, []string{"R1 grant request", "change:log/c/ana grant grant=c->R9", "! unknown_request c"}},
		{"request without change", []evidence.Fact{asked}, []string{"R1 grant request"}},
		{"change without request", []evidence.Fact{change("c", "ana", "", grant, day(2), "A")}, []string{"change:log/c/ana grant grant=c"}},

		{"inferred", []evidence.Fact{asked, change("c", "ana", "", grant, day(2), "A")}, []string{"R1 grant request grant=c"}},
		{"inferred at submission", []evidence.Fact{asked, change("c", "ana", "", grant, day(1), "A")}, []string{"R1 grant request grant=c"}},
		{"not before submission", []evidence.Fact{asked, change("c", "ana", "", grant, day(1).Add(-1), "A")}, []string{"R1 grant request", "change:log/c/ana grant grant=c"}},
		{"inferred at the end of fulfilment", []evidence.Fact{asked, change("c", "ana", "", grant, day(5), "A")}, []string{"R1 grant request grant=c"}},
		{"not after fulfilment", []evidence.Fact{asked, change("c", "ana", "", grant, day(5).Add(1), "A")}, []string{"R1 grant request", "change:log/c/ana grant grant=c"}},
		{"an open request has no end", []evidence.Fact{request("R1", "ana", grant, day(1), time.Time{}, "A"), change("c", "ana", "", grant, day(30), "A")}, []string{"R1 grant request grant=c"}},
		{"not for another subject", []evidence.Fact{asked, change("c", "eve", "", grant, day(2), "A")}, []string{"R1 grant request", "change:log/c/eve grant grant=c"}},
		{"not for another entitlement", []evidence.Fact{asked, change("c", "ana", "", grant, day(2), "B")}, []string{"R1 grant request", "change:log/c/ana grant grant=c"}},
		{"with more than was asked for", []evidence.Fact{asked, change("c", "ana", "", grant, day(2), "A", "B")}, []string{"R1 grant request grant=c"}},
		{"without entitlements", []evidence.Fact{asked, change("c", "ana", "", grant, day(2))}, []string{"R1 grant request", "change:log/c/ana grant grant=c"}},

		{"a grant takes a modification", []evidence.Fact{asked, change("c", "ana", "", modify, day(2), "A")}, []string{"R1 grant request modify=c"}},
		{"a grant takes no revoke", []evidence.Fact{asked, change("c", "ana", "", revoke, day(2), "A")}, []string{"R1 grant request", "change:log/c/ana revoke revoke=c"}},
		{"but the one that ends it", []evidence.Fact{asked, change("d", "ana", "", revoke, day(2, 1), "A"), change("c", "ana", "", grant, day(2), "A")}, []string{"R1 grant request grant=c revoke=d"}},
		{"long after it was closed", []evidence.Fact{asked, change("c", "ana", "", grant, day(2), "A"), change("d", "ana", "", revoke, day(300), "A")}, []string{"R1 grant request grant=c revoke=d"}},
		{"but if it is asked for", []evidence.Fact{asked, change("c", "ana", "", grant, day(2), "A"), request("R2", "ana", revoke, day(299), time.Time{}, "A"), change("d", "ana", "", revoke, day(300), "A")}, []string{"R1 grant request grant=c", "R2 revoke request revoke=d"}},
		{"each ends its own", []evidence.Fact{asked, change("c", "ana", "", grant, day(2), "A"), change("d", "ana", "", revoke, day(10), "A"),
			request("R2", "ana", grant, day(20), day(23), "A"), change("e", "ana", "", grant, day(22), "A"), change("f", "ana", "", revoke, day(30), "A")}, []string{"R1 grant request grant=c revoke=d", "R2 grant request grant=e revoke=f"}},
		{"given twice and ended once", []evidence.Fact{asked, change("c", "ana", "", grant, day(2), "A"),
			request("R2", "ana", grant, day(20), day(23), "A"), change("e", "ana", "", grant, day(22), "A"), change("f", "ana", "", revoke, day(30), "A")}, []string{"R1 grant request grant=c", "R2 grant request grant=e", "change:log/f/ana revoke revoke=f", "! ambiguous f"}},
		{"ended, and logged twice", []evidence.Fact{asked, change("c", "ana", "", grant, day(2), "A"), change("d", "ana", "", revoke, day(10), "A"), change("e", "ana", "", revoke, day(10), "A")}, []string{"R1 grant request grant=c revoke=d revoke=e"}},
		{"given again, and ended again, under one request", []evidence.Fact{asked, change("c", "ana", "", grant, day(2), "A"), change("d", "ana", "", revoke, day(2, 1), "A"), change("e", "ana", "", grant, day(2, 2), "A"), change("f", "ana", "", revoke, day(9), "A")},
			[]string{"R1 grant request grant=c revoke=d grant=e revoke=f"}},
		{"not of something else", []evidence.Fact{asked, change("c", "ana", "", grant, day(2), "A"), change("d", "ana", "", revoke, day(10), "B")}, []string{"R1 grant request grant=c", "change:log/d/ana revoke revoke=d"}},
		{"not the one before it", []evidence.Fact{asked, change("d", "ana", "", revoke, day(2, -1), "A"), change("c", "ana", "", grant, day(2), "A")}, []string{"R1 grant request grant=c", "change:log/d/ana revoke revoke=d"}},
		{"not that of a failed grant", []evidence.Fact{asked, change("d", "ana", "", revoke, day(2, 1), "A"), failing(change("c", "ana", "", grant, day(2), "A"))}, []string{"R1 grant request grant=c(failed)", "change:log/d/ana revoke revoke=d"}},
		{"a revoke takes no grant", []evidence.Fact{request("R1", "ana", revoke, day(1), day(3), "A"), change("c", "ana", "", grant, day(2), "A")}, []string{"R1 revoke request", "change:log/c/ana grant grant=c"}},
		{"a revoke that is asked for", []evidence.Fact{asked, request("R2", "ana", revoke, day(1), day(4), "A"), change("c", "ana", "", grant, day(2), "A"), change("d", "ana", "", revoke, day(3), "A")}, []string{"R1 grant request grant=c", "R2 revoke request revoke=d"}},
		{"what a request does not say, the changes do", []evidence.Fact{request("R1", "ana", "", day(1), day(3), "A"), change("c", "ana", "", revoke, day(2), "A")}, []string{"R1 revoke request revoke=c"}},
		{"unless they disagree", []evidence.Fact{request("R1", "ana", "", day(1), day(3), "A"), change("c", "ana", "", revoke, day(2), "A"), change("d", "ana", "", grant, day(2, 1), "A")}, []string{"R1 request revoke=c grant=d"}},

		{"ambiguous", []evidence.Fact{asked, request("R2", "ana", grant, day(1), day(3), "A"), change("c", "ana", "", grant, day(2), "A")}, []string{"R1 grant request", "R2 grant request", "change:log/c/ana grant grant=c", "! ambiguous c"}},
		{"ambiguous by two entitlements", []evidence.Fact{asked, request("R2", "ana", grant, day(1), day(3), "B"), change("c", "ana", "", grant, day(2), "A", "B")}, []string{"R1 grant request", "R2 grant request", "change:log/c/ana grant grant=c", "! ambiguous c"}},
		{"a failed change is kept", []evidence.Fact{asked, failing(change("c", "ana", "R1", grant, day(2), "A"))}, []string{"R1 grant request grant=c(failed)->R1"}},
		{"a failed change alone is no record", []evidence.Fact{failing(change("c", "ana", "", grant, day(2), "A"))}, []string{"! unplaced c"}},

		{"approvals and basis", []evidence.Fact{asked, approval("a", "ana", "R1"), basis("b", "ana", "R1")}, []string{"R1 grant request basis=b approval=a"}},
		{"approval of nothing", []evidence.Fact{asked, approval("a", "ana", "R9"), approval("b", "ana", ""), basis("c", "ana", "R9"), approval("d", "eve", "R1")}, []string{"R1 grant request", "! unplaced apr/a", "! unplaced apr/b", "! unplaced basis/c", "! unplaced apr/d"}},
		{"two bases", []evidence.Fact{asked, basis("a", "ana", "R1"), basis("b", "ana", "R1")}, []string{"R1 grant request", "! ambiguous basis/a", "! ambiguous basis/b"}},
		{"an emergency", []evidence.Fact{asked, emergency("e", "ana", "R1", day(2))}, []string{"R1 grant request emergency=e"}},
		{"two emergencies", []evidence.Fact{asked, emergency("e", "ana", "R1", day(2)), emergency("f", "ana", "R1", day(1))}, []string{"R1 grant request emergency=e", "emergency:pam/f/ana emergency=f", "! ambiguous f"}},
		{"an emergency without request", []evidence.Fact{emergency("e", "ana", "", day(2)), observed("o", "ana", "aws", day(3))}, []string{"emergency:pam/e/ana emergency=e observed=o"}},

		{"standing access", []evidence.Fact{observed("o", "ana", "aws", day(3), "A", "B"), observed("p", "ana", "aws", day(4), "B", "A"), change("c", "ana", "", grant, day(2), "A")}, []string{
			"change:log/c/ana grant grant=c observed=o observed=p", `standing:aws/ana observed=o observed=p {"unexplained":[{"system":"aws","resource":"r","permission":"B"}]}`}},
		{"standing before it was asked for", []evidence.Fact{asked, observed("o", "ana", "aws", day(1).Add(-1), "A")}, []string{"R1 grant request observed=o", `standing:aws/ana observed=o {"unexplained":[{"system":"aws","resource":"r","permission":"A"}]}`}},
		{"explained from submission", []evidence.Fact{asked, observed("o", "ana", "aws", day(1), "A")}, []string{"R1 grant request observed=o"}},
		{"a revoke explains nothing", []evidence.Fact{request("R1", "ana", revoke, day(1), day(3), "A"), change("c", "ana", "R1", revoke, day(2), "A"), observed("o", "ana", "aws", day(3), "A")}, []string{
			"R1 revoke request revoke=c->R1 observed=o", `standing:aws/ana observed=o {"unexplained":[{"system":"aws","resource":"r","permission":"A"}]}`}},
		{"nor does a failed grant", []evidence.Fact{failing(change("c", "ana", "", grant, day(1), "A")), observed("o", "ana", "aws", day(3), "A")}, []string{`standing:aws/ana observed=o {"unexplained":[{"system":"aws","resource":"r","permission":"A"}]}`, "! unplaced c"}},
		{"nor does a failed grant under a request for something else", []evidence.Fact{asked, failing(change("c", "ana", "R1", grant, day(2), "B")), observed("o", "ana", "aws", day(3), "B")}, []string{"R1 grant request grant=c(failed)->R1 observed=o", `standing:aws/ana observed=o {"unexplained":[{"system":"aws","resource":"r","permission":"B"}]}`}},
		{"nor a revoke under it", []evidence.Fact{asked, change("c", "ana", "R1", revoke, day(2), "B"), observed("o", "ana", "aws", day(3), "B")}, []string{"R1 grant request revoke=c->R1 observed=o", `standing:aws/ana observed=o {"unexplained":[{"system":"aws","resource":"r","permission":"B"}]}`}},
		{"nor a grant that came later", []evidence.Fact{change("c", "ana", "", grant, day(3), "A"), observed("o", "ana", "aws", day(3).Add(-1), "A")}, []string{"change:log/c/ana grant grant=c observed=o", `standing:aws/ana observed=o {"unexplained":[{"system":"aws","resource":"r","permission":"A"}]}`}},
		{"observations of their system only", []evidence.Fact{asked, observed("o", "ana", "aws", day(3)), observed("p", "ana", "gcp", day(3)), event("e", "ana", day(9))}, []string{"R1 grant request observed=o event=e", "! unplaced p"}},
		{"events of nobody's", []evidence.Fact{asked, event("e", "eve", day(9))}, []string{"R1 grant request", "! unplaced e"}},

		{"one request for two", []evidence.Fact{asked, request("R1", "eve", grant, day(1), day(3), "A"), change("c", "eve", "R1", grant, day(2), "A")}, []string{"R1/ana grant request", "R1/eve grant request grant=c->R1"}},
		{"one event about two", []evidence.Fact{change("c", "ana", "", grant, day(2), "A"), change("c", "eve", "", grant, day(2), "A")}, []string{"change:log/c/ana grant grant=c", "change:log/c/eve grant grant=c"}},
		{"the same twice", []evidence.Fact{asked, asked, change("c", "ana", "", grant, day(2), "A"), change("c", "ana", "", grant, day(2), "A")}, []string{"R1 grant request grant=c"}},
		{"the same, in other words", []evidence.Fact{change("c", "ana", "", grant, day(2), "A"), change("c", "ana", "", grant, day(2), "B")}, []string{"change:log/c/ana grant grant=c", "! conflict c"}},
		{"one record observed twice", []evidence.Fact{asked, observed("o", "ana", "aws", day(2)), observed("o", "ana", "aws", day(3))}, []string{"R1 grant request observed=o observed=o"}},
	} {
		if diff := cmp.Diff(c.want, sortedNotes(c.want, lines(run(t, c.facts)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
}

// sortedNotes brings the notes of got into the order of want, where they are
// the same: their order is checked elsewhere.
func sortedNotes(want, got []string) []string {
	slices.SortStableFunc(got, func(a, b string) int {
		if !strings.HasPrefix(a, "!") || !strings.HasPrefix(b, "!") {
			return 0
		}
		return slices.Index(want, a) - slices.Index(want, b)
	})
	return got
}

func TestClosedNobodyKnowsWhen(t *testing.T) {
	r := request("R1", "ana", evidence.ActionGrant, day(1), time.Time{}, "A")
	r.Value.(*evidence.Request).Status = evidence.StatusClosedComplete
	got := lines(run(t, []evidence.Fact{r, change("c", "ana", "", evidence.ActionGrant, day(3), "A"), change("d", "ana", "", evidence.ActionGrant, day(3).Add(1), "A")}))
	want := []string{"R1 grant request grant=c", "change:log/d/ana grant grant=d"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNotesSayWhy(t *testing.T) {
	r := run(t, []evidence.Fact{request("R1", "ana", evidence.ActionGrant, day(1), day(3), "A"), request("R2", "ana", evidence.ActionGrant, day(1), day(3), "A"),
		change("a", "eve", "R1", evidence.ActionGrant, day(2), "A"), change("b", "eve", "R9", evidence.ActionGrant, day(2), "A"),
		change("c", "ana", "", evidence.ActionGrant, day(2), "A"), failing(change("d", "eve", "", evidence.ActionGrant, day(2), "A"))})
	var got []string
	for _, n := range r.Notes {
		got = append(got, n.String())
	}
	want := []string{
		`ambiguous change log c of ana: it names no request, and more than one could be its own: "R1", "R2"`,
		`unknown_request change log a of eve: it names request "R1", which is not for this subject`,
		`unknown_request change log b of eve: it names request "R9", which is not among the facts`,
		`unplaced change log d of eve: a failed change without a request changed nothing, and makes no record: no request of this subject asks for it`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTwoTicketSystems(t *testing.T) {
	other := request("1", "ana", evidence.ActionGrant, day(1), day(3), "B")
	other.Value.(*evidence.Request).Source = from("other", "1")
	r := run(t, []evidence.Fact{request("1", "ana", evidence.ActionGrant, day(1), day(3), "A"), other, change("c", "ana", "1", evidence.ActionGrant, day(2), "A")})
	if len(r.Records) != 3 || r.Report.Facts.Ambiguous != 1 || r.Records[2].ID != "change:log/c/ana" ||
		r.Records[0].ID != "1/other" || r.Records[1].ID != "1/tickets" {
		t.Errorf("got %q\n%s", lines(r), &r.Report)
	}
}

func TestPeople(t *testing.T) {
	arn := "arn:aws:iam::1:user/svc"
	facts := []evidence.Fact{
		request("R1", "svc-deploy", evidence.ActionGrant, day(1), day(3), "A"),
		change("c", arn, "", evidence.ActionGrant, day(2), "A"),
		approval("a", "svc-deploy", "R1"),
		// The directory knows that they are the same, and who the approver is.
		{Subject: evidence.Identity{ID: "dir-7", Aliases: []string{arn, "svc-deploy"}, Name: "Deploy", Owner: &evidence.Identity{ID: "omar"}, Status: evidence.IdentityActive},
			Value: &evidence.Event{Kind: evidence.EventCreated, OccurredAt: day(1)}},
		{Subject: evidence.Identity{ID: "omar", Aliases: []string{"omar@corp.example"}, Kind: evidence.KindHuman, Status: evidence.IdentityActive},
			Value: &evidence.Event{Kind: evidence.EventCreated, OccurredAt: day(1)}},
		{Subject: evidence.Identity{ID: "omar@corp.example", Status: evidence.IdentityInactive},
			Value: &evidence.Event{Kind: evidence.EventTermination, OccurredAt: day(2)}},
		{Subject: evidence.Identity{ID: "maria", Aliases: []string{"arn:aws:iam::1:user/maria"}},
			Value: &evidence.Event{Kind: evidence.EventCreated, OccurredAt: day(1)}},
	}
	facts[0].Subject.Kind = ""
	facts[1].Subject.Kind = evidence.KindServiceAccount
	facts[2].Subject.Kind = ""
	facts[1].Value.(*evidence.Change).Actor = &evidence.Identity{ID: "arn:aws:iam::1:user/maria"}
	before := fmt.Sprintf("%+v", *facts[1].Value.(*evidence.Change).Actor)
	r := run(t, facts)
	if len(r.Records) != 1 {
		t.Fatalf("got %q", lines(r))
	}
	rec := r.Records[0]
	if diff := cmp.Diff(evidence.Identity{
		ID: "svc-deploy", Kind: evidence.KindServiceAccount, Name: "Deploy", Aliases: []string{arn, "dir-7"}, Status: evidence.IdentityActive,
		Owner: &evidence.Identity{ID: "omar", Kind: evidence.KindHuman, Aliases: []string{"omar@corp.example"}, Status: evidence.IdentityInactive},
	}, rec.Subject); diff != "" {
		t.Errorf("subject (-want +got):\n%s", diff)
	}
	// The approver is the executor under another name, and the record shows it.
	if !rec.Approvals[0].Approver.Same(rec.Changes[0].Actor) || !slices.Contains(rec.Changes[0].Actor.Aliases, "maria") || rec.Changes[0].Actor.Kind != evidence.KindHuman {
		t.Errorf("approver %+v, actor %+v", rec.Approvals[0].Approver, rec.Changes[0].Actor)
	}
	if after := fmt.Sprintf("%+v", *facts[1].Value.(*evidence.Change).Actor); after != before {
		t.Errorf("the fact itself was changed: %s", after)
	}
}

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		kinds []evidence.IdentityKind
		want  evidence.IdentityKind
		ext   string
	}{
		{[]evidence.IdentityKind{"", ""}, evidence.KindServiceAccount, `{"subject_kind":"assumed"}`},
		{[]evidence.IdentityKind{"", evidence.KindHuman}, evidence.KindHuman, ""},
		{[]evidence.IdentityKind{evidence.KindWorkload, evidence.KindWorkload}, evidence.KindWorkload, ""},
		{[]evidence.IdentityKind{evidence.KindHuman, evidence.KindWorkload}, evidence.KindWorkload, `{"subject_kind":"disputed"}`},
	} {
		facts := []evidence.Fact{change("c", "x", "", evidence.ActionGrant, day(1), "A"), event("e", "x", day(2))}
		for i, k := range c.kinds {
			facts[i].Subject.Kind = k
		}
		r := run(t, facts)
		if got := r.Records[0]; got.Subject.Kind != c.want || string(got.Extensions["join"]) != c.ext {
			t.Errorf("%q: got %s %s", c.kinds, got.Subject.Kind, got.Extensions["join"])
		}
		if disputed := strings.Contains(c.ext, "disputed"); disputed != (r.Report.Conflicts == 1) || (r.Report.KindsAssumed == 1) != strings.Contains(c.ext, "assumed") {
			t.Errorf("%q: %s", c.kinds, &r.Report)
		}
	}
}

func TestRefusedAndErrors(t *testing.T) {
	bad := []evidence.Fact{
		{},
		{Subject: who("ana")},
		{Subject: who("ana"), Value: (*evidence.Change)(nil)},
		{Value: &evidence.Event{Kind: evidence.EventClosure, OccurredAt: day(1)}},
		change("c", "ana", "R1", "give", day(1), "A"),
		{Subject: who("ana"), RequestRef: "R2", Value: change("c", "ana", "R1", evidence.ActionGrant, day(1), "A").Value},
		{Subject: who("ana"), RequestRef: "R2", Value: request("R1", "ana", "", day(1), day(2), "A").Value},
	}
	if r := run(t, bad); r.Report.Facts.Refused != len(bad) || len(r.Notes) != len(bad) || len(r.Records) != 0 {
		t.Errorf("%s%v", &r.Report, r.Notes)
	}
	r, err := join.Join(func(yield func(evidence.Fact, error) bool) {
		_ = yield(evidence.Fact{}, errors.New("b")) && yield(event("e", "ana", day(1)), nil) && yield(evidence.Fact{}, errors.New("a"))
	}, join.Options{})
	if err != nil || r.Report.Errors != 2 || r.Report.Facts.Taken != 1 || len(r.Errors) != 2 || r.Errors[0].Error() != "a" {
		t.Errorf("got %v %+v", err, r)
	}
	if _, err := join.Join(all(nil), join.Options{Fulfilment: -1}); err == nil {
		t.Error("a negative fulfilment is taken")
	}
	hostile := join.Note{What: join.NoteRefused, Subject: "\x1b[31m", Reason: "no"}
	if got, want := hostile.String(), `refused of \x1b[31m: no`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
