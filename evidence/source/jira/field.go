package jira

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// field is a field of an issue or of a customer request.
type field struct {
	id, name string // the name is empty where the export does not tell it
	pointer  string
	raw      jsontext.Value
}

// fields are those of one issue or request.
type fields struct {
	all   []field
	named bool // all of them have names
}

// find returns the field with that id or name, and nil where there is none.
func (f *fields) find(want string) (*field, error) {
	var found *field
	for i := range f.all {
		if f.all[i].id == want {
			return &f.all[i], nil
		}
		if f.all[i].name == want {
			if found != nil {
				return nil, jsonlog.At("", "two fields are called "+printable(want)+": name the one that is meant by its id, such as "+found.id+", in the settings")
			}
			found = &f.all[i]
		}
	}
	if found == nil && !f.named && !isID(want) {
		return nil, jsonlog.At("", "the export does not tell the names of fields, and the settings name "+printable(want)+": give its id there, such as customfield_10050, or export each issue by itself with expand=names")
	}
	return found, nil
}

// isID reports whether a text can be only the id of a field, and no name.
func isID(text string) bool {
	return strings.HasPrefix(text, "customfield_") || text == strings.ToLower(text) && !strings.Contains(text, " ")
}

// values reads a field. A field that was left blank has none.
func (n names) values(e *jsonlog.Event, f *field) ([]value, error) {
	if f.raw.Kind() != '[' {
		return n.value(nil, e, f.pointer, f.raw)
	}
	var list []jsontext.Value
	if err := e.Part(f.raw, f.pointer, &list); err != nil {
		return nil, err
	}
	var all []value
	for i, item := range list {
		var err error
		if all, err = n.value(all, e, f.pointer+"/"+strconv.Itoa(i), item); err != nil {
			return nil, err
		}
	}
	return all, nil
}

const byHand = "; name another field in the settings, or judge this request by hand"

// value reads one value, unless it is blank.
func (n names) value(all []value, e *jsonlog.Event, pointer string, raw jsontext.Value) ([]value, error) {
	var text string
	switch raw.Kind() {
	case 'n', 0:
		return all, nil
	case '"':
		if err := e.Part(raw, pointer, &text); err != nil {
			return nil, err
		}
	case '0':
		// Jira's numbers are floating-point; an account number is one, too.
		x, err := strconv.ParseFloat(string(raw), 64)
		if text = strconv.FormatFloat(x, 'f', -1, 64); err != nil || x >= 1<<53 || x <= -1<<53 {
			return nil, jsonlog.At(pointer, "a number with more digits than Jira keeps"+byHand)
		}
	case '{':
		return n.object(all, e, pointer, raw)
	default:
		return nil, jsonlog.At(pointer, "not a value that can be read as a text"+byHand)
	}
	if text = strings.TrimSpace(text); text != "" {
		all = append(all, value{text: text})
	}
	return all, nil
}

// object reads the value of a field that is more than a text: a person, a date,
// an option, or something else that has a name.
func (n names) object(all []value, e *jsonlog.Event, pointer string, raw jsontext.Value) ([]value, error) {
	var o struct {
		Value   jsontext.Value `json:"value"` // an option of a list
		Child   jsontext.Value `json:"child"` // … of a cascading one
		Request jsontext.Value `json:"requestType"`
		Type    jsontext.Value `json:"type"`
		Epoch   jsontext.Value `json:"epochMillis"`
		user
	}
	if err := e.Part(raw, pointer, &o); err != nil {
		return nil, err
	}
	switch {
	case present(o.Epoch):
		t, err := when(e, pointer, raw)
		return append(all, value{text: t.Format(time.RFC3339Nano)}), err
	case present(o.Child):
		return nil, jsonlog.At(pointer+"/child", "an option inside an option, which together have no name"+byHand)
	case present(o.Value):
		return n.value(all, e, pointer+"/value", o.Value)
	case present(o.Request):
		return n.value(all, e, pointer+"/requestType", o.Request)
	case o.AccountID != "" || o.Display != "":
		who := n.identity(&o.user)
		if who == nil {
			return nil, jsonlog.At(pointer, "somebody whose account was deleted: judge this request by hand")
		}
		return append(all, value{person: who}), nil
	case o.Name != "":
		return append(all, value{text: o.Name}), nil
	case bytes.Equal(o.Type, []byte(`"doc"`)):
		return nil, jsonlog.At(pointer, "formatted text, which is no plain value: export with version 2 of the API"+byHand)
	}
	return nil, jsonlog.At(pointer, "an object that has no name"+byHand)
}

// present reports whether a member is there and not null.
func present(v jsontext.Value) bool { return len(v) > 0 && v.Kind() != 'n' }
