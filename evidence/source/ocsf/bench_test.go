package ocsf_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/ocsf"
)

// call is an API call that nobody asks about, which nearly all of a lake is.
var call = ocsfEvent(6003, 2, edit{
	"api":         `{"operation":"DescribeInstances","request":{"uid":"r","data":"{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-0123456789abcdef0\"}]}}"},"response":{"error":null,"data":""},"service":{"name":"ec2.amazonaws.com"}}`,
	"cloud":       `{"provider":"AWS","region":"us-east-1","account":{"uid":"111122223333"}}`,
	"unmapped":    `{"eventType":"AwsApiCall","managementEvent":"true","readOnly":"true","userIdentity.sessionContext.sessionIssuer.type":"Role"}`,
	"observables": `[{"name":"src_endpoint.ip","type":"IP Address","type_id":2,"value":"192.0.2.1"},{"name":"user.name","type":"User Name","type_id":4,"value":"bob"}]`})

// next is event i of a log in which one in so many is a change: of the schema's
// own, or made of CloudTrail.
func next(i, oneIn int) string {
	switch {
	case i%oneIn != 0:
		return call + "\n"
	case i/oneIn%2 == 0:
		return strings.ReplaceAll(ocsfEvent(3006, 3, edit{"group": `{"uid":"g-1"}`}), `"e-1"`, fmt.Sprintf(`"e-%d"`, i)) + "\n"
	}
	return trail{"AttachRolePolicy", `{"roleName":"app","policyArn":"arn:aws:iam::aws:policy/P"}`, `null`, ""}.v11(3001, 7) + "\n"
}

func BenchmarkFacts(b *testing.B) {
	const n = 10_000
	for _, oneIn := range []int{1000, 10} {
		var input bytes.Buffer
		for i := range n {
			input.WriteString(next(i, oneIn))
		}
		bench := func(name string, read func()) {
			b.Run(fmt.Sprintf("%s/1-in-%d", name, oneIn), func(b *testing.B) {
				b.SetBytes(int64(input.Len()))
				b.ReportAllocs()
				for b.Loop() {
					read()
				}
				b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
			})
		}
		bench("lines", func() {
			var t source.Tally
			for _, err := range ocsf.Reader(trails)("log", bytes.NewReader(input.Bytes()), &t) {
				if err != nil {
					b.Fatal(err)
				}
			}
			if t.Events != n || t.Used != n/oneIn {
				b.Fatal(&t)
			}
		})
		bench("bare-scan", func() { // what reading the same bytes costs, with nothing done about them
			d := jsontext.NewDecoder(bytes.NewReader(input.Bytes()))
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

func TestMemoryIsFlat(t *testing.T) {
	sourcetest.FlatMemory(t, ocsf.Reader(trails), 30_000, func(i int) string { return next(i, 2) })
}

func FuzzLog(f *testing.F) {
	for _, seed := range []string{ocsfEvent(3001, 1, nil), ocsfEvent(3005, 1, edit{"privileges": `["a"]`, "resources": `[{"uid":"//x/y"}]`}) + "\n" + ocsfEvent(3006, 7, edit{"group": `{"name":"g","domain":"d"}`, "subgroup": `{"uid":"h"}`}),
		`{"specversion":"1","data":` + ocsfEvent(3001, 2, nil) + `}`, `{"events":[{"position":"p","event":{}}]}`, "PAR1", `{"class_uid":6003,"api":{"operation":"x","service":{"name":"iam.amazonaws.com"}}}`,
		trail{"AttachRolePolicy", `{"roleName":"app"}`, `null`, ""}.v11(3001, 7), trail{name: "CreateUser"}.row(3001, 7, "1.0.0-rc.2", `"uid":"x"`, `"response":{}`, `"unmapped":{"recipientAccountId":"1","requestParameters.a.b":"c","requestParameters.a":"d"},"user":{"name":"u"}`)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, ocsf.Reader(ocsf.Options{Instance: "i", CloudTrail: trails.CloudTrail}), input)
	})
}
