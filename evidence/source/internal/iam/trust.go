package iam

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Decoded is a policy document as JSON, which AWS writes percent-encoded in
// answers and as it is in calls.
func Decoded(document string) string {
	if strings.HasPrefix(strings.TrimSpace(document), "{") {
		return document
	}
	text, _ := url.PathUnescape(document)
	return text
}

// Trusted are the principals that a trust policy, in JSON, lets use the role,
// sorted; "none" if it lets nobody. An account by its number is written as its
// ARN, which needs the partition: AWS takes both for the same, and answers with
// the latter. It reports false where anything is not as the IAM User Guide
// ("Grammar of the IAM JSON policy language") has it: a part that was skipped
// could be the one that matters.
func Trusted(text, partition string) ([]string, bool) {
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
	principals := []string{}
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
		named, ok := principalsOf(s.Principal, partition)
		if !ok {
			return nil, false
		}
		principals = append(principals, named...)
	}
	if len(principals) == 0 {
		return []string{"none"}, true
	}
	slices.Sort(principals)
	return slices.Compact(principals), true
}

// principalsOf reads the principals of one statement.
func principalsOf(v jsontext.Value, partition string) (principals []string, ok bool) {
	switch v.Kind() {
	case '"':
		return []string{"*"}, string(v) == `"*"`
	case '{':
		var by map[string]oneOrMany[string]
		if json.Unmarshal(v, &by) != nil {
			return nil, false
		}
		for kind, names := range by {
			for _, name := range names {
				switch {
				case kind == "AWS" && name == "*": // the same as "*" alone
					principals = append(principals, "*")
				case kind == "AWS" && accountID.MatchString(name):
					principals = append(principals, "AWS:arn:"+partition+":iam::"+name+":root")
				default:
					principals = append(principals, kind+":"+name)
				}
			}
		}
		return principals, true
	}
	return nil, false
}

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

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
