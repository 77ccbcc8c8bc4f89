package governance_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/counterfoil/counterfoil/governance"
)

func schema(t *testing.T, form []byte) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft2020
	if err := c.AddResource("form", bytes.NewReader(form)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("form")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	var doc any
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestSchemaAccepts(t *testing.T) {
	s := schema(t, governance.AssessmentJSONSchema())
	for name, a := range map[string]*governance.Assessment{
		"nothing":   assess(t, march, of()),
		"planted":   assess(t, march, of(append(bases(t), planted(t)...)...)),
		"generated": assessGenerated(t, generated(5, 100)),
	} {
		if err := s.Validate(decoded(t, text(t, a))); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

// Every object of the schema names all that is in it, requires it and accepts
// nothing else: so what the schema accepts above is all that it describes.
func TestSchemaIsClosed(t *testing.T) {
	var walk func(place string, node any)
	walk = func(place string, node any) {
		switch n := node.(type) {
		case map[string]any:
			if properties, ok := n["properties"].(map[string]any); ok && n["type"] == "object" {
				if n["additionalProperties"] != false {
					t.Errorf("%s accepts what it does not name", place)
				}
				var required []string
				for _, name := range n["required"].([]any) {
					required = append(required, name.(string))
				}
				names := slices.DeleteFunc(slices.Sorted(maps.Keys(properties)), func(name string) bool {
					return slices.Contains([]string{"kind", "rate", "time"}, name) && !slices.Contains(required, name)
				})
				slices.Sort(required)
				if diff := cmp.Diff(names, required); diff != "" {
					t.Errorf("%s: properties and required differ: %s", place, diff)
				}
				for name, p := range properties {
					if p, ok := p.(map[string]any); ok && p["description"] == nil {
						t.Errorf("%s/%s is not described", place, name)
					}
				}
			}
			for key, value := range n {
				walk(place+"/"+key, value)
			}
		case []any:
			for _, value := range n {
				walk(place, value)
			}
		}
	}
	walk("assessment", decoded(t, string(governance.AssessmentJSONSchema())))
	walk("comparison", decoded(t, string(governance.ComparisonJSONSchema())))
}

func TestSchemaRefuses(t *testing.T) {
	s := schema(t, governance.AssessmentJSONSchema())
	whole := text(t, assess(t, march, of(planted(t)...)))
	for _, tt := range []struct{ old, new string }{
		{`"received":12`, `"received":-1`},
		{`"received":12`, `"received":12.5`},
		{`"received":12,`, ``},
		{`"received":12`, `"received":12,"seen":12`},
		{`counterfoil.assessment/v1`, `counterfoil.assessment/v2`},
		{`"metric":"excess_grants"`, `"metric":"excess"`},
		{`"from":"2026-03-01T00:00:00Z"`, `"from":"2026-03-01T00:00:00+01:00"`},
		{`"metric":"time_to_close"`, `"metric":"time_to_approve"`},
	} {
		edited := strings.Replace(whole, tt.old, tt.new, 1)
		if edited == whole {
			t.Errorf("nothing says %s", tt.old)
		} else if s.Validate(decoded(t, edited)) == nil {
			t.Errorf("accepts %s", tt.new)
		}
	}
}

// The derived figures of a document, by hand: of three owners one is missing.
func TestDerived(t *testing.T) {
	a := assess(t, march, of(bases(t)[1], bases(t)[2], planted(t)[6]))
	doc := decoded(t, text(t, a)).(map[string]any)
	orphaned := doc["rates"].([]any)[5].(map[string]any)
	delete(orphaned, "worst")
	// Wilson (1927) with z = 1.959964, z² = 3.841459: (1 + 1.920729 ± 1.959964·√(2/3 + 0.960365)) / 6.841459.
	want := map[string]any{
		"metric": "orphaned_nhi", "numerator": 1.0, "denominator": 3.0, "indeterminate": 0.0, "pending": 0.0, "not_applicable": 0.0, "not_asked": 0.0,
		"value": 0.333333, "interval": map[string]any{"low": 0.061492, "high": 0.79234}, "indeterminate_share": 0.0,
	}
	if diff := cmp.Diff(want, orphaned); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	unreviewed := doc["rates"].([]any)[8].(map[string]any)
	if unreviewed["value"] != nil || unreviewed["indeterminate_share"] != nil {
		t.Errorf("a rate of nothing: %v", unreviewed)
	}
	close := doc["times"].([]any)[1].(map[string]any)["median"].(map[string]any)
	if close["seconds"] != 9000.0 {
		t.Errorf("median %v", close)
	}
	// Nothing revoked had to be waited for: half, and nine in ten, took no time.
	if got := doc["times"].([]any)[0].(map[string]any)["p90"].(map[string]any)["seconds"]; got != 0.0 {
		t.Errorf("p90 %v", got)
	}
}

// A curve of three that ended and one that did not, as a product of fractions.
func TestCurve(t *testing.T) {
	held := assess(t, march, of(append(bases(t)[3:4], planted(t)[4], planted(t)[5])...)).Times[0]
	var got [][4]float64
	for _, s := range held.Curve() {
		got = append(got, [4]float64{float64(s.Seconds), float64(s.AtRisk), float64(s.Ended), s.Survival})
	}
	// Three were held: one for 2 hours, one for 49, one still is.
	want := [][4]float64{{7200, 3, 1, 2.0 / 3}, {176400, 2, 1, 1.0 / 3}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if q := held.Quantile(0.9); q.Seconds != nil {
		t.Errorf("nine in ten had ended after %d s: one in three is still held", *q.Seconds)
	}
}

// An assessment that was read back says the same, and cannot be merged: the ids
// are not in it.
func TestReadBack(t *testing.T) {
	a := assess(t, march, of(append(bases(t), planted(t)...)...))
	var back governance.Assessment
	if err := json.Unmarshal([]byte(text(t, a)), &back); err != nil {
		t.Fatal(err)
	}
	if got := text(t, &back); got != text(t, a) {
		t.Errorf("got %s", got)
	}
	if err := back.Merge(assess(t, march, of())); err == nil || !strings.Contains(err.Error(), "ids of its records are not known") {
		t.Errorf("merged: %v", err)
	}
}
