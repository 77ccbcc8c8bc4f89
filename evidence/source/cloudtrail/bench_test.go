package cloudtrail_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
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
		bench := func(name string, input []byte, read func(*testing.B, []byte)) {
			b.Run(fmt.Sprintf("%s/1-in-%d", name, oneIn), func(b *testing.B) {
				b.SetBytes(int64(len(input)))
				b.ReportAllocs()
				for b.Loop() {
					read(b, input)
				}
				b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
			})
		}
		facts := func(b *testing.B, input []byte) {
			var t source.Tally
			for _, err := range cloudtrail.Reader(cloudtrail.Options{})("log", bytes.NewReader(input), &t) {
				if err != nil {
					b.Fatal(err)
				}
			}
			if t.Events != n || t.Facts != n/oneIn {
				b.Fatal(&t)
			}
		}
		bench("file", file, facts)
		bench("lines", lines, facts)
		// What reading the same bytes costs, with nothing done about them.
		bench("bare-scan", file, func(b *testing.B, input []byte) {
			d := jsontext.NewDecoder(bytes.NewReader(input))
			for {
				if _, err := d.ReadToken(); err == io.EOF {
					return
				} else if err != nil {
					b.Fatal(err)
				}
			}
		})
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
		sourcetest.Fuzz(t, cloudtrail.Reader(cloudtrail.Options{}), input)
	})
}

func TestMemoryIsFlat(t *testing.T) {
	sourcetest.FlatMemory(t, cloudtrail.Reader(cloudtrail.Options{}), 40_000, func(i int) string {
		return event("AttachUserPolicy", map[string]string{"eventID": fmt.Sprintf(`"e-%d"`, i), "requestParameters": fmt.Sprintf(`{"userName":"user-%d","policyArn":"%s"}`, i, readAll)}) + "\n"
	})
}
