package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/counterfoil/counterfoil/policy"
)

// controlName splits custom.controls.<group>.<name>. The error of a name that
// cannot be one says what to write.
func controlName(pkg string) (group, name string, err error) {
	parts := strings.Split(strings.TrimPrefix(pkg, "data."), ".")
	wrong := func(format string, args ...any) (string, string, error) {
		return "", "", fmt.Errorf("%q cannot be the package of a control: %s", pkg, fmt.Sprintf(format, args...))
	}
	switch {
	case parts[0] == "counterfoil":
		return wrong("counterfoil.* is what comes with counterfoil; yours begin with custom.controls: write %s", suggestedName(parts[1:]))
	case len(parts) < 2 || parts[0] != "custom" || parts[1] != "controls":
		return wrong("it does not begin with custom.controls: write %s", suggestedName(parts))
	case len(parts) != 4:
		return wrong("after custom.controls come a group and a name, and nothing else: write %s", suggestedName(parts))
	}
	group, name = parts[2], parts[3]
	for _, part := range []string{group, name} {
		if !plainName.MatchString(part) {
			return wrong("%q is not made of a-z, 0-9 and _, beginning with a letter: write %s", part, suggestedName(parts))
		}
		if slices.Contains(takenWords, part) {
			return wrong("%s is a word of Rego: write %s", part, suggestedName(parts))
		}
	}
	switch {
	case slices.Contains(policy.AllQuestions(), policy.Question(group)):
		return wrong("the group %s belongs to counterfoil's own controls; name yours after your organisation or a system: write custom.controls.acme.%s", group, name)
	case strings.HasSuffix(name, "_test"):
		return wrong("files named *_test.rego are tests: write %s", suggestedName(parts))
	case name == "testing":
		return wrong("its test could not tell it from the base records, data.counterfoil.testing: write %s", suggestedName(parts))
	}
	return group, name, nil
}

var (
	plainName   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	unplainRune = regexp.MustCompile(`[^a-z0-9]+`)

	// takenWords cannot be imported under their own name.
	takenWords = strings.Fields("as contains data default else every false if import in input not null package some true with")
)

// suggestedName makes a package of a control out of the parts of a name.
func suggestedName(parts []string) string {
	if parts[0] == "custom" {
		parts = parts[1:]
	}
	if len(parts) > 0 && parts[0] == "controls" {
		parts = parts[1:]
	}
	var plain []string
	for _, part := range parts {
		part = strings.TrimLeft(strings.Trim(unplainRune.ReplaceAllString(strings.ToLower(part), "_"), "_"), "0123456789_")
		part = strings.TrimSuffix(part, "_test")
		switch {
		case part == "":
			continue
		case part == "testing" || slices.Contains(takenWords, part):
			part = "my_" + part
		}
		plain = append(plain, part)
	}
	group, name := "acme", "vendor_access"
	switch len(plain) {
	case 0:
	case 1:
		name = plain[0]
	default:
		group, name = plain[0], strings.Join(plain[1:], "_")
	}
	if slices.Contains(policy.AllQuestions(), policy.Question(group)) {
		group = "acme"
	}
	return "custom.controls." + group + "." + name
}
