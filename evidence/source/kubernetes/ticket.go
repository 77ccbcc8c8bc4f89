package kubernetes

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/ticket"
)

// lastApplied is where kubectl apply keeps a copy of all that it was given, the
// annotations of old among it.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

// find finds the ticket that the caller named for this write.
func (w *write) find() {
	if w.tickets == nil {
		return
	}
	texts := w.given()
	if i := w.told.Impersonated; i != nil {
		var extra map[string][]string
		_ = w.event.Part(i.Extra, "", &extra) // of another shape: names none
		for _, name := range slices.Sorted(maps.Keys(extra)) {
			for n, text := range extra[name] {
				texts = append(texts, ticket.Text{At: fmt.Sprintf("/impersonatedUser/extra/%s/%d", escape(name), n), Text: text})
			}
		}
	}
	w.ticket = ticket.In(w.tickets, texts...)
}

// body is what a write sends, if it is an object: the whole of it, or, where it
// does not say its kind, what is to be different.
type body struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		UID         string            `json:"uid"`
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata"`
}

// given are the annotations that the object has from this write, and did not
// have before.
func (w *write) given() []ticket.Text {
	switch {
	case w.verb != "create" && w.verb != "update" && w.verb != "patch":
		return nil
	case w.told.Request.Kind() == '[':
		return w.operations()
	}
	var b body
	if w.told.Request.Kind() != '{' || w.event.Part(w.told.Request, "", &b) != nil {
		return nil
	}
	all := b.Metadata.Annotations
	switch {
	case w.verb == "create" || w.told.Status.Code == 201:
	case w.verb == "patch" && b.APIVersion == "" && b.Kind == "":
	case w.verb == "update":
		uid := b.Metadata.UID
		if uid == "" {
			uid = w.ref.UID
		}
		before, known := w.known[uid]
		if !known || !w.startsFrom(before) {
			return nil // it may have had them all
		}
		maps.DeleteFunc(all, func(name, text string) bool { return before.numbered[name] == text })
	default:
		return nil // server-side apply of the whole object
	}
	return texts("/requestObject/metadata/annotations", all)
}

// operations are the annotations that a JSON patch gives.
func (w *write) operations() []ticket.Text {
	var list []struct {
		Operation string         `json:"op"`
		Path      string         `json:"path"`
		Value     jsontext.Value `json:"value"`
	}
	if w.event.Part(w.told.Request, "", &list) != nil {
		return nil
	}
	const annotations = "/metadata/annotations"
	var all []ticket.Text
	for n, o := range list {
		name, one := strings.CutPrefix(o.Path, annotations+"/")
		at := fmt.Sprintf("/requestObject/%d/value", n)
		switch {
		case o.Operation != "add" && o.Operation != "replace":
		case o.Path == annotations && o.Value.Kind() == '{':
			var values map[string]string
			if w.event.Part(o.Value, "", &values) == nil {
				all = append(all, texts(at, values)...)
			}
		case one && name != escape(lastApplied) && o.Value.Kind() == '"':
			var value string
			_ = w.event.Part(o.Value, "", &value)
			all = append(all, ticket.Text{At: at, Text: value})
		}
	}
	return all
}

// numbered are the annotations of an object that name a ticket.
func (w *write) numbered(raw jsontext.Value) map[string]string {
	var b body
	if w.tickets == nil || w.event.Part(raw, "", &b) != nil {
		return nil
	}
	all := b.Metadata.Annotations
	maps.DeleteFunc(all, func(_, text string) bool { return !w.tickets.MatchString(text) })
	return all
}

// texts are those of annotations, in order.
func texts(at string, annotations map[string]string) []ticket.Text {
	var all []ticket.Text
	for _, name := range slices.Sorted(maps.Keys(annotations)) {
		if name != lastApplied {
			all = append(all, ticket.Text{At: at + "/" + escape(name), Text: annotations[name]})
		}
	}
	return all
}

// escape is a name as a JSON Pointer has it.
func escape(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
