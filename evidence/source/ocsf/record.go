package ocsf

import "github.com/go-json-experiment/json/jsontext"

// record is what is used of an event. Names that only older versions of the
// schema have stand beside those that replaced them.
type record struct {
	Class        int    `json:"class_uid"`
	Activity     *int   `json:"activity_id"`
	Type         *int   `json:"type_uid"`
	ClassName    string `json:"class_name"`
	ActivityName string `json:"activity_name"`
	TypeName     string `json:"type_name"`

	Time   jsontext.Value `json:"time"`
	TimeDT string         `json:"time_dt"`

	StatusID *int   `json:"status_id"`
	Status   string `json:"status"`
	ActionID *int   `json:"action_id"`

	Metadata struct {
		UID       string `json:"uid"`
		Original  string `json:"original_event_uid"`
		Version   string `json:"version"`
		Tenant    string `json:"tenant_uid"`
		EventCode string `json:"event_code"`
		Truncated bool   `json:"is_truncated"`
		Product   struct {
			Name   string `json:"name"`
			Vendor string `json:"vendor_name"`
		} `json:"product"`
	} `json:"metadata"`
	Cloud struct {
		Provider   string `json:"provider"`
		Region     string `json:"region"`
		Account    entity `json:"account"`
		AccountUID string `json:"account_uid"` // 1.0.0-rc.2
		Org        entity `json:"org"`
		ProjectUID string `json:"project_uid"`
	} `json:"cloud"`
	API struct {
		Operation string `json:"operation"`
		Service   struct {
			Name string `json:"name"`
		} `json:"service"`
		Request struct {
			Data jsontext.Value `json:"data"`
		} `json:"request"`
		Response *struct {
			Error   string         `json:"error"`
			Message string         `json:"message"`
			Data    jsontext.Value `json:"data"`
		} `json:"response"`
	} `json:"api"`

	Actor struct {
		User      user   `json:"user"`
		AppName   string `json:"app_name"`
		AppUID    string `json:"app_uid"`
		InvokedBy string `json:"invoked_by"`
	} `json:"actor"`

	User         user         `json:"user"`
	Users        []user       `json:"users"` // 1.9
	UpdatedUser  user         `json:"updated_user"`
	Group        group        `json:"group"`
	Subgroup     group        `json:"subgroup"`
	UpdatedGroup group        `json:"updated_group"`
	Privileges   []string     `json:"privileges"`
	Role         entity       `json:"iam_role"`  // 1.9
	Roles        []entity     `json:"iam_roles"` // 1.9
	Policy       entity       `json:"policy"`    // before 1.4
	Policies     []entity     `json:"policies"`
	Resource     resource     `json:"resource"` // before 1.5, and of groups before 1.9
	Resources    []resource   `json:"resources"`
	Credentials  []credential `json:"programmatic_credentials"`

	Unmapped jsontext.Value `json:"unmapped"`
}

type entity struct {
	Name string `json:"name"`
	UID  string `json:"uid"`
}

// key is what tells an entity from others: its unique id, if the event says it.
func (e entity) key() string { return first(e.UID, e.Name) }

type user struct {
	entity
	UIDAlt      string       `json:"uid_alt"`
	UUID        string       `json:"uuid"` // 1.0.0-rc.2
	Mail        string       `json:"email_addr"`
	Domain      string       `json:"domain"`
	FullName    string       `json:"full_name"`
	DisplayName string       `json:"display_name"`
	Type        string       `json:"type"`
	TypeID      int          `json:"type_id"`
	Account     entity       `json:"account"`
	AccountUID  string       `json:"account_uid"` // 1.0.0-rc.2
	Groups      []group      `json:"groups"`
	Credentials []credential `json:"programmatic_credentials"`
}

type group struct {
	entity
	Domain     string   `json:"domain"`
	Privileges []string `json:"privileges"`
}

// key is the group's unique id or, without one, its name in its domain.
func (g *group) key() string {
	if g.UID == "" && g.Domain != "" && g.Name != "" {
		return g.Domain + `\` + g.Name
	}
	return g.entity.key()
}

type resource struct {
	entity
	Namespace string `json:"namespace"`
	RoleID    int    `json:"role_id"`
}

type credential struct {
	UID string `json:"uid"`
}

// first returns the first string that is not empty.
func first(of ...string) string {
	for _, s := range of {
		if s != "" {
			return s
		}
	}
	return ""
}
