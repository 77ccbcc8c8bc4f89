package policytest

import "context"

// Test tests a pack of policies, the options say which, and reports what came
// of it; Report.Passed says whether all is well. It is Run without a testing.T.
//
// An error means that nothing was tested, for another reason than the policies:
// the options contradict each other, no test matches, or the context has ended.
// What is wrong with the policies is in Report.Contract.
func Test(ctx context.Context, opts ...Option) (*Report, error) {
	s, err := newSession(opts)
	if err != nil {
		return nil, err
	}
	if err := s.open(ctx); err != nil || s.broken() {
		return s.report, err
	}
	if err := s.test(ctx); err != nil || s.partial() {
		return s.report, err
	}
	for _, step := range []func(context.Context) error{s.cover, s.hunt, s.mutate} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return s.report, nil
}
