package scim_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/scim"
)

// generate is a listing of n users in n/10 groups, ten each, every tenth group
// being in the first one, in pages of a hundred.
func generate(n int) []byte {
	var b bytes.Buffer
	pages := func(resources []string) {
		for i := 0; i < len(resources); i += 100 {
			b.WriteString(list(i+1, len(resources), resources[i:min(i+100, len(resources))]...))
		}
	}
	var users, groups []string
	for i := range n {
		users = append(users, user(fmt.Sprintf("%08x", i), `,"active":true,"displayName":"Some Body","emails":[{"value":"some@body.example","type":"work","primary":true}],"addresses":[{"type":"work","streetAddress":"100 Universal City Plaza","country":"USA"}],"roles":[{"value":"Clerk"}]`))
	}
	for i := range n / 10 {
		members := []string{}
		for j := range 10 {
			members = append(members, fmt.Sprintf("%08x", i*10+j))
		}
		if i == 0 {
			for j := 10; j < n/10; j += 10 {
				members = append(members, fmt.Sprintf("g:%d", j))
			}
		}
		groups = append(groups, group(fmt.Sprint(i), members...))
	}
	pages(users)
	pages(groups)
	return b.Bytes()
}

func BenchmarkFacts(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		input := generate(n)
		bench := func(name string, read func()) {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.SetBytes(int64(len(input)))
				b.ReportAllocs()
				for b.Loop() {
					read()
				}
				b.ReportMetric(float64(n+n/10)*float64(b.N)/b.Elapsed().Seconds(), "resources/s")
			})
		}
		bench("listing", func() {
			var t source.Tally
			for _, err := range scim.State(scim.Options{CollectedAt: collected})("log", bytes.NewReader(input), &t) {
				if err != nil {
					b.Fatal(err)
				}
			}
			if t.Facts != n+n/10+1 {
				b.Fatal(&t)
			}
		})
		bench("bare-scan", func() { // what reading the same bytes costs, with nothing done about them
			d := jsontext.NewDecoder(bytes.NewReader(input))
			for {
				if _, err := d.ReadToken(); err == io.EOF {
					return
				} else if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func FuzzListing(f *testing.F) {
	for _, seed := range []string{whole(user("1", `,"groups":[{"value":"a"},{"value":"x","type":"indirect"}]`)) + whole(group("a", "1", "g:b"), group("b", "g:a", "?:q")), "[" + list(2, 3, user("1", "")) + "," + list(1, 3, user("2", ""), group("g")) + "]",
		patch(`{"op":"remove","path":"members"}`), user("1", "") + "\n" + user("1", `,"active":false`), `{"schemas":["` + api + `Error"]}`, `{"totalResults":0}`, "[]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, scim.State(scim.Options{Service: "s", CollectedAt: collected}), input)
	})
}
