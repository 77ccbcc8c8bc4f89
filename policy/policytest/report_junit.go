package policytest

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"github.com/counterfoil/counterfoil/policy"
)

// The elements of JUnit's XML, as the schema junit-10.xsd of Jenkins' xUnit
// plugin has them; GitLab reads the same. The times are left out: they differ
// from run to run.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string      `xml:"name,attr"`
		Class   string      `xml:"classname,attr"`
		Skipped *junitText  `xml:"skipped"`
		Error   *junitText  `xml:"error"`
		Failure *junitText  `xml:"failure"`
		Out     *junitPlain `xml:"system-out"`
	}
	junitText struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",cdata"`
	}
	junitPlain struct {
		Text string `xml:",cdata"`
	}
)

// WriteJUnit writes the report as JUnit XML for CI: a suite for each group of
// checks (contract, tests, asserts, coverage, silence, mutation), and in each a
// test case for every check, so that an error in the contract, a silence or a
// surviving mutant shows as a failed test does. The class of a case is its Rego
// package.
func (r *Report) WriteJUnit(w io.Writer) error {
	all := junitSuites{Name: "counterfoil"}
	for _, v := range r.verdicts() {
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != v.group {
			all.Suites = append(all.Suites, junitSuite{Name: v.group})
		}
		s := &all.Suites[len(all.Suites)-1]
		c := junitCase{Name: policy.Escape(v.name), Class: policy.Escape(v.pkg)}
		if c.Class == "" {
			c.Class = v.group
		}
		s.Tests++
		switch {
		case v.skipped:
			s.Skipped++
			c.Skipped = &junitText{Type: v.group, Message: "todo"}
		case len(v.failures) > 0 && v.group == groupContract:
			s.Errors++
			c.Error = junitEntry(v)
		case len(v.failures) > 0:
			s.Failures++
			c.Failure = junitEntry(v)
		}
		if len(v.notes) > 0 {
			c.Out = &junitPlain{strings.Join(v.notes, "\n\n") + "\n"}
		}
		s.Cases = append(s.Cases, c)
	}
	for _, s := range all.Suites {
		all.Tests += s.Tests
		all.Failures += s.Failures
		all.Errors += s.Errors
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+string(text)+"\n")
	return err
}

// junitEntry says in the message what is wrong first, and in the text all.
func junitEntry(v verdict) *junitText {
	message, _, _ := strings.Cut(v.failures[0], "\n")
	if n := len(v.failures); n > 1 {
		message += " (and " + strconv.Itoa(n-1) + " more)"
	}
	return &junitText{Type: v.group, Message: message, Text: strings.Join(v.failures, "\n\n") + "\n"}
}
