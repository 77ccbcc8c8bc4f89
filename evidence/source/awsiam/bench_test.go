package awsiam_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/counterfoil/counterfoil/evidence/source/awsiam"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
)

// An account at the limits of IAM: 5,000 users, 300 groups, 1,000 roles and
// 1,500 policies with a document of a usual size.
func large() (input []byte, entities int) {
	var list []string
	for i := range 5000 {
		list = append(list, user(fmt.Sprintf("/user-%d", i), edit{"GroupList": fmt.Sprintf(`["group-%d","group-%d"]`, i%300, (i+1)%300), "AttachedManagedPolicies": attached(readAll)}))
	}
	for i := range 300 {
		list = append(list, group(fmt.Sprintf("/group-%d", i), edit{"AttachedManagedPolicies": attached(own, readAll)}))
	}
	for i := range 1000 {
		list = append(list, role(fmt.Sprintf("/role-%d", i), edit{"AttachedManagedPolicies": attached(readAll)}))
	}
	statement := strings.Repeat(`{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket","s3:PutObject"],"Resource":["arn:aws:s3:::bucket/*","arn:aws:s3:::bucket"]},`, 5)
	for i := range 1500 {
		p := policy(fmt.Sprintf("%spolicy/p-%d", arn, i), 0, 0)
		list = append(list, strings.Replace(p, `"Statement":[]`, `"Statement":[`+strings.TrimSuffix(statement, ",")+"]", 1))
	}
	return []byte(account(list...)), len(list)
}

func BenchmarkState(b *testing.B) {
	input, n := large()
	sourcetest.Bench(b, "account", awsiam.State(awsiam.Options{CollectedAt: collected}), input, n, n)
	sourcetest.BenchScan(b, "bare-scan", input, n)
}

func FuzzState(f *testing.F) {
	for _, seed := range []string{account(all...), "[" + page(more, ana, admins) + "," + page(last, app) + "]", account(role("/r", edit{"AssumeRolePolicyDocument": `"%7B%22Statement%22%3A%5B%5D%7D"`})), "[]", `{"Policies":[]}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		sourcetest.Fuzz(t, awsiam.State(awsiam.Options{CollectedAt: collected}), input)
	})
}

func TestEveryFile(t *testing.T) {
	sourcetest.EveryFile(t, awsiam.State(awsiam.Options{CollectedAt: collected}))
}
