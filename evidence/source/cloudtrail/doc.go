// Package cloudtrail reads AWS CloudTrail logs and yields a change fact for
// every event that grants, revokes or modifies an entitlement of an identity.
//
// The shapes are those of AWS's documentation: the CloudTrail User Guide
// ("CloudTrail record contents", "CloudTrail userIdentity element", "CloudTrail
// log file examples"), the IAM and IAM Identity Center API References, and the
// IAM User Guide ("Logging IAM and AWS STS API calls with CloudTrail").
//
// # Inputs
//
// An input is a delivered log file, {"Records":[…]}; or an array of events; or
// one event a line (JSON Lines); or single events, pretty-printed. Several of
// them may follow one another. Gzip is undone by [source.Open]. One malformed
// line costs that line. Where the JSON of a file as a whole breaks off, the
// events before that point are used, the input counts as broken, and the error
// says that the rest was not read. An event with a duplicate key, invalid
// UTF-8 or a nesting deeper than 64 is refused, and reading goes on.
//
// # From event to fact
//
// A is the account: recipientAccountId, else userIdentity.accountId. P is the
// partition: that of userIdentity.arn, else told by awsRegion, else "aws".
// Names in (parentheses) are of requestParameters.
//
//	eventName                          action   subject            resource                  permission
//	AttachUserPolicy, Role, Group      grant    the principal      iam/policy                (policyArn)
//	DetachUserPolicy, Role, Group      revoke   the principal      iam/policy                (policyArn)
//	PutUserPolicy, Role, Group         grant    the principal      iam/inline-policy         (policyName)
//	DeleteUserPolicy, Role, Group      revoke   the principal      iam/inline-policy         (policyName)
//	AddUserToGroup                     grant    the user           iam/group/(groupName)     member
//	RemoveUserFromGroup                revoke   the user           iam/group/(groupName)     member
//	CreateAccessKey                    grant    the user           iam/access-key            api-sign-in ¹
//	DeleteAccessKey                    revoke   the user           iam/access-key            api-sign-in ¹
//	UpdateAccessKey to Active          grant    the user           iam/access-key            api-sign-in ¹
//	UpdateAccessKey to Inactive        revoke   the user           iam/access-key            api-sign-in ¹
//	CreateLoginProfile                 grant    the user           iam/login-profile         console-sign-in ¹
//	UpdateLoginProfile                 modify   the user           iam/login-profile         console-sign-in ¹
//	DeleteLoginProfile                 revoke   the user           iam/login-profile         console-sign-in ¹
//	CreateUser, DeleteUser             grant,   the user           iam/user                  account
//	                                   revoke
//	CreateRole ²                       grant    the role           iam/role                  account
//	CreateServiceLinkedRole ²          grant    the role           iam/role                  account
//	DeleteRole,                        revoke   the role           iam/role                  account
//	  DeleteServiceLinkedRole
//	UpdateAssumeRolePolicy             modify   the role           iam/trust-policy          each principal ²
//	PutUserPermissionsBoundary, Role   modify   the principal      iam/permissions-boundary  (permissionsBoundary)
//	DeleteUserPermissionsBoundary,     modify   the principal      iam/permissions-boundary  none
//	  Role
//	AddRoleToInstanceProfile           grant    the profile        iam/instance-role         (roleName)
//	RemoveRoleFromInstanceProfile      revoke   the profile        iam/instance-role         (roleName)
//	CreateAccountAssignment ³          grant    user or group      sso/permission-set        (permissionSetArn)
//	DeleteAccountAssignment ³          revoke   user or group      sso/permission-set        (permissionSetArn)
//
// The first 23 rows are events of iam.amazonaws.com, the last two of
// sso.amazonaws.com. The entitlement's system is "aws:A", and scope is empty,
// but for these:
//
//   - ¹ the system is "aws:A/credentials". A listing of the account (package
//     awsiam) leaves them out: were they of "aws:A", it would seem to show that
//     they are gone. The scope of an access key is its id:
//     responseElements.accessKey.accessKeyId when it is created, (accessKeyId)
//     afterwards.
//   - ² a trust policy decides who may use a role. Every principal of an Allow
//     statement is an entitlement {iam/trust-policy, permission "AWS:…",
//     "Service:…", "Federated:…", or "*" for anybody, which NotPrincipal also
//     is}; an account by its number is written as its ARN, as AWS answers it.
//     CreateRole and CreateServiceLinkedRole grant them beside the role
//     itself. The policy comes as JSON in a string; if it cannot be read, the
//     permission is "unknown", and "none" if it lets nobody in. Conditions are
//     not looked at: with a condition or without, the principal is trusted.
//   - ³ the system is "aws:(targetId)/sso": the account that is opened up, whose
//     listing leaves these out, too. The call only starts the work:
//     responseElements says IN_PROGRESS, and the fact keeps that in its
//     extensions. FAILED is a failure.
//
// A grant and the revoke that undoes it have the same subject and entitlement
// key. A detail that a logged change lacks (the log left it out, or withheld
// it) is "unknown", so that the change stays and matches no request.
//
// # Subject
//
// Its id is "arn:P:iam::A:user/NAME" (role, group, instance-profile likewise):
// without the path, which most events do not say and which names do not need to
// be unique. The ARN with the path is an alias where the event tells it. IAM
// Identity Center's are "identitystore/user/ID" and "identitystore/group/ID".
// Where a call on access keys or login profiles leaves out the user, it is
// about the caller's own, and the caller must be an IAM user or root.
//
// A name can be given again after a deletion: both bearers have one id here.
// UpdateUser and UpdateGroup (renaming) are not followed.
//
// A group is a subject: what is attached to it changes the access of all its
// members, and neither the log nor this package knows who they are.
//
// The kind of the subject is left out where the event does not tell it, which
// is the rule: an IAM user may be a person or a program, a role may be used by
// either. (Only an instance profile and a service-linked role are known: a
// workload.) The join takes the kind from whoever knows it, and the stricter
// reading, a non-human identity, which needs an owner, where nobody does.
//
// # Change
//
//   - id: eventID; source.record_id: cloudtrail/eventID; source.system
//     "aws:A", the same as that of the account's state, kind "cloud". One event
//     yields one fact.
//   - source.collected_at: [Options].CollectedAt. CloudTrail cannot know it, and
//     nothing in this package looks at a clock. Left out, it stays absent.
//   - source.digest: SHA-256 of the event's JSON without insignificant space, so
//     that an event has one digest whichever way it was printed.
//   - executed_at: eventTime. Refused without a zone: such a copy was rewritten
//     on the way, by something that may have taken local time.
//   - outcome: failure if errorCode or errorMessage is there and not empty.
//     Null responseElements are not a failure.
//   - actor, from userIdentity: IAMUser, the same id as a subject has; Root,
//     "arn:P:iam::A:root" named "root"; AssumedRole and FederatedUser, the
//     session's ARN, named after the session; IdentityCenterUser,
//     "identitystore/user/ID"; AWSService, the service's name, kind workload;
//     others, the ARN, else principalId. None of these: no actor. The kind is
//     left out as above.
//   - on_behalf_of: sourceIdentity of the session; else, of a session of IAM
//     Identity Center, its onBehalfOf user. With invokedBy, a service made the
//     call with the caller's permissions: the caller stays the actor, who
//     answers for it, and the service is named in the extensions.
//   - request_ref: the number that [Options].Tickets finds in sourceIdentity or
//     in the name of the session (the last part of the ARN of an AssumedRole);
//     see below.
//   - extensions.aws_cloudtrail: eventName and, where they are there, errorCode,
//     invokedBy and the status of an account assignment.
//
// # The ticket
//
// CloudTrail has no field for the ticket that a call carries out. A provisioning
// workflow puts the number where AWS has every call of a session say it: it
// assumes a role of its own for each ticket, by AssumeRole with the number as
// RoleSessionName, or as SourceIdentity, which neither the session nor one that
// it assumes in turn can change (STS API Reference; "Monitor and control actions
// taken with assumed roles" in the IAM User Guide). The extension request_ref
// says where it was found. A failed call has it, too.
//
// It proves that whoever began the session gave the number, for all that the
// session did, and no more. Whoever may assume the role may give any number:
// what makes it the workflow's word is the trust policy of the role, which says
// who may assume it, and by sts:RoleSessionName and sts:SourceIdentity under
// which names. Check that it lets in the workflow alone, and that the actors of
// the changes are sessions of that role. AWS and identity providers name
// sessions themselves: after a Lambda function, an instance, an attribute of
// SAML. Who may choose these is to be asked, too.
//
// Not read are sessions of IAM Identity Center (AWSReservedSSO_…), which are
// named after their user; the names of users, roles and policies, and the tags
// that a call gives them, which stay with them and are copied; session tags,
// which only the event of AssumeRole has; and the user agent. A session that
// changes its own role, or access of whom its source identity names, has chosen
// the text about itself, and has no request_ref; nor has a session that names
// two tickets. A source identity that is a number and nothing else is no
// on_behalf_of.
//
// # What becomes of all other events
//
// The tally names them. Calls that only read, and services other than IAM, IAM
// Identity Center and its directory, are ignored. So are the writes of these
// services that are not in the table, each by its name: among them those that
// change what a policy means for holders whom the event does not name
// (CreatePolicyVersion, SetDefaultPolicyVersion, PutInlinePolicyToPermissionSet
// …), memberships of the directory's groups, credentials other than access
// keys, and MFA devices.
//
// A failed call whose parameters AWS withheld (most AccessDenied) names no
// subject. It changed nothing, and is ignored under a reason of its own. A
// successful one that names no subject is refused: something changed, and an
// error says so.
package cloudtrail
