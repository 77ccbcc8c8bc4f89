package entra_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source/entra"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// routine is an event that nobody asks about, which nearly all of a log is.
var routine = event("Update device", []m{target("Device", "phone", property("IsCompliant", "[true]", "[false]"), property("Included Updated Properties", "", "IsCompliant"))},
	m{"additionalDetails": []m{{"key": "DeviceId", "value": oid("phone")}, {"key": "DeviceOSType", "value": "MacMDM"}}})

var forms = []struct {
	name string
	of   func(m) string
}{{"graph", func(e m) string { return text(e) }}, {"rows", row}, {"wrapped", wrapped}}

// generated returns the events of a log in which one in so many puts somebody
// into a group.
func generated(form func(m) string, oneIn int) func(i int) string {
	other := form(routine) + "\n"
	add := form(event("Add member to group", []m{target("User", "ana", property("Group.ObjectID", "", oid("ops"))), target("Group", "ops")}, m{"id": "ID"})) + "\n"
	return func(i int) string {
		if i%oneIn != 0 {
			return other
		}
		return strings.Replace(add, `"ID"`, fmt.Sprintf(`"D%d"`, i), 1)
	}
}

func BenchmarkFacts(b *testing.B) {
	const n = 10_000
	for _, f := range forms {
		for _, oneIn := range []int{1000, 10} {
			var input bytes.Buffer
			next := generated(f.of, oneIn)
			for i := range n {
				input.WriteString(next(i))
			}
			what := fmt.Sprintf("%s/1-in-%d", f.name, oneIn)
			sourcetest.Bench(b, what, entra.Reader(entra.Options{}), input.Bytes(), n, n/oneIn)
			if oneIn == 10 {
				sourcetest.BenchScan(b, "bare-scan/"+what, input.Bytes(), n)
			}
		}
	}
	var all []string
	var groups, users []m
	for i := range 500 {
		groups = append(groups, group(fmt.Sprint("g", i)))
		var members []m
		for j := range 20 {
			members = append(members, user(fmt.Sprint("u", (i*7+j)%997)))
		}
		all = append(all, page("beta/groups/"+oid(fmt.Sprint("g", i))+"/members", members...))
	}
	for i := range 997 {
		users = append(users, user(fmt.Sprint("u", i)))
	}
	all = append(all, page("v1.0/groups", groups...), page("v1.0/users", users...))
	listing := []byte(strings.Join(all, "\n"))
	sourcetest.Bench(b, "listing", entra.State(entra.Options{CollectedAt: collected}), listing, len(all), len(all))
	sourcetest.BenchScan(b, "bare-scan/listing", listing, len(all))
}

func TestMemoryIsFlat(t *testing.T) {
	for _, f := range forms {
		sourcetest.FlatMemory(t, entra.Reader(entra.Options{}), 30_000, generated(f.of, 2))
	}
}

func FuzzLog(f *testing.F) {
	e := event("Add member to role", []m{target("User", "ana", role("", "x")...)})
	for _, seed := range []string{text(e), row(e), wrapped(e), `{"value":[` + text(e) + `]}`, text(pim(requested, request1, ofRole)) + "\n" + text(pim(completed, request1, ofRole)) + "\n" + text(pim(denied, request1, ofRole)),
		text(event("Update application - Certificates and secrets management", []m{target("Application", "app", keys(nil, []string{"K Password x"}))})),
		text(event("Add delegated permission grant", []m{target("ServicePrincipal", "graph", property("DelegatedPermissionGrant.Scope", "a b", "b c"))})), `{"properties":{"activityDisplayName":"Add user"}}`, `{"TargetResources":"[","OperationName":"Add user"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, entra.Reader(entra.Options{Tenant: oid("tenant")}), input)
	})
}

func FuzzListings(f *testing.F) {
	for _, seed := range []string{page("v1.0/users", user("ana")) + "\n" + page("v1.0/groups?$expand=members", group("ops")) + "\n" + page("beta/groups/"+oid("ops")+"/members", member("ana"), object("group", "ops")),
		next("v1.0/groups", "v1.0/groups?$skiptoken=x", group("ops")), answered("groups('x')/members(id)", user("ana")), page("v1.0/roleManagement/directory/roleAssignments", assignment(user("ana"), reader)),
		page("v1.0/users/ana@acme.org/transitiveMemberOf", group("ops")) + page("v1.0/users", user("ana")), page("v1.0/applications", object("application", "app", m{"passwordCredentials": []m{{"keyId": "k"}}})),
		page("v1.0/oauth2PermissionGrants", m{"clientId": "x", "resourceId": "y", "consentType": "AllPrincipals", "scope": "a"}), `{"url":"//","body":{"value":[]}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, entra.State(entra.Options{CollectedAt: collected}), input)
	})
}
