package marker

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/counterfoil/counterfoil/policy/internal/suite"
)

func TestRead(t *testing.T) {
	const source = `# sign of nothing
package custom.controls.acme.a

# sign /a/b /a:b/*: it is: right
#sign /c:  for two  reasons
# sign of prose: this is none
# signs /a: another word

x := 1 # sign /d: beside a rule

# sign /e /ee
# sign /f:
y := "# sign /g: not a comment"
`
	module, err := ast.ParseModuleWithOpts("a.rego", source, ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		t.Fatal(err)
	}
	got, errs := Read(&suite.File{Name: "a.rego", Source: []byte(source), Module: module}, "sign", func(s string) bool { return strings.HasPrefix(s, "/") })
	want := []Marker{
		{[]string{"/a/b", "/a:b/*"}, "it is: right", "a.rego", 4},
		{[]string{"/c"}, "for two  reasons", "a.rego", 5},
		{[]string{"/d"}, "beside a rule", "a.rego", 9},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var texts []string
	for _, e := range errs {
		texts = append(texts, e.Error())
	}
	if diff := cmp.Diff([]string{
		"a.rego:11: # sign /e gives no reason\n    write why it is right: # sign /e: …",
		"a.rego:12: # sign /f gives no reason\n    write why it is right: # sign /f: …",
	}, texts); diff != "" {
		t.Error(diff)
	}
}
