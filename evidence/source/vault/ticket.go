package vault

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/ticket"
)

// named is the ticket that the caller named in a header that Vault audits as it
// is.
func (c *call) named() (ticket.Found, error) {
	if c.tickets == nil {
		return ticket.Found{}, nil
	}
	var entry struct {
		Request struct {
			Headers map[string][]string `json:"headers"`
		} `json:"request"`
	}
	if err := c.event.Decode(&entry); err != nil {
		return ticket.Found{}, err
	}
	var texts []ticket.Text
	for _, name := range slices.Sorted(maps.Keys(entry.Request.Headers)) {
		if handedOn(name) {
			continue
		}
		at := jsontext.Pointer("/request/headers").AppendToken(name)
		for i, text := range entry.Request.Headers[name] {
			if readable(text) { // the digits of an HMAC may look like a number
				texts = append(texts, ticket.Text{At: fmt.Sprintf("%s/%d", at, i), Text: text})
			}
		}
	}
	return ticket.In(c.tickets, texts...), nil
}

// handedOn reports whether a header is one that proxies hand on from others, or
// write themselves.
func handedOn(header string) bool {
	h := strings.ToLower(header)
	return h == "user-agent" || h == "forwarded" || strings.HasPrefix(h, "x-forwarded-")
}
