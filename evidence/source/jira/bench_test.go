package jira_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/jira"
)

// much is an issue with the fields, avatars and history that issues have.
func much(i int) object {
	avatars := `{"48x48":"https://avatar.example/48","24x24":"https://avatar.example/24","16x16":"https://avatar.example/16","32x32":"https://avatar.example/32"}`
	fields := object{"description": `"` + strings.Repeat("Please. ", 50) + `"`, "customfield_1": `"123456789012"`, "customfield_2": `{"value":"ReadOnly"}`,
		"reporter": strings.TrimSuffix(person(fmt.Sprint("u", i%500)), "}") + `,"avatarUrls":` + avatars + "}"}
	for n := range 60 {
		fields[fmt.Sprint("customfield_2", n)] = "null"
	}
	for n := range 20 {
		fields[fmt.Sprint("customfield_3", n)] = `{"self":"https://acme.atlassian.net/rest/api/2/customFieldOption/1","value":"some value","id":"1"}`
	}
	var entries []fmt.Stringer
	for range 15 {
		entries = append(entries, edit("02 08:00:00", "status=status").with(object{"author": fields["reporter"]}))
	}
	return issue(fields, object{"id": fmt.Sprintf(`"%d"`, i), "key": fmt.Sprintf(`"ACC-%d"`, i), "changelog": changelog(entries...).String()})
}

func BenchmarkFacts(b *testing.B) {
	const n = 2000
	var input strings.Builder
	for i := range n {
		input.WriteString(much(i).String() + "\n")
		input.WriteString(approved.with(object{"id": fmt.Sprintf(`"%d"`, i), "_links": fmt.Sprintf(`{"self":"https://x/request/ACC-%d/approval/%d"}`, i, i)}).String() + "\n")
	}
	o := configured(b, `{"requests":[{"entitlements":[{"system":"aws:{customfield_1}","resource":"account","permission":"{customfield_2}"}]}]}`)
	sourcetest.Bench(b, "issues", jira.Reader(o), []byte(input.String()), 2*n, 2*n)
	sourcetest.BenchScan(b, "bare-scan", []byte(input.String()), 2*n)
	input.Reset()
	for i := range 10 * n {
		if i%10 == 0 {
			input.WriteString(added.String() + "\n")
		} else {
			input.WriteString(added.with(object{"summary": `"Workflow updated"`, "category": `"workflows"`, "objectItem": thing("WORKFLOW", "w", "w"), "associatedItems": "[]"}).String() + "\n")
		}
	}
	sourcetest.Bench(b, "audit", jira.Audit(o), []byte(input.String()), 10*n, n)
	sourcetest.BenchScan(b, "audit-bare-scan", []byte(input.String()), 10*n)
}

// Requests are kept until the end of the input; all else takes no memory.
func TestMemoryIsFlat(t *testing.T) {
	comment := object{"webhookEvent": `"comment_created"`, "timestamp": "1772443800000", "comment": `"` + strings.Repeat("x", 1000) + `"`, "issue": issue(nil, nil).String()}.String() + "\n"
	sourcetest.FlatMemory(t, jira.Reader(options), 20_000, func(int) string { return comment })
	record := added.with(object{"description": `"` + strings.Repeat("x", 600) + `"`}).String() + "\n"
	sourcetest.FlatMemory(t, jira.Audit(options), 20_000, func(int) string { return record })
}

// Each shape is one that its reader takes, and tells it from others.
func TestShapes(t *testing.T) {
	for n, item := range []fmt.Stringer{request, issue(nil, nil), approved, edit("02 09:30:00", "a=b"), object{"webhookEvent": `"x"`, "timestamp": "1", "issue": issue(nil, nil).String()}} {
		if fit := source.Fits([]byte(item.String()), jira.Shapes()); len(fit) == 0 || fit[0] != n && n != 4 {
			t.Errorf("%s fits %v, want %d", item, fit, n)
		}
	}
	if fit := source.Fits([]byte(added.String()), jira.AuditShapes()); len(fit) != 1 {
		t.Errorf("fits %v", fit)
	}
}

func FuzzRequests(f *testing.F) {
	for _, seed := range []fmt.Stringer{answer(request), text(answer(request).String() + answer(approved).String()), issue(nil, object{"changelog": changelog(edit("02 09:30:00", "=Role")).String(), "names": `{"customfield_1":"Role"}`}),
		request.with(object{"approvals": list(approved)}), object{"webhookEvent": `"jira:issue_updated"`, "timestamp": "1772443800000", "issue": issue(nil, nil).String()},
		text(request.String() + "\n" + answer(approved).String() + "\n" + answer(edit("02 09:30:00", "a=b")).with(object{"self": `"https://x/issue/ACC-1/changelog"`}).String()), text("[" + answer(request).String() + "]")} {
		f.Add(seed.String())
	}
	o := configured(f, settings)
	f.Fuzz(func(t *testing.T, input string) { sourcetest.Fuzz(t, jira.Reader(o), input) })
}

func FuzzAudit(f *testing.F) {
	f.Add(added.String())
	f.Add(`{"records":[` + dataCenter.String() + `]}`)
	f.Fuzz(func(t *testing.T, input string) { sourcetest.Fuzz(t, jira.Audit(options), input) })
}
