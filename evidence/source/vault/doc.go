// Package vault reads what a HashiCorp Vault cluster says about access: the log
// of its audit devices ([Reader]).
//
// The shapes are those of Vault's documentation, "Audit devices" and "Audit log
// entry schema", and of its HTTP API: "/sys/policies", "/sys/leases", "Token auth
// method", the other auth methods, "Identity secrets engine: entity" and
// "group"; "Response wrapping" and "Control groups" say what an answer is not.
//
// # Inputs
//
// Audit entries in JSON, one a line, as devices of type file, socket and syslog
// write them; or an array. An entry has type request or response, and a request
// with operation and path. Vault's server log is none, and is refused.
//
// Vault writes one entry for a request and one for its answer, with the same
// request.id. The answer repeats the request, and alone says what became of it:
// it is the one that is read. The entry of a request is ignored, and one that has
// no answer in the input is counted apart: as far as anybody knows it did not
// happen. (Where logs are cut into files the answer may be in the next, which is
// read by itself.) Reads, and sign-ins, which use access that was given before,
// are ignored, too.
//
// A write failed if the entry has an error, or response.data has one, as some
// methods answer. It is refused if the answer is wrapped though the caller did
// not ask for that (request.wrap_ttl): a control group may hold it up, and nobody
// knows whether it was carried out. A device that leaves out fields (exclude)
// may leave out the error: use one that does not.
//
// # What is hashed
//
// Vault writes HMACs, "hmac-sha256:…", for all strings that a caller sends and
// gets, in request.data and response.data, and for tokens and accessors. Paths,
// the names in data, numbers, booleans and response.auth are readable.
//
//   - A hashed policy is an entitlement with the HMAC as its permission. Within
//     one audit device the same name has the same HMAC, so that changes of it can
//     be told to be about the same; a request never matches it. /sys/audit-hash
//     tells the HMAC of a name.
//   - A hashed accessor names a token as well as a readable one does. So does a
//     hashed token, which becomes an alias. One that is not hashed would be a
//     secret, and is never passed on.
//   - Where the subject itself is hashed (the name that is sent to
//     /identity/entity and /identity/group, a token that is revoked), a write that
//     failed is ignored and one that succeeded refused: something changed, and the
//     entry does not say for whom. A lease that is hashed is ignored: nothing says
//     that it was lent.
//   - Hashed members of a group: the group's "members" are modified, to "unknown".
//
// To have policies and members logged as they are, tune the mounts:
//
//	vault auth tune -audit-non-hmac-request-keys=token_policies -audit-non-hmac-request-keys=policies userpass/
//	vault secrets tune -audit-non-hmac-request-keys=name -audit-non-hmac-request-keys=policies -audit-non-hmac-request-keys=member_entity_ids identity/
//
// # Names
//
// The log does not name the cluster. [Options].Cluster gives it a name, C; the
// system is then "vault:C", else "vault", of sources and of entitlements. NS/ is the
// path of the namespace (its id, where the path is missing), and nothing in root.
//
//	subject or actor                         id
//	user, group, role, certificate           SYSTEM/NS/auth/MOUNT/users/NAME (role, certs, map/teams …)
//	  users who are an e-mail address        the address in lower case; alias as above
//	token                                    SYSTEM/token/ACCESSOR, kind api_key; alias SYSTEM/token/HMAC of
//	                                         the token (its id if it has no accessor)
//	entity, group                            SYSTEM/entity/ID; SYSTEM/NS/identity/entity/name/NAME, as the
//	                                         path has it; with the id in a readable answer as alias
//	policy                                   SYSTEM/NS/policies/acl/NAME (rgp, egp)
//	lease                                    SYSTEM/NS/lease/ID, kind api_key
//	actor                                    SYSTEM/entity/ID of auth.entity_id, else the token by its
//	                                         accessor; named auth.display_name
//
// Names of policies, of users of userpass and of AppRoles are in lower case, as
// Vault compares them; others are left as they are. Roles of the methods that
// only programs use (approle, kubernetes, aws, azure, gcp, alicloud, oci, cf) are of
// kind workload, all others have none. The metadata of a token, which may name a
// user, is not looked at: whoever makes a token may write anything there. Old
// versions do not say mount_point and mount_type: the mount is then the element
// after auth/, and its type is called so.
//
//	entitlement                  resource                permission      scope
//	policy of a subject          policy                  its name        NS
//	signing in                   auth/MOUNT              login           NS
//	a secret id of an AppRole    auth/MOUNT/secret-id    login           its accessor
//	being enabled, of an entity  identity/entity         enabled         NS
//	member of a group            group/NAME (or ID, as   member          NS
//	                             the path has it)
//	what a policy allows         policy-definition       unknown         NS
//	what was lent                the lease's path        lease           NS
//
// A detail that a logged change lacks is "unknown", so that the change stays and
// matches no request.
//
// # What is read
//
//	path                                    operation     facts
//	auth/MOUNT/users, role, roles,          create        grant of signing in ¹ and of the policies; lifecycle event
//	  certs, groups, map/teams,                           created ¹
//	  map/users/NAME                        update,patch  the policies, if any are sent ²
//	                                        delete        revoke of signing in ¹ and of the policies that are known;
//	                                                      decommission ¹
//	  NAME/policies                         all           the policies ²; delete: of none
//	auth/MOUNT/role/NAME/secret-id,         all           grant of a secret id
//	  custom-secret-id
//	  …/destroy, secret-id-accessor/destroy all           revoke of it
//	auth/token/roles/NAME                   as above      allowed_policies
//	auth/token/create, create-orphan,       all           grant of signing in and of token_policies (else policies)
//	  create/ROLE                                         of response.auth; of a wrapped answer, what was sent. The
//	                                                      owner is its entity
//	auth/token/revoke, revoke-self,         all           revoke of signing in
//	  revoke-accessor, revoke-orphan
//	identity/entity, entity/id/ID,          all           the policies ²; disabled: revoke and grant of being enabled;
//	  entity/name/NAME                                    delete: revoke, decommission
//	identity/group, likewise                all           the policies ², and for each entity and group in
//	                                                      member_entity_ids and member_group_ids the membership ²
//	sys/policies/acl, rgp, egp/NAME,        all           grant, modify, revoke of what it allows
//	  sys/policy/NAME
//	sys/leases/revoke, /ID                  all           revoke of the lease
//
// ¹ not of groups, teams and of users of LDAP, Okta, Kerberos and GitHub, who sign
// in by the directory; nor of roles of tokens.
//
// ² the list replaces the one before. If an earlier entry told that (earlier in
// the input, not later in time, and readable), what is new is a grant and what is
// gone a revoke; else all in it is a modify, and an empty list a revoke of
// "unknown". Policies are those in token_policies, else in policies (value, in
// GitHub's maps). The reader remembers these, so that memory grows with the number
// of subjects, and with requests and answers that have no counterpart, not with
// the log.
//
//	field                field of the answer's entry
//	id                   request.id/ACTION; of lifecycle events request.id
//	source.record_id     request.id, under which the request stands, too; kind pam
//	source.digest        of the entry without insignificant space
//	executed_at          time; refused without a zone
//	request_ref          the number that [Options].Tickets finds in request.headers; see below
//	extensions           vault: operation, path and, where they are there, namespace, wrapped, error and the
//	                     display_name of the actor
//
// A provisioning workflow puts the ticket's number into a header of the requests
// that it makes, of any name, which Vault is told to audit as it is
// ("/sys/config/auditing"):
//
//	vault write sys/config/auditing/request-headers/X-Ticket hmac=false
//
// The extension request_ref says where it was found. A write that failed has it,
// too. It proves that whoever holds the token, the actor, gave the number with this
// request, and no more: anybody may send any header. It is the workflow's word
// where the actor is the workflow's own entity; check that, and that no Vault Agent
// or Proxy lends its token to whoever asks it (use_auto_auth_token). What changes
// access of the actor itself, or names two tickets, has none. Headers that are
// hashed, User-Agent, Forwarded and X-Forwarded-… are not looked at, the latter
// because a proxy hands them on from others; nor are request.data and the metadata
// of tokens and entities.
//
// Revocations of leases by their beginning (revoke-prefix, revoke-force) do not say
// whose, and are ignored as such. So are, each by its path, aliases of entities,
// auth methods and their settings, namespaces, audit devices and other writes
// that are about access. All else is not about access. That tokens and leases
// expire is not logged.
package vault
