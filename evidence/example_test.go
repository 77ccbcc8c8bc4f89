package evidence_test

import (
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
)

// The record of the package documentation.
func ExampleDecode() {
	f, err := os.Open("testdata/valid/worked.json")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	r, err := evidence.Decode(f.Name(), f)
	if err != nil {
		log.Fatal(err)
	}
	e := r.Request.Entitlements[0]
	fmt.Println(r.ID, r.Action, e.Permission, "on", e.Resource, "to", r.Subject.ID)
	fmt.Println(r.Approvals[0].Approver.ID, r.Approvals[0].Decision, "for", r.Approvals[0].Delegation.From.ID)
	for _, o := range r.Observations {
		fmt.Println(o.ObservedAt, len(o.Entitlements))
	}
	// Output:
	// RITM0012345 grant ReadOnly on s3/release-artifacts to svc-deploy
	// maria approved for omar
	// 2026-03-02 08:00:00 +0000 UTC 0
	// 2026-03-02 11:05:00.25 +0000 UTC 1
}

// A bad line is reported, and reading goes on.
func ExampleRecords() {
	const lines = `{"schema": "counterfoil.evidence/v1", "id": "R1", "subject": {"id": "ana", "kind": "human"}}
{"schema": "counterfoil.evidence/v1", "id": "R2", "subject": {"id": "ben", "kind": "person"}, "approvls": []}
{"schema": "counterfoil.evidence/v1", "id": "R3", "subject": {"id": "eve", "kind": "agent"}}
`
	for r, err := range evidence.Records("q1.jsonl", strings.NewReader(lines)) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(r.ID, r.Subject.Kind)
	}
	// Output:
	// R1 human
	// q1.jsonl:2: R2 /subject/kind: expected one of human, service_account, api_key, workload, agent, found "person"
	// q1.jsonl:2: R2 /approvls: unknown field "approvls"; did you mean "approvals"?
	// R3 agent
}

func ExampleRecord_Validate() {
	r := evidence.Record{Schema: evidence.SchemaID, ID: "R1", Subject: evidence.Identity{ID: "ana"}}
	err := r.Validate()
	var e *evidence.Error
	if errors.As(err, &e) {
		fmt.Println(e.Pointer)
	}
	fmt.Println(err)
	// Output:
	// /subject/kind
	// R1 /subject/kind: missing; expected one of human, service_account, api_key, workload, agent
}

// The record in the package documentation is the one that the tests read.
func TestDocumentedRecord(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	record, err := os.ReadFile("testdata/valid/worked.json")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "// # A record\n//\n")
	block, _, found := strings.Cut(rest, "\n//\n")
	if !found {
		t.Fatal("no record in the package documentation")
	}
	var b strings.Builder
	for line := range strings.Lines(block) {
		b.WriteString(strings.TrimPrefix(line, "//\t"))
	}
	if b.String()+"\n" != string(record) {
		t.Error("the record in doc.go is not testdata/valid/worked.json")
	}
}
