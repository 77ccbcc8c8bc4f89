package mapped

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// timeForm is how times are written, and the zone that they do not say.
type timeForm struct {
	pattern string
	steps   []step
	has     map[field]bool
	zone    *time.Location // nil: the text says it
	at      clock          // of a form without a time of day
}

type clock struct{ hour, minute, second int }

// field is what a part of a written time says.
type field byte

const (
	literal field = iota
	year
	month
	day
	hour
	hour12
	minute
	second
	fraction
	half // AM or PM
	offset
)

// step is one part of a written time.
type step struct {
	field    field
	literal  string
	min, max int    // digits
	named    bool   // a month by its English name
	letters  string // of an offset: Z, X, XX or XXX
}

// The forms that have names.
const (
	formRFC3339   = "rfc3339"
	formUnix      = "unix"
	formUnixMilli = "unix_ms"
)

func isNamed(pattern string) bool {
	return pattern == formRFC3339 || pattern == formUnix || pattern == formUnixMilli
}

// parseForm reads a pattern.
func parseForm(pattern string) (*timeForm, error) {
	f := &timeForm{pattern: pattern, has: map[field]bool{}}
	if isNamed(pattern) {
		f.has[hour], f.has[offset] = true, true
		return f, nil
	}
	for i := 0; i < len(pattern); {
		c := pattern[i]
		n := 1
		switch {
		case c == '\'':
			s, length := quotedLiteral(pattern[i:])
			if length == 0 {
				return nil, errors.New("has an opening quote that is never closed")
			}
			f.steps = append(f.steps, step{literal: s})
			n = length
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			for i+n < len(pattern) && pattern[i+n] == c {
				n++
			}
			s, err := letters(pattern[i : i+n])
			if err != nil {
				return nil, err
			}
			if f.has[s.field] {
				return nil, fmt.Errorf("says twice what %s stands for", pattern[i:i+n])
			}
			f.has[s.field] = true
			f.steps = append(f.steps, s)
		default:
			f.steps = append(f.steps, step{literal: pattern[i : i+1]})
		}
		i += n
	}
	return f, f.complete()
}

// quotedLiteral reads the literal between single quotes that s begins with,
// and how long it is with them. Two quotes in a row are one that is meant.
func quotedLiteral(s string) (literal string, length int) {
	if strings.HasPrefix(s, "''") {
		return "'", 2
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] != '\'':
			b.WriteByte(s[i])
		case strings.HasPrefix(s[i:], "''"):
			b.WriteByte('\'')
			i++
		default:
			return b.String(), i + 1
		}
	}
	return "", 0
}

// letters says what a run of one letter stands for.
func letters(run string) (step, error) {
	two := func(f field) (step, error) {
		if len(run) > 2 {
			return step{}, fmt.Errorf("has %s: write one letter for one or two digits, or two for exactly two", run)
		}
		return step{field: f, min: len(run), max: 2}, nil
	}
	switch run[0] {
	case 'y':
		if len(run) == 4 {
			return step{field: year, min: 4, max: 4}, nil
		}
		return step{}, fmt.Errorf("has %s: a year has four digits, yyyy, or nobody knows its century", run)
	case 'M':
		if len(run) == 3 {
			return step{field: month, named: true}, nil
		}
		return two(month)
	case 'd':
		return two(day)
	case 'H':
		return two(hour)
	case 'h':
		return two(hour12)
	case 'm':
		return two(minute)
	case 's':
		return two(second)
	case 'S':
		if len(run) > 9 {
			return step{}, errors.New("has more than nine digits of a fraction of a second")
		}
		s := step{field: fraction, min: len(run), max: len(run)}
		if len(run) == 1 {
			s.max = 9
		}
		return s, nil
	case 'a':
		if len(run) == 1 {
			return step{field: half}, nil
		}
	case 'X', 'Z':
		if len(run) == 1 || run[0] == 'X' && len(run) <= 3 {
			return step{field: offset, letters: run}, nil
		}
	case 'Y':
		return step{}, errors.New("has Y, which is the year of a week: write yyyy")
	case 'D':
		return step{}, errors.New("has D, which is the day of the year: write dd")
	case 'z', 'V', 'O', 'v', 'x':
		return step{}, fmt.Errorf("has %s: the names of zones are ambiguous; export times in UTC, or with an offset, which is XXX, Z and the like", run)
	}
	return step{}, fmt.Errorf("has %s, which stands for nothing here: there are yyyy, MM, dd, HH, mm, ss, SSS, hh with a, MMM, XXX, XX, X and Z; put other letters between single quotes", run)
}

// complete refuses a form that leaves a time open.
func (f *timeForm) complete() error {
	switch {
	case !f.has[year] || !f.has[month] || !f.has[day]:
		return errors.New("needs year, month and day: yyyy, MM and dd")
	case f.has[hour] && (f.has[hour12] || f.has[half]):
		return errors.New("has both HH and a 12-hour clock: take HH alone, or hh with a")
	case f.has[hour12] != f.has[half]:
		return errors.New("needs both hh and a, since hh alone does not tell morning from evening; or is it HH?")
	case (f.has[hour] || f.has[hour12]) != f.has[minute]:
		return errors.New("needs both hours and minutes, or neither")
	case f.has[second] && !f.has[minute], f.has[fraction] && !f.has[second], f.has[offset] && !f.clocked():
		return errors.New("has parts of a time of day, and not the hour and the minute")
	}
	for i := range f.steps[:len(f.steps)-1] {
		a, b := &f.steps[i], &f.steps[i+1]
		if a.min < a.max && (b.max > 0 || b.literal != "" && isDigit(b.literal[0])) {
			return errors.New("has a field of one or two digits right before other digits: write two letters, as in ddMM")
		}
	}
	return nil
}

// clocked reports whether the form has a time of day.
func (f *timeForm) clocked() bool { return f.has[hour] || f.has[hour12] }

// zoned reports whether the form says the zone.
func (f *timeForm) zoned() bool { return f.has[offset] }

// parseZone reads the name of a zone, "UTC", or an offset such as "+01:00".
func parseZone(name string) (*time.Location, error) {
	if name == "UTC" {
		return time.UTC, nil
	}
	if name != "" && (name[0] == '+' || name[0] == '-') {
		seconds, rest, err := readOffset(name, "XXX")
		if err != nil || rest != "" {
			return nil, errors.New(`is not an offset: write it as in "+01:00"`)
		}
		return time.FixedZone(name, seconds), nil
	}
	// Abbreviations are names, too, but of a fixed offset or of several places.
	if !strings.Contains(name, "/") || strings.HasPrefix(name, "Etc/") {
		return nil, errors.New(`is not the name of a place: write one of the tz database such as Europe/Berlin or America/New_York, or UTC, or an offset such as "+01:00"`)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, errors.New("is a place that the tz database does not have: it has, for example, Europe/Berlin, America/New_York and Asia/Kolkata")
	}
	return zone, nil
}

// parseClock reads "17:00" or "23:59:59".
func parseClock(s string) (clock, error) {
	t, err := time.Parse("15:04:05", s)
	if err != nil {
		t, err = time.Parse("15:04", s)
	}
	if err != nil {
		return clock{}, errors.New(`is not a time of day: write it as in "00:00" or "23:59:59"`)
	}
	return clock{t.Hour(), t.Minute(), t.Second()}, nil
}
