package counterfoil.lib.instant_test

import data.counterfoil.lib.instant

# Hours are 3 600, days 86 400 and weeks 604 800 seconds of a thousand million nanoseconds.
test_lengths if {
	wanted := {
		"P1D": 86400000000000,
		"PT4H": 14400000000000,
		"P1DT12H": 129600000000000,
		"PT0.5S": 500000000,
		"P2W": 1209600000000000,
		"PT1H30M": 5400000000000,
		"PT90M": 5400000000000,
		"P30D": 2592000000000000,
		"P1DT2H3M4.5S": 93784500000000,
		"PT1.000000001S": 1000000001,
		"P1DT0.000000001S": 86400000000001,
		"P0D": 0,
		"PT0S": 0,
		"P007D": 604800000000000,
		"PT08H": 28800000000000,
		"P01W": 604800000000000,
	}
	{d: instant.length(d) | some d, _ in wanted} == wanted
}

# The longest that a parameters document may say, a hundred years of 365 days.
test_lengths_are_exact_to_the_end if {
	instant.length("P36500D") == 3153600000000000000
	instant.length("P36499DT23H59M59.999999999S") == 3153599999999999999
	instant.length("PT876000H") == 3153600000000000000
}

test_an_instant_is_the_same_in_every_zone if {
	instant.ns("1970-01-01T00:00:00Z") == 0
	instant.ns("2026-03-02T12:00:00+01:00") == instant.ns("2026-03-02T11:00:00Z")
	instant.ns("2026-03-01T23:30:00-11:30") == instant.ns("2026-03-02T11:00:00Z")
}

test_nanoseconds_are_kept if {
	instant.ns("2026-03-02T11:00:00.000000001Z") - instant.ns("2026-03-02T11:00:00Z") == 1
	instant.ns("2261-12-31T23:59:59.999999999Z") - instant.ns("2261-12-31T23:59:59.999999998Z") == 1
}

# As letters, the fraction sorts before the whole second.
test_a_fraction_is_later_than_the_whole_second if {
	instant.ns("2026-03-02T11:00:00.5Z") > instant.ns("2026-03-02T11:00:00Z")
}

test_text_is_in_utc_and_reads_back if {
	instant.text(instant.ns("2026-03-02T12:00:00.000000001+01:00")) == "2026-03-02T11:00:00.000000001Z"
	instant.text(0) == "1970-01-01T00:00:00Z"
}

test_as_of if {
	instant.as_of == 1000000000 with input as {"as_of": "1970-01-01T00:00:01Z"}
}
