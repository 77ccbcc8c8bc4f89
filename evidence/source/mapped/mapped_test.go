package mapped_test

import (
	"os"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/mapped"
)

func TestTry(t *testing.T) {
	for _, c := range [][2]string{{"tickets.yaml", "tickets.csv"}, {"people.yaml", "people.csv"}, {"access.yaml", "access.jsonl"}, {"listing.yaml", "listing.csv"}} {
		doc, _ := os.ReadFile("testdata/" + c[0])
		m, err := mapped.Parse(c[0], doc)
		if err != nil {
			t.Error(err)
			continue
		}
		var tally source.Tally
		for f, err := range source.Facts(m.Reader(mapped.Options{}), &tally, "testdata/"+c[1]) {
			if err != nil {
				t.Log(err)
				continue
			}
			evidence.EncodeFact(os.Stdout, f)
		}
		t.Log(tally.String())
	}
}
