package servicenow

import (
	"time"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Options say what the replies cannot.
type Options struct {
	// Instance is the instance's name, which becomes part of the names of
	// systems and identities. Empty: there is but one.
	Instance string

	// CollectedAt is when the rows were fetched. Zero: not known, and left
	// out of the facts.
	CollectedAt time.Time

	Settings
}

var format = jsonlog.Format{
	Log:   "a reply of ServiceNow's Table API",
	Event: "ServiceNow row",
	By:    "ServiceNow",
	Lists: []string{"result"},
	Again: "export it again with sysparm_display_value=all",
}

// Reader returns the source that reads rows of the Table API. It may read many
// inputs, also at the same time.
func Reader(o Options) source.Reader {
	plans, faults := o.Settings.compile()
	return format.Listing(func() (jsonlog.Listing, error) {
		if err := faults.Err(); err != nil {
			return jsonlog.Listing{}, err
		}
		g := newGathering(o, plans)
		return jsonlog.Listing{Item: g.item, Page: g.page, Fates: g.fates}, nil
	})
}

// Shapes are the rows that Reader accepts.
func Shapes() []source.Shape {
	return []source.Shape{
		{What: "sc_req_item, requested items: replies of the Table API (GET /api/now/table/sc_req_item?sysparm_display_value=all), one after the other; those below may follow in the same input", Members: []string{"sys_id", "number", "stage"}},
		{What: "sysapproval_approver, approvals; sysapproval_group, what groups were asked", Members: []string{"sys_id", "sysapproval", "approver"}},
		{What: "sc_request, the requests that items belong to", Members: []string{"sys_id", "number", "request_state"}},
		{What: "sys_audit, who changed a state, and when", Members: []string{"tablename", "documentkey", "fieldname"}},
		{What: "sc_item_option_mtom and sc_item_option, the catalogue variables of items", Members: []string{"request_item", "sc_item_option"}},
		{What: "sys_user, people", Members: []string{"sys_id", "user_name"}},
		{What: "sys_user_delegate, delegations of approvals", Members: []string{"delegate", "approvals", "starts"}},
	}
}
