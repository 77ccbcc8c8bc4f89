package jira_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/jira"
)

func readFile(t testing.TB, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The wanted figures were found with
//
//	jq -c 'if .values then .values[] else . end | [.issueKey, .id, .finalDecision, (._links.self|split("/request/")[1]),
//	  .createdDate.epochMillis, .completedDate.epochMillis]' *.json; date -u -d @1566932719; date -u -d @1566933825
//
// one request, FSDP-68, with one approval, 48, once open and once approved; and
// with the settings' fields read by eye.
func TestRealServiceDesk(t *testing.T) {
	folder := sourcetest.Folder(t, "jsm-approvals-vmware")
	requests, open, ended := readFile(t, folder, "get_customer_requests.json"), readFile(t, folder, "get_approval_pending.json"), readFile(t, folder, "approval_response_approved.json")
	const asked = "FSDP-68 for davidpshaw@gmail.com=jira/user/qm:52e1efdc-0869-430c-adcf-4b538a3f98e5:d0b0ecbf-964d-4394-a6da-6aaf4f0d2784 by davidpshaw@gmail.com=jira/user/qm:52e1efdc-0869-430c-adcf-4b538a3f98e5:d0b0ecbf-964d-4394-a6da-6aaf4f0d2784 at 27T19:05:19 open"
	const approved = "approved of FSDP-68: jira/user/557058:af9709dc-fafa-4c0f-9f06-127a21adf666 for davidpshaw@gmail.com=jira/user/qm:52e1efdc-0869-430c-adcf-4b538a3f98e5:d0b0ecbf-964d-4394-a6da-6aaf4f0d2784 at 27T19:23:45"
	o := jira.Options{}
	o.Requests = []jira.Request{{RequestType: "New mobile device", Justification: "{Phone details and justification}", Entitlements: []jira.Entitlement{{System: "mdm", Resource: "{Summary}", Permission: "device"}}}}
	for _, c := range []struct {
		what, input string
		o           jira.Options
		want        []string
		counts      sourcetest.Counts
	}{
		{"all of it", requests + open + ended, jira.Options{}, []string{asked, approved}, sourcetest.Counts{Events: 3, Used: map[string]int{"request": 1, "approval": 1},
			Ignored: map[string]int{"told before in this input: approval": 1}, Facts: map[string]int{"request": 1, "approval": 1}}},
		{"still open", open + requests, jira.Options{}, []string{asked}, sourcetest.Counts{Events: 2, Used: map[string]int{"request": 1},
			Ignored: map[string]int{"approval that has not ended, so that nobody knows when anybody decided: approval": 1}, Facts: map[string]int{"request": 1}}},
		{"with settings", requests + ended, o, []string{asked + " [mdm REQUEST_SUMMARY_HERE device]", approved}, sourcetest.Counts{Events: 2, Used: map[string]int{"request": 1, "approval": 1},
			Ignored: map[string]int{}, Facts: map[string]int{"request": 1, "approval": 1}}},
		{"without the request", open + ended, jira.Options{}, []string{}, sourcetest.Counts{Events: 2, Refused: 2, Used: map[string]int{}, Ignored: map[string]int{}, Facts: map[string]int{}}},
	} {
		facts, errs, tally := sourcetest.Read(t, jira.Reader(c.o), c.input)
		if diff := cmp.Diff(c.want, lines(facts)); diff != "" {
			t.Errorf("%s: %q (-want +got):\n%s", c.what, errs, diff)
		}
		if diff := cmp.Diff(c.counts, sourcetest.Count(facts, tally)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
}

// cells are those of one column of a CSV file.
func cells(t testing.TB, path, column string) (all []string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(readFile(t, path))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for n, name := range rows[0] {
		for _, row := range rows[1:] {
			if name == column {
				all = append(all, row[n])
			}
		}
	}
	return all
}

// The issues stand in the column data of a CSV file. Its figures were found in
// Python with csv.DictReader and json.loads, by
//
//	Counter((r['fields']['status']['statusCategory']['key'], (r['fields']['resolution'] or {}).get('name')) for r in rows)
//	all(r['changelog']['total'] == len(r['changelog']['histories']) and r['changelog']['startAt'] == 0 for r in rows)
//
// which is {('done', '完成'): 21, ('new', '完成'): 4, ('done', "Won't Do"): 4, ('new', "Won't Do"): 1, ('new', None): 3} and True. Each of
// the 33 has a key of its own and a reporter of accountType atlassian, three with an address.
func TestRealIssues(t *testing.T) {
	issues := cells(t, filepath.Join(sourcetest.Folder(t, "jira-devlake"), "_raw_jira_api_issues.csv"), "data")
	for _, c := range []struct {
		own  map[string]evidence.RequestStatus
		want map[evidence.RequestStatus]int
	}{
		{nil, map[evidence.RequestStatus]int{"": 26, "rejected": 4, "open": 3}},
		{map[string]evidence.RequestStatus{"完成": "closed_complete"}, map[evidence.RequestStatus]int{"": 5, "closed_complete": 21, "rejected": 4, "open": 3}},
	} {
		facts, errs, tally := sourcetest.Read(t, jira.Reader(jira.Options{Settings: jira.Settings{Resolutions: c.own}}), strings.Join(issues, "\n"))
		want := sourcetest.Counts{Events: 33, Used: map[string]int{"issue": 33}, Ignored: map[string]int{}, Facts: map[string]int{"request": 33}}
		if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", errs, diff)
		}
		got := map[evidence.RequestStatus]int{}
		whole, addresses := 0, 0
		for _, f := range facts {
			r := f.Value.(*evidence.Request)
			got[r.Status]++
			whole += strings.Count(string(r.Extensions["jira"]), `"history":"whole"`)
			addresses += len(f.Subject.Aliases)
		}
		if diff := cmp.Diff(c.want, got); diff != "" || whole != 33 || addresses != 3 {
			t.Errorf("%d whole, %d addresses (-want +got):\n%s", whole, addresses, diff)
		}
	}
}

// With the same script: 279 entries of three histories, none of which is that
// of an issue above, and none of which names its issue: only the URL does.
func TestRealHistories(t *testing.T) {
	folder := sourcetest.Folder(t, "jira-devlake")
	file := filepath.Join(folder, "_raw_jira_api_issue_changelogs.csv")
	entries, urls := cells(t, file, "data"), cells(t, file, "url")
	pages := map[string][]string{}
	for i, url := range urls {
		pages[url] = append(pages[url], entries[i])
	}
	input := strings.Join(cells(t, filepath.Join(folder, "_raw_jira_api_issues.csv"), "data"), "\n")
	for url, entries := range pages {
		input += fmt.Sprintf("\n{\"self\":%q,\"values\":[%s]}", url, strings.Join(entries, ","))
	}
	for what, c := range map[string]struct {
		input  string
		issues int
	}{"as they are": {strings.Join(entries, "\n"), 0}, "as pages, beside the issues": {input, 33}} {
		facts, errs, tally := sourcetest.Read(t, jira.Reader(jira.Options{}), c.input)
		want := sourcetest.Counts{Events: 279 + c.issues, Used: map[string]int{}, Ignored: map[string]int{"entry of a history that does not say of which request in this input": 279}, Facts: map[string]int{}}
		if c.issues > 0 {
			want.Used["issue"], want.Facts["request"] = c.issues, c.issues
		}
		if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q (-want +got):\n%s", what, errs, diff)
		}
	}
}

// Each file has one issue, without created, reporter and status, and with
// updated 1:
//
//	jq -c 'if .issues then .issues[] else . end | [.key, .fields.created, .fields.updated, .fields.reporter, .fields.status]' *.resp
func TestRealTrimmedIssues(t *testing.T) {
	var tally source.Tally
	var errs []string
	for f, err := range source.Facts(jira.Reader(jira.Options{}), &tally, sourcetest.Folder(t, "jira-rapid7")) {
		if err == nil {
			t.Errorf("a fact: %v", f)
			continue
		}
		errs = append(errs, filepath.Base(err.Error()[:strings.Index(err.Error(), ":")])+err.Error()[strings.Index(err.Error(), ":"):])
	}
	want := []string{"PROVENANCE.txt: not an export of Jira's API, which begins with { or [: leave this file out",
		"get_issue.json.resp: ED-1 /fields/updated: not a date as Jira writes it" + again, "search_issues.json.resp: ED-1 /fields/updated: not a date as Jira writes it" + again}
	if diff := cmp.Diff(want, errs); diff != "" || tally.Events != 2 || tally.Refused != 2 || tally.Broken != 1 {
		t.Errorf("%s(-want +got):\n%s", &tally, diff)
	}
}

// jq -c '.records[] | [.summary, .category]' events.json: one "User Changed" and
// two "User created", all of user management.
func TestRealAudit(t *testing.T) {
	facts, errs, tally := sourcetest.Read(t, jira.Audit(jira.Options{}), readFile(t, sourcetest.Folder(t, "jira-audit-demisto"), "events.json"))
	want := sourcetest.Counts{Events: 3, Used: map[string]int{}, Facts: map[string]int{}, Ignored: map[string]int{
		"neither an addition to a group nor a removal from one: User Changed": 1, "neither an addition to a group nor a removal from one: User created": 2}}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" || len(errs) > 0 {
		t.Errorf("%q (-want +got):\n%s", errs, diff)
	}
}

// wc -l events.jsonl: two events of an organisation, which are not read.
func TestRealOrganisation(t *testing.T) {
	facts, errs, tally := sourcetest.Read(t, jira.Audit(jira.Options{}), sourcetest.Unwrap(t, filepath.Join(sourcetest.Folder(t, "panther-atlassian-org"), "events.jsonl")))
	if len(facts) != 0 || tally.Events != 2 || tally.Refused != 2 || !strings.Contains(strings.Join(errs, ""), "an event of the organisation's audit log") {
		t.Errorf("%s%q", tally, errs)
	}
}

func TestEveryFile(t *testing.T) {
	sourcetest.EveryFile(t, jira.Reader(options))
	sourcetest.EveryFile(t, jira.Audit(options))
}
