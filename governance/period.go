package governance

import (
	"fmt"
	"time"
)

// Period is half-open: From is in it, To is not, so that periods which follow
// each other share no record.
type Period struct {
	From time.Time `json:"from"` // UTC
	To   time.Time `json:"to"`   // UTC
}

// Contains reports whether t is in the period.
func (p Period) Contains(t time.Time) bool { return !t.Before(p.From) && t.Before(p.To) }

// String writes the period as an interval: "[2026-01-01T00:00:00Z, 2026-04-01T00:00:00Z)".
func (p Period) String() string {
	return fmt.Sprintf("[%s, %s)", stamp(p.From), stamp(p.To))
}

// check says what is wrong with a period that is to be judged at an instant.
func (p Period) check(asOf time.Time) error {
	switch {
	case p.From.IsZero() || p.To.IsZero():
		return fmt.Errorf("governance: the period %v lacks an end: give both", p)
	case !p.From.Before(p.To):
		return fmt.Errorf("governance: the period %v is empty: its end must be later than its start", p)
	case asOf.UTC().Year() < 1970 || asOf.UTC().Year() > 2261:
		return fmt.Errorf("governance: the instant to judge at is %v: it must be within the years 1970 to 2261", asOf)
	case asOf.Before(p.From):
		return fmt.Errorf("governance: the instant to judge at, %s, is before the period %v: nothing of it has happened yet",
			stamp(asOf), p)
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
