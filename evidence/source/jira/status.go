package jira

import (
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// resolutions are those that Jira and its templates come with, of which the
// name says what became of the request.
var resolutions = map[string]evidence.RequestStatus{
	"done":             evidence.StatusClosedComplete,
	"fixed":            evidence.StatusClosedComplete,
	"won't do":         evidence.StatusRejected,
	"won't fix":        evidence.StatusRejected,
	"declined":         evidence.StatusRejected,
	"rejected":         evidence.StatusRejected,
	"canceled":         evidence.StatusCancelled,
	"cancelled":        evidence.StatusCancelled,
	"duplicate":        evidence.StatusCancelled,
	"cannot reproduce": evidence.StatusClosedIncomplete,
	"incomplete":       evidence.StatusClosedIncomplete,
}

// endings says what names mean: those that Jira comes with, and those of the
// settings, folded.
type endings map[string]evidence.RequestStatus

// resolution is what a resolution says by its name, if it does.
func (own endings) resolution(name string) evidence.RequestStatus {
	if means, ok := own[fold(name)]; ok {
		return means
	}
	return resolutions[fold(name)]
}

// final is what a status says by its name: that a request was turned down, but,
// unless the settings say so, none that it was done. "Done" is the last status
// of whatever became of it.
func (own endings) final(name string) evidence.RequestStatus {
	if means, ok := own[fold(name)]; ok {
		return means
	}
	if means := resolutions[fold(name)]; turnedDown(means) {
		return means
	}
	return ""
}

func turnedDown(s evidence.RequestStatus) bool {
	return s == evidence.StatusRejected || s == evidence.StatusCancelled
}

// status is what a request says of itself. Empty where it does not say, or
// contradicts itself.
func (own endings) status(category, status, resolution string) evidence.RequestStatus {
	byName := own.final(status)
	switch category = strings.ToLower(category); {
	case category == "new" || category == "indeterminate":
		if resolution == "" && byName == "" {
			return evidence.StatusOpen
		}
	case category != "done":
	case resolution == "":
		return byName
	default:
		if means := own.resolution(resolution); !turnedDown(byName) || turnedDown(means) {
			return means
		}
	}
	return ""
}
