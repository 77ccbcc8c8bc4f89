package okta

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

var stateFormat = jsonlog.Format{
	Log:   "pages of Okta's listings",
	Event: "page of a listing",
	By:    "Okta",
	Again: "export the listings again, each page with its url and next",
}

// State returns the source that reads the API's listings. It may read many
// inputs, also at the same time.
func State(o Options) source.Reader {
	return stateFormat.Listing(func() (jsonlog.Listing, error) {
		if o.CollectedAt.IsZero() {
			return jsonlog.Listing{}, errors.New("listings have no time of their own: say when they were collected")
		}
		l := newListing(o)
		return jsonlog.Listing{Item: l.page, End: l.end}, nil
	})
}

// StateShapes are the forms of input that [State] accepts.
func StateShapes() []source.Shape {
	return []source.Shape{
		{What: "pages of users, groups, apps, their members and admin roles, one a line, as the commands in the documentation of package okta export them", Members: []string{"url", "next", "body"}},
	}
}

const whyOtherListing = "a listing that this source does not read"

// page reads one page of a listing.
func (l *listing) page(e *jsonlog.Event) jsonlog.Fate {
	var p struct {
		URL       string         `json:"url"`
		Next      *string        `json:"next"`
		Body      jsontext.Value `json:"body"`
		EventType string         `json:"eventType"`
	}
	err := e.Decode(&p)
	e.ID = p.URL
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case p.EventType != "":
		return jsonlog.Refused(errors.New("a System Log event, not a page of a listing: read it as a log, okta"))
	case p.URL == "" || len(p.Body) == 0:
		return jsonlog.Refused(errors.New("not a page of a listing, which has url, next and body: " + e.Again()))
	}
	address, err := url.Parse(p.URL)
	if err != nil || address.Host == "" {
		return jsonlog.Refused(jsonlog.At("/url", "not the address of a listing: "+e.Again()))
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
		return jsonlog.Ignored(source.Reason{Why: whyOtherListing, Name: name})
	}
	if strings.Contains(name, "*") && (told(of) == "" || of == "me" || strings.Contains(of, "@")) {
		return jsonlog.Refused(jsonlog.At("/url", "does not say by its id what the listing is of: list by id"))
	}
	query, err := url.ParseQuery(address.RawQuery)
	if err != nil {
		return jsonlog.Refused(jsonlog.At("/url", "not the address of a listing: "+e.Again()))
	}
	next, err := read(e, p.Body, of)
	if err != nil {
		return jsonlog.Refused(err)
	}
	if next != "" {
		p.Next = &next
	}
	l.chain(path).add(p.URL, query, p.Next)
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
	began, ended, narrowed bool
	all                    bool // it was asked for what is not active, too
	read, wanted           map[string]bool
}

func (l *listing) chain(path string) *chain {
	c := l.chains[path]
	if c == nil {
		c = &chain{read: map[string]bool{}, wanted: map[string]bool{}}
		l.chains[path] = c
	}
	return c
}

// add takes in a page. Where the next one is nobody told, there may be one.
func (c *chain) add(address string, query url.Values, next *string) {
	c.read[address] = true
	first := true
	for name, values := range query {
		switch name {
		case "limit", "expand":
		case "after":
			first = false
		case "includeNonDeleted":
			c.all = len(values) == 1 && values[0] == "true"
		default:
			c.narrowed = true
		}
	}
	c.began = c.began || first
	switch {
	case next == nil:
	case *next == "":
		c.ended = true
	default:
		c.wanted[*next] = true
	}
}

// whole reports whether a listing was read from its first page to its last, and
// asked for everything.
func (l *listing) whole(path string) bool {
	c := l.chains[path]
	if c == nil || !c.began || !c.ended || c.narrowed {
		return false
	}
	for address := range c.wanted {
		if !c.read[address] {
			return false
		}
	}
	return path != pathApps || c.all
}
