package main

import (
	"fmt"
	"strings"
	"testing"
)

// Of many notes that say the same a few are printed, and no other is lost.
func TestJoinNotes(t *testing.T) {
	var in strings.Builder
	for n := range 25 {
		fmt.Fprintf(&in, `{"fact":"event","subject":{"id":"p%02d"},"value":{"kind":"created","occurred_at":"2026-03-02T12:00:00Z"}}`+"\n", n)
	}
	in.WriteString(`{"fact":"approval","subject":{"id":"p07"},"value":{"approver":{"id":"li"},"decision":"approved","decided_at":"2026-03-02T12:00:00Z"}}` + "\n")
	args := []string{"join", "--source", "facts=" + file(t, "facts.jsonl", in.String())}
	few := command(t, "", args...)
	few.wants(t, exitDone, "unplaced event: 15 more: there is no record of this subject (--all-notes lists them)", "unplaced approval of p07: it names no request", "26 facts in no record")
	all := command(t, "", append(args, "--all-notes")...)
	all.wants(t, exitDone, "unplaced event of p24: there is no record of this subject")
	if n, m := strings.Count(few.err, "unplaced event of "), strings.Count(all.err, "unplaced event of "); n != 10 || m != 25 || strings.Contains(all.err, " more: ") {
		t.Errorf("%d of 25 are printed, and %d", n, m)
	}
}
