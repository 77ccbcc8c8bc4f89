package governance

import (
	"slices"
	"testing"
)

// Worked by hand from the rules in Worksheet's documentation.
func TestAllocate(t *testing.T) {
	for _, c := range []struct {
		n           int
		sizes, want []int
	}{
		{10, []int{500, 300, 200}, []int{5, 3, 2}},
		{10, []int{7, 6, 4}, []int{4, 4, 2}},            // 4 2/17, 3 9/17, 2 6/17: the tenth goes to 9/17
		{25, []int{990, 10}, []int{24, 1}},              // 24.75 and 0.25
		{10, []int{97, 1, 1, 1}, []int{7, 1, 1, 1}},     // a tenth each gets one, 7 are left
		{4, []int{1, 25, 74}, []int{1, 1, 2}},           // 0.04; then 3 × 25/99 is below one, too
		{5, []int{3, 3}, []int{3, 2}},                   // two halves: by name
		{6, []int{3, 9}, []int{1, 5}},                   // two halves: the larger
		{2, []int{1, 2, 1, 1}, []int{1, 1, 0, 0}},       // fewer than strata: 2/5, 4/5, 2/5, 2/5
		{3, []int{1000, 1, 1}, []int{1, 1, 1}},          // as many as strata
		{8, []int{5, 3}, []int{5, 3}},                   // all
		{9, []int{5, 3}, []int{5, 3}},                   // more than all
		{7, []int{5, 3}, []int{4, 3}},                   // 4 3/8, 2 5/8
		{1, []int{4}, []int{1}},                         //
		{3, nil, nil},                                   // nothing
		{4, []int{2, 2, 2, 2, 2}, []int{1, 1, 1, 1, 0}}, // 4/5 each
	} {
		if got := allocate(c.n, c.sizes); !slices.Equal(got, c.want) {
			t.Errorf("%d of %v: got %v, want %v", c.n, c.sizes, got, c.want)
		}
	}
}

// Whatever the sizes: the parts add up, none exceeds its stratum, and none is
// empty where there is enough for all.
func TestAllocateAddsUp(t *testing.T) {
	for code := range 6 * 6 * 6 * 6 {
		sizes := []int{1 + code%6, 1 + code/6%6*7, 1 + code/36%6*50, 1 + code/216*3}
		total := sizes[0] + sizes[1] + sizes[2] + sizes[3]
		for _, n := range []int{1, 3, 4, 5, 9, 25, 60, total - 1, total, total + 1} {
			got, sum := allocate(n, sizes), 0
			for i, part := range got {
				sum += part
				if part < 0 || part > sizes[i] || part == 0 && n >= len(sizes) {
					t.Fatalf("%d of %v: %v", n, sizes, got)
				}
			}
			if sum != min(n, total) {
				t.Fatalf("%d of %v: %v has %d", n, sizes, got, sum)
			}
		}
	}
}
