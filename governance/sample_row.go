package governance

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

// A worksheet starts with placed, of the sample; described, of the record; and
// ends with what the auditor fills in.
var (
	placed    = []string{"number", "record_id", "stratum", "key"}
	described = []string{
		"dated_by", "dated_at", "subject", "subject_kind", "subject_name", "action",
		"requested", "request", "requested_at", "requested_by",
		"approver", "approved_for", "capacity", "decision", "decided_at",
		"provisioned", "provisioned_at", "provisioned_by", "target_read_at", "verified_at",
		"evidence", "grade", "findings",
	}
	forAuditor = []string{"tested_by", "tested_on", "conclusion", "notes"}
)

// cells are those of described.
func (j *judged) cells() []string {
	r := j.record
	var requested []evidence.Entitlement
	request, by, at := nothing, nothing, nothing
	if q := r.Request; q != nil {
		requested, request, at = q.Entitlements, parts(q.ID, string(q.Status)), instant(q.SubmittedAt)
		by = who(q.Requester)
	}
	var approver, on, capacity, decision, decided []string
	for i := range r.Approvals {
		a := &r.Approvals[i]
		approver = append(approver, who(&a.Approver))
		stood := nothing
		if a.Delegation != nil {
			stood = who(&a.Delegation.From)
		}
		on = append(on, stood)
		capacity = append(capacity, escape(a.Capacity))
		decision = append(decision, escape(string(a.Decision)))
		decided = append(decided, instant(a.DecidedAt))
	}
	var provisioned, executed, actor []string
	for i := range r.Changes {
		c := &r.Changes[i]
		provisioned = append(provisioned, parts(string(c.Action), string(c.Outcome))+": "+cmp.Or(strings.Join(access(c.Entitlements), " & "), nothing))
		executed = append(executed, instant(c.ExecutedAt))
		actor = append(actor, who(c.Actor))
	}
	return []string{
		escape(string(j.measures.Anchor.By)), instant(j.measures.Anchor.At),
		who(&r.Subject), escape(string(r.Subject.Kind)), escape(r.Subject.Name), escape(string(r.Action)),
		items(access(requested)), request, at, by,
		items(approver), items(on), items(capacity), items(decision), items(decided),
		items(provisioned), items(executed), items(actor), items(j.readings("grant.verified")), items(j.verified()),
		items(sources(r)), escape(string(j.result.Grade)), items(j.findings()),
	}
}

func who(id *evidence.Identity) string {
	if id == nil {
		return nothing
	}
	return escape(id.ID)
}

func instant(t time.Time) string {
	if t.IsZero() {
		return nothing
	}
	return stamp(t)
}

func access(all []evidence.Entitlement) []string {
	var texts []string
	for i := range all {
		e := &all[i]
		text := parts(e.System, e.Resource, e.Permission)
		if e.Scope != "" {
			text += within + "scope: " + escape(e.Scope)
		}
		if !e.ExpiresAt.IsZero() {
			text += within + "until: " + stamp(e.ExpiresAt)
		}
		if e.Via != "" {
			text += within + "via: " + escape(e.Via)
		}
		texts = append(texts, text)
	}
	return texts
}

// readings are the observations that a control cites which is satisfied in all
// of its claims. Where a part is not, none is shown.
func (j *judged) readings(control string) []string {
	if j.outcome(control) != policy.Satisfied {
		return nil
	}
	var cited []string
	for i := range j.result.Controls {
		if c := &j.result.Controls[i]; c.ID == control {
			for k := range c.Findings {
				cited = append(cited, c.Findings[k].Evidence...)
			}
		}
	}
	return j.observations(cited)
}

// verified are the readings that bear something out, and what.
func (j *judged) verified() []string {
	var all []string
	add := func(readings []string, what string) {
		for _, reading := range readings {
			all = append(all, reading+within+what)
		}
	}
	for _, control := range []string{"grant.complete", "revocation.verified"} {
		add(j.readings(control), control)
	}
	for i := range j.measures.Revocations {
		if v := &j.measures.Revocations[i]; !v.By.IsZero() {
			add(j.observations(v.Evidence), "gone: "+escape(v.Kind))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// observations says when those were made that pointers point to or into.
func (j *judged) observations(pointers []string) []string {
	var all []string
	for _, p := range pointers {
		rest, ok := strings.CutPrefix(p, "/observations/")
		if !ok {
			continue
		}
		number, _, _ := strings.Cut(rest, "/")
		if i, err := strconv.Atoi(number); err == nil && i < len(j.record.Observations) {
			o := &j.record.Observations[i]
			all = append(all, instant(o.ObservedAt)+within+escape(o.System))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// findings are all that are not satisfied, indeterminate or pending.
func (j *judged) findings() []string {
	var all []string
	for i := range j.result.Controls {
		c := &j.result.Controls[i]
		for k := range c.Findings {
			f := &c.Findings[k]
			if !f.Outcome.Worse(policy.Satisfied) {
				continue
			}
			text := parts(c.ID, string(f.Outcome), f.Message)
			if f.WaivedBy != "" {
				text += within + "waived by: " + escape(f.WaivedBy)
			}
			all = append(all, text)
		}
	}
	return all
}

// sources says of each part where it can be looked up.
func sources(r *evidence.Record) []string {
	var all []string
	add := func(part string, s *evidence.Source) {
		where := nothing
		if s != nil {
			where = parts(s.System, s.RecordID)
		}
		all = append(all, part+": "+where)
	}
	each := func(part string, n int, source func(i int) *evidence.Source) {
		for i := range n {
			add(part+"/"+strconv.Itoa(i), source(i))
		}
	}
	if r.Request != nil {
		add("/request", r.Request.Source)
	}
	if r.PolicyBasis != nil {
		add("/policy_basis", r.PolicyBasis.Source)
	}
	each("/approvals", len(r.Approvals), func(i int) *evidence.Source { return r.Approvals[i].Source })
	each("/changes", len(r.Changes), func(i int) *evidence.Source { return r.Changes[i].Source })
	each("/observations", len(r.Observations), func(i int) *evidence.Source { return r.Observations[i].Source })
	each("/events", len(r.Events), func(i int) *evidence.Source { return r.Events[i].Source })
	if e := r.Emergency; e != nil {
		add("/emergency", e.Source)
		if e.Review != nil {
			add("/emergency/review", e.Review.Source)
		}
	}
	return all
}
