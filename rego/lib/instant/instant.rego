# METADATA
# title: Instants and lengths of time
# description: |
#   Instants are nanoseconds since 1970 in UTC, lengths are nanoseconds. Only
#   numbers are ever compared: two time strings compare by their letters.
# schemas:
#   - input: schema.evidence
package counterfoil.lib.instant

ns(text) := time.parse_rfc3339_ns(text)

as_of := ns(input.as_of)

text(instant) := time.format(instant)

# An ISO 8601 duration of weeks, or of days, hours, minutes and seconds, which
# is all that the parameters document lets through.
length(duration) := n * 604800000000000 if {
	endswith(duration, "W")
	n := to_number(trim_suffix(trim_prefix(duration, "P"), "W"))
} else := _days(parts[0]) + _clock(parts) if {
	parts := split(trim_prefix(duration, "P"), "T")
}

_days("") := 0

_days(part) := to_number(trim_suffix(part, "D")) * 86400000000000 if part != ""

_clock(parts) := 0 if count(parts) == 1

_clock(parts) := time.parse_duration_ns(lower(parts[1]))
