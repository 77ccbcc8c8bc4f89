package evidence

import (
	"bytes"
	_ "embed"
)

//go:embed schema.json
var schemaJSON []byte

// Schema returns the JSON Schema (draft 2020-12) of a record, and a copy of it
// to every caller. It accepts exactly what Decode accepts, apart from what no
// schema can say: duplicate names, invalid UTF-8, nesting over 64 and size.
func Schema() []byte { return bytes.Clone(schemaJSON) }
