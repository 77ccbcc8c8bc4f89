// Package scim reads what a service provider says through SCIM 2.0 about its
// users and groups, as observations of who holds what.
//
// The shapes are those of RFC 7643 (System for Cross-domain Identity Management:
// Core Schema; the enterprise extension is its section 4.3) and RFC 7644
// (Protocol; list responses are in section 3.4.2).
//
// # Inputs
//
// One input is one service provider at one instant, [Options].CollectedAt,
// without which it is refused. Give it all pages of GET /Users and of GET /Groups,
// one after the other in any order, or in an array; single resources and arrays
// of them are read, too. Ask for everything: no filter, and neither attributes
// nor excludedAttributes. (What a filter left out cannot be told from what does
// not exist.) The names of attributes and schemas are case-insensitive. All
// resources are kept until the end of the input.
//
// # From listing to observations
//
// With [Options].Service S the system is "scim:S", else "scim". It stands for
// what the schema shows: accounts, groups, roles and entitlements. Passwords,
// tokens and whatever else an application grants are not of it, nor are
// extensions of the schema other than the enterprise user. It is no other
// source's system, since what that logs and SCIM never shows would seem to be
// gone. The source's kind is application.
//
//	attribute of a user          entitlement: resource   permission   scope
//	active                       account                 sign-in                 unless false
//	roles                        role                    value        type
//	entitlements                 entitlement             value        type
//	membership in a group        group/ID                member                  via group/ID of the group in between
//
// Groups have their ids as keys, since the names need not be unique; the name,
// as the display of a role, stands in extensions.scim. Where a ticket asks for a
// group by its name, say in grant.implies what that means. A user without
// active has an account, unless the attributes were narrowed down. Permissions
// are left in their case, as the provider writes them.
//
// A membership is told by the group's members, by the user's groups, or by both.
// A group may be a member of a group: whoever is in it is in that as well, with
// via naming the group that brings it, and so on; circles do no harm. Several
// ways in are several entitlements with the same key. What a user calls
// indirect, and the groups do not explain, has via "unknown". A member's type
// is its type, else told by its $ref, else by the resource with that id. Ids are
// case-sensitive and references to them are not (caseExact).
//
// Groups are subjects, too: of memberships in other groups.
//
//	field                   of
//	subject.id              userName in lower case (its caseExact is false): by itself if it has the form of
//	                          an e-mail address, else SYSTEM/user/NAME; of a group, SYSTEM/group/ID
//	subject.aliases         SYSTEM/user/ID, SYSTEM/external/externalId, SYSTEM/employee/employeeNumber
//	subject.name            displayName, else name.formatted, else userName
//	subject.status          active: true active, false suspended
//	subject.kind            userType Employee, Contractor, Intern or Temp: human; otherwise not told
//	subject.extensions      scim: manager, as SYSTEM/user/ID
//	lifecycle event created meta.created; refused without a zone
//	observation.id          subject.id
//	source.record_id        Users/ID or Groups/ID
//	source.digest           of an event: of the resource without insignificant space
//
// emails are no aliases: SCIM does not say whether anybody verified them. An
// employee number or an external id means something to whoever issued it, which
// the listing does not name, so that they are aliases within the system alone;
// the alias directory of the join can say what they are elsewhere. A manager is
// not the owner: that people report to somebody does not make that one
// accountable for an account. A member that is not in the listing has the id
// SYSTEM/user/ID.
//
// # When it is complete
//
// Nothing is, if anything in the input was refused or broken. Else a user's
// observation is complete if the user was listed with the attributes that are
// returned by default (it has schemas and meta), and either
//
//   - all groups were listed: the pages with groups begin where the one before
//     them ends, hold together the totalResults that each states, and it is known
//     of each group who is in it; or
//   - the user has the attribute groups, which RFC 7643 defines as all groups that
//     the user is in, directly, through others or dynamically, and no group in the
//     listing says otherwise.
//
// It is not known who is in a group if it has no members and no group in the
// listing has any (they were not asked for), or if a member is a group, or may be
// one, that is not in the listing. A list without a single group does not say
// that it is one of groups.
//
// If all users and all groups were listed so, every observation is complete, and
// every member is in the listing, a fact of kind listing says that nobody else
// holds anything in the system.
//
// # What becomes of everything else
//
// Requests are ignored as such, by name: PatchOp, BulkRequest, SearchRequest, and
// a resource without an id, which is to be created. What they ask for is not what
// was done, and they have no time: a PATCH may be refused, its path may filter
// (members[value eq "…"]), a remove without one takes all, and a replace does not
// say what was there. Resources of other types (ServiceProviderConfig,
// ResourceType, Schema …) are ignored by type, and so is a resource that comes a
// second time, the same; if it says something else, it is refused, since the
// listing changed while it was fetched. So are an Error in place of a response, a
// resource that does not say its type, and users with the same name.
package scim
