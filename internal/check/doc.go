// Package check tests the house itself: which package may import which, how a
// file of it may look, whether every control has what it needs, whether
// generated documents are current, and whether the README tells the truth.
//
// It has nothing but tests. Those that compare with a generated file rewrite it
// when asked:
//
//	go test ./internal/check -run Catalogue -update
package check
