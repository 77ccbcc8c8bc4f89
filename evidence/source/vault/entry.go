package vault

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
	"github.com/counterfoil/counterfoil/evidence/source/internal/ticket"
)

// Why entries are ignored.
const (
	whyElsewhere  = "not about access"
	whyReadOnly   = "only reads"
	whyUse        = "uses access that was given before"
	whyRequest    = "request, of which its answer says what became"
	whyUnanswered = "request without an answer in this input, which did not happen as far as anybody knows"
	whyOther      = "about access, and not read as an entitlement change"
	whyUntouched  = "write that says nothing of policies, members or whether it may sign in"
	whySame       = "write that left the policies as they were"
	whyFailed     = "failed write that does not say whose access it was about"
	whyLease      = "revocation of leases that does not say of which"
)

var errNoEntry = errors.New("not a Vault audit entry, which has type request or response and a request: leave it out; Vault's server log says nothing about access")

// call is the answer to a request to change access.
type call struct {
	*log
	told
	event     *jsonlog.Event
	route     route
	namespace string // its path, without slashes around; empty: root
	data      data
	at        time.Time
	failed    bool
	ticket    ticket.Found
}

// told is what is read of an entry.
type told struct {
	Time    string `json:"time"`
	Error   string `json:"error"`
	Auth    *auth  `json:"auth"`
	Request struct {
		ID        string         `json:"id"`
		Operation string         `json:"operation"`
		Path      string         `json:"path"`
		Data      jsontext.Value `json:"data"`
		WrapTTL   int64          `json:"wrap_ttl"`
		Accessor  string         `json:"client_token_accessor"`
		Namespace struct {
			ID   string `json:"id"`
			Path string `json:"path"`
		} `json:"namespace"`
	} `json:"request"`
	Response struct {
		Auth *auth          `json:"auth"`
		Data jsontext.Value `json:"data"`
		Wrap *struct {
			Accessor string `json:"wrapped_accessor"`
		} `json:"wrap_info"`
	} `json:"response"`
}

// auth is a token, and who has it.
type auth struct {
	Token         string   `json:"client_token"`
	Accessor      string   `json:"accessor"`
	DisplayName   string   `json:"display_name"`
	EntityID      string   `json:"entity_id"`
	Policies      []string `json:"policies"`
	TokenPolicies []string `json:"token_policies"`
}

// event says what one entry means.
func (l *log) event(e *jsonlog.Event) jsonlog.Fate {
	var kind, request, id, operation, path, mount, mountType jsontext.Value
	if err := e.Members(func(name []byte) *jsontext.Value {
		switch string(name) {
		case "type":
			return &kind
		case "request":
			return &request
		}
		return nil
	}); err != nil {
		return jsonlog.Refused(err)
	}
	e.Walk(request, func(name []byte) *jsontext.Value {
		switch string(name) {
		case "id":
			return &id
		case "operation":
			return &operation
		case "path":
			return &path
		case "mount_point":
			return &mount
		case "mount_type":
			return &mountType
		}
		return nil
	})
	if string(kind) != `"request"` && string(kind) != `"response"` || operation.Kind() != '"' || path.Kind() != '"' {
		return jsonlog.Refused(errNoEntry)
	}
	if !maybe(path) {
		return jsonlog.Ignored(source.Reason{Why: whyElsewhere})
	}
	var does, where, mountPoint, mountIs string
	if err := errors.Join(e.Part(id, "/request/id", &e.ID), e.Part(operation, "/request/operation", &does), e.Part(path, "/request/path", &where),
		e.Part(mount, "/request/mount_point", &mountPoint), e.Part(mountType, "/request/mount_type", &mountIs)); err != nil {
		return jsonlog.Refused(err)
	}
	r := find(where, mountPoint, mountIs)
	switch {
	case r.why != "":
		return jsonlog.Ignored(source.Reason{Why: r.why})
	case does != "create" && does != "update" && does != "patch" && does != "delete":
		return jsonlog.Ignored(source.Reason{Why: whyReadOnly})
	case r.read == nil:
		return jsonlog.Ignored(source.Reason{Why: whyOther, Name: r.class + " " + does})
	case e.ID == "":
		return jsonlog.Refused(jsonlog.At("/request/id", "missing: "+e.Again()))
	case string(kind) == `"request"`:
		return l.request(e.ID, r.class+" "+does)
	}
	l.answer(e.ID)
	c := &call{log: l, event: e, route: r}
	if err := c.tell(); err != nil {
		return jsonlog.Refused(err)
	}
	return r.read(c)
}

// maybe reports whether a path, as JSON, may be about access.
func maybe(path jsontext.Value) bool {
	for _, begin := range []string{`"auth/`, `"identity/`, `"sys/`} {
		if len(path) > len(begin) && string(path[:len(begin)]) == begin {
			return true
		}
	}
	return strings.Contains(string(path), `\`)
}

// tell reads what every answer has.
func (c *call) tell() error {
	if err := c.event.Decode(&c.told); err != nil {
		return err
	}
	if err := c.event.Part(c.Request.Data, "/request/data", &c.data); err != nil {
		return err
	}
	var answer struct {
		Error jsontext.Value `json:"error"`
	}
	if c.Response.Data.Kind() == '{' {
		if err := c.event.Part(c.Response.Data, "/response/data", &answer); err != nil {
			return err
		}
	}
	c.failed = c.Error != "" || len(answer.Error) > 0 && answer.Error.Kind() != 'n'
	if c.Response.Wrap != nil && c.Request.WrapTTL == 0 && !c.failed {
		return jsonlog.At("/response/wrap_info", "the answer is wrapped though nobody asked for that: a control group may hold the request up, and nobody knows whether it was carried out")
	}
	c.namespace = strings.Trim(c.Request.Namespace.Path, "/")
	if id := c.Request.Namespace.ID; c.namespace == "" && id != "root" {
		c.namespace = id
	}
	var err error
	if c.ticket, err = c.named(); err != nil {
		return err
	}
	c.at, err = c.event.Time("/time", c.Time)
	return err
}

// name is what the tally calls the entry.
func (c *call) name() string { return c.route.class + " " + c.Request.Operation }

func (c *call) used(facts []evidence.Fact) jsonlog.Fate { return jsonlog.Used(c.name(), facts...) }

func (c *call) ignored(why string) jsonlog.Fate {
	return jsonlog.Ignored(source.Reason{Why: why, Name: c.name()})
}

// hidden is the fate of a write that changed the access of nobody knows whom.
func (c *call) hidden(pointer, what string) jsonlog.Fate {
	if c.failed {
		return c.ignored(whyFailed)
	}
	return jsonlog.Refused(jsonlog.At(pointer, "hashed or missing, so that the entry does not say "+what+": have the mount log it as it is (audit_non_hmac_request_keys), or look it up in Vault"))
}

// change is a change that the answer tells.
func (c *call) change(subject evidence.Identity, does evidence.Action, held ...evidence.Entitlement) evidence.Fact {
	change := &evidence.Change{
		ID:           c.Request.ID + "/" + string(does),
		Action:       does,
		Entitlements: held,
		Actor:        c.actor(c.Auth),
		ExecutedAt:   c.at,
		Outcome:      evidence.OutcomeSuccess,
		Source:       c.source(),
		Extensions:   c.extensions(),
	}
	if c.failed {
		change.Outcome = evidence.OutcomeFailure
	}
	c.ticket.Link(change, &subject)
	return evidence.Fact{Subject: subject, Value: change}
}

// lifecycle is what happened to the subject itself.
func (c *call) lifecycle(subject evidence.Identity, kind evidence.EventKind) evidence.Fact {
	return evidence.Fact{Subject: subject, Value: &evidence.Event{ID: c.Request.ID, Kind: kind, OccurredAt: c.at, Source: c.source()}}
}

// source says where the answer stands.
func (c *call) source() *evidence.Source {
	return &evidence.Source{System: c.system(), Kind: evidence.SourcePAM, RecordID: c.Request.ID, CollectedAt: c.collectedAt, Digest: c.event.Digest()}
}

// extensions are what an auditor wants to see of the entry.
func (c *call) extensions() evidence.Extensions {
	told := struct {
		Operation string `json:"operation"`
		Path      string `json:"path"`
		Namespace string `json:"namespace,omitzero"`
		Wrapped   bool   `json:"wrapped,omitzero"`
		Error     string `json:"error,omitzero"`
		By        string `json:"display_name,omitzero"`
	}{c.Request.Operation, c.Request.Path, c.namespace, c.Response.Wrap != nil, c.Error, ""}
	if c.Auth != nil {
		told.By = c.Auth.DisplayName
	}
	b, _ := json.Marshal(told) // strings and booleans can always be written
	return evidence.Extensions{"vault": b}
}
