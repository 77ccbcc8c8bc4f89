package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/evidence/alias"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// A login in the alias directory becomes what the source of its system calls
// it, in whatever case somebody typed it where the vendor makes no difference.
func TestAliasFormsAreTheSources(t *testing.T) {
	okta := func(login string) string {
		return fmt.Sprintf(`{"uuid":"e-1","eventType":"group.user_membership.add","published":"2026-03-02T11:00:00Z","outcome":{"result":"SUCCESS"},"actor":{"id":"00uM","type":"User","alternateId":"m@acme.example"},"target":[{"id":"00uA","type":"User","alternateId":%q},{"id":"00gD","type":"UserGroup","alternateId":"unknown","displayName":"D"}]}`, login)
	}
	github := func(login string) string {
		return fmt.Sprintf(`{"@timestamp":1772449200000,"_document_id":"d-1","action":"org.add_member","actor":"m","actor_id":7,"org":"acme","org_id":9,"user":%q,"user_id":8,"permission":"read"}`, login)
	}
	teleport := func(login string) string {
		return fmt.Sprintf(`{"ei":0,"event":"user.create","code":"T1002I","uid":"u-1","time":"2026-03-02T11:00:00Z","cluster_name":"acme","name":%q,"user":"m","roles":["dba"]}`, login)
	}
	scim := func(login string) string {
		return fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","userName":%q,"active":true,"meta":{"resourceType":"User","created":"2026-03-02T11:00:00Z"}}`, login)
	}
	kubernetes := func(login string) string {
		return fmt.Sprintf(`{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"RequestResponse","auditID":"a-1","stage":"ResponseComplete","requestURI":"/apis/rbac.authorization.k8s.io/v1/clusterrolebindings","verb":"create","user":{"username":"m"},"objectRef":{"resource":"clusterrolebindings","name":"b","apiGroup":"rbac.authorization.k8s.io","apiVersion":"v1"},"responseStatus":{"code":201},"stageTimestamp":"2026-03-02T11:00:00Z","responseObject":{"kind":"ClusterRoleBinding","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"b","uid":"1"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":%q}],"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"}}}`, login)
	}
	for _, c := range []struct {
		source       string
		event        func(string) string
		login, typed string
	}{
		{"okta", okta, "Ana@Acme.example", "ana@ACME.example"},
		{"github", github, "Ana-Caruso", "ANA-Caruso"},
		{"teleport", teleport, "Ana@Acme.example", "ana@ACME.example"},
		{"teleport", teleport, "Ana", "Ana"},
		{"scim", scim, "Ana@Acme.example", "ana@ACME.example"},
		{"scim", scim, "ACaruso", "acarusO"},
		{"kubernetes", kubernetes, "Ana", "Ana"},
		{"kubernetes", kubernetes, "Ana@Acme.example", "Ana@Acme.example"},
	} {
		name := c.source + ":acme"
		if c.source == "github" {
			name = c.source // its events name the organisation
		}
		_, read, err := readOptions{collectedAt: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}.open(name)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for f, err := range read("in", strings.NewReader(c.event(c.login)+"\n"), new(source.Tally)) {
			if err != nil {
				t.Errorf("%s: %v", c.source, err)
				continue
			}
			found = true
			if want := alias.Form(c.source+":acme", c.typed); f.Subject.ID != want {
				t.Errorf("%s calls %s %q, the alias directory %q", c.source, c.login, f.Subject.ID, want)
			}
		}
		if !found {
			t.Errorf("%s: no fact", c.source)
		}
	}
}
