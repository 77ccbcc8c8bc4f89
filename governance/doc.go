// Package governance says what a population of records amounts to: whether
// access is governed, or tickets are merely administered.
//
//	a, err := governance.Assess(ctx, set, period, asOf, evidence.Read(name, r))
//
// An [Assessment] holds exact counts. Everything else (rates, intervals, medians,
// curves) follows from them. Equal records, policy digests, periods and instants
// give assessments that are equal to the byte, in whatever order the records
// come, as long as no id comes twice, and however many cores there are.
//
// # Population
//
// Everything that a population yields is received, and then one of these:
//
//	received = in period + outside + undated + refused + duplicate
//
// A record falls in the half-open period by its anchor, which the policy decides
// (policy.Measures): its first change, else its submission, else, of access that
// nobody asked for and no log explains, its first trace. One without any is
// undated: it is in no period, and named. Refused is what could not be read,
// what is not a valid record, and what could not be judged; each has its reason.
// A record whose id came before is a duplicate: the first counts, also where
// the first was refused or lies outside. A line that could not be read has no id. The
// end of a file that breaks off is one refusal, whatever it would have held.
//
// Lists of ids are cut at [Shortlisted], in an order that does not depend on that
// of the records; counts are of all.
//
// # Rates
//
// Each record in the period is, in the eyes of each rate, decided (right or
// wrong: the denominator), indeterminate, pending, not applicable, or not asked.
// What is not asked rests on a control that the policy set lacks; it is no rate
// of zero. The numerator counts what is wrong; that of the two rates where higher
// is better ([RevocationWithinSLA], [Reconstructable]) what is right. Waived
// counts as wrong.
//
//	missed_approvals         approval.required
//	excess_grants            grant.exact
//	paper_control            the ticket says closed_complete, and the target system shows what it asked for undone
//	                         (policy.Measures.Paper). Right is only what is proven done: grant.complete of a grant,
//	                         verified absence of a revoke request; else indeterminate
//	outside_workflow         grant.in_workflow
//	revocation_within_sla    the worse of revocation.on_closure and revocation.on_role_change; higher is better
//	orphaned_nhi             lifecycle.owned; counts records, not identities
//	manual_overrides         of the records with a successful change, those with one made by hand past the workflow
//	exceptions               the worst of all controls but info
//	unreviewed_emergencies   emergency.reviewed
//	reconstructable          the worst of trail.complete, trail.ordered, trail.attributed, trail.sourced; higher is better
//	routed_for_convenience   approval.necessary; administration, as all above are not
//
// The interval of a rate is Wilson's, at 95 %. Behind each rate stand the worst of its records:
// those with the gravest control that is not satisfied, then with the most such controls, then by id.
//
// # Times
//
// time_to_verified_revocation is of obligations to revoke, as the policy finds
// them: one for each instant from which access had to end, over all that had to.
// It runs from that instant to the end of the access: the revoke, where a later
// complete observation confirms it; otherwise the observation that shows the
// access gone, the later end of the interval in which it ended (Enclosed counts
// those: interval-censored). Access that ended before it had to took no time.
// What is not verified to be gone is open for as long as the record is judged
// (right-censored at as_of): that nobody looked ends no access, and makes no
// obligation shorter. What was approved anew had not to end; it is counted and
// not timed. Obligations are also counted by the kind of their trigger: gone
// within the SLA (satisfied), late, pending, indeterminate.
//
// time_to_close runs from submission to closure, whatever the request was closed
// as; requests that are open are open until as_of. approval_lead_time runs from
// submission to the last decisive approval. Unmeasured are those whose times
// contradict each other or are missing. Two of the three are administration.
//
// A length is counted on a grid: whole seconds up to two hours, minutes up to ten
// days, hours up to a year of 365 days, then days, each rounded up. So quantiles
// are never too early and at most one hundredth too late, a summary takes little
// room whatever the population, and merging is exact. What is within an SLA is
// decided before, to the nanosecond.
//
// Medians and 90th percentiles are Kaplan and Meier's, with 95 % intervals;
// package governance/internal/stats gives the formulas and their sources. A
// quantile that the curve does not reach is null, not the longest time seen.
//
// # Breakdowns
//
// Records in the period are counted by the outcome of each question, control and
// framework item, and of the controls of each severity together; an item and a
// severity have the worst outcome of their controls. Not satisfied is waived
// where every such finding is. By system and by kind of subject all rates are
// broken down. A record concerns the systems of what was requested and changed,
// or, with neither, of what was observed; it may be several, so that systems do
// not add up.
//
// # Shards
//
// [Assessment.Merge] adds up shards, in any order and any tree, to what one run
// over all would have given. Records of one id must be in one shard.
//
// # Comparison
//
// [Compare] compares two assessments by one policy: two periods, or two
// populations. Each metric is told with both sides, the difference, a p-value and
// a direction:
//
//   - rates: Newcombe's 95 % interval of after less before; Fisher's mid-p value;
//   - time to verified revocation: the log-rank test and its hazard ratio. It takes
//     obligations for independent of each other, also two of one record;
//   - time to close, approval lead time: the rank sum test of what has ended.
//
// Over the control outcomes that both sides have figures for, p-values are
// adjusted by Holm's method. At an (adjusted) p of 0.05 a metric is better or worse.
// One that would be better is doubtful where, on either side, a larger share than
// Limits.MaxIndeterminate of its records is indeterminate: evidence that is
// missing improves nothing. Otherwise it shows no difference, where the whole 95 %
// interval lies within [Alike] or [AlikeTimes]; else there are too few records to
// tell, and Needed says about how many would (power 0.8, at the level that Holm's
// method holds the smallest p-value to, the sides in their present ratio).
//
// The verdict is the first that applies:
//
//	insufficient_evidence    a side has fewer records than Limits.MinRecords, or a larger share indeterminate than Limits.MaxIndeterminate
//	masking_risk             a control outcome is worse, and tickets close faster
//	regressing               a control outcome is worse
//	improving_governance     a control outcome is better, and none is worse
//	mostly_administration    only tickets close faster
//	no_demonstrated_change   none of these
//
// A side's share indeterminate is of its records in the period of which any rate
// among the control outcomes is indeterminate. What was refused may have been of
// the period: it counts as such a record.
//
// Beyond the statistics: that a target system is read more often alone makes
// revocation faster, where no revoke is logged, for an end that nobody saw counts
// when it is noticed. Figures of a period that was not over at its as_of
// are figures of what had happened by then. That two periods differ says
// nothing about why.
//
// # Samples
//
// [Sample] draws records for an auditor to test by hand, in the same pass as an
// assessment. Whether a record is drawn depends on the seed and its id alone; the
// [Worksheet] says how, and of how many it is a sample.
//
// # Memory
//
// Records are judged as they come, one for each core at a time. What stays is
// the counts, one row for each system (2 KB), and, so that duplicates are found, 128 bits of
// the SHA-256 of each id: 20 to 40 bytes a record in a map, and as much again
// before the garbage is collected. A process that assessed generated records took
// 65 MB for ten thousand, 75 for a hundred thousand and 156 for a million
// (BenchmarkAssess). An assessment keeps the ids for as long as it may be merged;
// its JSON form leaves them out.
package governance
