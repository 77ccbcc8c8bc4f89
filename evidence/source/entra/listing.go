package entra

import (
	"cmp"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/apipages"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// listing is the reading of all listings of one tenant.
type listing struct {
	names
	options Options
	chains  map[string]*chain // by path

	objects   map[string]*object
	direct    edges             // who is in which groups, by itself
	indirect  edges             // … by itself or through another group
	expanded  map[string]bool   // groups that were listed with all their members
	roleNames map[string]string // by the id of the definition, or of the role in the directory
	templates map[string]string // of roles in the directory, by id
	assigned  []roleAssignment
	appRoles  map[string]map[string]string // values by id, by service principal
	apps      map[string][]appAssignment   // by principal
	grants    map[string][]grant           // by client
	owns      map[string][]ownership       // by owner
	keys      []appKey
	noKeys    bool // an application was listed without its keys

	// What is put together at the end.
	roles     map[string][]roleAssignment // by principal
	subgroups map[string][]string         // the groups in a group
}

func newListing(o Options) *listing {
	return &listing{names: names{o.Tenant}, options: o, chains: map[string]*chain{}, objects: map[string]*object{},
		direct: edges{}, indirect: edges{}, expanded: map[string]bool{}, roleNames: map[string]string{}, templates: map[string]string{},
		appRoles: map[string]map[string]string{}, apps: map[string][]appAssignment{}, grants: map[string][]grant{}, owns: map[string][]ownership{}}
}

// object is what is known of a directory object.
type object struct {
	who
	status evidence.IdentityStatus
	listed bool // among all of its kind
	open   bool // a group whose members Graph shows to anybody who may see members
}

// edges are the groups that somebody is in.
type edges map[string]map[string]bool

func (e edges) add(child, parent string) {
	if e[child] == nil {
		e[child] = map[string]bool{}
	}
	e[child][parent] = true
}

type roleAssignment struct {
	principal, role, scope string
	eligible, through      bool // through a group
	timed                  bool // it says when it ends, or that it does not
	until                  time.Time
}

type appAssignment struct{ of, role string }

type grant struct {
	of, permission string
	everybody      bool
	user           string
}

type ownership struct{ kind, id string }

type appKey struct {
	of string
	key
	until time.Time
}

// items are the items of one page.
type items struct {
	event   *jsonlog.Event
	raw     jsontext.Value
	pointer string
	of      string // what the listing is of
	all     bool   // what is expanded is all of it, but for Graph's own limit
}

// jsonObject is a directory object as Graph writes it.
type jsonObject struct {
	Type       string         `json:"@odata.type"`
	ID         string         `json:"id"`
	Name       string         `json:"displayName"`
	UPN        string         `json:"userPrincipalName"`
	Enabled    *bool          `json:"accountEnabled"`
	AppID      string         `json:"appId"`
	Template   string         `json:"roleTemplateId"` // of a role in the directory
	Visibility jsontext.Value `json:"visibility"`

	Members     *[]jsonObject `json:"members"`
	MoreMembers string        `json:"members@odata.nextLink"`

	AppRoles *[]struct {
		ID    string `json:"id"`
		Value string `json:"value"`
	} `json:"appRoles"`
	Passwords *[]jsonKey `json:"passwordCredentials"`
	Keys      *[]jsonKey `json:"keyCredentials"`
}

type jsonKey struct {
	ID    string `json:"keyId"`
	Name  string `json:"displayName"`
	Type  string `json:"type"`
	Until string `json:"endDateTime"`
}

// objects are the items of a page of directory objects.
func (p *items) objects() ([]jsonObject, error) {
	list, err := apipages.Items[jsonObject](p.event, p.raw, p.pointer)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].ID == "" {
			return nil, jsonlog.At(p.pointer, "an item without its id: "+p.event.Again())
		}
	}
	return list, nil
}

// until is when something ends; never if it does not say.
func (p *items) until(pointer, text string) (time.Time, error) {
	if text == "" || len(text) > 4 && text[4] == '-' && text[:4] > "2261" { // 2299 and 9999 are how Entra writes never
		return time.Time{}, nil
	}
	return p.event.Time(p.pointer+pointer, text)
}

// keep takes in an object. What is not said of its type is that of the listing.
func (l *listing) keep(j *jsonObject, kind string) string {
	if j.Type != "" {
		kind = kindOf(j.Type)
	}
	o := l.object(j.ID)
	if kind != kindUnknown {
		o.kind = kind
	}
	o.upn, o.name, o.appID = cmp.Or(j.UPN, o.upn), cmp.Or(j.Name, o.name), cmp.Or(j.AppID, o.appID)
	o.open = o.open || len(j.Visibility) > 0 && string(j.Visibility) != `"HiddenMembership"`
	if j.Enabled != nil {
		o.status = evidence.IdentityInactive
		if *j.Enabled {
			o.status = evidence.IdentityActive
		}
	}
	return o.id
}

// object is an object by its id, or a user by the name that it was listed by.
func (l *listing) object(id string) *object {
	id = strings.ToLower(id)
	o := l.objects[id]
	if o == nil {
		o = &object{who: who{id: id, kind: kindUnknown}}
		if strings.Contains(id, "@") {
			o.who = who{kind: kindUser, upn: id}
		}
		l.objects[id] = o
	}
	return o
}

// parent is the object that a listing is of.
func (l *listing) parent(id, kind string) string {
	o := l.object(id)
	o.kind = kind
	return strings.ToLower(id)
}
