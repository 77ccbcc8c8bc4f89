package jira

import (
	"slices"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// version is a request as one event tells it.
type version struct {
	ticket      *ticket
	form        string // how the tally names the event
	desk        bool   // of the service desk's API, which tells less
	key, id     string
	at          time.Time // of this version; zero where it does not say
	created     time.Time
	closed      time.Time // since when it has its state, if that is a final one
	reporter    *evidence.Identity
	creator     *evidence.Identity
	robot       bool // the creator is an app
	wish        wish
	description string
	state       state
	rounds      []*round // in it
	history     bool     // it has all changes since it was created
	digest      string
	collected   time.Time // where that is not Options.CollectedAt
	deleted     bool
	fate        fate
}

// state is what a version says of how far it has come.
type state struct {
	Category   string `json:"status_category,omitzero"`
	Status     string `json:"status,omitzero"`
	Resolution string `json:"resolution,omitzero"`
}

// subjects are those whose access is asked for.
func (v *version) subjects() []evidence.Identity {
	if len(v.wish.subjects) > 0 || v.reporter == nil {
		return v.wish.subjects
	}
	return []evidence.Identity{*v.reporter}
}

// requester is who asked. Where the subject is the reporter, it is whoever
// created the request in the reporter's name, so that no approval by either
// passes for independent; an app creates for somebody else.
func (v *version) requester() *evidence.Identity {
	if v.creator != nil && !v.robot && (len(v.wish.subjects) == 0 || v.reporter == nil) {
		return v.creator
	}
	return v.reporter
}

// typeFields say of which type a request is, and with that what its other
// fields mean: the issue type, and the request type in Cloud and Data Center.
var typeFields = []string{"issuetype", "Request Type", "Customer Request Type"}

// matters are the fields that say what was asked for, and for whom.
func (v *version) matters() []string {
	all := slices.Concat(v.wish.fields, typeFields)
	if len(v.wish.subjects) == 0 {
		all = append(all, reporterField)
	}
	return all
}

// ask reads what the fields of a request ask for. The type is the name or id of
// the request type, or of the issue type.
func (g *gathering) ask(e *jsonlog.Event, v *version, f *fields, types ...string) error {
	for i := range g.plans {
		p := &g.plans[i]
		if of := p.requestType; of != "" && !slices.Contains(types, of) {
			continue
		}
		read, there, missing := values{}, false, ""
		for _, name := range p.Fields {
			one, err := f.find(name)
			switch {
			case err != nil:
				return err
			case one == nil:
				missing = name
				continue
			}
			if read[name], err = g.values(e, one); err != nil {
				return err
			}
			there = true
		}
		// A portal shows a request without the fields that were left blank.
		if typed := p.requestType != ""; missing != "" && !v.desk && (there || typed) {
			return jsonlog.At("", "the field "+printable(missing)+" is missing, though the settings name it: export this field, too")
		} else if !there && !typed {
			continue // not of this kind
		}
		var err error
		v.wish, err = p.read(e, read)
		return err
	}
	return nil
}

// check refuses a version that lacks what a request must have.
func (v *version) check(reporter string) error {
	switch {
	case v.key == "":
		return jsonlog.At("/key", "missing, though everybody knows a request by it: export it again")
	case v.created.IsZero():
		return jsonlog.At("", "does not say when it was created: export that field, too")
	case len(v.subjects()) == 0:
		return jsonlog.At(reporter, "missing, so that nobody knows whose access was asked for: export that field, too, or look the request up")
	}
	return nil
}
