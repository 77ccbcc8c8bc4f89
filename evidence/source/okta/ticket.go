package okta

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/ticket"
)

// caller is what an event tells of how it was called.
type caller struct {
	Client struct {
		UserAgent struct {
			Raw string `json:"rawUserAgent,case:ignore"`
		} `json:"userAgent,case:ignore"`
	} `json:"client,case:ignore"`
	Request struct {
		IPChain []jsontext.Value `json:"ipChain,case:ignore"`
	} `json:"request,case:ignore"`
}

// find finds the ticket that the user agent names, if it is that of a program
// which called the API itself. That of a browser is its user's, who may be
// anybody: an event that Okta logs of itself when somebody signs in has theirs.
func (a *action) find() error {
	program := a.Transaction.Detail.Token != "" || a.Actor != nil && slices.Contains(typesClient[:2], a.Actor.Type)
	if a.tickets == nil || !program {
		return nil
	}
	var c caller
	if err := a.event.Decode(&c); err != nil {
		return err
	}
	if len(c.Request.IPChain) > 1 {
		return nil // the call passed a proxy, or a gateway that hands on the user agent of whom it serves
	}
	a.ticket = ticket.In(a.tickets, ticket.Text{At: "/client/userAgent/rawUserAgent", Text: c.Client.UserAgent.Raw})
	return nil
}
