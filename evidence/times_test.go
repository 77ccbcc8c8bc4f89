package evidence

import (
	"encoding/json"
	"fmt"
	"regexp"
	"testing"
	"time"
)

// timePattern is what the schema says of times.
func timePattern(t testing.TB) *regexp.Regexp {
	t.Helper()
	var s struct {
		Defs struct {
			Time struct{ Pattern string }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &s); err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(s.Defs.Time.Pattern)
}

// TestTimeDays asks for every day there is, and some that there are not,
// whether the parser, the pattern of the schema and package time agree.
func TestTimeDays(t *testing.T) {
	pattern := timePattern(t)
	days := 0
	for year := 1965; year <= 2265; year++ {
		for month := 0; month <= 13; month++ {
			for day := 0; day <= 32; day++ {
				for _, zone := range []string{"Z", "+05:30"} {
					text := fmt.Sprintf("%04d-%02d-%02dT10:20:30%s", year, month, day, zone)
					want, err := time.Parse(time.RFC3339, text)
					written := text[:10]
					ok := err == nil && year >= 1970 && year <= 2261 &&
						(zone == "Z" || written != "1970-01-01" && written != "2261-12-31")
					got, err := parseTime([]byte(text))
					if (err == nil) != ok {
						t.Fatalf("parseTime(%s): error %v, want accepted %v", text, err, ok)
					}
					if ok && (!got.Equal(want) || got.Location() != time.UTC) {
						t.Fatalf("parseTime(%s) = %v, want %v", text, got, want)
					}
					if pattern.MatchString(text) != ok {
						t.Fatalf("pattern on %s: %v, want %v", text, !ok, ok)
					}
					if ok && zone == "Z" {
						days++
					}
				}
			}
		}
	}
	// 292 years, 71 of them leap years: every fourth from 1972 to 2260 (73)
	// but 2100 and 2200.
	if want := 292*365 + 71; days != want {
		t.Errorf("%d days, want %d", days, want)
	}
}

func TestTimeOfDay(t *testing.T) {
	pattern := timePattern(t)
	for _, c := range []struct {
		text string
		want string // in UTC; empty: refused
	}{
		{"2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z"},
		{"2026-03-02T23:59:59Z", "2026-03-02T23:59:59Z"},
		{"2026-03-02T00:30:00+01:00", "2026-03-01T23:30:00Z"},
		{"2026-03-02T23:30:00-23:59", "2026-03-03T23:29:00Z"},
		{"2026-03-02T09:00:00+00:00", "2026-03-02T09:00:00Z"},
		{"2026-03-02T09:00:00-00:00", "2026-03-02T09:00:00Z"},
		{"2026-03-02T09:00:00.5Z", "2026-03-02T09:00:00.5Z"},
		{"2026-03-02T09:00:00.123456789Z", "2026-03-02T09:00:00.123456789Z"},
		{"2026-03-02T09:00:00.000000001+01:00", "2026-03-02T08:00:00.000000001Z"},
		{"2026-03-02T24:00:00Z", ""},
		{"2026-03-02T09:60:00Z", ""},
		{"2026-03-02T09:00:60Z", ""},
		{"2026-03-02T09:00:00.Z", ""},
		{"2026-03-02T09:00:00.1234567890Z", ""},
		{"2026-03-02T09:00:00", ""},
		{"2026-03-02T09:00Z", ""},
		{"2026-03-02T09:00:00ZZ", ""},
		{"2026-03-02T09:00:00Z\n", ""},
		{"2026-03-02T09:00:00+1:00", ""},
		{"2026-03-02T09:00:00+01:60", ""},
		{"2026-03-02T09:00:00+24:00", ""},
		{"2026-03-02T09:00:00+01", ""},
		{"2026-03-02T09:00:00+0a:00", ""},
		{"2026-03-02T09:00:00+00:0a", ""},
		{"2026-03-02T09:00:00+01:00Z", ""},
		{"+2026-03-02T09:00:00Z", ""},
		{"2026-3-02T09:00:00Z", ""},
		{"2026-03-02T9:00:00Z", ""},
		{"２026-03-02T09:00:00Z", ""},
	} {
		got, err := parseTime([]byte(c.text))
		switch {
		case c.want == "" && err == nil:
			t.Errorf("%q: accepted as %v", c.text, got)
		case c.want != "" && err != nil:
			t.Errorf("%q: %v", c.text, err)
		case c.want != "" && got.Format(time.RFC3339Nano) != c.want:
			t.Errorf("%q: %s, want %s", c.text, got.Format(time.RFC3339Nano), c.want)
		}
		if pattern.MatchString(c.text) != (c.want != "") {
			t.Errorf("%q: the pattern of the schema disagrees", c.text)
		}
	}
}
