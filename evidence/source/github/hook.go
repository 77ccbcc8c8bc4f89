package github

import (
	"cmp"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// hook is the payload of a webhook of one of the events that are read.
type hook struct {
	Sender       account `json:"sender"`
	Member       account `json:"member"`
	Organization account `json:"organization"`
	Enterprise   struct {
		Slug string `json:"slug"`
	} `json:"enterprise"`
	Membership struct {
		State string  `json:"state"`
		Role  string  `json:"role"`
		User  account `json:"user"`
	} `json:"membership"`
	Team struct {
		Slug string `json:"slug"`
	} `json:"team"`
	Repository repository `json:"repository"`
	Changes    struct {
		Permission    fromTo `json:"permission"`
		OldPermission fromTo `json:"old_permission"`
		RoleName      fromTo `json:"role_name"`
		Repository    struct {
			Permissions struct {
				From permissions `json:"from"`
			} `json:"permissions"`
		} `json:"repository"`
	} `json:"changes"`
	Installation struct {
		ID          number         `json:"id"`
		AppID       number         `json:"app_id"`
		Slug        string         `json:"app_slug"`
		Client      string         `json:"client_id"`
		Account     account        `json:"account"`
		Selection   string         `json:"repository_selection"`
		CreatedAt   jsontext.Value `json:"created_at"`
		SuspendedAt jsontext.Value `json:"suspended_at"`
	} `json:"installation"`
	Repositories []repository `json:"repositories"`
	Added        []repository `json:"repositories_added"`
	Removed      []repository `json:"repositories_removed"`
	Key          struct {
		Key      string         `json:"key"`
		Title    string         `json:"title"`
		ReadOnly jsontext.Value `json:"read_only"`
	} `json:"key"`
	Token struct {
		ID        number  `json:"id"`
		Owner     account `json:"owner"`
		Token     number  `json:"token_id"`
		Name      string  `json:"token_name"`
		Selection string  `json:"repository_selection"`
	} `json:"personal_access_token_request"`

	pointer string // where the payload stands
	p       place
	at      time.Time
	memory  memory
}

// account is a user, a bot or an organisation.
type account struct {
	Login string `json:"login"`
	ID    number `json:"id"`
	Type  string `json:"type"`
}

func (a *account) in(p place) evidence.Identity { return p.user(a.Login, string(a.ID)) }

// repository is a repository, and what somebody may do there.
type repository struct {
	Name        string      `json:"name"`
	FullName    string      `json:"full_name"`
	Owner       account     `json:"owner"`
	RoleName    string      `json:"role_name"`
	Permissions permissions `json:"permissions"`
}

type fromTo struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// permissions are those to a repository that somebody has, each of which has
// those after it, too.
type permissions struct {
	Admin    bool `json:"admin"`
	Maintain bool `json:"maintain"`
	Push     bool `json:"push"`
	Triage   bool `json:"triage"`
	Pull     bool `json:"pull"`
}

// highest is the one that has all the others; none where nothing is told.
func (p permissions) highest() string {
	switch {
	case p.Admin:
		return "admin"
	case p.Maintain:
		return "maintain"
	case p.Push:
		return "push"
	case p.Triage:
		return "triage"
	case p.Pull:
		return "pull"
	}
	return ""
}

// place is the organisation or account that a webhook is of.
func (h *hook) place() (place, error) {
	login := h.Organization.Login
	if h.Repository.FullName != "" {
		login, _ = cutOwner(h.Repository.FullName)
	}
	if login = cmp.Or(login, h.Repository.Owner.Login, h.Installation.Account.Login); login == "" {
		return place{}, jsonlog.At(h.pointer+"/organization/login", "missing, and the repository's owner too, so that nobody knows where this was: fetch the delivery again from the API")
	}
	return organisation(login, h.Enterprise.Slug), nil
}

// time is when it happened: a payload seldom says it, and else it is when the
// webhook was first delivered.
func (h *hook) time(d *delivery, name string) (time.Time, error) {
	seconds := func(n int64) time.Time { return time.Unix(n, 0) }
	told, pointer := jsontext.Value(nil), ""
	switch name {
	case "installation.created":
		told, pointer = h.Installation.CreatedAt, "/installation/created_at"
	case "installation.suspend":
		told, pointer = h.Installation.SuspendedAt, "/installation/suspended_at"
	}
	switch {
	case len(told) > 0 && told.Kind() != 'n':
		return instant(d.event, d.pointer+pointer, told, seconds)
	case d.deliveredAt == "":
		return time.Time{}, jsonlog.At("/delivered_at", "missing, and the payload of "+name+" does not say when that was: give the delivery as the API tells it, with its time")
	}
	return d.event.Time("/delivered_at", d.deliveredAt)
}
