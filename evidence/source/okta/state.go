package okta

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/apipages"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// State returns the source that reads the API's listings. It may read many
// inputs, also at the same time.
func State(o Options) source.Reader {
	return apipages.Reader(apipages.Format("Okta"), o.CollectedAt, func() jsonlog.Listing {
		l := newListing(o)
		return jsonlog.Listing{Item: l.page, End: l.end}
	})
}

// StateShapes are the forms of input that [State] accepts.
func StateShapes() []source.Shape {
	return []source.Shape{
		{What: "pages of users, groups, apps, their members and admin roles, one a line, as the commands in the documentation of package okta export them", Members: []string{"url", "next", "body"}},
	}
}

// page reads one page of a listing.
func (l *listing) page(e *jsonlog.Event) jsonlog.Fate {
	var p struct {
		apipages.Page
		EventType string `json:"eventType"`
	}
	err := e.Decode(&p)
	e.ID = p.URL
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case p.EventType != "":
		return jsonlog.Refused(errors.New("a System Log event, not a page of a listing: read it as a log, okta"))
	case p.URL == "" || len(p.Body) == 0:
		return jsonlog.Refused(apipages.NoPage(e))
	}
	address, err := url.Parse(p.URL)
	if err != nil || address.Host == "" {
		return jsonlog.Refused(apipages.NoAddress(e))
	}
	if l.host == "" {
		l.host = address.Host
	}
	if address.Host != l.host {
		return jsonlog.Refused(jsonlog.At("/url", fmt.Sprintf("of another org than the pages before, which are of %.80q: give each org's pages by themselves", l.host)))
	}
	path := strings.TrimPrefix(address.Path, "/")
	name, of := template(path)
	read, ok := l.readers()[name]
	if !ok {
		return apipages.NotRead(name)
	}
	if strings.Contains(name, "*") && (told(of) == "" || of == "me" || strings.Contains(of, "@")) {
		return jsonlog.Refused(jsonlog.At("/url", "does not say by its id what the listing is of: list by id"))
	}
	query, err := url.ParseQuery(address.RawQuery)
	if err != nil {
		return jsonlog.Refused(apipages.NoAddress(e))
	}
	next, err := read(e, p.Body, of)
	if err != nil {
		return jsonlog.Refused(err)
	}
	if next != "" {
		p.Next = &next
	}
	l.chain(path).add(&p.Page, query)
	return jsonlog.Kept(name)
}

// template is a path without the ids in it, and the first id.
func template(path string) (name, id string) {
	parts := strings.Split(path, "/")
	if len(parts) < 3 {
		return "another address", ""
	}
	rest := parts[2:]
	if path == pathAssignees {
		return path, ""
	}
	for i := 1; i < len(rest); i += 2 {
		if id == "" {
			id = rest[i]
		}
		rest[i] = "*"
	}
	return strings.Join(parts, "/"), id
}

// chain is what was read of one listing.
type chain struct {
	apipages.Chain
	all bool // it was asked for what is not active, too
}

func (l *listing) chain(path string) *chain { return entry(l.chains, path, &chain{}) }

// add takes in a page.
func (c *chain) add(p *apipages.Page, query url.Values) {
	first := true
	for name, values := range query {
		switch name {
		case "limit", "expand":
		case "after":
			first = false
		case "includeNonDeleted":
			c.all = len(values) == 1 && values[0] == "true"
		default:
			c.Narrowed = true
		}
	}
	c.Add(p, first)
}

// whole reports whether a listing was read from its first page to its last, and
// asked for everything.
func (l *listing) whole(path string) bool {
	c := l.chains[path]
	return c != nil && c.Whole() && (path != pathApps || c.all)
}
