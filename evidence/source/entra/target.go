package entra

import (
	"cmp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// initiator is who did something.
type initiator struct {
	User *struct {
		ID   string `json:"id"`
		UPN  string `json:"userPrincipalName"`
		Name string `json:"displayName"`
	} `json:"user"`
	App *struct {
		AppID     string `json:"appId"`
		ServiceID string `json:"servicePrincipalId"`
		Name      string `json:"displayName"`
	} `json:"app"`
}

func (i *initiator) who() who {
	switch {
	case i.User != nil:
		return who{kind: kindUser, id: i.User.ID, upn: i.User.UPN, name: cmp.Or(i.User.Name, i.User.UPN)}
	case i.App != nil:
		return who{kind: kindService, id: i.App.ServiceID, appID: i.App.AppID, name: i.App.Name}
	}
	return who{}
}

// target is something that an event is about.
type target struct {
	ID         string     `json:"id"`
	Name       string     `json:"displayName"`
	Type       string     `json:"type"`
	UPN        string     `json:"userPrincipalName"`
	Properties []property `json:"modifiedProperties"`
}

// property is what became of a property of a target. The values are strings of
// JSON, as a rule.
type property struct {
	Name string         `json:"displayName"`
	Old  jsontext.Value `json:"oldValue"`
	New  jsontext.Value `json:"newValue"`
}

// value is a value of a property as text: of a quoted JSON string what it says,
// also of one that is alone in a list.
func value(v jsontext.Value) string {
	s := content(v)
	if rest, ok := strings.CutPrefix(s, "["); ok {
		if one := strings.TrimSpace(strings.TrimSuffix(rest, "]")); strings.HasPrefix(one, `"`) {
			s = one
		}
	}
	if strings.HasPrefix(s, `"`) {
		if b, err := jsontext.AppendUnquote(nil, s); err == nil {
			s = string(b)
		}
	}
	if s = strings.TrimSpace(s); s == "null" {
		return ""
	}
	return s
}

// content is the JSON that a value of a property is, once taken out of its
// string.
func content(v jsontext.Value) string {
	if v.Kind() != '"' {
		return ""
	}
	b, err := jsontext.AppendUnquote(nil, v)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// property returns the values of a property; empty if it is not there.
func (t *target) property(name string) (before, after string) {
	for _, p := range t.Properties {
		if strings.EqualFold(p.Name, name) {
			return value(p.Old), value(p.New)
		}
	}
	return "", ""
}

// text is the value of a property that names something: the new one, or that of
// what is no more.
func (t *target) text(name string) string {
	before, after := t.property(name)
	return cmp.Or(after, before)
}

func (t *target) who() who {
	w := who{kind: kindOf(t.Type), id: t.ID, upn: t.UPN, name: cmp.Or(t.Name, t.UPN)}
	if app := t.text("AppId"); id.MatchString(app) {
		w.appID = app
	}
	return w
}
