package join_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/join"
)

func listing(id, source, system string, at time.Time) evidence.Fact {
	return evidence.Fact{Subject: evidence.Identity{ID: system}, Value: &evidence.Listing{ID: id, System: system, ObservedAt: at, Source: from(source, id)}}
}

// sightings are the observations of a record: when, how many entitlements, and
// whether it was a listing that did not name the subject.
func sightings(r *evidence.Record) []string {
	var got []string
	for _, o := range r.Observations {
		s := o.ObservedAt.Format("02T15")
		for _, e := range o.Entitlements {
			s += " " + e.Permission
		}
		if !o.Complete {
			s += " partly"
		}
		if x := o.Extensions["join"]; x != nil {
			s += " " + string(x)
		}
		got = append(got, s)
	}
	return got
}

// Whoever a whole listing does not name holds nothing, if its source would have
// named them.
func TestListing(t *testing.T) {
	const grant, revoke = evidence.ActionGrant, evidence.ActionRevoke
	const absent = ` {"not_listed":true}`
	asked := request("R1", "ana", grant, day(1), day(3), "A")
	granted := change("c", "ana", "R1", grant, day(2), "A")
	foreign := granted // a log that may know ana by another name
	byLister := change("c", "ana", "R1", grant, day(2), "A")
	byLister.Value.(*evidence.Change).Source.System = "lister"
	partly := observed("o", "ana", "aws", day(5), "A")
	partly.Value.(*evidence.Observation).Complete = false
	partly.Value.(*evidence.Observation).Source = from("lister", "o5")
	before := observed("o", "ana", "aws", day(4), "A")
	before.Value.(*evidence.Observation).Source = from("lister", "o4")
	unsourced := listing("l", "lister", "aws", day(5))
	unsourced.Value.(*evidence.Listing).Source = nil
	renamed := before
	renamed.Subject = who("00u1", "ana")
	for _, c := range []struct {
		what  string
		facts []evidence.Fact
		want  []string
	}{
		{"seen before by the same source", []evidence.Fact{asked, granted, before, listing("l", "lister", "aws", day(5))}, []string{"04T12 A", "05T12" + absent}},
		{"in any order, twice the same", []evidence.Fact{listing("l", "lister", "aws", day(5)), listing("l", "lister", "aws", day(5)), before, granted, asked}, []string{"04T12 A", "05T12" + absent}},
		{"before it was seen", []evidence.Fact{asked, before, listing("l", "lister", "aws", day(1))}, []string{"01T12" + absent, "04T12 A"}},
		{"its source logged the change", []evidence.Fact{asked, byLister, listing("l", "lister", "aws", day(5))}, []string{"05T12" + absent}},
		{"another source's names prove nothing", []evidence.Fact{asked, foreign, listing("l", "lister", "aws", day(5))}, nil},
		{"a ticket's names prove nothing", []evidence.Fact{asked, listing("l", "lister", "aws", day(5))}, nil},
		{"named, if not with all that it holds", []evidence.Fact{asked, partly, listing("l", "lister", "aws", day(5))}, []string{"05T12 A partly"}},
		{"named in it and before", []evidence.Fact{asked, before, partly, listing("l", "lister", "aws", day(5))}, []string{"04T12 A", "05T12 A partly"}},
		{"another system", []evidence.Fact{asked, before, listing("l", "lister", "gcp", day(5))}, []string{"04T12 A"}},
		{"no source", []evidence.Fact{asked, before, unsourced}, []string{"04T12 A"}},
		{"known under another name", []evidence.Fact{asked, renamed, listing("l", "lister", "aws", day(5))}, []string{"04T12 A", "05T12" + absent}},
	} {
		r := run(t, c.facts)
		if len(r.Records) != 1 {
			t.Errorf("%s: %q", c.what, lines(r))
			continue
		}
		if diff := cmp.Diff(c.want, sightings(r.Records[0])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
		if r.Report.Unplaced > 0 {
			t.Errorf("%s: %v", c.what, r.Notes)
		}
	}

	// Where nothing is known of a subject in that system, nothing is said.
	r := run(t, []evidence.Fact{before, listing("l", "lister", "gcp", day(5)), change("d", "bob", "", revoke, day(2), "A")})
	if diff := cmp.Diff([]string{"change:log/d/bob revoke revoke=d", "standing:aws/ana observed=o {\"unexplained\":[{\"system\":\"aws\",\"resource\":\"r\",\"permission\":\"A\"}]}"}, lines(r)); diff != "" {
		t.Error(diff)
	}
}

// What is held through a group that was asked for is no standing access, nor is
// what a requested bundle creates.
func TestExplained(t *testing.T) {
	const grant = evidence.ActionGrant
	inGroup := func(via string) evidence.Fact {
		f := observed("o", "ana", "aws", day(4), "X")
		f.Value.(*evidence.Observation).Entitlements[0].Via = via
		return f
	}
	group := func(system string) evidence.Fact {
		f := request("R1", "ana", grant, day(2), day(3))
		f.Value.(*evidence.Request).Entitlements = []evidence.Entitlement{{System: system, Resource: "group/ops", Permission: "member"}}
		return f
	}
	early := inGroup("group/ops")
	early.Value.(*evidence.Observation).ObservedAt = day(1)
	for _, c := range []struct {
		what     string
		facts    []evidence.Fact
		standing int
	}{
		{"through the group", []evidence.Fact{group("aws"), inGroup("group/ops")}, 0},
		{"through a group of another system, named in full", []evidence.Fact{group("okta:acme"), inGroup("okta:acme/group/ops")}, 0},
		{"through a group of that name in another system", []evidence.Fact{group("okta:acme"), inGroup("group/ops")}, 1},
		{"through another group", []evidence.Fact{group("aws"), inGroup("group/dev")}, 1},
		{"directly", []evidence.Fact{group("aws"), inGroup("")}, 1},
		{"before it was asked for", []evidence.Fact{group("aws"), early}, 1},
		{"through a bundle", []evidence.Fact{request("R1", "ana", grant, day(2), day(3), "Bundle"), observed("o", "ana", "aws", day(4), "Bundle/made", "Bundle")}, 0},
		{"not in the bundle", []evidence.Fact{request("R1", "ana", grant, day(2), day(3), "Bundle"), observed("o", "ana", "aws", day(4), "Other/made")}, 1},
	} {
		r, err := join.Join(all(c.facts), join.Options{Implied: made})
		if err != nil {
			t.Fatal(err)
		}
		if r.Report.Standing != c.standing || r.Report.Requests != 1 {
			t.Errorf("%s: %q", c.what, lines(r))
		}
	}
	// A change that a bundle stands for belongs to the request of the bundle.
	r, err := join.Join(all([]evidence.Fact{request("R1", "ana", grant, day(2), day(3), "Bundle"), change("c", "ana", "", grant, day(2), "Bundle/made")}), join.Options{Implied: made})
	if err != nil || len(r.Records) != 1 || r.Records[0].Changes[0].RequestRef != "" {
		t.Errorf("%v: %q", err, lines(r))
	}
}

// What a system shows of a bundle that was asked for in another belongs to the
// request, also where no change is logged there.
func TestObservedWhereABundleReaches(t *testing.T) {
	implied := func(e evidence.Entitlement) []evidence.Key {
		k := e.Key()
		k.System = "scim"
		return []evidence.Key{k}
	}
	asked := request("R1", "ana", evidence.ActionGrant, day(2), day(3), "Bundle")
	made := observed("o", "ana", "scim", day(4))
	made.Value.(*evidence.Observation).Entitlements = []evidence.Entitlement{{System: "scim", Resource: "r", Permission: "Bundle"}}
	for _, facts := range [][]evidence.Fact{{asked, made}, {change("c", "ana", "", evidence.ActionGrant, day(2), "Bundle"), made}} {
		r, err := join.Join(all(facts), join.Options{Implied: implied})
		if err != nil || len(r.Records) != 1 || len(r.Records[0].Observations) != 1 || r.Report.Unplaced > 0 {
			t.Errorf("%v: %q", err, lines(r))
		}
	}
}

// made says that each permission may create one that is called like it.
func made(e evidence.Entitlement) []evidence.Key {
	k := e.Key()
	k.Permission += "/made"
	return []evidence.Key{k}
}
