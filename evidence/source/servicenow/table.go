package servicenow

import (
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// The tables whose rows this source reads.
const (
	tabRequest   = "sc_request"
	tabItem      = "sc_req_item"
	tabTask      = "sc_task"
	tabApprover  = "sysapproval_approver"
	tabGroup     = "sysapproval_group"
	tabAudit     = "sys_audit"
	tabUser      = "sys_user"
	tabDelegate  = "sys_user_delegate"
	tabOption    = "sc_item_option"
	tabOptionFor = "sc_item_option_mtom"
)

// table finds out which table a row is of. The reply does not say it, but for
// tables that extend task; for others the fields do, which no other has.
func (f *fields) table() (name string, other source.Reason, err error) {
	class, err := f.one(colClass)
	if err != nil {
		return "", other, err
	}
	switch {
	case class == tabRequest || class == tabItem || class == tabTask || class == tabGroup:
		return class, other, nil
	case class != "" && !isName(class):
		return "", other, f.seen("sys_class_name")
	case class != "":
		return "", source.Reason{Why: whyOtherTable, Name: class}, nil
	case f.has(colTable) && f.has(colKey):
		return tabAudit, other, nil
	case f.has(colOption) && f.has(colRequestItem):
		return tabOptionFor, other, nil
	case f.has(colVariable) || f.has(colVariableName):
		return tabOption, other, nil
	case f.has(userDelegate.ref) && f.has(userDelegator.ref):
		return tabDelegate, other, nil
	case f.has(userSelf.login):
		return tabUser, other, nil
	case f.has(colTarget) || f.has(colDocument) || f.has(userApprover.ref):
		return tabApprover, other, nil
	case f.has(colRequestItem):
		return tabTask, other, nil
	case f.has(colRequest):
		return tabItem, other, nil
	case f.has(colRequestState):
		return tabRequest, other, nil
	}
	return "", other, jsonlog.At("/sys_class_name", "missing, and no other field tells which table this is a row of: export it with sys_class_name, or leave this file out")
}
