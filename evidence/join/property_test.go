package join_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/join"
)

// generate makes facts of all kinds about few people, so that all that can
// happen to them does: several names, kinds that disagree, equal times, equal
// ids, duplicates and contradictions.
func generate(r *rand.Rand, n, people int) []evidence.Fact {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	when := func() time.Time { return day(1+r.IntN(9), float64(r.IntN(3))) }
	identity := func() evidence.Identity {
		k := r.IntN(people)
		id := evidence.Identity{ID: fmt.Sprint("p", k), Kind: evidence.IdentityKind(pick("", "", "human", "workload")), Status: evidence.IdentityStatus(pick("", "active", "inactive")), Name: pick("", "x", "y")}
		switch r.IntN(6) {
		case 0:
			id.ID = fmt.Sprint("arn:", k)
		case 1:
			id.Aliases = []string{fmt.Sprint("arn:", k)}
		case 2:
			id.Owner = &evidence.Identity{ID: fmt.Sprint("p", r.IntN(people))}
		case 3:
			id.Extensions = evidence.Extensions{"note": []byte(fmt.Sprint(r.IntN(3)))}
		}
		return id
	}
	list := func() []evidence.Entitlement {
		var e []evidence.Entitlement
		for range r.IntN(3) {
			e = append(e, evidence.Entitlement{System: pick("aws", "gcp"), Resource: "r", Permission: pick("A", "B", "C", "D")})
		}
		return e
	}
	source := func(i int) *evidence.Source {
		if r.IntN(5) == 0 {
			return nil
		}
		return &evidence.Source{System: pick("s1", "s2"), RecordID: fmt.Sprint(r.IntN(n)), CollectedAt: when()}
	}
	action := func() evidence.Action { return evidence.Action(pick("grant", "grant", "revoke", "modify")) }
	ref := func() string { return pick("", "", "R0", "R1", "R2", "R99") }
	var facts []evidence.Fact
	for i := range n {
		f := evidence.Fact{Subject: identity()}
		switch r.IntN(10) {
		case 0, 1:
			q := &evidence.Request{ID: fmt.Sprint("R", r.IntN(4)), SubmittedAt: when(), Entitlements: list(), Source: source(i), Status: evidence.StatusOpen}
			if r.IntN(2) == 0 {
				q.ClosedAt, q.Status = q.SubmittedAt.Add(24*time.Hour), evidence.StatusClosedComplete
			}
			if r.IntN(3) > 0 {
				f.Action = action()
			}
			f.Value = q
		case 2, 3:
			actor := identity()
			f.Value = &evidence.Change{ID: pick("", fmt.Sprint("c", i)), Action: action(), Entitlements: list(), ExecutedAt: when(), RequestRef: ref(),
				Outcome: evidence.Outcome(pick("success", "success", "failure")), Actor: &actor, Source: source(i)}
		case 4:
			f.RequestRef = ref()
			f.Value = &evidence.Approval{Approver: identity(), Decision: evidence.DecisionApproved, DecidedAt: when(), Source: source(i)}
		case 5:
			f.RequestRef = ref()
			f.Value = &evidence.PolicyBasis{PolicyID: pick("a", "b"), DecidedAt: when(), Source: source(i)}
		case 6:
			f.RequestRef = ref()
			f.Value = &evidence.Emergency{Label: pick("a", "b"), DeclaredAt: when(), Source: source(i)}
		case 7:
			f.Value = &evidence.Observation{ID: fmt.Sprint("o", i), System: pick("aws", "gcp"), ObservedAt: when(), Entitlements: list(), Source: source(i)}
		case 8:
			f.Value = &evidence.Event{ID: fmt.Sprint("e", i), Kind: evidence.EventRoleChange, OccurredAt: when(), Source: source(i)}
		case 9:
			f.Value = &evidence.Listing{System: pick("aws", "gcp"), ObservedAt: when(), Source: source(i)}
		}
		if r.IntN(40) == 0 {
			f.Subject.ID = "" // refused
		}
		facts = append(facts, f)
		if r.IntN(8) == 0 {
			facts = append(facts, f) // comes twice
		}
	}
	return facts
}

// whole is all of a result, as bytes.
func whole(t testing.TB, r *join.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, rec := range r.Records {
		if err := evidence.Encode(&b, rec); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range r.Notes {
		fmt.Fprintln(&b, n)
	}
	b.WriteString(r.Report.String())
	return b.Bytes()
}

func TestOrderOfArrivalMakesNoDifference(t *testing.T) {
	var fates join.Counts
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		facts := generate(r, 5+r.IntN(60), 1+r.IntN(5))
		want := whole(t, run(t, facts))
		for range 5 {
			r.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
			if got := whole(t, run(t, facts)); !bytes.Equal(got, want) {
				t.Fatalf("seed %d: another order gives another result:\n%s\nand\n%s", seed, want, got)
			}
		}
		f := run(t, facts).Report.Facts
		fates.Joined += f.Joined
		fates.Single += f.Single
		fates.Ambiguous += f.Ambiguous
		fates.Duplicate += f.Duplicate
		fates.Refused += f.Refused
	}
	if min(fates.Joined, fates.Single, fates.Ambiguous, fates.Duplicate, fates.Refused) < 100 {
		t.Errorf("the facts generated are too tame: %+v", fates)
	}
}

// Nothing is lost: each successful change stands in exactly one record, of its
// own subject; each failed one in at most one; each emergency in exactly one.
// No change stands in the record of a request that it does not name if it names
// one.
func TestNothingIsLost(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 2))
		facts := generate(r, 5+r.IntN(60), 1+r.IntN(5))
		// Here each fact is one of its own, so that none is a duplicate.
		distinct := facts[:0]
		for i, f := range facts {
			if f.Subject.ID == "" || i > 0 && facts[i-1].Value == f.Value {
				continue
			}
			src := &evidence.Source{System: "log", RecordID: fmt.Sprint(i)}
			switch v := f.Value.(type) {
			case *evidence.Change:
				v.Source = src
			case *evidence.Emergency:
				v.Source = src
			}
			distinct = append(distinct, f)
		}
		result := run(t, distinct)
		changes, emergencies := map[string]int{}, map[string]int{}
		for _, rec := range result.Records {
			for _, c := range rec.Changes {
				changes[c.Source.RecordID]++
				if rec.Request != nil && c.RequestRef != "" && c.RequestRef != rec.Request.ID {
					t.Errorf("seed %d: %s holds a change that names %s", seed, rec.ID, c.RequestRef)
				}
			}
			if rec.Emergency != nil {
				emergencies[rec.Emergency.Source.RecordID]++
			}
		}
		for _, f := range distinct {
			switch v := f.Value.(type) {
			case *evidence.Change:
				n := changes[v.Source.RecordID]
				if v.Outcome == evidence.OutcomeSuccess && n != 1 || n > 1 {
					t.Errorf("seed %d: %s change %s stands in %d records", seed, v.Outcome, v.Source.RecordID, n)
				}
			case *evidence.Emergency:
				if n := emergencies[v.Source.RecordID]; n != 1 {
					t.Errorf("seed %d: emergency %s stands in %d records", seed, v.Source.RecordID, n)
				}
			}
		}
	}
}

// Partitions make the records of one run, and their reports add up to its.
func TestPartitionsAreOneRun(t *testing.T) {
	d := directory(t, "id,alias,kind,owner\nmaria,p0,human,\nomar,arn:1,agent,p2\nomar,p1,,\nlena,p1,,\nlena,ARN:2,,\n")
	notListed := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		facts := generate(r, 5+r.IntN(60), 1+r.IntN(12))
		broken := func(yield func(evidence.Fact, error) bool) {
			for n, f := range facts {
				if n == 3 && !yield(evidence.Fact{}, errors.New("a broken line")) || !yield(f, nil) {
					return
				}
			}
		}
		one, err := join.Join(broken, join.Options{Aliases: d})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{1, 2, 7} {
			sum := &join.Result{}
			for part, err := range join.Partitions(n, func() iter.Seq2[evidence.Fact, error] { return broken }, join.Options{Aliases: d}) {
				if err != nil {
					t.Fatal(err)
				}
				sum.Records = append(sum.Records, part.Records...)
				sum.Notes = append(sum.Notes, part.Notes...)
				sum.Errors = append(sum.Errors, part.Errors...)
				sum.Report.Add(&part.Report)
			}
			slices.SortFunc(sum.Records, func(a, b *evidence.Record) int { return strings.Compare(a.ID, b.ID) })
			slices.SortFunc(sum.Notes, func(a, b join.Note) int { return strings.Compare(fmt.Sprintf("%q", a), fmt.Sprintf("%q", b)) })
			sorted := *one
			sorted.Notes = slices.SortedFunc(slices.Values(one.Notes), func(a, b join.Note) int { return strings.Compare(fmt.Sprintf("%q", a), fmt.Sprintf("%q", b)) })
			if got, want := whole(t, sum), whole(t, &sorted); !bytes.Equal(got, want) {
				t.Fatalf("seed %d, %d partitions:\n%s\nand one run:\n%s", seed, n, got, want)
			}
			if len(sum.Errors) != len(one.Errors) {
				t.Fatalf("seed %d: %d errors, %d in one run", seed, len(sum.Errors), len(one.Errors))
			}
		}
		notListed += bytes.Count(whole(t, one), []byte("not_listed"))
	}
	if notListed < 100 {
		t.Errorf("the facts generated are too tame: %d observations of listings", notListed)
	}
	for _, err := range join.Partitions(0, nil, join.Options{}) {
		if err == nil {
			t.Error("no partition is refused")
		}
	}
}
