// Package kubernetes reads what a Kubernetes cluster says about access: its
// audit log ([Reader]), and listings of its role bindings ([State]).
//
// The shapes are those of the Kubernetes documentation: "Auditing" and the
// kube-apiserver Audit API (audit.k8s.io/v1) for the log, "Using RBAC
// Authorization" and the API reference of rbac.authorization.k8s.io/v1 for
// bindings and roles, "Authenticating" for user names, groups and
// impersonation, and "API Concepts" for dry runs, lists and resource versions.
//
// # Names
//
// A cluster does not know its own name. [Options].Cluster gives it one, C, and
// the system is then "kubernetes:C", else "kubernetes". It stands for the
// cluster's RBAC: other authorizers (Node, ABAC, webhooks, a cloud's own IAM,
// and the group system:masters, which may do everything whatever is bound) are
// not of it.
//
//	subject                       id
//	User NAME                     NAME, as it authenticates: it comes from elsewhere
//	User system:…                 SYSTEM/system:…, kind workload (system:anonymous has no kind)
//	ServiceAccount NAME in NS     SYSTEM/system:serviceaccount:NS:NAME, kind service_account
//	Group NAME                    kubernetes/group/NAME
//	Role NAME in NS               SYSTEM/role/NS/NAME
//	ClusterRole NAME              SYSTEM/clusterrole/NAME
//
// A service account has the same id whether a binding names it as such or by
// its user name, and as an actor. Names are case-sensitive, and left as they
// are. A group is a subject: what is bound to it is the access of all its
// members, and neither the log nor the cluster knows who they are. So is a
// role: what it says changes the access of all who hold it.
//
//	entitlement                          resource              permission    scope
//	ClusterRoleBinding of a ClusterRole  rbac/clusterrole      its name
//	RoleBinding of a ClusterRole         rbac/clusterrole      its name      the namespace
//	RoleBinding of a Role                rbac/role             its name      the namespace
//	rule of a role, each combination     api:GROUP/RESOURCE    the verb      the Role's namespace
//	  … with resourceNames               api:GROUP/RESOURCE#NAME
//	  … with nonResourceURLs             url:PATH
//
// GROUP of the core API is "core". The name of a binding is no part of it: two
// bindings that give the same role in the same place are one entitlement, and
// deleting one of them takes nothing away, as a listing will show.
//
// # The log
//
// An input is JSON Lines as the API server's log backend writes them; an
// EventList, which its webhook sends ({"items":[…]}); or an array. Events that
// Azure (properties.log, in diagnostic logs, kube-audit) and AWS (message, in
// logEvents of CloudWatch) wrap in a string are unwrapped.
//
// Only writes (create, update, patch, delete, deletecollection) to rolebindings,
// clusterrolebindings, roles and clusterroles in stage ResponseComplete are
// changes. One with a status outside 200–299 is a failure where the request
// says whose access it was about, and is ignored, with a reason of its own,
// where it does not. A dry run (dryRun in the URI or in the options of a delete)
// changes nothing and is ignored. Stage Panic is refused: nobody knows.
//
//	event                            facts
//	create; any with status 201      grant, of each subject in the object
//	update of a version that an      grant, of who was added, and revoke, of who
//	  earlier event told             was taken out (for a role: of the rules)
//	other update; patch              modify, of each subject in the object; revoke, of those in an
//	                                 earlier version of it that are not in it any more
//	delete                           revoke, of each subject in the answer or in an earlier version
//	deletecollection                 revoke, of each subject in the items of the answer
//	serviceaccounts create, delete   lifecycle events created and decommission of the account
//
// What an event cannot tell: an update and a patch show a binding as it is
// afterwards, not who was in it before; the answer to a delete names the object
// by its uid alone; and an event of level Metadata holds no object at all. The
// reader therefore remembers the objects that an input told, by uid, until they
// are deleted (memory grows with the number of these, not with the log). Where
// that does not help, a successful write that does not say whose access it
// changed is refused, with an error that says so; but a deleted role is a
// revoke of "unknown". Revokes read from memory are never too early: who was
// in a binding then may have been taken out before, elsewhere in the log, but
// not later.
//
// A patch that touches metadata alone, a write that left the same resource
// version or the same subjects, and a deletion that still waits for finalizers
// are ignored, each with its reason; the write that takes the last finalizer
// away is the deletion. An object is taken from the answer, and for create and
// update from the request where the level left out the answer.
//
//	field                field of the event
//	id                   auditID/ACTION
//	source.record_id     audit/auditID; refused where missing
//	source.system        SYSTEM, as that of a listing; kind cloud
//	source.digest        of the event without insignificant space
//	executed_at          stageTimestamp, else requestReceivedTimestamp; refused without a zone
//	actor                user.username, in the form of subjects
//	on_behalf_of         impersonatedUser.username, likewise
//	request_ref          the number that [Options].Tickets finds in impersonatedUser.extra, or in an annotation that
//	                     this write gave its object; see below
//	extensions           kubernetes_audit: verb, resource, namespace, name and code
//
// A provisioning workflow puts the ticket's number into an annotation of the
// binding or role, such as kubernetes.io/change-cause ("Well-Known Labels,
// Annotations and Taints"); or into an extra field of the user whom it
// impersonates, Impersonate-Extra-NAME ("User Impersonation"), which works with
// deletions, too, and needs the verb impersonate on userextras/NAME, so that the
// cluster decides who may give numbers. The extension request_ref says where it
// was found. A failed write has it, too. An object keeps its annotations, and
// the next write to it carries out another ticket or none. Only those therefore
// count that requestObject gives it:
//
//	create; any with status 201     all
//	patch that sends differences    those in it; of a JSON patch, those that it adds or replaces
//	update of a version that an     those that this version did not have
//	  earlier event told
//	other update; server-side       none: nobody can tell the new from the old
//	  apply to what there is
//	delete, deletecollection        none
//
// kubectl.kubernetes.io/last-applied-configuration, a copy of others, is not
// read. Nor are labels and names, responseObject (the answer has what admission
// and earlier writes added), user.extra (of whoever issued the credentials) and
// the user agent.
//
// It proves that the actor gave the number with this write, and no more: whoever
// may write the object may give any number, and a manifest that is applied or
// restored once more, from a repository or a backup, gives its old one again. It
// is the workflow's word where the actor is the workflow's own service account:
// check that. A write that changes access of its actor, or of whom the actor
// impersonates, has no request_ref, for they would say it of themselves; nor has
// one that gives two numbers. Where a write does not tell whose access it changed
// (modify), all in the object have the number.
//
// The tally names what else is written to these resources (tokens of service
// accounts, resources of the same name in other API groups). All else is
// ignored as not about them.
//
// # Listings
//
//	kubectl get rolebindings,clusterrolebindings,roles,clusterroles,serviceaccounts -A -o json
//
// gives one observation for each subject in it, at [Options].CollectedAt, without
// which a listing is refused. Roles and service accounts may be left out; a
// service account that is listed and not bound is one that holds nothing. Lists
// of the API itself (RoleBindingList), arrays and single objects are read, too.
// Objects of other kinds are ignored by name.
//
// Beside what is bound to a user or service account itself, the observation
// holds what it inherits through the groups that its name puts it in, with via
// naming the group: system:authenticated for everybody but system:anonymous,
// which is in system:unauthenticated; and system:serviceaccounts and
// system:serviceaccounts:NS for service accounts. A user is also in the groups
// that [Options].Members says; who is in a group that something is bound to has
// an observation, bound or not.
//
// An observation is complete if nothing in the input was refused, no list in it
// says that there is more (metadata.continue), it has bindings of the whole
// cluster, and one list in it has bindings of two namespaces at least: every
// cluster has these, and a list of one namespace has not. (A list that a
// selector narrowed looks the same: do not use one.) A user's is complete only
// if, besides, the members are known of every group that something is bound to:
// of groups named above, and of those in [Options].Members. Every cluster as installed binds system:masters,
// so that without Members no user's is. What a role says is complete by itself.
//
// A fact of kind listing says besides that whoever is not named holds nothing in
// SYSTEM. The input must be complete as above and have roles and service accounts
// in the same way: one ClusterRole, and lists with Roles and with service
// accounts of two namespaces at least. And it must name everybody in every group
// that something is bound to: service accounts are listed, the members of other
// groups stand in [Options].Members. That holds for system:authenticated, too,
// to which every cluster as installed binds something, and which anybody may be
// in whom the directory knows: Members must name all of its users.
//
// A subject that the input does not name has no observation.
package kubernetes
