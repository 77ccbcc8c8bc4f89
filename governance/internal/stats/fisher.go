package stats

// FisherMidP is the probability of shares at least as far apart as these, in the
// same direction, times two, if there were no difference: Fisher's test, central
// and mid-p. It is 1 if one of them has no rate.
func FisherMidP(a, b Proportion) float64 {
	_, okA := a.Rate()
	_, okB := b.Rate()
	if !okA || !okB {
		return 1
	}
	below, at, above := hypergeometric(a, b)
	return min(1, 2*min(below+at/2, above+at/2))
}

// hypergeometric is how probable it is that, of both groups' count together,
// fewer than a.Count, as many, or more fall on a, if they fall at random.
func hypergeometric(a, b Proportion) (below, at, above float64) {
	nA, nB, k := a.Of, b.Of, a.Count+b.Count
	low, high := max(0, k-nB), min(k, nA)
	// Weights relative to that of the most probable count: no logarithm of a
	// factorial, so the tails keep their digits. What underflows adds nothing.
	mode := int64(float64(k+1) * float64(nA+1) / float64(nA+nB+2))
	mode = min(max(mode, low), high) // rounding may take it beyond
	add := func(x int64, weight float64) {
		switch {
		case x < a.Count:
			below += weight
		case x > a.Count:
			above += weight
		default:
			at += weight
		}
	}
	add(mode, 1)
	for x, weight := mode, 1.0; x < high && weight > 0; x++ {
		weight *= float64(k-x) / float64(x+1) * (float64(nA-x) / float64(nB-k+x+1))
		add(x+1, weight)
	}
	for x, weight := mode, 1.0; x > low && weight > 0; x-- {
		weight *= float64(x) / float64(k-x+1) * (float64(nB-k+x) / float64(nA-x+1))
		add(x-1, weight)
	}
	all := below + at + above
	return below / all, at / all, above / all
}
