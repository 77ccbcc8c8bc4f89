package spelling

import "testing"

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"abc", "", 3},
		{"grant", "grant", 0},
		{"grnat", "grant", 1}, // a swap
		{"grat", "grant", 1},
		{"graant", "grant", 1},
		{"grunt", "grant", 1},
		{"ca", "abc", 3}, // what was swapped is not edited again
		{"kitten", "sitting", 3},
		{"flaw", "lawn", 2},
		{"straße", "strasse", 2},
		{"Prüfer", "Prufer", 1}, // a letter, not its bytes
	} {
		if got := Distance(test.a, test.b); got != test.want {
			t.Errorf("from %q to %q it takes %d, not %d", test.a, test.b, got, test.want)
		}
		if got := Distance(test.b, test.a); got != test.want {
			t.Errorf("and back it takes %d", got)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"approvals", "approver", "id"}
	for name, want := range map[string]string{
		"approvls": "approvals", "Approvers": "approver", "subject": "", "ix": "", "": "",
		"approvalsapprovalsapprovalsapprovalsapprovals": "", // nobody mistypes that
	} {
		if got := Nearest(name, names); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
