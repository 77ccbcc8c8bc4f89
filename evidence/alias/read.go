package alias

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/internal/spelling"
)

var columns = []string{"id", "alias", "system", "kind", "name", "owner"}

// Read reads a directory. The error joins one *evidence.Error for each row that
// is not in order; there is no directory then, since names that were left out
// would make strangers of one person.
func Read(name string, r io.Reader) (*Directory, error) {
	in := bufio.NewReader(r)
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\ufeff")) {
		_, _ = in.Discard(3) // what was peeked at is there
	}
	p := &reader{csv: csv.NewReader(in), source: name, byID: map[string]*evidence.Identity{}, owners: map[string]owner{}}
	p.csv.ReuseRecord = true
	if err := p.header(); err != nil {
		return nil, err
	}
	for {
		row, err := p.csv.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var wrong *csv.ParseError
		switch {
		case err == nil:
			p.line, _ = p.csv.FieldPos(0)
			p.row(row)
			continue
		case errors.As(err, &wrong):
			p.line = wrong.StartLine
			p.fail("", "%v", wrong.Err)
			if errors.Is(wrong.Err, csv.ErrFieldCount) {
				continue
			}
		default:
			p.fail("", "%v", err)
		}
		break // a quote in the wrong place: nobody knows where the next row begins
	}
	if len(p.byID) == 0 && len(p.errs) == 0 {
		p.fail("", "no row: an alias directory that names nobody is probably the wrong file")
	}
	p.own()
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	return build(p.byID), nil
}

type reader struct {
	csv    *csv.Reader
	source string
	line   int
	at     map[string]int // column to cell
	byID   map[string]*evidence.Identity
	owners map[string]owner // by id of who is owned
	errs   []error
}

type owner struct {
	id   string
	line int
}

func (p *reader) fail(column, format string, args ...any) {
	why := fmt.Sprintf(format, args...)
	if column != "" {
		why = "column " + column + ": " + why
	}
	p.errs = append(p.errs, &evidence.Error{Source: p.source, Line: p.line, Err: errors.New(why)})
}

func (p *reader) header() error {
	p.line = 1
	names, err := p.csv.Read()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("empty; expected a header such as id,alias,system,kind,owner")
		}
		return &evidence.Error{Source: p.source, Line: 1, Err: err}
	}
	p.at = map[string]int{}
	for n, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(columns, name) {
			why := "there is no such column; the columns are " + strings.Join(columns, ", ")
			if near := spelling.Nearest(name, columns); near != "" {
				why = "there is no such column; did you mean " + near + "?"
			}
			p.fail(fmt.Sprintf("%.40q", name), "%s", why)
		} else if _, twice := p.at[name]; twice {
			p.fail(name, "stands twice in the header: leave one of them")
		}
		p.at[name] = n
	}
	if _, ok := p.at["id"]; !ok {
		p.fail("id", "missing in the header: it names each identity")
	}
	return errors.Join(p.errs...)
}

func (p *reader) row(cells []string) {
	cell := func(column string) string {
		n, ok := p.at[column]
		if !ok {
			return ""
		}
		s := strings.TrimSpace(cells[n])
		if !utf8.ValidString(s) {
			p.fail(column, "not UTF-8: save the file as UTF-8")
			return ""
		}
		return s
	}
	id := Form("", cell("id"))
	if id == "" {
		p.fail("id", "empty: name the identity that the row is about")
		return
	}
	identity := p.byID[id]
	if identity == nil {
		identity = &evidence.Identity{ID: id}
		p.byID[id] = identity
	}
	if a := cell("alias"); a != "" {
		identity.Aliases = append(identity.Aliases, Form(cell("system"), a))
	} else if cell("system") != "" {
		p.fail("alias", "empty, and there is a system: give the login in that system")
	}
	if kind := evidence.IdentityKind(cell("kind")); kind != "" {
		if !slices.Contains(kinds, kind) {
			p.fail("kind", "expected one of %v, found %.40q", kinds, kind)
		} else if agree(p, "kind", identity.Kind, kind) {
			identity.Kind = kind
		}
	}
	if name := cell("name"); name != "" && agree(p, "name", identity.Name, name) {
		identity.Name = name
	}
	if o := Form("", cell("owner")); o != "" && agree(p, "owner", p.owners[id].id, o) {
		p.owners[id] = owner{o, p.line}
	}
}

var kinds = []evidence.IdentityKind{evidence.KindHuman, evidence.KindServiceAccount, evidence.KindAPIKey, evidence.KindWorkload, evidence.KindAgent}

// agree reports whether a row says what earlier rows said.
func agree[T ~string](p *reader, column string, before, now T) bool {
	if before != "" && before != now {
		p.fail(column, "an earlier row of this identity says %.40q, this one %.40q: make them agree", before, now)
		return false
	}
	return true
}

// own gives everybody their owners, with the kind that their own rows say.
func (p *reader) own() {
	for _, id := range slices.Sorted(maps.Keys(p.owners)) {
		o := p.owners[id]
		p.line = o.line
		if o.id == id {
			p.fail("owner", "an identity cannot own itself: name the person who is accountable")
			continue
		}
		accountable := &evidence.Identity{ID: o.id}
		if known := p.byID[o.id]; known != nil {
			accountable.Kind, accountable.Name = known.Kind, known.Name
		}
		p.byID[id].Owner = accountable
	}
}
