package policytest

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
)

// Record returns a base record of counterfoil.testing (human_grant,
// service_account_grant, agent_grant, revoke_request or emergency_grant), edited.
// Each is of governance grade at counterfoil.testing.as_of, so that a test says
// only what is special about it:
//
//	late := policytest.Record(t, "human_grant", func(r *evidence.Record) {
//		r.Approvals[0].DecidedAt = r.Changes[0].ExecutedAt.Add(time.Minute)
//	})
//
// The record is the caller's own. Record ends the test where there is no such
// base, or where the edited record is not valid: then with all that is wrong.
func Record(t testing.TB, base string, edit ...func(*evidence.Record)) *evidence.Record {
	t.Helper()
	b, err := baseRecords()
	if err != nil {
		t.Fatalf("the base records: %v", err)
	}
	doc, err := b.start(base)
	if err != nil {
		t.Fatalf("the base record %s", printable(err.Error()))
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatalf("the base record %s: %v", base, err)
	}
	r, err := evidence.Decode(base, bytes.NewReader(text))
	if err != nil {
		t.Fatalf("the base record is not valid:\n%v", err)
	}
	for _, e := range edit {
		e(r)
	}
	if err := r.Validate(); err != nil {
		t.Fatalf("the edited record is not valid:\n%s", printable(err.Error()))
	}
	return r
}
