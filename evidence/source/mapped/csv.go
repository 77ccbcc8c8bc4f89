package mapped

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source"
)

// csv reads CSV files.
func (m *Mapping) csv(o Options) source.Reader {
	return func(name string, r io.Reader, t *source.Tally) iter.Seq2[evidence.Fact, error] {
		return func(yield func(evidence.Fact, error) bool) {
			s := csvScan{maker: newMaker(m, o), name: name, tally: t, yield: yield}
			s.read(r)
			s.end()
		}
	}
}

// csvScan is the reading of one CSV file.
type csvScan struct {
	*maker
	name  string
	tally *source.Tally
	yield func(evidence.Fact, error) bool

	header  []string
	line    int  // at which the current row begins
	partial bool // a row was refused, or the file is broken
	stopped bool // the consumer wants no more
}

// give hands over a fact or an error, and reports whether the consumer wants
// more.
func (s *csvScan) give(f evidence.Fact, err error) bool {
	if !s.stopped {
		s.stopped = !s.yield(f, err)
	}
	return !s.stopped
}

func (s *csvScan) broken(line int, err error) {
	s.tally.Break()
	s.partial = true
	s.give(evidence.Fact{}, &evidence.Error{Source: s.name, Line: line, Err: err})
}

func (s *csvScan) refuse(recordID string, err error) bool {
	s.tally.Refuse()
	s.partial = true
	return s.give(evidence.Fact{}, &evidence.Error{Source: s.name, Line: s.line, RecordID: recordID, Err: err})
}

func (s *csvScan) read(r io.Reader) {
	const buffer = 64 << 10
	limit := &limited{r: r, max: source.MaxEvent}
	b := bufio.NewReaderSize(limit, buffer)
	switch begin, _ := b.Peek(3); {
	case string(begin) == "\ufeff":
		b.Discard(3)
	case strings.HasPrefix(string(begin), "\xff\xfe"), strings.HasPrefix(string(begin), "\xfe\xff"):
		s.broken(0, errors.New("is UTF-16, not UTF-8: save it as CSV UTF-8"))
		return
	}
	d := csv.NewReader(b)
	d.Comma, d.FieldsPerRecord, d.ReuseRecord = s.m.separator, -1, true
	for {
		limit.max = d.InputOffset() + source.MaxEvent + buffer
		cells, err := d.Read()
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok && s.header != nil {
			s.line = wrong.StartLine
			if !s.refuse("", misquoted(wrong)) {
				return
			}
			continue
		}
		if err == nil {
			s.line, _ = d.FieldPos(0)
		}
		switch {
		case err == io.EOF && s.header == nil:
			s.broken(0, errors.New("holds nothing, not even a header: fetch the file again, or leave it out"))
			return
		case err == io.EOF:
			return
		case err != nil && s.header == nil:
			s.broken(1, fmt.Errorf("has no header that can be read: %w", err))
			return
		case err != nil:
			s.broken(s.line, fmt.Errorf("cannot be read after this row: %w; the rest of this file was not read: fetch it again", err))
			return
		case s.header == nil:
			if err := s.columnsOf(cells); err != nil {
				s.broken(s.line, err)
				return
			}
		case !s.row(cells):
			return
		}
	}
}

// misquoted says what is wrong with quotes. What they swallowed is part of the
// refused row.
func misquoted(e *csv.ParseError) error {
	upTo := ""
	if e.Line > e.StartLine {
		upTo = fmt.Sprintf("; no row up to line %d could be told from it", e.Line)
	}
	return fmt.Errorf("a quote is in the wrong place, or never closed (line %d, byte %d): a cell with quotes in it stands in quotes as a whole, and has each of them twice%s", e.Line, e.Column, upTo)
}

// columnsOf reads the header and finds the columns that the mapping reads.
func (s *csvScan) columnsOf(cells []string) error {
	s.header = make([]string, len(cells))
	for i, name := range cells {
		if !utf8.ValidString(name) {
			return fmt.Errorf("the header is not UTF-8: save the file as CSV UTF-8")
		}
		name = strings.Clone(strings.TrimSpace(name))
		if slices.Contains(s.header[:i], name) {
			return fmt.Errorf("two columns are called %s, and nothing tells them apart: rename one in the export", quoted(name))
		}
		s.header[i] = name
	}
	var missing []string
	for _, name := range s.m.columns {
		at := slices.Index(s.header, strings.TrimSpace(name))
		if at < 0 {
			missing = append(missing, "there is no column "+quoted(name)+" ("+printable(s.m.name)+")"+suggest(name, s.header))
		}
		s.columns = append(s.columns, at)
	}
	if missing == nil {
		return nil
	}
	hint := ""
	if len(s.header) == 1 && strings.ContainsAny(s.header[0], ",;\t|") {
		hint = "; is the separator right?"
	}
	return errors.New(strings.Join(missing, "; ") + hint)
}

// row meets one row. It reports whether the consumer wants more.
func (s *csvScan) row(cells []string) bool {
	if len(cells) != len(s.header) {
		return s.refuse("", fmt.Errorf("has %d cells, and the header has %d columns: is a separator or a quote missing?", len(cells), len(s.header)))
	}
	for i, cell := range cells {
		if !utf8.ValidString(cell) {
			return s.refuse("", fmt.Errorf("column %s is not UTF-8: save the file as CSV UTF-8", quoted(s.header[i])))
		}
	}
	s.cells = cells
	r, err := s.facts()
	switch {
	case err != nil:
		return s.refuse(r.recordID, err)
	case r.used == "":
		s.tally.Ignore(r.gone)
		return true
	}
	s.tally.Use(r.used, len(r.facts))
	for _, f := range r.facts {
		if !s.give(f, nil) {
			return false
		}
	}
	return true
}

// end yields what was gathered.
func (s *csvScan) end() {
	if s.stopped {
		return
	}
	for _, f := range s.held.facts(!s.partial) {
		s.tally.Yield(1)
		if !s.give(f, nil) {
			return
		}
	}
}

// limited stops an open quote from taking the whole file into memory.
type limited struct {
	r         io.Reader
	read, max int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.read >= l.max {
		return 0, fmt.Errorf("a row longer than %d MiB, or a quote that is never closed", source.MaxEvent>>20)
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.max-l.read)])
	l.read += int64(n)
	return n, err
}
