package ocsf

import (
	"encoding/json"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/holding"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// change is an event that may be a change, with what is known of it.
type change struct {
	*record
	system
	activity
}

// change reads the facts in an event of one of the classes.
func (o Options) change(e *jsonlog.Event, a *record) jsonlog.Fate {
	act, name, ok, err := a.activityOf()
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case !ok:
		return jsonlog.Ignored(source.Reason{Why: whyUndefined, Name: name})
	case act.action == "":
		return jsonlog.Ignored(source.Reason{Why: whyNoAccess, Name: name})
	case a.Metadata.Truncated:
		return jsonlog.Refused(jsonlog.At("/metadata/is_truncated", "the event was cut short by its writer, and may lack what was changed: look it up in the system"))
	}
	in, err := o.system(a)
	if err != nil {
		return jsonlog.Refused(err)
	}
	outcome, err := a.outcome(in.logsDone)
	if err != nil {
		return jsonlog.Refused(err)
	}
	at, err := a.instant(e)
	if err != nil {
		return jsonlog.Refused(err)
	}
	c := &change{a, in, act}
	held := c.what(c)
	if held == nil && act.action == evidence.ActionModify {
		return jsonlog.Ignored(source.Reason{Why: whySame, Name: name})
	}
	subjects := c.who(c)
	switch {
	case len(subjects) == 0 && outcome == evidence.OutcomeFailure:
		return jsonlog.Ignored(source.Reason{Why: whyWithheld, Name: name})
	case len(subjects) == 0:
		return jsonlog.Refused(jsonlog.At("/user", "neither it nor group says whose access was changed: look it up in the system"))
	}
	return jsonlog.Used(name, o.facts(e, c, subjects, held, outcome, at)...)
}

// facts are one change for each subject, and the lifecycle event of an account
// that is no person's.
func (o Options) facts(e *jsonlog.Event, c *change, subjects []evidence.Identity, held []evidence.Entitlement, outcome evidence.Outcome, at time.Time) []evidence.Fact {
	uid := first(c.Metadata.UID, c.Metadata.Original)
	cited := evidence.Source{System: c.name, Kind: c.vendor.kind, CollectedAt: o.CollectedAt, Digest: e.Digest()}
	cited.RecordID = "ocsf/" + first(uid, cited.Digest)
	told, _ := json.Marshal(struct { // strings and numbers can always be written
		Class    int    `json:"class_uid"`
		Activity int    `json:"activity_id"`
		Version  string `json:"version,omitzero"`
		Code     string `json:"event_code,omitzero"`
		Status   string `json:"status,omitzero"`
	}{c.Class, *c.Activity, c.Metadata.Version, c.Metadata.EventCode, c.Status})
	extensions := evidence.Extensions{"ocsf": told}
	actor := c.actor(c.record)

	var holdings []holding.Holding
	for _, s := range subjects {
		holdings = append(holdings, holding.Holding{Subject: s, Entitlements: held})
	}
	var facts []evidence.Fact
	for _, h := range holding.Of(holdings) {
		source := cited
		facts = append(facts, evidence.Fact{Subject: h.Subject, Value: &evidence.Change{
			ID: cited.RecordID, Action: c.action, Entitlements: h.Entitlements, Actor: actor,
			ExecutedAt: at, Outcome: outcome, Source: &source, Extensions: extensions,
		}})
		if c.life != "" && outcome == evidence.OutcomeSuccess && h.Subject.Kind != "" {
			source := cited
			facts = append(facts, evidence.Fact{Subject: h.Subject, Value: &evidence.Event{
				ID: cited.RecordID + "/" + string(c.life), Kind: c.life, OccurredAt: at, Source: &source, Extensions: extensions,
			}})
		}
	}
	return facts
}

// The subjects of activities.

func theUser(c *change) []evidence.Identity { return c.users([]user{c.User}) }

func theUsers(c *change) []evidence.Identity { return c.users(append([]user{c.User}, c.Users...)) }

func (c *change) users(list []user) []evidence.Identity {
	var ids []evidence.Identity
	for i := range list {
		if id, ok := c.user(&list[i]); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

func theGroup(c *change) []evidence.Identity    { return c.groups(&c.Group) }
func theSubgroup(c *change) []evidence.Identity { return c.groups(&c.Subgroup) }

func (c *change) groups(g *group) []evidence.Identity {
	if id, ok := c.group(g); ok {
		return []evidence.Identity{id}
	}
	return nil
}
