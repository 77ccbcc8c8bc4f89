package governance

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// Drawn is a record of a sample.
type Drawn struct {
	RecordID string
	Stratum  string // "" of a plain sample
	Key      string // 64 hexadecimal digits
}

// Stratum is a part of the population. It is named as the worksheet's cells
// are written.
type Stratum struct {
	Name     string // "" of a plain sample
	InPeriod int
	Drawn    int
}

// stratum holds the records of a stratum with the smallest keys, at most as
// many as the whole sample has: how many of them are drawn is known at the end.
type stratum struct {
	inPeriod int
	rows     []row // by key
}

// row is a record that may be drawn, with the cells that say what it holds.
type row struct {
	key   [sha256.Size]byte
	id    string
	cells []string
}

func (r row) compare(other row) int {
	return cmp.Or(bytes.Compare(r.key[:], other.key[:]), strings.Compare(r.id, other.id))
}

// draw takes a record in where its key is among the smallest so far.
func (h *stratum) draw(plan SamplePlan, j *judged) {
	candidate := row{key: sha256.Sum256([]byte(plan.Seed + "\n" + j.record.ID)), id: j.record.ID}
	i, _ := slices.BinarySearchFunc(h.rows, candidate, row.compare)
	if i == plan.Size {
		return
	}
	if len(h.rows) == plan.Size {
		h.rows = h.rows[:plan.Size-1]
	}
	candidate.id, candidate.cells = strings.Clone(candidate.id), j.cells()
	h.rows = slices.Insert(h.rows, i, candidate)
}

func (h *stratum) add(other *stratum, size int) {
	h.inPeriod += other.inPeriod
	all := slices.Concat(h.rows, other.rows)
	slices.SortFunc(all, row.compare)
	h.rows = slices.Clone(all[:min(size, len(all))])
}

// of is the stratum of a record.
func (s Strata) of(j *judged) string {
	switch s {
	case BySystem:
		return list(systemsOf(j.record))
	case BySeverity:
		return cmp.Or(string(j.caseOf().Severity), nothing)
	}
	return ""
}

// Strata returns the strata by name, with what is drawn from each. A plain
// sample has one, and one of an empty period none.
func (w *Worksheet) Strata() []Stratum {
	names := slices.Sorted(maps.Keys(w.strata))
	sizes := make([]int, len(names))
	for i, name := range names {
		sizes[i] = w.strata[name].inPeriod
	}
	all := make([]Stratum, len(names))
	for i, n := range allocate(w.Plan.Size, sizes) {
		all[i] = Stratum{names[i], sizes[i], n}
	}
	return all
}

// Drawn returns the sample by stratum, then key: the rows of the worksheet.
func (w *Worksheet) Drawn() []Drawn {
	all := []Drawn{}
	for _, h := range w.Strata() {
		for _, r := range w.strata[h.Name].rows[:h.Drawn] {
			all = append(all, Drawn{r.id, h.Name, hex.EncodeToString(r.key[:])})
		}
	}
	return all
}

// allocate divides n draws among strata of these sizes, none of them empty.
// Worksheet's documentation says how.
func allocate(n int, sizes []int) []int {
	total := 0
	for _, size := range sizes {
		total += size
	}
	if n >= total {
		return slices.Clone(sizes)
	}
	drawn := make([]int, len(sizes))
	open := make([]int, len(sizes))
	for i := range open {
		open[i] = i
	}
	for again := n >= len(sizes); again; {
		again = false
		rest, left := n, total
		open = slices.DeleteFunc(open, func(i int) bool {
			small := rest*sizes[i] < left
			if small {
				drawn[i] = 1
				n, total = n-1, total-sizes[i]
				again = true
			}
			return small
		})
	}
	given := 0
	for _, i := range open {
		drawn[i] = n * sizes[i] / total
		given += drawn[i]
	}
	slices.SortFunc(open, func(a, b int) int {
		return cmp.Or(cmp.Compare(n*sizes[b]%total, n*sizes[a]%total), cmp.Compare(sizes[b], sizes[a]), cmp.Compare(a, b))
	})
	for _, i := range open[:n-given] {
		drawn[i]++
	}
	return drawn
}
