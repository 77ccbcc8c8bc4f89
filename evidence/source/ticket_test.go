package source_test

import (
	"regexp"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source"
)

func TestTicket(t *testing.T) {
	number := regexp.MustCompile(`\bRITM[0-9]{4,}\b`)
	for _, c := range []struct {
		pattern *regexp.Regexp
		texts   []string
		want    string
	}{
		{number, []string{"for RITM0001, as asked"}, "RITM0001"},
		{number, []string{"", "RITM0001", "see RITM0001 (RITM0001)"}, "RITM0001"},
		{number, []string{"RITM0001 and RITM0002"}, ""},
		{number, []string{"RITM0001", "RITM0002"}, ""},
		{number, []string{"XRITM0001", "RITM12"}, ""},
		{number, nil, ""},
		{regexp.MustCompile(`[0-9]*`), []string{"a 7"}, "7"},
		{nil, []string{"RITM0001"}, ""},
	} {
		if got := source.Ticket(c.pattern, c.texts...); got != c.want {
			t.Errorf("%v in %q: %q, want %q", c.pattern, c.texts, got, c.want)
		}
	}
}
