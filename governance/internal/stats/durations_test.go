package stats

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestNewDurations(t *testing.T) {
	got := NewDurations(5, 2, 5, -1, 5, 2)
	if diff := cmp.Diff(Durations{{-1, 1}, {2, 2}, {5, 3}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.Len() != 6 {
		t.Errorf("%d of them, want 6", got.Len())
	}
	// What is empty has one form, however it came about.
	var c Collector
	for name, empty := range map[string]Durations{
		"new": NewDurations(), "merged": Durations{}.Merge(Durations{}), "collected": c.Durations(),
	} {
		if empty != nil {
			t.Errorf("%s: %#v, want nil", name, empty)
		}
	}
}

func TestMergeLeavesBothAsTheyWere(t *testing.T) {
	a, b := NewDurations(1, 2, 2), NewDurations(2, 3)
	if diff := cmp.Diff(Durations{{1, 1}, {2, 3}, {3, 1}}, a.Merge(b)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Durations{{{1, 1}, {2, 2}}, {{2, 1}, {3, 1}}}, []Durations{a, b}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What was taken out of a collector stays, whatever is added later.
func TestCollectorKeepsWhatItGave(t *testing.T) {
	var c Collector
	c.Add(7)
	first := c.Durations()
	for i := range 3 * pendingDurations {
		c.Add(time.Duration(i % 10))
	}
	if diff := cmp.Diff(Durations{{7, 1}}, first); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := c.Durations().Len(); got != 3*pendingDurations+1 {
		t.Errorf("%d collected", got)
	}
}

func TestValidate(t *testing.T) {
	for _, test := range []struct {
		of   Durations
		want string // part of the error; "" for none
	}{
		{nil, ""},
		{Durations{{-3, 1}, {0, 2}, {1, math.MaxInt32 - 3}}, ""},
		{Durations{{1, 0}}, "entry 0: 1ns is counted 0 times, expected 1 or more"},
		{Durations{{1, 1}, {2, -4}}, "entry 1: 2ns is counted -4 times"},
		{Durations{{2, 1}, {1, 1}}, "entry 1: 1ns comes after 2ns, expected ascending order"},
		{Durations{{2, 1}, {2, 1}}, "entry 1: 2ns comes after 2ns"},
		{Durations{{1, math.MaxInt32}, {2, 1}}, "entry 1: more than 2147483647 durations in all"},
		{Durations{{1, math.MaxInt64}, {2, math.MaxInt64}}, "entry 0: more than"},
	} {
		err := test.of.Validate()
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: %v, want %q", test.of, err, test.want)
		}
	}
}
