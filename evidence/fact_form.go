package evidence

// factForm is the printed form of a fact. Its structs are described to the
// decoder and the encoder by their tags, as the record is.
type factForm interface {
	fact() Fact
	fill(f Fact)
}

// form is the printed form of every kind of fact but a request.
type form[T any] struct {
	Kind       FactKind `json:"fact"`
	Subject    Identity `json:"subject"`
	RequestRef string   `json:"request_ref,omitzero"`
	Value      *T       `json:"value"`
}

func (p *form[T]) fact() Fact {
	return Fact{Subject: p.Subject, RequestRef: p.RequestRef, Value: any(p.Value).(Part)}
}

func (p *form[T]) fill(f Fact) {
	p.Kind, p.Subject, p.RequestRef, p.Value = f.Value.FactKind(), f.Subject, f.RequestRef, any(f.Value).(*T)
}

// requestForm is the printed form of a request, the only fact with an action.
type requestForm struct {
	Kind       FactKind `json:"fact"`
	Subject    Identity `json:"subject"`
	RequestRef string   `json:"request_ref,omitzero"`
	Action     Action   `json:"action,omitzero"`
	Value      *Request `json:"value"`
}

func (p *requestForm) fact() Fact {
	return Fact{Subject: p.Subject, RequestRef: p.RequestRef, Action: p.Action, Value: p.Value}
}

func (p *requestForm) fill(f Fact) {
	p.Kind, p.Subject, p.RequestRef, p.Action, p.Value = f.Value.FactKind(), f.Subject, f.RequestRef, f.Action, f.Value.(*Request)
}

// unknownForm takes what does not say which kind of fact it is, so that all
// else that is wrong with it can be named as well.
type unknownForm struct {
	Kind       FactKind   `json:"fact"`
	Subject    Identity   `json:"subject"`
	RequestRef string     `json:"request_ref,omitzero"`
	Action     Action     `json:"action,omitzero"`
	Value      Extensions `json:"value"`
}

// newFactForm returns an empty form of that kind, or nil for a kind that is
// none.
func newFactForm(k FactKind) factForm {
	switch k {
	case FactRequest:
		return new(requestForm)
	case FactApproval:
		return new(form[Approval])
	case FactPolicyBasis:
		return new(form[PolicyBasis])
	case FactChange:
		return new(form[Change])
	case FactObservation:
		return new(form[Observation])
	case FactEvent:
		return new(form[Event])
	case FactEmergency:
		return new(form[Emergency])
	case FactListing:
		return new(form[Listing])
	}
	return nil
}
