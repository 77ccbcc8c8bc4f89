package kubernetes_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
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
		bench := func(name string, read func()) {
			b.Run(fmt.Sprintf("%s/1-in-%d", name, oneIn), func(b *testing.B) {
				b.SetBytes(int64(input.Len()))
				b.ReportAllocs()
				for b.Loop() {
					read()
				}
				b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
			})
		}
		bench("lines", func() {
			var t source.Tally
			for _, err := range kubernetes.Reader(kubernetes.Options{})("log", bytes.NewReader(input.Bytes()), &t) {
				if err != nil {
					b.Fatal(err)
				}
			}
			if t.Events != n || t.Used != n/oneIn {
				b.Fatal(&t)
			}
		})
		bench("bare-scan", func() { scan(b, input.Bytes()) })
	}
	var items []string
	for i := range n {
		items = append(items, listed(fmt.Sprintf("ns-%d view User/user-%d ServiceAccount/ns-%d/default", i%100, i%997, i%100)))
	}
	listing := []byte(list(items...))
	b.Run("listing", func(b *testing.B) {
		b.SetBytes(int64(len(listing)))
		b.ReportAllocs()
		for b.Loop() {
			var t source.Tally
			for _, err := range kubernetes.State(kubernetes.Options{CollectedAt: collected})("log", bytes.NewReader(listing), &t) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
	})
}

// scan is what reading the same bytes costs, with nothing done about them.
func scan(b *testing.B, input []byte) {
	d := jsontext.NewDecoder(bytes.NewReader(input))
	for {
		if _, err := d.ReadToken(); err == io.EOF {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

func TestMemoryIsFlat(t *testing.T) {
	sourcetest.FlatMemory(t, kubernetes.Reader(kubernetes.Options{}), 30_000, func(i int) string { return next(i, 2) })
}

func FuzzLog(f *testing.F) {
	for _, seed := range []string{created("User/ana") + "\n" + updated(rv1, rv2, "User/bob") + "\n" + deleted(gone), `{"kind":"EventList","items":[` + created("Group/x") + "]}",
		auditEvent("create", "roles", "201", edit{"responseObject": role(`{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}`)}),
		`{"properties":{"log":"{}"}}`, `{"message":"{\"message\":\"x\"}"}`, auditEvent("deletecollection", "rolebindings", "200", edit{"responseObject": `{"items":[` + binding(rv1, "User/ana") + `]}`}),
		auditEvent("patch", "rolebindings", "200", edit{"requestObject": `[{"path":"/metadata/x"}]`})} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) { sourcetest.Fuzz(t, kubernetes.Reader(kubernetes.Options{}), input) })
}

func FuzzListing(f *testing.F) {
	for _, seed := range []string{list(listed("- view User/ana Group/dev"), listed("shop view ServiceAccount/ci/runner")), list(role(`{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}`)), "[]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, kubernetes.State(kubernetes.Options{CollectedAt: collected, Members: map[string][]string{"dev": {"ana"}}}), input)
	})
}
