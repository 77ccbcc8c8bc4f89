package policy_test
import ("testing";"context";"encoding/json"
"github.com/counterfoil/counterfoil/policy")
func TestSmoke(t *testing.T) {
	s, err := policy.Compile(context.Background())
	if err != nil { t.Fatal(err) }
	for _, n := range baseNames {
		r, err := s.Evaluate(context.Background(), base(t, n), asOf)
		if err != nil { t.Fatal(err) }
		b, _ := json.MarshalIndent(r, "", " ")
		t.Logf("%s", b)
	}
}
