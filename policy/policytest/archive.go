package policytest

import (
	"bytes"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
)

// archive is one file of cases.
type archive struct {
	file  string    // as errors name it: of an os.DirFS with its directory
	data  []byte    // as it was read
	asOf  time.Time // zero: its comment gives none
	cases []*testCase
}

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

// parseFile reads one archive. The cases that are right come back beside the
// error, so that one slip does not keep the others from running. What is wrong
// before the first case is wrong for all: then none comes back.
func parseFile(cases fs.FS, file string) (*archive, error) {
	data, err := fs.ReadFile(cases, file)
	if err != nil {
		return nil, err
	}
	a := &archive{file: filepath.Join(directory(cases), file), data: data}
	members, err := a.split()
	if err != nil {
		return nil, err
	}
	var wrong []string
	for _, m := range members {
		c, err := parseCase(a, m)
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		a.cases = append(a.cases, c)
	}
	if len(wrong) > 0 {
		return a, fmt.Errorf("%s", strings.Join(wrong, "\n"))
	}
	return a, nil
}

// split cuts a txtar archive into its members. What stands before the first
// marker is a comment, which may hold the instant of all cases. Two members of
// one name are an error: the name is how a case is found again.
func (a *archive) split() ([]member, error) {
	var members []member
	seen := map[string]int{}
	number := 0
	for raw := range bytes.Lines(a.data) {
		number++
		l := line{number, strings.TrimRight(string(raw), "\r\n")}
		name, ok := marker(l.text)
		switch {
		case !ok && len(members) == 0:
			if err := a.clock(l.text); err != nil {
				return nil, fmt.Errorf("%s:%d: as_of: %w", a.file, number, err)
			}
		case !ok:
			m := &members[len(members)-1]
			m.lines = append(m.lines, l)
		case seen[name] != 0:
			return nil, fmt.Errorf("%s:%d: the case %q is on line %d already; rename one", a.file, number, name, seen[name])
		default:
			seen[name] = number
			members = append(members, member{name: name, number: number})
		}
	}
	if len(members) == 0 {
		return nil, fmt.Errorf("%s: no case; a case starts with a line \"-- name --\"", a.file)
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

// clock reads a line of the comment that gives the instant of all cases. One
// that only looks like it is an error: it would be prose that nobody obeys.
func (a *archive) clock(text string) error {
	word, rest := firstWord(text)
	if strings.NewReplacer("_", "", "-", "", ":", "").Replace(strings.ToLower(word)) != "asof" {
		return nil
	}
	if !strings.HasPrefix(text, "as_of") || word != "as_of" {
		return fmt.Errorf("a line that gives the instant of all cases starts with as_of, not with %q", text[:strings.Index(text, word)]+word)
	}
	if !a.asOf.IsZero() {
		return fmt.Errorf("given twice")
	}
	var err error
	a.asOf, err = parseInstant(rest)
	return err
}

// parseInstant reads an instant at which a policy can judge.
func parseInstant(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return at, fmt.Errorf("not an RFC 3339 time: %q", text)
	}
	if year := at.UTC().Year(); year < 1970 || year > 2261 {
		return at, fmt.Errorf("%s is not within the years 1970 to 2261", text)
	}
	return at, nil
}
