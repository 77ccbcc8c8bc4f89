package mapped

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // so that a zone means the same where the system has no tz database
)

// written are the parts of a time as it is written.
type written struct {
	year, month, day, hour, minute, second, nanosecond int
	half                                               string
	offset                                             int // seconds east of UTC
}

// parse reads a time. The error says only what is wrong with it.
func (f *timeForm) parse(s string) (time.Time, error) {
	t, err := f.instant(s)
	if err == nil && (t.Year() < 1970 || t.Year() > 2261) {
		return t, errors.New("the year is not within 1970 to 2261")
	}
	return t, err
}

func (f *timeForm) instant(s string) (time.Time, error) {
	switch f.pattern {
	case formRFC3339:
		var t time.Time
		if err := t.UnmarshalText([]byte(s)); err != nil {
			return t, errors.New("not a time with a zone, such as 2026-03-02T09:00:00Z")
		}
		return t.UTC(), nil
	case formUnix, formUnixMilli:
		return sinceEpoch(s, f.pattern)
	}
	w := written{hour: f.at.hour, minute: f.at.minute, second: f.at.second}
	rest := s
	for i := range f.steps {
		var err error
		if rest, err = f.steps[i].read(rest, &w); err != nil {
			return time.Time{}, fmt.Errorf("not a time written %s: %w", printable(f.pattern), err)
		}
	}
	if rest != "" {
		return time.Time{}, fmt.Errorf("not a time written %s: %s is left over", printable(f.pattern), quoted(rest))
	}
	if err := w.check(f.has[hour12]); err != nil {
		return time.Time{}, err
	}
	asUTC := time.Date(w.year, time.Month(w.month), w.day, w.hour, w.minute, w.second, w.nanosecond, time.UTC)
	if asUTC.Day() != w.day {
		return time.Time{}, errors.New("there is no such day")
	}
	if f.zone == nil {
		return asUTC.Add(-time.Duration(w.offset) * time.Second), nil
	}
	return resolve(asUTC, f.zone)
}

// check refuses what no clock shows, and turns hours of a half day into those
// of a day.
func (w *written) check(halves bool) error {
	if halves {
		if w.hour < 1 || w.hour > 12 {
			return errors.New("hours of a 12-hour clock run from 1 to 12")
		}
		if w.hour %= 12; w.half == "PM" {
			w.hour += 12
		}
	}
	switch {
	case w.month < 1 || w.month > 12 || w.day < 1 || w.day > 31:
		return errors.New("there is no such day")
	case w.hour > 23 || w.minute > 59:
		return errors.New("there is no such time of day")
	case w.second > 59:
		return errors.New("seconds end at 59")
	}
	return nil
}

// resolve finds the instant at which clocks in a zone show what asUTC shows.
// At the end of daylight saving time an hour comes twice, and at its begin one
// is left out: nothing says which instant is meant.
func resolve(asUTC time.Time, zone *time.Location) (time.Time, error) {
	offsets := make([]int, 0, 3)
	guess := asUTC.In(zone)
	start, end := guess.ZoneBounds()
	add := func(t time.Time) {
		if _, o := t.Zone(); !slices.Contains(offsets, o) {
			offsets = append(offsets, o)
		}
	}
	add(guess)
	// No offset is a day long: other transitions are too far away to matter.
	if !start.IsZero() && asUTC.Sub(start) < 24*time.Hour {
		add(start.Add(-1))
	}
	if !end.IsZero() && end.Sub(asUTC) < 24*time.Hour {
		add(end)
	}
	var found []time.Time
	for _, o := range offsets {
		t := asUTC.Add(-time.Duration(o) * time.Second)
		if _, there := t.In(zone).Zone(); there == o {
			found = append(found, t)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return time.Time{}, fmt.Errorf("clocks in %s never showed it: they were put forward over it; export times in UTC, or with an offset", zone)
	}
	slices.SortFunc(found, time.Time.Compare)
	return time.Time{}, fmt.Errorf("clocks in %s showed it twice, at %s and at %s: export times in UTC, or with an offset",
		zone, found[0].Format(time.RFC3339), found[1].Format(time.RFC3339))
}

// sinceEpoch reads seconds or milliseconds since 1970, with or without a
// fraction.
func sinceEpoch(s, pattern string) (time.Time, error) {
	wrong := errors.New("not a count of seconds since 1970, such as 1772442000")
	unit := time.Second
	if pattern == formUnixMilli {
		wrong = errors.New("not a count of milliseconds since 1970, such as 1772442000000")
		unit = time.Millisecond
	}
	whole, part, dotted := strings.Cut(s, ".")
	if len(whole) == 0 || len(whole) > 14 || !isDigits(whole) || dotted && (len(part) == 0 || len(part) > 9 || !isDigits(part)) {
		return time.Time{}, wrong
	}
	n := int64(0)
	for i := range len(whole) {
		n = n*10 + int64(whole[i]-'0')
	}
	rest := int64(0)
	for i := range 9 {
		rest *= 10
		if i < len(part) {
			rest += int64(part[i] - '0')
		}
	}
	nanosecond := rest * int64(unit) / int64(time.Second)
	if unit == time.Millisecond {
		return time.Unix(n/1000, n%1000*int64(time.Millisecond)+nanosecond).UTC(), nil
	}
	return time.Unix(n, nanosecond).UTC(), nil
}

var months = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}

// read takes what a step stands for from the begin of s.
func (p *step) read(s string, w *written) (rest string, err error) {
	switch {
	case p.field == literal:
		rest, ok := strings.CutPrefix(s, p.literal)
		if !ok {
			return s, fmt.Errorf("%s does not begin with %s", quoted(s), quoted(p.literal))
		}
		return rest, nil
	case p.field == offset:
		w.offset, rest, err = readOffset(s, p.letters)
		return rest, err
	case p.field == half:
		if len(s) >= 2 {
			if w.half = strings.ToUpper(s[:2]); w.half == "AM" || w.half == "PM" {
				return s[2:], nil
			}
		}
		return s, fmt.Errorf("%s does not begin with AM or PM", quoted(s))
	case p.named:
		if len(s) >= 3 {
			if w.month = slices.Index(months, strings.ToUpper(s[:3])) + 1; w.month > 0 {
				return s[3:], nil
			}
		}
		return s, fmt.Errorf("%s does not begin with a month such as Mar", quoted(s))
	}
	n, value := 0, 0
	for n < len(s) && n < p.max && isDigit(s[n]) {
		value = value*10 + int(s[n]-'0')
		n++
	}
	if n < p.min {
		return s, fmt.Errorf("%s does not begin with %d digits", quoted(s), p.min)
	}
	switch p.field {
	case year:
		w.year = value
	case month:
		w.month = value
	case day:
		w.day = value
	case hour, hour12:
		w.hour = value
	case minute:
		w.minute = value
	case second:
		w.second = value
	case fraction:
		for range 9 - n {
			value *= 10
		}
		w.nanosecond = value
	}
	return s[n:], nil
}

// readOffset reads an offset as letters want it: XXX +01:00 or Z, XX +0100 or
// Z, X +01, +0100 or Z, and Z +0100.
func readOffset(s, letters string) (seconds int, rest string, err error) {
	if letters != "Z" && strings.HasPrefix(s, "Z") {
		return 0, s[1:], nil
	}
	if len(s) < 3 || s[0] != '+' && s[0] != '-' || !isDigits(s[1:3]) {
		return 0, s, noOffset(s, letters)
	}
	minutes, n := "00", 3
	switch colon := len(s) >= 6 && s[3] == ':' && isDigits(s[4:6]); {
	case letters == "XXX" && colon:
		minutes, n = s[4:6], 6
	case letters != "XXX" && len(s) >= 5 && isDigits(s[3:5]):
		minutes, n = s[3:5], 5
	case letters != "X":
		return 0, s, noOffset(s, letters)
	}
	h, m := int(s[1]-'0')*10+int(s[2]-'0'), int(minutes[0]-'0')*10+int(minutes[1]-'0')
	if h > 23 || m > 59 {
		return 0, s, fmt.Errorf("there is no zone %s", quoted(s[:n]))
	}
	seconds = (h*60 + m) * 60
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, s[n:], nil
}

func noOffset(s, letters string) error {
	wanted := map[string]string{"XXX": "+01:00, or Z", "XX": "+0100, or Z", "X": "+01, or Z", "Z": "+0100"}[letters]
	return fmt.Errorf("%s does not begin with an offset such as %s", quoted(s), wanted)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}
