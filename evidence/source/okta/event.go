package okta

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
	"github.com/counterfoil/counterfoil/evidence/source/internal/ticket"
)

// logEvent is a System Log event, as far as it is read. Data lakes write names
// in lower case, some of them or all.
type logEvent struct {
	UUID      string   `json:"uuid,case:ignore"`
	Published string   `json:"published,case:ignore"`
	Actor     *entity  `json:"actor,case:ignore"`
	Target    []entity `json:"target,case:ignore"`
	Outcome   struct {
		Result string `json:"result,case:ignore"`
		Reason string `json:"reason,case:ignore"`
	} `json:"outcome,case:ignore"`
	Transaction struct {
		ID     string `json:"id,case:ignore"`
		Detail struct {
			Token string `json:"requestApiTokenId,case:ignore"`
		} `json:"detail,case:ignore"`
	} `json:"transaction,case:ignore"`
	Debug jsontext.Value `json:"debugContext,case:ignore"`
}

// entity is an actor or a target.
type entity struct {
	ID          string `json:"id,case:ignore"`
	Type        string `json:"type,case:ignore"`
	AlternateID string `json:"alternateId,case:ignore"`
	DisplayName string `json:"displayName,case:ignore"`
}

// action is one event that was read.
type action struct {
	*log
	logEvent
	event  *jsonlog.Event
	name   string
	failed bool
	at     time.Time

	source     *evidence.Source
	extensions evidence.Extensions
	ticket     ticket.Found
}

// read reads the facts in an event, or why there are none.
func (l *log) read(e *jsonlog.Event, name string, m meaning) (facts []evidence.Fact, why string, err error) {
	a := action{log: l, event: e, name: name}
	if err := e.Decode(&a.logEvent); err != nil {
		return nil, "", err
	}
	if err := a.judge(); err != nil {
		return nil, "", err
	}
	if a.failed && (m.what == created || m.what == ended) {
		return nil, whyNoChange, nil
	}
	subject, held, err := a.whom(m)
	switch {
	case err != nil && a.failed: // what was refused may be of any shape
		return nil, whyWithheld, nil
	case err != nil:
		return nil, "", err
	case a.UUID == "":
		return nil, "", jsonlog.At("/uuid", "missing, so that nobody can find the event again: "+e.Again())
	}
	if a.at, err = e.Time("/published", a.Published); err != nil {
		return nil, "", err
	}
	if err := a.find(); err != nil {
		return nil, "", err
	}
	a.cite()
	switch m.what {
	case created:
		return a.happened(subject, evidence.EventCreated), "", nil
	case ended:
		return a.happened(subject, evidence.EventDecommission), "", nil
	case userRoles, groupRoles, clientRoles:
		return a.privileges(subject, m.action, held), "", nil
	}
	return []evidence.Fact{a.fact(subject, m.action, held, string(m.action))}, "", nil
}

// judge says whether what the event tells was done.
func (a *action) judge() error {
	switch a.Outcome.Result {
	case "SUCCESS":
	case "FAILURE", "DENY", "SKIPPED", "CHALLENGE", "RATE_LIMIT", "DEFERRED", "SCHEDULED", "ABANDONED", "UNANSWERED":
		a.failed = true
	case "":
		return jsonlog.At("/outcome/result", "missing, so that nobody knows whether this was done: look the event up in the System Log")
	default:
		return jsonlog.At("/outcome/result", "neither a success nor a failure, so that nobody knows whether this was done: look the event up in the System Log")
	}
	return nil
}

// whom says whose access an event is about, and what of it.
func (a *action) whom(m meaning) (evidence.Identity, []evidence.Entitlement, error) {
	var subject evidence.Identity
	var held []evidence.Entitlement
	var x *entity
	var err error
	switch m.what {
	case membership, assignment, userRoles, created, ended:
		if x, err = a.target(typeUser); err == nil {
			subject, _ = a.user(x.AlternateID, x.ID, x.DisplayName)
		}
	case groupAssignment, groupRoles:
		if x, err = a.target(typeGroup); err == nil {
			subject = a.group(x.ID, x.DisplayName)
		}
	case clientRoles:
		if x, err = a.target(typesClient...); err == nil {
			subject = a.client(x.ID, x.DisplayName)
		}
	case token:
		if x, err = a.target(typeToken); err == nil {
			subject = a.token(x.ID, x.DisplayName, a.owner(m.action))
		}
	}
	if err != nil {
		return subject, nil, err
	}
	switch m.what {
	case membership:
		if x, err = a.target(typeGroup); err == nil {
			held = []evidence.Entitlement{a.membership(x.ID, x.DisplayName)}
		}
	case assignment, groupAssignment:
		if x, err = a.target(typeApp); err == nil {
			held = []evidence.Entitlement{a.assignment(x.ID, x.DisplayName)}
		}
	case userRoles, groupRoles, clientRoles:
		if m.action != revoke {
			held, err = a.roles()
		}
	case token:
		held = []evidence.Entitlement{a.api()}
	}
	return subject, held, err
}

// target is the one target of a type, wherever it stands. It has an id.
func (a *action) target(types ...string) (*entity, error) {
	var found *entity
	for i := range a.Target {
		x := &a.Target[i]
		switch {
		case !slices.Contains(types, x.Type):
		case found != nil && found.ID != x.ID:
			return nil, jsonlog.At("/target", "several of type "+types[0]+", so that the event does not say which: look the event up in the System Log")
		default:
			found = x
		}
	}
	if found == nil || told(found.ID) == "" {
		return nil, jsonlog.At("/target", "none of type "+types[0]+" with its id, so that the event does not say whose access to what it is about: "+a.event.Again())
	}
	return found, nil
}

// owner is whose API token it is: of the user whom the event names beside it,
// and else of who created it.
func (a *action) owner(does evidence.Action) *evidence.Identity {
	x, err := a.target(typeUser)
	if err != nil {
		if does != grant || a.name != "system.api_token.create" || a.Actor == nil || a.Actor.Type != typeUser {
			return nil
		}
		x = a.Actor
	}
	owner, ok := a.user(x.AlternateID, x.ID, x.DisplayName)
	if !ok {
		return nil
	}
	return &owner
}

// fact is a change. The suffix of its id is one that no other fact of the event
// has.
func (a *action) fact(subject evidence.Identity, does evidence.Action, held []evidence.Entitlement, suffix string) evidence.Fact {
	c := &evidence.Change{
		ID:           a.UUID + "/" + suffix,
		Action:       does,
		Entitlements: held,
		ExecutedAt:   a.at,
		Outcome:      evidence.OutcomeSuccess,
		Source:       a.source,
		Extensions:   a.extensions,
	}
	if a.failed {
		c.Outcome = evidence.OutcomeFailure
	}
	if a.Actor != nil {
		if who, ok := a.actor(a.Actor); ok {
			c.Actor = &who
		}
	}
	a.ticket.Link(c, &subject)
	return evidence.Fact{Subject: subject, Value: c}
}

// happened is a lifecycle event of an account.
func (a *action) happened(subject evidence.Identity, kind evidence.EventKind) []evidence.Fact {
	return []evidence.Fact{{Subject: subject, Value: &evidence.Event{ID: a.UUID, Kind: kind, OccurredAt: a.at, Source: a.source, Extensions: a.extensions}}}
}

// cite says where the event stands, and what an auditor wants to see of it.
func (a *action) cite() {
	a.source = &evidence.Source{System: a.system(), Kind: evidence.SourceDirectory, RecordID: "log/" + a.UUID, CollectedAt: a.collectedAt, Digest: a.event.Digest()}
	a.extensions = extensions(struct {
		Type        string `json:"event_type"`
		Result      string `json:"result"`
		Reason      string `json:"reason,omitzero"`
		Transaction string `json:"transaction,omitzero"`
		Token       string `json:"api_token,omitzero"`
	}{a.name, a.Outcome.Result, a.Outcome.Reason, a.Transaction.ID, a.Transaction.Detail.Token})
}

func extensions(v any) evidence.Extensions {
	b, _ := json.Marshal(v) // strings can always be written
	return evidence.Extensions{"okta": b}
}
