package sourcetest

import (
	"bytes"
	"io"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
)

// Bench measures, under that name, how fast a reader reads an input of so many
// events, of which so many are used.
func Bench(b *testing.B, name string, read source.Reader, input []byte, events, used int) {
	bench(b, name, input, events, func(b *testing.B) {
		var t source.Tally
		for _, err := range read("log", bytes.NewReader(input), &t) {
			if err != nil {
				b.Fatal(err)
			}
		}
		if t.Events != events || t.Used != used {
			b.Fatalf("want %d events, %d used: %s", events, used, &t)
		}
	})
}

// BenchScan measures what it costs to read the same bytes as JSON, with nothing
// done about them.
func BenchScan(b *testing.B, name string, input []byte, events int) {
	bench(b, name, input, events, func(b *testing.B) {
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

func bench(b *testing.B, name string, input []byte, events int, read func(b *testing.B)) {
	b.Run(name, func(b *testing.B) {
		b.SetBytes(int64(len(input)))
		b.ReportAllocs()
		for b.Loop() {
			read(b)
		}
		b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
	})
}
