package governance

import (
	"testing"
	"time"

	"github.com/counterfoil/counterfoil/internal/generate"
	"github.com/counterfoil/counterfoil/policy"
)

func TestGrid(t *testing.T) {
	const d = 24 * time.Hour
	for _, tt := range []struct {
		d    time.Duration
		want int64
	}{
		{-time.Hour, 0},
		{0, 0},
		{1, 1},
		{time.Second, 1},
		{2 * time.Hour, 7200},
		{2*time.Hour + 1, 7260},
		{2*time.Hour + time.Second, 7260},
		{2*time.Hour + time.Minute, 7260},
		{10 * d, 864000},
		{10*d + time.Second, 867600},
		{365 * d, 31536000},
		{365*d + time.Second, 31622400},
		{1<<63 - 1, 106752 * 86400}, // 292 years
	} {
		if got := onGrid(tt.d); got != tt.want {
			t.Errorf("%v: got %d s, want %d s", tt.d, got, tt.want)
		}
	}
	// Under a hundredth is added, and what is longer is never shorter on the grid.
	before := int64(0)
	for d := time.Second; d < 1<<61; d += d/97 + 1 {
		got, exact := onGrid(d), d.Seconds()
		if got < before || float64(got) < exact || float64(got) > exact*1.01+1 {
			t.Errorf("%v: %d s after %d s", d, got, before)
		}
		before = got
	}
}

// What is passed over without the policy is what the policy puts outside.
func TestSurelyOutside(t *testing.T) {
	set, err := policy.Compile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const day = 24 * time.Hour
	passed := map[bool]int{}
	for i, g := 0, generate.Records(6); i < 600; i++ {
		r := g.Next()
		if i%3 == 0 {
			r.Request = nil
		}
		from := generate.AsOf.Add(-time.Duration(i%20) * day)
		tally := newTally(newFrame(set, Period{from, from.Add(2 * day)}, generate.AsOf))
		sure := tally.surelyOutside(r)
		passed[sure]++
		if !sure {
			continue
		}
		_, m, err := set.Measure(t.Context(), r, generate.AsOf)
		if err != nil {
			t.Fatal(err)
		}
		if m.Anchor == nil || tally.Period.Contains(m.Anchor.At) {
			t.Fatalf("%s is passed over, and its anchor is %+v in %v", r.ID, m.Anchor, tally.Period)
		}
	}
	if passed[true] < 100 || passed[false] < 100 {
		t.Errorf("%v: too few to tell", passed)
	}
}
