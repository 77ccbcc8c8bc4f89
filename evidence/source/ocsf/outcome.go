package ocsf

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// The numbers of status_id and action_id.
const (
	success = 1
	failure = 2
	denied  = 2
)

// outcome is how the activity ended. What is neither a success nor a failure
// is not known, and an error; but where nothing at all is said of it, logsDone
// counts: that the product only logs what was done.
func (a *record) outcome(logsDone bool) (evidence.Outcome, error) {
	status := statuses[strings.ToLower(a.Status)]
	switch {
	case a.StatusID != nil && (*a.StatusID == success || *a.StatusID == failure):
		if status != 0 && status != *a.StatusID {
			return "", jsonlog.At("/status", "says something else than status_id does: "+format.Again)
		}
		status = *a.StatusID
	case a.StatusID != nil || a.Status != "" && status == 0:
		return "", a.unknownStatus()
	}
	if a.ActionID != nil && *a.ActionID == denied {
		if status == success {
			return "", jsonlog.At("/action_id", "says that it was denied, and status_id that it succeeded: "+format.Again)
		}
		status = failure
	}
	switch {
	case status == failure:
		return evidence.OutcomeFailure, nil
	case status == success || logsDone:
		return evidence.OutcomeSuccess, nil
	}
	return "", a.unknownStatus()
}

var statuses = map[string]int{"success": success, "failure": failure}

func (a *record) unknownStatus() error {
	return jsonlog.At("/status_id", "says neither that it succeeded nor that it failed: look it up in the system, or read the vendor's own log")
}

// earliest is the least number of milliseconds that is not taken for seconds:
// it is 1973-03-03 in milliseconds.
const earliest = 100_000_000_000

// instant is when the activity happened. time is milliseconds since the epoch;
// seconds, which some converters write, only count where time_dt proves them.
func (a *record) instant(e *jsonlog.Event) (time.Time, error) {
	var dt time.Time
	if a.TimeDT != "" {
		var err error
		if dt, err = e.Time("/time_dt", a.TimeDT); err != nil {
			return time.Time{}, err
		}
	}
	if len(a.Time) == 0 || a.Time.Kind() == 'n' {
		if dt.IsZero() {
			return time.Time{}, jsonlog.At("/time", "missing: "+format.Again)
		}
		return dt, nil
	}
	n, ok := whole(a.Time)
	at := time.UnixMilli(n).UTC()
	switch {
	case ok && n < earliest && !dt.IsZero() && dt.Unix() == n:
		return dt, nil
	case !ok || n < earliest || at.Year() > 2261:
		return time.Time{}, jsonlog.At("/time", "not milliseconds since 1970 (seconds, perhaps): "+format.Again)
	case !dt.IsZero() && dt.Sub(at).Abs() >= time.Second:
		return time.Time{}, jsonlog.At("/time_dt", "says another instant than time does: "+format.Again)
	}
	return at, nil
}

// whole is a number without a fraction, in quotes or not.
func whole(v jsontext.Value) (int64, bool) {
	n, err := strconv.ParseInt(strings.Trim(string(v), `"`), 10, 64)
	return n, err == nil && n >= 0
}
