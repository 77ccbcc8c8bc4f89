package kubernetes_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/kubernetes"
)

// pod is a write that nobody asks about, which nearly all of a log is.
var pod = auditEvent("update", "pods", "200", edit{
	"requestObject": `{"metadata":{"name":"web","labels":{"a":"b"}},"spec":{"containers":[{"name":"web","image":"web:1","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"ports":[{"containerPort":80}]}]}}`})

// next is event i of a log in which one in so many is about RBAC: a binding
// that is created, and then deleted.
func next(i, oneIn int) string {
	uid := fmt.Sprintf("u-%d", i/oneIn/2)
	switch {
	case i%oneIn != 0:
		return pod + "\n"
	case i/oneIn%2 == 0:
		return strings.ReplaceAll(created("User/ana", "ServiceAccount/ci/runner"), "u-1", uid) + "\n"
	}
	return strings.ReplaceAll(deleted(gone), "u-1", uid) + "\n"
}

func BenchmarkFacts(b *testing.B) {
	const n = 10_000
	for _, oneIn := range []int{1000, 10} {
		var input bytes.Buffer
		for i := range n {
			input.WriteString(next(i, oneIn))
		}
		in := func(what string) string { return fmt.Sprintf("%s/1-in-%d", what, oneIn) }
		sourcetest.Bench(b, in("lines"), kubernetes.Reader(kubernetes.Options{}), input.Bytes(), n, n/oneIn)
		sourcetest.BenchScan(b, in("bare-scan"), input.Bytes(), n)
	}
	var items []string
	for i := range n {
		items = append(items, listed(fmt.Sprintf("ns-%d view User/user-%d ServiceAccount/ns-%d/default", i%100, i%997, i%100)))
	}
	listing := []byte(list(items...))
	sourcetest.Bench(b, "listing", kubernetes.State(kubernetes.Options{CollectedAt: collected}), listing, n, n)
	sourcetest.BenchScan(b, "bare-scan/listing", listing, n)
}

func TestMemoryIsFlat(t *testing.T) {
	sourcetest.FlatMemory(t, kubernetes.Reader(kubernetes.Options{}), 30_000, func(i int) string { return next(i, 2) })
}

func FuzzLog(f *testing.F) {
	for _, seed := range []string{created("User/ana") + "\n" + updated(rv1, rv2, "User/bob") + "\n" + deleted(gone), `{"kind":"EventList","items":[` + created("Group/x") + "]}",
		auditEvent("create", "roles", "201", edit{"responseObject": role(`{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}`)}),
		`{"properties":{"log":"{}"}}`, `{"message":"{\"message\":\"x\"}"}`, auditEvent("deletecollection", "rolebindings", "200", edit{"responseObject": `{"items":[` + binding(rv1, "User/ana") + `]}`}),
		auditEvent("patch", "rolebindings", "200", edit{"requestObject": `[{"path":"/metadata/x"}]`}),
		auditEvent("patch", "rolebindings", "200", edit{"requestObject": `[{"op":"add","path":"/metadata/annotations","value":{"a":"RITM0012345"}}]`, "responseObject": binding(rv2, "User/ana"), "impersonatedUser": `{"username":"x","extra":{"a":["b"]}}`})} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, kubernetes.Reader(kubernetes.Options{Tickets: tickets}), input)
	})
}

func FuzzListing(f *testing.F) {
	for _, seed := range []string{list(listed("- view User/ana Group/dev"), listed("shop view ServiceAccount/ci/runner")), list(role(`{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}`)), "[]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, kubernetes.State(kubernetes.Options{CollectedAt: collected, Members: map[string][]string{"dev": {"ana"}}}), input)
	})
}
