package policytest

import "context"

// Test tests a pack of policies, the options say which, and reports what came
// of it; Report.Passed says whether all is well. It is Run without a testing.T.
//
// An error means that there is no report, for another reason than what is wrong
// with the policies, which is in Report.Contract: the options name no policies or
// contradict each other, no test matches, or the context has ended.
func Test(ctx context.Context, opts ...Option) (*Report, error) {
	s, err := newSession(opts)
	if err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{s.open, s.test, s.cover, s.hunt, s.mutate} {
		if err := step(ctx); err != nil {
			return nil, err
		}
		if s.done() {
			break
		}
	}
	return s.report, nil
}
