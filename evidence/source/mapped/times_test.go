package mapped

import (
	"testing"
	"time"
)

// form is a compiled form, as a mapping names it.
func form(t testing.TB, pattern, zone, at string) *timeForm {
	t.Helper()
	f, err := parseForm(pattern)
	if err != nil {
		t.Fatalf("%s: %v", pattern, err)
	}
	if zone != "" {
		if f.zone, err = parseZone(zone); err != nil {
			t.Fatalf("%s: %v", zone, err)
		}
	}
	if at != "" {
		if f.at, err = parseClock(at); err != nil {
			t.Fatalf("%s: %v", at, err)
		}
	}
	return f
}

// What is wanted was worked out by hand from the offsets of the zones: CET
// +01:00, CEST +02:00, EST -05:00, EDT -04:00, IST +05:30.
func TestForms(t *testing.T) {
	for _, c := range []struct{ pattern, zone, at, text, want string }{
		{"rfc3339", "", "", "2026-03-02T09:00:00+01:00", "2026-03-02T08:00:00Z"},
		{"rfc3339", "", "", "2026-03-02T09:00:00.123456789Z", "2026-03-02T09:00:00.123456789Z"},
		{"rfc3339", "", "", "2026-03-02T09:00:00", "not a time with a zone, such as 2026-03-02T09:00:00Z"},
		{"rfc3339", "", "", "2026-03-02 09:00:00Z", "not a time with a zone, such as 2026-03-02T09:00:00Z"},
		{"rfc3339", "", "", "2026-03-02T09:00:60Z", "not a time with a zone, such as 2026-03-02T09:00:00Z"},
		{"rfc3339", "", "", "2262-01-01T00:00:00Z", "the year is not within 1970 to 2261"},
		{"unix", "", "", "1772442000", "2026-03-02T09:00:00Z"}, // date -u -d 2026-03-02T09:00:00Z +%s
		{"unix", "", "", "1772442000.25", "2026-03-02T09:00:00.25Z"},
		{"unix", "", "", "0", "1970-01-01T00:00:00Z"},
		{"unix", "", "", "1.772442e9", "not a count of seconds since 1970, such as 1772442000"},
		{"unix", "", "", "-1", "not a count of seconds since 1970, such as 1772442000"},
		{"unix", "", "", "1772442000000", "the year is not within 1970 to 2261"}, // milliseconds
		{"unix_ms", "", "", "1772442000125", "2026-03-02T09:00:00.125Z"},
		{"unix_ms", "", "", "1772442000125.5", "2026-03-02T09:00:00.1255Z"},
		{"yyyy-MM-dd HH:mm:ss", "UTC", "", "2026-03-02 09:00:00", "2026-03-02T09:00:00Z"},
		{"yyyy-MM-dd HH:mm:ss", "Europe/Berlin", "", "2026-03-02 09:00:00", "2026-03-02T08:00:00Z"},
		{"yyyy-MM-dd HH:mm:ss", "Europe/Berlin", "", "2026-07-02 09:00:00", "2026-07-02T07:00:00Z"},
		{"yyyy-MM-dd HH:mm:ss", "+05:30", "", "2026-07-02 03:00:00", "2026-07-01T21:30:00Z"},
		{"yyyy-MM-dd HH:mm:ss", "Asia/Kolkata", "", "2026-07-02 03:00:00", "2026-07-01T21:30:00Z"},
		{"MM/dd/yyyy hh:mm:ss a", "America/New_York", "", "07/04/2026 12:30:00 AM", "2026-07-04T04:30:00Z"},
		{"MM/dd/yyyy hh:mm:ss a", "America/New_York", "", "01/04/2026 12:30:00 pm", "2026-01-04T17:30:00Z"},
		{"M/d/yyyy h:mm a", "UTC", "", "7/4/2026 1:05 PM", "2026-07-04T13:05:00Z"},
		{"M/d/yyyy h:mm a", "UTC", "", "12/31/2026 11:59 PM", "2026-12-31T23:59:00Z"},
		{"M/d/yyyy h:mm a", "UTC", "", "7/4/2026 13:05 PM", "hours of a 12-hour clock run from 1 to 12"},
		{"M/d/yyyy h:mm a", "UTC", "", "7/4/2026 0:05 AM", "hours of a 12-hour clock run from 1 to 12"},
		{"dd-MMM-yyyy", "UTC", "00:00", "31-MAR-2026", "2026-03-31T00:00:00Z"},
		{"dd-MMM-yyyy", "UTC", "23:59:59", "01-sep-2026", "2026-09-01T23:59:59Z"},
		{"dd-MMM-yyyy", "UTC", "00:00", "31-MRZ-2026", `not a time written dd-MMM-yyyy: "MRZ-2026" does not begin with a month such as Mar`},
		{"d.M.yyyy", "Europe/Berlin", "00:00", "1.7.2026", "2026-06-30T22:00:00Z"},
		{"yyyyMMddHHmmss", "UTC", "", "20260302090000", "2026-03-02T09:00:00Z"},
		{"yyyy-MM-dd'T'HH:mm:ss.SSSZ", "", "", "2026-03-02T10:00:00.125+0100", "2026-03-02T09:00:00.125Z"},
		{"yyyy-MM-dd'T'HH:mm:ss.SSSZ", "", "", "2026-03-02T10:00:00.125Z", `not a time written yyyy-MM-dd'T'HH:mm:ss.SSSZ: "Z" does not begin with an offset such as +0100`},
		{"yyyy-MM-dd'T'HH:mm:ss.SXXX", "", "", "2026-03-02T10:00:00.123456+01:00", "2026-03-02T09:00:00.123456Z"},
		{"yyyy-MM-dd HH:mm:ssX", "", "", "2026-03-02 10:00:00+01", "2026-03-02T09:00:00Z"},
		{"yyyy-MM-dd HH:mm:ssX", "", "", "2026-03-02 10:00:00-0130", "2026-03-02T11:30:00Z"},
		{"yyyy-MM-dd HH:mmXX", "", "", "2026-03-02 10:00Z", "2026-03-02T10:00:00Z"},
		{"yyyy-MM-dd HH:mmXXX", "", "", "2026-03-02 10:00+0100", `not a time written yyyy-MM-dd HH:mmXXX: "+0100" does not begin with an offset such as +01:00, or Z`},
		{"yyyy-MM-dd HH:mmXXX", "", "", "2026-03-02 10:00+24:00", `not a time written yyyy-MM-dd HH:mmXXX: there is no zone "+24:00"`},
		{"h 'o''clock', m 'past' a, dd/MM/yyyy", "UTC", "", "9 o'clock, 5 past AM, 02/03/2026", "2026-03-02T09:05:00Z"},
		{"yyyy-MM-dd HH:mm", "UTC", "", "2026-02-29 10:00", "there is no such day"},
		{"yyyy-MM-dd HH:mm", "UTC", "", "2028-02-29 10:00", "2028-02-29T10:00:00Z"},
		{"yyyy-MM-dd HH:mm", "UTC", "", "2026-13-01 10:00", "there is no such day"},
		{"yyyy-MM-dd HH:mm", "UTC", "", "2026-00-01 10:00", "there is no such day"},
		{"yyyy-MM-dd HH:mm", "UTC", "", "2026-04-31 10:00", "there is no such day"},
		{"yyyy-MM-dd HH:mm", "UTC", "", "2026-03-02 24:00", "there is no such time of day"},
		{"yyyy-MM-dd HH:mm:ss", "UTC", "", "2026-03-02 09:00:60", "seconds end at 59"},
		{"yyyy-MM-dd HH:mm", "UTC", "", "2026-03-02 10:00:00", `not a time written yyyy-MM-dd HH:mm: ":00" is left over`},
		{"yyyy-MM-dd HH:mm", "UTC", "", "2026-3-02 10:00", `not a time written yyyy-MM-dd HH:mm: "3-02 10:00" does not begin with 2 digits`},
		{"yyyy-MM-dd HH:mm", "UTC", "", "", `not a time written yyyy-MM-dd HH:mm: "" does not begin with 4 digits`},
		{"yyyy-MM-dd HH:mm", "UTC", "", "1969-12-31 23:59", "the year is not within 1970 to 2261"},
		{"yyyy-MM-dd HH:mm", "America/New_York", "", "2261-12-31 23:59", "the year is not within 1970 to 2261"},
	} {
		got := ""
		if at, err := form(t, c.pattern, c.zone, c.at).parse(c.text); err != nil {
			got = err.Error()
		} else {
			got = at.Format(time.RFC3339Nano)
			if at.Location() != time.UTC {
				t.Errorf("%s: not in UTC", c.text)
			}
		}
		if got != c.want {
			t.Errorf("%s of %q: %s, want %s", c.pattern, c.text, got, c.want)
		}
	}
}

// Each quarter of an hour that a clock shows is found by walking along the
// clock; what it shows once, twice or never must be read so. Lord Howe changes
// by half an hour, Apia left out a day, Casablanca goes back for Ramadan.
func TestLocalTimes(t *testing.T) {
	const quarter = 15 * time.Minute
	for _, zone := range []string{"Europe/Berlin", "Europe/London", "America/New_York", "America/St_Johns", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Tehran", "Africa/Casablanca", "Pacific/Apia", "+05:45"} {
		f := form(t, "yyyy-MM-dd HH:mm", zone, "")
		from, to := time.Date(2010, 12, 30, 0, 0, 0, 0, time.UTC), time.Date(2013, 1, 2, 0, 0, 0, 0, time.UTC)
		shown := map[string][]time.Time{}
		for at := from.Add(-48 * time.Hour); at.Before(to.Add(48 * time.Hour)); at = at.Add(quarter) {
			wall := at.In(f.zone).Format("2006-01-02 15:04")
			shown[wall] = append(shown[wall], at)
		}
		counts := map[int]int{}
		for wall := from; wall.Before(to); wall = wall.Add(quarter) {
			text := wall.Format("2006-01-02 15:04")
			want := shown[text]
			counts[len(want)]++
			got, err := f.parse(text)
			if len(want) == 1 && (err != nil || !got.Equal(want[0])) || len(want) != 1 && err == nil {
				t.Fatalf("%s in %s: %v, %v, want %v", text, zone, got, err, want)
			}
		}
		moves := zone != "Asia/Kolkata" && zone != "+05:45"
		if (counts[0] > 0) != moves || (counts[2] > 0) != moves {
			t.Errorf("%s: shown never, once and twice: %v", zone, counts)
		}
	}
}
