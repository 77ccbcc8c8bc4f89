package mapped_test

import (
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/mapped"
)

// Leavers, from a list that human resources keep.
func Example() {
	m, err := mapped.Parse("leavers.yaml", []byte(`
mapping: counterfoil.mapping/v1
input: {format: csv, separator: ";"}
source: {system: hr:acme, kind: hr, record_id: {column: Nr}}
facts:
  - fact: event
    subject: {id: {column: Mail, case: lower}, kind: human}
    value:
      kind: termination
      occurred_at: {column: Last day, format: dd.MM.yyyy, zone: Europe/Vienna, at: "23:59:59"}
`))
	if err != nil {
		log.Fatal(err)
	}
	rows := "Nr;Mail;Last day\n17;Bob@acme.example;31.01.2026\n18;ann@acme.example;soon\n"
	var tally source.Tally
	for fact, err := range m.Reader(mapped.Options{})("leavers.csv", strings.NewReader(rows), &tally) {
		if err != nil {
			fmt.Println(err)
		} else if err := evidence.EncodeFact(os.Stdout, fact); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// {"fact":"event","subject":{"id":"bob@acme.example","kind":"human"},"value":{"kind":"termination","occurred_at":"2026-01-31T22:59:59Z","source":{"system":"hr:acme","kind":"hr","record_id":"17"}}}
	// leavers.csv:3: 18: column "Last day": "soon": not a time written dd.MM.yyyy: "soon" does not begin with 2 digits (leavers.yaml:10 says how times are written)
}
