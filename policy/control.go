package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Control is one policy rule set with one id, which judges one true-or-false
// statement about a record.
type Control struct {
	ID          string   // the package path: "grant.exact", or "acme.vendor_access" of a custom control
	Title       string   // the statement, as if it were true
	Description string   //
	Question    Question // that it answers
	Severity    Severity
	Frameworks  []Framework
	Remediation string // what to do where it is not satisfied
	Since       string // the version that introduced it
	Resources   []string
	Custom      bool   // not one of the embedded controls
	File        string // that defines it, as named in its file system
}

// compiledControl is a control that can be asked.
type compiledControl struct {
	Control
	line  int // of the first findings rule
	query query
}

// Framework is a reference into a published framework. It claims relevance,
// never compliance.
type Framework struct {
	Framework string
	ID        string
	Title     string
}

// Question is what a control helps to answer.
type Question string

// The four questions, and the two that are reported beside them.
const (
	QuestionApproval   Question = "approval"   // was the approval required by policy, and given?
	QuestionGrant      Question = "grant"      // did provisioning create exactly what was requested?
	QuestionRevocation Question = "revocation" // did revocation occur in time?
	QuestionTrail      Question = "trail"      // can the decision path be reconstructed?
	QuestionEmergency  Question = "emergency"  // was emergency access labelled, bounded and reviewed?
	QuestionLifecycle  Question = "lifecycle"  // are non-human identities owned and tied to their lifecycle?
)

// AllQuestions returns the questions in the order of a result.
func AllQuestions() []Question {
	return []Question{QuestionApproval, QuestionGrant, QuestionRevocation, QuestionTrail, QuestionEmergency, QuestionLifecycle}
}

// Severity is how much a control matters.
type Severity string

// The severities. An info control is reported and never worsens a question or
// a grade.
const (
	SeverityInfo     Severity = "info"
	SeverityLow      Severity = "low"
	SeverityMedium   Severity = "medium"
	SeverityHigh     Severity = "high"
	SeverityCritical Severity = "critical"
)

func severities() []string {
	return []string{string(SeverityInfo), string(SeverityLow), string(SeverityMedium), string(SeverityHigh), string(SeverityCritical)}
}

func questions() []string {
	var names []string
	for _, q := range AllQuestions() {
		names = append(names, string(q))
	}
	return names
}

// metadata reads the package annotation of a control and says all that is
// wrong with it.
type metadata struct {
	file *module
	at   *ast.Location
	errs []*Error
}

// wrong notes an error at the line of a key of the annotation, or at its first
// line where the key is missing.
func (m *metadata) wrong(key, hint, format string, args ...any) {
	e := m.file.errorAt(m.at, fmt.Sprintf("METADATA: "+format, args...), hint)
	name := key[strings.LastIndex(key, ".")+1:] + ":"
	for n := m.at.Row; strings.HasPrefix(m.file.line(n), "#"); n++ {
		if text := m.file.line(n); strings.HasPrefix(strings.TrimLeft(text, "# -{"), name) {
			e.Line, e.Source, e.Column, e.Width = n, text, strings.Index(text, name)+1, len(name)-1
			break
		}
	}
	m.errs = append(m.errs, e)
}

func (m *metadata) read(c *Control, a *ast.Annotations) {
	c.Title = m.line("title", a.Title, "say what the control states, as if it were true")
	if c.Description = strings.TrimSpace(a.Description); c.Description == "" {
		m.wrong("description", "say what the control judges and how", "description is missing")
	}
	for _, r := range a.RelatedResources {
		c.Resources = append(c.Resources, r.Ref.String())
	}
	m.schemas(a.Schemas)
	known := []string{"question", "severity", "frameworks", "remediation", "since"}
	for _, key := range slices.Sorted(maps.Keys(a.Custom)) {
		if !slices.Contains(known, key) {
			m.wrong(key, suggest(key, known), "custom.%s is not a known key", key)
		}
	}
	c.Question = Question(m.choice(a.Custom, "question", questions()))
	c.Severity = Severity(m.choice(a.Custom, "severity", severities()))
	c.Remediation = m.line("custom.remediation", a.Custom["remediation"], "say what to do where the control is not satisfied")
	if _, given := a.Custom["since"]; given || !c.Custom {
		c.Since = m.line("custom.since", a.Custom["since"], `quote the version that introduced the control: "0.1.0"`)
	}
	if list, given := a.Custom["frameworks"]; given || !c.Custom {
		c.Frameworks = m.frameworks(list)
	}
	if group, _, _ := strings.Cut(c.ID, "."); !c.Custom && c.Question != "" && string(c.Question) != group {
		m.wrong("question", fmt.Sprintf("the package says %s", group), "custom.question is %q", c.Question)
	}
}

func (m *metadata) schemas(list []*ast.SchemaAnnotation) {
	if len(list) != 1 || !list[0].Path.Equal(ast.InputRootRef) || !list[0].Schema.Equal(schemaEvidence) {
		m.wrong("schemas", "so that a typo in a field's name is an error, also with other tools", "schemas must be [{input: schema.evidence}]")
	}
}

var schemaEvidence = ast.MustParseRef("schema.evidence")

func (m *metadata) line(key string, value any, hint string) string {
	s, ok := value.(string)
	switch s = strings.TrimSpace(s); {
	case value != nil && !ok:
		m.wrong(key, hint, "%s is not a string", key)
	case s == "":
		m.wrong(key, hint, "%s is missing", key)
	}
	return s
}

func (m *metadata) choice(custom map[string]any, key string, of []string) string {
	value, given := custom[key]
	s, _ := value.(string)
	switch {
	case !given:
		m.wrong(key, "one of "+strings.Join(of, ", "), "custom.%s is missing", key)
	case !slices.Contains(of, s):
		m.wrong(key, "one of "+strings.Join(of, ", "), "custom.%s is %q", key, fmt.Sprint(value))
	default:
		return s
	}
	return ""
}

func (m *metadata) frameworks(value any) []Framework {
	const hint = "frameworks is a list of {framework, id, title}, each a string"
	list, ok := value.([]any)
	if !ok {
		m.wrong("frameworks", hint, "custom.frameworks is missing or not a list")
		return nil
	}
	var all []Framework
	for i, item := range list {
		entry, _ := item.(map[string]any)
		name, _ := entry["framework"].(string)
		id, _ := entry["id"].(string)
		title, _ := entry["title"].(string)
		if len(entry) != 3 || name == "" || id == "" || title == "" {
			m.wrong("frameworks", hint, "custom.frameworks[%d] is malformed", i)
			continue
		}
		all = append(all, Framework{name, id, title})
	}
	return all
}

var plainName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
