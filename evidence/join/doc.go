// Package join makes records of facts: a full outer join of what was asked and
// what happened. Nothing that a source says is dropped silently: what cannot be
// linked becomes a record of its own, or is noted.
//
// # Who is who
//
// Two identities are the same if they share an id or alias; that is followed
// through all identities in all facts, requesters, approvers, actors and owners
// included. [Options.Aliases], an alias directory, adds names that no fact
// connects; what it cannot resolve (a name that it gives to two identities, one
// that differs from a name in the facts in case alone) is noted, as is where
// the facts contradict it.
//
// The subject of a record has all names that its identity is known by, its id
// being that of the alias directory, else of the request's subject (of several
// the first in order), else of another fact about it; and so has every other
// identity in a record: a control sees that an approver is the executor under
// another name. Name, owner, status and extensions of a subject are those that
// were said last, by the time of collection, else of the fact; of statuses said
// at the same time the worse. An owner's status is likewise the last one that
// any fact tells.
//
// If neither a fact nor the directory says the kind of a subject, it is taken
// for a service_account, and the record's extension "join" says
// {"subject_kind":"assumed"}: a non-human identity must show an owner, a human
// need not. If facts disagree, a non-human kind counts, the extension says
// "disputed", and there is a note.
//
// # Which facts count
//
// A fact that is not in order (Fact.Validate) is refused and noted. Facts about
// the same subject, of the same kind, from the same record of the same source
// (source.system, source.record_id) and with the same id are one: the one that
// was collected last counts. If the others say something else, that is noted as
// a conflict. The time keeps events and observations of the same record apart,
// an event's kind too, and the request that approvals, policy decisions and
// emergencies name. A request is known by its id, system and subject alone.
// Where a fact does not name its source record, only what is equal in
// everything is the same. A source that reads two facts of one kind about one
// subject from one record must give them different ids.
//
// # What belongs to a request
//
// There is one record for each request and subject.
//
//   - Explicit. A change, approval, policy decision or emergency that names a
//     request (request_ref) belongs to it if it is about the same subject.
//     Otherwise it belongs to none, and no other is looked for.
//   - Inferred. A change that names none belongs to the request of its subject
//     that asks for an entitlement of the same key, or for a bundle that
//     implies it ([Options.Implied]), was submitted at or before the change,
//     and was closed no more than Options.Fulfilment before it. An open request
//     has no end: it still asks. One that is closed, and does not say when,
//     ends Fulfilment after it was submitted. And the action must fit: a
//     request for a grant takes grants and modifications, one for a revoke
//     takes revokes; one for a modification, or that does not say, takes all. A
//     revoke that no request asks for belongs to the request for a grant under
//     which, in the same record, the access was given before, however long ago
//     that was closed: access lasts, and its end stops the clocks of that
//     record. Of several such requests it is the one whose access no revoke has
//     ended yet. The link leaves request_ref empty.
//   - More than one request: the fact is linked to none and noted as ambiguous.
//     So are policy decisions where a request has several that differ: nothing
//     says which one was acted on. Of several emergencies the last declared
//     stands in the record, the others in records of their own.
//
// # What belongs to none
//
//   - A successful change: a record without request, one for each change.
//   - A failed change: no record, since it changed nothing; noted as unplaced.
//   - An emergency: a record of its own. Else one that was never reviewed would
//     vanish.
//   - An approval or a policy decision: no record; noted as unplaced.
//   - An observed entitlement that no request (for anything but a revoke) and
//     no successful grant or modification of that subject and key explains, at
//     the latest at the time of the observation: standing access. One record
//     for each subject and system holds the observations; its extension "join"
//     lists the entitlements as {"unexplained":[…]}, each once. Equal keys
//     explain, and what a bundle implies; and so does being in the group that
//     an entitlement comes through: via is then the resource of an entitlement
//     that is explained, of the same system, or SYSTEM/RESOURCE of any.
//
// Observations go to every record of their subject that is about their system,
// or about no system at all; a bundle is about the systems of all that it
// implies. Events go to every record of their subject. Where there is none, both
// are noted as unplaced.
//
// # Who is not in a listing
//
// A [evidence.Listing] says that a listing of a system was whole. It goes to
// the records of everybody whom it does not name and whom its source would have
// named, as a complete observation of nothing, with {"not_listed":true} as its
// extension "join". A source would name whom it has named before: in another
// listing, or as the one whose access a change in its log was about
// (source.system is the same). Of all others it says nothing: they may stand in
// the listing under a name that nobody connected with them.
//
// # The numbers
//
// Every fact has one fate (see [Counts]). Joined: a request that something
// belongs to, what belongs to it, and observations and events in a record that
// has more than these. Single: all others that count, and listings.
// [Report.Unplaced] says how many of the facts that are single or ambiguous
// stand in no record.
//
// # Names and order
//
// A record has the id of its request ("ID/SUBJECT" where several subjects have
// a request of that id, "ID/SYSTEM" where several ticket systems do), or is
// called "change:SYSTEM/RECORD_ID/SUBJECT" or "emergency:…" after the source
// record (after a digest of the fact where that is not known), or
// "standing:SYSTEM/SUBJECT". Where this is not unique, a digest is appended.
// The action is that which the request asks for, else that of the successful
// changes (else of the failed ones), if it is one.
//
// Records are sorted by id, parts by time and then source. The result does not
// depend on the order in which facts arrive.
package join
