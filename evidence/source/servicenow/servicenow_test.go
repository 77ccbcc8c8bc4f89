package servicenow_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/servicenow"
)

func TestRequests(t *testing.T) {
	const ritm1 = "RITM1 for @ana by @li at 02T09:00:00 "
	for _, c := range []struct {
		what string
		rows []row
		want []string
	}{
		{"complete", []row{ritm}, []string{ritm1 + "closed_complete 02T11:30:00"}},
		{"open, though it says when it was closed", []row{ritm.with(row{"state": "2"})}, []string{ritm1 + "open"}},
		{"pending", []row{ritm.with(row{"state": "-5", "closed_at": ""})}, []string{ritm1 + "open"}},
		{"new", []row{ritm.with(row{"state": "1", "approval": "not requested"})}, []string{ritm1 + "open"}},
		{"incomplete", []row{ritm.with(row{"state": "4"})}, []string{ritm1 + "closed_incomplete 02T11:30:00"}},
		{"skipped", []row{ritm.with(row{"state": "7"})}, []string{ritm1 + "closed_incomplete 02T11:30:00"}},
		{"cancelled", []row{ritm.with(row{"state": "4", "stage": "request_cancelled"})}, []string{ritm1 + "cancelled 02T11:30:00"}},
		{"cancelled, in the words of a workflow", []row{ritm.with(row{"state": "4", "stage": "Request Cancelled"})}, []string{ritm1 + "cancelled 02T11:30:00"}},
		{"cancelled, and not closed yet", []row{ritm.with(row{"state": "1", "stage": "request_cancelled"})}, []string{ritm1 + "cancelled 02T11:30:00"}},
		{"rejected", []row{ritm.with(row{"state": "4", "approval": "rejected", "stage": "request_cancelled"})}, []string{ritm1 + "rejected 02T11:30:00"}},
		{"rejected, and not closed yet", []row{ritm.with(row{"state": "1", "approval": "rejected", "closed_at": ""})}, []string{ritm1 + "rejected"}},
		{"rejected as a part of the order", []row{ritm.with(row{"state": "4"}), req.with(row{"request_state": "closed_rejected"})}, []string{ritm1 + "rejected 02T11:30:00"}},
		{"the same, dot-walked", []row{ritm.with(row{"state": "4", "request.approval": "rejected"})}, []string{ritm1 + "rejected 02T11:30:00"}},
		{"cancelled as a part of the order", []row{req.with(row{"request_state": "closed_cancelled"}), ritm.with(row{"state": "4"})}, []string{ritm1 + "cancelled 02T11:30:00"}},
		{"complete and cancelled", []row{ritm.with(row{"stage": "request_cancelled"})}, []string{ritm1}},
		{"complete and rejected", []row{ritm.with(row{"approval": "rejected"})}, []string{ritm1}},
		{"a state of the house's own", []row{ritm.with(row{"state": "8"})}, []string{ritm1}},
		{"no stage, by which cancelled items are told", []row{ritm.with(row{"stage": "-", "state": "4"})}, []string{ritm1}},
		{"no approval", []row{ritm.with(row{"approval": "-", "state": "4"})}, []string{ritm1}},
		{"no state", []row{ritm.with(row{"state": "-"})}, []string{ritm1}},
		{"for the one the order was for", []row{ritm.with(row{"requested_for": "-"}), req.with(row{"requested_for": "@omar"})}, []string{"RITM1 for @omar by @li at 02T09:00:00 closed_complete 02T11:30:00"}},
		{"the same, dot-walked", []row{ritm.with(row{"requested_for": "", "request.requested_for": "@omar"})}, []string{"RITM1 for @omar by @li at 02T09:00:00 closed_complete 02T11:30:00"}},
		{"the item's own counts", []row{ritm, req.with(row{"requested_for": "@omar"})}, []string{ritm1 + "closed_complete 02T11:30:00"}},
		{"by whoever wrote the row", []row{ritm.with(row{"opened_by": ""})}, []string{"RITM1 for @ana by li at 02T09:00:00 closed_complete 02T11:30:00"}},
		{"by whom it was requested", []row{ritm.with(row{"opened_by": "", "requested_by": "@omar"})}, []string{"RITM1 for @ana by @omar at 02T09:00:00 closed_complete 02T11:30:00"}},
		{"by nobody known", []row{ritm.with(row{"opened_by": "", "sys_created_by": "-"})}, []string{"RITM1 for @ana at 02T09:00:00 closed_complete 02T11:30:00"}},
		{"people, told in rows", append(slices.Clone(people), ritm), []string{"RITM1 for ana by li@acme.example at 02T09:00:00 closed_complete 02T11:30:00"}},
		{"people, dot-walked to", []row{ritm.with(row{"requested_for.user_name": "Ana", "opened_by.user_name": "li@acme.example"})}, []string{"RITM1 for ana by li@acme.example at 02T09:00:00 closed_complete 02T11:30:00"}},
		{"for an account that is no person", append(slices.Clone(people), ritm.with(row{"requested_for": "@bot"})), []string{"RITM1 for bot(service_account) by li@acme.example at 02T09:00:00 closed_complete 02T11:30:00"}},
		{"no class, but a reference to the order", []row{ritm.with(row{"sys_class_name": "-"})}, []string{ritm1 + "closed_complete 02T11:30:00"}},
		{"closed when the audit says so", []row{ritm, audit("a1", "sc_req_item", "ritm1", "2", "bot", "2026-03-02 10:30:00"), audit("a2", "sc_req_item", "ritm1", "3", "bot", "2026-03-02 11:10:00")}, []string{ritm1 + "closed_complete 02T11:10:00"}},
		{"an audit of another state", []row{ritm, audit("a1", "sc_req_item", "ritm1", "2", "bot", "2026-03-02 10:30:00")}, []string{ritm1 + "closed_complete 02T11:30:00"}},
		{"a later version", []row{ritm.with(row{"state": "2"}), ritm.with(row{"sys_updated_on": "2026-03-06 00:00:00"})}, []string{ritm1 + "closed_complete 02T11:30:00"}},
		{"an earlier version", []row{ritm.with(row{"sys_updated_on": "2026-03-06 00:00:00"}), ritm.with(row{"state": "2"})}, []string{ritm1 + "closed_complete 02T11:30:00"}},
	} {
		facts, errs, _ := read(t, options, c.what, c.rows...)
		if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestStates(t *testing.T) {
	o := options
	o.States = map[string]evidence.RequestStatus{"8": "cancelled", "9": "closed_complete"}
	for state, want := range map[string]string{"8": "cancelled 02T11:30:00", "9": "closed_complete 02T11:30:00", "10": ""} {
		facts, errs, _ := read(t, o, state, ritm.with(row{"state": state}))
		if got := lines(facts); len(got) != 1 || got[0] != "RITM1 for @ana by @li at 02T09:00:00 "+want {
			t.Errorf("%s: %q %q", state, got, errs)
		}
	}
	// Of the house's own states, too, a rejection or cancellation counts.
	facts, _, _ := read(t, o, "rejected", ritm.with(row{"state": "9", "approval": "rejected"}))
	if got := lines(facts); len(got) != 1 || got[0] != "RITM1 for @ana by @li at 02T09:00:00 " {
		t.Errorf("complete and rejected: %q", got)
	}
}

var digest = regexp.MustCompile(`"digest":"sha256:[0-9a-f]{64}"`)

func TestWholeFacts(t *testing.T) {
	rows := append(slices.Clone(people), ritm, apr)
	facts, errs, tally := read(t, options, "whole", rows...)
	want := `{"fact":"request","subject":{"id":"servicenow:acme/user/ana","kind":"human","name":"Ana","aliases":["servicenow:acme/user/` + sysID("ana") + `"],"status":"active"},` +
		`"value":{"id":"RITM1","requester":{"id":"li@acme.example","kind":"human","name":"Li","aliases":["servicenow:acme/user/` + sysID("li") + `"],"status":"active"},` +
		`"submitted_at":"2026-03-02T09:00:00Z","status":"closed_complete","closed_at":"2026-03-02T11:30:00Z",` +
		`"source":{"system":"servicenow:acme","kind":"itsm","record_id":"sc_req_item/` + sysID("ritm1") + `","collected_at":"2026-03-10T00:00:00Z","digest":"D"},` +
		`"extensions":{"servicenow":{"catalog_item":"Seen aws","state":"3","stage":"complete","approval":"approved"}}}}` + "\n" +
		`{"fact":"approval","subject":{"id":"servicenow:acme/user/ana","kind":"human","name":"Ana","aliases":["servicenow:acme/user/` + sysID("ana") + `"],"status":"active"},"request_ref":"RITM1",` +
		`"value":{"id":"` + sysID("apr1") + `","approver":{"id":"servicenow:acme/user/maria","kind":"human","name":"Maria","aliases":["servicenow:acme/user/` + sysID("maria") + `"],"status":"inactive"},` +
		`"decision":"approved","decided_at":"2026-03-02T10:00:00Z",` +
		`"source":{"system":"servicenow:acme","kind":"itsm","record_id":"sysapproval_approver/` + sysID("apr1") + `","collected_at":"2026-03-10T00:00:00Z","digest":"D"},` +
		`"extensions":{"servicenow":{"decided_at_from":"sys_updated_on","approval_of":"sc_req_item"}}}}` + "\n"
	if diff := cmp.Diff(want, digest.ReplaceAllString(sourcetest.Lines(t, facts), `"digest":"D"`)); diff != "" || len(errs) > 0 {
		t.Errorf("%q\n(-want +got):\n%s", errs, diff)
	}
	const counted = "0 inputs (0 broken), 6 events: 5 used, 1 ignored, 0 refused; 2 facts\n" +
		"  used           1  sc_req_item\n" +
		"  used           3  sys_user\n" +
		"  used           1  sysapproval_approver\n" +
		"  ignored        1  nothing in this input rests on it: sys_user\n" // the bot
	if diff := cmp.Diff(counted, tally); diff != "" {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
}

func TestTrustEmail(t *testing.T) {
	o := options
	o.TrustEmail = true
	facts, errs, _ := read(t, o, "e-mail", append(slices.Clone(people), ritm, apr.with(row{"sys_updated_by": "LI@acme.example"}))...)
	if want := []string{"RITM1 for ana@acme.example by li@acme.example at 02T09:00:00 closed_complete 02T11:30:00",
		"RITM1 for ana@acme.example approved by li@acme.example at 02T10:00:00 for maria@acme.example -..-"}; !cmp.Equal(want, lines(facts)) {
		t.Errorf("%q %q", lines(facts), errs)
	}
	if diff := cmp.Diff([]string{"servicenow:acme/user/ana", "servicenow:acme/user/" + sysID("ana")}, facts[0].Subject.Aliases); diff != "" {
		t.Errorf("aliases (-want +got):\n%s", diff)
	}
}

// What is not known of a user is not made up.
func TestKinds(t *testing.T) {
	for want, edit := range map[string]row{
		"":                {"requested_for.internal_integration_user": "false"},
		" ":               {"requested_for.web_service_access_only": "false"},
		"human":           {"requested_for.internal_integration_user": "false", "requested_for.web_service_access_only": "false"},
		"service_account": {"requested_for.internal_integration_user": "false", "requested_for.web_service_access_only": "true"},
	} {
		facts, errs, _ := read(t, options, want, ritm.with(edit))
		if len(facts) != 1 || string(facts[0].Subject.Kind) != strings.TrimSpace(want) {
			t.Errorf("%v: %+v %q", edit, facts, errs)
		}
	}
	// Several rows say several things about one user.
	facts, errs, _ := read(t, options, "together", ritm, apr, apr.with(row{"sys_id": sysID("apr2"), "approver.user_name": "-", "approver.name": "Maria"}))
	for _, f := range facts[1:] {
		if a := f.Value.(*evidence.Approval); a.Approver.ID != "servicenow:acme/user/maria" || a.Approver.Name != "Maria" {
			t.Errorf("%+v %q", a.Approver, errs)
		}
	}
	if len(facts) != 3 {
		t.Errorf("%q %q", lines(facts), errs)
	}
}

// Rows of one table in one input, and of others in others: what was dot-walked
// to links them, under names that say that they are the same.
func TestApart(t *testing.T) {
	asked, _, _ := read(t, options, "items", ritm.with(row{"requested_for.user_name": "ana"}))
	approved, errs, _ := read(t, options, "approvals", apr.with(row{"sysapproval.number": "RITM1", "sysapproval.ref_sc_req_item.requested_for": "@ana"}))
	if len(asked) != 1 || len(approved) != 1 || approved[0].RequestRef != "RITM1" || !asked[0].Subject.Same(&approved[0].Subject) {
		t.Errorf("%q and %q: %q", lines(asked), lines(approved), errs)
	}
}

// What a reader of several inputs keeps of one is nothing to the next.
func TestInputsAreApart(t *testing.T) {
	reader := servicenow.Reader(options)
	sourcetest.Read(t, reader, reply(both, ritm))
	facts, errs, _ := sourcetest.Read(t, reader, reply(both, apr))
	if len(facts) != 0 || len(errs) != 1 {
		t.Errorf("%q %q", lines(facts), errs)
	}
}
