package github

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// entry is an event of the audit log, of one of the actions that are read.
type entry struct {
	Document     string         `json:"_document_id"`
	CreatedAt    jsontext.Value `json:"created_at"`
	Timestamp    jsontext.Value `json:"@timestamp"`
	Actor        string         `json:"actor"`
	ActorID      number         `json:"actor_id"`
	ActorIsBot   bool           `json:"actor_is_bot"`
	ActorIsAgent bool           `json:"actor_is_agent"`
	NameID       string         `json:"external_identity_nameid"`
	Org          string         `json:"org"`
	Business     string         `json:"business"`
	Programmatic string         `json:"programmatic_access_type"`
	Data         jsontext.Value `json:"data"`
	detail
}

// detail is what an event tells beside, of which older forms of the log tell
// some in an object of its own, data.
type detail struct {
	User       string `json:"user"`
	UserID     number `json:"user_id"`
	Invitee    string `json:"invitee"`
	Team       string `json:"team"`
	Repo       string `json:"repo"`
	Permission string `json:"permission"`
	Old        string `json:"old_permission"`
	NewRepo    string `json:"new_repo_permission"`
	NewBase    string `json:"new_repo_base_role"`
	OldRepo    string `json:"old_repo_permission"`
	OldBase    string `json:"old_repo_base_role"`

	Name        string         `json:"name"`
	Integration string         `json:"integration"`
	Client      string         `json:"application_client_id"`
	Selection   string         `json:"repository_selection"`
	Added       []string       `json:"repositories_added_names"`
	Removed     []string       `json:"repositories_removed_names"`
	Role        string         `json:"organization_role_name"`
	Fingerprint string         `json:"fingerprint"`
	Title       string         `json:"title"`
	Key         string         `json:"key"`
	ReadOnly    jsontext.Value `json:"read_only"`

	Token        number `json:"user_programmatic_access_id"`
	TokenName    string `json:"user_programmatic_access_name"`
	TokenRequest number `json:"user_programmatic_access_request_id"`
}

// number is an id that some exports write as a number and some as a string.
type number string

// UnmarshalJSONFrom reads either.
func (n *number) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == '0' {
		v, err := d.ReadValue()
		*n = number(v)
		return err
	}
	return json.UnmarshalDecode(d, (*string)(n))
}

// decode reads the event.
func (a *entry) decode(e *jsonlog.Event) error {
	if err := e.Decode(a); err != nil {
		return err
	}
	var rest detail
	if a.Data.Kind() == '{' {
		if err := e.Part(a.Data, "/data", &rest); err != nil {
			return err
		}
	}
	a.fill(&rest)
	return nil
}

// fill takes what is not told from elsewhere.
func (d *detail) fill(o *detail) {
	for to, from := range map[*string]string{
		&d.User: o.User, &d.Invitee: o.Invitee, &d.Team: o.Team, &d.Repo: o.Repo, &d.Permission: o.Permission, &d.Old: o.Old,
		&d.NewRepo: o.NewRepo, &d.NewBase: o.NewBase, &d.OldRepo: o.OldRepo, &d.OldBase: o.OldBase,
		&d.Name: o.Name, &d.Integration: o.Integration, &d.Client: o.Client, &d.Selection: o.Selection, &d.Role: o.Role,
		&d.Fingerprint: o.Fingerprint, &d.Title: o.Title, &d.Key: o.Key, &d.TokenName: o.TokenName,
		(*string)(&d.UserID): string(o.UserID), (*string)(&d.Token): string(o.Token), (*string)(&d.TokenRequest): string(o.TokenRequest),
	} {
		*to = cmp.Or(*to, from)
	}
	if d.Added == nil {
		d.Added = o.Added
	}
	if d.Removed == nil {
		d.Removed = o.Removed
	}
	if len(d.ReadOnly) == 0 {
		d.ReadOnly = o.ReadOnly
	}
}

// place is the organisation that an event is of, else the enterprise.
func (a *entry) place() (place, error) {
	switch {
	case a.Org != "":
		return organisation(a.Org, a.Business), nil
	case a.Business != "":
		return enterprise(a.Business), nil
	}
	return place{}, jsonlog.At("/org", "missing, and /business too, so that nobody knows where this was: export the log of the organisation or enterprise")
}

// occasion is what the facts of an event have in common.
func (a *entry) occasion(e *jsonlog.Event, action string, collectedAt time.Time) (*occasion, error) {
	pointer, value := "/created_at", a.CreatedAt
	if len(value) == 0 || value.Kind() == 'n' {
		pointer, value = "/@timestamp", a.Timestamp
	}
	at, err := instant(e, pointer, value, time.UnixMilli)
	if err != nil {
		return nil, err
	}
	p, err := a.place()
	if err != nil { // a repository of a user's own
		var none error
		if p, none = a.repoPlace(); none != nil {
			return nil, err
		}
	}
	digest := e.Digest()
	o := &occasion{record: "audit/" + cmp.Or(a.Document, digest), at: at}
	o.source = cite(p, o.record, collectedAt, digest)
	o.actor = a.actor(p)
	o.extensions = extension(struct {
		Action       string `json:"action"`
		Programmatic string `json:"programmatic_access_type,omitzero"`
	}{action, a.Programmatic})
	return o, nil
}

// actor is who did it, or nil where the event does not say.
func (a *entry) actor(p place) *evidence.Identity {
	if a.Actor == "" {
		return nil
	}
	u := p.user(a.Actor, string(a.ActorID))
	if strings.Contains(a.NameID, "@") {
		u.Aliases = append(u.Aliases, strings.ToLower(a.NameID))
	}
	switch {
	case a.ActorIsAgent:
		u.Kind = evidence.KindAgent
	case a.ActorIsBot:
		u.Kind = evidence.KindWorkload
	}
	return &u
}

// instant reads a time that GitHub writes as a whole number, since 1970, in the
// unit that of reads, or as text with a zone. Before 2008 there was no GitHub: a
// smaller number is in another unit.
func instant(e *jsonlog.Event, pointer string, v jsontext.Value, of func(int64) time.Time) (time.Time, error) {
	if v.Kind() != '0' {
		return e.Time(pointer, text(v))
	}
	n, err := strconv.ParseInt(string(v), 10, 64)
	if t := of(n).UTC(); err == nil && t.Year() >= 2008 && t.Year() <= 2261 {
		return t, nil
	}
	return time.Time{}, jsonlog.At(pointer, "not a time in the unit in which GitHub writes it: "+e.Again())
}

// text is the string that a part is, or nothing.
func text(v jsontext.Value) string {
	if v.Kind() != '"' {
		return ""
	}
	b, _ := jsontext.AppendUnquote(nil, v)
	return string(b)
}
