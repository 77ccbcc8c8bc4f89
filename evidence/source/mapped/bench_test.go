package mapped_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/mapped"
)

// ticketRows are n tickets, each with a request and an approval.
func ticketRows(n int) []byte {
	var b bytes.Buffer
	b.WriteString("Number,Item,Operation,Requested for,Opened by,Opened,Reason,System,Roles,State,Closed,Approval,Approver,Approval set,Extra\n")
	for i := range n {
		fmt.Fprintf(&b, "RITM%07d,System access,Add,User%d@acme.example,li@acme.example,02-03-2026 10:00:00,\"Month-end close, as agreed\",erp,fin-read; fin-export,Closed Complete,"+
			"02-03-2026 13:00:00,Approved,maria@acme.example,02-03-2026 11:00:00,not read\n", i, i%997)
	}
	return b.Bytes()
}

// listingRows are n rows, ten for each subject.
func listingRows(n int) []byte {
	var b bytes.Buffer
	b.WriteString("User;Mail;Type;Locked;Role;Inherited from;Valid to\n")
	for i := range n {
		fmt.Fprintf(&b, "U%d;u%d@acme.example;Dialog;;role-%d;Finance Analyst;31.12.2026\n", i/10, i/10, i%300)
	}
	return b.Bytes()
}

func accessRows(t testing.TB, n int) []byte {
	return []byte(strings.Repeat(strings.SplitAfter(file(t, "access.jsonl"), "\n")[0], n))
}

func BenchmarkFacts(b *testing.B) {
	const n = 10_000
	bench := func(name string, input []byte, read func(input []byte)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(input)))
			b.ReportAllocs()
			for b.Loop() {
				read(input)
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
	facts := func(m *mapped.Mapping, want int) func([]byte) {
		return func(input []byte) {
			var t source.Tally
			for _, err := range m.Reader(mapped.Options{})("rows", bytes.NewReader(input), &t) {
				if err != nil {
					b.Fatal(err)
				}
			}
			if t.Used != n || t.Facts != want {
				b.Fatal(&t)
			}
		}
	}
	tickets, listing, access := ticketRows(n), listingRows(n), accessRows(b, n)
	bench("csv", tickets, facts(parse(b, file(b, "tickets.yaml")), 2*n))
	bench("csv-listing", listing, facts(parse(b, file(b, "listing.yaml")), n/10))
	bench("json", access, facts(parse(b, file(b, "access.yaml")), 2*n))
	// What reading the same bytes costs, with nothing done about them.
	bench("csv-bare", tickets, func(input []byte) {
		d := csv.NewReader(bytes.NewReader(input))
		d.ReuseRecord = true
		for {
			if _, err := d.Read(); err == io.EOF {
				return
			} else if err != nil {
				b.Fatal(err)
			}
		}
	})
	bench("json-bare", access, func(input []byte) {
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

// BenchmarkListingMemory says how many bytes a listing holds for each row at
// the end of its input.
func BenchmarkListingMemory(b *testing.B) {
	const n = 200_000
	input := listingRows(n)
	m := parse(b, file(b, "listing.yaml"))
	var held uint64
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for range m.Reader(mapped.Options{})("rows", bytes.NewReader(input), &source.Tally{}) {
			runtime.GC()
			runtime.ReadMemStats(&after)
			break // at the first fact, all are held
		}
		held = after.HeapAlloc - before.HeapAlloc
	}
	b.ReportMetric(float64(held)/n, "B/row")
}

// FuzzRows reads anything with mappings of either format.
func FuzzRows(f *testing.F) {
	mappings := []*mapped.Mapping{parse(f, file(f, "tickets.yaml")), parse(f, file(f, "listing.yaml")), parse(f, file(f, "people.yaml")), parse(f, file(f, "access.yaml"))}
	for i, name := range []string{"tickets.csv", "listing.csv", "people.csv", "access.jsonl"} {
		f.Add(uint8(i), file(f, name))
	}
	f.Add(uint8(0), "\ufeff\"Number\",Number\n")
	f.Add(uint8(3), `{"entries":[{"id":"a","type":"assignment","targets":[{"roles":[[]]}]}]}`)
	f.Add(uint8(3), `{"id":"a","type":{"a":1},"targets":null}`)
	f.Fuzz(func(t *testing.T, which uint8, input string) {
		readTwice(t, mappings[int(which)%len(mappings)], input)
	})
}

// readTwice checks what must hold of any input.
func readTwice(t *testing.T, m *mapped.Mapping, input string) {
	facts, errs, tally := read(t, m, input) // which checks that the counts add up, and that facts can be written
	for _, err := range errs {
		if !strings.HasPrefix(err, "rows:") || strings.ContainsAny(err, "\x1b\r\n") {
			t.Errorf("the error does not name the input, or is not one safe line: %q", err)
		}
	}
	if tally.Refused+tally.Broken > 0 {
		for _, fact := range facts {
			if strings.Contains(fact, `"complete":true`) {
				t.Errorf("complete, though something could not be read: %s", fact)
			}
		}
	}
	again, _, tally2 := read(t, m, input)
	if strings.Join(again, "\n") != strings.Join(facts, "\n") || tally.String() != tally2.String() {
		t.Error("the same input gave another result")
	}
}

// FuzzMapping reads anything as a mapping, and rows with what is one.
func FuzzMapping(f *testing.F) {
	for _, name := range []string{"tickets.yaml", "listing.yaml", "people.yaml", "access.yaml"} {
		f.Add(file(f, name), file(f, strings.NewReplacer("access.yaml", "access.jsonl", ".yaml", ".csv").Replace(name)))
	}
	f.Add(base, "n,who,at,state\n1,a,2026-03-02T09:00:00Z,Done\n")
	f.Add("{", "")
	f.Add("a: &a [*a]", "")
	f.Fuzz(func(t *testing.T, document, input string) {
		if m, err := mapped.Parse("m.yaml", []byte(document)); err == nil {
			readTwice(t, m, input)
		}
	})
}
