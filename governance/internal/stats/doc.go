// Package stats holds the statistics that an assessment and a comparison need:
// how long access lived ([KaplanMeier], [LogRank]), how often something
// happened ([Proportion.Wilson], [Difference], [FisherMidP]), how long closed
// work took ([RankSum], [Durations.Quantile]), how to read many results at once
// ([Holm]), and how many records an answer would need ([Records], [Power],
// [LogRankTest.Records], [RankSumTest.Records]).
//
// # Summaries
//
// What is measured is kept as [Durations], a sorted multiset, two of them in
// [Lifetimes], and as [Proportion]. Merging is associative and commutative, and
// equal content has one form. Everything is calculated from that form, in its
// order, so neither the order of input nor the way it was divided into shards
// reaches a result: it is the same to the last bit. (Another processor
// architecture may fuse a multiplication and an addition and differ in the last
// bits, not in digits that anybody prints.)
//
// # What is not known
//
// Silence never reads as good news. A share of nothing has no rate and the
// interval from 0 to 1. A quantile that a curve does not come down to is not
// reached. A curve says nothing beyond its longest duration unless all had ended
// by then. A test that has nothing to go by has P 1: no difference shown.
// No function returns NaN or an infinity.
//
// Intervals are two-sided 95 % intervals; p-values are two-sided.
//
// # Survival
//
// S(t) is the share that lasts longer than t, so what ended at t itself ended
// within t. S is the product-limit estimate (Kaplan and Meier 1958, J. Am.
// Statist. Ass. 53:457), in which a duration that was censored at t was still at
// risk at t:
//
//	S(t) = Π (n_i − d_i)/n_i        over ended durations t_i ≤ t, n_i at risk, d_i ended
//
// The standard error is Greenwood's (1926), S(t)·√G(t) with G(t) = Σ d_i/(n_i(n_i − d_i)).
// The interval is symmetric for log(−log S) (Kalbfleisch and Prentice 1980, The
// Statistical Analysis of Failure Time Data, 1.3; Borgan and Liestøl 1990,
// Scand. J. Statist. 17:35), and so stays between 0 and 1:
//
//	S(t)^exp(±z·√G(t)/|log S(t)|)
//
// Where S(t) is 1 or 0 that formula has no value. At 1, nobody of those who are
// at risk at t ended before: Wilson's interval for all of them. At 0: from 0 to
// the upper limit of the step before, which holds since S does not rise.
//
// The quantile of p is the shortest t with S(t) ≤ 1 − p (Klein and Moeschberger,
// Survival Analysis, 4.5): by then the share p had ended. Where S equals 1 − p
// for a while, some packages report the middle of that time instead. Its
// interval is that of Brookmeyer and Crowley (1982, Biometrics 38:29) with the
// transformation above: all t whose interval for S(t) contains 1 − p, from the
// first of them to where the last of them ends.
//
// # Log-rank
//
// Over the distinct ended durations, with d of n ending and n_a of n in the
// first group, the expected number of the first group is Σ d·n_a/n and the
// variance is hypergeometric, which is what takes care of ties (Mantel 1966,
// Cancer Chemother. Rep. 50:163; Peto and Peto 1972, J. R. Statist. Soc. A
// 135:185):
//
//	V = Σ d·(n_a/n)·(n_b/n)·(n − d)/(n − 1),   χ² = (O − E)²/V with one degree of freedom
//
// The hazard ratio is the one-step estimate exp((O_b − E_b)/V) (Yusuf and others
// 1985, Prog. Cardiovasc. Dis. 27:335). It always points the way the test does.
//
// # Proportions
//
// The interval of one is Wilson's (1927, J. Am. Statist. Ass. 22:209), method 3
// of Newcombe (1998, Statist. Med. 17:857); of a difference it is method 10 of
// Newcombe (1998, Statist. Med. 17:873), built of Wilson's l and u:
//
//	p_a − p_b − √((p_a − l_a)² + (u_b − p_b)²)   to   p_a − p_b + √((u_a − p_a)² + (p_b − l_b)²)
//
// The p-value is Fisher's, mid-p and central: twice the smaller tail of the
// hypergeometric distribution, the observed table counted half (Lancaster 1961,
// J. Am. Statist. Ass. 56:223; Fay 2010, Biostatistics 11:373). Why this one:
//
//   - It holds its level where audits live: shares near 0 or 1 and groups of
//     unequal size. By exact enumeration at level 0.05, of 20 against 80 records
//     it errs in at most 4.5 % of cases whatever the rate, Pearson's χ² (the
//     score test) in up to 9.2 %; of 10 against 40, 4.1 % against 9.1 %. It is
//     not strict: 5.7 % with 50 against 50 at a rate near one half.
//   - Fisher's own p-value, which is strict, wastes records: 1.3 % of 10 against
//     10, 3.5 % of 50 against 50. Lydersen, Fagerland and Laake (2009, Statist.
//     Med. 28:1159) advise against it and for mid-p.
//   - The central form is what a direction needs: a verdict says better or
//     worse, never only different, and each direction errs in half of the level.
//     It grows with the distance from the null, so more evidence never weakens it.
//   - It is calculated exactly from the counts, for any number of records.
//
// It need not agree with Newcombe's interval on each side of a threshold. The
// p-value decides, the interval says how much.
//
// # Rank sum
//
// Wilcoxon's test with midranks, W being the pairs in which the first group took
// longer, an equal pair counted half (Hollander and Wolfe, Nonparametric
// Statistical Methods, 4.1). Up to 50 durations the distribution given the ties
// is counted exactly (Streitberg and Röhmel 1986, Statist. Software Newsl.
// 12:10), and P is twice the smaller tail. Above that, the normal approximation
// with a continuity correction of ½ and, with t durations in a tie, the variance
//
//	(n_a·n_b/12)·(N + 1 − Σ(t³ − t)/(N(N − 1)))
//
// # Many results
//
// Holm's adjusted p-values (1979, Scand. J. Statist. 6:65): the i-th smallest of
// m times m − i + 1, never below the one before it, at most 1.
//
// # Enough records
//
// Each Records says how many records in all, in both groups and in their present
// ratio, would find a difference as large as the observed one at a level, with a
// power: Fleiss, Tytun and Ury (1980, Biometrics 36:343) without a continuity
// correction, which goes with mid-p; Schoenfeld (1983, Biometrics 39:499), where
// as large a share has ended as now; Noether (1987, J. Am. Statist. Ass.
// 82:645), on the safe side if there are ties. They are approximations for
// planning: round them when they are said. Without an observed difference there
// is no such number.
//
// The normal distribution of the standard library is the only one needed.
package stats
