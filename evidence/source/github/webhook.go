package github

import (
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

var webhookFormat = jsonlog.Format{
	Log:   "GitHub webhooks",
	Event: "GitHub webhook",
	By:    "GitHub",
	Again: "fetch the delivery again from the API",
}

// Webhooks returns the source that reads webhooks. It may read many inputs,
// also at the same time.
func Webhooks(o Options) source.Reader {
	return webhookFormat.Listing(func() (jsonlog.Listing, error) {
		w := &webhooks{options: o, memory: memory{}}
		return jsonlog.Listing{Item: w.event, End: w.tokens.end}, nil
	})
}

// WebhookShapes are the forms of input that [Webhooks] accepts.
func WebhookShapes() []source.Shape {
	return []source.Shape{
		{What: "deliveries of webhooks, from GET /orgs/ORG/hooks/ID/deliveries/ID, one after the other, an array, or one a line", Members: []string{"guid", "event", "delivered_at", "request", "/request/payload"}},
		{What: "payloads of webhooks with the event's name and time: {\"event\", \"delivered_at\", \"payload\"}", Members: []string{"event", "delivered_at", "payload"}},
		{What: "payloads alone, where they say when it happened", Members: []string{"action", "sender", "/sender/login", "/sender/node_id", "/sender/site_admin"}},
	}
}

// webhooks is the reading of one input.
type webhooks struct {
	options Options
	memory  memory
	tokens  tokens
}

// event says what one webhook means.
func (w *webhooks) event(e *jsonlog.Event) jsonlog.Fate {
	d, err := open(e)
	if err != nil {
		return jsonlog.Refused(err)
	}
	name, err := d.name()
	if err != nil {
		return jsonlog.Refused(err)
	}
	what, isToken := tokenHooks[name]
	read, ok := hooks[name]
	if !ok && !isToken {
		return jsonlog.Ignored(passedOverHook(name))
	}
	h, err := d.hook()
	if err != nil {
		return jsonlog.Refused(err)
	}
	o, err := w.occasion(d, h, name)
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case isToken:
		t := h.token(o, what)
		if err := t.check(d.pointer+"/personal_access_token_request/token_id", d.pointer+"/personal_access_token_request/id", e.Again()); err != nil {
			return jsonlog.Refused(err)
		}
		w.tokens.met = append(w.tokens.met, t)
		return jsonlog.Kept(name)
	}
	h.at, h.memory = o.at, w.memory
	effects, why, err := read(h)
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case why != "":
		return jsonlog.Ignored(source.Reason{Why: why, Name: name})
	}
	w.memory.learn(o.at, effects)
	return jsonlog.Used(name, o.facts(effects)...)
}

// occasion is what the facts of a webhook have in common.
func (w *webhooks) occasion(d *delivery, h *hook, name string) (*occasion, error) {
	if d.again {
		return nil, jsonlog.At("/redelivery", "delivered again, at a time that is not that of the change: give the first delivery of this guid, and leave this one out")
	}
	p, err := h.place()
	if err != nil {
		return nil, err
	}
	h.p = p
	at, err := h.time(d, name)
	if err != nil {
		return nil, err
	}
	digest := d.event.Digest()
	o := &occasion{record: "webhook/" + digest, at: at}
	if d.guid != "" {
		o.record = "delivery/" + d.guid
	}
	o.source = cite(p, o.record, w.options.CollectedAt, digest)
	if h.Sender.Login != "" {
		sender := h.Sender.in(p)
		o.actor = &sender
	}
	o.extensions = extension(struct {
		Webhook string `json:"webhook"`
	}{name})
	return o, nil
}

// passedOverHook is why a webhook is ignored that is not read.
func passedOverHook(name string) source.Reason {
	switch event, _, _ := strings.Cut(name, "."); {
	case name == "organization.member_invited":
		return source.Reason{Why: whyInvitation, Name: name}
	case slices.Contains(relatedHooks, event):
		return source.Reason{Why: whyOther, Name: name}
	}
	return source.Reason{Why: whyElsewhere}
}

// relatedHooks are webhooks that bear on who may do what.
var relatedHooks = []string{
	"deploy_key", "installation", "installation_repositories", "installation_target", "member", "membership", "organization",
	"personal_access_token_request", "repository", "team",
}
