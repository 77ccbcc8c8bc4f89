package kubernetes_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/kubernetes"
)

var collected = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)

// listed is a binding as a listing has it: "NAMESPACE ROLE SUBJECT…", with - for
// the whole cluster.
func listed(short string) string {
	p := strings.Fields(short)
	b := strings.ReplaceAll(binding("", p[2:]...), `"view"`, `"`+p[1]+`"`)
	if p[0] == "-" {
		return cluster(b)
	}
	return strings.Replace(b, `"namespace":"shop"}`, `"namespace":"`+p[0]+`"}`, 1)
}

func list(items ...string) string {
	return `{"apiVersion":"v1","items":[` + strings.Join(items, ",") + `],"kind":"List","metadata":{"resourceVersion":""}}`
}

// observed is a fact as the tables have it: a + for complete, a - for not.
func observed(f evidence.Fact) string {
	if l, ok := f.Value.(*evidence.Listing); ok {
		return "everybody in " + l.System
	}
	o := f.Value.(*evidence.Observation)
	s := "- "
	if o.Complete {
		s = "+ "
	}
	var held []string
	for _, e := range o.Entitlements {
		h := strings.TrimSuffix(strings.TrimPrefix(e.Resource, "rbac/")+" "+e.Permission+" @"+e.Scope, " @")
		if e.Via != "" {
			h += " <" + strings.TrimPrefix(e.Via, "kubernetes/group/")
		}
		held = append(held, h)
	}
	return s + f.Subject.ID + ": " + strings.Join(held, ", ")
}

func TestState(t *testing.T) {
	account := func(ns, name string) string {
		return fmt.Sprintf(`{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":%q,"namespace":%q}}`, name, ns)
	}
	whole := []string{listed("- peek Group/system:authenticated"), listed("kube-system none"), listed("kube-public none")}
	plus := func(items ...string) []string { return append(slices.Clone(whole), items...) }
	const everybody = "+ kubernetes/group/system:authenticated: clusterrole peek"
	for _, c := range []struct {
		what, input string
		want        []string
	}{
		{"users and groups", list(plus(listed("shop view User/ana Group/dev"), listed("- admin Group/dev"), listed("till edit User/ana"), listed("till edit User/ana"))...), []string{
			"- ana: clusterrole edit @till, clusterrole peek <system:authenticated, clusterrole view @shop",
			"+ kubernetes/group/dev: clusterrole admin, clusterrole view @shop", everybody}},
		{"users, and no group of strangers", list(plus(listed("shop view User/ana"))...), []string{"+ ana: clusterrole peek <system:authenticated, clusterrole view @shop", everybody}},
		{"service accounts", list(plus(listed("- x Group/system:serviceaccounts"), listed("ci y Group/system:serviceaccounts:ci"), listed("shop z Group/system:serviceaccounts:shop Group/dev"), listed("ci view ServiceAccount/ci/runner"), account("ci", "idle"))...), []string{
			"+ kubernetes/group/dev: clusterrole z @shop", everybody,
			"+ kubernetes/group/system:serviceaccounts: clusterrole x", "+ kubernetes/group/system:serviceaccounts:ci: clusterrole y @ci", "+ kubernetes/group/system:serviceaccounts:shop: clusterrole z @shop",
			"+ kubernetes/system:serviceaccount:ci:idle: clusterrole peek <system:authenticated, clusterrole x <system:serviceaccounts, clusterrole y @ci <system:serviceaccounts:ci",
			"+ kubernetes/system:serviceaccount:ci:runner: clusterrole peek <system:authenticated, clusterrole view @ci, clusterrole x <system:serviceaccounts, clusterrole y @ci <system:serviceaccounts:ci"}},
		{"who does not say who they are", list(plus(listed("- info Group/system:unauthenticated"), listed("shop view User/system:anonymous"))...), []string{
			everybody, "+ kubernetes/group/system:unauthenticated: clusterrole info", "+ kubernetes/system:anonymous: clusterrole info <system:unauthenticated, clusterrole view @shop"}},
		{"held twice, itself and through a group", list(plus(listed("- peek User/ana"))...), []string{"+ ana: clusterrole peek, clusterrole peek <system:authenticated", everybody}},
		{"one namespace", list(listed("- view User/ana"), listed("shop view Group/dev")), []string{"- ana: clusterrole view", "- kubernetes/group/dev: clusterrole view @shop"}},
		{"no binding of the whole cluster", list(listed("a view User/ana"), listed("b view User/ana")), []string{"- ana: clusterrole view @a, clusterrole view @b"}},
		{"lists of single namespaces", list(whole[0], whole[1]) + list(whole[2]), []string{"-" + everybody[1:]}},
		{"no list, which could be anything", "[" + strings.Join(whole, ",") + "]", []string{"-" + everybody[1:]}},
		{"lists of all namespaces, and of the cluster", list(whole[0]) + list(whole[1], whole[2]), []string{everybody}},
		{"more to come", strings.Replace(list(plus(listed("- view User/ana"))...), `"resourceVersion":""`, `"continue":"x"`, 1), []string{"- ana: clusterrole peek <system:authenticated, clusterrole view", "-" + everybody[1:]}},
		{"so and so many to come", strings.Replace(list(whole...), `"resourceVersion":""`, `"remainingItemCount":7`, 1), []string{"-" + everybody[1:]}},
		{"a role", list(role(`{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}`)), []string{"+ kubernetes/role/shop/b: api:core/pods get @shop"}},
		{"the API's own lists", strings.NewReplacer(`"kind":"ClusterRoleBinding","apiVersion":"rbac.authorization.k8s.io/v1",`, "", `"kind":"RoleBinding","apiVersion":"rbac.authorization.k8s.io/v1",`, "").Replace(
			`{"kind":"ClusterRoleBindingList","metadata":{},"items":[` + listed("- view User/ana") + `]}{"kind":"RoleBindingList","metadata":{},"items":[` + listed("a view User/ana") + `,` + listed("b view User/ana") + `]}`),
			[]string{"+ ana: clusterrole view, clusterrole view @a, clusterrole view @b"}},
		{"nothing", list(), nil},
	} {
		facts, errs, _ := sourcetest.Read(t, kubernetes.State(kubernetes.Options{CollectedAt: collected}), c.input)
		var got []string
		for _, f := range facts {
			got = append(got, observed(f))
		}
		if diff := cmp.Diff(c.want, got); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestMembers(t *testing.T) {
	input := list(listed("- admin Group/system:masters"), listed("a view Group/dev User/ana User/bob"), listed("b view User/cy"))
	for _, c := range []struct {
		members map[string][]string
		want    []string
	}{
		{nil, []string{"- ana: clusterrole view @a", "- bob: clusterrole view @a", "- cy: clusterrole view @b"}},
		{map[string][]string{"dev": {"ana"}}, []string{"- ana: clusterrole view @a, clusterrole view @a <dev", "- bob: clusterrole view @a", "- cy: clusterrole view @b"}},
		{map[string][]string{"dev": {"ana"}, "system:masters": {"cy"}, "ops": {"ana"}}, []string{"+ ana: clusterrole view @a, clusterrole view @a <dev", "+ bob: clusterrole view @a", "+ cy: clusterrole admin <system:masters, clusterrole view @b"}},
	} {
		facts, _, _ := sourcetest.Read(t, kubernetes.State(kubernetes.Options{CollectedAt: collected, Members: c.members}), input)
		var got []string
		for _, f := range facts {
			if !strings.Contains(f.Subject.ID, "group") {
				got = append(got, observed(f))
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.members, diff)
		}
	}
}

// That whoever is not named holds nothing is said where all kinds of objects are
// there, from the whole cluster, and so is everybody in every group.
func TestEverybody(t *testing.T) {
	in := func(namespace, object string) string {
		return strings.Replace(object, `"namespace":"shop"`, `"namespace":"`+namespace+`"`, 1)
	}
	account := `{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default","namespace":"shop"}}`
	clusterRole := strings.NewReplacer(`"Role"`, `"ClusterRole"`, `,"namespace":"shop"`, "").Replace(role(""))
	whole := []string{listed("- view User/ana"), listed("a view User/ana"), listed("b view User/ana"), clusterRole, in("a", role("")), in("b", role("")), in("a", account), in("b", account)}
	with := func(items ...string) []string { return append(slices.Clone(whole), items...) }
	without := func(drop int) []string { return slices.Delete(slices.Clone(whole), drop, drop+1) }
	for _, c := range []struct {
		what, input string
		members     map[string][]string
		want        bool
		also        string // who is named, and would not be without
	}{
		{"all kinds", list(whole...), nil, true, ""},
		{"no ClusterRoleBinding", list(without(0)...), nil, false, ""},
		{"RoleBindings of one namespace", list(without(1)...), nil, false, ""},
		{"no ClusterRole", list(without(3)...), nil, false, ""},
		{"Roles of one namespace", list(without(4)...), nil, false, ""},
		{"service accounts of one namespace", list(without(6)...), nil, false, ""},
		{"service accounts of two namespaces, listed apart", list(without(6)...) + list(whole[6]), nil, false, ""},
		{"bindings, roles and accounts listed apart", list(whole[:3]...) + list(whole[3:6]...) + list(whole[6:]...), nil, true, ""},
		{"more to come", strings.Replace(list(whole...), `"resourceVersion":""`, `"continue":"x"`, 1), nil, false, ""},
		{"a group of strangers", list(with(listed("a view Group/dev"))...), nil, false, ""},
		{"a group whose members are told", list(with(listed("a view Group/dev"))...), map[string][]string{"dev": {"bob"}}, true, "+ bob: clusterrole view @a <dev"},
		{"one that has none", list(with(listed("a view Group/dev"))...), map[string][]string{"dev": nil}, true, ""},
		{"one that is, and one whose are not", list(with(listed("a view Group/dev Group/ops"))...), map[string][]string{"dev": {"bob"}}, false, "- bob: clusterrole view @a <dev"},
		{"everybody who authenticates, who could be anybody", list(with(listed("- peek Group/system:authenticated"))...), nil, false, ""},
		{"everybody who authenticates, as told", list(with(listed("- peek Group/system:authenticated"))...), map[string][]string{"system:authenticated": {"ana", "cy"}}, true, "+ cy: clusterrole peek <system:authenticated"},
		{"everybody else", list(with(listed("- info Group/system:unauthenticated"))...), nil, true, "+ kubernetes/system:anonymous: clusterrole info <system:unauthenticated"},
		{"service accounts", list(with(listed("- x Group/system:serviceaccounts"), listed("a y Group/system:serviceaccounts:a"))...), nil, true, "+ kubernetes/system:serviceaccount:b:default: clusterrole x <system:serviceaccounts"},
	} {
		facts, errs, _ := sourcetest.Read(t, kubernetes.State(kubernetes.Options{CollectedAt: collected, Members: c.members}), c.input)
		var got []string
		for _, f := range facts {
			got = append(got, observed(f))
		}
		if slices.Contains(got, "everybody in kubernetes") != c.want || len(errs) > 0 {
			t.Errorf("%s: %q, %q, want everybody: %t", c.what, got, errs, c.want)
		}
		if c.also != "" && !slices.Contains(got, c.also) {
			t.Errorf("%s: %q does not hold %q", c.what, got, c.also)
		}
	}
	facts, _, _ := sourcetest.Read(t, kubernetes.State(kubernetes.Options{CollectedAt: collected, Cluster: "prod"}), list(whole...))
	want := `{"fact":"listing","subject":{"id":"kubernetes:prod"},"value":{"id":"kubernetes:prod","system":"kubernetes:prod","observed_at":"2026-03-10T00:00:00Z",` +
		`"source":{"system":"kubernetes:prod","kind":"cloud","record_id":"rbac","collected_at":"2026-03-10T00:00:00Z"}}}` + "\n"
	if diff := cmp.Diff(want, sourcetest.Lines(t, facts[len(facts)-1:])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, bad := range []string{listed("a view Robot/x"), `{"kind":"ServiceAccount","apiVersion":"v1","metadata":{}}`} {
		facts, errs, _ := sourcetest.Read(t, kubernetes.State(kubernetes.Options{CollectedAt: collected}), list(with(bad)...))
		if len(errs) != 1 || observed(facts[len(facts)-1]) == "everybody in kubernetes" {
			t.Errorf("%s: %q, and everybody in kubernetes", bad, errs)
		}
	}
}

func TestWholeObservation(t *testing.T) {
	facts, errs, _ := sourcetest.Read(t, kubernetes.State(kubernetes.Options{Cluster: "prod", CollectedAt: collected}), list(listed("shop view ServiceAccount/ci/runner")))
	want := `{"fact":"observation","subject":{"id":"kubernetes:prod/system:serviceaccount:ci:runner","kind":"service_account","name":"system:serviceaccount:ci:runner"},"value":{"id":"kubernetes:prod/system:serviceaccount:ci:runner",` +
		`"system":"kubernetes:prod","observed_at":"2026-03-10T00:00:00Z","complete":false,"entitlements":[{"system":"kubernetes:prod","resource":"rbac/clusterrole","permission":"view","scope":"shop"}],` +
		`"source":{"system":"kubernetes:prod","kind":"cloud","record_id":"rbac/kubernetes:prod/system:serviceaccount:ci:runner","collected_at":"2026-03-10T00:00:00Z"}}}` + "\n"
	if diff := cmp.Diff(want, sourcetest.Lines(t, facts)); diff != "" || len(errs) > 0 {
		t.Errorf("%q\n(-want +got):\n%s", errs, diff)
	}
}

// What the log says was granted has the key of what the listing shows.
func TestLogAndListingAgree(t *testing.T) {
	o := kubernetes.Options{Cluster: "prod", CollectedAt: collected}
	for _, object := range []string{
		binding(rv1, "User/ana", "Group/dev", "ServiceAccount/ci/runner", "User/system:serviceaccount:ci:other"),
		strings.ReplaceAll(binding(rv1, "User/ana"), `"kind":"ClusterRole"`, `"kind":"Role"`),
		cluster(binding(rv1, "User/ana")),
		role(`{"verbs":["get","*"],"apiGroups":["","apps"],"resources":["a","b/c"],"resourceNames":["x","y"]}`),
	} {
		resource := "rolebindings"
		switch {
		case strings.Contains(object, `"ClusterRoleBinding"`):
			resource = "clusterrolebindings"
		case strings.Contains(object, `"kind":"Role","api`):
			resource = "roles"
		}
		logged, errs, _ := sourcetest.Read(t, kubernetes.Reader(o), auditEvent("create", resource, "201", edit{"responseObject": object}))
		seen, errs2, _ := sourcetest.Read(t, kubernetes.State(o), list(object))
		if len(logged) == 0 || len(logged) != len(seen) {
			t.Errorf("%s: %d and %d facts, %q %q", object, len(logged), len(seen), errs, errs2)
			continue
		}
		held := map[string][]evidence.Entitlement{}
		for _, f := range seen {
			o, c := f.Value.(*evidence.Observation), logged[0].Value.(*evidence.Change)
			held[f.Subject.ID] = o.Entitlements
			if o.Source.System != c.Source.System || o.Source.RecordID == c.Source.RecordID {
				t.Errorf("%s: read from %+v, and logged by %+v", f.Subject.ID, o.Source, c.Source)
			}
		}
		for _, f := range logged {
			if diff := cmp.Diff(f.Value.(*evidence.Change).Entitlements, held[f.Subject.ID]); diff != "" {
				t.Errorf("%s (-log +listing):\n%s", f.Subject.ID, diff)
			}
		}
	}
}

func TestStateErrors(t *testing.T) {
	const again = ": list the objects again with kubectl get -o json"
	for _, c := range []struct {
		what, input string
		want        []string
	}{
		{"an audit log", created("User/ana"), []string{"log:1: an audit event, which a listing does not hold: read it as an audit log, kubernetes"}},
		{"no kind", `[{"metadata":{"name":"b"}}]`, []string{"log: b /kind: missing" + again}},
		{"no role", `[{"kind":"ClusterRoleBinding","metadata":{"name":"b"}}]`, []string{"log: b /roleRef: the binding does not say which role it gives" + again}},
		{"no namespace", `[{"kind":"RoleBinding","metadata":{"name":"b"},"roleRef":{"kind":"Role","name":"r"}}]`, []string{"log: b /metadata/namespace: the binding does not say in which namespace it gives the role" + again}},
		{"a role nowhere", `[{"kind":"Role","metadata":{"name":"b"}}]`, []string{"log: b /metadata/namespace: the role does not say in which namespace it is" + again}},
		{"a role without a name", `[{"kind":"ClusterRole"}]`, []string{"log: event 1 /metadata/name: the role does not say its name" + again}},
		{"a service account nowhere", `[{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"b"}}]`, []string{"log: b /metadata: the service account does not say its namespace and name" + again}},
		{"one that is refused", list(listed("- view Group/dev"), listed("a view Robot/x"), listed("b view Group/dev"), listed("c view Group/dev")), []string{"log: a/b /subjects: a subject that is neither a User, nor a Group, nor a ServiceAccount with its namespace" + again}},
		{"cut short", strings.Split(list(listed("- view Group/dev"), listed("b view Group/dev"), listed("c view Group/dev")), `],"kind":"List"`)[0], []string{"cut"}},
	} {
		facts, errs, tally := sourcetest.Read(t, kubernetes.State(kubernetes.Options{CollectedAt: collected}), c.input)
		for _, f := range facts {
			if f.Value.(*evidence.Observation).Complete {
				t.Errorf("%s: %s is said to be complete", c.what, f.Subject.ID)
			}
		}
		switch {
		case c.what == "cut short":
			if len(errs) != 1 || tally.Broken != 1 || len(facts) != 1 {
				t.Errorf("%s: %v %q", c.what, facts, errs)
			}
		case !cmp.Equal(c.want, errs):
			t.Errorf("%s (-want +got):\n%s", c.what, cmp.Diff(c.want, errs))
		}
	}
	_, errs, _ := sourcetest.Read(t, kubernetes.State(kubernetes.Options{}), list())
	if want := []string{"log: a listing has no time of its own: say when it was collected"}; !cmp.Equal(want, errs) {
		t.Errorf("got %q", errs)
	}
	_, _, tally := sourcetest.Read(t, kubernetes.State(kubernetes.Options{CollectedAt: collected}), list(`{"kind":"Pod","apiVersion":"v1"}`, `{"kind":"Role","apiVersion":"iam.services.k8s.aws/v1alpha1"}`))
	for _, kind := range []string{"Pod", "Role"} {
		if tally.IgnoredFor(source.Reason{Why: "not an object of RBAC", Name: kind}) != 1 {
			t.Errorf("%s: %s", kind, tally)
		}
	}
}
