package governance_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/governance"
)

func sample(t testing.TB, plan governance.SamplePlan, population iter.Seq2[*evidence.Record, error]) *governance.Worksheet {
	t.Helper()
	w, err := governance.Sample(t.Context(), embedded(t), march, asOf, plan, population)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// written is the worksheet and the statement.
func written(t testing.TB, w *governance.Worksheet) (worksheet, statement string) {
	t.Helper()
	var a, b bytes.Buffer
	if err := errors.Join(w.WriteCSV(&a), w.WriteStatement(&b)); err != nil {
		t.Fatal(err)
	}
	return a.String(), b.String()
}

func parsed(t testing.TB, text string) [][]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll() // refuses lines of unequal length
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// The keys of the five base records, of
//
//	for id in RITM0001 …; do printf '%s\n%s' audit-2026 $id | sha256sum; done
//
// and the same from python's hashlib.sha256(b"audit-2026\n" + id).hexdigest().
const (
	key1 = "ef7dc2053dfacf22ba8a2c19a00fa824eff4c26ecc27351e303dd432013c45c6"
	key2 = "6f6e554dbd410cda4d01d80c8c7abff763fb55d185cdd0360f6bb237ffab6ff8"
	key3 = "a11b7a5b008a6b81139643ee376f2c80db5f71e8b9db28ce8a7036aa80f2c894"
	key4 = "c3682c6bb02a22a6ee1d9d98668f9c9f18adaa72f1abc0765c20acaa48dd3b1c"
	key5 = "45b23b8a009843f37b060313dc7de86fa4862a522f07639f80e1c4416a55d77b"
)

func TestSampleByHand(t *testing.T) {
	const aws, db, erp, gcp = "aws:123456789012", "db:orders", "erp", "gcp:prod"
	for _, c := range []struct {
		size int
		by   governance.Strata
		want []governance.Drawn
	}{
		{1, governance.Plain, []governance.Drawn{{"RITM0005", "", key5}}},
		{3, governance.Plain, []governance.Drawn{{"RITM0005", "", key5}, {"RITM0002", "", key2}, {"RITM0003", "", key3}}},
		{9, governance.Plain, []governance.Drawn{{"RITM0005", "", key5}, {"RITM0002", "", key2}, {"RITM0003", "", key3}, {"RITM0004", "", key4}, {"RITM0001", "", key1}}},
		// Two of erp, one of each other. Of two draws erp has 4/5, the others 2/5.
		{2, governance.BySystem, []governance.Drawn{{"RITM0002", aws, key2}, {"RITM0004", erp, key4}}},
		{4, governance.BySystem, []governance.Drawn{{"RITM0002", aws, key2}, {"RITM0005", db, key5}, {"RITM0004", erp, key4}, {"RITM0003", gcp, key3}}},
		{2, governance.BySeverity, []governance.Drawn{{"RITM0005", "(none)", key5}, {"RITM0002", "(none)", key2}}}, // nothing is wrong with any
	} {
		w := sample(t, governance.SamplePlan{Size: c.size, Seed: "audit-2026", By: c.by}, of(bases(t)...))
		if diff := cmp.Diff(c.want, w.Drawn()); diff != "" {
			t.Errorf("%d by %q (-want +got):\n%s", c.size, c.by, diff)
		}
	}
}

// outside is of critical severity (grant.in_workflow), excess of high
// (grant.exact), the bases of none. A record of two systems is in a stratum of
// its own.
func TestSampleStrata(t *testing.T) {
	two := record(t, "two", "human_grant", func(r *evidence.Record) {
		r.Request.Entitlements = append(r.Request.Entitlements, evidence.Entitlement{System: "crm | x", Resource: "a", Permission: "b"})
	})
	population := bases(t)
	for _, r := range planted(t) {
		if r.ID == "outside" || r.ID == "excess" {
			population = append(population, r)
		}
	}
	got := sample(t, governance.SamplePlan{Size: 3, Seed: "s", By: governance.BySeverity}, of(population...)).Strata()
	if diff := cmp.Diff([]governance.Stratum{{"(none)", 5, 1}, {"critical", 1, 1}, {"high", 1, 1}}, got); diff != "" {
		t.Errorf("by severity (-want +got):\n%s", diff)
	}
	got = sample(t, governance.SamplePlan{Size: 3, Seed: "s", By: governance.BySystem}, of(two, bases(t)[0])).Strata()
	if diff := cmp.Diff([]governance.Stratum{{`crm \u007c x | erp`, 1, 1}, {"erp", 1, 1}}, got); diff != "" {
		t.Errorf("by system (-want +got):\n%s", diff)
	}
}

func TestWorksheetLine(t *testing.T) {
	late := record(t, "=late", "human_grant", func(r *evidence.Record) {
		r.PolicyBasis, r.Request.Requester, r.Changes, r.Observations = nil, nil, nil, nil
		r.Subject.Name = "Ana\r\n@SUM(1)"
		r.Approvals[0].Delegation = &evidence.Delegation{From: evidence.Identity{ID: "om;ar"}}
		r.Approvals[0].Source, r.Approvals[0].Capacity = nil, ""
	})
	worksheet, _ := written(t, sample(t, governance.SamplePlan{Size: 5, Seed: "audit-2026", By: governance.BySystem}, of(bases(t)[2], late)))
	lines := parsed(t, worksheet)
	want := []map[string]string{{
		"number": "1", "record_id": "'=late", "stratum": "erp", "dated_by": "submission", "dated_at": "2026-03-02T09:00:00Z",
		"subject": "ana", "subject_name": `Ana\u000d\u000a@SUM(1)`, "requested": "erp > ledger > Reader",
		"request": "'=late > closed_complete", "requested_by": "(none)", "approver": "maria", "approved_for": `om\u003bar`, "capacity": "(none)",
		"provisioned": "(none)", "provisioned_at": "(none)", "provisioned_by": "(none)", "target_read_at": "(none)", "verified_at": "(none)",
		"evidence": "/request: servicenow:acme > sc_req_item/0001 | /approvals/0: (none)", "grade": "deficient",
	}, {
		"number": "2", "record_id": "RITM0003", "stratum": "gcp:prod", "key": key3, "dated_by": "first_change", "dated_at": "2026-03-03T11:00:00Z",
		"subject": "agent-triage", "subject_kind": "agent", "subject_name": "Triage agent", "action": "grant",
		"requested": "gcp:prod > projects/prod > roles/storage.objectAdmin > until: 2026-03-03T15:00:00Z",
		"request":   "RITM0003 > closed_complete", "requested_at": "2026-03-03T09:00:00Z", "requested_by": "li",
		"approver": "maria | sam", "approved_for": "(none) | (none)", "capacity": "resource_owner | security", "decision": "approved | approved",
		"decided_at": "2026-03-03T10:00:00Z | 2026-03-03T10:30:00Z",
		"provisioned": "grant > success: gcp:prod > projects/prod > roles/storage.objectAdmin > until: 2026-03-03T15:00:00Z | " +
			"revoke > success: gcp:prod > projects/prod > roles/storage.objectAdmin > until: 2026-03-03T15:00:00Z",
		"provisioned_at": "2026-03-03T11:00:00Z | 2026-03-03T15:00:00Z", "provisioned_by": "provisioner | provisioner",
		"target_read_at": "2026-03-03T11:05:00Z > gcp:prod | 2026-03-03T15:05:00Z > gcp:prod",
		"verified_at": "2026-03-03T11:05:00Z > gcp:prod > grant.complete | 2026-03-03T15:05:00Z > gcp:prod > gone: expiry | " +
			"2026-03-03T15:05:00Z > gcp:prod > revocation.verified",
		"grade": "governance_grade", "findings": "(none)", "tested_by": "", "tested_on": "", "conclusion": "", "notes": "",
	}}
	if len(lines) != 3 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, columns := range want {
		for name, cell := range columns {
			at := slices.Index(lines[0], name)
			if at < 0 {
				t.Fatalf("no column %s", name)
			}
			if lines[i+1][at] != cell {
				t.Errorf("line %d, %s: got %q, want %q", i+1, name, lines[i+1][at], cell)
			}
		}
	}
	findings := lines[1][slices.Index(lines[0], "findings")]
	if !strings.Contains(findings, "trail.complete > not_satisfied > ") {
		t.Errorf("findings do not name what is missing: %s", findings)
	}
}

// The paper grant was read and found undone: read, but not verified.
func TestReadIsNotVerified(t *testing.T) {
	for _, r := range planted(t) {
		if r.ID != "paper" {
			continue
		}
		worksheet, _ := written(t, sample(t, governance.SamplePlan{Size: 1, Seed: "s"}, of(r)))
		lines := parsed(t, worksheet)
		read, verified := lines[1][slices.Index(lines[0], "target_read_at")], lines[1][slices.Index(lines[0], "verified_at")]
		if read != "2026-03-02T11:05:00Z > erp" || verified != "(none)" {
			t.Errorf("read %s, verified %s", read, verified)
		}
	}
}

func TestStatement(t *testing.T) {
	early := record(t, "early", "human_grant", func(r *evidence.Record) { r.Changes[0].ExecutedAt = at("2026-02-02T11:00:00Z") })
	undated := &evidence.Record{Schema: evidence.SchemaID, ID: "+undated", Subject: evidence.Identity{ID: "ana", Kind: evidence.KindHuman}}
	all := append(bases(t), early, undated, bases(t)[0])
	w := sample(t, governance.SamplePlan{Size: 2, Seed: "=audit", By: governance.BySystem}, func(yield func(*evidence.Record, error) bool) {
		if !yield(nil, errors.New("q1.jsonl:7: not JSON;\x1b[2J")) {
			return
		}
		of(all...)(yield)
	})
	w.Inputs = []governance.Input{{Name: "q2.jsonl", Digest: "sha256:22"}, {Name: "-q1.jsonl", Digest: "sha256:11"}}
	worksheet, statement := written(t, w)
	want := [][]string{
		{"item", "name", "value"},
		{"seed", "", "'=audit"},
		{"period", "from", "2026-03-01T00:00:00Z"},
		{"period", "to", "2026-04-01T00:00:00Z (not in it)"},
		{"as_of", "", "2026-03-20T00:00:00Z"},
		{"policy_digest", "", embedded(t).Digest()},
		{"population", "received", "9"}, // five bases, early, undated, a second RITM0001, and a line
		{"population", "in_period", "5"},
		{"population", "outside", "1"},
		{"population", "undated", "1"},
		{"population", "refused", "1"},
		{"population", "duplicate", "1"},
		{"population", "unplaced", "2"},
		{"sample", "planned", "2"},
		{"sample", "drawn", "2"},
		{"stratum_in_period", "aws:123456789012", "1"}, {"stratum_drawn", "aws:123456789012", "1"},
		{"stratum_in_period", "db:orders", "1"}, {"stratum_drawn", "db:orders", "0"},
		{"stratum_in_period", "erp", "2"}, {"stratum_drawn", "erp", "1"},
		{"stratum_in_period", "gcp:prod", "1"}, {"stratum_drawn", "gcp:prod", "0"},
		{"input", "'-q1.jsonl", "sha256:11"}, {"input", "q2.jsonl", "sha256:22"},
		{"refused", "(none)", `q1.jsonl:7: not JSON\u003b\u001b[2J`},
		{"undated", "'+undated", "nothing in it has a time by which it is in any period"},
		{"duplicate", "RITM0001", "the first of this id counts"},
		{"worksheet", "", fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(worksheet)))},
	}
	got := parsed(t, statement)
	if !strings.Contains(got[1][2], "SHA-256 of the seed, a line feed and the record id") || !strings.Contains(got[1][2], "by system") {
		t.Errorf("method: %q", got[1])
	}
	if diff := cmp.Diff(want, slices.Delete(got, 1, 2)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if strings.Count(worksheet, "\n") != strings.Count(worksheet, "\r\n") || strings.Count(worksheet, "\r\n") != 3 {
		t.Error("the worksheet's lines do not end as RFC 4180 has it, one a record")
	}
}

func TestSampleRefuses(t *testing.T) {
	for want, plan := range map[string]governance.SamplePlan{
		"at least 1":    {Seed: "s"},
		"no seed":       {Size: 1},
		"nobody can":    {Size: 1, Seed: "a\nb"},
		`by "colour"`:   {Size: 1, Seed: "s", By: "colour"},
		`seed "\xff"`:   {Size: 1, Seed: "\xff"},
		"no seed: give": {Size: 3},
	} {
		if _, err := governance.Sample(t.Context(), embedded(t), march, asOf, plan, of()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", plan, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if w, err := governance.Sample(ctx, embedded(t), march, asOf, governance.SamplePlan{Size: 1, Seed: "s"}, of(bases(t)...)); w != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("a sample from a context that ended: %v, %v", w, err)
	}
	plan := governance.SamplePlan{Size: 1, Seed: "s"}
	a, b := sample(t, plan, of(bases(t)...)), sample(t, governance.SamplePlan{Size: 2, Seed: "s"}, of())
	before, _ := written(t, a)
	for want, other := range map[string]*governance.Worksheet{"one plan": b, "not made by": nil, "in both": sample(t, plan, of(bases(t)[0]))} {
		if err := a.Merge(other); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if after, _ := written(t, a); after != before {
		t.Error("a merge that failed left its mark")
	}
}

// Whatever the order, the shards and the cores, the sample is the same to the
// byte, and holds the smallest keys of all that is in the period.
func TestSampleOfShards(t *testing.T) {
	units := generated(11, 300)
	draw := func(size int, by governance.Strata, units []unit) *governance.Worksheet {
		w, err := governance.Sample(t.Context(), embedded(t), generatedPeriod, generatedAsOf, governance.SamplePlan{Size: size, Seed: "seed 1", By: by}, populationOf(units))
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, by := range []governance.Strata{governance.Plain, governance.BySystem, governance.BySeverity} {
		whole := draw(12, by, units)
		wantSheet, wantStatement := written(t, whole)
		if p := whole.Assessment.Population; p.InPeriod < 40 || p.Outside == 0 || p.Refused == 0 || p.Undated == 0 || p.Duplicate == 0 {
			t.Fatalf("the population tries too little: %+v", p)
		}
		for round := range 6 {
			previous := runtime.GOMAXPROCS(1 + round%4)
			shuffled := slices.Clone(units)
			rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			shards := make([][]unit, 1+rng.IntN(5))
			for _, u := range shuffled {
				i := rng.IntN(len(shards))
				shards[i] = append(shards[i], u)
			}
			merged := draw(12, by, shards[0])
			for _, shard := range shards[1:] {
				if err := merged.Merge(draw(12, by, shard)); err != nil {
					t.Fatal(err)
				}
			}
			runtime.GOMAXPROCS(previous)
			sheet, statement := written(t, merged)
			if diff := cmp.Diff(wantSheet+wantStatement, sheet+statement); diff != "" {
				t.Fatalf("by %q, %d shards (-whole +shards):\n%s", by, len(shards), diff)
			}
		}
		all := draw(1000, by, units)
		if len(all.Drawn()) != all.Assessment.Population.InPeriod {
			t.Fatalf("%d of %d are drawn", len(all.Drawn()), all.Assessment.Population.InPeriod)
		}
		ids := map[string][]string{} // keys by stratum, another way
		for _, d := range all.Drawn() {
			h := sha256.New()
			fmt.Fprintf(h, "seed 1\n%s", d.RecordID)
			ids[d.Stratum] = append(ids[d.Stratum], fmt.Sprintf("%x", h.Sum(nil)))
		}
		var want, got []string
		for _, h := range whole.Strata() {
			slices.Sort(ids[h.Name])
			if len(ids[h.Name]) != h.InPeriod {
				t.Errorf("stratum %s has %d, not %d", h.Name, len(ids[h.Name]), h.InPeriod)
			}
			want = append(want, ids[h.Name][:h.Drawn]...)
		}
		for _, d := range whole.Drawn() {
			got = append(got, d.Key)
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) != 12 {
			t.Errorf("by %q: %d drawn (-want +got):\n%s", by, len(got), diff)
		}
	}
}

// Beside what BenchmarkAssess measures: keys, and the cells of what may be drawn.
func BenchmarkSample(b *testing.B) {
	units := generated(3, 2000)
	plan := governance.SamplePlan{Size: 25, Seed: "s", By: governance.BySystem}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := governance.Sample(b.Context(), embedded(b), generatedPeriod, generatedAsOf, plan, populationOf(units)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(units))/b.Elapsed().Seconds(), "records/s")
}
