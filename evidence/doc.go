// Package evidence is the model: what is known about one entitlement change,
// from request to final state.
package evidence
