package policy

import (
	"errors"
	"math"
	"regexp"
	"time"

	"github.com/sosodev/duration"
)

// plainDuration is the whole grammar: weeks, or days and a time. The policies
// parse the same.
var plainDuration = regexp.MustCompile(`^P(\d+W|(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d{1,9})?S)?)?)$`)

// parseDuration reads an ISO 8601 duration of fixed length: P2W, P1D, PT4H,
// P1DT12H30M, PT0.5S.
func parseDuration(s string) (time.Duration, error) {
	d, err := duration.Parse(s)
	switch {
	case err != nil:
		return 0, errors.New("is not an ISO 8601 duration: write days as P1D, hours as PT4H, both as P1DT4H")
	case d.Years != 0 || d.Months != 0:
		return 0, errors.New("has years or months, which are no fixed length: write days, P30D")
	case d.Negative:
		return 0, errors.New("is negative")
	case !plainDuration.MatchString(s) || s[len(s)-1] == 'P' || s[len(s)-1] == 'T':
		return 0, errors.New("is not of the form P1W or P1DT2H3M4.5S: whole numbers (seconds with up to nine decimals), in this order, each once")
	case d.Seconds >= 1e6 && d.Seconds != math.Trunc(d.Seconds):
		return 0, errors.New("has too many seconds to be exact: write days, hours and minutes")
	}
	length := d.Weeks*7*24*float64(time.Hour) + d.Days*24*float64(time.Hour) +
		d.Hours*float64(time.Hour) + d.Minutes*float64(time.Minute) + d.Seconds*float64(time.Second)
	if length > float64(100*365*24*time.Hour) {
		return 0, errors.New("is longer than a hundred years")
	}
	// Each part is a whole number of nanoseconds below 2^62 but the seconds,
	// which are rounded alone.
	whole := time.Duration(d.Weeks)*7*24*time.Hour + time.Duration(d.Days)*24*time.Hour +
		time.Duration(d.Hours)*time.Hour + time.Duration(d.Minutes)*time.Minute
	return whole + time.Duration(math.Round(d.Seconds*float64(time.Second))), nil
}
