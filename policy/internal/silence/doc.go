// Package silence looks for controls that miss what is missing.
//
// A hand-written test takes away the evidence that its author thinks of. [Hunt]
// takes away all of it, one part at a time: from every record that the tests of
// a pack put before a control, each member of an object and each element of a
// list, at any depth. What is left is judged by the controls that tests put the
// record before, at the same instant and with the same parameters as the whole,
// and two things are reported:
//
//   - A control becomes satisfied that was not_satisfied, indeterminate or
//     pending: losing evidence helped.
//   - A control reaches no conclusion where it did before: it passes a claim
//     over, fails, or cites nothing that is in the record. The record reads as
//     indeterminate, but nobody is told what is missing.
//
// A record that a test made up and that is not valid is not judged, and neither
// is what is left of one when the part was required: both are counted. A record
// without as_of is judged at the instant that the caller names. Equal records are
// judged once.
//
// # Reports
//
// There is one [Silence] for each control, place and kind, with the indexes of
// lists written as *: /approvals/*/approver/kind. It has the smallest record that
// shows it. The order is that of control, place and kind, however many cores did
// the work.
//
// # What is right
//
// Often what is taken away is the offence itself: without the excess there is no
// excess. The author says so once, in the control's file, in a comment:
//
//	# silence /observations/*/entitlements/*: what is gone is the excess itself
//
// One place or several, a colon, and a reason. In a place, * stands for any one
// element or member, and ** for any number of them, at the end for at least one:
// /** below a place is everything below it, and /**/aliases is any list of
// aliases. The marker accepts that the control becomes satisfied. That it reaches
// no conclusion cannot be accepted, because a rule that says what is missing is
// always better. A marker without a reason is an error, and so is a place that
// nothing needs any more.
package silence
