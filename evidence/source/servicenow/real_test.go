package servicenow_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/servicenow"
)

// folder reads a folder of real data and returns its counts and the errors,
// without the folders' names and what to do.
func folder(t *testing.T, name string) (sourcetest.Counts, []string) {
	t.Helper()
	var tally source.Tally
	var facts []evidence.Fact
	var errs []string
	for f, err := range source.Facts(servicenow.Reader(options), &tally, sourcetest.Folder(t, name)) {
		if err != nil {
			text, _, _ := strings.Cut(err.Error(), ": export")
			text, _, _ = strings.Cut(text, ": leave")
			errs = append(errs, filepath.Base(strings.SplitN(text, ":", 2)[0])+":"+strings.SplitN(text, ":", 2)[1])
			continue
		}
		facts = append(facts, f)
	}
	sourcetest.AddsUp(t, &tally)
	return sourcetest.Count(facts, &tally), errs
}

// The rows, as counted with jq:
//
//	for f in *.json; do jq -r --arg f $f '.result | if type=="array" then .[] else . end |
//	  [$f, .sys_class_name, (has("sysapproval")|tostring), (has("request")|tostring), (has("state")|tostring), .number] | @tsv' $f; done
//
// 3 approvals (without a state), 2 requested items (without a number), 2 tickets
// (class ticket); 4 rows tell no table: the answer to an approval, two requests
// with sys_id, price and number, and a user with a sys_id. PROVENANCE.txt is no
// JSON. With what the connector asked of the API nobody can tell who decided
// what: the documentation of the package says which fields to ask for.
func TestRealConnector(t *testing.T) {
	got, errs := folder(t, "servicenow-approvals-vmware")
	want := sourcetest.Counts{
		Events: 3 + 2 + 2 + 4, Refused: 3 + 2 + 4,
		Used: map[string]int{}, Facts: map[string]int{},
		Ignored: map[string]int{"row of a table that this source does not read: ticket": 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	const noTable = " event 1 /sys_class_name: missing, and no other field tells which table this is a row of"
	if diff := cmp.Diff([]string{
		"PROVENANCE.txt: not a reply of ServiceNow's Table API, which begins with { or [",
		"approval-requests.json: sysapproval_approver/test-ticket-id-1 /state: missing",
		"approval-requests.json: sysapproval_approver/test-ticket-id-2 /state: missing",
		"approval-requests.json: sysapproval_approver/test-ticket-id-3 /state: missing",
		"approve.json:" + noTable, "request-1.json:" + noTable, "request-2.json:" + noTable,
		"requested-items-1.json: sc_req_item/test-sc-req-item-id-1 /number: missing",
		"requested-items-2.json: sc_req_item/test-sc-req-item-id-2 /number: missing",
		"user.json:" + noTable,
	}, errs); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

// With what was not asked for put in, the same rows are linked: items to the
// requests by the sys_id in request, approvals to these by that in sysapproval.
//
//	jq -r '.result[] | [.sys_id, .sysapproval.value] | @tsv' approval-requests.json
//	jq -r '.result[] | [.sys_id, .request.value] | @tsv' requested-items-*.json
//
// gives three approvals, of the requests 1, 2 and 3, and an item each of 1 and 2.
func TestRealConnectorCompleted(t *testing.T) {
	path := sourcetest.Folder(t, "servicenow-approvals-vmware")
	var input strings.Builder
	for _, name := range []string{"approval-requests.json", "requested-items-1.json", "requested-items-2.json"} {
		input.WriteString(readFile(t, filepath.Join(path, name)))
	}
	completed := strings.NewReplacer(
		`"comments": ""`, `"state": "approved", "approver": {"value": "u1"}, "approver.user_name": "jo", "sys_updated_by": "jo", "sys_updated_on": "2020-01-02 00:00:00"`,
		`"quantity": "2"`, `"number": "RITM", "requested_for": {"value": "u2"}, "sys_created_on": "2020-01-01 00:00:00"`).Replace(input.String())
	facts, errs, tally := sourcetest.Read(t, servicenow.Reader(options), completed)
	want := sourcetest.Counts{Events: 5, Refused: 1, Used: map[string]int{"sysapproval_approver": 2, "sc_req_item": 2}, Ignored: map[string]int{}, Facts: map[string]int{"request": 2, "approval": 2}}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" || len(errs) != 1 || !strings.Contains(errs[0], "test-ticket-id-3 /sysapproval: ") {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
}

// A change, a vulnerability and three security incidents, which are tickets of
// other kinds:
//
//	jq -c '.result | if type=="array" then .[] else . end | [.sys_class_name.value? // .sys_class_name, .number.value? // .number]' *.resp
//
// The incidents were exported without their class, and without any other field
// that would tell the table.
func TestRealPlugin(t *testing.T) {
	got, errs := folder(t, "servicenow-rapid7")
	want := sourcetest.Counts{
		Events: 5, Refused: 3, Used: map[string]int{}, Facts: map[string]int{},
		Ignored: map[string]int{"row of a table that this source does not read: change_request": 1, "row of a table that this source does not read: sn_vul_app_vulnerable_item": 1},
	}
	if diff := cmp.Diff(want, got); diff != "" || len(errs) != 4 {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
}

// The change was exported with sysparm_display_value=all by somebody eight hours
// behind UTC. Were it a requested item, its times would be those in value:
//
//	jq -r '.result | [.sys_created_on.value, .sys_created_on.display_value, .opened_by.value, (.state.value|tostring)] | @tsv' create_change_request.json.resp
//	2020-11-11 17:54:57	2020-11-11 09:54:57	ae30a9ef1b182010593876a61a4bcb7b	-5.0
func TestRealTimes(t *testing.T) {
	input := readFile(t, filepath.Join(sourcetest.Folder(t, "servicenow-rapid7"), "create_change_request.json.resp"))
	input = strings.NewReplacer(`"value": "change_request"`, `"value": "sc_req_item"`, `"requested_by"`, `"requested_for"`, `"sys_tags"`, `"stage"`).Replace(input)
	facts, errs, _ := sourcetest.Read(t, servicenow.Reader(options), input)
	const want = "CHG0030003 for ae30a9ef1b182010593876a61a4bcb7b by ae30a9ef1b182010593876a61a4bcb7b at 11T17:54:57 open"
	if got := lines(facts); len(got) != 1 || got[0] != want {
		t.Errorf("want %q, got %q %q", want, got, errs)
	}
}

func TestEveryFile(t *testing.T) { sourcetest.EveryFile(t, servicenow.Reader(options)) }
