package entra

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// activity is an event that is about access.
type activity struct {
	*log
	*record
	event    *jsonlog.Event
	meaning  meaning
	executed time.Time
	failed   bool

	by    initiator
	about []target
	told  []struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	}
}

// change is what was done to the access of one subject.
func (a *activity) change(of evidence.Identity, action evidence.Action, held ...evidence.Entitlement) evidence.Fact {
	c := &evidence.Change{
		ID: a.id + "/" + string(action), Action: action, Entitlements: held, ExecutedAt: a.executed,
		Outcome: evidence.OutcomeSuccess, Source: a.source(), Extensions: a.extensions(),
	}
	if a.failed {
		c.Outcome = evidence.OutcomeFailure
	}
	if actor, ok := a.identity(a.by.who()); ok {
		c.Actor = &actor
	}
	return evidence.Fact{Subject: of, Value: c}
}

func (a *activity) source() *evidence.Source {
	return &evidence.Source{System: a.system(), Kind: evidence.SourceDirectory, RecordID: "directoryAudits/" + a.id, CollectedAt: a.options.CollectedAt, Digest: a.event.Digest()}
}

// extensions are what an auditor wants to see of the event.
func (a *activity) extensions() evidence.Extensions {
	told := struct {
		Activity    string `json:"activity"`
		Service     string `json:"service,omitzero"`
		Reason      string `json:"reason,omitzero"`
		Correlation string `json:"correlation_id,omitzero"`
		Ticket      string `json:"ticket_number,omitzero"`
	}{strings.TrimSpace(a.activity), a.service, a.reason, a.correlation, a.detail("TicketNumber")}
	b, _ := json.Marshal(told) // strings can always be written
	return evidence.Extensions{"entra": b}
}

// named adds to an entitlement the name of what it is to, as of then.
func named(e evidence.Entitlement, name string) evidence.Entitlement {
	if name != "" {
		b, _ := json.Marshal(map[string]string{"name": name})
		e.Extensions = evidence.Extensions{"entra": b}
	}
	return e
}

func (a *activity) unsaid(pointer, what string) error {
	return jsonlog.At(cmp.Or(a.targets.pointer, "/targetResources")+pointer, "the event does not say "+what+": "+a.event.Again()+", and look this one up in the tenant")
}

// subjectIn finds whose access to a thing was changed: the target that has the
// thing among its properties, named by a prefix ("Group.ObjectID"), or the one
// that stands beside the only target of the thing's type.
func (a *activity) subjectIn(prefix string) (subject *target, id, name string, err error) {
	var things, others []*target
	for i := range a.about {
		t := &a.about[i]
		if id := t.text(prefix + ".ObjectID"); id != "" {
			return t, id, t.text(prefix + ".DisplayName"), nil
		}
		switch {
		case strings.EqualFold(t.Type, prefix):
			things = append(things, t)
		case kindOf(t.Type) != kindUnknown:
			others = append(others, t)
		}
	}
	if len(things) != 1 || len(others) != 1 || things[0].ID == "" {
		return nil, "", "", a.unsaid("", "whose access to which "+prefix+" was changed")
	}
	return others[0], things[0].ID, things[0].Name, nil
}

// changed is the change that an event of the directory itself tells.
func (a *activity) changed(subject *target, held evidence.Entitlement) ([]evidence.Fact, string, error) {
	w := subject.who()
	of, ok := a.identity(w)
	if !ok {
		return nil, "", a.unsaid("", "whose access was changed")
	}
	fact := a.change(of, a.meaning.action, held)
	if a.byPIM() && !a.failed && w.id != "" {
		a.pending = append(a.pending, pending{fact, twinOf(w, a.meaning.action, held), a.executed})
		return nil, kept, nil
	}
	return []evidence.Fact{fact}, "", nil
}

// role reads who was given a directory role, or may activate one.
func (a *activity) role() ([]evidence.Fact, string, error) {
	var subject *target
	var template, name string
	for i := range a.about {
		for _, prefix := range []string{"Role", "RoleDefinition"} {
			t := &a.about[i]
			if n := t.text(prefix + ".DisplayName"); n != "" && subject == nil {
				subject, name, template = t, n, t.text(prefix+".TemplateId")
			}
		}
	}
	if subject == nil {
		var err error
		if subject, template, name, err = a.subjectIn("Role"); err != nil {
			return nil, "", err
		}
	}
	if name = roleName(template, name); name == "" {
		return nil, "", a.unsaid("", "which role it is about")
	}
	scope := a.scope()
	if scope == "" && strings.Contains(normal(a.activity), "scoped") {
		return nil, "", a.unsaid("", "in which part of the directory the role is")
	}
	return a.changed(subject, a.log.role(a.meaning.eligible, name, scope))
}

// scope is the part of the directory that a role is for, an administrative unit
// as a rule; empty: all of it.
func (a *activity) scope() string {
	for i := range a.about {
		t := &a.about[i]
		if strings.EqualFold(t.Type, "AdministrativeUnit") && t.ID != "" {
			return scopeOf("administrativeUnits/" + t.ID)
		}
		if id := t.text("AdministrativeUnit.ObjectID"); id != "" {
			return scopeOf("administrativeUnits/" + id)
		}
		for _, p := range t.Properties {
			if name := strings.ToLower(p.Name); strings.HasSuffix(name, "scope") || strings.HasSuffix(name, "scopeid") {
				if s := scopeOf(cmp.Or(value(p.New), value(p.Old))); s != "" {
					return s
				}
			}
		}
	}
	return ""
}

// member reads who was put into or taken out of a group.
func (a *activity) member() ([]evidence.Fact, string, error) {
	subject, id, name, err := a.subjectIn("Group")
	if err != nil {
		return nil, "", err
	}
	return a.changed(subject, named(a.inGroup(false, id, permissionMember), name))
}

// owner reads who was made an owner of a group or an application.
func (a *activity) owner() ([]evidence.Fact, string, error) {
	prefix := map[string]string{kindGroup: "Group", kindApplication: "Application", kindService: "ServicePrincipal"}[a.meaning.kind]
	subject, id, name, err := a.subjectIn(prefix)
	if err != nil {
		return nil, "", err
	}
	return a.changed(subject, named(a.log.held(areaOwners, resource(a.meaning.kind, id), permissionOwner, ""), name))
}

// appRole reads who was assigned to an application, or what one may do by
// itself with another.
func (a *activity) appRole() ([]evidence.Fact, string, error) {
	at := slices.IndexFunc(a.about, func(t target) bool { return t.text("AppRole.Id") != "" })
	if at < 0 || a.about[at].ID == "" {
		return nil, "", a.unsaid("", "which app role of which application it is about")
	}
	of := &a.about[at]
	subject := who{}
	for _, k := range []struct{ prefix, kind string }{{"User", kindUser}, {"Group", kindGroup}, {"ServicePrincipal", kindService}} {
		if id, appID := of.text(k.prefix+".ObjectID"), of.text(k.prefix+".AppId"); subject.kind == "" && id+appID != "" {
			subject = who{kind: k.kind, id: id, appID: appID, upn: of.text(k.prefix + ".UPN"), name: of.text(k.prefix + ".DisplayName")}
		}
	}
	for i := range a.about { // it says more, and may be the only one that says it
		if t := a.about[i].who(); i != at && t.kind != kindUnknown && (subject.kind == "" || subject.id == "" && subject.kind == t.kind || strings.EqualFold(t.id, subject.id)) {
			t.upn, t.name, t.appID = cmp.Or(t.upn, subject.upn), cmp.Or(t.name, subject.name), cmp.Or(t.appID, subject.appID)
			subject = t
		}
	}
	who, ok := a.identity(subject)
	if !ok {
		return nil, "", a.unsaid("", "who has the app role")
	}
	held := named(a.log.appRole(of.ID, of.text("AppRole.Id"), of.text("AppRole.Value")), of.Name)
	return []evidence.Fact{a.change(who, a.meaning.action, held)}, "", nil
}

// elevated reads who was given all of Azure, or lost it: people do that
// themselves.
func (a *activity) elevated() ([]evidence.Fact, string, error) {
	w := a.by.who()
	if at := slices.IndexFunc(a.about, func(t target) bool { return kindOf(t.Type) == kindUser && t.ID != "" }); at >= 0 {
		w = a.about[at].who()
	}
	who, ok := a.identity(w)
	if !ok {
		return nil, "", jsonlog.At("/initiatedBy", "the event does not say who it was: "+a.event.Again())
	}
	return []evidence.Fact{a.change(who, a.meaning.action, a.log.held(areaAzure, "/", "User Access Administrator", ""))}, "", nil
}

// life is that an account begins or ends.
func (a *activity) life() ([]evidence.Fact, string, error) {
	if a.failed {
		return nil, whyFailed, nil
	}
	if len(a.about) == 0 || kindOf(a.about[0].Type) == kindUnknown {
		return nil, "", a.unsaid("/0", "which account it is about")
	}
	who, ok := a.identity(a.about[0].who())
	if !ok {
		return nil, "", a.unsaid("/0", "which account it is about")
	}
	facts := []evidence.Fact{{Subject: who, Value: &evidence.Event{
		ID: a.id, Kind: a.meaning.event, OccurredAt: a.executed, Source: a.source(), Extensions: a.extensions(),
	}}}
	if before, after := a.about[0].keys(); len(before)+len(after) > 0 { // it comes with keys
		more, _, err := a.keys()
		return append(facts, more...), "", err
	}
	return facts, "", nil
}
