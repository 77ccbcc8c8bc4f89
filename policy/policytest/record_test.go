package policytest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy/policytest"
)

func TestRecord(t *testing.T) {
	late := func(r *evidence.Record) { r.Approvals[0].DecidedAt = r.Changes[0].ExecutedAt.Add(time.Minute) }
	renamed := func(r *evidence.Record) { r.ID = r.ID + "-" + r.Approvals[0].DecidedAt.Format("15:04") }
	r := policytest.Record(t, "human_grant", late, renamed) // in this order
	if r.ID != "RITM0001-11:01" {
		t.Errorf("got %s", r.ID)
	}
	again := policytest.Record(t, "human_grant")
	if again == r || again.ID != "RITM0001" || again.Approvals[0].DecidedAt.Equal(r.Approvals[0].DecidedAt) {
		t.Error("an edit of one record is seen in another")
	}
	for _, base := range []string{"service_account_grant", "agent_grant", "revoke_request", "emergency_grant"} {
		if policytest.Record(t, base).Subject.ID == "" {
			t.Errorf("%s has no subject", base)
		}
	}
}

func TestRecordRefuses(t *testing.T) {
	const known = "agent_grant, emergency_grant, human_grant, revoke_request, service_account_grant"
	for _, tt := range []struct {
		name, base string
		edit       func(*evidence.Record)
		want       []string
	}{
		{"an unknown base", "human\x1b[2J", func(*evidence.Record) {}, []string{`the base record "human\x1b[2J" is none of ` + known}},
		{"no base", "", func(*evidence.Record) {}, []string{`the base record "" is none of ` + known}},
		{
			"all that is wrong", "human_grant",
			func(r *evidence.Record) { r.Approvals[0].Decision, r.Changes[0].ExecutedAt = "maybe\x1b", time.Time{} },
			[]string{"the edited record is not valid:\n", "/approvals/0/decision", `maybe\x1b`, "/changes/0/executed_at"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := fatal(t, func(t testing.TB) { policytest.Record(t, tt.base, tt.edit) })
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%s", want, got)
				}
			}
			if strings.Contains(got, "\x1b") {
				t.Errorf("not escaped: %q", got)
			}
		})
	}
}

// ended is a test that remembers how it ended.
type ended struct {
	testing.TB
	text string
}

func (e *ended) Helper() {}

func (e *ended) Fatalf(format string, args ...any) {
	e.text = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// fatal returns the words with which a test ends itself.
func fatal(t *testing.T, test func(testing.TB)) string {
	t.Helper()
	e := &ended{TB: t, text: "the test went on"}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(e)
	}()
	<-done
	return e.text
}
