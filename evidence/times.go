package evidence

import (
	"errors"
	"strconv"
	"time"
)

const timeWanted = "an RFC 3339 time with a zone, such as 2026-03-02T09:00:00Z"

// The years that a time may name. They fit into 64 bits of nanoseconds since
// 1970, which is what policies compute with.
const (
	firstYear, lastYear     = 1970, 2261
	firstSecond, lastSecond = 0, 9214646399 // 1970-01-01T00:00:00Z, 2261-12-31T23:59:59Z
)

// inRange reports whether t can be written and read back.
func inRange(t time.Time) bool {
	return t.Unix() >= firstSecond && t.Unix() <= lastSecond
}

// parseTime reads a time as the package documentation lays it down. The error
// says only what is wrong with it, for use behind what was expected.
func parseTime(s []byte) (time.Time, error) {
	const shape = "0000-00-00T00:00:00"
	if len(s) < len(shape) {
		return time.Time{}, errors.New("it is too short")
	}
	for i := range len(shape) {
		if c := s[i]; shape[i] == '0' && (c < '0' || c > '9') || shape[i] != '0' && c != shape[i] {
			if i == len("0000-00-00") {
				return time.Time{}, errors.New("an upper-case T stands between date and time")
			}
			return time.Time{}, errors.New("character " + strconv.Itoa(i+1) + " cannot stand there")
		}
	}
	year, month, day := number(s[0:4]), number(s[5:7]), number(s[8:10])
	hour, minute, second := number(s[11:13]), number(s[14:16]), number(s[17:19])
	switch {
	case year < firstYear || year > lastYear:
		return time.Time{}, errors.New("the year is not within 1970 to 2261")
	case month < 1 || month > 12 || day < 1 || day > daysIn(year, month):
		return time.Time{}, errors.New("there is no such day")
	case hour > 23 || minute > 59:
		return time.Time{}, errors.New("there is no such time of day")
	case second > 59:
		return time.Time{}, errors.New("seconds end at 59; a leap second has no instant of its own")
	}
	nanosecond, rest, err := fraction(s[len(shape):])
	if err != nil {
		return time.Time{}, err
	}
	offset, err := zone(rest)
	if err != nil {
		return time.Time{}, err
	}
	// In UTC such a time could fall outside the years and not be read back.
	if string(rest) != "Z" && (string(s[:10]) == "1970-01-01" || string(s[:10]) == "2261-12-31") {
		return time.Time{}, errors.New("on the first and the last day that can be written only the zone Z can")
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, nanosecond, time.UTC).Add(-offset), nil
}

// fraction reads ".5" and the like, if it is there, and returns what follows.
func fraction(s []byte) (nanosecond int, rest []byte, err error) {
	if len(s) == 0 || s[0] != '.' {
		return 0, s, nil
	}
	n, unit := 1, 100_000_000
	for ; n < len(s) && s[n] >= '0' && s[n] <= '9'; n++ {
		nanosecond += int(s[n]-'0') * unit
		unit /= 10
	}
	if n == 1 || n > 10 {
		return 0, nil, errors.New("a fraction of a second has one to nine digits")
	}
	return nanosecond, s[n:], nil
}

// zone reads "Z" or "+01:00" and returns the offset from UTC.
func zone(s []byte) (time.Duration, error) {
	switch {
	case len(s) == 0:
		return 0, errors.New("it has no zone")
	case string(s) == "Z":
		return 0, nil
	case len(s) != 6 || s[0] != '+' && s[0] != '-' || s[3] != ':' || !isDigits(s[1:3]) || !isDigits(s[4:6]):
		return 0, errors.New("the zone is neither an upper-case Z nor like +01:00")
	}
	hour, minute := number(s[1:3]), number(s[4:6])
	if hour > 23 || minute > 59 {
		return 0, errors.New("there is no such zone")
	}
	offset := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	if s[0] == '-' {
		offset = -offset
	}
	return offset, nil
}

func isDigits(s []byte) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// number returns the value of a few digits.
func number(s []byte) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
