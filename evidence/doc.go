// Package evidence is the model: what is known about one entitlement change for
// one identity, from request to final state, and how that is written down.
//
// [Record] is the whole of it. [Decode] reads one record, [Records] a stream of
// them, [Read] either; [Encode] writes one. [Record.Validate] judges a record
// that was built in Go by the same rules. [Fact] is one thing that one source
// knows, before facts are joined to records; [Facts] and [EncodeFact] read and
// write those. [Schema] is the JSON Schema of a record.
//
// What follows specifies the format, "counterfoil.evidence/v1".
//
// # Words
//
// A record is all that is known about one change: what was asked for (request),
// which policy decided that approval was needed (policy_basis), who decided
// what (approvals), what the target systems logged (changes) and what they said
// afterwards that the subject holds (observations), what happened to the
// subject or to the work (events), and the declaration of an emergency. A
// change that nobody requested has no request. Standing access that nobody
// asked for has observations only.
//
// The subject is the identity whose access changes: a human, or a non-human
// identity (service_account, api_key, workload, agent). An entitlement is
// something that an identity may do; system, resource, permission and scope are
// its key ([Entitlement.Key]). Where a log does not tell one of them it is
// "unknown", or ends in "/unknown": no observation shows it gone. A target
// source is a source of kind iam, pam, cloud, directory or application; a
// ticket is never its own witness.
//
// # A record
//
//	{
//	  "schema": "counterfoil.evidence/v1",
//	  "id": "RITM0012345",
//	  "action": "grant",
//	  "subject": {
//	    "id": "svc-deploy", "kind": "service_account", "name": "Deploy bot",
//	    "aliases": ["arn:aws:iam::123456789012:user/svc-deploy"],
//	    "owner": {"id": "maria", "kind": "human", "status": "active"},
//	    "status": "active"
//	  },
//	  "request": {
//	    "id": "RITM0012345",
//	    "requester": {"id": "li", "kind": "human"},
//	    "submitted_at": "2026-03-02T09:00:00Z",
//	    "justification": "Release 4.2",
//	    "lifecycle_event": "ev-1",
//	    "entitlements": [
//	      {"system": "aws:123456789012", "resource": "s3/release-artifacts", "permission": "ReadOnly", "expires_at": "2026-03-09T09:00:00Z"}
//	    ],
//	    "status": "closed_complete",
//	    "closed_at": "2026-03-02T11:30:00Z",
//	    "source": {
//	      "system": "servicenow:acme", "kind": "itsm", "record_id": "sc_req_item/9f1c", "collected_at": "2026-03-10T00:00:00Z",
//	      "digest": "sha256:b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"
//	    }
//	  },
//	  "policy_basis": {
//	    "policy_id": "access-approval", "version": "7", "rule_id": "production-write",
//	    "approval_required": true,
//	    "decided_at": "2026-03-02T09:00:05Z",
//	    "source": {"system": "servicenow:acme", "kind": "itsm", "record_id": "policy/7", "collected_at": "2026-03-10T00:00:00Z"}
//	  },
//	  "approvals": [
//	    {
//	      "id": "apr-1",
//	      "approver": {"id": "maria", "kind": "human"},
//	      "capacity": "resource_owner",
//	      "decision": "approved",
//	      "decided_at": "2026-03-02T10:00:00Z",
//	      "delegation": {
//	        "from": {"id": "omar", "kind": "human"},
//	        "valid_from": "2026-03-01T00:00:00Z",
//	        "valid_until": "2026-03-08T00:00:00Z"
//	      },
//	      "context": {
//	        "entitlements": [
//	          {"system": "aws:123456789012", "resource": "s3/release-artifacts", "permission": "ReadOnly", "expires_at": "2026-03-09T09:00:00Z"}
//	        ],
//	        "as_of": "2026-03-02T09:55:00Z"
//	      },
//	      "source": {"system": "servicenow:acme", "kind": "itsm", "record_id": "sysapproval/41", "collected_at": "2026-03-10T00:00:00Z"}
//	    }
//	  ],
//	  "changes": [
//	    {
//	      "id": "evt-1",
//	      "action": "grant",
//	      "entitlements": [
//	        {"system": "aws:123456789012", "resource": "s3/release-artifacts", "permission": "ReadOnly", "expires_at": "2026-03-09T09:00:00Z"}
//	      ],
//	      "actor": {"id": "provisioner", "kind": "service_account"},
//	      "on_behalf_of": null,
//	      "executed_at": "2026-03-02T11:00:00Z",
//	      "outcome": "success",
//	      "request_ref": "RITM0012345",
//	      "override": false,
//	      "emergency": false,
//	      "source": {"system": "aws:123456789012", "kind": "cloud", "record_id": "cloudtrail/evt-1", "collected_at": "2026-03-10T00:00:00Z"}
//	    }
//	  ],
//	  "observations": [
//	    {
//	      "id": "obs-1",
//	      "system": "aws:123456789012",
//	      "observed_at": "2026-03-02T08:00:00Z",
//	      "complete": true,
//	      "entitlements": [],
//	      "source": {"system": "aws:123456789012", "kind": "cloud", "record_id": "iam/obs-1", "collected_at": "2026-03-10T00:00:00Z"}
//	    },
//	    {
//	      "id": "obs-2",
//	      "system": "aws:123456789012",
//	      "observed_at": "2026-03-02T12:05:00.25+01:00",
//	      "complete": true,
//	      "entitlements": [
//	        {"system": "aws:123456789012", "resource": "s3/release-artifacts", "permission": "ReadOnly", "expires_at": "2026-03-09T09:00:00Z", "via": "group/release"}
//	      ],
//	      "source": {"system": "aws:123456789012", "kind": "cloud", "record_id": "iam/obs-2", "collected_at": "2026-03-10T00:00:00Z"}
//	    }
//	  ],
//	  "events": [
//	    {
//	      "id": "ev-1",
//	      "kind": "deployed",
//	      "occurred_at": "2026-03-02T08:00:00Z",
//	      "source": {"system": "hr:acme", "kind": "hr", "record_id": "ev-1", "collected_at": "2026-03-10T00:00:00Z"}
//	    }
//	  ],
//	  "emergency": {
//	    "label": "break-glass",
//	    "reason": "INC0099 outage",
//	    "declared_by": {"id": "li", "kind": "human"},
//	    "declared_at": "2026-03-02T08:55:00Z",
//	    "expires_at": "2026-03-02T16:00:00Z",
//	    "review": {
//	      "reviewer": {"id": "omar", "kind": "human"},
//	      "reviewed_at": "2026-03-03T10:00:00Z",
//	      "conclusion": "justified",
//	      "source": {"system": "servicenow:acme", "kind": "itsm", "record_id": "review/3", "collected_at": "2026-03-10T00:00:00Z"}
//	    },
//	    "source": {"system": "servicenow:acme", "kind": "itsm", "record_id": "emergency/3", "collected_at": "2026-03-10T00:00:00Z"}
//	  },
//	  "extensions": {"cost_centre": "4711", "ticket": {"tags": ["release", "q1"], "effort": 2.5}}
//	}
//
// # What must be there
//
// A record has schema, id and subject, and the subject an id and a kind. All
// else may be absent: absence is what the controls judge. A part that is there
// has what makes it that part:
//
//	identity      id
//	entitlement   system, resource, permission
//	request       id, submitted_at
//	approval      approver, decision, decided_at
//	delegation    from
//	change        action, executed_at, outcome
//	observation   system, observed_at, complete, entitlements
//	event         kind, occurred_at
//	review        reviewer, reviewed_at
//
// A required string is not empty, and neither is an alias. Fields with a closed
// list take its values only, in that spelling. A field that is not described is
// refused, because a misspelt field would otherwise read as absence; what a
// caller wants to add goes into extensions, an object of anything, on every
// part.
//
// Null is refused everywhere, except that on_behalf_of may be null, which means
// absent, and inside extensions. An empty string in a field that is neither
// required nor a time nor of a closed list is the same as absence, and is not
// written again. An empty list is not the same as an absent one: it is kept.
//
// # Times
//
// A time is RFC 3339 with an upper-case T and a zone, either an upper-case Z or
// an offset such as +01:00; seconds run from 00 to 59, a fraction has at most
// nine digits, and the year, as written, lies within 1970 to 2261. Leap seconds
// are refused: they have no instant of their own here. On 1970-01-01 and on
// 2261-12-31 the zone must be Z, so that every time can be written in UTC, too.
// In Go all times are in UTC once they are decoded, to the nanosecond, and they
// are written with Z and no more digits than needed.
//
// # When two identities are the same
//
// When an id or alias of one equals an id or alias of the other, byte for byte
// ([Identity.Same]). Sources normalise case and spelling, nobody else does. The
// name is for people to read and is never compared.
//
// # JSON
//
// Input is UTF-8 without a byte order mark. Names that stand twice in one
// object, invalid UTF-8, unpaired surrogates, more than 64 objects and arrays
// around one another, and a record over 16 MiB are refused, in extensions as
// everywhere. Values in extensions are kept as JSON, without white space and
// needless escapes; their numbers keep every digit.
//
// In JSON Lines one line holds one record or fact. Blank lines are skipped.
// Every other line yields either what it holds or an error, and reading goes on
// with the next. Memory stays that of one line.
//
// [Encode] writes one line, names in the order of the Go structs and those of
// extensions sorted, and refuses a record that Validate refuses: what was
// written can be read back, and is then the same. encoding/json writes the same
// bytes, save that [encoding/json.Marshal] spells <, >, &, U+2028 and U+2029 as
// escapes. Reading with encoding/json applies none of the rules above: call
// Validate, or better Decode.
//
// # The canonical form
//
// [Record.Canonical] is RFC 8785 of what Encode writes, and [Record.Digest] its
// SHA-256. Zones, escapes, white space and the order of names make no
// difference to it; the order of lists does. Numbers, which stand in extensions
// alone, count as IEEE 754 doubles there: one beyond their range has no
// canonical form, and the record no digest.
//
// # Errors
//
// Every error that concerns the input is an [*Error] or joins several, as
// [errors.Join] does: all that is wrong with one record is named at once, the
// first hundred by place and the rest by number. Broken JSON ends the search.
//
//	q1.jsonl:17: RITM0042 /approvals/0/decided_at: expected an RFC 3339 time …, found "2026-03-02": it is too short
//	q1.jsonl:18: /approvls: unknown field "approvls"; did you mean "approvals"?
//	q1.jsonl:19: RITM0044 /changes: the name "changes" stands twice in one object (at byte 812)
//
// Lines count from 1, as do bytes, which are counted within the line. Text that
// came from the input is shortened, and escaped so that it is safe to print.
package evidence
