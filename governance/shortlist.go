package governance

import (
	"cmp"
	"slices"
	"strings"
)

// Shortlisted is the length at which a list of records is cut. The counts
// beside it are of all of them.
const Shortlisted = 20

// shortlist puts an item into a sorted list of the first few by an order that
// is total, so that the list is the same in whatever order the items come. An
// item that the list holds already is not put in again.
func shortlist[T any](list []T, item T, compare func(a, b T) int) []T {
	i, found := slices.BinarySearchFunc(list, item, compare)
	if found || i == Shortlisted {
		return list
	}
	if len(list) == Shortlisted {
		list = list[:Shortlisted-1]
	}
	return slices.Insert(list, i, item)
}

// shortlists puts the items of one list into another.
func shortlists[T any](list, items []T, compare func(a, b T) int) []T {
	for _, item := range items {
		list = shortlist(list, item, compare)
	}
	return list
}

func byRecord(a, b Refusal) int {
	return cmp.Or(strings.Compare(a.RecordID, b.RecordID), strings.Compare(a.Reason, b.Reason))
}
