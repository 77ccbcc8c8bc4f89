package check

import (
	"flag"
	"testing"

	"github.com/counterfoil/counterfoil/policy/policytest"
)

var mutate = flag.Bool("mutate", false, "make mutants of the embedded policies, too: it takes minutes")

// The embedded controls and their library are held to the kit that authors of
// custom policies have: every test passes and asserts something, every line is
// reached, every outcome seen, nothing lost in silence, and no mutant survives.
func TestKit(t *testing.T) {
	if raceDetector { // the kit's own tests look for races
		t.Skip("takes five minutes under the race detector: .ci/run has a step for it that does without")
	}
	opts := []policytest.Option{policytest.WithEmbedded()}
	if *mutate {
		opts = append(opts, policytest.WithMutation(100))
	}
	policytest.Run(t, nil, opts...)
}
