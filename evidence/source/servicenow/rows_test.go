package servicenow_test

import (
	"crypto/md5"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/servicenow"
)

var collected = time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)

// row is a row as the tables below have it, by field. A value @NAME is a
// reference to the record of that name; "-" is a field that was not exported.
type row map[string]string

// sysID is the sys_id of the record of that name.
func sysID(name string) string { return fmt.Sprintf("%x", md5.Sum([]byte(name))) }

func (r row) with(edit row) row {
	c := maps.Clone(r)
	maps.Copy(c, edit)
	return c
}

// A form is how the Table API writes rows: by sysparm_display_value, and with
// sysparm_exclude_reference_link.
type form int

const (
	values  form = iota // false
	bare                // false, references without links
	both                // all
	display             // true
)

// text is the row in that form.
func (r row) text(f form) string {
	object := map[string]any{}
	for name, v := range r {
		if v == "-" {
			continue
		}
		ref, isRef := strings.CutPrefix(v, "@")
		id := v
		if isRef {
			id = sysID(ref)
		}
		seen := "Seen " + ref
		if !isRef {
			seen = v
			if t, err := time.Parse(time.DateTime, v); err == nil {
				seen = t.Add(-8 * time.Hour).Format(time.DateTime) // California
			}
		}
		link := "https://acme.example/api/now/table/x/" + id
		switch {
		case f == both:
			cell := map[string]any{"value": id, "display_value": seen}
			var n float64
			if json.Unmarshal([]byte(id), &n) == nil && name != "number" {
				cell["value"] = json.RawMessage(fmt.Sprintf("%.1f", n))
			} else if id == "true" || id == "false" {
				cell["value"] = json.RawMessage(id)
			}
			object[name] = cell
		case f == display && isRef:
			object[name] = map[string]any{"display_value": seen, "link": link}
		case f == display:
			object[name] = seen
		case isRef && f == values:
			object[name] = map[string]any{"link": link, "value": id}
		default:
			object[name] = id
		}
	}
	b, _ := json.Marshal(object)
	return string(b)
}

// reply is what the Table API answers, with rows in that form.
func reply(f form, rows ...row) string {
	var texts []string
	for _, r := range rows {
		texts = append(texts, r.text(f))
	}
	return `{"result":[` + strings.Join(texts, ",") + "]}\n"
}

// The rows of one order: ana asked, for herself, and maria approved.
var (
	ritm = row{"sys_class_name": "sc_req_item", "sys_id": sysID("ritm1"), "number": "RITM1", "request": "@req1", "requested_for": "@ana", "opened_by": "@li", "cat_item": "@aws",
		"sys_created_on": "2026-03-02 09:00:00", "sys_created_by": "li", "sys_updated_on": "2026-03-05 00:00:00", "closed_at": "2026-03-02 11:30:00", "state": "3", "stage": "complete", "approval": "approved"}
	req = row{"sys_class_name": "sc_request", "sys_id": sysID("req1"), "number": "REQ1", "requested_for": "@ana", "request_state": "in_process", "approval": "approved", "sys_updated_on": "2026-03-05 00:00:00"}
	apr = row{"sys_id": sysID("apr1"), "sysapproval": "@ritm1", "source_table": "sc_req_item", "approver": "@maria", "approver.user_name": "maria", "state": "approved",
		"sys_created_on": "2026-03-02 09:01:00", "sys_updated_on": "2026-03-02 10:00:00", "sys_updated_by": "maria"}
	people = []row{
		{"sys_id": sysID("ana"), "user_name": "ana", "name": "Ana", "email": "ana@acme.example", "active": "true", "internal_integration_user": "false", "web_service_access_only": "false"},
		{"sys_id": sysID("li"), "user_name": "Li@Acme.example", "name": "Li", "email": "li@acme.example", "active": "true", "internal_integration_user": "false", "web_service_access_only": "false"},
		{"sys_id": sysID("maria"), "user_name": "maria", "name": "Maria", "email": "maria@acme.example", "active": "false", "internal_integration_user": "false", "web_service_access_only": "false"},
		{"sys_id": sysID("bot"), "user_name": "bot", "name": "Bot", "active": "true", "internal_integration_user": "true", "web_service_access_only": "false"},
	}
)

// audit is an entry of sys_audit about the state of a record.
func audit(id, table, of, to, by, at string) row {
	return row{"sys_id": sysID(id), "tablename": table, "documentkey": sysID(of), "fieldname": "state", "newvalue": to, "user": by, "sys_created_on": at}
}

// who is an identity as the tables have it: users by their names or, where only
// that is known, @ and what their sys_id is of.
func who(i evidence.Identity) string {
	id := i.ID
	for _, name := range []string{"ana", "li", "maria", "bot", "omar"} {
		id = strings.ReplaceAll(id, sysID(name), "@"+name)
	}
	id = strings.TrimPrefix(id, "servicenow:acme/user/")
	if i.Kind != "" && i.Kind != evidence.KindHuman {
		id += "(" + string(i.Kind) + ")"
	}
	return id
}

func clock(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format("02T15:04:05")
}

// line is a fact as the tables have it.
func line(f evidence.Fact) string {
	switch v := f.Value.(type) {
	case *evidence.Request:
		s := fmt.Sprintf("%s for %s", v.ID, who(f.Subject))
		if v.Requester != nil {
			s += " by " + who(*v.Requester)
		}
		s += fmt.Sprintf(" at %s %s", clock(v.SubmittedAt), v.Status)
		if !v.ClosedAt.IsZero() {
			s += " " + clock(v.ClosedAt)
		}
		if f.Action != "" {
			s += " " + string(f.Action)
		}
		for _, e := range v.Entitlements {
			s += fmt.Sprintf(" [%s %s %s", e.System, e.Resource, e.Permission)
			if e.Scope != "" {
				s += " @" + e.Scope
			}
			if !e.ExpiresAt.IsZero() {
				s += " until " + clock(e.ExpiresAt)
			}
			s += "]"
		}
		return s
	case *evidence.Approval:
		s := fmt.Sprintf("%s for %s %s by %s at %s", f.RequestRef, who(f.Subject), v.Decision, who(v.Approver), clock(v.DecidedAt))
		if d := v.Delegation; d != nil {
			s += fmt.Sprintf(" for %s %s..%s", who(d.From), clock(d.ValidFrom), clock(d.ValidUntil))
		}
		if v.Capacity != "" {
			s += " as " + v.Capacity
		}
		return s
	}
	return "?"
}

func lines(facts []evidence.Fact) []string {
	var all []string
	for _, f := range facts {
		all = append(all, line(f))
	}
	return all
}

var options = servicenow.Options{Instance: "acme", CollectedAt: collected}

// read reads rows in each form that holds values, one reply a table or all in
// one, and expects the same of all. It returns what there is in the form "all".
func read(t *testing.T, o servicenow.Options, what string, rows ...row) (facts []evidence.Fact, errs []string, tally string) {
	t.Helper()
	for f, replies := range map[form]string{values: reply(values, rows...), bare: reply(bare, rows...), both: reply(both, rows...)} {
		if f != both && slices.ContainsFunc(rows, func(r row) bool { return r["tablename"] != "" }) {
			continue // nothing in sys_audit tells its forms apart
		}
		got, wrong, counted := sourcetest.Read(t, servicenow.Reader(o), replies)
		if facts == nil && errs == nil || f == both {
			facts, errs, tally = got, wrong, counted.String()
		} else if !slices.Equal(lines(got), lines(facts)) || !slices.Equal(wrong, errs) {
			t.Errorf("%s: form %d gave %q %q, and another %q %q", what, f, lines(got), wrong, lines(facts), errs)
		}
	}
	return facts, errs, tally
}
