package kubernetes_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/kubernetes"
)

// auditEvent is an event in the API server's shape. Parts that edit names
// replace those of the base; "-" takes one away.
func auditEvent(verb, resource, code string, edit map[string]string) string {
	parts := map[string]string{
		"kind": `"Event"`, "apiVersion": `"audit.k8s.io/v1"`, "level": `"RequestResponse"`, "auditID": `"a-1"`, "stage": `"ResponseComplete"`,
		"requestURI": `"/apis/rbac.authorization.k8s.io/v1/` + resource + `?fieldManager=kubectl"`, "verb": `"` + verb + `"`,
		"user":                     `{"username":"maria","groups":["ops","system:authenticated"]}`,
		"objectRef":                `{"resource":"` + resource + `","namespace":"shop","name":"b","apiGroup":"rbac.authorization.k8s.io","apiVersion":"v1"}`,
		"responseStatus":           `{"metadata":{},"code":` + code + `}`,
		"requestReceivedTimestamp": `"2026-03-02T11:00:00.000001Z"`, "stageTimestamp": `"2026-03-02T11:00:00.250000Z"`,
	}
	if strings.HasPrefix(resource, "cluster") {
		parts["objectRef"] = strings.Replace(parts["objectRef"], `"namespace":"shop",`, "", 1)
	}
	for k, v := range edit {
		parts[k] = v
	}
	var b strings.Builder
	for _, k := range []string{"kind", "apiVersion", "level", "auditID", "stage", "requestURI", "verb", "user", "impersonatedUser", "objectRef",
		"responseStatus", "requestObject", "responseObject", "requestReceivedTimestamp", "stageTimestamp"} {
		if v := parts[k]; v != "" && v != "-" {
			if b.Len() > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "%q:%s", k, v)
		}
	}
	return "{" + b.String() + "}"
}

// binding is a binding of the ClusterRole view. Subjects are KIND/NAME, with the
// service account's namespace before its name.
func binding(meta string, subjects ...string) string {
	var list []string
	for _, s := range subjects {
		p := strings.Split(s, "/")
		if p[0] == "ServiceAccount" {
			list = append(list, fmt.Sprintf(`{"kind":%q,"namespace":%q,"name":%q}`, p[0], p[1], p[2]))
		} else {
			list = append(list, fmt.Sprintf(`{"kind":%q,"apiGroup":"rbac.authorization.k8s.io","name":%q}`, p[0], p[1]))
		}
	}
	return `{"kind":"RoleBinding","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"b","namespace":"shop"` + meta +
		`},"subjects":[` + strings.Join(list, ",") + `],"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"}}`
}

func cluster(binding string) string {
	return strings.NewReplacer(`"RoleBinding"`, `"ClusterRoleBinding"`, `,"namespace":"shop"}`, `}`, `,"namespace":"shop",`, `,`).Replace(binding)
}

func role(rules string) string {
	return `{"kind":"Role","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"b","namespace":"shop","uid":"r-1"},"rules":[` + rules + `]}`
}

// line is a fact as the tables have it.
func line(f evidence.Fact) string {
	switch v := f.Value.(type) {
	case *evidence.Change:
		var held []string
		for _, e := range v.Entitlements {
			held = append(held, strings.TrimSuffix(e.Resource+" "+e.Permission+" @"+e.Scope, " @"))
		}
		s := fmt.Sprintf("%s %s: %s", v.Action, f.Subject.ID, strings.Join(held, ", "))
		if v.Outcome == evidence.OutcomeFailure {
			s += " (failure)"
		}
		return s
	case *evidence.Event:
		return string(v.Kind) + " " + f.Subject.ID
	}
	return "?"
}

func lines(facts []evidence.Fact) []string {
	var all []string
	for _, f := range facts {
		all = append(all, line(f))
	}
	return all
}

const (
	rv1 = `,"uid":"u-1","resourceVersion":"101"`
	rv2 = `,"uid":"u-1","resourceVersion":"102"`
	rv3 = `,"uid":"u-1","resourceVersion":"103"`
)

type edit = map[string]string

// created, updated and so on are events about one binding, in order of time.
func created(subjects ...string) string {
	return auditEvent("create", "rolebindings", "201", edit{"requestObject": binding("", subjects...), "responseObject": binding(rv1, subjects...)})
}

func updated(from, to string, subjects ...string) string {
	return auditEvent("update", "rolebindings", "200", edit{"auditID": `"a-2"`, "requestObject": binding(from, subjects...), "responseObject": binding(to, subjects...)})
}

const gone = `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","details":{"name":"b","group":"rbac.authorization.k8s.io","kind":"rolebindings","uid":"u-1"}}`

func deleted(answer string) string {
	return auditEvent("delete", "rolebindings", "200", edit{"auditID": `"a-3"`, "requestObject": `{"kind":"DeleteOptions","propagationPolicy":"Background"}`, "responseObject": answer})
}

func TestChanges(t *testing.T) {
	view := ": rbac/clusterrole view @shop"
	rules := `{"verbs":["get","list"],"apiGroups":[""],"resources":["pods","pods/log"]},{"verbs":["update"],"apiGroups":["apps","extensions"],"resources":["deployments"],"resourceNames":["web"]},{"verbs":["get"],"nonResourceURLs":["/healthz"]}`
	for _, c := range []struct {
		what, input string
		want        []string
	}{
		{"create", created("User/ana", "Group/dev", "ServiceAccount/ci/runner"), []string{"grant ana" + view, "grant kubernetes/group/dev" + view, "grant kubernetes/system:serviceaccount:ci:runner" + view}},
		{"cluster-wide", auditEvent("create", "clusterrolebindings", "201", edit{"responseObject": cluster(binding(rv1, "User/ana"))}), []string{"grant ana: rbac/clusterrole view"}},
		{"of a Role", strings.ReplaceAll(created("User/ana"), `"kind":"ClusterRole"`, `"kind":"Role"`), []string{"grant ana: rbac/role view @shop"}},
		{"one subject twice, and as a user", created("ServiceAccount/ci/runner", "User/system:serviceaccount:ci:runner", "User/ana", "User/ana"), []string{"grant ana" + view, "grant kubernetes/system:serviceaccount:ci:runner" + view}},
		{"level Request", auditEvent("create", "rolebindings", "201", edit{"requestObject": binding("", "User/ana")}), []string{"grant ana" + view}},
		{"the answer counts, not the request", auditEvent("create", "rolebindings", "201", edit{"requestObject": binding("", "User/ana"), "responseObject": binding(rv1, "User/bob")}), []string{"grant bob" + view}},
		{"an update that creates", auditEvent("update", "rolebindings", "201", edit{"responseObject": binding(rv1, "User/ana")}), []string{"grant ana" + view}},
		{"an apply that creates", auditEvent("patch", "rolebindings", "201", edit{"requestObject": `{"metadata":{}}`, "responseObject": binding(rv1, "User/ana")}), []string{"grant ana" + view}},
		{"update of what nobody told", updated(rv1, rv2, "User/ana", "User/bob"), []string{"modify ana" + view, "modify bob" + view}},
		{"update of the version told", created("User/ana", "User/bob") + "\n" + updated(rv1, rv2, "User/bob", "User/cy"),
			[]string{"grant ana" + view, "grant bob" + view, "revoke ana" + view, "grant cy" + view}},
		{"update of a later version", created("User/ana", "User/bob") + "\n" + updated(rv2, rv3, "User/bob", "User/cy"),
			[]string{"grant ana" + view, "grant bob" + view, "revoke ana" + view, "modify bob" + view, "modify cy" + view}},
		{"update that does not say of which version", created("User/ana") + "\n" + updated("", rv2, "User/ana", "User/cy"),
			[]string{"grant ana" + view, "modify ana" + view, "modify cy" + view}},
		{"emptied, as told before", created("User/ana") + "\n" + updated(rv2, rv3), []string{"grant ana" + view, "revoke ana" + view}},
		{"patch", created("User/ana") + "\n" + auditEvent("patch", "rolebindings", "200", edit{"auditID": `"a-2"`, "requestObject": `{"subjects":[]}`, "responseObject": binding(rv2, "User/bob")}),
			[]string{"grant ana" + view, "revoke ana" + view, "modify bob" + view}},
		{"JSON patch", auditEvent("patch", "rolebindings", "200", edit{"requestObject": `[{"op":"move","from":"/subjects/0","path":"/metadata/annotations/x"}]`, "responseObject": binding(rv2, "User/bob")}),
			[]string{"modify bob" + view}},
		{"delete of what was told", created("User/ana", "User/bob") + "\n" + deleted(gone), []string{"grant ana" + view, "grant bob" + view, "revoke ana" + view, "revoke bob" + view}},
		{"delete, as last told", created("User/ana") + "\n" + updated(rv1, rv2, "User/bob") + "\n" + deleted(gone), []string{"grant ana" + view, "revoke ana" + view, "grant bob" + view, "revoke bob" + view}},
		{"delete that says it", deleted(binding(rv2, "User/ana")), []string{"revoke ana" + view}},
		{"the last finalizer", auditEvent("patch", "rolebindings", "200", edit{"requestObject": `{"metadata":{"finalizers":null}}`, "responseObject": binding(rv2+`,"deletionTimestamp":"2026-03-02T10:00:00Z"`, "User/ana")}), []string{"revoke ana" + view}},
		{"deletecollection", auditEvent("deletecollection", "rolebindings", "200", edit{"objectRef": `{"resource":"rolebindings","namespace":"shop","apiGroup":"rbac.authorization.k8s.io"}`,
			"responseObject": `{"kind":"RoleBindingList","items":[` + binding(rv1, "User/bob", "User/ana") + "," + strings.ReplaceAll(binding("", "User/ana"), `"view"`, `"edit"`) + `]}`}),
			[]string{"revoke ana: rbac/clusterrole edit @shop, rbac/clusterrole view @shop", "revoke bob" + view}},
		{"a role", auditEvent("create", "roles", "201", edit{"responseObject": role(rules)}), []string{"grant kubernetes/role/shop/b: " +
			"api:apps/deployments#web update @shop, api:core/pods get @shop, api:core/pods list @shop, api:core/pods/log get @shop, api:core/pods/log list @shop, api:extensions/deployments#web update @shop, url:/healthz get @shop"}},
		{"a role without rules", auditEvent("create", "roles", "201", edit{"responseObject": role("")}), []string{"grant kubernetes/role/shop/b: "}},
		{"a role changed, and deleted", auditEvent("update", "roles", "200", edit{"responseObject": role(`{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}`)}) + "\n" +
			auditEvent("delete", "roles", "200", edit{"responseObject": strings.ReplaceAll(gone, "u-1", "r-1")}), []string{"modify kubernetes/role/shop/b: api:*/* * @shop", "revoke kubernetes/role/shop/b: api:*/* * @shop"}},
		{"a role deleted", auditEvent("delete", "clusterroles", "200", edit{"responseObject": gone}), []string{"revoke kubernetes/clusterrole/b: unknown unknown"}},
		{"refused", auditEvent("create", "rolebindings", "403", edit{"requestObject": binding("", "User/ana")}), []string{"grant ana" + view + " (failure)"}},
		{"a conflict", auditEvent("update", "rolebindings", "409", edit{"requestObject": binding(rv1, "User/ana")}), []string{"modify ana" + view + " (failure)"}},
		{"a redirect is no success", auditEvent("create", "rolebindings", "302", edit{"requestObject": binding("", "User/ana")}), []string{"grant ana" + view + " (failure)"}},
		{"what failed is not remembered", auditEvent("create", "rolebindings", "403", edit{"requestObject": binding(rv1, "User/ana")}) + "\n" + updated(rv1, rv2, "User/bob"),
			[]string{"grant ana" + view + " (failure)", "modify bob" + view}},
		{"service accounts", auditEvent("create", "serviceaccounts", "201", edit{"objectRef": `{"resource":"serviceaccounts","namespace":"ci","name":"runner","apiVersion":"v1"}`}) + "\n" +
			auditEvent("delete", "serviceaccounts", "200", edit{"objectRef": `{"resource":"serviceaccounts","namespace":"ci","name":"runner","apiVersion":"v1"}`}),
			[]string{"created kubernetes/system:serviceaccount:ci:runner", "decommission kubernetes/system:serviceaccount:ci:runner"}},
		{"a generated name", auditEvent("create", "serviceaccounts", "201", edit{"objectRef": `{"resource":"serviceaccounts","namespace":"ci"}`, "responseObject": `{"metadata":{"name":"run-x7"}}`}),
			[]string{"created kubernetes/system:serviceaccount:ci:run-x7"}},
	} {
		facts, errs, _ := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{}), c.input)
		if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestWholeFact(t *testing.T) {
	one := auditEvent("create", "clusterrolebindings", "201", edit{
		"user":             `{"username":"system:serviceaccount:cattle:rancher","uid":"9","groups":["system:authenticated"]}`,
		"impersonatedUser": `{"username":"maria","groups":["system:authenticated"]}`,
		"responseObject":   cluster(binding(rv1, "ServiceAccount/ci/runner")),
	})
	for what, input := range map[string]string{
		"lines":               one + "\n",
		"pretty":              "{\n " + strings.ReplaceAll(one[1:], ",", ",\n "),
		"EventList":           `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[` + one + `]}`,
		"Azure diagnostics":   `{"records":[{"category":"kube-audit-admin","operationName":"x","properties":{"log":` + fmt.Sprintf("%q", one) + `,"stream":"stdout"}}]}`,
		"Azure, lines":        `{"category":"kube-audit","properties":{"log":` + fmt.Sprintf("%q", one) + `}}`,
		"CloudWatch":          `{"messageType":"DATA_MESSAGE","logGroup":"/aws/eks/c/cluster","logEvents":[{"id":"1","timestamp":1,"message":` + fmt.Sprintf("%q", one) + `}]}`,
		"array of CloudWatch": `[{"message":` + fmt.Sprintf("%q", one) + `}]`,
	} {
		facts, errs, _ := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{Cluster: "prod", CollectedAt: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)}), input)
		digest := ""
		if len(facts) == 1 {
			digest = facts[0].Value.(*evidence.Change).Source.Digest
		}
		want := `{"fact":"change","subject":{"id":"kubernetes:prod/system:serviceaccount:ci:runner","kind":"service_account","name":"system:serviceaccount:ci:runner"},"value":{"id":"a-1/grant","action":"grant",` +
			`"entitlements":[{"system":"kubernetes:prod","resource":"rbac/clusterrole","permission":"view"}],` +
			`"actor":{"id":"kubernetes:prod/system:serviceaccount:cattle:rancher","kind":"service_account","name":"system:serviceaccount:cattle:rancher"},"on_behalf_of":{"id":"maria"},` +
			`"executed_at":"2026-03-02T11:00:00.25Z","outcome":"success",` +
			`"source":{"system":"kubernetes:prod","kind":"cloud","record_id":"audit/a-1","collected_at":"2026-03-10T00:00:00Z","digest":"` + digest + `"},` +
			`"extensions":{"kubernetes_audit":{"verb":"create","resource":"clusterrolebindings","name":"b","code":201}}}}` + "\n"
		if diff := cmp.Diff(want, sourcetest.Lines(t, facts)); diff != "" || len(errs) > 0 || !strings.HasPrefix(digest, "sha256:") {
			t.Errorf("%s: %q\n(-want +got):\n%s", what, errs, diff)
		}
	}
}

func TestActors(t *testing.T) {
	for name, want := range map[string]evidence.Identity{
		"maria":                         {ID: "maria"},
		"https://idp.example#Maria":     {ID: "https://idp.example#Maria"},
		"system:node:n1":                {ID: "kubernetes/system:node:n1", Name: "system:node:n1", Kind: evidence.KindWorkload},
		"system:apiserver":              {ID: "kubernetes/system:apiserver", Name: "system:apiserver", Kind: evidence.KindWorkload},
		"system:anonymous":              {ID: "kubernetes/system:anonymous", Name: "system:anonymous"},
		"system:serviceaccount:a:b":     {ID: "kubernetes/system:serviceaccount:a:b", Name: "system:serviceaccount:a:b", Kind: evidence.KindServiceAccount},
		"system:serviceaccount:not-one": {ID: "kubernetes/system:serviceaccount:not-one", Name: "system:serviceaccount:not-one", Kind: evidence.KindWorkload},
	} {
		facts, errs, _ := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{}), strings.Replace(created("User/ana"), `"username":"maria"`, `"username":"`+name+`"`, 1))
		if len(facts) != 1 {
			t.Fatalf("%s: %q", name, errs)
		}
		if diff := cmp.Diff(&want, facts[0].Value.(*evidence.Change).Actor); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	facts, _, _ := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{}), strings.Replace(created("User/ana"), `"username":"maria",`, ``, 1))
	if len(facts) != 1 || facts[0].Value.(*evidence.Change).Actor != nil {
		t.Errorf("an actor that nobody named: %v", lines(facts))
	}
}

func TestIgnored(t *testing.T) {
	dry := func(uri string) edit {
		return edit{"requestURI": `"` + uri + `"`, "responseObject": binding(rv1, "User/ana")}
	}
	for _, c := range []struct {
		input string
		want  source.Reason
	}{
		{auditEvent("create", "pods", "201", nil), source.Reason{Why: "not about RBAC or a service account"}},
		{`{"kind":"Event","verb":"get","stage":"ResponseComplete","requestURI":"/healthz"}`, source.Reason{Why: "not about RBAC or a service account"}},
		{auditEvent("list", "rolebindings", "200", nil), source.Reason{Why: "only reads"}},
		{auditEvent("create", "rolebindings", "201", edit{"stage": `"RequestReceived"`}), source.Reason{Why: "a stage before the response was complete"}},
		{auditEvent("create", "rolebindings", "201", edit{"stage": `"ResponseStarted"`}), source.Reason{Why: "a stage before the response was complete"}},
		{auditEvent("create", "rolebindings", "201", dry("/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings?fieldManager=x&dryRun=All")), source.Reason{Why: "dry run", Name: "rolebindings create"}},
		{auditEvent("create", "rolebindings", "201", dry("/apis/x?dry%52un=All")), source.Reason{Why: "dry run", Name: "rolebindings create"}},
		{auditEvent("delete", "rolebindings", "200", edit{"requestObject": `{"kind":"DeleteOptions","dryRun":["All"]}`}), source.Reason{Why: "dry run", Name: "rolebindings delete"}},
		{auditEvent("create", "rolebindings", "403", nil), source.Reason{Why: "failed write that does not say whose access it was about", Name: "rolebindings create"}},
		{auditEvent("create", "rolebindings", "422", edit{"requestObject": `{"subjects":7}`}), source.Reason{Why: "failed write that does not say whose access it was about", Name: "rolebindings create"}},
		{auditEvent("patch", "clusterroles", "403", edit{"requestObject": `{"rules":[]}`}), source.Reason{Why: "failed write that does not say whose access it was about", Name: "clusterroles patch"}},
		{auditEvent("delete", "rolebindings", "404", nil), source.Reason{Why: "failed write that does not say whose access it was about", Name: "rolebindings delete"}},
		{auditEvent("deletecollection", "rolebindings", "403", nil), source.Reason{Why: "failed write that does not say whose access it was about", Name: "rolebindings deletecollection"}},
		{auditEvent("patch", "rolebindings", "200", edit{"requestObject": `{"metadata":{"labels":{"a":"b"}}}`}), source.Reason{Why: "patch that touches neither subjects nor rules", Name: "rolebindings patch"}},
		{auditEvent("patch", "rolebindings", "200", edit{"requestObject": `[{"op":"add","path":"/metadata/labels/a","value":"b"}]`, "responseObject": binding(rv2, "User/ana")}), source.Reason{Why: "patch that touches neither subjects nor rules", Name: "rolebindings patch"}},
		{auditEvent("create", "rolebindings", "201", edit{"responseObject": binding(rv1)}), source.Reason{Why: "write that left the access of everybody as it was", Name: "rolebindings create"}},
		{deleted(binding(rv2+`,"deletionTimestamp":"2026-03-02T10:00:00Z","finalizers":["x/y"]`, "User/ana")), source.Reason{Why: "marked for deletion, and in effect until its finalizers are done", Name: "rolebindings delete"}},
		{auditEvent("create", "serviceaccounts", "201", edit{"objectRef": `{"resource":"serviceaccounts","subresource":"token","namespace":"ci","name":"runner"}`}), source.Reason{Why: "write that this source does not take for an entitlement change", Name: "serviceaccounts/token create"}},
		{auditEvent("update", "serviceaccounts", "200", edit{"objectRef": `{"resource":"serviceaccounts","namespace":"ci","name":"runner"}`}), source.Reason{Why: "write that this source does not take for an entitlement change", Name: "serviceaccounts update"}},
		{auditEvent("create", "rolebindings", "201", edit{"objectRef": `{"resource":"rolebindings","apiGroup":"authorization.openshift.io"}`}), source.Reason{Why: "write that this source does not take for an entitlement change", Name: "rolebindings.authorization.openshift.io create"}},
	} {
		facts, errs, tally := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{}), c.input)
		if len(facts) != 0 || len(errs) != 0 || tally.IgnoredFor(c.want) != 1 || tally.Events != 1 {
			t.Errorf("%s\nwant ignored: %v; got %v %q %s", c.input, c.want, lines(facts), errs, tally)
		}
	}
	// What left everything as it was, as an earlier event proves.
	for _, second := range []string{updated(rv1, rv2, "User/ana"), updated("", rv1, "User/ana"), created("User/ana") + "\n" + updated("", rv1, "User/ana")} {
		_, errs, tally := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{}), created("User/ana")+"\n"+second)
		if len(errs) != 0 || tally.IgnoredFor(source.Reason{Why: "write that left the access of everybody as it was", Name: "rolebindings update"}) != 1 {
			t.Errorf("%s: %q %s", second, errs, tally)
		}
	}
}

func TestErrors(t *testing.T) {
	const again = ": use the log as the API server wrote it"
	const notEvent = "not a Kubernetes audit event, which has kind Event, a verb and a stage: leave it out, or unwrap the event that it holds; a listing of bindings is read as kubernetes-state"
	const unsaid = "missing, so that the event does not say whose access was changed: log RBAC at level RequestResponse, and look this one up in the cluster"
	good := edit{"responseObject": binding(rv1, "User/ana")}
	with := func(k, v string) edit { return edit{"responseObject": good["responseObject"], k: v} }
	for _, c := range []struct{ what, input, want string }{
		{"something else", `{"kind":0}`, notEvent},
		{"an object", binding(rv1, "User/ana"), notEvent},
		{"an event of the cluster, not of the audit log", `{"kind":"Event","apiVersion":"v1","involvedObject":{}}`, notEvent},
		{"GKE", `{"protoPayload":{"serviceName":"k8s.io"}}`, "an entry of Google Cloud Logging, not a Kubernetes audit event: read it as a gcp log"},
		{"Panic", auditEvent("create", "rolebindings", "500", with("stage", `"Panic"`)), "a-1 /stage: the API server panicked, and the event does not say what became of the write: look at the object in the cluster"},
		{"no stage", auditEvent("create", "rolebindings", "201", with("stage", "-")), "a-1 /stage: does not say that the response was complete" + again},
		{"no code", auditEvent("create", "rolebindings", "201", with("responseStatus", "-")), "a-1 /responseStatus/code: missing, so that nobody knows what became of the write" + again},
		{"no URI", auditEvent("create", "rolebindings", "201", with("requestURI", "-")), "a-1 /requestURI: missing, so that nobody knows whether this was a dry run" + again},
		{"no id", auditEvent("create", "rolebindings", "201", with("auditID", "-")), "/auditID: missing" + again},
		{"no zone", auditEvent("create", "rolebindings", "201", with("stageTimestamp", `"2026-03-02 11:00:00"`)), "a-1 /stageTimestamp: not a time with a zone, such as 2026-03-02T09:00:00Z" + again},
		{"level Metadata", auditEvent("create", "rolebindings", "201", nil), "a-1 /responseObject: " + unsaid},
		{"a patch without an answer", auditEvent("patch", "rolebindings", "200", edit{"requestObject": `{"subjects":[]}`}), "a-1 /responseObject: " + unsaid},
		{"a deletion of what nobody told", deleted(gone), "a-3 /responseObject: the event does not say whose binding was deleted, nor does an earlier one in this input: look it up in the listing before"},
		{"a deletion without an answer", deleted("-"), "a-3 /responseObject: the event does not say whose binding was deleted, nor does an earlier one in this input: look it up in the listing before"},
		{"a collection that does not say what was in it", auditEvent("deletecollection", "rolebindings", "200", edit{"responseObject": `{"kind":"Status"}`}), "a-1 /responseObject/items: " + unsaid},
		{"emptied, of nobody knows whom", updated(rv1, rv2), "a-2 /responseObject/subjects: nobody holds the role through this binding any more, and the event does not say who did: compare the listings before and after"},
		{"no role", auditEvent("create", "rolebindings", "201", edit{"responseObject": `{"subjects":[{"kind":"User","name":"ana"}]}`}), "a-1 /responseObject/roleRef: the binding does not say which role it gives" + again},
		{"another kind of role", strings.ReplaceAll(created("User/ana"), `"kind":"ClusterRole"`, `"kind":"clusterrole"`), "a-1 /responseObject/roleRef/kind: neither ClusterRole nor Role" + again},
		{"another kind of subject", created("Robot/x"), "a-1 /responseObject/subjects: a subject that is neither a User, nor a Group, nor a ServiceAccount with its namespace" + again},
		{"a service account from nowhere", created("ServiceAccount//x"), "a-1 /responseObject/subjects: a subject that is neither a User, nor a Group, nor a ServiceAccount with its namespace" + again},
		{"another object", auditEvent("create", "rolebindings", "201", edit{"responseObject": cluster(binding(rv1, "User/ana"))}), "a-1 /responseObject/kind: not the kind of object that the event is about" + again},
		{"another name", strings.Replace(created("User/ana"), `"name":"b","apiGroup"`, `"name":"c","apiGroup"`, 1), "a-1 /responseObject/metadata/name: not the name that the event is about" + again},
		{"another namespace", strings.Replace(created("User/ana"), `"namespace":"shop","name":"b"`, `"namespace":"till","name":"b"`, 1), "a-1 /responseObject/metadata/namespace: not the namespace that the event is about" + again},
		{"another type", auditEvent("create", "rolebindings", "201", edit{"responseObject": `{"subjects":"ana"}`}), "a-1 /responseObject/subjects: a string, which is not what Kubernetes writes there" + again},
		{"a verb of another type", auditEvent("create", "rolebindings", "201", edit{"verb": `7`}), "a-1 /verb: a number, which is not what Kubernetes writes there" + again},
		{"an explosion", auditEvent("create", "roles", "201", edit{"responseObject": role(`{"verbs":[` + strings.Repeat(`"v",`, 300) + `"v"],"apiGroups":[` + strings.Repeat(`"g",`, 300) + `"g"],"resources":["r"]}`)}),
			"a-1 /responseObject/rules: more than 20000 combinations of verbs, resources and names: judge this role by hand"},
		{"hidden in a wrapping", `{"properties":{"log":"{\"kind\":\"Event\",\"kind\":1}"}}`, "/kind: not JSON: duplicate object member name; fetch the log again (at byte 17)"},
	} {
		facts, errs, _ := sourcetest.Read(t, kubernetes.Reader(kubernetes.Options{}), c.input)
		if diff := cmp.Diff([]string{"log:1: " + c.want}, errs); diff != "" || len(facts) != 0 {
			t.Errorf("%s: %v\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
}
