package okta_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/okta"
)

// The commands in the package documentation export an org of which the listings
// of users and assignees have two pages, the one linked to in the header, the
// other in the body.
func TestExport(t *testing.T) {
	for _, tool := range []string{"sh", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the commands need %s: %v", tool, err)
		}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		here := "http://" + r.Host
		body, ok := org[r.URL.RequestURI()]
		switch r.URL.RequestURI() {
		case "/api/v1/users?limit=200":
			w.Header().Add("Link", fmt.Sprintf("<%s%s>; rel=\"next\"", here, "/api/v1/users?after=x&limit=200"))
			body = "[" + listedUser("ana", "ACTIVE") + "]"
		case "/api/v1/users?after=x&limit=200":
			body, ok = "["+listedUser("bob", "LOCKED_OUT")+"]", true
		case "/api/v1/iam/assignees/users?limit=100":
			body = fmt.Sprintf(`{"value":[],"_links":{"next":{"href":"%s/api/v1/iam/assignees/users?after=x&limit=100"}}}`, here)
		case "/api/v1/iam/assignees/users?after=x&limit=100":
			body, ok = org["/api/v1/iam/assignees/users?limit=100"], true
		case "/api/v1/users?limit=200&filter=status+eq+%22DEPROVISIONED%22":
			body, ok = org["/api/v1/users?filter=status+eq+%22DEPROVISIONED%22"], true
		}
		if !ok || r.Header.Get("Authorization") != "SSWS secret" {
			t.Errorf("%s asked for", r.URL.RequestURI())
			http.Error(w, `{"errorCode":"E0000007","errorSummary":"Not found"}`, http.StatusNotFound)
			return
		}
		w.Header().Add("Link", fmt.Sprintf("<%s%s>; rel=\"self\"", here, r.URL.RequestURI()))
		fmt.Fprint(w, body)
	}))
	defer server.Close()

	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, script, begins := strings.Cut(string(doc), "//\tpage() {")
	script, _, ends := strings.Cut(script, "//\tcat more.jsonl")
	if !begins || !ends {
		t.Fatal("the documentation has no such commands any more")
	}
	script = "page() {" + strings.ReplaceAll(script, "\n//\t", "\n") + "cat more.jsonl >>all.jsonl\n"

	dir := t.TempDir()
	cmd := exec.Command("sh", "-eu", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "ORG="+server.URL, "TOKEN=secret", "no_proxy=127.0.0.1")
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%v: %s", err, out)
	}
	all, err := os.ReadFile(filepath.Join(dir, "all.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	got, errs := read(t, string(all))
	want, _ := read(t, export(nil))
	if diff := cmp.Diff(want, got); diff != "" || len(errs) > 0 {
		t.Errorf("%q\n(-want +got):\n%s", errs, diff)
	}
}

func TestShapes(t *testing.T) {
	log, state := okta.Shapes(), okta.StateShapes()
	for what, c := range map[string]struct {
		input string
		fits  []source.Shape
	}{
		"an event":     {logged("user.session.start", ana, nil), log[:1]},
		"an array":     {"[" + logged("user.session.start", ana, nil) + "]", log[:1]},
		"a list":       {`{"logs":[` + logged("user.session.start", ana, nil) + "]}", log[:1]},
		"EventBridge":  {`{"version":"0","detail":` + logged("user.session.start", ana, nil) + "}", log[:1]},
		"a data lake":  {strings.Replace(logged("user.session.start", ana, nil), "eventType", "eventtype", 1), log[1:]},
		"a page":       {page("/api/v1/groups", org["/api/v1/groups?limit=200"]), state},
		"another list": {org["/api/v1/groups?limit=200"], nil},
	} {
		var fits []source.Shape
		both := append(append([]source.Shape{}, log...), state...)
		for _, n := range source.Fits([]byte(c.input), both) {
			fits = append(fits, both[n])
		}
		if diff := cmp.Diff(c.fits, fits); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
}
