package main

import (
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
)

// One event as AWS documents it, one that only reads, and one that failed.
const trail = `{"Records":[
{"eventVersion":"1.08","eventTime":"2026-03-02T11:00:00Z","eventSource":"iam.amazonaws.com","eventName":"AttachUserPolicy","awsRegion":"us-east-1","recipientAccountId":"123456789012","eventID":"e-1","readOnly":false,
 "userIdentity":{"type":"IAMUser","principalId":"AIDA","arn":"arn:aws:iam::123456789012:user/provisioner","accountId":"123456789012","userName":"provisioner"},
 "requestParameters":{"userName":"bob","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"},"responseElements":null},
{"eventVersion":"1.08","eventTime":"2026-03-02T11:00:01Z","eventSource":"iam.amazonaws.com","eventName":"GetUser","awsRegion":"us-east-1","recipientAccountId":"123456789012","eventID":"e-2","readOnly":true,
 "userIdentity":{"type":"IAMUser","principalId":"AIDA","arn":"arn:aws:iam::123456789012:user/provisioner","accountId":"123456789012","userName":"provisioner"},"requestParameters":null,"responseElements":null}
]}`

const ticket = `{"fact":"request","subject":{"id":"bob","kind":"human","aliases":["arn:aws:iam::123456789012:user/bob"]},"action":"grant","value":{"id":"RITM1","requester":{"id":"li","kind":"human"},"submitted_at":"2026-03-02T09:00:00Z","entitlements":[{"system":"aws:123456789012","resource":"iam/policy","permission":"arn:aws:iam::aws:policy/ReadOnlyAccess"}],"status":"closed_complete","closed_at":"2026-03-02T12:00:00Z"}}
`

func TestFacts(t *testing.T) {
	got := command(t, trail, "facts", "--source", "cloudtrail", "--collected-at", "2026-03-03T00:00:00Z", "-")
	got.wants(t, exitDone, "1 input (0 broken), 2 events: 1 used, 1 ignored, 0 refused; 1 fact\n", "AttachUserPolicy")
	for _, want := range []string{`{"fact":"change","subject":{"id":"arn:aws:iam::123456789012:user/bob"`, `"collected_at":"2026-03-03T00:00:00Z"`, `"permission":"arn:aws:iam::aws:policy/ReadOnlyAccess"`} {
		if !strings.Contains(got.out, want) {
			t.Errorf("the fact lacks %s:\n%s", want, got.out)
		}
	}
	// What is printed can be read again.
	again := command(t, got.out, "facts", "--source", "facts", "-")
	again.wants(t, exitDone, "1 event: 1 used, 0 ignored, 0 refused; 1 fact\n")
	if again.out != got.out {
		t.Errorf("read again and printed, it is\n%s, and was\n%s", again.out, got.out)
	}
}

// Each input may have a time of its own.
func TestCollectedAtOfASource(t *testing.T) {
	trail := file(t, "trail.json", trail)
	got := command(t, "", "join", "--collected-at", "2026-03-03T00:00:00Z", "--source", "cloudtrail="+trail)
	later := command(t, "", "join", "--collected-at", "2026-03-03T00:00:00Z", "--source", "cloudtrail@2026-03-04T01:00:00+01:00="+trail)
	got.wants(t, exitDone)
	later.wants(t, exitDone)
	if !strings.Contains(got.out, `"collected_at":"2026-03-03T00:00:00Z"`) || strings.ReplaceAll(got.out, "03T00:00:00Z", "04T00:00:00Z") != later.out {
		t.Errorf("one is\n%sthe other\n%s", got.out, later.out)
	}
}

func TestFactsRefused(t *testing.T) {
	got := command(t, ticket+"{\"fact\":\"wish\"}\n", "facts", "--source", "facts", "-")
	got.wants(t, exitIncomplete, "standard input:2: ", "/fact: ", "2 events: 1 used, 0 ignored, 1 refused; 1 fact\n")
	if got.out != ticket {
		t.Errorf("it printed\n%s", got.out)
	}
	command(t, "", "facts", "--source", "cloudtrail", "missing.json").wants(t, exitIncomplete, "missing.json: ", "1 input (1 broken)")
}

// The main job: logs and tickets become records, and records are judged.
func TestJoin(t *testing.T) {
	changes := command(t, trail, "facts", "--source", "cloudtrail", "-")
	changes.wants(t, exitDone)
	got := command(t, changes.out, "join", "--source", "facts="+file(t, "tickets.jsonl", ticket), "--source", "facts=-")
	got.wants(t, exitDone, "2 taken = 2 joined + 0 single + 0 ambiguous + 0 duplicate + 0 refused", "1 = 1 with a request")
	rec, err := evidence.Decode("join", strings.NewReader(got.out))
	if err != nil {
		t.Fatal(err)
	}
	if rec.ID != "RITM1" || rec.Request == nil || len(rec.Changes) != 1 || rec.Changes[0].RequestRef != "" {
		t.Errorf("the record is %s", got.out)
	}
	judged := command(t, got.out, "evaluate", "--as-of", "2026-03-03T00:00:00Z", "--controls", "grant.in_workflow", "--format", "text", "-")
	judged.wants(t, exitDone)
	if !strings.HasPrefix(judged.out, "unproven          RITM1  (human bob)\n  indeterminate  grant.in_workflow           critical  the change names no request: that it carried out this one is only inferred") {
		t.Errorf("the verdict is\n%s", judged.out)
	}
}

func TestJoinReportsWhatAPersonShouldLookAt(t *testing.T) {
	approval := `{"fact":"approval","subject":{"id":"bob"},"request_ref":"RITM9","value":{"approver":{"id":"maria"},"decision":"approved","decided_at":"2026-03-02T10:00:00Z"}}` + "\n"
	got := command(t, ticket+approval+"{\n", "join", "--source", "facts=-")
	got.wants(t, exitIncomplete,
		"standard input:3: ",
		"unplaced approval of bob: ",
		"facts=-: 1 input (0 broken), 3 events: 2 used, 0 ignored, 1 refused; 2 facts",
		"2 taken = 0 joined + 2 single")
	if _, err := evidence.Decode("join", strings.NewReader(got.out)); err != nil {
		t.Errorf("%v: the rest was not joined:\n%s", err, got.out)
	}
}

func TestJoinFulfilmentComesFromTheParameters(t *testing.T) {
	late := strings.Replace(trail, "2026-03-02T11:00:00Z", "2026-03-05T11:00:00Z", 1) // three days after closing
	records := func(args ...string) int {
		got := command(t, late, append([]string{"join", "--source", "facts=" + file(t, "tickets.jsonl", ticket), "--source", "cloudtrail=-"}, args...)...)
		got.wants(t, exitDone)
		return strings.Count(got.out, "\n")
	}
	if n := records(); n != 2 {
		t.Errorf("within two days: %d records, wanted the request and the change apart", n)
	}
	parameters := file(t, "p.yaml", "grant: {implies: {}, max_duration: [], fulfilment: P4D}\n")
	if n := records("--parameters", parameters); n != 1 {
		t.Errorf("within four days: %d records, wanted one", n)
	}
}

// Tickets and who approved them, as a mapping document reads them.
func TestJoinMapped(t *testing.T) {
	mapping := file(t, "tickets.yaml", `mapping: counterfoil.mapping/v1
input: {format: csv}
source: {system: desk, kind: itsm, record_id: {column: number}}
subject: {id: {column: for}, kind: human}
facts:
  - fact: request
    action: grant
    value:
      id: {column: number}
      submitted_at: {column: opened}
      entitlements:
        - {system: erp, resource: ledger, permission: {column: role}}
`)
	tickets := file(t, "tickets.csv", "number,for,role,opened\nRITM7,ana,Reader,2026-03-02T09:00:00Z\n")
	got := command(t, "", "join", "--source", "mapped:"+mapping+"="+tickets)
	got.wants(t, exitDone, "1 event: 1 used, 0 ignored, 0 refused; 1 fact", "1 = 1 with a request")
	if rec, err := evidence.Decode("join", strings.NewReader(got.out)); err != nil || rec.ID != "RITM7" || rec.Subject.ID != "ana" {
		t.Errorf("the record is %s (%v)", got.out, err)
	}
	wrong := file(t, "wrong.yaml", "mapping: counterfoil.mapping/v1\ninput: {format: cvs}\n")
	command(t, "", "facts", "--source", "mapped:"+wrong, tickets).wants(t, exitIncomplete, wrong+":2: ", `did you mean "csv"?`)
	command(t, "", "facts", "--source", "mapped:missing.yaml", tickets).wants(t, exitIncomplete, "missing.yaml: ")
}
