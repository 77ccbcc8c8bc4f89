package governance_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/governance"
	"github.com/counterfoil/counterfoil/internal/generate"
)

// unit is what one id brings into a population: a record, perhaps several times,
// or a line that was refused.
type unit struct {
	records []*evidence.Record
	err     error
}

func generated(seed uint64, n int) []unit {
	units := make([]unit, n)
	for i, g := 0, generate.Records(seed); i < n; i++ {
		r := g.Next()
		switch {
		case i%17 == 0:
			units[i].err = fmt.Errorf("q%d.jsonl:%d: not JSON", i%3, i)
		case i%13 == 0:
			units[i].records = []*evidence.Record{r, {Schema: evidence.SchemaID, ID: r.ID}, r}
		case i%19 == 0:
			units[i].records = []*evidence.Record{{Schema: evidence.SchemaID, ID: r.ID, Subject: r.Subject}}
		default:
			units[i].records = []*evidence.Record{r}
		}
	}
	return units
}

func populationOf(units []unit) iter.Seq2[*evidence.Record, error] {
	return func(yield func(*evidence.Record, error) bool) {
		for _, u := range units {
			if u.err != nil && !yield(nil, u.err) {
				return
			}
			for _, r := range u.records {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// generatedAsOf and generatedPeriod cut through what internal/generate makes:
// part of it falls outside.
var (
	generatedAsOf   = generate.AsOf
	generatedPeriod = governance.Period{From: generate.AsOf.Add(-19 * 24 * time.Hour), To: generate.AsOf.Add(-5 * 24 * time.Hour)}
)

func assessGenerated(t testing.TB, units []unit) *governance.Assessment {
	t.Helper()
	a, err := governance.Assess(t.Context(), embedded(t), generatedPeriod, generatedAsOf, populationOf(units))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func text(t testing.TB, a *governance.Assessment) string {
	t.Helper()
	b, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Any division of a population, merged in any order and in any tree, is one run
// over all of it.
func TestMergeEqualsOneRun(t *testing.T) {
	units := generated(1, 400)
	whole := assessGenerated(t, units)
	addsUp(t, whole)
	for what, n := range map[string]int{
		"in the period": whole.Population.InPeriod, "outside": whole.Population.Outside, "refused": whole.Population.Refused,
		"undated": whole.Population.Undated, "duplicate": whole.Population.Duplicate, "enclosed": whole.Times[0].Enclosed,
		"open": whole.Times[1].Open, "unmeasured": whole.Times[2].Unmeasured,
	} {
		if n == 0 {
			t.Errorf("none is %s: this test tests less than it says", what)
		}
	}
	want := text(t, whole)
	rng := rand.New(rand.NewPCG(2, 3))
	for trial := range 4 {
		var shards []*governance.Assessment
		for _, shard := range partition(rng, units, 1+rng.IntN(40)) {
			shards = append(shards, assessGenerated(t, shard))
		}
		for range 5 {
			if got := text(t, mergedAnyhow(t, rng, shards)); got != want {
				t.Fatalf("trial %d: %d shards differ from one run:\n%s\n%s", trial, len(shards), got, want)
			}
		}
	}
}

// partition divides units, in a random order, into shards; some may be empty.
func partition(rng *rand.Rand, units []unit, n int) [][]unit {
	shards := make([][]unit, n)
	for _, i := range rng.Perm(len(units)) {
		k := rng.IntN(n)
		shards[k] = append(shards[k], units[i])
	}
	return shards
}

// mergedAnyhow merges two of what is left, over and over. What it is given stays
// as it is.
func mergedAnyhow(t *testing.T, rng *rand.Rand, shards []*governance.Assessment) *governance.Assessment {
	t.Helper()
	left := append([]*governance.Assessment{assessGenerated(t, nil)}, shards...)
	for len(left) > 1 {
		rng.Shuffle(len(left), func(i, j int) { left[i], left[j] = left[j], left[i] })
		sum := assessGenerated(t, nil)
		for _, a := range left[:2] {
			before := text(t, a)
			if err := sum.Merge(a); err != nil {
				t.Fatal(err)
			}
			if text(t, a) != before {
				t.Fatal("Merge changed what it was given")
			}
		}
		left = append(left[2:], sum)
	}
	return left[0]
}

func TestAnyNumberOfCores(t *testing.T) {
	units := generated(4, 200)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	first := ""
	for _, cores := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(cores)
		got := text(t, assessGenerated(t, units))
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("%d cores:\n%s\none core:\n%s", cores, got, first)
		}
	}
}

func TestMergeRefuses(t *testing.T) {
	one, other := bases(t)[:2], bases(t)[2:]
	a := assess(t, march, of(one...))
	before := text(t, a)
	restricted, err := embedded(t).WithControls("grant.exact")
	if err != nil {
		t.Fatal(err)
	}
	byOther, err := governance.Assess(t.Context(), restricted, march, asOf, of(other...))
	if err != nil {
		t.Fatal(err)
	}
	later, err := governance.Assess(t.Context(), embedded(t), march, asOf.Add(1), of(other...))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		b    *governance.Assessment
		want string
	}{
		{nil, "no assessment"},
		{a, "2 record ids are in both"},
		{assess(t, march, of(other[0], one[1])), "1 record ids are in both"},
		{byOther, "judge differently"},
		{later, "at one instant"},
		{assess(t, governance.Period{From: march.From, To: march.To.Add(1)}, of(other...)), "for one period"},
		{&governance.Assessment{}, "not made by Assess"},
	} {
		if err := a.Merge(tt.b); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
		if text(t, a) != before {
			t.Fatal("a merge that was refused changed the assessment")
		}
	}
	// An id counts as known although its record was refused, or lies outside.
	for _, r := range []*evidence.Record{
		{Schema: evidence.SchemaID, ID: one[0].ID},
		record(t, one[0].ID, "human_grant", func(r *evidence.Record) { r.Changes[0].ExecutedAt = march.To }),
	} {
		if err := a.Merge(assess(t, march, of(r))); err == nil {
			t.Error("merged one id twice")
		}
	}
	if err := a.Merge(assess(t, march, of(other...))); err != nil {
		t.Error(err)
	}
}
