// Package rego carries the embedded policies: the controls, the library that
// they and custom controls import, the base records for tests and the default
// parameters. Import package policy to use them; import this one to read them.
package rego

import (
	"embed"
	"io/fs"
)

//go:embed controls lib testing counterfoil
var files embed.FS

// FS returns the embedded files:
//
//	controls/<question>/<name>/<name>.rego, tests beside in <name>_test.rego
//	lib/<topic>/<topic>.rego
//	testing/*.rego, base records and edits of them
//	counterfoil/parameters/defaults.yaml
func FS() fs.FS { return files }
