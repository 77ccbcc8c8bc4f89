package cloudtrail

import (
	"bytes"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// event is what is used of an event. The raw parts point into its JSON; most
// events are ignored, and cost nothing more.
type event struct {
	*jsonlog.Event
	source, name string
	raw          rawEvent

	// What tell fills in.
	id, time, region, recipient string
	errorCode, message          string
}

type rawEvent struct {
	source, name                                    jsontext.Value // strings or null, as are the next
	id, time, region, recipient, errorCode, message jsontext.Value
	identity, request, response                     jsontext.Value
	readOnly, digestFile                            jsontext.Value
}

// failed reports whether AWS refused the call or it went wrong.
func (e *event) failed() bool { return e.errorCode != "" || e.message != "" }

// parse reads the JSON of one event.
func (e *event) parse() error {
	if err := e.Members(e.raw.member); err != nil {
		return err
	}
	return errors.Join(
		text(&e.source, e.raw.source, "eventSource"),
		text(&e.name, e.raw.name, "eventName"))
}

// member says where the member of an event goes.
func (r *rawEvent) member(name []byte) *jsontext.Value {
	switch string(name) {
	case "eventSource":
		return &r.source
	case "eventName":
		return &r.name
	case "eventTime":
		return &r.time
	case "eventID":
		return &r.id
	case "awsRegion":
		return &r.region
	case "recipientAccountId":
		return &r.recipient
	case "errorCode":
		return &r.errorCode
	case "errorMessage":
		return &r.message
	case "userIdentity":
		return &r.identity
	case "requestParameters":
		return &r.request
	case "responseElements":
		return &r.response
	case "readOnly":
		return &r.readOnly
	case "digestS3Object":
		return &r.digestFile
	}
	return nil
}

// tell reads the strings of an event that matters. The id comes first: errors
// name it.
func (e *event) tell() error {
	r := &e.raw
	return errors.Join(
		text(&e.id, r.id, "eventID"),
		text(&e.time, r.time, "eventTime"),
		text(&e.region, r.region, "awsRegion"),
		text(&e.recipient, r.recipient, "recipientAccountId"),
		text(&e.errorCode, r.errorCode, "errorCode"),
		text(&e.message, r.message, "errorMessage"))
}

// text reads a string, which may be absent or null.
func text(to *string, v jsontext.Value, name string) error {
	switch {
	case len(v) == 0 || v.Kind() == 'n':
		return nil
	case v.Kind() != '"':
		return jsonlog.At("/"+name, "not a string, which it is in CloudTrail: use the log as AWS delivered it")
	}
	*to = unquote(v)
	return nil
}

// services' and calls' names, which come again and again, cost no memory.
var interned = func() map[string]string {
	m := map[string]string{}
	for service, rules := range services {
		m[service] = service
		for name := range rules {
			m[name] = name
		}
	}
	return m
}()

func unquote(v jsontext.Value) string {
	b := v[1 : len(v)-1]
	if bytes.IndexByte(b, '\\') < 0 {
		if s, ok := interned[string(b)]; ok {
			return s
		}
		return string(b)
	}
	b, _ = jsontext.AppendUnquote(nil, v) // it was valid a moment ago
	return string(b)
}

// readOnly reports whether a call only reads, as the event says or, where it
// does not (old logs and shortened ones), as its name tells.
func (e *event) readOnly() bool {
	switch e.raw.readOnly.Kind() {
	case 't':
		return true
	case 'f':
		return false
	}
	for _, verb := range []string{"Get", "List", "Describe", "Search", "Simulate"} {
		if rest, ok := strings.CutPrefix(e.name, verb); ok {
			r, _ := utf8.DecodeRuneInString(rest)
			return unicode.IsUpper(r)
		}
	}
	return false
}
