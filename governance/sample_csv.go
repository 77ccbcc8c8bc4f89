package governance

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// WriteCSV writes the worksheet: a line of names and a line for each record that
// is drawn, in CSV (RFC 4180) and UTF-8 without a byte order mark. Equal
// worksheets are written as equal bytes.
//
// A line says, in this order: why the record is in the sample and in the period;
// whose access it is; what was requested, when and by whom; who decided, for
// whom, in which capacity and when; what was provisioned, when and by whom; when
// the target system was read after that (where grant.verified is satisfied); when
// a reading bore out what the third part of the item names: all that was
// requested (grant.complete), every logged revoke (revocation.verified), or that
// what had to end was gone (gone: and what called for it); where each part can
// be looked up; the grade; and every finding that is not satisfied,
// indeterminate or pending. The last four columns, tested_by to notes, are empty:
// they are the auditor's. Instants are in UTC.
//
// A cell that holds several items has " | " between them, " > " between the
// parts of one, and " & " between the entitlements of a change, and says (none)
// where the record says nothing. The columns
// approver to decided_at have an item for each approval, provisioned to
// provisioned_by for each change, in the order of the record.
//
// No cell is a formula. Where one starts with = + - or @, also behind spaces or
// in their wide forms, or with an apostrophe, an apostrophe stands before it. In
// values, control characters, tabs, line ends and whatever else is not printed,
// and the characters | > & and ; are written as \xff, \u0009 or \U000e0001, and a
// backslash as two. To get a value back, take one apostrophe away from the start
// of the cell, divide it, and read the escapes as those of a Go string. A value
// that reads (none) is written \u0028none).
func (w *Worksheet) WriteCSV(to io.Writer) error {
	lines := newLines(to)
	lines.write(slices.Concat(placed, described, forAuditor)...)
	number := 0
	for _, h := range w.Strata() {
		for _, r := range w.strata[h.Name].rows[:h.Drawn] {
			number++
			line := []string{strconv.Itoa(number), escape(r.id), h.Name, hex.EncodeToString(r.key[:])}
			line = append(line, r.cells...)
			lines.write(append(line, make([]string, len(forAuditor))...)...)
		}
	}
	return lines.end()
}

// WriteStatement writes what the sample was drawn from, and how: the statement
// of completeness. It is a CSV of its own, in the form of WriteCSV, so that every
// line of either has the columns of its first. The digest of the worksheet, as
// WriteCSV writes it, joins the two.
//
// Its columns are item, name and value. The population adds up: received =
// in_period + outside + undated + refused + duplicate. Those that are undated or
// refused may have been of the period: "unplaced" is how many. Lists of ids are
// cut at Shortlisted, counts are not. Inputs are sorted.
func (w *Worksheet) WriteStatement(to io.Writer) error {
	digest := sha256.New()
	if err := w.WriteCSV(digest); err != nil {
		return err
	}
	a, p := w.Assessment, &w.Assessment.Population
	lines := newLines(to)
	lines.write("item", "name", "value")
	lines.write("method", "", w.Plan.method())
	lines.write("seed", "", escape(w.Plan.Seed))
	lines.write("period", "from", instant(a.Period.From))
	lines.write("period", "to", instant(a.Period.To)+" (not in it)")
	lines.write("as_of", "", instant(a.AsOf))
	lines.write("policy_digest", "", escape(a.PolicyDigest))
	for _, c := range []struct {
		name string
		n    int
	}{
		{"received", p.Received}, {"in_period", p.InPeriod}, {"outside", p.Outside}, {"undated", p.Undated},
		{"refused", p.Refused}, {"duplicate", p.Duplicate}, {"unplaced", p.Undated + p.Refused},
	} {
		lines.count("population", c.name, c.n)
	}
	drawn := 0
	strata := w.Strata()
	for _, h := range strata {
		drawn += h.Drawn
	}
	lines.count("sample", "planned", w.Plan.Size)
	lines.count("sample", "drawn", drawn)
	if w.Plan.By != Plain {
		for _, h := range strata {
			lines.count("stratum_in_period", h.Name, h.InPeriod)
			lines.count("stratum_drawn", h.Name, h.Drawn)
		}
	}
	inputs := slices.Clone(w.Inputs)
	slices.SortFunc(inputs, func(a, b Input) int {
		return strings.Compare(a.Name+"\x00"+a.Digest, b.Name+"\x00"+b.Digest)
	})
	for _, in := range inputs {
		lines.write("input", escape(in.Name), escape(in.Digest))
	}
	if len(inputs) == 0 {
		lines.write("input", nothing, "nobody said what the records were read from")
	}
	for _, r := range p.Refusals {
		lines.write("refused", escape(r.RecordID), escape(r.Reason))
	}
	for _, id := range p.UndatedIDs {
		lines.write("undated", escape(id), "nothing in it has a time by which it is in any period")
	}
	for _, id := range p.DuplicateIDs {
		lines.write("duplicate", escape(id), "the first of this id counts")
	}
	lines.write("worksheet", "", "sha256:"+hex.EncodeToString(digest.Sum(nil)))
	return lines.end()
}

// method says in words how the sample is drawn.
func (p SamplePlan) method() string {
	const key = "key = SHA-256 of the seed, a line feed and the record id. Drawn are the smallest keys"
	if p.By == Plain {
		return key + " of the records in the period"
	}
	return fmt.Sprintf("%s of each stratum by %s. Strata get records in proportion to theirs in the period, by largest remainder, "+
		"and at least one each where the planned sample has as many records as there are strata", key, p.By)
}

// lines writes lines of CSV, and keeps the first error.
type lines struct {
	*csv.Writer
	err error
}

func newLines(to io.Writer) *lines {
	w := csv.NewWriter(to)
	w.UseCRLF = true
	return &lines{Writer: w}
}

func (l *lines) write(cells ...string) {
	line := make([]string, len(cells))
	for i, cell := range cells {
		line[i] = inert(cell)
	}
	if err := l.Write(line); l.err == nil {
		l.err = err
	}
}

func (l *lines) count(item, name string, n int) { l.write(item, name, strconv.Itoa(n)) }

func (l *lines) end() error {
	l.Flush()
	if l.err == nil {
		l.err = l.Error()
	}
	if l.err != nil {
		return fmt.Errorf("governance: the sample is not written: %w", l.err)
	}
	return nil
}
