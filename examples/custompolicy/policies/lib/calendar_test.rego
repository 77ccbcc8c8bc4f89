package custom.lib.lantern.calendar_test

import data.custom.lib.lantern.calendar

_ns(text) := time.parse_rfc3339_ns(text)

# Every noon of 2026.
_noons := [at | some n in numbers.range(0, 364); at := _ns("2026-01-01T11:00:00Z") + (n * 86400000000000)]

_free(site) := {date |
	some at in _noons
	calendar.day(site, at) == "free"
	not time.weekday(at) in {"Saturday", "Sunday"}
	date := time.format([at, "UTC", "2006-01-02"])
}

# Public holidays of the land of Berlin, and of Portugal, as their laws have them.
# Good Friday 2026 is the 3rd of April.
test_holidays if {
	_free("berlin") == {"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-12-25"}
	_free("lisbon") == {"2026-01-01", "2026-04-03", "2026-05-01", "2026-06-04", "2026-06-10", "2026-10-05", "2026-12-01", "2026-12-08", "2026-12-25"}
}

# 2026 has 52 Saturdays and 52 Sundays.
test_a_whole_year if {
	count([at | some at in _noons; calendar.day("berlin", at) == "working"]) == (365 - 104) - 7
	count([at | some at in _noons; calendar.day("lisbon", at) == "working"]) == (365 - 104) - 9
}

test_a_day_begins_at_the_site if {
	every at, day in {
		"2026-03-06T22:59:59.999999999Z": "working",
		"2026-03-06T23:00:00Z": "free",
		"2026-03-08T22:59:59.999999999Z": "free",
		"2026-03-08T23:00:00Z": "working",
		"2026-07-03T21:59:59.999999999Z": "working",
		"2026-07-03T22:00:00Z": "free",
	} {
		calendar.day("berlin", _ns(at)) == day
	}
	calendar.day("lisbon", _ns("2026-03-06T23:59:59.999999999Z")) == "working"
	calendar.day("lisbon", _ns("2026-03-07T00:00:00Z")) == "free"
}

# Nobody has entered the holidays of 2027; a weekend is one in any year.
test_another_year if {
	calendar.day("berlin", _ns("2026-12-31T22:59:59.999999999Z")) == "working"
	calendar.day("berlin", _ns("2026-12-31T23:00:00Z")) == "unknown"
	calendar.day("berlin", _ns("2025-12-31T22:59:59.999999999Z")) == "unknown"
	calendar.day("berlin", _ns("2027-01-03T11:00:00Z")) == "free"
	calendar.day("lisbon", _ns("2027-01-04T11:00:00Z")) == "unknown"
}

test_another_site if {
	every site in ["paris", "", "Berlin", 7] {
		calendar.day(site, _ns("2026-03-07T11:00:00Z")) == "unknown"
	}
}

test_text if {
	calendar.text("berlin", _ns("2026-03-02T11:00:00Z")) == "Monday, 2026-03-02 12:00 CET"
	calendar.text("lisbon", _ns("2026-07-04T11:00:00Z")) == "Saturday, 2026-07-04 12:00 WEST"
}
