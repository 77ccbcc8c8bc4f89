package policy

import (
	"encoding/json"
	"github.com/counterfoil/counterfoil/evidence"
	"reflect"
	"strings"
	"time"
)

func recordSchema() []byte {
	b, _ := json.Marshal(sch(reflect.TypeFor[evidence.Record](), 0))
	return b
}
func sch(t reflect.Type, depth int) map[string]any {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string"}
	case t.Kind() == reflect.Map:
		return map[string]any{"type": "object"}
	case t.Kind() == reflect.Bool:
		return map[string]any{"type": "boolean"}
	case t.Kind() == reflect.String:
		return map[string]any{"type": "string"}
	case t.Kind() == reflect.Pointer:
		return sch(t.Elem(), depth)
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": sch(t.Elem(), depth)}
	}
	if depth > 8 {
		return map[string]any{}
	}
	p := map[string]any{}
	for i := range t.NumField() {
		n, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		p[n] = sch(t.Field(i).Type, depth+1)
	}
	return map[string]any{"type": "object", "properties": p, "additionalProperties": false}
}
