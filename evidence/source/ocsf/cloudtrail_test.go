package ocsf_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/cloudtrail"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/ocsf"
)

// trail is an event of CloudTrail, and the OCSF event that Security Lake makes
// of it, in each form that its rows have had. Of rc.2 the names in parentheses
// of the parameters, which it takes for the user's name, are left out.
type trail struct{ name, request, response, failed string }

// trails are the options with which what was made of CloudTrail is read.
var trails = ocsf.Options{CloudTrail: cloudtrail.Reader(cloudtrail.Options{})}

const alice = `"arn:aws:sts::111122223333:assumed-role/Admin/alice"`

func (c trail) cloudTrail() string {
	return fmt.Sprintf(`{"userIdentity":{"type":"AssumedRole","principalId":"AROA1:alice","arn":%s,"accountId":"111122223333"},"eventTime":"2026-03-02T11:00:00Z",`+
		`"eventSource":"iam.amazonaws.com","eventName":%q,"awsRegion":"us-east-1","eventID":"e-1","recipientAccountId":"111122223333","requestParameters":%s,"responseElements":%s%s}`,
		alice, c.name, c.request, c.response, c.failed)
}

// row is the row of a class and activity that need not be right.
func (c trail) row(class, activity int, version, actor, api, rest string) string {
	if c.failed != "" {
		rest += `,"status_id":2,"status":"Failure"`
	} else {
		rest += `,"status_id":1,"status":"Success"`
	}
	return fmt.Sprintf(`{"class_uid":%d,"activity_id":%d,"metadata":{"uid":"e-1","version":%q,"product":{"name":"CloudTrail","vendor_name":"AWS"}},"time":1772449200000,`+
		`"cloud":{"provider":"AWS","region":"us-east-1"},"actor":{"user":{"type":"AssumedRole",%s}},"api":{"operation":%q,"service":{"name":"iam.amazonaws.com"},%s},%s}`,
		class, activity, version, actor, c.name, api, rest)
}

func (c trail) v11(class, activity int) string {
	q := func(s string) string { b, _ := json.Marshal(s); return string(b) }
	e := strings.NewReplacer(`,"errorCode"`, `"error"`, `,"errorMessage"`, `,"message"`).Replace(c.failed)
	if e != "" {
		e += ","
	}
	return c.row(class, activity, "1.1.0", `"uid":`+alice+`,"uid_alt":"AROA1:alice","account":{"uid":"111122223333"}`,
		`"request":{"data":`+q(c.request)+`},"response":{`+e+`"data":`+q(c.response)+`}`, `"unmapped":{"recipientAccountId":"111122223333"},"user":{"name":"alice"}`)
}

func TestCloudTrail(t *testing.T) {
	const trust = `{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":[\"ec2.amazonaws.com\"]}}]}`
	for _, c := range []struct {
		trail
		class, activity int // as converters have them
		want            string
	}{
		{trail{"AttachRolePolicy", `{"roleName":"app","policyArn":"arn:aws:iam::aws:policy/P"}`, `null`, ""}, 3001, 7, "grant arn:aws:iam::111122223333:role/app"},
		{trail{"AddUserToGroup", `{"userName":"bob","groupName":"dev"}`, `null`, ""}, 3001, 7, "grant arn:aws:iam::111122223333:user/bob"},
		{trail{"DeleteAccessKey", `{"userName":"bob","accessKeyId":"AK1"}`, `null`, ""}, 3001, 6, "revoke arn:aws:iam::111122223333:user/bob"},
		{trail{"RemoveRoleFromInstanceProfile", `{"roleName":"app","instanceProfileName":"p"}`, `null`, ""}, 3001, 8, "revoke arn:aws:iam::111122223333:instance-profile/p"},
		{trail{"CreateRole", `{"roleName":"app","assumeRolePolicyDocument":"` + trust + `"}`, `{"role":{"arn":"arn:aws:iam::111122223333:role/app"}}`, ""}, 3001, 1,
			"grant arn:aws:iam::111122223333:role/app"},
		{trail{"CreateUser", `{"userName":"bob"}`, `null`, `,"errorCode":"EntityAlreadyExists","errorMessage":"x"`}, 3001, 1, "failed grant arn:aws:iam::111122223333:user/bob"},
		{trail{"DetachUserPolicy", `{"userName":"bob","policyArn":"arn:aws:iam::aws:policy/P"}`, `null`, ""}, 6003, 4, "revoke arn:aws:iam::111122223333:user/bob"},
	} {
		o := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
		original, _, _ := sourcetest.Read(t, cloudtrail.Reader(cloudtrail.Options{CollectedAt: o}), c.cloudTrail())
		facts, errs, tally := sourcetest.Read(t, ocsf.Reader(ocsf.Options{CollectedAt: o, CloudTrail: trails.CloudTrail}), c.v11(c.class, c.activity))
		if len(facts) != 1 || !strings.HasPrefix(line(facts[0]), c.want+": aws:111122223333") || tally.UsedAs(c.name) != 1 {
			t.Errorf("%s: want %s, got %v %q %s", c.name, c.want, lines(facts), errs, tally)
			continue
		}
		// All but the digest is what the log itself says, so that both count once.
		original[0].Value.(*evidence.Change).Source.Digest = facts[0].Value.(*evidence.Change).Source.Digest
		if diff := cmp.Diff(original, facts); diff != "" {
			t.Errorf("%s (-CloudTrail +OCSF):\n%s", c.name, diff)
		}
	}
}

// The ticket is that which the reader of CloudTrail finds in the session's name.
func TestCloudTrailTicket(t *testing.T) {
	c := trail{name: "CreateUser", request: `{"userName":"bob"}`, response: "null"}
	read := cloudtrail.Reader(cloudtrail.Options{Tickets: regexp.MustCompile(`RITM[0-9]{7}`)})
	facts, errs, _ := sourcetest.Read(t, ocsf.Reader(ocsf.Options{CloudTrail: read}), strings.ReplaceAll(c.v11(3001, 1), "Admin/alice", "Flow/RITM0012345"))
	if len(facts) != 1 || facts[0].Value.(*evidence.Change).RequestRef != "RITM0012345" {
		t.Errorf("%v %q", facts, errs)
	}
}

// The rows of 1.0.0-rc.2 keep parameters flattened among what is unmapped, but
// for the name.
func TestCloudTrailUnmapped(t *testing.T) {
	actor := `"uuid":` + alice + `,"uid":"AROA1:alice","account_uid":"111122223333"`
	row := func(name, user, unmapped string) string {
		return trail{name: name}.row(3001, 7, "1.0.0-rc.2", actor, `"request":{"uid":"r"},"response":{"error":null,"message":null}`,
			`"user":{"name":"`+user+`"},"unmapped":{"recipientAccountId":"111122223333"`+unmapped+`}`)
	}
	for _, c := range []struct {
		input    string
		original trail
		want     string
	}{
		{row("AttachRolePolicy", "app", `,"requestParameters.policyArn":"arn:p"`), trail{"AttachRolePolicy", `{"roleName":"app","policyArn":"arn:p"}`, "null", ""}, "grant arn:aws:iam::111122223333:role/app"},
		{row("DetachUserPolicy", "bob", `,"requestParameters.policyArn":"arn:p"`), trail{"DetachUserPolicy", `{"userName":"bob","policyArn":"arn:p"}`, "null", ""}, "revoke arn:aws:iam::111122223333:user/bob"},
		{row("CreateUser", "bob", `,"responseElements.user.arn":"arn:aws:iam::111122223333:user/ops/bob"`), trail{"CreateUser", `{"userName":"bob"}`, `{"user":{"arn":"arn:aws:iam::111122223333:user/ops/bob"}}`, ""}, "grant arn:aws:iam::111122223333:user/bob"},
		{row("AddUserToGroup", "bob", `,"requestParameters":{"groupName":"dev","userName":"cy"}`), trail{"AddUserToGroup", `{"userName":"cy","groupName":"dev"}`, "null", ""}, "grant arn:aws:iam::111122223333:user/cy"},
	} {
		facts, errs, _ := read(t, c.input)
		original, _, _ := sourcetest.Read(t, cloudtrail.Reader(cloudtrail.Options{}), c.original.cloudTrail())
		if len(original) != 1 || !cmp.Equal(lines(original), lines(facts)) || !strings.HasPrefix(line(facts[0]), c.want) {
			t.Errorf("want %s, got %v %q", lines(original), lines(facts), errs)
		}
	}
}

func TestCloudTrailRefused(t *testing.T) {
	c := trail{name: "CreateUser", request: `{"userName":"bob"}`, response: "null"}
	good := c.v11(3001, 1)
	for _, s := range []struct{ what, input, want string }{
		{"status unknown", strings.Replace(good, `"status_id":1`, `"status_id":0`, 1), "log:1: e-1 /status_id: says neither"},
		{"no status, no answer", strings.NewReplacer(`"status_id":1,"status":"Success"`, `"x":1`, `"response"`, `"y"`).Replace(good), "log:1: e-1 /status_id: says neither"},
		{"an answer that says otherwise", strings.Replace(good, `"response":{`, `"response":{"error":"AccessDenied",`, 1), "log:1: e-1 /status_id: says that it succeeded, and api.response that it did not"},
		{"of nobody", strings.Replace(good, `"request":{`, `"x":{`, 1), "log:1: e-1 /api: as the event of CloudTrail that it was made of: the event does not say whose access was changed"},
		{"of no account", strings.NewReplacer(`"recipientAccountId"`, `"x"`, `"account"`, `"x"`).Replace(good), "log:1: e-1 /api: as the event of CloudTrail that it was made of: the event does not say in which account"},
		{"seconds", strings.Replace(good, `"time":1772449200000`, `"time":1772449200`, 1), "log:1: e-1 /time: not milliseconds"},
	} {
		facts, errs, _ := read(t, s.input)
		if len(facts) != 0 || len(errs) != 1 || !strings.HasPrefix(errs[0], s.want) {
			t.Errorf("%s: %v %q", s.what, lines(facts), errs)
		}
	}
	// Without a status, the answer tells, as in CloudTrail itself.
	if facts, errs, _ := read(t, strings.Replace(good, `"status_id":1,"status":"Success"`, `"x":1`, 1)); len(facts) != 1 {
		t.Errorf("%q", errs)
	}
	_, errs, _ := sourcetest.Read(t, ocsf.Reader(ocsf.Options{}), good)
	if diff := cmp.Diff([]string{"log:1: e-1 /api: made of an event of CloudTrail, and nobody said what reads those (Options.CloudTrail): read the log of CloudTrail itself"}, errs); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]source.Reason{
		"GetUser":      {Why: "IAM call that only reads"},
		"CreatePolicy": {Why: "IAM write that this source does not take for an entitlement change", Name: "CreatePolicy"},
	} {
		c.name = name
		if _, _, tally := read(t, c.v11(6003, 1)); tally.IgnoredFor(want) != 1 {
			t.Errorf("%s: %s", name, tally)
		}
	}
}

// The Parquet files are refused, and so are the events of CloudTrail that they
// were made of, which are no OCSF: each of the four holds one.
//
//	for f in *.test.gz; do zcat $f | jq -r '.Records[].eventName'; done
func TestRealSecurityLake(t *testing.T) {
	folder := sourcetest.Folder(t, "ocsf-security-lake-aws")
	var tally source.Tally
	parquet, logs, others := 0, 0, 0
	for _, err := range source.Facts(ocsf.Reader(trails), &tally, folder) {
		switch {
		case err == nil:
			t.Error("a fact")
		case strings.HasSuffix(err.Error(), ".parquet: a Parquet file, which is not read here: convert it to JSON, one event a line"):
			parquet++
		case strings.HasSuffix(err.Error(), "read it as cloudtrail"):
			logs++
		default:
			others++ // PROVENANCE.txt
		}
	}
	if parquet != 4 || logs != 4 || others != 1 || tally.Events != 4 || tally.Refused != 4 || tally.Broken != 5 {
		t.Errorf("%d, %d and %d errors; %s", parquet, logs, others, &tally)
	}
}

// Each of the four Parquet files holds the row that was made of its input. They
// were read without this package, from the gzip pages inside them; what of a row
// matters here is
//
//	file                       operation                      activity       user.name, unmapped
//	AddroletoInstanceProfile   RemoveRoleFromInstanceProfile  Detach Policy  Role-name, requestParameters.instanceProfileName
//	AttachRolePolicy           AttachRolePolicy               Attach Policy  AmazonSage…Role, requestParameters.policyArn
//	CreateRole                 CreateRole                     Create         User-Role-Name, requestParameters.assumeRolePolicyDocument
//	CreateUser                 CreateUser                     Create         test_user2, responseElements.user.arn
//
// With the rows restored so, the facts are those of the inputs.
func TestRealSecurityLakeRows(t *testing.T) {
	folder := sourcetest.Folder(t, "ocsf-security-lake-aws")
	for name, row := range map[string]struct {
		activity         int
		from, to, parent string
	}{
		"AddroletoInstanceProfile": {8, "roleName", "instanceProfileName", "requestParameters"},
		"AttachRolePolicy":         {7, "roleName", "policyArn", "requestParameters"},
		"CreateRole":               {1, "roleName", "assumeRolePolicyDocument", "requestParameters"},
		"CreateUser":               {1, "userName", "user.arn", "responseElements"},
	} {
		f, err := os.Open(filepath.Join(folder, "input__"+name+".test.gz"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		var file struct{ Records []map[string]any }
		if err := json.Unmarshal(text, &file); err != nil {
			t.Fatal(err)
		}
		r := file.Records[0]
		at := func(of any, steps ...string) any {
			for _, s := range steps {
				m, _ := of.(map[string]any)
				of = m[s]
			}
			return of
		}
		executed, err := time.Parse(time.RFC3339, r["eventTime"].(string))
		if err != nil {
			t.Fatal(err)
		}
		input, err := json.Marshal(map[string]any{
			"class_uid": 3001, "activity_id": row.activity, "status_id": 1, "status": "Success", "time": executed.UnixMilli(),
			"metadata": map[string]any{"uid": r["eventID"], "version": "1.0.0-rc.2", "product": map[string]any{"name": "CloudTrail", "vendor_name": "AWS"}},
			"cloud":    map[string]any{"provider": "AWS", "region": r["awsRegion"]},
			"api":      map[string]any{"operation": r["eventName"], "service": map[string]any{"name": r["eventSource"]}, "request": map[string]any{"uid": r["requestID"]}, "response": map[string]any{"error": nil, "message": nil}},
			"actor": map[string]any{"invoked_by": at(r, "userIdentity", "invokedBy"), "user": map[string]any{"type": at(r, "userIdentity", "type"), "uid": at(r, "userIdentity", "principalId"),
				"uuid": at(r, "userIdentity", "arn"), "account_uid": at(r, "userIdentity", "accountId")}},
			"user": map[string]any{"name": at(r, "requestParameters", row.from)},
			"unmapped": map[string]any{"recipientAccountId": r["recipientAccountId"],
				row.parent + "." + row.to: at(r, append([]string{row.parent}, strings.Split(row.to, ".")...)...)},
		})
		if err != nil {
			t.Fatal(err)
		}
		want, _, _ := sourcetest.Read(t, cloudtrail.Reader(cloudtrail.Options{}), string(text))
		got, errs, _ := read(t, string(input))
		if len(want) != 1 || len(got) != 1 {
			t.Fatalf("%s: %d and %d facts, %q", name, len(want), len(got), errs)
		}
		want[0].Value.(*evidence.Change).Source.Digest = got[0].Value.(*evidence.Change).Source.Digest
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-CloudTrail +OCSF):\n%s", name, diff)
		}
	}
}
