package jira_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/jira"
)

// object is a JSON object: values are JSON, and a value that is empty leaves
// the member out.
type object map[string]string

func (o object) with(more object) object {
	c := maps.Clone(o)
	maps.Copy(c, more)
	return c
}

func (o object) String() string {
	var members []string
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if o[name] != "" {
			members = append(members, fmt.Sprintf("%q:%s", name, o[name]))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func list(items ...fmt.Stringer) string {
	var all []string
	for _, i := range items {
		all = append(all, i.String())
	}
	return "[" + strings.Join(all, ",") + "]"
}

// answer is a page of the service desk's API.
func answer(items ...fmt.Stringer) object {
	return object{"start": "0", "isLastPage": "true", "values": list(items...)}
}

// day is an instant of March 2026 as the service desk's API writes it, "02
// 09:00:00" in UTC.
func day(utc string) string {
	t := instant(utc)
	there := t.In(time.FixedZone("", 2*3600))
	return fmt.Sprintf(`{"iso8601":%q,"jira":%q,"friendly":"Today","epochMillis":%d}`, there.Format("2006-01-02T15:04:05-0700"), there.Format("2006-01-02T15:04:05.000-0700"), t.UnixMilli())
}

// millis is one as webhooks write it.
func millis(utc string) string { return fmt.Sprint(instant(utc).UnixMilli()) }

func instant(utc string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05", "2026-03-"+utc)
	if err != nil {
		panic(err)
	}
	return t
}

// at is one as the platform's API writes it.
func at(utc string) string { return `"2026-03-` + strings.Replace(utc, " ", "T", 1) + `.000+0000"` }

func person(name string) string {
	return fmt.Sprintf(`{"accountId":"5b-%s","accountType":"atlassian","displayName":%q,"active":true}`, name, strings.ToUpper(name))
}

var (
	// request asks for what the settings below read, as the portal shows it.
	request = object{
		"issueId": `"10068"`, "issueKey": `"ACC-1"`, "requestTypeId": `"14"`, "requestType": `{"id":"14","name":"AWS access"}`,
		"createdDate": day("02 09:00:00"), "reporter": person("li"), "requestFieldValues": `[]`,
		"currentStatus": `{"status":"Waiting for approval","statusCategory":"NEW","statusDate":` + day("02 09:00:00") + `}`,
	}
	approved = object{
		"id": `"48"`, "name": `"Waiting for approval"`, "finalDecision": `"approved"`, "approvers": `[` + decided("maria", "approved") + `]`,
		"createdDate": day("02 09:00:01"), "completedDate": day("02 10:00:00"), "_links": `{"self":"https://acme.atlassian.net/rest/servicedeskapi/request/ACC-1/approval/48"}`,
	}
	issueFields = object{
		"created": at("02 09:00:00"), "updated": at("02 12:00:00"), "reporter": person("li"), "creator": person("li"), "issuetype": `{"id":"10102","name":"Service Request"}`,
		"status": `{"name":"Resolved","statusCategory":{"key":"done"}}`, "resolution": `{"name":"Done"}`, "resolutiondate": at("02 11:30:00"),
		"statuscategorychangedate": at("02 11:29:59"),
	}
)

func decided(name, decision string) string {
	return fmt.Sprintf(`{"approver":%s,"approverDecision":%q}`, person(name), decision)
}

// issue is the same request as the platform's API tells it.
func issue(fields object, more object) object {
	return object{"id": `"10068"`, "key": `"ACC-1"`, "fields": issueFields.with(fields).String()}.with(more)
}

var collected = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)

var options = jira.Options{Site: "acme", CollectedAt: collected}

// lines are facts in short: whose, what, who, when.
func lines(facts []evidence.Fact) []string {
	all := []string{}
	for _, f := range facts {
		all = append(all, line(f))
	}
	return all
}

const clock = "02T15:04:05"

func line(f evidence.Fact) string {
	switch v := f.Value.(type) {
	case *evidence.Request:
		s := fmt.Sprintf("%s for %s by %s at %s", v.ID, short(&f.Subject), short(v.Requester), v.SubmittedAt.Format(clock))
		if v.Status != "" {
			s += " " + string(v.Status)
		}
		if !v.ClosedAt.IsZero() {
			s += " until " + v.ClosedAt.Format(clock)
		}
		if f.Action != "" {
			s += " " + string(f.Action)
		}
		return s + entitlements(v.Entitlements)
	case *evidence.Approval:
		s := fmt.Sprintf("%s of %s: %s for %s", v.Decision, f.RequestRef, short(&v.Approver), short(&f.Subject))
		if v.Capacity != "" {
			s += " as " + v.Capacity
		}
		return s + " at " + v.DecidedAt.Format(clock)
	case *evidence.Change:
		return fmt.Sprintf("%s %s by %s at %s%s", v.Action, short(&f.Subject), short(v.Actor), v.ExecutedAt.Format(clock), entitlements(v.Entitlements))
	}
	return "?"
}

func entitlements(all []evidence.Entitlement) (s string) {
	for _, e := range all {
		s += fmt.Sprintf(" [%s %s %s", e.System, e.Resource, e.Permission)
		if e.Scope != "" {
			s += " @" + e.Scope
		}
		if !e.ExpiresAt.IsZero() {
			s += " until " + e.ExpiresAt.Format(clock)
		}
		s += "]"
	}
	return s
}

// short is an identity without what all have in common.
func short(i *evidence.Identity) string {
	if i == nil {
		return "nobody"
	}
	return strings.Join(append([]string{strings.TrimPrefix(i.ID, "jira:acme/user/5b-")}, i.Aliases...), "=")
}

// read reads what the items are printed to, one after the other.
func read(t *testing.T, o jira.Options, items ...fmt.Stringer) ([]evidence.Fact, []string, *source.Tally) {
	t.Helper()
	var input strings.Builder
	for _, i := range items {
		input.WriteString(i.String() + "\n")
	}
	return sourcetest.Read(t, jira.Reader(o), input.String())
}

// place is how errors begin: with the name of the input, and perhaps a line.
var place = regexp.MustCompile(`^log:(\d+:)? `)

// want reads items and compares what comes of them: lines of facts, and then
// reasons and errors, "- WHY" and "! ERROR".
func want(t *testing.T, what string, o jira.Options, items []fmt.Stringer, want ...string) {
	t.Helper()
	facts, errs, tally := read(t, o, items...)
	got := lines(facts)
	for _, why := range tally.Reasons() {
		for range tally.IgnoredFor(why) {
			got = append(got, "- "+strings.TrimSuffix(why.Why+": "+why.Name, ": "))
		}
	}
	for _, err := range errs {
		got = append(got, "! "+place.ReplaceAllString(err, ""))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func of(items ...fmt.Stringer) []fmt.Stringer { return items }

// The whole of both facts, written by hand from the package documentation.
func TestRequestAndApproval(t *testing.T) {
	facts, errs, tally := read(t, options, answer(request), answer(approved))
	if len(errs) > 0 || tally.UsedAs("request") != 1 || tally.UsedAs("approval") != 1 {
		t.Fatalf("%q, %s", errs, tally)
	}
	for i := range facts { // digests are checked below
		switch v := facts[i].Value.(type) {
		case *evidence.Request:
			v.Source.Digest = v.Source.Digest[:7]
		case *evidence.Approval:
			v.Source.Digest = v.Source.Digest[:7]
		}
	}
	const li = `{"id":"jira:acme/user/5b-li","kind":"human","name":"LI"}`
	const cite = `"source":{"system":"jira:acme","kind":"itsm","record_id":"%s","collected_at":"2026-03-10T00:00:00Z","digest":"sha256:"}`
	want := `{"fact":"request","subject":` + li + `,"value":{"id":"ACC-1","requester":` + li + `,"submitted_at":"2026-03-02T09:00:00Z","status":"open",` +
		fmt.Sprintf(cite, "issue/10068") + `,"extensions":{"jira":{"status_category":"NEW","status":"Waiting for approval","history":"not known to be whole"}}}}
{"fact":"approval","subject":` + li + `,"request_ref":"ACC-1","value":{"id":"48/5b-maria","approver":{"id":"jira:acme/user/5b-maria","kind":"human","name":"MARIA"},"decision":"approved","decided_at":"2026-03-02T10:00:00Z",` +
		fmt.Sprintf(cite, "approval/48") + `,"extensions":{"jira":{"approval":"48","name":"Waiting for approval","final_decision":"approved","began":"2026-03-02T09:00:01Z","decided_at_exact":true}}}}
`
	if diff := cmp.Diff(want, sourcetest.Lines(t, facts)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
