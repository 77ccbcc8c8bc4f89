package policy

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gobwas/glob"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/counterfoil/counterfoil/evidence"
)

//go:embed parameters.schema.json
var parametersSchema []byte

// ParametersSchema returns the JSON Schema (2020-12) of a complete parameters
// document. The formats duration, glob, subject-kind-glob and action-glob are
// counterfoil's own.
func ParametersSchema() []byte { return slices.Clone(parametersSchema) }

// parametersShape is the schema as data, for checking references.
var parametersShape = sync.OnceValue(func() shape {
	var s shape
	if err := json.Unmarshal(parametersSchema, &s); err != nil {
		panic(err) // it is embedded
	}
	return s
})

// formats are the formats of strings; each says what is wrong with one.
func formats() map[string]func(string) error {
	return map[string]func(string) error{
		"duration":          func(s string) error { _, err := parseDuration(s); return err },
		"date-time":         checkTime,
		"glob":              func(s string) error { return checkGlob(s) },
		"subject-kind-glob": func(s string) error { return checkGlob(s, subjectKinds()...) },
		"action-glob":       func(s string) error { return checkGlob(s, actions()...) },
	}
}

func subjectKinds() []string {
	return []string{string(evidence.KindHuman), string(evidence.KindServiceAccount), string(evidence.KindAPIKey), string(evidence.KindWorkload), string(evidence.KindAgent)}
}

func actions() []string {
	return []string{string(evidence.ActionGrant), string(evidence.ActionRevoke), string(evidence.ActionModify)}
}

func checkTime(s string) error {
	var t time.Time
	if err := t.UnmarshalText([]byte(s)); err != nil || !judgeable(t) {
		return errors.New(`is not an RFC 3339 time with a zone, years 1970 to 2261: write "2026-03-31T00:00:00Z"`)
	}
	return nil
}

// checkGlob checks a pattern as the policies will use it: without separators.
// Where the values are known, it must match one of them.
func checkGlob(pattern string, values ...string) error {
	g, err := glob.Compile(pattern)
	if err != nil {
		return fmt.Errorf("is not a glob: %s", strings.TrimPrefix(err.Error(), "glob: "))
	}
	if len(values) > 0 && !slices.ContainsFunc(values, g.Match) {
		return fmt.Errorf("matches nothing: there are %s", strings.Join(values, ", "))
	}
	return nil
}

var compiledSchema = sync.OnceValue(func() *jsonschema.Schema {
	c := jsonschema.NewCompiler()
	c.AssertFormat = true
	for name, check := range formats() {
		c.Formats[name] = func(value any) bool {
			s, ok := value.(string)
			return !ok || check(s) == nil
		}
	}
	if err := c.AddResource("parameters.schema.json", bytes.NewReader(parametersSchema)); err != nil {
		panic(err) // it is embedded
	}
	return c.MustCompile("parameters.schema.json")
})

// check returns all that is wrong with a merged parameters document.
func (d document) check() []*Error {
	var errs []*Error
	if err := compiledSchema().Validate(d.value); err != nil {
		v, ok := errors.AsType[*jsonschema.ValidationError](err)
		if !ok {
			return []*Error{{File: d.name, Message: err.Error()}}
		}
		d.leaves(v, &errs)
	}
	errs = append(errs, d.unique("/approval/rules", "id")...)
	errs = append(errs, d.unique("/workflow/exempt", "id")...)
	errs = append(errs, d.unique("/waivers", "id")...)
	errs = append(errs, d.contradictions()...)
	return errs
}

// leaves turns the schema's complaints into words.
func (d document) leaves(v *jsonschema.ValidationError, errs *[]*Error) {
	for _, cause := range v.Causes {
		d.leaves(cause, errs)
	}
	if len(v.Causes) > 0 {
		return
	}
	pointer := v.InstanceLocation
	value, _ := d.at(pointer)
	keyword := v.KeywordLocation[strings.LastIndex(v.KeywordLocation, "/")+1:]
	add := func(pointer, message, hint string) { *errs = append(*errs, d.errorAt(pointer, message, hint)) }
	schema := parametersShape().locate(v.AbsoluteKeywordLocation)
	switch keyword {
	case "additionalProperties":
		object, _ := value.(map[string]any)
		properties, _ := schema["properties"].(map[string]any)
		for name := range object {
			if _, ok := properties[name]; !ok {
				add(pointer+"/"+escapeToken(name), "unknown key", suggest(name, slices.Collect(maps.Keys(properties))))
			}
		}
	case "required":
		object, _ := value.(map[string]any)
		required, _ := schema["required"].([]any)
		var missing []string
		for _, name := range required {
			if _, ok := object[fmt.Sprint(name)]; !ok {
				missing = append(missing, fmt.Sprint(name))
			}
		}
		hint := ""
		if !strings.ContainsAny(pointer, "0123456789") { // not an entry of a list
			hint = "a section replaces the default's section as a whole: copy what is missing from the defaults"
		}
		add(pointer, "missing: "+strings.Join(missing, ", "), hint)
	case "type":
		want := map[string]string{"object": "a mapping", "array": "a list", "string": "a string", "integer": "a whole number"}[fmt.Sprint(schema["type"])]
		hint := ""
		switch {
		case value == nil && want == "a list":
			hint = "write [] for none"
		case want == "a list":
			hint = "put it in brackets"
		case want == "a string" && value != nil:
			hint = "quote it"
		}
		add(pointer, fmt.Sprintf("is %s, expected %s", describe(value), want), hint)
	case "enum":
		list, _ := schema["enum"].([]any)
		var known []string
		for _, item := range list {
			known = append(known, fmt.Sprint(item))
		}
		add(pointer, fmt.Sprintf("is %s", shown(value)), suggest(fmt.Sprint(value), known))
	case "format":
		s, _ := value.(string)
		if check := formats()[fmt.Sprint(schema["format"])]; check != nil && check(s) != nil {
			add(pointer, fmt.Sprintf("%q %v", s, check(s)), "")
			return
		}
		add(pointer, v.Message, "")
	case "minimum", "maximum":
		add(pointer, fmt.Sprintf("is %v, expected %v to %v", value, schema["minimum"], schema["maximum"]), "")
	case "minProperties":
		add(pointer, "a match without keys would match everything", `say so if it is meant: system: ["*"]`)
	case "minLength":
		add(pointer, "is empty", "")
	case "minItems":
		add(pointer, "is an empty list", "")
	case "uniqueItems":
		add(pointer, "holds the same item twice", "")
	default:
		add(pointer, v.Message, "")
	}
}

// locate returns the schema that holds a keyword: "parameters.schema.json#/properties/…/type".
func (s shape) locate(location string) shape {
	_, fragment, _ := strings.Cut(location, "#")
	tokens := strings.Split(strings.Trim(fragment, "/"), "/")
	var at any = map[string]any(s)
	for _, token := range tokens[:len(tokens)-1] {
		object, _ := at.(map[string]any)
		at = object[strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")]
	}
	found, _ := at.(map[string]any)
	return found
}

// at returns what a pointer names in the document.
func (d document) at(pointer string) (any, bool) {
	var value any = d.value
	for _, token := range strings.Split(pointer, "/")[1:] {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		switch v := value.(type) {
		case map[string]any:
			value = v[token]
		case []any:
			i := arrayIndex(token)
			if i < 0 || i >= len(v) {
				return nil, false
			}
			value = v[i]
		default:
			return nil, false
		}
	}
	return value, true
}

// unique refuses a list in which two entries have the same value of key.
func (d document) unique(list, key string) []*Error {
	var errs []*Error
	value, _ := d.at(list)
	items, _ := value.([]any)
	first := map[string]int{}
	for i, item := range items {
		entry, _ := item.(map[string]any)
		id, ok := entry[key].(string)
		if !ok {
			continue
		}
		if j, twice := first[id]; twice {
			errs = append(errs, d.errorAt(fmt.Sprintf("%s/%d/%s", list, i, key), fmt.Sprintf("%q is the %s of %s/%d already", id, key, list, j), "give each its own"))
			continue
		}
		first[id] = i
	}
	return errs
}

// contradictions refuses what no schema can say.
func (d document) contradictions() []*Error {
	var errs []*Error
	approval := func(pointer string, value any) {
		rule, _ := value.(map[string]any)
		if rule["id"] == "default" {
			errs = append(errs, d.errorAt(pointer+"/id", `"default" is the name of the default`, "give the rule another id"))
		}
		for _, key := range []string{"min_approvers", "capacities", "context"} {
			if rule["approval"] == "not_required" && rule[key] != nil {
				errs = append(errs, d.errorAt(pointer+"/"+key, "says who must approve where approval is not_required", "remove it, or write approval: required"))
			}
		}
	}
	rules, _ := d.at("/approval/rules")
	list, _ := rules.([]any)
	for i, rule := range list {
		approval("/approval/rules/"+strconv.Itoa(i), rule)
	}
	fallback, _ := d.at("/approval/default")
	approval("/approval/default", fallback)
	waivers, _ := d.value["waivers"].([]any)
	for i, item := range waivers {
		w, _ := item.(map[string]any)
		if owner, ok := w["owner"].(string); ok && owner != "" && owner == w["approved_by"] {
			errs = append(errs, d.errorAt(fmt.Sprintf("/waivers/%d/approved_by", i), fmt.Sprintf("%q is the waiver's owner", owner), "somebody else must approve it"))
		}
	}
	return errs
}

func escapeToken(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1")
}

func shown(value any) string {
	if s, ok := value.(string); ok {
		return strconv.Quote(s)
	}
	return describe(value)
}
