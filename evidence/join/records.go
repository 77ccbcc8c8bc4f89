package join

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// records makes records of the drafts, sorted by id.
func (j *joiner) records(report *Report) []*evidence.Record {
	ids := j.names(j.drafts)
	subjects := map[*person]evidence.Identity{}
	all := make([]*evidence.Record, 0, len(j.drafts))
	for n, d := range j.drafts {
		subject, ok := subjects[d.person]
		if !ok {
			subject = j.census.people.subject(d.person)
			subjects[d.person] = subject
			if _, told, _ := d.person.kind(); !told {
				report.KindsAssumed++
			}
		}
		r := &evidence.Record{Schema: evidence.SchemaID, ID: ids[n], Action: d.action(), Subject: subject, Extensions: d.extensions()}
		for _, i := range slices.Concat(d.items, d.context) {
			place(r, mapIdentities(i.part, j.census.people.complete))
		}
		sortChanges(r)
		switch {
		case d.lead == nil:
			report.Standing++
		case r.Request != nil:
			report.Requests++
		case r.Emergency != nil:
			report.Emergencies++
		default:
			report.Changes++
		}
		all = append(all, r)
	}
	report.Records = len(all)
	slices.SortFunc(all, func(a, b *evidence.Record) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// sortChanges brings changes, which were linked in several steps, back into
// the order of time. Those of the same time have the order of their sources.
func sortChanges(r *evidence.Record) {
	origin := func(c *evidence.Change) (string, string) {
		if c.Source == nil {
			return "", ""
		}
		return c.Source.System, c.Source.RecordID
	}
	slices.SortStableFunc(r.Changes, func(a, b evidence.Change) int {
		if c := a.ExecutedAt.Compare(b.ExecutedAt); c != 0 {
			return c
		}
		as, ar := origin(&a)
		bs, br := origin(&b)
		if c := strings.Compare(as, bs); c != 0 {
			return c
		}
		return strings.Compare(ar, br)
	})
}

// action is what the record is about: what was asked, else what was done, if
// that is one thing.
func (d *draft) action() evidence.Action {
	if d.asked != "" {
		return d.asked
	}
	var done, tried []evidence.Action
	for _, i := range d.items {
		if c, ok := i.part.(*evidence.Change); ok {
			tried = append(tried, c.Action)
			if c.Outcome == evidence.OutcomeSuccess {
				done = append(done, c.Action)
			}
		}
	}
	if len(done) == 0 {
		done = tried
	}
	slices.Sort(done)
	if done = slices.Compact(done); len(done) == 1 {
		return done[0]
	}
	return ""
}

// extensions say what the join added to the record that no fact says.
func (d *draft) extensions() evidence.Extensions {
	_, told, agreed := d.person.kind()
	if told && agreed && d.unexplained == nil {
		return nil
	}
	added := struct {
		Kind        string                 `json:"subject_kind,omitzero"`
		Unexplained []evidence.Entitlement `json:"unexplained,omitzero"`
	}{Unexplained: d.unexplained}
	switch {
	case !told:
		added.Kind = "assumed"
	case !agreed:
		added.Kind = "disputed"
	}
	b, _ := json.Marshal(added) // of strings
	return evidence.Extensions{"join": b}
}

// names gives every draft an id: the readable one where it is unique, else one
// with the system that its request is from, else with a digest.
func (j *joiner) names(drafts []*draft) []string {
	ids := make([]string, len(drafts))
	for n, d := range drafts {
		ids[n] = j.name(d)
	}
	for _, more := range []func(*draft) string{(*draft).ticketSystem, (*draft).digest} {
		count := make(map[string]int, len(ids))
		for _, id := range ids {
			count[id]++
		}
		for n, d := range drafts {
			if count[ids[n]] == 1 {
				continue
			}
			if suffix := more(d); suffix != "" {
				ids[n] += "/" + suffix
			}
		}
	}
	return ids
}

func (d *draft) ticketSystem() string {
	if d.request() == nil {
		return ""
	}
	system, _ := d.lead.origin()
	return system
}

// name depends on nothing but the facts about the subject, and on whether
// others have a request of the same id.
func (j *joiner) name(d *draft) string {
	switch {
	case d.lead == nil:
		return "standing:" + d.system + "/" + d.person.id
	case d.request() != nil:
		if id := d.request().ID; !j.census.several[id] {
			return id
		}
		return d.request().ID + "/" + d.person.id
	}
	kind := string(d.lead.part.FactKind()) + ":"
	if system, record := d.lead.origin(); system != "" && record != "" {
		return kind + system + "/" + record + "/" + d.person.id
	}
	return kind + d.digest()
}

func (d *draft) digest() string {
	what := d.system + "\x00" + d.person.id
	if d.lead != nil {
		what = d.lead.text()
	}
	sum := sha256.Sum256([]byte(what))
	return hex.EncodeToString(sum[:12])
}
