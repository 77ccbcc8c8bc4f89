// Package awsiam reads what an AWS account says about access: the listing of
// its users, groups, roles and instance profiles with what each of them holds,
// as observations. Package cloudtrail reads what was changed, and calls
// everybody and everything the same.
//
// The shapes are those of AWS's documentation: GetAccountAuthorizationDetails,
// UserDetail, GroupDetail, RoleDetail, ManagedPolicyDetail and InstanceProfile of
// the IAM API Reference, get-account-authorization-details of the AWS CLI Command
// Reference, and "IAM identifiers" of the IAM User Guide.
//
// # Inputs
//
//	aws iam get-account-authorization-details
//
// One input is one account at one instant, [Options].CollectedAt, without which
// it is refused: {"UserDetailList":[…],"GroupDetailList":[…],"RoleDetailList":[…],
// "Policies":[…]} as the CLI merges the pages; or the pages of the API, one after
// the other or in an array, in order, each with IsTruncated. Policy documents are
// objects, as the CLI has them, or percent-encoded JSON in a string, as the API
// has them. Everything is kept until the end of the input.
//
// Ask for all of it: no --filter, no --query, no --starting-token.
//
// # From listing to observations
//
// A is the account and P the partition, both from the Arn; the system is "aws:A",
// and scope is empty.
//
//	subject            id                      resource                  permission       from
//	user               arn:P:iam::A:user/NAME  iam/user                  account
//	                                           iam/group/NAME            member           GroupList
//	group              arn:P:iam::A:group/NAME
//	role               arn:P:iam::A:role/NAME  iam/role                  account
//	                                           iam/trust-policy          each principal   AssumeRolePolicyDocument
//	user, group, role                          iam/policy                PolicyArn        AttachedManagedPolicies
//	                                           iam/inline-policy         PolicyName       UserPolicyList, Group, Role
//	user, role                                 iam/permissions-boundary  its ARN          PermissionsBoundary
//	instance profile   arn:P:iam::A:           iam/instance-role         the role's name  InstanceProfileList
//	                     instance-profile/NAME
//
// A trust policy says who may use the role: as in package cloudtrail, "AWS:…",
// "Service:…", "Federated:…", "*" for anybody, "none" for nobody. A principal that
// was deleted stands there by its unique id, as AWS answers it. Who has no
// permissions boundary holds nothing of that; the log's "none", for one that is
// taken away, is not observed.
//
// A user also holds what the groups have, with via naming the group as
// "iam/group/NAME": the resource of the membership. What the policy of a role
// lets others do through it is the role's, not theirs: nobody inherits by being
// trusted.
//
// Ids are without the path. Aliases are the ARN with the path, and the unique id
// (AIDA…, AGPA…, AROA…, AIPA…), which AWS never gives again: it holds a renamed
// user together. An instance profile and a service-linked role are workloads; of
// all others the kind is not known. Names are left in their case. Names and tags
// say nothing of who owns an account, and are not read for it.
//
// The id of an observation is that of its subject; source.system is "aws:A", kind
// "cloud", and source.record_id "iam/" with what follows the account in the id,
// as iam/user/bob.
//
// # What a listing leaves out
//
// Access keys, passwords, the root user, MFA devices, other credentials, and what
// IAM Identity Center assigns are not in it. They are of other systems,
// "aws:A/credentials" and "aws:A/sso", of which nothing is observed here. What a
// policy says is not read: policies are entitlements by their names. Resource
// policies (of buckets, keys …), service control policies and sessions are not
// in it either.
//
// # When it is complete
//
// An observation is complete if the input was read whole, the last page in it
// says that it is the last (no IsTruncated, Marker or NextToken), and, of a user,
// every group that it is in stands in the input.
//
// A fact of kind listing says besides that whoever is not named holds nothing in
// "aws:A". For that the input must be of one account, have a user, a group and a
// role at least (a filter for one kind leaves the others out), and have in
// Policies, with the counts that AWS keeps of each, as many attachments and
// boundaries of every policy as stand at the users, groups and roles: so many
// were asked for, and none is missing. An account without users or groups gets
// none, since a filtered listing looks the same.
//
// # Failures
//
// Refused is an entity without one of the lists that AWS always writes (only
// UserPolicyList may be absent), with an ARN that is none of its kind, with a
// trust policy that cannot be read, or that stands twice: two listings are two
// inputs. If one is refused, no observation is complete.
package awsiam
