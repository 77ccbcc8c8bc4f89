package join

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// Counts say what became of facts:
//
//	Taken = Joined + Single + Ambiguous + Duplicate + Refused
type Counts struct {
	Taken     int
	Joined    int // stands in a record with facts that belong to it; see the package documentation
	Single    int // counts, and nothing belongs to it
	Ambiguous int // could belong to several, and was linked to none
	Duplicate int // says again what another fact says
	Refused   int // is no fact: something required is missing or wrong
}

// Report is the join in numbers.
type Report struct {
	Facts  Counts
	ByKind map[evidence.FactKind]Counts
	Errors int // that came in place of facts; not among Taken

	// Records = Requests + Changes + Standing + Emergencies
	Records     int
	Requests    int // records with a request
	Changes     int // records of a change without a request
	Standing    int // records of access that nothing explains
	Emergencies int // records of an emergency without a request

	Unplaced     int // facts, not duplicate or refused, that stand in no record; each is noted
	Conflicts    int // facts that contradict each other; each is noted
	KindsAssumed int // subjects of records whose kind no fact says

	Listed           int // identities in the alias directory
	Found            int // of these, how many the facts mention
	AmbiguousAliases int // names in the alias directory that resolve to nobody
}

// add counts a fact.
func (r *Report) add(i *item) {
	kind := evidence.FactKind("")
	if i.part != nil {
		kind = i.part.FactKind()
	}
	if r.ByKind == nil {
		r.ByKind = map[evidence.FactKind]Counts{}
	}
	c := r.ByKind[kind]
	for _, to := range []*Counts{&c, &r.Facts} {
		to.Taken++
		switch i.fate {
		case joined:
			to.Joined++
		case single:
			to.Single++
		case ambiguous:
			to.Ambiguous++
		case duplicate:
			to.Duplicate++
		case refused:
			to.Refused++
		}
	}
	r.ByKind[kind] = c
	if !i.seen && i.fate != duplicate && i.fate != refused {
		r.Unplaced++
	}
}

// Add adds the report on another partition of the same facts.
func (r *Report) Add(o *Report) {
	r.Facts.sum(o.Facts)
	for kind, counts := range o.ByKind {
		if r.ByKind == nil {
			r.ByKind = map[evidence.FactKind]Counts{}
		}
		c := r.ByKind[kind]
		c.sum(counts)
		r.ByKind[kind] = c
	}
	r.Errors += o.Errors
	r.Records += o.Records
	r.Requests += o.Requests
	r.Changes += o.Changes
	r.Standing += o.Standing
	r.Emergencies += o.Emergencies
	r.Unplaced += o.Unplaced
	r.Conflicts += o.Conflicts
	r.KindsAssumed += o.KindsAssumed
	r.Listed += o.Listed
	r.Found += o.Found
	r.AmbiguousAliases += o.AmbiguousAliases
}

func (c *Counts) sum(o Counts) {
	c.Taken += o.Taken
	c.Joined += o.Joined
	c.Single += o.Single
	c.Ambiguous += o.Ambiguous
	c.Duplicate += o.Duplicate
	c.Refused += o.Refused
}

// String prints the report for people.
func (r *Report) String() string {
	var b strings.Builder
	line := func(what string, c Counts) {
		fmt.Fprintf(&b, "%-13s %8d taken = %d joined + %d single + %d ambiguous + %d duplicate + %d refused\n",
			what, c.Taken, c.Joined, c.Single, c.Ambiguous, c.Duplicate, c.Refused)
	}
	line("facts", r.Facts)
	for _, k := range []evidence.FactKind{evidence.FactRequest, evidence.FactPolicyBasis, evidence.FactApproval, evidence.FactChange,
		evidence.FactObservation, evidence.FactEvent, evidence.FactEmergency, evidence.FactListing, ""} {
		if c, ok := r.ByKind[k]; ok {
			line("  "+cmp.Or(string(k), "of no kind"), c)
		}
	}
	fmt.Fprintf(&b, "%-13s %8d = %d with a request + %d changes without + %d standing access + %d emergencies without\n",
		"records", r.Records, r.Requests, r.Changes, r.Standing, r.Emergencies)
	fmt.Fprintf(&b, "%d facts in no record, %d conflicts, %d subjects whose kind was assumed, %d errors among the facts\n",
		r.Unplaced, r.Conflicts, r.KindsAssumed, r.Errors)
	if r.Listed > 0 {
		fmt.Fprintf(&b, "%d identities in the alias directory, %d of them among the facts, %d ambiguous names\n", r.Listed, r.Found, r.AmbiguousAliases)
	}
	return b.String()
}

// Note is something that a person should look at.
type Note struct {
	What     NoteKind
	Kind     evidence.FactKind // of the fact; empty where the note is about a subject
	Subject  string
	System   string // that the fact was read from, and its record there
	RecordID string
	Reason   string
}

// NoteKind says why there is a note.
type NoteKind string

// The kinds of notes.
const (
	NoteAlias          NoteKind = "alias"           // a name that the alias directory does not resolve, and perhaps should
	NoteAmbiguous      NoteKind = "ambiguous"       // linked to none of several requests
	NoteConflict       NoteKind = "conflict"        // contradicts another fact
	NoteRefused        NoteKind = "refused"         // no fact
	NoteUnknownRequest NoteKind = "unknown_request" // a change or emergency with a record of its own, though it names a request
	NoteUnplaced       NoteKind = "unplaced"        // in no record
)

// String prints the note for people, safe for a terminal.
func (n Note) String() string {
	parts := []string{string(n.What)}
	for _, s := range []string{string(n.Kind), n.System, n.RecordID} {
		if s != "" {
			parts = append(parts, printable(s))
		}
	}
	return strings.Join(parts, " ") + " of " + printable(cmp.Or(n.Subject, "nobody")) + ": " + printable(n.Reason)
}

func (n Note) compare(o Note) int {
	return cmp.Or(cmp.Compare(n.What, o.What), cmp.Compare(n.Subject, o.Subject), cmp.Compare(n.Kind, o.Kind),
		cmp.Compare(n.System, o.System), cmp.Compare(n.RecordID, o.RecordID), cmp.Compare(n.Reason, o.Reason))
}

func (j *joiner) note(what NoteKind, i *item, reason string) {
	n := Note{What: what, Subject: i.fact.Subject.ID, Reason: reason}
	if i.part != nil {
		n.Kind = i.part.FactKind()
		n.System, n.RecordID = i.origin()
	}
	j.notes = append(j.notes, n)
}

// printable returns s as it is where a terminal can show it, else with what it
// cannot show escaped.
func printable(s string) string {
	q := strconv.QuoteToGraphic(s)
	return strings.ReplaceAll(strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`), `\\`, `\`)
}
