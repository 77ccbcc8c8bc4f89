package entra_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/entra"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

func TestTicket(t *testing.T) {
	const (
		assigned = "Add member to role in PIM completed (timebound)"
		eligible = "Add eligible member to role in PIM completed (permanent)"
		removed  = "Remove eligible member from role in PIM completed (timebound)"
	)
	byFlow := m{"initiatedBy": m{"user": nil, "app": m{"displayName": "Flow", "servicePrincipalId": oid("flow")}}}
	ticket := func(number, why string) []m {
		return []m{{"key": "RoleDefinitionOriginType", "value": "BuiltInRole"}, {"key": "TicketNumber", "value": number}, {"key": "TicketSystem", "value": "RITM99"}, {"key": "Justification", "value": why}}
	}
	by := func(activity, number, why string, edits ...m) string {
		return text(pim(activity, nil, ofRole, append([]m{{"additionalDetails": ticket(number, why)}}, edits...)...))
	}
	const number, why = "/additionalDetails/1/value", "/additionalDetails/3/value"
	for _, c := range []struct{ what, input, want, at string }{
		{"assigned", by(assigned, "RITM7", "", byFlow), "RITM7", number},
		{"made eligible", by(eligible, "see RITM7", "", byFlow), "RITM7", number},
		{"taken away", by(removed, "RITM7", "", byFlow), "RITM7", number},
		{"in the justification", by(assigned, "", "as RITM7 says", byFlow), "RITM7", why},
		{"in both", by(assigned, "RITM7", "RITM7", byFlow), "RITM7", number},
		{"by an administrator", by(assigned, "RITM7", "", byOmar), "RITM7", number},
		{"it failed", by(assigned, "RITM7", "", byFlow, m{"result": "failure"}), "RITM7", number},

		{"two tickets", by(assigned, "RITM7", "RITM8", byFlow), "", ""},
		{"another system's", by(assigned, "CHG1", "", byFlow), "", ""},
		{"oneself", by(assigned, "RITM7", ""), "", ""},
		{"nobody knows who", by(assigned, "RITM7", "", m{"initiatedBy": m{"user": nil, "app": nil}}), "", ""},
		{"what somebody asked to renew", by("Add member to role in PIM completed (renew)", "RITM7", "", byOmar), "", ""},
		{"what somebody asked to extend", by("Update member in PIM approved by admin (extend/renew)", "RITM7", "", byOmar), "", ""},
		{"activated", text(pim(completed, m{"RequestId": "R-1", "TicketNumber": "RITM7"}, ofRole)), "r-1", ""},
		{"activated by somebody else", text(pim(completed, m{"RequestId": "R-1", "TicketNumber": "RITM7"}, ofRole, byOmar)), "r-1", ""},
		{"outside of PIM", text(event("Add member to group", []m{target("User", "bob", property("Group.ObjectID", "", oid("ops")))}, m{"additionalDetails": ticket("RITM7", "RITM7")}, byFlow)), "", ""},
	} {
		facts, errs, _ := sourcetest.Read(t, entra.Reader(entra.Options{Tickets: regexp.MustCompile(`RITM\d+`)}), c.input)
		if len(facts) != 1 {
			t.Errorf("%s: %d facts, %q", c.what, len(facts), errs)
			continue
		}
		change := facts[0].Value.(*evidence.Change)
		at := ""
		if c.at != "" {
			at = fmt.Sprintf(`{"found_in":%q}`, c.at)
		}
		if change.RequestRef != c.want || facts[0].RequestRef != c.want || string(change.Extensions["request_ref"]) != at {
			t.Errorf("%s: %q, found in %s; want %q in %s", c.what, change.RequestRef, change.Extensions["request_ref"], c.want, at)
		}
		if strings.Contains(c.input, `"RITM7"`) && !strings.Contains(string(change.Extensions["entra"]), `"ticket_number":"RITM7"`) && !strings.Contains(c.what, "justification") {
			t.Errorf("%s: the number is not told: %s", c.what, change.Extensions["entra"])
		}
		// Without a pattern no ticket is looked for.
		facts, _, _ = sourcetest.Read(t, entra.Reader(entra.Options{}), c.input)
		if ref := facts[0].Value.(*evidence.Change).RequestRef; strings.HasPrefix(ref, "RITM") {
			t.Errorf("%s, no pattern: %q", c.what, ref)
		}
	}
}
