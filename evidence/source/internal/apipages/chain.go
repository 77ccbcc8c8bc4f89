package apipages

// Chain is what was read of one listing. The pages may come in any order, and
// more than once. The zero Chain has none.
type Chain struct {
	Narrowed bool // something was asked for that leaves items out

	began, ended bool
	read, wanted map[string]bool // addresses
}

// Add takes in a page. The first page is one that was asked for without saying
// where to go on.
func (c *Chain) Add(p *Page, first bool) {
	if c.read == nil {
		c.read, c.wanted = map[string]bool{}, map[string]bool{}
	}
	c.read[p.URL] = true
	c.began = c.began || first
	switch {
	case p.Next == nil: // where the next one is nobody told, and there may be one
	case *p.Next == "":
		c.ended = true
	default:
		c.wanted[*p.Next] = true
	}
}

// Whole reports whether the listing was read from its first page to its last,
// and everything was asked for.
func (c *Chain) Whole() bool {
	if !c.began || !c.ended || c.Narrowed {
		return false
	}
	for address := range c.wanted {
		if !c.read[address] {
			return false
		}
	}
	return true
}
