package policy

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// validPointer reports whether p is a JSON Pointer (RFC 6901).
func validPointer(p string) bool {
	if p == "" {
		return true
	}
	if p[0] != '/' {
		return false
	}
	for i := 0; i < len(p); i++ {
		if p[i] == '~' && (i+1 == len(p) || p[i+1] != '0' && p[i+1] != '1') {
			return false
		}
	}
	return true
}

// resolve returns what a pointer names in a record. Its input carries as_of
// beside the record's own fields; that is no evidence.
func resolve(record ast.Object, pointer string) (ast.Value, bool) {
	if !validPointer(pointer) || pointer == "/as_of" {
		return nil, false
	}
	var at ast.Value = record
	for rest := pointer; rest != ""; {
		token, after, more := strings.Cut(rest[1:], "/")
		if rest = ""; more {
			rest = "/" + after
		}
		var next *ast.Term
		switch v := at.(type) {
		case ast.Object:
			if strings.Contains(token, "~") {
				token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
			}
			next = v.Get(ast.StringTerm(token))
		case *ast.Array:
			if i := arrayIndex(token); i >= 0 && i < v.Len() {
				next = v.Elem(i)
			}
		}
		if next == nil {
			return nil, false
		}
		at = next.Value
	}
	return at, true
}

// arrayIndex returns the index that a token spells, without leading zeros, or -1.
func arrayIndex(token string) int {
	if token == "" || len(token) > 9 || token[0] == '0' && len(token) > 1 {
		return -1
	}
	n := 0
	for _, c := range []byte(token) {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}
