package governance

// Metric names a figure of an assessment.
type Metric string

// The control outcomes: whether access is governed.
const (
	MissedApprovals       Metric = "missed_approvals"
	ExcessGrants          Metric = "excess_grants"
	PaperControl          Metric = "paper_control"
	OutsideWorkflow       Metric = "outside_workflow"
	RevocationWithinSLA   Metric = "revocation_within_sla" // higher is better
	OrphanedNHI           Metric = "orphaned_nhi"
	ManualOverrides       Metric = "manual_overrides"
	Exceptions            Metric = "exceptions"
	UnreviewedEmergencies Metric = "unreviewed_emergencies"
	Reconstructable       Metric = "reconstructable"             // higher is better
	TimeToRevocation      Metric = "time_to_verified_revocation" // a time; all others above are rates
)

// Administration: whether tickets move. None of it says that access is governed.
const (
	RoutedForConvenience Metric = "routed_for_convenience"
	TimeToClose          Metric = "time_to_close"      // a time
	ApprovalLeadTime     Metric = "approval_lead_time" // a time
)

// HigherIsBetter reports in which direction a metric improves.
func (m Metric) HigherIsBetter() bool {
	return m == RevocationWithinSLA || m == Reconstructable
}

// Administrative reports whether a metric tells of tickets, not of access.
func (m Metric) Administrative() bool {
	return m == RoutedForConvenience || m == TimeToClose || m == ApprovalLeadTime
}
