package awsiam_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/awsiam"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

var collected = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)

const (
	arn     = "arn:aws:iam::111122223333:"
	readAll = "arn:aws:iam::aws:policy/ReadOnlyAccess"
	own     = arn + "policy/team/deploy"
	trust   = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com","AWS":["arn:aws:iam::999999999999:root","AIDAGONE"]},"Action":"sts:AssumeRole"},{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}`
)

// quoted is a list of objects with one name each: quoted("PolicyName", "a").
func quoted(member string, names []string) string {
	var all []string
	for _, n := range names {
		all = append(all, fmt.Sprintf(`{%q:%q,"PolicyDocument":{"Statement":[]}}`, member, n))
	}
	return "[" + strings.Join(all, ",") + "]"
}

// entity is a user, group or role as AWS writes it, of which edit replaces
// members; "-" takes one away.
func entity(kind, path string, edit map[string]string) string {
	name := path[strings.LastIndexByte(path, '/')+1:]
	title := map[string]string{"user": "User", "group": "Group", "role": "Role"}[kind]
	members := map[string]string{
		"Path": `"` + path[:len(path)-len(name)] + `"`, title + "Name": fmt.Sprintf("%q", name), title + "Id": `"ID-` + name + `"`,
		"Arn": `"` + arn + kind + path + `"`, "CreateDate": `"2026-01-01T00:00:00+00:00"`, "AttachedManagedPolicies": "[]",
	}
	switch kind {
	case "user":
		members["GroupList"] = "[]"
	case "group":
		members["GroupPolicyList"] = "[]"
	case "role":
		members["RolePolicyList"], members["InstanceProfileList"], members["AssumeRolePolicyDocument"] = "[]", "[]", trust
	}
	for k, v := range edit {
		members[k] = v
	}
	var b strings.Builder
	for _, k := range []string{"Path", "UserName", "GroupName", "RoleName", "UserId", "GroupId", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument", "GroupList", "UserPolicyList", "GroupPolicyList",
		"RolePolicyList", "InstanceProfileList", "AttachedManagedPolicies", "PermissionsBoundary", "Tags"} {
		if v := members[k]; v != "" && v != "-" {
			fmt.Fprintf(&b, `,%q:%s`, k, v)
		}
	}
	return "{" + b.String()[1:] + "}"
}

type edit = map[string]string

func user(path string, e edit) string  { return entity("user", path, e) }
func group(path string, e edit) string { return entity("group", path, e) }
func role(path string, e edit) string  { return entity("role", path, e) }

func attached(arns ...string) string {
	return strings.ReplaceAll(quoted("PolicyArn", arns), "PolicyDocument", "x")
}

func policy(arn string, attachments, bounds int) string {
	return fmt.Sprintf(`{"PolicyName":"p","PolicyId":"ANPA","Arn":%q,"Path":"/","DefaultVersionId":"v1","AttachmentCount":%d,"PermissionsBoundaryUsageCount":%d,"IsAttachable":true,"PolicyVersionList":[{"Document":{"Statement":[]},"VersionId":"v1","IsDefaultVersion":true}]}`, arn, attachments, bounds)
}

// account is a listing. Lists are of entities, as "user", "group" and so on made
// them; what they are is told by their members.
func account(entities ...string) string { return page("", entities...) }

func page(rest string, entities ...string) string {
	lists := map[string][]string{}
	for _, e := range entities {
		for list, has := range map[string]string{"UserDetailList": `"UserName"`, "GroupDetailList": `"GroupName"`, "RoleDetailList": `"RoleName"`, "Policies": `"DefaultVersionId"`} {
			if strings.Contains(e, has) {
				lists[list] = append(lists[list], e)
			}
		}
	}
	s := "{"
	for _, list := range []string{"UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"} {
		s += `"` + list + `":[` + strings.Join(lists[list], ",") + "],"
	}
	return strings.TrimSuffix(s+rest, ",") + "}"
}

const more, last = `"IsTruncated":true,"Marker":"m"`, `"IsTruncated":false`

// line is a fact as the tables have it: + for complete, - for not, and what is
// held without "iam/" and the system.
func line(f evidence.Fact) string {
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
		h := strings.TrimPrefix(e.Resource, "iam/") + " " + strings.TrimPrefix(e.Permission, arn)
		if e.Via != "" {
			h += " <" + e.Via
		}
		if e.System != o.System || e.Scope != "" {
			h += " in " + e.System + e.Scope
		}
		held = append(held, h)
	}
	return s + strings.TrimPrefix(f.Subject.ID, arn) + ": " + strings.Join(held, ", ")
}

func lines(facts []evidence.Fact) []string {
	var all []string
	for _, f := range facts {
		all = append(all, line(f))
	}
	return all
}

func read(t *testing.T, input string) ([]evidence.Fact, []string) {
	t.Helper()
	facts, errs, _ := sourcetest.Read(t, awsiam.State(awsiam.Options{CollectedAt: collected}), input)
	return facts, errs
}

// A whole account: everybody inherits from somebody.
var (
	ana    = user("/ops/ana", edit{"GroupList": `["admins","empty"]`, "AttachedManagedPolicies": attached(own), "UserPolicyList": quoted("PolicyName", []string{"zone"}), "PermissionsBoundary": `{"PermissionsBoundaryType":"Policy","PermissionsBoundaryArn":"` + own + `"}`})
	bob    = user("/bob", nil)
	admins = group("/admins", edit{"AttachedManagedPolicies": attached(readAll, own), "GroupPolicyList": quoted("PolicyName", []string{"extra"})})
	empty  = group("/empty", nil)
	app    = role("/app", edit{"AttachedManagedPolicies": attached(readAll), "RolePolicyList": quoted("PolicyName", []string{"run"}),
		"InstanceProfileList": `[{"Path":"/web/","InstanceProfileName":"front","InstanceProfileId":"AIPA1","Arn":"` + arn + `instance-profile/web/front","Roles":[{"RoleName":"app"}]}]`})
	totals = []string{policy(own, 2, 1), policy(readAll, 2, 0)}
	all    = append([]string{ana, bob, admins, empty, app}, totals...)
	wanted = []string{
		"+ group/admins: inline-policy extra, policy policy/team/deploy, policy " + readAll,
		"+ group/empty: ",
		"+ instance-profile/front: instance-role app",
		"+ role/app: inline-policy run, policy " + readAll + ", role account, trust-policy AWS:AIDAGONE, trust-policy AWS:arn:aws:iam::999999999999:root, trust-policy Service:ec2.amazonaws.com",
		"+ user/ana: group/admins member, group/empty member, inline-policy extra <iam/group/admins, inline-policy zone, permissions-boundary policy/team/deploy, policy policy/team/deploy, policy policy/team/deploy <iam/group/admins, policy " + readAll + " <iam/group/admins, user account",
		"+ user/bob: user account",
	}
)

const everybody = "everybody in aws:111122223333"

func TestState(t *testing.T) {
	without := func(drop string) []string {
		var rest []string
		for _, e := range all {
			if e != drop {
				rest = append(rest, e)
			}
		}
		return rest
	}
	// not is the wanted facts, with those incomplete of which a part is named,
	// and without those named with an exclamation mark.
	not := func(parts ...string) []string {
		var got []string
	facts:
		for _, w := range wanted {
			for _, p := range parts {
				if strings.HasPrefix(p, "!") && strings.Contains(w, p[1:]+":") {
					continue facts
				}
				if strings.Contains(w, p) {
					w = "-" + w[1:]
				}
			}
			got = append(got, w)
		}
		return got
	}
	encoded := func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(s, trust, fmt.Sprintf("%q", url.PathEscape(trust))), `{"Statement":[]}`, `"%7B%22Statement%22%3A%5B%5D%7D"`)
	}
	for _, c := range []struct {
		what, input string
		want        []string
	}{
		{"as the CLI prints it", account(all...), append(not(), everybody)},
		{"as the API has it", encoded(page(last, all...)), append(not(), everybody)},
		{"a document in a string, not encoded", strings.ReplaceAll(account(all...), trust, fmt.Sprintf("%q", trust)), append(not(), everybody)},
		{"in pages", page(more, ana, bob, totals[0]) + "\n" + page(more, admins) + page(last, app, empty, totals[1]), append(not(), everybody)},
		{"in pages, in an array", "[" + page(more, ana, bob, totals[0]) + "," + page(more, admins) + "," + page(last, app, empty, totals[1]) + "]", append(not(), everybody)},
		{"the last page is missing", page(more, ana, bob, admins, app, empty) + page(more, totals...), not(":")},
		{"so in an array", "[" + page(more, ana, bob, admins, app, empty) + "," + page(more, totals...) + "]", not(":")},
		{"cut off by --max-items", page(`"NextToken":"x"`, all...), not(":")},
		{"the first page is missing", page(last, app, ana, admins, totals[0]), []string{wanted[0], wanted[2], wanted[3],
			"- user/ana: group/admins member, group/empty member, inline-policy extra <iam/group/admins, inline-policy zone, permissions-boundary policy/team/deploy, policy policy/team/deploy, policy policy/team/deploy <iam/group/admins, policy " + readAll + " <iam/group/admins, user account"}},
		{"users only, as a filter gives it", account(bob), []string{wanted[5]}},
		{"no role: it may have been left out", account(without(app)...), not("!role/app", "!instance-profile/front")},
		{"a policy that is attached more often", account(append(without(totals[1]), policy(readAll, 3, 0))...), not()},
		{"one that is a boundary more often", account(append(without(totals[0]), policy(own, 2, 2))...), not()},
		{"one that is not counted", account(without(totals[1])...), not()},
		{"one that nobody has", account(append(all, policy(arn+"policy/idle", 0, 0))...), append(not(), everybody)},
		{"two accounts", account(append(all, strings.ReplaceAll(user("/cy", nil), "111122223333", "444455556666"))...), append(not(), "+ arn:aws:iam::444455556666:user/cy: user account")},
		{"nobody", account(), nil},
		{"an empty page at the end", page(more, all...) + page(last), append(not(), everybody)},
	} {
		facts, errs := read(t, c.input)
		if diff := cmp.Diff(c.want, lines(facts)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

func TestTrust(t *testing.T) {
	for _, c := range []struct{ policy, want string }{
		{`{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}`, "trust-policy *"},
		{`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"444455556666","Federated":"cognito-identity.amazonaws.com"}}]}`, "trust-policy AWS:arn:aws:iam::444455556666:root, trust-policy Federated:cognito-identity.amazonaws.com"},
		{`{"Statement":[{"Effect":"Deny","Principal":"*"}]}`, "trust-policy none"},
	} {
		facts, errs := read(t, account(role("/r", edit{"AssumeRolePolicyDocument": c.policy})))
		if want := []string{"+ role/r: role account, " + c.want}; !cmp.Equal(want, lines(facts)) {
			t.Errorf("%s: got %q %q, want %q", c.policy, lines(facts), errs, want)
		}
	}
}

func TestSubjects(t *testing.T) {
	facts, errs := read(t, account(ana, app, role("/aws-service-role/x.amazonaws.com/AWSServiceRoleForX", nil)))
	want := []string{
		`{"id":"` + arn + `instance-profile/front","kind":"workload","name":"front","aliases":["` + arn + `instance-profile/web/front","AIPA1"]}`,
		`{"id":"` + arn + `role/AWSServiceRoleForX","kind":"workload","name":"AWSServiceRoleForX","aliases":["` + arn + `role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX","ID-AWSServiceRoleForX"]}`,
		`{"id":"` + arn + `role/app","name":"app","aliases":["ID-app"]}`,
		`{"id":"` + arn + `user/ana","name":"ana","aliases":["` + arn + `user/ops/ana","ID-ana"]}`,
	}
	var got []string
	for l := range strings.Lines(sourcetest.Lines(t, facts)) {
		_, subject, _ := strings.Cut(l, `"subject":`)
		subject, _, _ = strings.Cut(subject, `,"value"`)
		got = append(got, subject)
	}
	if diff := cmp.Diff(want, got); diff != "" || len(errs) > 0 {
		t.Errorf("%q\n(-want +got):\n%s", errs, diff)
	}
}

func TestWholeFacts(t *testing.T) {
	facts, errs := read(t, account(bob, empty, role("/r", nil)))
	if len(facts) != 4 {
		t.Fatalf("%d facts, %q", len(facts), errs)
	}
	const cited = `"source":{"system":"aws:111122223333","kind":"cloud","record_id":"iam/`
	want := `{"fact":"observation","subject":{"id":"` + arn + `user/bob","name":"bob","aliases":["ID-bob"]},"value":{"id":"` + arn + `user/bob","system":"aws:111122223333","observed_at":"2026-03-10T00:00:00Z","complete":true,` +
		`"entitlements":[{"system":"aws:111122223333","resource":"iam/user","permission":"account"}],` + cited + `user/bob","collected_at":"2026-03-10T00:00:00Z"}}}` + "\n" +
		`{"fact":"listing","subject":{"id":"aws:111122223333"},"value":{"id":"aws:111122223333","system":"aws:111122223333","observed_at":"2026-03-10T00:00:00Z",` + cited + `account-authorization-details","collected_at":"2026-03-10T00:00:00Z"}}}` + "\n"
	if diff := cmp.Diff(want, sourcetest.Lines(t, facts[2:])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestErrors(t *testing.T) {
	const again = ": fetch it again with aws iam get-account-authorization-details"
	lost := func(what, name, pointer string) [2]string {
		return [2]string{what, "log: " + arn + name + " " + pointer + ": missing, though AWS always writes it" + again}
	}
	for _, c := range [][2]string{
		lost(user("/x", edit{"AttachedManagedPolicies": "-"}), "user/x", "/AttachedManagedPolicies"),
		lost(user("/x", edit{"AttachedManagedPolicies": "null"}), "user/x", "/AttachedManagedPolicies"),
		lost(user("/x", edit{"AttachedManagedPolicies": `[{"PolicyName":"p"}]`}), "user/x", "/AttachedManagedPolicies/PolicyArn"),
		lost(user("/x", edit{"GroupList": "-"}), "user/x", "/GroupList"),
		lost(user("/x", edit{"UserPolicyList": "[{}]"}), "user/x", "/UserPolicyList/PolicyName"),
		lost(user("/x", edit{"PermissionsBoundary": "{}"}), "user/x", "/PermissionsBoundary/PermissionsBoundaryArn"),
		lost(group("/x", edit{"GroupPolicyList": "-"}), "group/x", "/GroupPolicyList"),
		lost(role("/x", edit{"RolePolicyList": "-"}), "role/x", "/RolePolicyList"),
		lost(role("/x", edit{"InstanceProfileList": "-"}), "role/x", "/InstanceProfileList"),
		lost(role("/x", edit{"AssumeRolePolicyDocument": "-"}), "role/x", "/AssumeRolePolicyDocument"),
		{user("/x", edit{"Arn": `"` + arn + `role/x"`}), "log: " + arn + "role/x /Arn: not the ARN of one" + again},
		{user("/x", edit{"Arn": `"x"`}), "log: x /Arn: not the ARN of one" + again},
		{user("/x", edit{"Arn": "-"}), "log: event 3 /Arn: not the ARN of one" + again},
		{role("/x", edit{"InstanceProfileList": `[{"Arn":"` + arn + `role/x"}]`}), "log: " + arn + "role/x /InstanceProfileList/Arn: not the ARN of one" + again},
		{role("/x", edit{"AssumeRolePolicyDocument": `"%7B%22Statement"`}), "log: " + arn + "role/x /AssumeRolePolicyDocument: cannot be read, so that nobody knows who may use the role" + again},
		{role("/x", edit{"AssumeRolePolicyDocument": `{"Statement":[{"Effect":"Allow","Principal":"bob"}]}`}), "log: " + arn + "role/x /AssumeRolePolicyDocument: cannot be read, so that nobody knows who may use the role" + again},
		{user("/else/bob", nil), "log: " + arn + "user/else/bob /Arn: stands twice: give each listing as an input of its own"},
		{user("/x", edit{"GroupList": `"admins"`}), "log: " + arn + "user/x /GroupList: a string, which is not what AWS writes there" + again},
		{policy("", 0, 0), "log: event 4 /Arn: missing, or the policy stands twice" + again},
		{policy(own, 2, 1), "log: " + own + " /Arn: missing, or the policy stands twice" + again},
	} {
		facts, errs := read(t, account(bob, ana, c[0], empty, totals[0]))
		if !cmp.Equal([]string{c[1]}, errs) {
			t.Errorf("%s\ngot  %q\nwant %q", c[0], errs, c[1])
		}
		inPage, errs := read(t, "["+page(last, bob, ana, empty, totals[0], c[0])+"]")
		if at := c[1][strings.Index(c[1], " /")+1:]; len(errs) != 1 || !strings.HasPrefix(errs[0], "log: event 1 /") || !strings.HasSuffix(errs[0], at) {
			t.Errorf("%s\nin a page of an array: got %q", c[0], errs)
		}
		for _, f := range append(facts, inPage...) {
			if strings.HasPrefix(line(f), "+") || line(f) == everybody {
				t.Errorf("%s: complete, though something was refused: %s", c[1], line(f))
			}
		}
	}
	for _, c := range []struct{ what, input, want string }{
		{"a log", `{"eventSource":"iam.amazonaws.com","eventName":"GetUser"}`, "log:1: a CloudTrail event, which a listing does not hold: read it as cloudtrail"},
		{"a log file", `{"Records":[{"eventName":"GetUser"}]}`, "log:1: not a page of a listing, which has UserDetailList, GroupDetailList, RoleDetailList and Policies: leave it out, or fetch it again with aws iam get-account-authorization-details"},
		{"users alone", "[" + bob + "]", "log: event 1: not a page of a listing, which has UserDetailList, GroupDetailList, RoleDetailList and Policies: leave it out, or fetch it again with aws iam get-account-authorization-details"},
		{"another type", `{"UserDetailList":[],"IsTruncated":"no"}`, "log: /IsTruncated: a string, which is not what AWS writes there" + again + "; the rest of this input was not read: fetch the file again"},
		{"nothing", "", "log: holds nothing: fetch the file again, or leave it out"},
	} {
		if facts, errs := read(t, c.input); !cmp.Equal([]string{c.want}, errs) || len(facts) > 0 {
			t.Errorf("%s: %v %q, want %q", c.what, lines(facts), errs, c.want)
		}
	}
	cut, errs := read(t, strings.TrimSuffix(account(all...), "]}"))
	for _, f := range cut {
		if strings.HasPrefix(line(f), "+") || line(f) == everybody {
			t.Errorf("complete, though cut short: %s", line(f))
		}
	}
	if len(errs) != 1 || len(cut) != len(wanted) {
		t.Errorf("cut short: %d facts, %q", len(cut), errs)
	}
	_, errs, _ = sourcetest.Read(t, awsiam.State(awsiam.Options{}), account(bob))
	if want := []string{"log: a listing has no time of its own: say when it was collected"}; !cmp.Equal(want, errs) {
		t.Errorf("got %q", errs)
	}
}
