package entra

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/apipages"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

var stateFormat = jsonlog.Format{
	Log:   "answers of Microsoft Graph",
	Event: "answer of Microsoft Graph",
	By:    "Microsoft Graph",
	Again: "export the listings again, each answer with its url",
}

// State returns the source that reads listings. It may read many inputs, also at
// the same time.
func State(o Options) source.Reader {
	return apipages.Reader(stateFormat, o.CollectedAt, func() jsonlog.Listing {
		l := newListing(o)
		return jsonlog.Listing{Item: l.page, End: l.end}
	})
}

// StateShapes are the forms of input that [State] accepts.
func StateShapes() []source.Shape {
	return []source.Shape{
		{What: "answers of Microsoft Graph that list users, groups, members, roles, applications and assignments, one a line with its url, as the commands in the documentation of package entra export them", Members: []string{"url", "/body/@odata.context", "/body/value"}},
		{What: "the same answers by themselves, where they say what they list, which are never taken for all there is", Members: []string{"@odata.context", "value"}},
	}
}

// answer is what Graph answers to a request for a listing.
type answer struct {
	Context string         `json:"@odata.context"`
	Next    string         `json:"@odata.nextLink"`
	Value   jsontext.Value `json:"value"`
	Error   *struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// page reads one page of a listing.
func (l *listing) page(e *jsonlog.Event) jsonlog.Fate {
	var p struct {
		URL  string         `json:"url"`
		Body jsontext.Value `json:"body"`
		answer
		Activity string `json:"activityDisplayName"`
	}
	err := e.Decode(&p)
	e.ID = p.URL
	if err != nil {
		return jsonlog.Refused(err)
	}
	at := ""
	if p.URL != "" && len(p.Body) > 0 {
		at = "/body"
		if err := e.Part(p.Body, at, &p.answer); err != nil {
			return jsonlog.Refused(err)
		}
	}
	switch {
	case p.Activity != "" || strings.Contains(p.Context, "#auditLogs/"):
		return jsonlog.Refused(errors.New("of the audit log, not a listing of what there is: read it as entra"))
	case p.Error != nil:
		return jsonlog.Refused(jsonlog.At(at+"/error", fmt.Sprintf("an error and no listing (%.40q, %.120q): see to it, and %s", p.Error.Code, p.Error.Message, e.Again())))
	case p.Value.Kind() != '[':
		return jsonlog.Refused(errors.New("not an answer of Microsoft Graph that lists something, which has url and a body with value: " + e.Again()))
	}
	address, err := url.Parse(p.URL)
	if err != nil {
		return jsonlog.Refused(apipages.NoAddress(e))
	}
	path := pathOf(address.Path)
	if p.URL == "" {
		path = pathOfContext(p.Context, p.Next)
	}
	name, of := template(path)
	read, ok := readers[name]
	switch {
	case strings.HasPrefix(name, "directoryObjects"):
		return jsonlog.Refused(jsonlog.At("/@odata.context", "does not say whose members or groups these are, as Graph never does here: "+e.Again()))
	case !ok:
		return apipages.NotRead(name)
	case strings.Contains(name, "*") && of == "me":
		return jsonlog.Refused(jsonlog.At("/url", "does not say by its id what the listing is of: list by id"))
	}
	c := l.chain(path)
	query := address.Query()
	if err := read(l, &items{event: e, raw: p.Value, pointer: at + "/value", of: of, all: p.URL != "" && expandsAll(query)}); err != nil {
		return jsonlog.Refused(err)
	}
	c.add(&apipages.Page{URL: p.URL, Next: &p.Next}, query)
	c.services = c.services && isBeta(address.Path)
	return jsonlog.Kept(name)
}

// roots are the collections that listings begin with.
var roots = []string{"users", "groups", "servicePrincipals", "applications", "directoryRoles", "roleManagement", "oauth2PermissionGrants", "directoryObjects", "appRoleAssignments"}

// pathOf is the path of an address without the version and the tenant, with ids
// in lower case.
func pathOf(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if parts[0] == "v1.0" || parts[0] == "beta" {
		parts = parts[1:]
	}
	for n := range min(len(parts), 2) {
		if slices.Contains(roots, parts[n]) {
			parts = parts[n:]
			break
		}
	}
	if len(parts) > 1 && parts[0] != "roleManagement" {
		parts[1] = strings.ToLower(parts[1])
	}
	return strings.Join(parts, "/")
}

var inContext = regexp.MustCompile(`\('([^']*)'\)`)

// pathOfContext is the path of a listing by what its answer says of itself. That
// of the next page has the same path.
func pathOfContext(context, next string) string {
	if u, err := url.Parse(next); err == nil && next != "" {
		return pathOf(u.Path)
	}
	_, path, _ := strings.Cut(context, "$metadata#")
	path = inContext.ReplaceAllString(path, "/$1")
	if at := strings.IndexByte(path, '('); at >= 0 { // what was selected
		path = path[:at]
	}
	return pathOf(path)
}

// template is a path without the id in it, and the id.
func template(path string) (name, id string) {
	parts := strings.Split(path, "/")
	if parts[0] == "" {
		return "without an address", ""
	}
	if len(parts) < 2 || parts[0] == "roleManagement" {
		return path, ""
	}
	id, parts[1] = parts[1], "*"
	return strings.Join(parts, "/"), id
}

// chain is what was read of one listing.
type chain struct {
	apipages.Chain
	services bool // it has service principals, which version 1.0 leaves out of the members of groups
}

func (l *listing) chain(path string) *chain {
	c := l.chains[path]
	if c == nil {
		c = &chain{services: true}
		l.chains[path] = c
	}
	return c
}

// add takes in a page. What an answer without its address was asked for nobody
// knows.
func (c *chain) add(p *apipages.Page, query url.Values) {
	first := true
	for name, values := range query {
		switch strings.ToLower(name) {
		case "$select", "$top", "$count", "$orderby":
		case "$expand":
			c.Narrowed = c.Narrowed || strings.Contains(strings.ToLower(strings.Join(values, "")), "filter")
		case "$skiptoken":
			first = false
		default:
			c.Narrowed = true
		}
	}
	c.Narrowed = c.Narrowed || p.URL == ""
	c.Add(p, first)
}

// whole reports whether a listing was read from its first page to its last, and
// asked for everything.
func (l *listing) whole(path string) bool {
	c := l.chains[path]
	return c != nil && c.Whole()
}

func isBeta(path string) bool { return strings.HasPrefix(path, "/beta/") }

// expandsAll reports whether what is expanded in a listing of groups is their
// members, and nothing was left out on purpose.
func expandsAll(query url.Values) bool {
	v := strings.ToLower(query.Get("$expand"))
	return v == "members" || strings.HasPrefix(v, "members($select=") && strings.Count(v, "$") == 1
}
