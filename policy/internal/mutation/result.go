package mutation

// Fate is what became of a mutant.
type Fate string

const (
	Killed     Fate = "killed"     // a test failed
	Endless    Fate = "endless"    // a test took many times its steps: killed, too
	Survived   Fate = "survived"   // all tests passed
	Untested   Fate = "untested"   // no test reaches it: survived, too
	Equivalent Fate = "equivalent" // survived, and the source says why it must
	Stillborn  Fate = "stillborn"  // it does not compile: it says nothing of the tests
)

// Outcome is a mutant with its fate.
type Outcome struct {
	*Mutant
	Fate   Fate
	Test   string // that killed it
	Reason string // why it is equivalent
}

// Counts says how many mutants had which fate.
type Counts struct {
	Generated, Killed, Endless, Survived, Untested, Equivalent, Stillborn int
}

func (c *Counts) add(f Fate) {
	c.Generated++
	switch f {
	case Killed:
		c.Killed++
	case Endless:
		c.Endless++
	case Survived:
		c.Survived++
	case Untested:
		c.Untested++
	case Equivalent:
		c.Equivalent++
	case Stillborn:
		c.Stillborn++
	}
}

// Score is the percentage of mutants that the tests kill, of those that they
// could: killed and endless, of these and what survived. Without any it is 100.
func (c Counts) Score() float64 {
	killed := c.Killed + c.Endless
	all := killed + c.Survived + c.Untested
	if all == 0 {
		return 100
	}
	return 100 * float64(killed) / float64(all)
}

// FileResult is what became of the mutants of a file.
type FileResult struct {
	Name     string
	Counts   Counts
	Outcomes []Outcome // by place
	Markers  []Problem // markers that say nothing, or nothing true
	Unread   []Problem // rules that no mutants are made of, as they are not understood
}

// Problem is a place in a file and what is wrong there.
type Problem struct {
	File    string
	Line    int
	Message string
}

// Result is what became of the mutants of a pack.
type Result struct {
	Files  []FileResult // by name
	Counts Counts
}
