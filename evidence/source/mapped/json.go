package mapped

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// json reads JSON Lines, arrays, and objects that hold a list.
func (m *Mapping) json(o Options) source.Reader {
	format := jsonlog.Format{
		Log:   "JSON, which the mapping " + printable(m.name) + " is for",
		Event: "row",
		By:    "the export",
		Again: "correct the mapping " + printable(m.name),
	}
	if m.list != "" {
		format.Lists = []string{m.list}
	}
	index := make(map[string]int, len(m.members))
	for i, name := range m.members {
		index[name] = i
	}
	return format.Listing(func() (jsonlog.Listing, error) {
		s := jsonScan{maker: newMaker(m, o), index: index}
		s.members = make([]jsontext.Value, len(m.members))
		return jsonlog.Listing{Item: s.item, End: func(whole bool) []evidence.Fact { return s.held.facts(whole) }}, nil
	})
}

// jsonScan is the reading of one JSON input.
type jsonScan struct {
	*maker
	index map[string]int // of Mapping.members
}

// item meets one row.
func (s *jsonScan) item(e *jsonlog.Event) jsonlog.Fate {
	clear(s.members)
	err := e.Members(func(name []byte) *jsontext.Value {
		if i, ok := s.index[string(name)]; ok {
			return &s.members[i]
		}
		return nil
	})
	if err != nil {
		return jsonlog.Refused(err)
	}
	s.json = e.JSON
	r, err := s.facts()
	e.ID = r.recordID
	switch {
	case err != nil:
		return jsonlog.Refused(err)
	case r.used == "":
		return jsonlog.Ignored(r.gone)
	case len(r.facts) == 0:
		return jsonlog.Kept(r.used)
	}
	return jsonlog.Used(r.used, r.facts...)
}

// names are those of the members of an object that is known to be valid.
func names(object []byte) (list []string) {
	d := jsontext.NewDecoder(bytes.NewReader(object))
	d.ReadToken()
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return list
		}
		list = append(list, name.String())
		if d.SkipValue() != nil {
			return list
		}
	}
	return list
}
