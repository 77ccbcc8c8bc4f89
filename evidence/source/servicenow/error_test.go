package servicenow_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/servicenow"
)

const again = ": export it again with sysparm_display_value=all"

// What people see is refused in whatever form it comes: its times are local,
// and nothing says where.
func TestDisplayValues(t *testing.T) {
	const seen = "what people see, without the value, so that times in this row are somebody's local ones" + again
	const unknown = "nothing in the row tells whether this is UTC or somebody's local time" + again
	item, approver, entry := "log: sc_req_item/"+sysID("ritm1")+" ", "log: sysapproval_approver/"+sysID("apr1")+" ", "log: sys_audit/"+sysID("e1")+" "
	changed := audit("e1", "sysapproval_approver", "apr1", "approved", "maria", "2026-03-02 09:30:00")
	// With sysparm_exclude_reference_link, what people see is a plain string.
	shown := func(r row) row {
		c := r.with(nil)
		for name, v := range c {
			if strings.HasPrefix(v, "@") {
				c[name] = "Ana Ng"
			}
		}
		return c
	}
	for _, c := range []struct{ what, input, want string }{
		{"the label of a table", reply(display, ritm.with(row{"sys_class_name": "Requested Item"})), "log: event 1 /sys_class_name: " + seen},
		{"the label of a table that nobody asks about", reply(display, row{"sys_class_name": "Incident", "sys_id": "1"}), "log: event 1 /sys_class_name: " + seen},
		{"an item", reply(display, row{"sys_class_name": "-", "sys_id": sysID("ritm1"), "request": "@req1", "number": "RITM1", "sys_created_on": "2026-03-02 09:00:00"}), item + "/request: " + seen},
		{"an approval", reply(display, apr.with(row{"sysapproval": "-", "source_table": "-"})), approver + "/approver: " + seen},
		{"an item, without links", reply(display, shown(ritm).with(row{"requested_for": "-", "opened_by": "-", "cat_item": "-"})), item + "/request: " + seen},
		{"an approval, without links", reply(display, shown(apr).with(row{"sysapproval": "-"})), approver + "/approver: " + seen},
		{"the label of what is to be approved", reply(values, apr.with(row{"source_table": "Requested Item"})), approver + "/source_table: " + seen},
		{"the label of what was changed", reply(both, changed.with(row{"tablename": "Requested Item"})), "log: event 1 /tablename: " + seen},
		{"an entry of the audit, as values", reply(values, changed), entry + "/sys_created_on: " + unknown},
		{"an entry of the audit, as people see it", reply(display, changed), entry + "/sys_created_on: " + unknown},
		{"an item without a reference", reply(values, row{"sys_class_name": "sc_req_item", "sys_id": sysID("ritm1"), "number": "RITM1", "sys_created_on": "2026-03-02 09:00:00", "state": "3"}), item + "/sys_created_on: " + unknown},
		{"an approval without a reference", reply(values, row{"sys_id": sysID("apr1"), "approver.user_name": "maria", "document_id": "", "approver": "", "sys_updated_on": "2026-03-02 09:00:00"}), approver + "/sys_updated_on: " + unknown},
		{"an approval without a reference and a time", reply(values, row{"sys_id": sysID("apr1"), "approver": ""}), approver + "/approver: nothing in the row tells whether it holds values or what people see" + again},
	} {
		facts, errs, _ := sourcetest.Read(t, servicenow.Reader(options), c.input)
		if diff := cmp.Diff([]string{c.want}, errs); diff != "" || len(facts) > 0 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
	// In the form "all" the value counts, not the local time beside it.
	facts, _, _ := sourcetest.Read(t, servicenow.Reader(options), strings.ReplaceAll(reply(both, ritm), "2026-03-02 09:00:00", "2026-03-02 23:59:59"))
	if got := lines(facts); len(got) != 1 || !strings.Contains(got[0], "at 02T23:59:59") {
		t.Errorf("%q", got)
	}
}

func TestErrors(t *testing.T) {
	item, approver := "sc_req_item/"+sysID("ritm1")+" ", "sysapproval_approver/"+sysID("apr1")+" "
	for _, c := range []struct {
		what string
		rows []row
		want string
	}{
		{"no number", []row{ritm.with(row{"number": ""})}, item + "/number: missing: export it, too; it is the id of the request"},
		{"nobody knows when", []row{ritm.with(row{"sys_created_on": "-"})}, item + "/sys_created_on: missing: export it, too; it is when the item was ordered"},
		{"a time with a zone", []row{ritm.with(row{"sys_created_on": "2026-03-02T09:00:00Z"})}, item + "/sys_created_on: not a time as ServiceNow stores it, such as 2026-03-02 09:00:00" + again},
		{"another way to write a time", []row{ritm.with(row{"closed_at": "02.03.2026 11:30:00"})}, item + "/closed_at: not a time as ServiceNow stores it, such as 2026-03-02 09:00:00" + again},
		{"no day of the calendar", []row{ritm.with(row{"closed_at": "2026-02-30 11:30:00"})}, item + "/closed_at: not a time as ServiceNow stores it, such as 2026-03-02 09:00:00" + again},
		{"a fraction", []row{ritm.with(row{"closed_at": "2026-02-28 11:30:00.5"})}, item + "/closed_at: not a time as ServiceNow stores it, such as 2026-03-02 09:00:00" + again},
		{"no year of ours", []row{ritm.with(row{"closed_at": "1969-12-31 23:59:59"})}, item + "/closed_at: not a time as ServiceNow stores it, such as 2026-03-02 09:00:00" + again},
		{"for nobody", []row{ritm.with(row{"requested_for": "-"})}, item + "/requested_for: missing, here and in the request that the item belongs to: export requested_for, and request.requested_for where items have none of their own"},
		{"no sys_id", []row{ritm.with(row{"sys_id": "-"})}, "event 1 /sys_id: missing: export it, too"},
		{"no table", []row{{"sys_id": "1", "number": "REQ1"}}, "event 1 /sys_class_name: missing, and no other field tells which table this is a row of: export it with sys_class_name, or leave this file out"},
		{"two versions, of which nobody knows the later", []row{ritm.with(row{"requested_for": "-", "request.requested_for": "@ana", "sys_updated_on": "-"}), ritm}, item[:len(item)-1] + ": another row with this sys_id says something else, and neither is known to be the later one: export it once, with sys_updated_on"},
		{"the other way round", []row{ritm.with(row{"requested_for": "-", "request.requested_for": ""}), ritm.with(row{"sys_updated_on": "-"}), ritm.with(row{"sys_updated_on": "2026-03-06 00:00:00"})}, item[:len(item)-1] + ": another row with this sys_id says something else, and neither is known to be the later one: export it once, with sys_updated_on"},
		{"an approval of nobody knows what", []row{apr.with(row{"sysapproval": ""})}, approver + "/sysapproval: the requested item is neither in this input nor told: read sc_req_item in the same input, or export sysapproval.number, sysapproval.sys_class_name and sysapproval.ref_sc_req_item.requested_for, too"},
		{"an approval of an item elsewhere", []row{apr.with(row{"source_table": "-"})}, approver + "/sysapproval: the requested item is neither in this input nor told: read sc_req_item in the same input, or export sysapproval.number, sysapproval.sys_class_name and sysapproval.ref_sc_req_item.requested_for, too"},
		{"an approval of an item for nobody knows whom", []row{apr.with(row{"sysapproval.number": "RITM1"})}, approver + "/sysapproval: the requested item is neither in this input nor told: read sc_req_item in the same input, or export sysapproval.number, sysapproval.sys_class_name and sysapproval.ref_sc_req_item.requested_for, too"},
		{"an approval of an order elsewhere", []row{apr.with(row{"source_table": "sc_request", "sysapproval": "@req1", "sysapproval.number": "REQ1"})}, approver + "/sysapproval: approves a request (REQ) of which no requested item is in this input: read sc_req_item in the same input"},
		{"a delegation of nobody knows what", []row{delegation("maria", "omar", "", "").with(row{"approvals": "-"})}, "sys_user_delegate/" + sysID("mariaomar") + " /approvals: the row does not say who delegated what: export user, delegate, approvals, starts and ends"},
		{"a delegation by nobody", []row{delegation("maria", "omar", "", "").with(row{"user": ""})}, "sys_user_delegate/" + sysID("mariaomar") + " /approvals: the row does not say who delegated what: export user, delegate, approvals, starts and ends"},
		{"an entry of nobody knows when", []row{audit("e1", "sc_req_item", "ritm1", "3", "x", "")}, "sys_audit/" + sysID("e1") + " /sys_created_on: the entry does not say when which row was changed: export sys_created_on and documentkey, too"},
	} {
		facts, errs, _ := read(t, options, c.what, c.rows...)
		if diff := cmp.Diff([]string{"log: " + c.want}, errs); diff != "" || len(facts) > 1 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
	// What is said about an approval beside the item that it is about.
	for _, c := range []struct {
		what string
		edit row
		want string
	}{
		{"no state", row{"state": "-"}, "/state: missing: export it, too; it says what was decided"},
		{"another state", row{"state": "waved \u001b[2Jthrough"}, `/state: "waved \x1b[2Jthrough", which is no state of an approval in the base system: nobody knows whether this was approved`},
		{"the label of a state", row{"state": "Approved"}, `/state: "Approved", which is no state of an approval in the base system: nobody knows whether this was approved`},
		{"no approver", row{"approver": ""}, "/approver: missing: export it, too; it says who was asked"},
		{"no time", row{"sys_updated_on": "-"}, "/sys_updated_on: missing: export it, too; it is when this was decided, unless sys_audit says it"},
		{"by nobody", row{"sys_updated_by": "-"}, "/sys_updated_by: missing: export it, too; it says who decided, unless sys_audit does"},
		{"by somebody who may be the approver or not", row{"approver.user_name": "-"}, "/approver.user_name: missing, so that nobody knows whether the approver decided or somebody else: export it, too, or read sys_user in the same input"},
	} {
		edit := c.edit
		if edit["approver"] != "" || c.what == "no approver" {
			edit["approver.user_name"] = "-"
		}
		facts, errs, _ := read(t, options, c.what, ritm, apr.with(edit))
		if diff := cmp.Diff([]string{"log: " + approver + c.want}, errs); diff != "" || len(facts) != 1 {
			t.Errorf("%s: %q\n(-want +got):\n%s", c.what, lines(facts), diff)
		}
	}
}

// Replies, and what else the Table API answers.
func TestReplies(t *testing.T) {
	const ritm1 = "RITM1 for @ana by @li at 02T09:00:00 closed_complete 02T11:30:00"
	const byMaria = "RITM1 for @ana approved by maria at 02T10:00:00"
	single := `{"result":` + ritm.text(values) + "}"
	failure := `"error":{"message":"Transaction cancelled: maximum execution time exceeded","detail":"…"},"status":"failure"`
	const failed = `/error: the Table API failed ("Transaction cancelled: maximum execution time exceeded"): ask it for fewer rows at a time, as a user who may read them`
	for _, c := range []struct {
		what, input string
		want, errs  []string
	}{
		{"one row", single, []string{ritm1}, nil},
		{"one row, pretty-printed", "{\n\"result\":" + ritm.text(values) + "\n}", []string{ritm1}, nil},
		{"rows as lines", ritm.text(values) + "\n" + apr.text(values), []string{ritm1, byMaria}, nil},
		{"an array of rows", "[" + ritm.text(values) + "," + apr.text(values) + "]", []string{ritm1, byMaria}, nil},
		{"replies, one after the other", reply(both, apr) + reply(values, ritm), []string{byMaria, ritm1}, nil},
		{"no rows", `{"result":[]}`, nil, nil},
		{"a failure", "{" + failure + "}", nil, []string{"log:1: " + failed}},
		{"a failure after some rows", `{"result":[` + ritm.text(values) + `],` + failure + `}`, []string{ritm1}, []string{"log: after event 1: " + failed + "; the rest of this input was not read: fetch the file again"}},
		{"a list after a single row", single + "\n" + reply(values, apr), []string{ritm1}, []string{"log:2: /result: a list of rows on one line, after a line that holds none: read each reply as a file of its own"}},
		{"cut short", `{"result":[` + ritm.text(values) + `,{"sys`, []string{ritm1}, []string{"cut"}},
		{"a field of a strange type", strings.Replace(reply(values, ritm), `"RITM1"`, `["RITM1"]`, 1), nil, []string{"log: sc_req_item/" + sysID("ritm1") + " /number: neither a value nor an object that holds one, which is not what ServiceNow writes there" + again}},
		{"a value of a strange type", strings.Replace(reply(values, ritm), `"RITM1"`, `{"value":{}}`, 1), nil, []string{"log: sc_req_item/" + sysID("ritm1") + " /number: neither a value nor an object that holds one, which is not what ServiceNow writes there" + again}},
		{"a strange field that does not matter", strings.Replace(reply(values, ritm), `"number"`, `"__meta":{"ignoredFields":[]},"number"`, 1), []string{ritm1}, nil},
		{"null is nothing", strings.Replace(reply(values, ritm.with(row{"stage": "@x"})), `"2026-03-02 11:30:00"`, "null", 1), []string{strings.TrimSuffix(ritm1, " 02T11:30:00")}, nil},
	} {
		facts, errs, tally := sourcetest.Read(t, servicenow.Reader(options), c.input)
		if c.what == "cut short" && len(errs) == 1 && strings.Contains(errs[0], "the rest of this input was not read") {
			errs[0] = "cut"
		}
		if diff := cmp.Diff(c.errs, errs); diff != "" || !cmp.Equal(c.want, lines(facts)) {
			t.Errorf("%s: %q %s\n(-want +got):\n%s", c.what, lines(facts), tally, diff)
		}
	}
}

func TestIgnored(t *testing.T) {
	for _, c := range []struct {
		row  row
		want source.Reason
	}{
		{row{"sys_class_name": "change_request", "sys_id": "1", "number": "CHG1"}, source.Reason{Why: "row of a table that this source does not read", Name: "change_request"}},
		{row{"sys_class_name": "sc_task", "sys_id": "1", "request_item": "@ritm1", "state": "3"}, source.Reason{Why: "what somebody was told to do, which says nothing of a system", Name: "sc_task"}},
		{row{"sys_id": "1", "request_item": "@ritm1", "request": "@req1", "state": "3"}, source.Reason{Why: "what somebody was told to do, which says nothing of a system", Name: "sc_task"}},
		{audit("e1", "incident", "inc1", "3", "x", "2026-03-02 09:00:00"), source.Reason{Why: "change of a field that tells nothing about a decision", Name: "incident.state"}},
		{audit("e1", "sc_req_item", "ritm1", "3", "x", "2026-03-02 09:00:00").with(row{"fieldname": "comments"}), source.Reason{Why: "change of a field that tells nothing about a decision", Name: "sc_req_item.comments"}},
		{audit("e1", "sc_req_item", "ritm9", "3", "x", "2026-03-02 09:00:00"), source.Reason{Why: "nothing in this input rests on it", Name: "sys_audit"}},
		{req.with(row{"sys_id": sysID("req9")}), source.Reason{Why: "nothing in this input rests on it", Name: "sc_request"}},
		{people[0], source.Reason{Why: "nothing in this input rests on it", Name: "sys_user"}},
		{delegation("maria", "omar", "", ""), source.Reason{Why: "nothing in this input rests on it", Name: "sys_user_delegate"}},
		{option("o1", "ritm1", "system", "a"), source.Reason{Why: "nothing in this input rests on it", Name: "sc_item_option_mtom"}},
		{value("v1", "system", "a"), source.Reason{Why: "nothing in this input rests on it", Name: "sc_item_option"}},
		{row{"sys_class_name": "sysapproval_group", "sys_id": sysID("grp1"), "assignment_group": "@owners"}, source.Reason{Why: "nothing in this input rests on it", Name: "sysapproval_group"}},
		{ritm, source.Reason{Why: "the same row again", Name: "sc_req_item"}},
		{ritm.with(row{"sys_updated_on": "2026-03-04 00:00:00", "state": "2"}), source.Reason{Why: "an earlier version of a row", Name: "sc_req_item"}},
		{ritm.with(row{"sys_updated_on": "2026-03-06 00:00:00"}), source.Reason{Why: "an earlier version of a row", Name: "sc_req_item"}},
	} {
		item := ritm
		if c.row["user_name"] != "" {
			item = ritm.with(row{"requested_for": "@omar"})
		}
		facts, errs, tally := sourcetest.Read(t, servicenow.Reader(options), reply(both, item, c.row))
		if len(facts) != 1 || len(errs) != 0 || tally.IgnoredFor(c.want) != 1 || tally.Ignored != 1 {
			t.Errorf("%v: %q %q %s", c.want, lines(facts), errs, tally)
		}
	}
}
