package kubernetes_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/kubernetes"
)

var tickets = regexp.MustCompile(`RITM[0-9]{7}`)

// annotated is what stands in the metadata of an object with annotations,
// alternately names and texts.
func annotated(meta string, annotations ...string) string {
	var list []string
	for i := 0; i < len(annotations); i += 2 {
		list = append(list, fmt.Sprintf("%q:%q", annotations[i], annotations[i+1]))
	}
	return meta + `,"annotations":{` + strings.Join(list, ",") + `}`
}

// refs are what the changes say: the ticket, and where it was found; "-" none.
func refs(t *testing.T, facts []evidence.Fact) string {
	var all []string
	for _, f := range facts {
		c := f.Value.(*evidence.Change)
		at, found := strings.CutPrefix(string(c.Extensions["request_ref"]), `{"found_in":"`)
		switch {
		case found != (c.RequestRef != ""):
			t.Errorf("%q, found in %q", c.RequestRef, at)
		case !found:
			all = append(all, "-")
		default:
			all = append(all, c.RequestRef+" "+strings.TrimSuffix(at, `"}`))
		}
	}
	return strings.Join(all, ", ")
}

const (
	cause  = "kubernetes.io/change-cause"
	change = "/requestObject/metadata/annotations/kubernetes.io~1change-cause"
)

func TestTicket(t *testing.T) {
	meta := func(rv string, annotations ...string) string { return annotated(rv, annotations...) }
	create := func(e edit, annotations ...string) string {
		all := edit{"requestObject": binding(meta("", annotations...), "User/ana"), "responseObject": binding(meta(rv1, annotations...), "User/ana")}
		for k, v := range e {
			all[k] = v
		}
		return auditEvent("create", "rolebindings", "201", all)
	}
	// A binding of ana that version 101 annotated with one ticket, to which then
	// something is done.
	base := create(nil, cause, "RITM0012345") + "\n"
	then := func(verb, code, request, response string) string {
		return base + auditEvent(verb, "rolebindings", code, edit{"auditID": `"a-2"`, "requestObject": request, "responseObject": response})
	}
	now := binding(meta(rv2, cause, "RITM0012345"), "User/ana", "User/bob") // as the server answers
	const first = "RITM0012345 " + change
	for _, c := range []struct{ what, input, want string }{
		{"create", create(nil, cause, "RITM0012345: asked by li"), first},
		{"create, another annotation", create(nil, "a~/b", "RITM0012345"), "RITM0012345 /requestObject/metadata/annotations/a~0~1b"},
		{"two that say the same", create(nil, cause, "RITM0012345", "a", "RITM0012345"), "RITM0012345 /requestObject/metadata/annotations/a"},
		{"two tickets", create(nil, cause, "RITM0012345", "a", "RITM0012346"), "-"},
		{"none", create(nil, "a", "b"), "-"},
		{"a copy of others", create(nil, "kubectl.kubernetes.io/last-applied-configuration", `{"metadata":{"annotations":{"a":"RITM0012345"}}}`), "-"},
		{"a label", strings.ReplaceAll(create(nil, "a", "RITM0012345"), `"annotations"`, `"labels"`), "-"},
		{"what admission added", create(edit{"requestObject": binding("", "User/ana")}, cause, "RITM0012345"), "-"},
		{"refused", strings.Replace(create(edit{"responseObject": "-"}, cause, "RITM0012345"), `"code":201`, `"code":403`, 1), first},
		{"an annotation of another type", create(edit{"requestObject": binding(`,"annotations":{"a":["RITM0012345"]}`, "User/ana")}), "-"},
		{"an apply that creates", auditEvent("patch", "rolebindings", "201", edit{"requestObject": binding(meta("", cause, "RITM0012345"), "User/ana"), "responseObject": binding(rv1, "User/ana")}), first},

		{"patch with another ticket", then("patch", "200", `{"metadata":{"annotations":{"`+cause+`":"RITM0012346"}},"subjects":[]}`, now), first + ", RITM0012346 " + change + ", RITM0012346 " + change},
		{"patch that gives the same again", then("patch", "200", `{"metadata":{"annotations":{"`+cause+`":"RITM0012345"}},"subjects":[]}`, now), first + ", " + first + ", " + first},
		{"patch without a word", then("patch", "200", `{"subjects":[]}`, now), first + ", -, -"},
		{"patch that takes it away", then("patch", "200", `{"metadata":{"annotations":{"`+cause+`":null}},"subjects":[]}`, now), first + ", -, -"},
		{"patch that copies", then("patch", "200", `{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{RITM0012345}"}},"subjects":[]}`, now), first + ", -, -"},
		{"apply of the whole", then("patch", "200", binding(meta("", cause, "RITM0012345"), "User/ana", "User/bob"), now), first + ", -, -"},
		{"JSON patch", then("patch", "200", `[{"op":"add","path":"/subjects/-","value":{}},{"op":"replace","path":"/metadata/annotations/kubernetes.io~1change-cause","value":"RITM0012346"}]`, now),
			first + ", RITM0012346 /requestObject/1/value, RITM0012346 /requestObject/1/value"},
		{"JSON patch of all", then("patch", "200", `[{"op":"add","path":"/metadata/annotations","value":{"a":"RITM0012346"}},{"op":"add","path":"/subjects/-","value":{}}]`, now),
			first + ", RITM0012346 /requestObject/0/value/a, RITM0012346 /requestObject/0/value/a"},
		{"JSON patch that only looks", then("patch", "200", `[{"op":"test","path":"/metadata/annotations/a","value":"RITM0012345"},{"op":"add","path":"/subjects/-","value":{"name":"RITM0012345"}},{"op":"remove","path":"/metadata/annotations/b"},{"op":"add","path":"/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration","value":"RITM0012345"},{"op":"add","path":"/metadata/annotations/c","value":7}]`, now), first + ", -, -"},

		{"update with another ticket", then("update", "200", binding(meta(rv1, cause, "RITM0012346"), "User/ana", "User/bob"), now), first + ", RITM0012346 " + change},
		{"update with another beside the old", then("update", "200", binding(meta(rv1, cause, "RITM0012345", "a", "RITM0012346"), "User/ana", "User/bob"), now), first + ", RITM0012346 /requestObject/metadata/annotations/a"},
		{"update that keeps the old", then("update", "200", binding(meta(rv1, cause, "RITM0012345"), "User/ana", "User/bob"), now), first + ", -"},
		{"update of what nobody told", then("update", "200", binding(meta(rv2, cause, "RITM0012346"), "User/ana", "User/bob"), binding(rv3, "User/ana", "User/bob")), first + ", -, -"},
		{"update refused", then("update", "403", binding(meta(rv1, cause, "RITM0012346"), "User/bob"), "-"), first + ", RITM0012346 " + change},
		{"taken out, and put back with the rest as it was", base + updated(rv1, rv2) + "\n" + strings.Replace(updated(meta(rv2, cause, "RITM0012345"), rv3, "User/ana"), "a-2", "a-3", 1), first + ", -, " + first},
		{"taken out, and put back into what kept its ticket", base + updated(meta(rv1, cause, "RITM0012345"), meta(rv2, cause, "RITM0012345")) + "\n" +
			strings.Replace(updated(meta(rv2, cause, "RITM0012345"), meta(rv3, cause, "RITM0012345"), "User/ana"), "a-2", "a-3", 1), first + ", -, -"},
		{"delete", base + deleted(gone), first + ", -"},
		{"delete that tells it", deleted(now), "-, -"},
	} {
		facts, errs, _ := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{Tickets: tickets}), c.input)
		if got := refs(t, facts); got != c.want || len(errs) > 0 {
			t.Errorf("%s: got %s, want %s; %q", c.what, got, c.want, errs)
		}
		// Without a pattern there is none, and all else is the same.
		plain, _, _ := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{}), c.input)
		if got := refs(t, plain); strings.Trim(got, "-, ") != "" || strings.Join(lines(plain), "\n") != strings.Join(lines(facts), "\n") {
			t.Errorf("%s, no pattern: %s %q", c.what, got, lines(plain))
		}
	}
}

func TestTicketOfImpersonated(t *testing.T) {
	by := func(user, impersonated string) edit {
		return edit{"user": `{"username":"` + user + `","extra":{"authentication.kubernetes.io/pod-name":["RITM0099999"]}}`, "impersonatedUser": impersonated,
			"requestObject": binding("", "User/ana"), "responseObject": binding(rv1, "User/ana")}
	}
	const at = "RITM0012345 /impersonatedUser/extra/acme.example~1ticket/1"
	for _, c := range []struct{ what, input, want string }{
		{"create", auditEvent("create", "rolebindings", "201", by("flow", `{"username":"li","extra":{"acme.example/ticket":["x","RITM0012345"]}}`)), at},
		{"delete", auditEvent("delete", "rolebindings", "200", by("flow", `{"username":"li","extra":{"acme.example/ticket":["x","RITM0012345"]}}`)), at},
		{"two tickets", auditEvent("create", "rolebindings", "201", by("flow", `{"username":"li","extra":{"a":["RITM0012345"],"b":["RITM0012346"]}}`)), "-"},
		{"of another type", auditEvent("create", "rolebindings", "201", by("flow", `{"username":"li","extra":{"a":"RITM0012345"}}`)), "-"},
		{"the name", auditEvent("create", "rolebindings", "201", by("flow", `{"username":"RITM0012345","groups":["RITM0012345"],"uid":"RITM0012345"}`)), "-"},
		{"of the user's own", auditEvent("create", "rolebindings", "201", by("flow", "-")), "-"},
		{"the subject", auditEvent("create", "rolebindings", "201", by("ana", `{"username":"li","extra":{"a":["RITM0012345"]}}`)), "-"},
		{"as the subject", auditEvent("create", "rolebindings", "201", by("flow", `{"username":"ana","extra":{"a":["RITM0012345"]}}`)), "-"},
		{"nobody knows who", auditEvent("create", "rolebindings", "201", by("", `{"username":"li","extra":{"a":["RITM0012345"]}}`)), "-"},
	} {
		facts, errs, _ := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{Tickets: tickets}), c.input)
		if got := refs(t, facts); got != c.want || len(errs) > 0 {
			t.Errorf("%s: got %s, want %s; %q", c.what, got, c.want, errs)
		}
	}
	// The annotation and the field may differ.
	mixed := auditEvent("create", "rolebindings", "201", edit{"impersonatedUser": `{"username":"li","extra":{"a":["RITM0012346"]}}`,
		"requestObject": binding(annotated("", cause, "RITM0012345"), "User/ana"), "responseObject": binding(rv1, "User/ana")})
	facts, _, _ := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{Tickets: tickets}), mixed)
	if got := refs(t, facts); got != "-" {
		t.Errorf("two tickets: %s", got)
	}
}
