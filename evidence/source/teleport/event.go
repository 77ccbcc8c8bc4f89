package teleport

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Why events are ignored.
const (
	whyElsewhere = "not about access"
	whyUse       = "uses access that was given before"
	whyLock      = "a lock, which suspends access for as long as it is there, and takes nothing away"
	whyOther     = "about access, and not read as an entitlement change"
	whySame      = "left the roles of the user as they were"
	whyNobody    = "review that took nobody out of the list"
	whyTwice     = "told twice"
	whyFailed    = "failed, and does not say whose access it was about"
)

// readers are what reads the events that matter, by name.
var readers = map[string]func(a *action) jsonlog.Fate{
	"access_request.create": (*action).requestCreated,
	"access_request.review": (*action).requestReviewed,
	"access_request.update": (*action).requestUpdated,
	"access_request.expire": (*action).requestStep,
	"access_request.delete": (*action).requestStep,

	"user.create": (*action).userCreated,
	"user.update": (*action).userUpdated,
	"user.delete": (*action).userDeleted,

	"access_list.member.create": (*action).memberAdded,
	"access_list.member.add":    (*action).memberAdded,
	"access_list.member.update": (*action).memberUpdated,
	"access_list.member.delete": (*action).memberRemoved,
	"access_list.review":        (*action).listReviewed,

	"access_list.member.delete_all_for_access_list": (*action).allRemoved,
	"access_list.member.delete_all_members":         (*action).allRemoved,

	"role.created": (*action).defined, "role.updated": (*action).defined, "role.deleted": (*action).defined,
	"access_list.create": (*action).defined, "access_list.update": (*action).defined, "access_list.delete": (*action).defined,

	"bot.create": (*action).bot, "bot.update": (*action).bot, "bot.delete": (*action).bot,
	"join_token.create": (*action).joinToken,
}

// notRead are the beginnings of the names of all other events that the tally
// names.
var notRead = []string{"access_", "bot", "cert", "github.", "instance.join", "join_token.", "lock.", "login_rule.", "oidc.", "okta.", "privilege_token.",
	"recovery_", "reset_password_token.", "role.", "saml.", "scim.", "spiffe.", "static_host_user.", "sts.", "trusted_cluster", "user", "workload_identity"}

// action is an event that matters.
type action struct {
	*log
	told
	names
	event  *jsonlog.Event
	at     time.Time
	ends   time.Time // zero: no expiry
	failed bool

	// Of one that is kept after its event.
	asked []string // the roles in it
	cited *evidence.Source
}

// told is what is read of an event.
type told struct {
	Event   string         `json:"event"`
	Code    string         `json:"code"`
	UID     string         `json:"uid"`
	Time    string         `json:"time"`
	Cluster string         `json:"cluster_name"`
	Success *bool          `json:"success"`
	Error   string         `json:"error"`
	Name    string         `json:"name"`
	Expires string         `json:"expires"`
	Roles   jsontext.Value `json:"roles"`

	User         string         `json:"user"`
	UserKind     jsontext.Value `json:"user_kind"`
	Impersonator string         `json:"impersonator"`
	UpdatedBy    string         `json:"updated_by"`

	ID            string     `json:"id"`
	State         string     `json:"state"`
	ProposedState string     `json:"proposed_state"`
	Reviewer      string     `json:"reviewer"`
	SubmittedBy   string     `json:"submitted_by"`
	Delegator     string     `json:"delegator"`
	Reason        string     `json:"reason"`
	Resources     []resource `json:"resource_ids"`
	PromotedTo    string     `json:"promoted_access_list_name"`
	AssumeStart   string     `json:"assume_start_time"`

	Connector string   `json:"connector"`
	List      string   `json:"access_list_name"`
	ListTitle string   `json:"access_list_title"`
	Members   []member `json:"members"`
	Removed   []string `json:"removed_members"`
}

// event says what one event means.
func (l *log) event(e *jsonlog.Event) jsonlog.Fate {
	var name, uid, code jsontext.Value
	err := e.Members(func(member []byte) *jsontext.Value {
		switch string(member) {
		case "event":
			return &name
		case "uid":
			return &uid
		case "code":
			return &code
		}
		return nil
	})
	var event string
	err = errors.Join(e.Part(uid, "/uid", &e.ID), e.Part(name, "/event", &event), err)
	if err != nil {
		return jsonlog.Refused(err)
	}
	read := readers[event]
	switch {
	case event == "" || code.Kind() != '"':
		return jsonlog.Refused(errors.New("not a Teleport audit event, which has event and code: leave it out, or unwrap the event that it holds"))
	case read == nil:
		return jsonlog.Ignored(ignored(event))
	}
	a := &action{log: l, event: e}
	if err := a.tell(); err != nil {
		return jsonlog.Refused(err)
	}
	return read(a)
}

// ignored is why an event of that name is.
func ignored(event string) source.Reason {
	switch event {
	case "user.login", "cert.create", "bot.join", "instance.join":
		return source.Reason{Why: whyUse, Name: event}
	case "lock.created", "lock.deleted":
		return source.Reason{Why: whyLock, Name: event}
	}
	for _, begin := range notRead {
		if strings.HasPrefix(event, begin) {
			return source.Reason{Why: whyOther, Name: event}
		}
	}
	return source.Reason{Why: whyElsewhere}
}

// tell reads what every event that matters has.
func (a *action) tell() error {
	if err := a.event.Decode(&a.told); err != nil {
		return err
	}
	again := a.event.Again()
	switch {
	case a.UID == "":
		return jsonlog.At("/uid", "missing: "+again)
	case a.options.Cluster != "" && a.Cluster != "" && a.Cluster != a.options.Cluster:
		return jsonlog.At("/cluster_name", "of another cluster than the one that was named: read the logs of each cluster by themselves")
	}
	a.cluster = a.Cluster
	if a.cluster == "" {
		a.cluster = a.options.Cluster
	}
	switch a.Code[max(0, len(a.Code)-1):] {
	case "I", "i":
	case "E", "e", "W", "w":
		a.failed = true
	default:
		return jsonlog.At("/code", "does not end as a code does, so that nobody knows whether this succeeded: "+again)
	}
	a.failed = a.failed || a.Success != nil && !*a.Success || a.Error != ""
	var err error
	if a.at, err = a.event.Time("/time", a.Time); err != nil {
		return err
	}
	a.ends, err = a.expiry("/expires", a.Expires)
	return err
}

// expiry reads an instant that may be missing, or Go's zero time.
func (a *action) expiry(pointer, text string) (time.Time, error) {
	if text == "" || strings.HasPrefix(text, "0001-01-01T00:00:00") {
		return time.Time{}, nil
	}
	return a.event.Time(pointer, text)
}

// roles reads the list of roles; false if there is none. An empty list may be
// written as null.
func (a *action) roles() ([]string, bool, error) {
	var list []string
	if err := a.event.Part(a.Roles, "/roles", &list); err != nil {
		return nil, false, err
	}
	for _, role := range list {
		if role == "" {
			return nil, false, jsonlog.At("/roles", "a role without a name: "+a.event.Again())
		}
	}
	return list, len(a.Roles) > 0, nil
}

func (a *action) used(facts ...evidence.Fact) jsonlog.Fate { return jsonlog.Used(a.Event, facts...) }

func (a *action) ignored(why string) jsonlog.Fate {
	return jsonlog.Ignored(source.Reason{Why: why, Name: a.Event})
}

func (a *action) missing(pointer, what string) jsonlog.Fate {
	return jsonlog.Refused(jsonlog.At(pointer, "missing, so that the event does not say "+what+": "+a.event.Again()))
}

// source says where the event stands.
func (a *action) source() *evidence.Source {
	return &evidence.Source{System: a.system(), Kind: evidence.SourcePAM, RecordID: a.UID, CollectedAt: a.options.CollectedAt, Digest: a.event.Digest()}
}

// change is a change that the event tells.
func (a *action) change(subject evidence.Identity, does evidence.Action, held ...evidence.Entitlement) evidence.Fact {
	c := &evidence.Change{
		ID:           a.UID + "/" + string(does),
		Action:       does,
		Entitlements: held,
		ExecutedAt:   a.at,
		Outcome:      evidence.OutcomeSuccess,
		Source:       a.source(),
		Extensions:   a.extensions(),
	}
	if a.failed {
		c.Outcome = evidence.OutcomeFailure
	}
	c.Actor, c.OnBehalfOf = a.actor()
	return evidence.Fact{Subject: subject, Value: c}
}

// lifecycle is what happened to the subject itself.
func (a *action) lifecycle(subject evidence.Identity, kind evidence.EventKind) evidence.Fact {
	return evidence.Fact{Subject: subject, Value: &evidence.Event{ID: a.UID, Kind: kind, OccurredAt: a.at, Source: a.source()}}
}

// extensions are what an auditor wants to see of the event.
func (a *action) extensions() evidence.Extensions {
	b, _ := json.Marshal(struct { // strings can always be written
		Event       string `json:"event"`
		Code        string `json:"code"`
		Connector   string `json:"connector,omitzero"`
		Error       string `json:"error,omitzero"`
		ListTitle   string `json:"access_list_title,omitzero"`
		Reason      string `json:"reason,omitzero"`
		State       string `json:"state,omitzero"`
		Proposed    string `json:"proposed_state,omitzero"`
		Promoted    string `json:"promoted_access_list_name,omitzero"`
		UpdatedBy   string `json:"updated_by,omitzero"`
		SubmittedBy string `json:"submitted_by,omitzero"`
		AssumeStart string `json:"assume_start_time,omitzero"`
	}{a.Event, a.Code, a.Connector, a.Error, a.ListTitle, a.Reason, a.State, a.ProposedState, a.PromotedTo, a.UpdatedBy, a.SubmittedBy, a.AssumeStart})
	return evidence.Extensions{"teleport": b}
}
