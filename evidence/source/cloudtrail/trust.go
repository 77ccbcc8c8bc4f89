package cloudtrail

import (
	"net/url"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// trusted are the principals that the call's trust policy lets use the role,
// sorted: "unknown" if it cannot be read, none if it lets nobody.
func (c *call) trusted() []string {
	text := first(c.request.PolicyDocument, c.request.TrustPolicy)
	if text == "" {
		// CreateServiceLinkedRole takes no policy; the answer holds it.
		text, _ = url.PathUnescape(c.response.Role.TrustPolicy)
	}
	principals, ok := trustedIn(text)
	if !ok {
		return []string{"unknown"}
	}
	if len(principals) == 0 {
		return []string{"none"}
	}
	slices.Sort(principals)
	return slices.Compact(principals)
}

// trustedIn reads the JSON of a trust policy. It reports false where anything
// is not as the IAM User Guide ("Grammar of the IAM JSON policy language") has
// it: a part that was skipped could be the one that matters.
func trustedIn(text string) (principals []string, ok bool) {
	var policy struct {
		Statement oneOrMany[struct {
			Effect       string         `json:"Effect"`
			Principal    jsontext.Value `json:"Principal"`
			NotPrincipal jsontext.Value `json:"NotPrincipal"`
		}] `json:"Statement"`
	}
	if json.Unmarshal([]byte(text), &policy) != nil || len(policy.Statement) == 0 {
		return nil, false
	}
	for _, s := range policy.Statement {
		switch s.Effect {
		case "Deny":
			continue
		case "Allow":
		default:
			return nil, false
		}
		if len(s.NotPrincipal) > 0 { // everybody but …
			principals = append(principals, "*")
			continue
		}
		switch s.Principal.Kind() {
		case '"':
			if string(s.Principal) != `"*"` {
				return nil, false
			}
			principals = append(principals, "*")
		case '{':
			var by map[string]oneOrMany[string]
			if json.Unmarshal(s.Principal, &by) != nil {
				return nil, false
			}
			for kind, names := range by {
				for _, name := range names {
					if name == "*" && kind == "AWS" { // the same as "*" alone
						principals = append(principals, "*")
					} else {
						principals = append(principals, kind+":"+name)
					}
				}
			}
		default:
			return nil, false
		}
	}
	return principals, true
}

// oneOrMany is a list that may be written as its only element.
type oneOrMany[T any] []T

func (l *oneOrMany[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == '[' {
		return json.UnmarshalDecode(d, (*[]T)(l))
	}
	var one T
	if err := json.UnmarshalDecode(d, &one); err != nil {
		return err
	}
	*l = oneOrMany[T]{one}
	return nil
}
