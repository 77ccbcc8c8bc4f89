package gcp_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source/gcp"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// instance is a call that is not about access, which nearly all of a log is.
var instance = entry("compute.googleapis.com", "v1.compute.instances.insert", edit{"resourceName": `"projects/shop/zones/z/instances/i"`,
	"request":  `{"@type":"type.googleapis.com/compute.instances.insert","name":"i","machineType":"projects/shop/zones/z/machineTypes/n1","disks":[{"boot":true,"autoDelete":true,"initializeParams":{"sourceImage":"projects/debian-cloud/global/images/family/debian-12"}}],"networkInterfaces":[{"network":"projects/shop/global/networks/default"}]}`,
	"response": `{"@type":"type.googleapis.com/operation","id":"958498826644327116","name":"operation-1","operationType":"insert","progress":"0","status":"RUNNING","targetLink":"https://compute.googleapis.com/compute/v1/projects/shop/zones/z/instances/i"}`})

// next is entry i of a log in which one in so many sets a policy, with deltas.
func next(i, oneIn int) string {
	if i%oneIn != 0 {
		return instance + "\n"
	}
	user := fmt.Sprintf("user:u%d@acme.example", i)
	return entry(manager, "SetIamPolicy", edit{"insertId": fmt.Sprintf(`"i-%d"`, i), "serviceData": deltas("+roles/viewer "+user, "-roles/editor "+user),
		"request": `{"policy":` + policy("e", "roles/viewer "+user+" group:dev@acme.example", "roles/owner user:ops@acme.example") + `}`}) + "\n"
}

func BenchmarkFacts(b *testing.B) {
	const n = 10_000
	for _, oneIn := range []int{1000, 10} {
		var input bytes.Buffer
		for i := range n {
			input.WriteString(next(i, oneIn))
		}
		in := func(what string) string { return fmt.Sprintf("%s/1-in-%d", what, oneIn) }
		sourcetest.Bench(b, in("lines"), gcp.Reader(gcp.Options{}), input.Bytes(), n, n/oneIn)
		sourcetest.BenchScan(b, in("bare-scan"), input.Bytes(), n)
	}
	var input bytes.Buffer
	for i := range n {
		input.WriteString(exported(fmt.Sprintf("//storage.googleapis.com/b%d", i), policy("e", "roles/viewer user:a@b group:g@b", "roles/editor serviceAccount:c@d")) + "\n")
	}
	sourcetest.Bench(b, "policies", gcp.State(gcp.Options{CollectedAt: collected}), input.Bytes(), n, n)
	sourcetest.BenchScan(b, "bare-scan/policies", input.Bytes(), n)
}

func TestMemoryIsFlat(t *testing.T) {
	sourcetest.FlatMemory(t, gcp.Reader(gcp.Options{}), 16_000, func(i int) string { return next(i, 2) })
	sourcetest.FlatMemory(t, gcp.State(gcp.Options{CollectedAt: collected}), 60_000, func(i int) string {
		return exported(fmt.Sprintf("//storage.googleapis.com/b%d", i), policy("e", "roles/viewer user:a@b group:g@b", "roles/editor serviceAccount:c@d")) + "\n"
	})
}

func FuzzLog(f *testing.F) {
	for _, seed := range []string{next(0, 2) + instance, set("e0", "e1", "r user:a@b") + "\n" + set("e1", "e2", "r user:c@d"), "[" + entry("iam.googleapis.com", "x.CreateServiceAccountKey", nil) + "]",
		entry("iam.googleapis.com", "x.CreateRole", edit{"resourceName": `"projects/shop/roles/R"`, "serviceData": `{"permissionDelta":{"addedPermissions":["a"]}}`}),
		`{"logName":"a/logs/b","insertId":"i","protopayload_auditlog":{"methodName":"SetIamPolicy","serviceName":"s","requestJson":"{\"policy\":{}}"}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, gcp.Reader(gcp.Options{Projects: map[string]string{"1": "p"}, Tickets: tickets}), input)
	})
}

func FuzzPolicies(f *testing.F) {
	for _, seed := range []string{exported(shop, policy("e1", "r user:a@b group:g@b allUsers")), "[" + found(shop, policy("", "r user:a@b until 2026-01-01T00:00:00Z")) + "]", policy("e", "r a:b"), `{"name":"projects/p/roles/R","includedPermissions":["a"]}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, gcp.State(gcp.Options{CollectedAt: collected, Resource: shop, Members: map[string][]string{"group:g@b": {"a@b"}}}), input)
	})
}
