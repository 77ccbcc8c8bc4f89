// Package mapped reads CSV and JSON of any origin with a mapping document, in
// YAML or JSON, that says which fact a row makes and which column holds which
// field. No Go is needed for it.
//
//	m, err := mapped.Parse("tickets.yaml", document)
//	for f, err := range source.Facts(m.Reader(mapped.Options{}), &tally, "tickets.csv") { … }
//
// What follows specifies the mapping document, "counterfoil.mapping/v1". Its
// JSON Schema is [Schema]; [Parse] checks a document against it, and then for
// meaning. In a hurry: copy one of the examples in testdata, and let the
// errors lead; each names a place in the mapping or a row, and what to do.
//
// # A worked example
//
// A ticket system exports one row a requested item, with its approval. Times
// are local, without a zone:
//
//	Number,Operation,Requested for,Opened by,Opened,System,Roles,State,Approval,Approver,Approval set
//	RITM0201,Add,Bob@acme.example,li@acme.example,02-03-2026 10:00:00,erp,fin-read; fin-export,Closed Complete,Approved,maria@acme.example,02-03-2026 11:00:00
//
// Its mapping:
//
//	mapping: counterfoil.mapping/v1
//	input: {format: csv}
//	time: {format: "dd-MM-yyyy HH:mm:ss", zone: Europe/Berlin}
//	source:
//	  system: servicenow:acme
//	  kind: itsm
//	  record_id: {text: "sc_req_item/{Number}"}
//	subject:
//	  id: {column: Requested for, case: lower}
//	  kind: human
//	facts:
//	  - fact: request
//	    action: {column: Operation, map: {Add: grant, Remove: revoke}}
//	    value:
//	      id: {column: Number}
//	      requester: {id: {column: Opened by, case: lower}, kind: human}
//	      submitted_at: {column: Opened}
//	      entitlements:
//	        - each: {column: Roles, separator: ";"}
//	          system: {column: System}
//	          resource: roles
//	          permission: {item: ""}
//	      status: {column: State, map: {Open: open, Closed Complete: closed_complete, Closed Skipped: cancelled}}
//	  - fact: approval
//	    when: {column: Approval, is: [Approved, Rejected]}
//	    request_ref: {column: Number}
//	    value:
//	      approver: {id: {column: Approver, case: lower}, kind: human}
//	      decision: {column: Approval, map: {Approved: approved, Rejected: rejected}}
//	      decided_at: {column: Approval set}
//
// The row makes two facts: bob@acme.example's request RITM0201 for the roles
// fin-read and fin-export in erp, submitted at 2026-03-02T09:00:00Z and
// closed_complete, and the approval of it by maria@acme.example.
//
// # The document
//
//	mapping   counterfoil.mapping/v1
//	input     what the rows look like
//	  format      csv or json
//	  separator   of the columns of CSV: one character, or tab; a comma if not said
//	  list        json: the name of the list of rows, where an object holds one,
//	              as {"result": […]} does
//	  empty       texts that stand for nothing, as ["?", "NULL"]
//	time      how times are written where a field does not say: format, zone, at
//	source    where the facts were read; it becomes that of every fact
//	  system      a value
//	  kind        itsm, iam, pam, cloud, directory, application, hr or manual
//	  record_id   a value that names the row, and no other row
//	  collected_at  a time: when the rows were exported; if not said,
//	              Options.CollectedAt
//	subject   the subject of every fact that does not say its own
//	facts     one entry for each fact that a row may make
//
// All but list, separator, empty, time and subject are required. An entry of
// facts looks as a fact does when it is printed, with values that say where
// they come from:
//
//	fact      request, approval, policy_basis, change, observation, event or
//	          emergency
//	when      one condition or a list of them; if not all hold, the row does not
//	          make this fact
//	each      the fact is made once for each item of a list
//	subject   an identity
//	request_ref  the request that the fact belongs to; approvals and policy
//	          bases need one
//	action    of a request: grant, revoke or modify
//	without_entitlement  of an observation, see below
//	value     the part, as it stands in a record: its fields are those of
//	          package evidence, without source
//
// What a part needs in a record, it needs here. An observation has no id and
// no extensions: it is gathered from several rows.
//
// A part that is not needed (a requester, a delegation, an entry of a list) is
// left out of the fact if the row says nothing of it, that is, if all that it
// reads from the row is empty; what is written in the mapping does not count.
// If the row says something of it, and not all that it needs, the row is
// refused.
//
// # Values
//
// A value is a constant, or an object that says where it stands:
//
//	Finance                              a constant
//	{column: Approver}                   a cell of a CSV row
//	{column: data, pointer: /user/id}    in a cell that holds JSON
//	{pointer: /requested_for/email}      in a JSON row (RFC 6901)
//	{text: "sc_req_item/{Number}"}       a text with places in braces: a column,
//	                                     or, of JSON, a pointer; {{ and }} are
//	                                     braces that are meant
//	{item: ""}, {item: /name}            what an each goes through, or inside it
//	{outer: /system}                     the same of the each around that one;
//	                                     in a text, {@item/name} and {@outer/…}
//
// White space around a value is not part of it. Numbers, true and false of
// JSON are the texts "50", "true" and "false". Nothing is: an empty cell, null,
// what input.empty lists, and a text of which a place holds nothing.
//
// In CSV, each column must be in the header. In JSON, each member must be in
// every row for which it is read, be it null; so a misspelt pointer does not
// read as silence. What rows may lack says optional: true.
//
// Beside the place, these may stand, and apply in this order:
//
//	empty     the value in the place of nothing; it is final
//	case      lower or upper: sources spell identities in one way
//	map       what each value becomes; null is nothing. A value that is not in
//	          the map is an error in its row
//	unmapped  what all values become that are not in the map
//
// Fields with a closed list (a status, a decision, the kind of an identity …)
// and those that are true or false need a map unless the rows happen to use
// the very words. Nothing is guessed.
//
// Aliases are values; an alias that holds nothing is left out. Extensions take
// any names; their values become JSON strings.
//
// # Lists
//
// An entry of entitlements or of aliases with an each is made once for each
// item; so is a fact:
//
//	each: {column: Roles, separator: ";"}     the parts of a cell
//	each: {pointer: /targets}                 a JSON array
//	each: {column: data, pointer: /roles}     one in a cell
//	each: {item: /roles}                      one in an item of the each around
//
// Empty parts of a cell are no items. Every other item comes to an entitlement
// or to an error. Where several facts of one kind about one subject come from
// one row, their ids must differ, or the join would take them for one: the row
// is refused.
//
// # Conditions
//
//	when: {column: Approval, is: [Approved, Rejected]}
//	when: [{pointer: /type, is_not: [test]}, {pointer: /by, empty: false}]
//
// Each has a place, and one of: is, where the value is one of these; is_not,
// where it is none of these, or nothing; empty, where there is nothing (true)
// or something (false). A case may stand beside the place. A condition about
// an item is met by each item on its own.
//
// # Times
//
// Constant times are RFC 3339, and so are all others if nothing else is said.
// Otherwise format says how they are written, in the notation that ServiceNow,
// Java and Unicode (LDML) share:
//
//	yyyy   year                       SSS  that many digits of a fraction;
//	MM, M  month: two digits, or           S one to nine
//	       one or two                 a    AM or PM, with hh or h
//	MMM    month: Jan, FEB …          XXX  offset: +01:00, or Z
//	dd, d  day                        XX   +0100, or Z
//	HH, H  hour, 0 to 23              X    +01 or +0100, or Z
//	mm, m  minute                     Z    +0100
//	ss, s  second                     'T'  the letter T
//
// or rfc3339, unix (seconds since 1970) or unix_ms (milliseconds). Seconds and
// fractions that a format does not have are zero.
//
// A format without an offset needs a zone: a place of the tz database such as
// Europe/Berlin, or UTC, or an offset such as "+01:00"; abbreviations such as
// CET are ambiguous, and refused. Where clocks are put back, an hour comes
// twice; where they are put forward, one is left out. A time in such an hour is
// refused, and the error names both instants: nothing in the row says which is
// meant. Export times in UTC to be rid of it.
//
// A format without a time of day needs at: which time of that day counts, as in
// "00:00" or "23:59:59". A date that means never, such as 31.12.9999, belongs in
// input.empty. A date and a time in two columns are one text, as in
// {text: "{Date} {Time}", format: dd.MM.yyyy HH:mm}.
//
// # Who holds what
//
// Observations are gathered: rows about the same subject, system and instant
// make one, in whichever order they come, and their entitlements are sorted,
// each once. Its id is the system, its source that of the first of the rows.
// This needs memory: all entitlements of the input are held up to its end,
// about 300 bytes for each row. All other facts leave at once.
//
//	complete: true
//
// says that the listing is whole: that whoever is listed for a system holds
// nothing there but what the rows of this input say. It is the mapping's word;
// do not give it to one page of several, or to one of several files of a
// listing. It is not kept where anything contradicts it: if a row is refused,
// or the input is broken, no observation of the input is complete. A complete
// listing has one instant for each subject and system; rows with another are
// refused. So are rows that say another kind, name, status or owner of a
// subject than those before.
//
// A row that names no entitlement is refused, too, unless the fact says
// without_entitlement: holds_nothing: then it says that its subject is known
// there, and, if no other row says otherwise, holds nothing. Where such a row
// says something else of an entitlement, a second fact is for it, with a when
// and with entitlements: []. Of subjects that have no row at all, nothing is
// known.
//
// # Inputs
//
// CSV is RFC 4180, in UTF-8, with or without a byte order mark. The first row
// is the header; no two columns have one name. A row has as many cells as the
// header; cells may hold line breaks and doubled quotes. Empty lines are no
// rows. Errors name the line at which a row begins. A quote in the wrong place
// costs the rows that it swallows: the error says up to which line. A header
// that lacks a column of the mapping breaks the input: no row of it is read.
//
// JSON is JSON Lines, or an array of rows, or an object that holds them under
// the name input.list, or several of these, one after the other. Rows are
// objects.
//
// # What becomes of rows
//
// A row that makes facts, or that an observation rests on, is used, and counted
// under the kinds of facts: "request + approval". A row with an error anywhere
// is refused as a whole. A row for which no condition holds is ignored, and
// counted by what the condition found; so is one whose list of items is empty.
package mapped
