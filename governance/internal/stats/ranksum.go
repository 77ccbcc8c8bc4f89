package stats

import "math"

// RankSumTest compares how long things took in two groups, a and b.
type RankSumTest struct {
	NA, NB int64
	W      float64 // pairs, one of each group, in which that of a took longer; an equal pair counts half
	P      float64
	Exact  bool // P was counted, not approximated
}

// exactRanks is up to how many durations P is counted. The number of ways to
// divide 50 is below 2⁵³, so the counts are exact.
const exactRanks = 50

// RankSum tests whether things took equally long in both groups. All must have
// ended: with censored durations, use [LogRank].
func RankSum(a, b Durations) RankSumTest {
	t := RankSumTest{NA: a.Len(), NB: b.Len(), P: 1}
	ranks := rank(a, b)
	for _, r := range ranks {
		t.W += float64(r.inA) * (float64(r.belowB) + float64(r.inB)/2)
	}
	if t.NA == 0 || t.NB == 0 {
		return t
	}
	if t.Exact = t.NA+t.NB <= exactRanks; t.Exact {
		t.P = exactP(ranks, t.NA, t.NB)
	} else {
		t.P = normalP(ranks, t)
	}
	return t
}

// tie is one distinct duration: how often it is in each group, and how many are
// below it.
type tie struct{ inA, inB, belowA, belowB int64 }

// midrank2 is twice the mean rank of the tie's durations.
func (t tie) midrank2() int64 { return 2*(t.belowA+t.belowB) + t.inA + t.inB + 1 }

// rank yields the distinct durations of both, ascending.
func rank(a, b Durations) []tie {
	ranks := make([]tie, 0, len(a)+len(b))
	var at tie
	for value := range times(a, b) {
		at.inA, at.inB = 0, 0
		if len(a) > 0 && a[0].Duration == value {
			at.inA, a = a[0].N, a[1:]
		}
		if len(b) > 0 && b[0].Duration == value {
			at.inB, b = b[0].N, b[1:]
		}
		ranks = append(ranks, at)
		at.belowA += at.inA
		at.belowB += at.inB
	}
	return ranks
}

func normalP(ranks []tie, t RankSumTest) float64 {
	tied := 0.0
	for _, r := range ranks {
		n := float64(r.inA + r.inB)
		tied += n*n*n - n
	}
	pairs, n := float64(t.NA)*float64(t.NB), float64(t.NA+t.NB)
	variance := pairs / 12 * (n + 1 - tied/(n*(n-1)))
	off := math.Abs(t.W-pairs/2) - 0.5
	if variance <= 0 || off <= 0 {
		return 1
	}
	return twoSided(off / math.Sqrt(variance))
}

// exactP counts the ways to divide the ranks that give group a a sum at most,
// and at least, as large as the observed one.
func exactP(ranks []tie, nA, nB int64) float64 {
	var all []int64 // twice the midrank of each duration
	var sum int64   // of those of a
	for _, r := range ranks {
		sum += r.inA * r.midrank2()
		for range r.inA + r.inB {
			all = append(all, r.midrank2())
		}
	}
	// ways[j][s]: how many sets of j of the ranks seen so far have the sum s.
	ways := make([][]int64, nA+1)
	for j := range ways {
		ways[j] = make([]int64, sum+1)
	}
	ways[0][0] = 1
	for _, r := range all {
		for j := nA; j > 0; j-- {
			for s := sum; s >= r; s-- {
				ways[j][s] += ways[j-1][s-r]
			}
		}
	}
	total := int64(1)
	for i := range nA {
		total = total * (nB + 1 + i) / (i + 1)
	}
	var atMost int64
	for _, w := range ways[nA] {
		atMost += w
	}
	atLeast := total - atMost + ways[nA][sum]
	return min(1, 2*float64(min(atMost, atLeast))/float64(total))
}
