package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// clock writes an instant in UTC.
func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.999999999Z") }

// since writes something behind a connecting word, or nothing where it is absent.
func since[T string | time.Time](word string, what T) string {
	switch v := any(what).(type) {
	case time.Time:
		if !v.IsZero() {
			return word + clock(v)
		}
	case string:
		if v != "" {
			return word + v
		}
	}
	return ""
}

// name is what to call an identity: by its id, which is what approvals and logs
// compare.
func name(i *evidence.Identity) string {
	if i.Name != "" && i.Name != i.ID {
		return i.ID + " (" + i.Name + ")"
	}
	return i.ID
}

// whole describes an identity with all that is known.
func whole(i *evidence.Identity) string {
	text := name(i)
	if i.Kind != "" {
		text += ", " + map[evidence.IdentityKind]string{
			evidence.KindHuman: "a person", evidence.KindServiceAccount: "a service account", evidence.KindAPIKey: "an API key",
			evidence.KindWorkload: "a workload", evidence.KindAgent: "an agent",
		}[i.Kind]
	}
	if i.Status != "" {
		text += ", " + string(i.Status)
	}
	if len(i.Aliases) > 0 {
		text += ", also known as " + strings.Join(i.Aliases, ", ")
	}
	return text
}

func access(e *evidence.Entitlement) string {
	text := fmt.Sprintf("%s on %s in %s", e.Permission, e.Resource, e.System)
	return text + since(", scope ", e.Scope) + since(", until ", e.ExpiresAt) + since(", through ", e.Via)
}

func accesses(list []evidence.Entitlement) string {
	if len(list) == 0 {
		return "no entitlement that is named"
	}
	all := make([]string, len(list))
	for i := range list {
		all[i] = access(&list[i])
	}
	return strings.Join(all, "; ")
}

func statusWords(s evidence.RequestStatus) string {
	switch s {
	case "":
		return "in a status that is not on record"
	case evidence.StatusClosedComplete:
		return "closed as complete"
	case evidence.StatusClosedIncomplete:
		return "closed as incomplete"
	}
	return string(s)
}

// cited names the source of a part, so that a reader can go and look.
func cited(s *evidence.Source) string {
	if s == nil {
		return " [no source]"
	}
	return " [" + strings.TrimSpace(s.System+" "+s.RecordID) + "]"
}

func basis(b *evidence.PolicyBasis) string {
	text := "policy" + since(" ", b.PolicyID) + since(", version ", b.Version) + since(", ", b.Digest) + since(", rule ", b.RuleID)
	switch {
	case b.ApprovalRequired == nil:
		text += ": it does not say whether approval was required"
	case *b.ApprovalRequired:
		text += ": approval required"
	default:
		text += ": approval not required"
	}
	return text
}

// demand puts a requirement into words.
func demand(q *Requirement) string {
	if !q.Required {
		return "no approval, by rule " + strings.Join(q.Rules, ", ")
	}
	approvers := "1 approver"
	if q.MinApprovers != 1 {
		approvers = strconv.Itoa(q.MinApprovers) + " different approvers"
	}
	text := "approval by at least " + approvers
	if len(q.Capacities) > 0 {
		text += ", among them as " + strings.Join(q.Capacities, " and as ")
	}
	if q.Context {
		text += ", who were shown exactly what was asked"
	}
	return text + ", by rule " + strings.Join(q.Rules, ", ")
}

func decided(a *evidence.Approval) string {
	text := name(&a.Approver) + " " + string(a.Decision) + since(" as ", a.Capacity)
	if a.Delegation != nil {
		text += ", standing in for " + name(&a.Delegation.From)
	}
	return text
}

func decision(a *evidence.Approval) string {
	return fmt.Sprintf("%s %s %s%s", name(&a.Approver), a.Decision, clock(a.DecidedAt), since(" as ", a.Capacity))
}

func window(from, until time.Time) string {
	if from.IsZero() && until.IsZero() {
		return ", for a time that is not on record"
	}
	return since(" from ", from) + since(" until ", until)
}

// shownTo says what an approver saw.
func shownTo(c *evidence.Context) string {
	return strings.TrimPrefix(since(" as of ", c.AsOf)+": ", " ") + accesses(c.Entitlements)
}

func emergency(e *evidence.Emergency) string {
	who := "somebody whom the record does not name"
	if e.DeclaredBy != nil {
		who = name(e.DeclaredBy)
	}
	return "declared by " + who + since(" at ", e.DeclaredAt) + since(" as ", e.Label) + since(": ", e.Reason) + since(", until ", e.ExpiresAt)
}

func review(v *evidence.Review) string {
	return fmt.Sprintf("reviewed by %s at %s%s", name(&v.Reviewer), clock(v.ReviewedAt), since(": ", v.Conclusion))
}

func changed(c *evidence.Change) string {
	who := "an actor who is not on record"
	if c.Actor != nil {
		who = name(c.Actor)
	}
	if c.OnBehalfOf != nil {
		who += ", on behalf of " + name(c.OnBehalfOf) + ","
	}
	verb := map[evidence.Action]string{evidence.ActionGrant: "granted", evidence.ActionRevoke: "revoked", evidence.ActionModify: "modified"}[c.Action]
	if c.Outcome == evidence.OutcomeFailure {
		verb = "tried and failed to " + map[evidence.Action]string{evidence.ActionGrant: "grant", evidence.ActionRevoke: "revoke", evidence.ActionModify: "modify"}[c.Action]
	}
	what := accesses(c.Entitlements)
	if c.Action == evidence.ActionRevoke { // how long it might have lasted says nothing
		bare := slices.Clone(c.Entitlements)
		for i := range bare {
			bare[i].ExpiresAt = time.Time{}
		}
		what = accesses(bare)
	}
	text := fmt.Sprintf("%s %s %s", who, verb, what)
	if c.RequestRef == "" {
		text += ", naming no request"
	} else {
		text += ", for " + c.RequestRef
	}
	if c.Override {
		text += ", by hand past the workflow"
	}
	if c.Emergency {
		text += ", as an emergency"
	}
	return text
}

func read(o *evidence.Observation) string {
	how := "completely"
	if !o.Complete {
		how = "in part"
	}
	by := ""
	if o.Source == nil || !target(o.Source.Kind) {
		by = ", not by its own word"
	}
	return fmt.Sprintf("%s was read %s%s", o.System, how, by)
}

// target reports whether a source of this kind may witness for itself.
func target(k evidence.SourceKind) bool {
	switch k {
	case evidence.SourceIAM, evidence.SourcePAM, evidence.SourceCloud, evidence.SourceDirectory, evidence.SourceApplication:
		return true
	}
	return false
}
