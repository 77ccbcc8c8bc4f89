package awsiam

import (
	"errors"
	"strconv"
	"time"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Options say what the listing itself cannot.
type Options struct {
	// CollectedAt is when the listing was fetched. It has no time of its own,
	// and is refused without.
	CollectedAt time.Time
}

var format = jsonlog.Format{
	Log:   "a listing of an AWS account",
	Event: "entity of an AWS account",
	By:    "AWS",
	Lists: []string{"UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"},
	Again: "fetch it again with aws iam get-account-authorization-details",
}

// State returns the source that reads listings of accounts. It may read many
// inputs, also at the same time.
func State(o Options) source.Reader {
	return format.Listing(func() (jsonlog.Listing, error) {
		if o.CollectedAt.IsZero() {
			return jsonlog.Listing{}, errors.New("a listing has no time of its own: say when it was collected")
		}
		l := &listing{at: o.CollectedAt.UTC(), holders: map[string]*holder{}, policies: map[string]*detail{}, attached: map[string]int{}, bounds: map[string]int{}}
		return jsonlog.Listing{Item: l.item, Page: l.page, End: l.end}, nil
	})
}

// StateShapes are the forms of input that [State] accepts.
func StateShapes() []source.Shape {
	return []source.Shape{{
		What:    "users, groups, roles and policies of an account: aws iam get-account-authorization-details, merged or in pages",
		Members: []string{"Arn", "AttachedManagedPolicies"},
	}}
}

// kinds are what the lists hold, as ARNs say it.
var kinds = map[string]string{"UserDetailList": "user", "GroupDetailList": "group", "RoleDetailList": "role", "Policies": "policy"}

// item meets an entity or, in an array of pages, a page.
func (l *listing) item(e *jsonlog.Event) jsonlog.Fate {
	if e.List == "" {
		return l.wholePage(e)
	}
	var d detail
	err := e.Decode(&d)
	e.ID = d.ARN
	if err == nil {
		err = l.keep(e, kinds[e.List], &d, "")
	}
	if err != nil {
		return jsonlog.Refused(err)
	}
	return jsonlog.Kept(kinds[e.List])
}

// wholePage meets a page that stands in an array.
func (l *listing) wholePage(e *jsonlog.Event) jsonlog.Fate {
	var p struct {
		pageEnd
		Users    []detail `json:"UserDetailList"`
		Groups   []detail `json:"GroupDetailList"`
		Roles    []detail `json:"RoleDetailList"`
		Policies []detail `json:"Policies"`
		Event    string   `json:"eventName"`
	}
	if err := e.Decode(&p); err != nil {
		return jsonlog.Refused(err)
	}
	switch {
	case p.Event != "":
		return jsonlog.Refused(errors.New("a CloudTrail event, which a listing does not hold: read it as cloudtrail"))
	case p.Users == nil && p.Groups == nil && p.Roles == nil && p.Policies == nil:
		return jsonlog.Refused(errors.New("not a page of a listing, which has UserDetailList, GroupDetailList, RoleDetailList and Policies: leave it out, or " + e.Again()))
	}
	for _, list := range []struct {
		name    string
		entries []detail
	}{{"UserDetailList", p.Users}, {"GroupDetailList", p.Groups}, {"RoleDetailList", p.Roles}, {"Policies", p.Policies}} {
		for n := range list.entries {
			if err := l.keep(e, kinds[list.name], &list.entries[n], "/"+list.name+"/"+strconv.Itoa(n)); err != nil {
				return jsonlog.Refused(err)
			}
		}
	}
	l.more = p.more()
	return jsonlog.Kept("page")
}

// pageEnd is what says whether a page is the last one.
type pageEnd struct {
	Truncated bool   `json:"IsTruncated"`
	Marker    string `json:"Marker"`
	Next      string `json:"NextToken"` // of the CLI
}

func (p *pageEnd) more() bool { return p.Truncated || p.Marker != "" || p.Next != "" }

// page reads what stands beside the lists of a page. The last one counts.
func (l *listing) page(e *jsonlog.Event) error {
	var p pageEnd
	err := e.Decode(&p)
	l.more = p.more()
	return err
}
