package governance

import "crypto/sha256"

// known holds the ids of the records that came, as the first 128 bits of their
// SHA-256: two ids that share them are not to be found, by chance or on purpose.
type known map[[16]byte]struct{}

// add reports whether the id is new.
func (k known) add(id string) bool {
	sum := sha256.Sum256([]byte(id))
	key := [16]byte(sum[:16])
	if _, ok := k[key]; ok {
		return false
	}
	k[key] = struct{}{}
	return true
}

// shared counts the ids that two populations have in common.
func (k known) shared(other known) int {
	if len(other) < len(k) {
		k, other = other, k
	}
	n := 0
	for key := range k {
		if _, ok := other[key]; ok {
			n++
		}
	}
	return n
}
