package servicenow_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/servicenow"
)

// approvals are the facts about approvals, as the tables have them.
func approvals(facts []evidence.Fact) (all []string) {
	for _, f := range facts {
		if f.Value.FactKind() == evidence.FactApproval {
			all = append(all, line(f))
		}
	}
	return all
}

func delegation(from, to, starts, ends string) row {
	return row{"sys_id": sysID(from + to + starts), "user": "@" + from, "delegate": "@" + to, "approvals": "true", "assignments": "false", "starts": starts, "ends": ends}
}

func TestApprovals(t *testing.T) {
	const byMaria = "RITM1 for ana approved by maria at 02T10:00:00"
	omar := row{"sys_id": sysID("omar"), "user_name": "omar", "internal_integration_user": "false", "web_service_access_only": "false"}
	byOmar := apr.with(row{"sys_updated_by": "omar"})
	second := ritm.with(row{"sys_id": sysID("ritm2"), "number": "RITM2", "requested_for": "@omar", "sys_created_on": "2026-03-02 09:00:01"})
	ofOrder := apr.with(row{"sysapproval": "@req1", "source_table": "sc_request"})
	entry := func(id, to, by, at string) row { return audit(id, "sysapproval_approver", "apr1", to, by, at) }
	for _, c := range []struct {
		what string
		rows []row
		want []string
	}{
		{"by the approver", []row{apr}, []string{byMaria}},
		{"the approver's name is not case-sensitive", []row{apr.with(row{"sys_updated_by": "Maria"})}, []string{byMaria}},
		{"rejected", []row{apr.with(row{"state": "rejected"})}, []string{"RITM1 for ana rejected by maria at 02T10:00:00"}},
		{"by document_id", []row{apr.with(row{"sysapproval": "", "document_id": "@ritm1"})}, []string{byMaria}},
		{"by an account that is no person", []row{apr.with(row{"approver": "@bot", "approver.user_name": "bot", "sys_updated_by": "bot"})}, []string{"RITM1 for ana approved by bot(service_account) at 02T10:00:00"}},

		{"by a delegate", []row{byOmar, omar, delegation("maria", "omar", "2026-03-01 00:00:00", "2026-03-08 00:00:00")}, []string{"RITM1 for ana approved by omar at 02T10:00:00 for maria 01T00:00:00..08T00:00:00"}},
		{"by a delegate whose time is over", []row{byOmar, omar, delegation("maria", "omar", "2026-03-01 00:00:00", "2026-03-02 09:59:59")}, []string{"RITM1 for ana approved by omar at 02T10:00:00 for maria 01T00:00:00..02T09:59:59"}},
		{"by a delegate, for the second time", []row{byOmar, omar, delegation("maria", "omar", "2026-03-01 00:00:00", "2026-03-01 12:00:00"), delegation("maria", "omar", "2026-03-02 10:00:00", "2026-03-02 10:00:00")}, []string{"RITM1 for ana approved by omar at 02T10:00:00 for maria 02T10:00:00..02T10:00:00"}},
		{"by a delegate for an open time", []row{byOmar, omar, delegation("maria", "omar", "2026-03-01 00:00:00", "")}, []string{"RITM1 for ana approved by omar at 02T10:00:00 for maria 01T00:00:00..-"}},
		{"by somebody who was made delegate of somebody else", []row{byOmar, omar, delegation("li", "omar", "2026-03-01 00:00:00", "2026-03-08 00:00:00")}, []string{"RITM1 for ana approved by omar at 02T10:00:00 for maria -..-"}},
		{"by a delegate for other things", []row{byOmar, omar, delegation("maria", "omar", "2026-03-01 00:00:00", "2026-03-08 00:00:00").with(row{"approvals": "false"})}, []string{"RITM1 for ana approved by omar at 02T10:00:00 for maria -..-"}},
		{"a delegation that was taken back", []row{byOmar, omar, delegation("maria", "omar", "2026-03-01 00:00:00", "2026-03-08 00:00:00").with(row{"sys_updated_on": "2026-03-01 00:00:00"}),
			delegation("maria", "omar", "2026-03-01 00:00:00", "2026-03-08 00:00:00").with(row{"approvals": "false", "sys_updated_on": "2026-03-02 00:00:00"})}, []string{"RITM1 for ana approved by omar at 02T10:00:00 for maria -..-"}},
		{"by nobody's delegate", []row{byOmar}, []string{"RITM1 for ana approved by omar at 02T10:00:00 for maria -..-"}},
		{"by a job of the platform", []row{apr.with(row{"sys_updated_by": "system"})}, []string{"RITM1 for ana approved by system(service_account) at 02T10:00:00 for maria -..-"}},

		{"when the audit says", []row{apr.with(row{"sys_updated_on": "2026-03-04 00:00:00", "sys_updated_by": "system"}), entry("e1", "requested", "li", "2026-03-02 09:01:00"), entry("e2", "approved", "maria", "2026-03-02 09:30:00")}, []string{"RITM1 for ana approved by maria at 02T09:30:00"}},
		{"by whom the audit says", []row{apr, omar, entry("e2", "approved", "omar", "2026-03-02 09:30:00"), delegation("maria", "omar", "2026-03-01 00:00:00", "2026-03-08 00:00:00")}, []string{"RITM1 for ana approved by omar at 02T09:30:00 for maria 01T00:00:00..08T00:00:00"}},
		{"the audit ends too early", []row{apr, entry("e1", "requested", "li", "2026-03-02 09:01:00")}, []string{byMaria}},
		{"approved again, which the audit does not know", []row{apr, entry("e1", "approved", "maria", "2026-03-02 09:10:00"), entry("e2", "requested", "li", "2026-03-02 09:20:00")}, []string{byMaria}},
		{"approved again", []row{apr, entry("e3", "approved", "maria", "2026-03-02 09:30:00"), entry("e2", "requested", "li", "2026-03-02 09:20:00"), entry("e1", "approved", "omar", "2026-03-02 09:10:00")}, []string{"RITM1 for ana approved by maria at 02T09:30:00"}},
		{"twice in a second, in an order that nobody knows", []row{apr, entry("e2", "requested", "li", "2026-03-02 09:30:00"), entry("e1", "approved", "maria", "2026-03-02 09:30:00")}, []string{byMaria}},
		{"twice in a second, in order", []row{apr, entry("e2", "requested", "li", "2026-03-02 09:30:00").with(row{"record_checkpoint": "2"}), entry("e1", "approved", "maria", "2026-03-02 09:30:00").with(row{"record_checkpoint": "3"})}, []string{"RITM1 for ana approved by maria at 02T09:30:00"}},
		{"a rejection that was taken back", []row{apr, entry("e1", "rejected", "maria", "2026-03-02 09:10:00"), entry("e2", "approved", "maria", "2026-03-02 09:30:00")},
			[]string{"RITM1 for ana rejected by maria at 02T09:10:00", "RITM1 for ana approved by maria at 02T09:30:00"}},
		{"a rejection that stands", []row{apr.with(row{"state": "rejected"}), entry("e1", "rejected", "maria", "2026-03-02 09:10:00")}, []string{"RITM1 for ana rejected by maria at 02T09:10:00"}},
		{"a rejection that was asked for no longer", []row{apr.with(row{"state": "not_required"}), entry("e1", "rejected", "maria", "2026-03-02 09:10:00"), entry("e2", "not_required", "li", "2026-03-02 09:30:00")},
			[]string{"RITM1 for ana rejected by maria at 02T09:10:00"}},
		{"an approval that was taken back", []row{apr.with(row{"state": "requested"}), entry("e1", "approved", "maria", "2026-03-02 09:10:00"), entry("e2", "requested", "li", "2026-03-02 09:30:00")}, nil},

		{"of the order", []row{second, req, ofOrder}, []string{byMaria, "RITM2 for omar approved by maria at 02T10:00:00"}},
		{"of the order, before an item", []row{second.with(row{"sys_created_on": "2026-03-02 10:00:01"}), ofOrder}, []string{byMaria}},
		{"of the order, with an item", []row{second.with(row{"sys_created_on": "2026-03-02 10:00:00"}), ofOrder}, []string{byMaria, "RITM2 for omar approved by maria at 02T10:00:00"}},
		{"of the order, before every item", []row{ofOrder.with(row{"sys_updated_on": "2026-03-02 08:59:59"})}, nil},
		{"rejected as a part of the order", []row{second.with(row{"sys_created_on": "2026-03-02 10:00:01"}), ofOrder.with(row{"state": "rejected"})}, []string{"RITM1 for ana rejected by maria at 02T10:00:00", "RITM2 for omar rejected by maria at 02T10:00:00"}},
	} {
		rows := append(slices.Clone(people), ritm)
		facts, errs, _ := read(t, options, c.what, append(rows, c.rows...)...)
		got := approvals(facts)
		// omar has a name where he has a row, and so have his approvals.
		if diff := cmp.Diff(c.want, unnamed(got)); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, errs, diff)
		}
	}
}

// unnamed writes omar one way, whether his name is known or his sys_id alone.
func unnamed(all []string) []string {
	for i := range all {
		all[i] = strings.ReplaceAll(all[i], "@omar", "omar")
	}
	return all
}

func TestCapacities(t *testing.T) {
	o := options
	o.Capacities = map[string]string{"Security": "security", sysID("owners"): "resource_owner"}
	asked := row{"sys_class_name": "sysapproval_group", "sys_id": sysID("grp1"), "assignment_group": "@owners", "assignment_group.name": "Owners of S3"}
	for _, c := range []struct {
		what string
		rows []row
		want string
	}{
		{"not as a member of a group", []row{apr}, ""},
		{"the group's name", []row{apr.with(row{"group": "@grp1", "group.assignment_group.name": "Security"})}, " as security"},
		{"the group's sys_id", []row{apr.with(row{"group": "@grp1", "group.assignment_group": "@owners"})}, " as resource_owner"},
		{"the group's row", []row{apr.with(row{"group": "@grp1"}), asked}, " as resource_owner"},
		{"another group", []row{apr.with(row{"group": "@grp1", "group.assignment_group.name": "CAB"})}, ""},
		{"a group of which nothing is known", []row{apr.with(row{"group": "@grp1"})}, ""},
	} {
		facts, errs, _ := read(t, o, c.what, append([]row{ritm}, c.rows...)...)
		if got, want := approvals(facts), []string{"RITM1 for @ana approved by maria at 02T10:00:00" + c.want}; !cmp.Equal(want, got) {
			t.Errorf("%s: want %q, got %q %q", c.what, want, got, errs)
		}
	}
}

func TestDecidedAtFrom(t *testing.T) {
	for want, rows := range map[string][]row{
		`{"decided_at_from":"sys_updated_on","approval_of":"sc_req_item"}`: {apr},
		`{"decided_at_from":"sys_updated_on","approval_of":"sc_request"}`:  {apr.with(row{"sysapproval": "@req1"})},
		`{"decided_at_from":"sys_audit","approval_of":"sc_req_item"}`:      {apr, audit("e1", "sysapproval_approver", "apr1", "approved", "maria", "2026-03-02 09:30:00")},
	} {
		facts, errs, _ := sourcetest.Read(t, servicenow.Reader(options), reply(both, append(rows, ritm)...))
		for _, f := range facts {
			if a, ok := f.Value.(*evidence.Approval); ok && string(a.Extensions["servicenow"]) != want {
				t.Errorf("want %s, got %s %q", want, a.Extensions["servicenow"], errs)
			}
		}
		if len(facts) != 2 {
			t.Errorf("%q %q", lines(facts), errs)
		}
	}
}

// Approvals that decide nothing, each for its own reason.
func TestIgnoredApprovals(t *testing.T) {
	for _, c := range []struct {
		row  row
		want source.Reason
	}{
		{apr.with(row{"state": "requested"}), source.Reason{Why: "approval that nobody gave or refused", Name: "requested"}},
		{apr.with(row{"state": "not requested"}), source.Reason{Why: "approval that nobody gave or refused", Name: "not requested"}},
		{apr.with(row{"state": "not_required"}), source.Reason{Why: "approval that nobody gave or refused", Name: "not_required"}},
		{apr.with(row{"state": "no_longer_required"}), source.Reason{Why: "approval that nobody gave or refused", Name: "no_longer_required"}},
		{apr.with(row{"state": "cancelled"}), source.Reason{Why: "approval that nobody gave or refused", Name: "cancelled"}},
		{apr.with(row{"state": "duplicate"}), source.Reason{Why: "approval that nobody gave or refused", Name: "duplicate"}},
		{apr.with(row{"source_table": "change_request", "sysapproval": "@chg1"}), source.Reason{Why: "approval of something else than a requested item", Name: "change_request"}},
		{apr.with(row{"source_table": "", "sysapproval.sys_class_name": "kb_knowledge", "sysapproval": "", "document_id": "@kb1"}), source.Reason{Why: "approval of something else than a requested item", Name: "kb_knowledge"}},
		{apr.with(row{"sysapproval": "@req1", "sys_updated_on": "2026-03-02 08:00:00"}), source.Reason{Why: "approval from before the item was ordered"}},
	} {
		for f := range both + 1 {
			facts, errs, tally := sourcetest.Read(t, servicenow.Reader(options), reply(f, ritm, c.row))
			if len(approvals(facts)) != 0 || len(errs) != 0 || tally.IgnoredFor(c.want) != 1 || tally.Ignored != 1 {
				t.Errorf("%v: %q %q %s", c.want, lines(facts), errs, tally)
			}
		}
	}
}
