package evidence

import "reflect"

// The closed lists, in the order in which messages name them.
var (
	schemas          = []string{SchemaID}
	actions          = []string{string(ActionGrant), string(ActionRevoke), string(ActionModify)}
	identityKinds    = []string{string(KindHuman), string(KindServiceAccount), string(KindAPIKey), string(KindWorkload), string(KindAgent)}
	identityStatuses = []string{string(IdentityActive), string(IdentitySuspended), string(IdentityInactive)}
	requestStatuses  = []string{string(StatusOpen), string(StatusClosedComplete), string(StatusClosedIncomplete), string(StatusRejected), string(StatusCancelled)}
	decisions        = []string{string(DecisionApproved), string(DecisionRejected), string(DecisionAbstained)}
	outcomes         = []string{string(OutcomeSuccess), string(OutcomeFailure)}
	eventKinds       = []string{string(EventCreated), string(EventDeployed), string(EventRoleChange), string(EventOwnerChange), string(EventTermination), string(EventDecommission), string(EventRotation), string(EventClosure), string(EventExpiry)}
	sourceKinds      = []string{string(SourceITSM), string(SourceIAM), string(SourcePAM), string(SourceCloud), string(SourceDirectory), string(SourceApplication), string(SourceHR), string(SourceManual)}
	factKinds        = []string{string(FactRequest), string(FactApproval), string(FactPolicyBasis), string(FactChange), string(FactObservation), string(FactEvent), string(FactEmergency), string(FactListing)}
)

// closedList returns the values that a field of type t may have, or nil where
// any string will do.
func closedList(t reflect.Type) []string {
	switch t {
	case reflect.TypeFor[Action]():
		return actions
	case reflect.TypeFor[IdentityKind]():
		return identityKinds
	case reflect.TypeFor[IdentityStatus]():
		return identityStatuses
	case reflect.TypeFor[RequestStatus]():
		return requestStatuses
	case reflect.TypeFor[Decision]():
		return decisions
	case reflect.TypeFor[Outcome]():
		return outcomes
	case reflect.TypeFor[EventKind]():
		return eventKinds
	case reflect.TypeFor[SourceKind]():
		return sourceKinds
	case reflect.TypeFor[FactKind]():
		return factKinds
	}
	return nil
}
