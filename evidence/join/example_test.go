package join_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/join"
)

// A ticket asks for read access for the user bob. AWS logs that and, besides, a
// grant of everything; and says later what bob holds.
const facts = `
{"fact":"request","action":"grant","subject":{"id":"bob","kind":"human","aliases":["arn:aws:iam::1:user/bob"]},"value":{"id":"RITM1","submitted_at":"2026-03-02T09:00:00Z","entitlements":[{"system":"aws:1","resource":"iam/policy","permission":"ReadOnly"}],"status":"closed_complete","closed_at":"2026-03-02T12:00:00Z"}}
{"fact":"approval","subject":{"id":"bob"},"request_ref":"RITM1","value":{"approver":{"id":"maria"},"decision":"approved","decided_at":"2026-03-02T10:00:00Z"}}
{"fact":"change","subject":{"id":"arn:aws:iam::1:user/bob"},"value":{"action":"grant","entitlements":[{"system":"aws:1","resource":"iam/policy","permission":"ReadOnly"}],"executed_at":"2026-03-02T11:00:00Z","outcome":"success","source":{"system":"aws:1","record_id":"e1"}}}
{"fact":"change","subject":{"id":"arn:aws:iam::1:user/bob"},"value":{"action":"grant","entitlements":[{"system":"aws:1","resource":"iam/policy","permission":"Administrator"}],"executed_at":"2026-03-02T11:00:05Z","outcome":"success","source":{"system":"aws:1","record_id":"e2"}}}
{"fact":"observation","subject":{"id":"arn:aws:iam::1:user/bob"},"value":{"system":"aws:1","observed_at":"2026-03-03T00:00:00Z","complete":true,"entitlements":[{"system":"aws:1","resource":"iam/policy","permission":"ReadOnly"},{"system":"aws:1","resource":"iam/policy","permission":"Administrator"},{"system":"aws:1","resource":"iam/group","permission":"Old-Timers"}]}}
`

func ExampleJoin() {
	result, err := join.Join(evidence.Facts("facts.jsonl", strings.NewReader(facts)), join.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range result.Records {
		fmt.Printf("%s: request %t, approvals %d, changes %d, observations %d\n",
			r.ID, r.Request != nil, len(r.Approvals), len(r.Changes), len(r.Observations))
		if added, ok := r.Extensions["join"]; ok {
			fmt.Printf("  %s\n", added)
		}
	}
	fmt.Fprint(os.Stdout, &result.Report)
	// Output:
	// RITM1: request true, approvals 1, changes 1, observations 1
	// change:aws:1/e2/bob: request false, approvals 0, changes 1, observations 1
	// standing:aws:1/bob: request false, approvals 0, changes 0, observations 1
	//   {"unexplained":[{"system":"aws:1","resource":"iam/group","permission":"Old-Timers"}]}
	// facts                5 taken = 4 joined + 1 single + 0 ambiguous + 0 duplicate + 0 refused
	//   request            1 taken = 1 joined + 0 single + 0 ambiguous + 0 duplicate + 0 refused
	//   approval           1 taken = 1 joined + 0 single + 0 ambiguous + 0 duplicate + 0 refused
	//   change             2 taken = 1 joined + 1 single + 0 ambiguous + 0 duplicate + 0 refused
	//   observation        1 taken = 1 joined + 0 single + 0 ambiguous + 0 duplicate + 0 refused
	// records              3 = 1 with a request + 1 changes without + 1 standing access + 0 emergencies without
	// 0 facts in no record, 0 conflicts, 0 subjects whose kind was assumed, 0 errors among the facts
}
