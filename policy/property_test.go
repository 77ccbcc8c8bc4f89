package policy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/internal/generate"
	"github.com/counterfoil/counterfoil/policy"
)

// How many records the properties are held over.
//
//	go test ./policy -run Properties -records 50000
var generated = flag.Int("records", 2000, "generated records that the properties are held over")

var losses = map[string]func(*evidence.Record){
	"request":      func(r *evidence.Record) { r.Request = nil },
	"policy basis": func(r *evidence.Record) { r.PolicyBasis = nil },
	"approvals":    func(r *evidence.Record) { r.Approvals = nil },
	"observations": func(r *evidence.Record) {
		r.Observations = slices.DeleteFunc(slices.Clone(r.Observations), func(o evidence.Observation) bool {
			return o.Source != nil && slices.Contains([]evidence.SourceKind{"iam", "pam", "cloud", "directory", "application"}, o.Source.Kind)
		})
	},
	"changes": func(r *evidence.Record) { r.Changes = nil },
}

// TestProperties holds three properties over the same generated records:
//
// Taking the request, the policy basis, all approvals or all target
// observations out of a record never turns an approval, grant or revocation
// outcome into satisfied.
//
// Where approval is required, a record without one of them, or without its
// changes, is never governance-grade.
//
// The order of the lists in a record changes no outcome.
func TestProperties(t *testing.T) {
	set := compiled(t)
	each(t, func(r *evidence.Record) error {
		whole := evaluate(t, set, r)
		want := outcomes(t, whole)
		required := false
		if r.Request != nil && r.Emergency == nil { // an emergency needs no approval beforehand
			requirement, err := set.Requirement(t.Context(), r)
			if err != nil {
				return err
			}
			required = requirement.Required
		}
		for name, lose := range losses {
			less := *r
			lose(&less)
			result := evaluate(t, set, &less)
			if required && result.Grade == policy.GovernanceGrade {
				return fmt.Errorf("without %s it is %s", name, result.Grade)
			}
			for id, outcome := range outcomes(t, result) {
				question, _, _ := strings.Cut(id, ".")
				judged := question == "approval" || question == "grant" || question == "revocation"
				if judged && name != "changes" && outcome == policy.Satisfied && want[id] != policy.Satisfied {
					return fmt.Errorf("without %s %s is satisfied; it was %s", name, id, want[id])
				}
			}
		}
		for id, outcome := range outcomes(t, evaluate(t, set, shuffled(t, r))) {
			if outcome != want[id] {
				return fmt.Errorf("%s is %s; in another order of the same lists %s", id, want[id], outcome)
			}
		}
		return nil
	})
}

// Generated records are hardly ever governance-grade, so that parts are also
// taken out of records that are.
func TestLosingEvidenceNeverGoverns(t *testing.T) {
	set := compiled(t)
	for _, name := range baseNames {
		for loss, lose := range losses {
			r := base(t, name)
			if loss == "approvals" && r.Emergency != nil {
				continue // an emergency needs none beforehand
			}
			if grade := evaluate(t, set, r).Grade; grade != policy.GovernanceGrade {
				t.Fatalf("%s is %s to begin with", name, grade)
			}
			lose(r)
			if grade := evaluate(t, set, r).Grade; grade == policy.GovernanceGrade {
				t.Errorf("%s without %s is still %s", name, loss, grade)
			}
		}
	}
}

// The same record gives the same bytes, however many evaluate at once on
// however many processors.
func TestSameBytesOnAnyNumberOfProcessors(t *testing.T) {
	set := compiled(t)
	g := generate.Records(11)
	records := make([]*evidence.Record, 200)
	for i := range records {
		records[i] = g.Next()
	}
	run := func(procs int) []byte {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		lines := make([][]byte, len(records))
		var wg sync.WaitGroup
		for w := range procs * 2 {
			wg.Go(func() {
				for i := w; i < len(records); i += procs * 2 {
					b, err := json.Marshal(evaluate(t, set, records[i]))
					if err != nil {
						t.Error(err)
					}
					lines[i] = b
				}
			})
		}
		wg.Wait()
		return bytes.Join(lines, []byte("\n"))
	}
	want := run(1)
	for _, procs := range []int{2, 5} {
		if got := run(procs); !bytes.Equal(got, want) {
			t.Errorf("GOMAXPROCS=%d gives other bytes than 1", procs)
		}
	}
}

// each judges generated records on all processors and reports the first few
// that break the property, each whole, so that it can be made a case.
func each(t *testing.T, property func(*evidence.Record) error) {
	t.Helper()
	n := *generated
	records := make(chan *evidence.Record)
	go func() {
		defer close(records)
		g := generate.Records(42)
		for range n {
			records <- g.Next()
		}
	}()
	var wg sync.WaitGroup
	var mu sync.Mutex
	broken := 0
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for r := range records {
				if err := property(r); err != nil {
					mu.Lock()
					if broken++; broken <= 5 {
						b, _ := json.Marshal(r)
						t.Errorf("%v\n%s", err, b)
					}
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if broken > 5 {
		t.Errorf("%d of %d records break the property", broken, n)
	}
}

func evaluate(t *testing.T, set *policy.Set, r *evidence.Record) *policy.Result {
	result, err := set.Evaluate(context.Background(), r, generate.AsOf)
	if err != nil {
		b, _ := json.Marshal(r)
		t.Errorf("%v\n%s", err, b)
		return &policy.Result{}
	}
	return result
}

// defects are the controls already reported for what no embedded control may do.
var defects sync.Map

func outcomes(t *testing.T, result *policy.Result) map[string]policy.Outcome {
	m := map[string]policy.Outcome{}
	for _, c := range result.Controls {
		m[c.ID] = c.Outcome
		for _, f := range c.Findings {
			for _, bad := range []string{"no conclusion", "error", "conflict", "not in the record"} {
				if !strings.Contains(f.Message, bad) {
					continue
				}
				if _, seen := defects.LoadOrStore(c.ID+bad, true); !seen {
					t.Errorf("%s: %s", c.ID, f.Message)
				}
			}
		}
	}
	return m
}

// shuffled is a copy of r with every list in another order.
func shuffled(t *testing.T, r *evidence.Record) *evidence.Record {
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	c, err := evidence.Decode("copy", bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(uint64(len(b)), 7))
	shuffle(rng, c.Approvals)
	shuffle(rng, c.Changes)
	shuffle(rng, c.Observations)
	shuffle(rng, c.Events)
	if c.Request != nil {
		shuffle(rng, c.Request.Entitlements)
	}
	for i := range c.Changes {
		shuffle(rng, c.Changes[i].Entitlements)
	}
	for i := range c.Observations {
		shuffle(rng, c.Observations[i].Entitlements)
	}
	return c
}

func shuffle[T any](rng *rand.Rand, list []T) {
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}
