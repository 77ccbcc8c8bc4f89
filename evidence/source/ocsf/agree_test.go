package ocsf_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/gcp"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// What an event says was granted has the key, and the subject, of what the
// vendor's own state shows. (Of AWS, TestCloudTrail shows the same of the log.)
func TestLogAndStateAgree(t *testing.T) {
	logged, errs, _ := read(t, ocsfEvent(3005, 1, edit{"metadata": product("Google", "Cloud Audit Logs"), "cloud": `{"provider":"GCP","project_uid":"shop"}`,
		"user": `{"email_addr":"Bob@acme.example"}`, "privileges": `["roles/viewer"]`}))
	seen, errs2, _ := sourcetest.Read(t, gcp.State(gcp.Options{CollectedAt: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)}),
		`[{"resource":"//cloudresourcemanager.googleapis.com/projects/shop","policy":{"etag":"x","bindings":[{"role":"roles/viewer","members":["user:bob@acme.example"]}]}}]`)
	if len(logged) != 1 || len(seen) == 0 {
		t.Fatalf("%q %q", errs, errs2)
	}
	if diff := cmp.Diff(seen[0].Value.(*evidence.Observation).Entitlements, logged[0].Value.(*evidence.Change).Entitlements); diff != "" || seen[0].Subject.ID != logged[0].Subject.ID {
		t.Errorf("%s, %s\n(-state +log):\n%s", seen[0].Subject.ID, logged[0].Subject.ID, diff)
	}
}
