# METADATA
# title: Working days
# description: |
#   The days on which a site of Lantern works, in the site's own time zone. A
#   year whose holidays nobody has entered is unknown, not a year without any.
package custom.lib.lantern.calendar

# Holidays are listed as far as they fall on Monday to Friday.
_sites := {
	"berlin": {"zone": "Europe/Berlin", "holidays": {"2026": {"01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "12-25"}}},
	"lisbon": {"zone": "Europe/Lisbon", "holidays": {"2026": {"01-01", "04-03", "05-01", "06-04", "06-10", "10-05", "12-01", "12-08", "12-25"}}},
}

# day(site, at) is "working", "free" or "unknown"; at is in nanoseconds.
day(site, at) := "free" if {
	time.weekday([at, _sites[site].zone]) in {"Saturday", "Sunday"}
} else := "unknown" if {
	not _holidays(site, at)
} else := "free" if {
	_local(site, at, "01-02") in _holidays(site, at)
} else := "working"

# text(site, at) is the day as people there would say it.
text(site, at) := _local(site, at, "Monday, 2006-01-02 15:04 MST")

_holidays(site, at) := _sites[site].holidays[_local(site, at, "2006")]

_local(site, at, layout) := time.format([at, _sites[site].zone, layout])
