package ocsf_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/ocsf"
)

// One event, in a CloudEvents wrapper, and a PROVENANCE.txt that is an input
// without one.
//
//	jq -c '.data|[.class_uid,.activity_id,.status_id,.metadata.version,.time,.user,.privileges,.cloud.org.uid]' admin_role_assign_user.json
//	[3005,1,null,"2025.11.09",1732021086000,{"email_addr":"new.user@example.com","uid":"93CC…@c62….e"},["ORG_ADMIN"],"33911245002965270A49422F@AdobeOrg"]
//	date -u -d @1732021086 +%FT%TZ    # 2024-11-19T12:58:06Z, as time_dt says
func TestRealAdobe(t *testing.T) {
	var tally source.Tally
	var facts []evidence.Fact
	broken := 0
	for f, err := range source.Facts(ocsf.Reader(trails), &tally, sourcetest.Folder(t, "ocsf-adobe")) {
		if err != nil {
			broken++
			continue
		}
		facts = append(facts, f)
	}
	want := sourcetest.Counts{
		Events: 1, Used: map[string]int{"User Access Management: Assign Privileges": 1}, Ignored: map[string]int{}, Facts: map[string]int{"change success": 1},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, &tally)); diff != "" || broken != 1 || tally.Broken != 1 {
		t.Fatalf("%d broken\n(-want +got):\n%s", broken, diff)
	}
	const org = "adobe:33911245002965270A49422F@AdobeOrg"
	digest := facts[0].Value.(*evidence.Change).Source.Digest
	fact := `{"fact":"change","subject":{"id":"new.user@example.com","aliases":["` + org + `/user/93CC23A00D449C80A494229@c62f24c00b5b7e0e0a494004.e"]},"value":{"id":"ocsf/385eedd5-1175-4cc2-9983-cd5058d69763","action":"grant",` +
		`"entitlements":[{"system":"` + org + `","resource":"privilege","permission":"ORG_ADMIN"}],` +
		`"actor":{"id":"first.last@example.com","aliases":["` + org + `/user/93EF56A00D449C80A494229@c62f24c00b5b7e0e0a494004"]},` +
		`"executed_at":"2024-11-19T12:58:06Z","outcome":"success","source":{"system":"` + org + `","kind":"application","record_id":"ocsf/385eedd5-1175-4cc2-9983-cd5058d69763","digest":"` + digest + `"},` +
		`"extensions":{"ocsf":{"class_uid":3005,"activity_id":1,"version":"2025.11.09","event_code":"ADMIN_ROLE_ASSIGN_USER:ORG_ADMIN"}}}}` + "\n"
	if diff := cmp.Diff(fact, sourcetest.Lines(t, facts)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEveryFile(t *testing.T) {
	sourcetest.EveryFile(t, ocsf.Reader(ocsf.Options{Instance: "acme", CloudTrail: trails.CloudTrail}))
}
