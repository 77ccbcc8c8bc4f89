package suite_test

import (
	"testing"

	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

func TestEmbedded(t *testing.T) {
	p, err := suite.Embedded(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.Compile(t.Context(), suite.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	results, err := b.RunAll(t.Context(), b.Tests, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range results {
		if r.Verdict.Pass {
			n++
			continue
		}
		t.Errorf("%s: %+v", r.Test.Path(), r.Verdict)
	}
	t.Log(n, "pass")
}
