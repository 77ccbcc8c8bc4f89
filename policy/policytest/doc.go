// Package policytest tests controls written in Rego inside go test.
//
// Most need one call. Tests are Rego, beside the controls, in files *_test.rego:
//
//	func TestPolicies(t *testing.T) {
//		policytest.Run(t, os.DirFS("policies"))
//	}
//
// [Run] runs them as subtests and then looks for what they miss. [Test] does the
// same without a testing.T and returns a [Report]; the command counterfoil test
// prints it. [RunCases] runs cases that a person can read, which need no Rego,
// and [Record] makes a record for a test in Go.
//
// # What must hold
//
// Contract: the controls compile, strictly and against the record's schema, and
// are what package policy asks of a control. Tests are compiled as strictly. If
// not, nothing else is looked at.
//
// Tests: every rule test_… is true. Each value of test_x[case] is a subtest of its
// own, todo_test_… is skipped. What opa test passes, passes here, with one
// exception: a built-in's error is an error and not undefined, as when a record
// is judged. A failure shows the file and line of the test, the expression that
// does not hold, what its variables stand for, the difference between the sides
// of an equality, and what the test printed.
//
// Asserts: no test passes without having asserted something. One that reaches no
// rule of the pack, that has no case, or that passes whatever its control finds,
// is reported.
//
// Coverage: every line is reached ([WithCoverage] takes less), and every control
// was seen with each outcome that its rules give, at least satisfied,
// not_satisfied and, in its own words, indeterminate. An outcome counts as a set
// would judge it: a conclusion that cites nothing in the record is none.
//
// Silence: every part of every record that a test puts to a control is taken out,
// one at a time, and the rest is judged again. No control turns satisfied from
// something worse, and none is left without a conclusion.
//
// Mutation, with [WithMutation] alone: the policies are changed in one small way
// after another, a comparison, a boundary, a condition, a constant, an outcome,
// and some test fails each time.
//
// What is right all the same, the author says once in the file of the policy, in a
// comment with the reason; a comment that nothing needs any more is an error:
//
//	# silence /observations/*/entitlements/*: what is gone is the excess itself
//	# never pending: this control has no deadline to wait for
//	# equivalent boundary: two observations of one instant count together
//
// Tests use data.counterfoil.testing: base records (human_grant,
// service_account_grant, agent_grant, revoke_request, emergency_grant), edits of
// them (without_approvals, granted_late, with_excess, …) and outcomes. Data is
// data.counterfoil.parameters, the defaults or [WithParameters].
//
// # Cases
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
// The story ends at the first line whose first word is base, record or matrix.
// From there on each line is a directive; a line that starts with white space
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
//	edit NAME [JSON…]   apply a function of counterfoil.testing to the record and these
//	                    arguments: edit without_approvals, edit with_permission "Writer"
//
// Pointers are JSON Pointers (RFC 6901). Edits apply in order; one whose pointer
// does not resolve is an error, and so is a record that is not valid. The
// functions that edit applies are the public ones whose first argument is called
// record, the same that Rego tests use; rego/testing holds them and says what
// each does.
//
// What it is judged by:
//
//	as_of TIME          the instant
//	parameters YAML     an organisation's document, merged over the defaults by
//	                    top-level key
//
// No clock is ever looked at. A case without as_of is judged at the archive's
// instant, which a line "as_of TIME" in the comment before the first case gives;
// without that line at counterfoil.testing.as_of. Some functions, such as
// granted_late, move that instant along with the record; an as_of of the case
// itself has the last word.
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
//	findings CONTROL        the control's findings are exactly those listed below
//	waived CONTROL ID       a finding of the control carries this waiver
//	unwaived CONTROL        no finding of the control carries a waiver
//
// A case that wants nothing is an error: it could not fail.
//
// Below findings stands, indented, a line for each finding, in any order:
//
//	-- the requester approves --
//	base agent_grant
//	edit self_approved
//	findings approval.independent
//		not_satisfied /approvals/0 "li approved, being also the requester" /approvals/0 /request/requester
//		satisfied /approvals/1 "sam is not the executor or the requester or the subject" /approvals/1 /changes/0/actor /request/requester /subject
//
// which is OUTCOME CLAIM "MESSAGE" EVIDENCE…, and at the end waived ID where a
// waiver applies. "" is the pointer to the record itself. A pointer or an id
// with white space in it stands in quotes. Failures list findings in this form,
// too.
//
// # A matrix
//
// Who may have what, and when, is a table. A case that starts with matrix judges
// each identity with each entitlement at each instant:
//
//	-- contractors and production --
//	Contractors get no production write outside working days.
//
//	matrix acme.contractor_hours
//	base human_grant
//	identity contractor
//		set /subject/extensions {"contract": true}
//	identity employee
//	entitlement prod-write
//		edit with_permission "Writer"
//	instant monday
//		edit granted_at "2026-03-02T11:00:00Z"
//	instant saturday 2026-03-20T00:00:00Z
//		edit granted_at "2026-03-07T11:00:00Z"
//	table
//		                        monday     saturday
//		contractor  prod-write  satisfied  not_satisfied
//		employee    prod-write  satisfied  satisfied
//
// The directives of a matrix:
//
//	matrix SUBJECT          first: what the outcomes in the table are of, a CONTROL, a
//	                        QUESTION or grade
//	base, record            second
//	set, remove, copy, edit before the first identity, entitlement or instant: what all
//	                        records have in common
//	as_of, parameters       as in any case
//	identity NAME           who; the edits that make the difference are indented below
//	entitlement NAME        what, likewise
//	instant NAME [TIME]     when, likewise; TIME is the as_of of this instant
//	table                   the wanted outcomes: a line with the instants, and then a
//	                        line for each identity and entitlement
//
// There is at least one of each. A name is one word of letters, digits, -, _ and
// dots. The edits apply in the order of this list. Every combination is in the
// table once, in any order of lines and columns; one that is missing, double or
// unknown is an error. Each is a subtest, <archive>/<case>/<identity>/<entitlement>/<instant>,
// which fails with the line of the table.
//
// # Rewriting what is wanted
//
// A change of policy may change many outcomes. RunCases rewrites them where they
// stand if the test binary has a boolean flag -update, and it is set. The flag is
// yours; one line in a test file defines it, unless the package has it already:
//
//	var _ = flag.Bool("update", false, "rewrite what cases want; read the difference before you commit it")
//
// Rewritten is what differs: the outcome of a want, the lines of findings, a cell
// of a table, whose columns stay aligned. No other byte changes. What never,
// finding, waived and unwaived promise is not rewritten and still fails, as does a
// case that cannot be judged, and one of a control that failed or passed over a
// claim: that it is indeterminate is nothing to get used to. The archives must be
// in an os.DirFS.
//
// What a policy says is not thereby right: a wanted outcome comes from what the
// organisation decided.
package policytest
