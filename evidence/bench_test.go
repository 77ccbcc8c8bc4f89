package evidence

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
)

// record without methods, as encoding/json would read it.
type plainRecord Record

// benchRecord is a typical record on one line.
func benchRecord(b *testing.B) []byte {
	b.Helper()
	data, err := os.ReadFile("testdata/valid/typical.json")
	if err != nil {
		b.Fatal(err)
	}
	var line bytes.Buffer
	if err := json.Compact(&line, data); err != nil {
		b.Fatal(err)
	}
	return line.Bytes()
}

func BenchmarkDecode(b *testing.B) {
	line := benchRecord(b)
	b.Run("evidence", func(b *testing.B) {
		b.SetBytes(int64(len(line)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Decode("bench", bytes.NewReader(line)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(line)))
		b.ReportAllocs()
		for b.Loop() {
			var r plainRecord
			if err := json.Unmarshal(line, &r); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkRecords reads a thousand lines at a time; the figures are for one.
func BenchmarkRecords(b *testing.B) {
	line := append(benchRecord(b), '\n')
	many := bytes.Repeat(line, 1000)
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	n := 0
	for n < b.N {
		for _, err := range Records("bench", bytes.NewReader(many)) {
			if err != nil {
				b.Fatal(err)
			}
			if n++; n >= b.N {
				break
			}
		}
	}
}

func BenchmarkValidate(b *testing.B) {
	r, err := Decode("bench", bytes.NewReader(benchRecord(b)))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := r.Validate(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	r, err := Decode("bench", bytes.NewReader(benchRecord(b)))
	if err != nil {
		b.Fatal(err)
	}
	var out bytes.Buffer
	b.Run("evidence", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			out.Reset()
			if err := Encode(&out, r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal((*plainRecord)(r)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkDigest(b *testing.B) {
	r, err := Decode("bench", bytes.NewReader(benchRecord(b)))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Digest(); err != nil {
			b.Fatal(err)
		}
	}
}
