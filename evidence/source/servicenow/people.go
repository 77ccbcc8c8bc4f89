package servicenow

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// user is a reference to a user, or the name of one.
type user struct {
	id    string // its sys_id
	login string // its user name, where the row says it
	shown string // what people see
}

func (u user) known() bool { return u.id != "" || u.login != "" }

// person is what rows say about one user.
type person struct {
	login, email, name           string
	active, integration, service string // "true", "false", or empty: not said
	row                          *row   // of sys_user
}

// people are the users that an input speaks of.
type people struct {
	system     string
	trustEmail bool
	byID       map[string]*person
	byLogin    map[string]*person
}

// user reads a reference to a user, and learns what it was dot-walked to.
func (g *gathering) user(c userColumns) user {
	f := &g.fields
	u := user{id: f.text(c.ref), login: f.text(c.login), shown: f.cells[c.ref].display}
	if told := f.person(c); u.known() && told != (person{}) {
		g.people.learn(u.id, told)
	}
	return u
}

func (f *fields) person(c userColumns) person {
	return person{login: f.text(c.login), email: f.text(c.email), name: f.text(c.name),
		active: f.text(c.active), integration: f.text(c.integration), service: f.text(c.service)}
}

// learn takes in what a row says about a user. A row of sys_user counts for
// more than what others were dot-walked to.
func (p *people) learn(id string, told person) {
	known := p.byID[id]
	if id == "" {
		known = p.byLogin[strings.ToLower(told.login)]
	}
	if known == nil {
		known = &person{}
	}
	if told.row == nil && known.row == nil {
		fill(&told, known)
	}
	if told.row != nil || known.row == nil {
		*known = told
	}
	if id != "" {
		p.byID[id] = known
	}
	if known.login != "" {
		p.byLogin[strings.ToLower(known.login)] = known
	}
}

// fill takes what a row does not say from an earlier one.
func fill(to, from *person) {
	for _, f := range []struct{ to, from *string }{{&to.login, &from.login}, {&to.email, &from.email}, {&to.name, &from.name},
		{&to.active, &from.active}, {&to.integration, &from.integration}, {&to.service, &from.service}} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
}

// find returns what is known about a user, and nothing if nothing is.
func (p *people) find(u user) *person {
	known := p.byID[u.id]
	if known == nil && u.login != "" {
		known = p.byLogin[strings.ToLower(u.login)]
	}
	if known == nil {
		return &person{login: u.login}
	}
	if known.row != nil {
		known.row.rested = true
	}
	return known
}

// login is the user name of a user, if any row says it.
func (p *people) login(u user) string { return p.find(u).login }

// identity is a user as an identity.
func (p *people) identity(u user) *evidence.Identity {
	if !u.known() {
		return nil
	}
	known := p.find(u)
	var ids []string
	if p.trustEmail && strings.Contains(known.email, "@") {
		ids = append(ids, strings.ToLower(known.email))
	}
	if known.login != "" {
		ids = append(ids, p.loginID(known.login))
	}
	if u.id != "" {
		ids = append(ids, p.system+"/user/"+u.id)
	}
	i := &evidence.Identity{ID: ids[0], Name: known.name, Kind: known.kind()}
	for _, id := range ids[1:] {
		if id != ids[0] {
			i.Aliases = append(i.Aliases, id)
		}
	}
	if i.Name == "" {
		i.Name = u.shown
	}
	switch known.active {
	case "true":
		i.Status = evidence.IdentityActive
	case "false":
		i.Status = evidence.IdentityInactive
	}
	return i
}

// loginID is the id of a user with that name: names are unique in an instance,
// in whatever case they are written.
func (p *people) loginID(login string) string {
	login = strings.ToLower(login)
	if strings.Contains(login, "@") {
		return login
	}
	return p.system + "/user/" + login
}

// kind says whether a user is a person, as far as the user's row does.
func (p *person) kind() evidence.IdentityKind {
	switch {
	case strings.EqualFold(p.login, "system") || p.integration == "true" || p.service == "true":
		return evidence.KindServiceAccount
	case p.integration == "false" && p.service == "false":
		return evidence.KindHuman
	}
	return ""
}
