package governance_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/governance"
	"github.com/counterfoil/counterfoil/policy"
)

func ExampleAssess() {
	const lines = `{"schema":"counterfoil.evidence/v1","id":"evt-1","action":"grant","subject":{"id":"ana","kind":"human"},"changes":[{"action":"grant","executed_at":"2026-03-02T11:00:00Z","outcome":"success","entitlements":[{"system":"erp","resource":"ledger","permission":"Reader"}]}]}
{"schema":"counterfoil.evidence/v1","id":"evt-2"
`
	ctx := context.Background()
	set, err := policy.Compile(ctx)
	if err != nil {
		log.Fatal(err)
	}
	quarter := governance.Period{
		From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		To:   time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC),
	}
	a, err := governance.Assess(ctx, set, quarter, quarter.To, evidence.Read("q1.jsonl", strings.NewReader(lines)))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d received, %d in the period, %d refused\n", a.Population.Received, a.Population.InPeriod, a.Population.Refused)
	for _, r := range a.Rates {
		if value, ok := r.Value(); ok && value > 0 {
			fmt.Printf("%s: %d of %d, worst %s\n", r.Metric, r.Numerator, r.Denominator, r.Worst[0].RecordID)
		}
	}
	// Output:
	// 2 received, 1 in the period, 1 refused
	// missed_approvals: 1 of 1, worst evt-1
	// outside_workflow: 1 of 1, worst evt-1
	// exceptions: 1 of 1, worst evt-1
}
