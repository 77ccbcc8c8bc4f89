package github

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/apipages"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// State returns the source that reads the API's listings. It may read many
// inputs, also at the same time.
func State(o Options) source.Reader {
	return apipages.Reader(apipages.Format("GitHub"), o.CollectedAt, func() jsonlog.Listing {
		l := &listing{options: o, lists: map[string]*list{}, awaited: map[string]*list{}, orgs: map[string]*org{}}
		return jsonlog.Listing{Item: l.page, End: l.end}
	})
}

// StateShapes are the forms of input that [State] accepts. They are told by
// what pages hold.
func StateShapes() []source.Shape {
	const what = "pages of %s, one a line, as the commands in the documentation of package github export them"
	return []source.Shape{
		{What: fmt.Sprintf(what, "members, collaborators and owners of tokens"), Members: []string{"login", "node_id", "gravatar_id", "site_admin"}},
		{What: fmt.Sprintf(what, "teams"), Members: []string{"slug", "node_id", "privacy", "permission"}},
		{What: fmt.Sprintf(what, "repositories"), Members: []string{"full_name", "node_id", "private", "owner"}},
		{What: fmt.Sprintf(what, "installed apps"), Members: []string{"app_id", "app_slug", "repository_selection", "target_type"}},
		{What: "memberships of an organisation, from GET /orgs/ORG/memberships/USER", Members: []string{"organization_url", "state", "role", "user"}},
	}
}

// listing is the reading of all listings in one input.
type listing struct {
	options Options
	lists   map[string]*list
	awaited map[string]*list // by the address of the next page
	orgs    map[string]*org  // by login in lower case
}

// list is one listing.
type list struct {
	name     string // as template has it
	org      *org
	of       string // the team, repository, role or user that it is of
	variant  string // the role or affiliation that was asked for
	narrowed bool   // not everything was asked for
	ended    bool   // the last page was read
}

// page reads one page of a listing.
func (l *listing) page(e *jsonlog.Event) jsonlog.Fate {
	var p struct {
		apipages.Page
		Organization string         `json:"organization_url"`
		Invitee      jsontext.Value `json:"invitee"`
		Action       string         `json:"action"`
	}
	err := e.Decode(&p)
	e.ID = p.URL
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case len(p.Body) > 0:
	case p.Action != "":
		return jsonlog.Refused(errors.New("an event, not a page of a listing: read audit logs as github, and webhooks as github-webhooks"))
	case len(p.Invitee) > 0:
		return jsonlog.Ignored(source.Reason{Why: whyInvitation})
	case p.Organization != "": // a membership, which says itself of whom and of what it is
		p.Body = e.JSON
	default:
		return jsonlog.Refused(apipages.NoPage(e))
	}
	address, err := url.Parse(p.URL)
	if err != nil || address.Path == "" {
		return jsonlog.Refused(apipages.NoAddress(e))
	}
	list, err := l.list(p.URL, address)
	if err != nil {
		return jsonlog.Refused(err)
	}
	read := reads[list.name]
	if read == nil {
		return apipages.NotRead(list.name)
	}
	if err := read(list, e, p.Body); err != nil {
		return jsonlog.Refused(err)
	}
	if p.Next != nil {
		if list.ended = *p.Next == ""; !list.ended {
			l.awaited[*p.Next] = list
		}
	}
	return jsonlog.Kept(list.name)
}

// list is the listing that a page belongs to: one that awaits it, or a new one
// that it is the first page of. GitHub writes further addresses with numbers in
// the place of names.
func (l *listing) list(text string, address *url.URL) (*list, error) {
	if awaiting := l.awaited[text]; awaiting != nil {
		delete(l.awaited, text)
		return awaiting, nil
	}
	name, owner, of := template(address.Path)
	if name == byNumber {
		return nil, orphaned()
	}
	if reads[name] == nil {
		return &list{name: name}, nil
	}
	fresh := &list{name: name, of: strings.ToLower(of), variant: "all"}
	for parameter, values := range address.Query() {
		value := strings.Join(values, ",")
		switch {
		case parameter == "per_page" || parameter == "sort" || parameter == "direction":
		case parameter == "page" && value == "1":
		case parameter == "page" || parameter == "after" || parameter == "before" || parameter == "cursor":
			return nil, orphaned()
		case parameter == "role" && strings.HasSuffix(name, "/members"), parameter == "affiliation" && strings.HasSuffix(name, "/collaborators"):
			fresh.variant = value
		case parameter == "type" && value == "all":
		default:
			fresh.narrowed = true
		}
	}
	key := strings.Join([]string{name, strings.ToLower(owner), fresh.of, fresh.variant}, " ")
	if fresh.narrowed {
		key += " narrowed"
	}
	if l.lists[key] == nil {
		fresh.org = l.theOrg(owner)
		l.lists[key] = fresh
	}
	return l.lists[key], nil
}

// orphaned is that a page is not the first one, and nobody knows of what.
func orphaned() error {
	return jsonlog.At("/url", "a further page of a listing, and none before it has this address as its next: put the pages in order, with the first one before them")
}

// byNumber is what has numbers in the place of names.
const byNumber = "address with numbers"

// template is a path without the names in it, and these: the organisation's or
// other owner's, and the next one.
func template(path string) (name, owner, of string) {
	path = strings.TrimPrefix(strings.Trim(path, "/"), "api/v3/") // of GitHub Enterprise Server
	parts := strings.Split(path, "/")
	switch {
	case parts[0] == "repos" && len(parts) > 2:
		owner, of = parts[1], parts[2]
		parts[1], parts[2] = "OWNER", "REPO"
	case parts[0] == "orgs" && len(parts) > 1:
		owner = parts[1]
		parts[1] = "ORG"
		if len(parts) > 3 {
			of = parts[3]
			parts[3] = "*"
		}
	case parts[0] == "organizations" || parts[0] == "repositories":
		return byNumber, "", ""
	default:
		return "another address", "", ""
	}
	return strings.Join(parts, "/"), owner, of
}

// whole reports whether a listing was read from its first page to its last, and
// asked for everything.
func (l *listing) whole(name string, o *org, of, variant string) bool {
	list := l.lists[strings.Join([]string{name, strings.ToLower(o.login), of, variant}, " ")]
	return list != nil && list.ended
}
