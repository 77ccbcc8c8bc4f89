// Package policy compiles controls written in Rego and judges records with
// them.
package policy
