package source

import "regexp"

// Ticket returns the number of the ticket that texts name: the one match of the
// pattern in them, however often it stands there. It returns "" where none is
// named, and where several are: nothing says then which one was carried out.
//
// Target systems have no field for the ticket that a change is for, but often
// one whose text the caller chooses (a reason, a session's name, an annotation),
// and a provisioning workflow can write the number there. A source that knows of
// such a field takes the pattern as an option and says which field it reads;
// what it finds is the change's request_ref. With a nil pattern there is none.
func Ticket(pattern *regexp.Regexp, texts ...string) string {
	if pattern == nil {
		return ""
	}
	found := ""
	for _, text := range texts {
		for _, match := range pattern.FindAllString(text, -1) {
			switch {
			case match == "":
			case found == "":
				found = match
			case found != match:
				return ""
			}
		}
	}
	return found
}
