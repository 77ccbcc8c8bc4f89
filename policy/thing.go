package policy

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
)

// thing shows in short what a pointer names in the record.
func (x *explanation) thing(pointer string) string {
	if v, ok := follow(reflect.ValueOf(x.rec).Elem(), pointer); ok {
		return short(v)
	}
	value, ok := resolve(x.input, pointer) // inside extensions
	if !ok {
		return "not in the record"
	}
	return cut(value.String())
}

// follow walks a pointer through the model by its json tags.
func follow(v reflect.Value, pointer string) (reflect.Value, bool) {
	for _, token := range strings.Split(pointer, "/")[1:] {
		switch v.Kind() {
		case reflect.Slice:
			i := arrayIndex(token)
			if i < 0 || i >= v.Len() {
				return v, false
			}
			v = v.Index(i)
		case reflect.Struct:
			found := false
			for i := range v.NumField() {
				if tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); tag == token && tag != "extensions" {
					v, found = v.Field(i), true
					break
				}
			}
			if !found {
				return v, false
			}
		default:
			return v, false
		}
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return v, false
			}
			v = v.Elem()
		}
	}
	return v, true
}

// short shows a part of the record in a line or two.
func short(v reflect.Value) string {
	if v.Kind() == reflect.Slice {
		if v.Len() == 0 {
			return "none"
		}
		items := make([]string, v.Len())
		for i := range items {
			items[i] = short(v.Index(i))
		}
		return strings.Join(items, "; ")
	}
	switch part := v.Addr().Interface().(type) {
	case *time.Time:
		return clock(*part)
	case *evidence.Identity:
		return whole(part)
	case *evidence.Entitlement:
		return access(part)
	case *evidence.Request:
		return fmt.Sprintf("%s of %s, %s", part.ID, clock(part.SubmittedAt), statusWords(part.Status))
	case *evidence.PolicyBasis:
		return basis(part)
	case *evidence.Approval:
		return decision(part)
	case *evidence.Delegation:
		return "in place of " + name(&part.From) + window(part.ValidFrom, part.ValidUntil)
	case *evidence.Context:
		return shownTo(part)
	case *evidence.Change:
		return clock(part.ExecutedAt) + " " + changed(part)
	case *evidence.Observation:
		return fmt.Sprintf("%s %s: %s", clock(part.ObservedAt), read(part), held(part))
	case *evidence.Event:
		return clock(part.OccurredAt) + " " + string(part.Kind)
	case *evidence.Emergency:
		return emergency(part)
	case *evidence.Review:
		return review(part)
	case *evidence.Source:
		return strings.TrimSpace(part.System+" "+part.RecordID) + since(", ", string(part.Kind)) + since(", collected ", part.CollectedAt)
	}
	return cut(fmt.Sprint(v.Interface()))
}

// cut shortens what a caller or a ticket wrote at any length.
func cut(s string) string {
	const longest = 200
	if runes := []rune(s); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return s
}
