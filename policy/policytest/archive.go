package policytest

import (
	"bytes"
	"fmt"
	"strings"
)

// A line of an archive, with the place where it stands.
type line struct {
	number int
	text   string
}

// member is one file of a txtar archive. Its lines keep their numbers, so that
// a failed case can name the line that it failed on.
type member struct {
	name   string
	number int // the line of the marker
	lines  []line
}

// parseArchive splits a txtar archive into its members. What stands before the
// first marker is a comment. Two members of one name are an error: the name is
// how a case is found again.
func parseArchive(file string, data []byte) ([]member, error) {
	var members []member
	seen := map[string]int{}
	number := 0
	for raw := range bytes.Lines(data) {
		number++
		text := strings.TrimRight(string(raw), "\r\n")
		name, ok := marker(text)
		switch {
		case !ok && len(members) == 0:
			// the comment
		case !ok:
			m := &members[len(members)-1]
			m.lines = append(m.lines, line{number, text})
		case seen[name] != 0:
			return nil, fmt.Errorf("%s:%d: the case %q is on line %d already; rename one", file, number, name, seen[name])
		default:
			seen[name] = number
			members = append(members, member{name: name, number: number})
		}
	}
	if len(members) == 0 {
		return nil, fmt.Errorf("%s: no case; a case starts with a line \"-- name --\"", file)
	}
	return members, nil
}

// marker returns the name in a line "-- name --".
func marker(text string) (string, bool) {
	name, ok := strings.CutPrefix(text, "-- ")
	if !ok {
		return "", false
	}
	name, ok = strings.CutSuffix(strings.TrimRight(name, " \t"), " --")
	name = strings.TrimSpace(name)
	return name, ok && name != ""
}
