package okta_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/okta"
)

// signOn is an event that nobody asks about, which nearly all of a log is.
var signOn = logged("user.authentication.sso", anaInIt+","+crm, edit{
	"client":       `{"userAgent":{"rawUserAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36","os":"Linux","browser":"CHROME"},"zone":"null","device":"Computer","id":null,"ipAddress":"192.0.2.1","geographicalContext":{"city":"Lisbon","state":"Lisbon","country":"Portugal","postalCode":"1000","geolocation":{"lat":38.7,"lon":-9.1}}}`,
	"debugContext": `{"debugData":{"requestId":"r-1","dtHash":"0123456789abcdef","requestUri":"/app/crm/sso/saml","signOnMode":"SAML 2.0","url":"/app/crm/sso/saml?fromHome=true","threatSuspected":"false"}}`})

// next is event i of a log in which one in so many is about a group.
func next(i, oneIn int) string {
	if i%oneIn != 0 {
		return signOn + "\n"
	}
	kind := "group.user_membership.add"
	if i/oneIn%2 == 1 {
		kind = "group.user_membership.remove"
	}
	return strings.Replace(logged(kind, ana+","+devs, nil), `"e-1"`, fmt.Sprintf(`"e-%d"`, i), 1) + "\n"
}

func BenchmarkFacts(b *testing.B) {
	const n = 10_000
	bench := func(name string, input []byte, read func()) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(input)))
			b.ReportAllocs()
			for b.Loop() {
				read()
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
	run := func(r source.Reader, input []byte, used int) func() {
		return func() {
			var t source.Tally
			for _, err := range r("log", bytes.NewReader(input), &t) {
				if err != nil {
					b.Fatal(err)
				}
			}
			if t.Used != used {
				b.Fatal(&t)
			}
		}
	}
	for _, oneIn := range []int{1000, 10} {
		var input bytes.Buffer
		for i := range n {
			input.WriteString(next(i, oneIn))
		}
		bench(fmt.Sprintf("lines/1-in-%d", oneIn), input.Bytes(), run(okta.Reader(okta.Options{}), input.Bytes(), n/oneIn))
		bench(fmt.Sprintf("bare-scan/1-in-%d", oneIn), input.Bytes(), func() { scan(b, input.Bytes()) })
	}
	// Here an event is a member, of a group of 100.
	listing := []byte(members(n/100, 100))
	bench("listing", listing, run(okta.State(okta.Options{CollectedAt: collected}), listing, n/100))
}

// members are so many groups with so many members each.
func members(groups, each int) string {
	var b strings.Builder
	for g := range groups {
		var list []string
		for u := range each {
			list = append(list, listedUser(fmt.Sprint("u", (g*7+u)%997), "ACTIVE"))
		}
		b.WriteString(page(fmt.Sprintf("/api/v1/groups/00g%d/users", g), "["+strings.Join(list, ",")+"]"))
	}
	return b.String()
}

// scan is what reading the same bytes costs, with nothing done about them.
func scan(b *testing.B, input []byte) {
	d := jsontext.NewDecoder(bytes.NewReader(input))
	for {
		if _, err := d.ReadToken(); err == io.EOF {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

func TestMemoryIsFlat(t *testing.T) {
	sourcetest.FlatMemory(t, okta.Reader(okta.Options{}), 30_000, func(i int) string {
		if i%3 == 0 { // of a thousand administrators
			return strings.Replace(logged("user.account.privilege.grant", ana, roles("Super administrator, Read only admin")), "00uANA", fmt.Sprint("00u", i%1000), 1) + "\n"
		}
		return next(i, 2)
	})
}

func FuzzLog(f *testing.F) {
	for _, seed := range []string{logged("group.user_membership.add", ana+","+devs, nil), "[" + logged("application.user_membership.remove", anaInIt+","+crm+","+ana, nil) + "]",
		logged("user.account.privilege.grant", ana, roles("Super administrator, Help Desk administrator (a, b)")) + "\n" + logged("user.account.privilege.revoke", ana, nil),
		logged("system.api_token.create", key, nil), `{"detail":` + logged("user.lifecycle.deactivate", ana, nil) + "}", `{"logs":[]}`,
		logged("app.oauth2.client.privilege.grant", robot, edit{"outcome": `{"result":"DENY"}`})} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, okta.Reader(okta.Options{Org: "acme", Tickets: tickets}), input)
	})
}

func FuzzListings(f *testing.F) {
	f.Add(export(nil))
	for path, body := range org {
		f.Add(page(path, body))
	}
	f.Add(page("/api/v1/users/unknown/roles", "[]"))
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, okta.State(okta.Options{CollectedAt: collected}), input)
	})
}
