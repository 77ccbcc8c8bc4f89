// Package ticketform is what the ticket sources share: settings that say which
// entitlement a request asks for. A ticketing system has no field for one; it
// stands in fields of a form (custom fields, catalogue variables) that every
// house makes for itself.
//
// # Templates
//
// A setting is a text in which {name} stands for the value of the field of that
// name, and everything else for itself:
//
//	"aws:{account}"
//
// Names hold no braces and are not empty; a brace that does not belong to a name
// is a fault, since no text of a target system that this was written for has
// any. A text with a field that was left blank is as a whole nothing: half of a
// resource's name is the name of another resource. So an entitlement whose
// system, resource or permission is nothing is not asked for.
//
// # Forms
//
// A [Form] is what the settings say of one kind of request. [Form.Plan] checks it
// and makes a [Plan] of it, which the source fills with the values of one
// request: it knows where these stand, what a field with several of them means,
// which of them are people, and how times are written.
//
// # Settings
//
// A source has a Settings type of its own, in its own vendor's words, which is
// its documentation, too. [Parse] reads it from JSON: members are those that
// the type names and no others, and everything that is wrong is told at once,
// each with its JSON Pointer ([Faults]). Settings that were made in Go are
// checked just so; [Faults.Err] is then what breaks each input.
package ticketform
