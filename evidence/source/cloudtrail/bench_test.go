package cloudtrail_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source/cloudtrail"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// generate is n events, of which one in so many is a change.
func generate(n, oneIn int, before, between, after string) []byte {
	var b bytes.Buffer
	b.WriteString(before)
	for i := range n {
		if i > 0 {
			b.WriteString(between)
		}
		id := map[string]string{"eventID": fmt.Sprintf(`"%08x-0000-4000-8000-000000000000"`, i)}
		switch {
		case i%oneIn == 0:
			b.WriteString(event("AttachUserPolicy", with(id, "requestParameters", fmt.Sprintf(`{"userName":"user-%d","policyArn":"%s"}`, i%997, readAll))))
		default:
			id["eventSource"], id["readOnly"] = `"ec2.amazonaws.com"`, `true`
			id["requestParameters"] = `{"instancesSet":{"items":[{"instanceId":"i-0123456789abcdef0"},{"instanceId":"i-0123456789abcdef1"}]},"filterSet":{"items":[{"name":"vpc-id","valueSet":{"items":[{"value":"vpc-1"}]}}]}}`
			b.WriteString(event("DescribeInstances", id))
		}
	}
	b.WriteString(after)
	return b.Bytes()
}

// One event in fifty is a change, as in the real logs that the tests read (41
// of 2093); one in ten is a busy day.
func BenchmarkFacts(b *testing.B) {
	const n = 10_000
	for _, oneIn := range []int{50, 10} {
		file := generate(n, oneIn, `{"Records":[`, ",", "]}")
		lines := generate(n, oneIn, "", "\n", "\n")
		in := func(what string) string { return fmt.Sprintf("%s/1-in-%d", what, oneIn) }
		sourcetest.Bench(b, in("file"), cloudtrail.Reader(cloudtrail.Options{}), file, n, n/oneIn)
		sourcetest.Bench(b, in("lines"), cloudtrail.Reader(cloudtrail.Options{}), lines, n, n/oneIn)
		sourcetest.BenchScan(b, in("bare-scan"), file, n)
	}
}

func FuzzFacts(f *testing.F) {
	one := event("CreateRole", params(`{"roleName":"app","assumeRolePolicyDocument":"`+trustA+`"}`))
	for _, seed := range []string{
		one, one + "\n" + one, "[" + one + "]", `{"Records":[` + one + "]}", `{"Records":[` + one, "{\n" + one[1:],
		event("UpdateAccessKey", params(`{"status":"Active"}`)), event("CreateAccessKey", map[string]string{"userIdentity": `{"type":"Root","arn":"arn:aws:iam::1:root"}`}),
		"", "[", "{}", "[[]]", `{"Records":{}}`, "\ufeff[]", "\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, cloudtrail.Reader(tickets), input)
	})
}

func TestMemoryIsFlat(t *testing.T) {
	sourcetest.FlatMemory(t, cloudtrail.Reader(cloudtrail.Options{}), 40_000, func(i int) string {
		return event("AttachUserPolicy", map[string]string{"eventID": fmt.Sprintf(`"e-%d"`, i), "requestParameters": fmt.Sprintf(`{"userName":"user-%d","policyArn":"%s"}`, i, readAll)}) + "\n"
	})
}
