package gcp

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/ticket"
)

// named is the ticket that the reason names which the caller gave for the
// call.
func (c *call) named() (ticket.Found, error) {
	if c.options.Tickets == nil {
		return ticket.Found{}, nil
	}
	var metadata jsontext.Value
	c.event.Walk(c.raw.payload, func(name []byte) *jsontext.Value {
		if string(name) == "requestMetadata" {
			return &metadata
		}
		return nil
	})
	var m struct {
		Attributes struct {
			Reason string `json:"reason"`
		} `json:"requestAttributes"`
	}
	if err := c.event.Part(metadata, "/protoPayload/requestMetadata", &m); err != nil {
		return ticket.Found{}, err
	}
	return ticket.In(c.options.Tickets, ticket.Text{At: "/protoPayload/requestMetadata/requestAttributes/reason", Text: m.Attributes.Reason}), nil
}
