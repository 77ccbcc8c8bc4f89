package entra

import "github.com/counterfoil/counterfoil/evidence"

// meaning is what activities of one name are.
type meaning struct {
	why string // they are ignored; empty: they are read

	read     func(a *activity) ([]evidence.Fact, string, error)
	action   evidence.Action
	eligible bool               // for what somebody may activate
	kind     string             // of the directory object that access is to
	event    evidence.EventKind // in the life of an account
	decision evidence.Decision
}

func grants(m meaning) meaning  { m.action = evidence.ActionGrant; return m }
func revokes(m meaning) meaning { m.action = evidence.ActionRevoke; return m }

var (
	aRole       = meaning{read: (*activity).role}
	anEligible  = meaning{read: (*activity).role, eligible: true}
	aMember     = meaning{read: (*activity).member}
	anAppRole   = meaning{read: (*activity).appRole}
	aDelegated  = meaning{read: (*activity).delegated}
	keys        = meaning{read: (*activity).keys}
	ofPIM       = meaning{read: (*activity).assigned}
	eligiblePIM = meaning{read: (*activity).assigned, eligible: true}

	begins = meaning{read: (*activity).life, event: evidence.EventCreated}
	ends   = meaning{read: (*activity).life, event: evidence.EventDecommission}

	aStep    = meaning{why: whyStep}
	aConsent = meaning{why: whyConsent}
)

func anOwner(kind string) meaning { return meaning{read: (*activity).owner, kind: kind} }

// meanings are the activities of the Entra audit log that are about access, by
// their names as normal writes them.
var meanings = map[string]meaning{
	// The directory itself.
	"add member to role":             grants(aRole),
	"remove member from role":        revokes(aRole),
	"add scoped member to role":      grants(aRole),
	"remove scoped member from role": revokes(aRole),
	"add member to role scoped over restricted management administrative unit":      grants(aRole),
	"remove member from role scoped over restricted management administrative unit": revokes(aRole),
	"add role assignment to role definition":                                        grants(aRole),
	"remove role assignment from role definition":                                   revokes(aRole),
	"add eligible member to role":                                                   grants(anEligible),
	"remove eligible member from role":                                              revokes(anEligible),
	"add eligibleroleassignment to roledefinition":                                  grants(anEligible),
	"remove eligibleroleassignment from roledefinition":                             revokes(anEligible),

	"add member to group":                 grants(aMember),
	"remove member from group":            revokes(aMember),
	"add owner to group":                  grants(anOwner(kindGroup)),
	"remove owner from group":             revokes(anOwner(kindGroup)),
	"add owner to application":            grants(anOwner(kindApplication)),
	"remove owner from application":       revokes(anOwner(kindApplication)),
	"add owner to service principal":      grants(anOwner(kindService)),
	"remove owner from service principal": revokes(anOwner(kindService)),

	"add app role assignment to service principal":      grants(anAppRole),
	"remove app role assignment from service principal": revokes(anAppRole),
	"add app role assignment grant to user":             grants(anAppRole),
	"add app role assignment to user":                   grants(anAppRole),
	"remove app role assignment from user":              revokes(anAppRole),
	"add app role assignment to group":                  grants(anAppRole),
	"remove app role assignment from group":             revokes(anAppRole),
	"add delegated permission grant":                    grants(aDelegated),
	"remove delegated permission grant":                 revokes(aDelegated),
	"consent to application":                            aConsent,

	"update application - certificates and secrets management": keys,
	"create application - certificates and secrets management": keys,
	"add service principal credentials":                        keys,
	"remove service principal credentials":                     keys,

	"add user":                 begins,
	"delete user":              ends,
	"disable account":          ends,
	"add service principal":    begins,
	"remove service principal": ends,
	"add application":          begins,
	"delete application":       ends,
	"add group":                begins,
	"delete group":             ends,

	"user has elevated their access to user access administrator for their azure resources": grants(meaning{read: (*activity).elevated}),
	"the role assignment of user access administrator has been removed from the user":       revokes(meaning{read: (*activity).elevated}),

	// Privileged Identity Management.
	"add member to role completed (pim activation)":      grants(ofPIM),
	"add member to role in pim completed":                grants(ofPIM),
	"restore member from role":                           grants(ofPIM),
	"restore member from role in pim completed":          grants(ofPIM),
	"restore permanent direct role assignment":           grants(ofPIM),
	"remove member from role completed (pim deactivate)": revokes(ofPIM),
	"remove member from role (pim activation expired)":   revokes(ofPIM),
	"remove member from role in pim completed":           revokes(ofPIM),
	"remove permanent direct role assignment":            revokes(ofPIM),
	"update member in pim approved by admin":             {read: (*activity).assigned, action: evidence.ActionModify},
	"add eligible member to role in pim completed":       grants(eligiblePIM),
	"restore eligible member from role in pim completed": grants(eligiblePIM),
	"restore permanent eligible role assignment":         grants(eligiblePIM),
	"remove eligible member from role in pim completed":  revokes(eligiblePIM),
	"remove permanent eligible role assignment":          revokes(eligiblePIM),
	"add member to role outside of pim":                  {why: whyNotice},

	"add member to role requested (pim activation)":        {read: (*activity).asked},
	"add member to role request approved (pim activation)": {read: (*activity).decided, decision: evidence.DecisionApproved},
	"add member to role request denied (pim activation)":   {read: (*activity).decided, decision: evidence.DecisionRejected},
	"add member to role canceled (pim activation)":         {read: (*activity).withdrawn},
	"pim activation request expired":                       {read: (*activity).withdrawn},

	"add member to role approval requested (pim activation)": aStep,
	"add member to role in pim requested":                    aStep,
	"add member to role in pim canceled":                     aStep,
	"add eligible member to role in pim requested":           aStep,
	"add eligible member to role in pim canceled":            aStep,
	"remove member from role requested (pim deactivate)":     aStep,
	"remove member from role in pim requested":               aStep,
	"remove eligible member from role in pim requested":      aStep,
	"update member in pim requested":                         aStep,
	"update member in pim canceled":                          aStep,
	"update member in pim denied by admin":                   aStep,
	"update eligible member in pim requested":                aStep,
	"update eligible member in pim canceled":                 aStep,
	"process request":                                        aStep,
	"process role removal request":                           aStep,
	"process role update request":                            aStep,
	"cancel request":                                         aStep,
	"cancel request for role removal":                        aStep,
	"cancel request for role update":                         aStep,
	"remove request":                                         aStep,
	"approve request - direct role assignment":               aStep,
}
