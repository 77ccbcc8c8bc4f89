package kubernetes_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/kubernetes"
)

// The wanted figures were counted with jq, not with this package. Each file
// holds one event; PROVENANCE.txt is an input that holds none.
//
//	jq -c '[.objectRef.resource, .objectRef.subresource, .verb, .stage, .responseStatus.code,
//	  ((.requestObject.subjects // []) | length)]' *.json | sort | uniq -c
//
// lists two clusterrolebindings (one subject each), three clusterroles created
// and one deleted, two serviceaccounts created, eight about other resources
// (three namespaces created, one deleted, two pods, an attach, a secret), and one
// line that is no event. Each of those read is ResponseComplete with 200 or 201.
func TestRealMinikube(t *testing.T) {
	var tally source.Tally
	var facts []evidence.Fact
	var errs []string
	for f, err := range source.Facts(kubernetes.Reader(kubernetes.Options{}), &tally, sourcetest.Folder(t, "kubernetes-audit-falco")) {
		if err != nil {
			errs = append(errs, filepath.Base(strings.SplitN(err.Error(), ":", 2)[0]))
			continue
		}
		facts = append(facts, f)
	}
	sourcetest.AddsUp(t, &tally)
	want := sourcetest.Counts{
		Events: 17, Refused: 1,
		Used:    map[string]int{"clusterrolebindings create": 2, "clusterroles create": 3, "clusterroles delete": 1, "serviceaccounts create": 2},
		Ignored: map[string]int{"not about RBAC or a service account": 9 - 1},
		Facts:   map[string]int{"change success": 2 + 3 + 1, "event": 2},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, &tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"PROVENANCE.txt", "fal_01_003.json"}, errs); diff != "" {
		t.Errorf("errors in (-want +got):\n%s", diff)
	}
	// jq -r 'select(.objectRef.resource=="clusterrolebindings") | .roleRef // .requestObject | [.roleRef.name, .subjects[0].name] | @tsv' *.json
	var granted []string
	for _, f := range facts {
		if s := line(f); strings.Contains(s, "rbac/") {
			granted = append(granted, s)
		}
	}
	if diff := cmp.Diff([]string{"grant minikube: rbac/clusterrole cluster-admin", "grant minikube: rbac/clusterrole system:basic-user"}, granted); diff != "" {
		t.Errorf("bindings (-want +got):\n%s", diff)
	}
}

// The events of these rule tests were trimmed by hand: those about RBAC have no
// stage and no time, and are refused. With
//
//	U='.log | if (.properties.log?) != null then (.properties.log|fromjson) else . end'
//	jq -c "$U | if .kind!=\"Event\" or (.verb==null and .objectRef==null and .stage==null) then \"none\"
//	  elif (.objectRef.resource|IN(\"rolebindings\",\"clusterrolebindings\",\"roles\",\"clusterroles\",\"serviceaccounts\")|not) then \"elsewhere\"
//	  elif (.verb|IN(\"get\",\"list\",\"watch\")) then \"reads\"
//	  elif .objectRef.subresource then .objectRef.resource+\"/\"+.objectRef.subresource+\" \"+.verb
//	  elif .stage!=\"ResponseComplete\" then \"no stage\" else \"complete\" end" events.jsonl | sort | uniq -c
//
// they are 88 elsewhere, 22 none (18 of them with .log.protoPayload, of Google
// Cloud), 10 token requests, 2 reads and 23 without a stage.
func TestRealRuleTests(t *testing.T) {
	input := sourcetest.Unwrap(t, filepath.Join(sourcetest.Folder(t, "panther-kubernetes"), "events.jsonl"))
	facts, errs, tally := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{}), input)
	want := sourcetest.Counts{
		Events: 145, Refused: 22 + 23, Used: map[string]int{}, Facts: map[string]int{},
		Ignored: map[string]int{
			"not about RBAC or a service account": 88,
			"only reads":                          2,
			"write that this source does not take for an entitlement change: serviceaccounts/token create": 10,
		},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	why := map[string]int{}
	for _, err := range errs {
		for _, part := range []string{"Google Cloud Logging", "not a Kubernetes audit event, which", "/stage: does not say that the response was complete"} {
			if strings.Contains(err, part) {
				why[part]++
			}
		}
	}
	if diff := cmp.Diff(map[string]int{"Google Cloud Logging": 18, "not a Kubernetes audit event, which": 4, "/stage: does not say that the response was complete": 23}, why); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
}

// Completed by what the API server would have written beside, the same events
// about roles say what they are about:
//
//	jq -c '.log | select(.objectRef.resource|IN("roles","clusterroles")) |
//	  [.verb, .responseStatus.code, ((.requestObject.rules // []) | length > 0)]' events.jsonl | sort | uniq -c
//
// 9 create 201 with rules, 2 create 403 with rules, 1 get, 3 update 200 with
// rules; without: 1 patch 200 and 3 update 200 (refused), 1 update 403 (ignored).
func TestRealRuleTestsCompleted(t *testing.T) {
	var completed strings.Builder
	for l := range strings.Lines(sourcetest.Unwrap(t, filepath.Join(sourcetest.Folder(t, "panther-kubernetes"), "events.jsonl"))) {
		var event map[string]any
		if err := json.Unmarshal([]byte(l), &event); err != nil {
			t.Fatal(err)
		}
		ref, _ := event["objectRef"].(map[string]any)
		if ref["resource"] != "roles" && ref["resource"] != "clusterroles" {
			continue
		}
		for name, value := range map[string]string{"stage": "ResponseComplete", "auditID": "x", "requestURI": "/x", "stageTimestamp": "2026-03-02T11:00:00Z"} {
			if event[name] == nil {
				event[name] = value
			}
		}
		b, _ := json.Marshal(event)
		completed.Write(append(b, '\n'))
	}
	facts, _, tally := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{}), completed.String())
	want := sourcetest.Counts{
		Events: 20, Refused: 4,
		Used:    map[string]int{"clusterroles create": 9, "roles create": 2, "clusterroles update": 3},
		Ignored: map[string]int{"only reads": 1, "failed write that does not say whose access it was about: clusterroles update": 1},
		Facts:   map[string]int{"change success": 9 + 3, "change failure": 2},
	}
	if diff := cmp.Diff(want, sourcetest.Count(facts, tally)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEveryFile(t *testing.T) {
	sourcetest.EveryFile(t, kubernetes.Reader(kubernetes.Options{}))
	sourcetest.EveryFile(t, kubernetes.State(kubernetes.Options{CollectedAt: collected}))
}
