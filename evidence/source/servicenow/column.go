package servicenow

// column is a field that this source reads.
type column struct {
	name      string
	reference bool // a reference, whose value is a sys_id
}

// userColumns are the columns of a reference to a user: the reference itself,
// and what it was dot-walked to.
type userColumns struct{ ref, login, email, name, active, integration, service int }

// layout is the list of columns in the making.
type layout struct {
	list  []column
	index map[string]int
}

func (l *layout) add(name string, reference bool) int {
	l.list = append(l.list, column{name, reference})
	l.index[name] = len(l.list) - 1
	return len(l.list) - 1
}

func (l *layout) text(name string) int { return l.add(name, false) }
func (l *layout) ref(name string) int  { return l.add(name, true) }

func (l *layout) user(ref string) userColumns { return l.dotWalked(l.ref(ref), ref+".") }

func (l *layout) dotWalked(ref int, prefix string) userColumns {
	u := l.userFields(prefix)
	u.ref = ref
	return u
}

func (l *layout) userFields(prefix string) userColumns {
	return userColumns{
		login: l.text(prefix + "user_name"), email: l.text(prefix + "email"), name: l.text(prefix + "name"), active: l.text(prefix + "active"),
		integration: l.text(prefix + "internal_integration_user"), service: l.text(prefix + "web_service_access_only"),
	}
}

var columns = &layout{index: map[string]int{}}

var (
	colResult = columns.text("result") // what a reply holds
	colError  = columns.text("error")  // what it says if it failed

	colSysID     = columns.text("sys_id")
	colClass     = columns.text("sys_class_name")
	colCreatedOn = columns.text("sys_created_on")
	colCreatedBy = columns.text("sys_created_by")
	colUpdatedOn = columns.text("sys_updated_on")
	colUpdatedBy = columns.text("sys_updated_by")

	// sc_request, sc_req_item, sc_task, sysapproval_group
	colNumber          = columns.text("number")
	colState           = columns.text("state")
	colStage           = columns.text("stage")
	colApproval        = columns.text("approval")
	colRequestState    = columns.text("request_state")
	colClosedAt        = columns.text("closed_at")
	colRequest         = columns.ref("request")
	colRequestItem     = columns.ref("request_item")
	colCatItem         = columns.ref("cat_item")
	colAssignmentGroup = columns.ref("assignment_group")
	userRequestedFor   = columns.user("requested_for")
	userOpenedBy       = columns.user("opened_by")
	userRequestedBy    = columns.user("requested_by")
	userOrderedFor     = columns.user("request.requested_for")

	// dot-walked from sc_req_item
	colOrderNumber   = columns.text("request.number")
	colOrderState    = columns.text("request.request_state")
	colOrderApproval = columns.text("request.approval")
	colCatItemName   = columns.text("cat_item.name")

	// sysapproval_approver
	userApprover  = columns.user("approver")
	colTarget     = columns.ref("sysapproval")
	colDocument   = columns.ref("document_id")
	colSourceTab  = columns.text("source_table")
	colGroup      = columns.ref("group")
	colGroupOf    = columns.ref("group.assignment_group")
	colGroupName  = columns.text("group.assignment_group.name")
	colTargetName = columns.text("sysapproval.number")
	colTargetType = columns.text("sysapproval.sys_class_name")
	userTargetFor = columns.user("sysapproval.ref_sc_req_item.requested_for")

	// sysapproval_group
	colAssignmentGroupName = columns.text("assignment_group.name")

	// sys_audit
	colTable      = columns.text("tablename")
	colKey        = columns.text("documentkey")
	colField      = columns.text("fieldname")
	colNew        = columns.text("newvalue")
	colCheckpoint = columns.text("record_checkpoint")
	colUser       = columns.text("user") // the name of one; of sys_user_delegate, a reference

	// sys_user
	userSelf = columns.userFields("")

	// sys_user_delegate
	userDelegator = columns.dotWalked(colUser, "user.")
	userDelegate  = columns.user("delegate")
	colStarts     = columns.text("starts")
	colEnds       = columns.text("ends")
	colApprovals  = columns.text("approvals")

	// sc_item_option and sc_item_option_mtom
	colVariable     = columns.text("item_option_new")
	colVariableName = columns.text("item_option_new.name")
	colValue        = columns.text("value")
	colOption       = columns.ref("sc_item_option")
	colOptionName   = columns.text("sc_item_option.item_option_new.name")
	colOptionValue  = columns.text("sc_item_option.value")
)
