package teleport_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/teleport"
)

// session is an event that nobody asks about, which nearly all of a log is.
var session = event("session.start", 1, `"user":"ana","login":"root","namespace":"default","server_id":"de3800ea-69d9-4d72-a108-97e57f8eb393","sid":"56408539-6536-11e9-80a1-427cfde50f5a",
	"server_labels":{"env":"prod","role":"web"},"addr.local":"192.0.2.1:3022","addr.remote":"192.0.2.2:51454","size":"80:25","initial_command":["uptime"],"user_roles":["access","dba"],"user_traits":{"logins":["root","ana"]}`)

// next is event i of a log in which one in so many is about access: a request,
// its approval, or a user.
func next(i, oneIn int) string {
	id := fmt.Sprintf(`"r-%d"`, i/oneIn/3)
	uid := func(s string) string {
		return strings.Replace(strings.ReplaceAll(s, `"r-1"`, id), `"uid":"`, fmt.Sprintf(`"uid":"%d/`, i), 1) + "\n"
	}
	switch {
	case i%oneIn != 0:
		return session + "\n"
	case i/oneIn%3 == 0:
		return uid(createdRequest)
	case i/oneIn%3 == 1:
		return uid(approvedRequest)
	}
	return strings.Replace(uid(changedUser), `"a"`, fmt.Sprintf(`"a%d"`, i), 1)
}

var createdRequest, approvedRequest, changedUser = created(""), review(5, "omar", "APPROVED", "APPROVED"), user("update", 7, `["a"]`)

func BenchmarkFacts(b *testing.B) {
	const n = 9_000
	for _, oneIn := range []int{1000, 10} {
		var input bytes.Buffer
		for i := range n {
			input.WriteString(next(i, oneIn))
		}
		sourcetest.Bench(b, fmt.Sprintf("lines/1-in-%d", oneIn), teleport.Reader(teleport.Options{}), input.Bytes(), n, n/oneIn)
		sourcetest.BenchScan(b, fmt.Sprintf("bare-scan/1-in-%d", oneIn), input.Bytes(), n)
	}
}

// Memory grows with the access requests and users, here one in a hundred.
func TestMemoryIsFlat(t *testing.T) {
	sourcetest.FlatMemory(t, teleport.Reader(teleport.Options{}), 60_000, func(i int) string { return next(i, 100) })
}

func FuzzLog(f *testing.F) {
	for _, seed := range []string{created("") + "\n" + review(5, "omar", "APPROVED", "PENDING") + "\n" + update(6, "APPROVED", `,"roles":["x"]`) + "\n" + ended("expire", 9), "[" + ended("delete", 9) + "," + created(`,"resource_ids":[{"kind":"node"}]`) + "]",
		user("create", 1, `["a"]`) + "\n" + user("update", 2, `["b"]`) + "\n" + user("delete", 3, `null`), `{"events":[` + event("bot.create", 1, `"name":"x"`) + "]}",
		event("access_list.member.create", 1, `"access_list_name":"l","members":[{"member_name":"a","membership_kind":2}]`), event("access_list.review", 1, `"name":"l","removed_members":["a"]`),
		event("join_token.create", 1, `"name":"x","roles":["Node"],"expires":"2026-03-02T12:00:00Z"`), event("role.deleted", 1, `"name":"x"`)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) { sourcetest.Fuzz(t, teleport.Reader(teleport.Options{}), input) })
}
