// Package policytest runs test cases for policies that a person can read.
//
// RunCases runs every case of every txtar archive (*.txtar) of a file system as
// a subtest named <archive>/<case>, in parallel:
//
//	func TestAccessPolicy(t *testing.T) {
//		policytest.RunCases(t, os.DirFS("testdata/cases"), policy.WithFS(os.DirFS("policies")))
//	}
//
// # A case
//
// An archive starts with a comment and holds one case a member. The member's
// name is the case in a few words. Its body tells the story, makes a record,
// and says what is wanted:
//
//	-- a minute after the grant --
//	Maria decides one minute after the account was changed: her approval is late.
//
//	base human_grant
//	set /approvals/0/decided_at "2026-03-02T11:01:00Z"
//	want approval.timely not_satisfied
//	finding approval.timely not_satisfied citing /approvals/0 /changes/0
//
// The story ends at the first line whose first word is base or record. From
// there on each line is a directive; a line that starts with white space
// continues the one before it. Empty lines count for nothing.
//
// The record:
//
//	base NAME           start from a base record of counterfoil.testing: human_grant,
//	                    service_account_grant, agent_grant, revoke_request, emergency_grant
//	record JSON         start from this record instead
//	set POINTER JSON    replace the value there, or add a member; "-" appends to a list
//	remove POINTER      take the value out
//	copy POINTER FROM   set, with a copy of the value at FROM
//
// Pointers are JSON Pointers (RFC 6901). Edits apply in order; one whose pointer
// does not resolve is an error, and so is a record that is not valid.
//
// What it is judged by:
//
//	as_of TIME          the instant; without it counterfoil.testing.as_of
//	parameters YAML     an organisation's document, merged over the defaults by
//	                    top-level key
//
// What is wanted, at least one of them:
//
//	want CONTROL OUTCOME    the control's outcome
//	want QUESTION OUTCOME   the question's outcome: approval, grant, revocation, trail,
//	                        emergency or lifecycle
//	want grade GRADE        the record's grade
//	never … …               as want, but anything except this outcome or grade
//	finding CONTROL OUTCOME [at CLAIM] [citing POINTER…] [saying "TEXT"]
//	                        at least one finding of the control has this outcome, and
//	                        this claim, and for each pointer cites that place or one
//	                        below it, and says the text (upper or lower case)
//	waived CONTROL ID       a finding of the control carries this waiver
//	unwaived CONTROL        no finding of the control carries a waiver
//
// A case that wants nothing is an error: it could not fail.
package policytest
