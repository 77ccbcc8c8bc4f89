package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
)

// Every source says what it accepts, and nothing that one accepts is taken for
// what another does unless it is both.
func TestSources(t *testing.T) {
	got := command(t, "", "sources")
	got.wants(t, exitDone)
	for _, k := range catalogue() {
		if !strings.Contains(got.out, "\n    "+k.what+"\n") || len(k.shapes()) == 0 {
			t.Errorf("%s is missing or accepts nothing:\n%s", k.name, got.out)
		}
	}
}

// A file that was given to the wrong source is refused, with the right one.
func TestMisfit(t *testing.T) {
	trail := file(t, "trail.json", trail)
	got := command(t, "", "facts", "--source", "kubernetes", trail)
	got.wants(t, exitIncomplete, "trail.json: source kubernetes found nothing in it, and it looks like an input of cloudtrail: try --source cloudtrail", "1 input (1 broken)")
	command(t, "", "join", "--source", "facts="+trail).wants(t, exitIncomplete, "try --source cloudtrail")
	command(t, "", "facts", "--source", "cloudtrail", file(t, "x.parquet", "PAR1\x00\x15")).wants(t, exitIncomplete, "convert it to JSON Lines")
	// A log in which nothing matters to access is in order.
	quiet := file(t, "quiet.json", strings.ReplaceAll(strings.ReplaceAll(`{"Records":[{"eventVersion":"1.08","eventTime":"2026-03-02T11:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","recipientAccountId":"1","eventID":"e-1"}]}`, "\n", ""), "\t", ""))
	command(t, "", "facts", "--source", "cloudtrail", quiet).wants(t, exitDone, "1 event: 0 used, 1 ignored")
}

func TestJoinAliases(t *testing.T) {
	stranger := strings.Replace(ticket, `,"aliases":["arn:aws:iam::123456789012:user/bob"]`, "", 1)
	tickets, trail := file(t, "tickets.jsonl", stranger), file(t, "trail.json", trail)
	sources := []string{"join", "--source", "facts=" + tickets, "--source", "cloudtrail=" + trail}
	command(t, "", sources...).wants(t, exitDone, "2 = 1 with a request + 1 changes without")
	aliases := file(t, "people.csv", "id,alias,kind\nbob,arn:aws:iam::123456789012:user/bob,human\nx,y,\n")
	got := command(t, "", append(sources, "--aliases", aliases)...)
	got.wants(t, exitDone, "1 = 1 with a request + 0 changes without", "2 identities in the alias directory, 1 of them among the facts, 0 ambiguous names")
	wrong := file(t, "wrong.csv", "id,alias,kind\nbob,x,person\n")
	command(t, "", append(sources, "--aliases", wrong)...).wants(t, exitIncomplete, "wrong.csv:2: column kind: expected one of [human ")
	command(t, "", append(sources, "--aliases", "missing.csv")...).wants(t, exitIncomplete, "missing.csv: no such file")
}

// Records go to a file whole or not at all; in parts they are the same.
func TestJoinOutputAndPartitions(t *testing.T) {
	tickets, trail := file(t, "tickets.jsonl", ticket+strings.ReplaceAll(ticket, "bob", "eve")), file(t, "trail.json", trail)
	sources := []string{"join", "--source", "facts=" + tickets, "--source", "cloudtrail=" + trail}
	one := command(t, "", sources...)
	one.wants(t, exitDone, "3 taken = ", "2 events: 1 used, 1 ignored")
	path := filepath.Join(t.TempDir(), "records.jsonl")
	parts := command(t, "", append(sources, "-o", path, "--partitions", "3")...)
	parts.wants(t, exitDone)
	if parts.err != one.err {
		t.Errorf("in parts it says\n%s, and at once\n%s", parts.err, one.err)
	}
	text, err := os.ReadFile(path)
	if err != nil || parts.out != "" {
		t.Fatal(err, parts.out)
	}
	if got, want := sortedLines(string(text)), sortedLines(one.out); got != want {
		t.Errorf("in parts the records are\n%s, and at once\n%s", got, want)
	}
	for r, err := range evidence.Records("records", strings.NewReader(string(text))) {
		if err != nil {
			t.Errorf("%v: %v", r, err)
		}
	}
	nowhere := filepath.Join(t.TempDir(), "none", "records.jsonl")
	command(t, "", append(sources, "-o", nowhere)...).wants(t, exitIncomplete, "no such file or directory")
	wrong := filepath.Join(t.TempDir(), "records.jsonl")
	command(t, "", append(sources, "-o", wrong, "--parameters", "missing.yaml")...).wants(t, exitIncomplete)
	if _, err := os.Stat(wrong); err == nil {
		t.Error("a run that failed left a file")
	}
}

func TestMembers(t *testing.T) {
	members := file(t, "groups.csv", "group,member\nops,ana\nops,bob\nnone,\n")
	in := strings.NewReader("group,member\nops,ana\nops,bob\nnone,\n")
	got, err := readMembers("groups.csv", in)
	if none, known := got["none"]; err != nil || len(got["ops"]) != 2 || !known || len(none) != 0 {
		t.Errorf("%v %v", got, err)
	}
	// A cluster whose every group is known tells all about a user.
	bindings := file(t, "bindings.json", `{"apiVersion":"v1","kind":"List","metadata":{},"items":[
{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"a","uid":"1"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"ops"}]},
{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"b","namespace":"n1","uid":"2"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"edit"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"ana"}]},
{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"c","namespace":"n2","uid":"3"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"edit"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"ana"}]}]}`)
	args := []string{"facts", "--source", "kubernetes-state:prod", "--collected-at", "2026-03-03T00:00:00Z", bindings}
	if without := command(t, "", args...); strings.Contains(subject(without.out, `"ana"`), `"complete":true`) {
		t.Errorf("who is in ops is not known:\n%s", without.out)
	}
	with := command(t, "", append(args, "--members", members)...)
	with.wants(t, exitDone)
	if ana := subject(with.out, `"ana"`); !strings.Contains(ana, `"complete":true`) || !strings.Contains(ana, `"permission":"view","via":"kubernetes/group/ops"`) {
		t.Errorf("the members of ops are known:\n%s", with.out)
	}
	for in, want := range map[string]string{
		"member,group\n":          "m:1: expected the header group,member",
		"":                        "m:1: expected the header group,member",
		"group,member\na,b,c\n":   "m:2: wrong number of fields",
		"group,member\na,b\n,c\n": "m:3: no group: name the group that the member is in",
	} {
		if _, err := readMembers("m", strings.NewReader(in)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

// subject is the line of the fact about that subject.
func subject(out, id string) string {
	for line := range strings.Lines(out) {
		if strings.Contains(line, `"subject":{"id":`+id) {
			return line
		}
	}
	return ""
}

func sortedLines(s string) string {
	lines := strings.SplitAfter(s, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "")
}
