package servicenow_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/evidence/join"
	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/servicenow"
)

// everything is rows of every table that is read.
func everything() []row {
	rows := append(slices.Clone(people), asked(aws), req,
		ritm.with(row{"sys_id": sysID("ritm2"), "number": "RITM2", "requested_for": "-", "cat_item.name": "Door card"}),
		ritm.with(row{"sys_id": sysID("ritm2"), "number": "RITM2", "requested_for": "-", "cat_item.name": "Door card", "state": "2", "sys_updated_on": "2026-03-04 00:00:00"}),
		apr.with(row{"group": "@grp1", "sys_updated_by": "bot"}),
		apr.with(row{"sys_id": sysID("apr2"), "sysapproval": "@req1", "state": "rejected", "approver": "@li", "approver.user_name": "-", "sys_updated_by": "li@acme.example"}),
		apr.with(row{"sys_id": sysID("apr3"), "state": "requested"}),
		delegation("maria", "bot", "2026-03-01 00:00:00", "2026-03-02 00:00:00"), delegation("maria", "bot", "2026-03-02 00:00:00", "2026-03-03 00:00:00"),
		audit("e1", "sysapproval_approver", "apr1", "rejected", "maria", "2026-03-02 09:10:00"), audit("e2", "sysapproval_approver", "apr1", "approved", "bot", "2026-03-02 09:30:00"),
		audit("e3", "sc_req_item", "ritm1", "3", "bot", "2026-03-02 11:00:00"),
		option("o1", "ritm2", "colour", "red"), link("o2", "ritm2", "v2"), value("v2", "size", "L"),
		row{"sys_class_name": "sysapproval_group", "sys_id": sysID("grp1"), "assignment_group": "@owners", "assignment_group.name": "Owners"})
	return rows
}

// In which order rows come makes no difference to what they say together.
func TestOrder(t *testing.T) {
	o := configured(t, strings.TrimSuffix(settings, "}")+`, "capacities": {"Owners": "resource_owner"}}`)
	rows := everything()
	var want string
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		facts, errs, tally := sourcetest.Read(t, servicenow.Reader(o), reply(both, rows...))
		all := strings.Split(sourcetest.Lines(t, facts), "\n")
		slices.Sort(all)
		got := strings.Join(all, "\n") + strings.Join(errs, "\n") + tally.String()
		if n == 0 {
			want = got
			if tally.Facts != 6 || len(errs) > 0 { // two requests; a rejection that was taken back, an approval, and a rejection of the order, of both items
				t.Fatalf("%q %q %s", lines(facts), errs, tally)
			}
		} else if got != want {
			t.Fatalf("another order (-want +got):\n%s", cmp.Diff(want, got))
		}
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
}

// Evidence that is lost never makes an approval of what was none, nor another
// approver's, nor one for another request.
func TestLosing(t *testing.T) {
	o := configured(t, settings)
	rows := everything()
	for lost := range rows {
		rest := slices.Delete(slices.Clone(rows), lost, lost+1)
		facts, _, _ := sourcetest.Read(t, servicenow.Reader(o), reply(both, rest...))
		for _, a := range approvals(facts) {
			bot := strings.Contains(a, " approved by bot") && strings.Contains(a, " for maria ")
			if strings.Contains(a, " approved ") && !bot && !strings.Contains(a, " for @maria ") {
				t.Errorf("without row %d: %s", lost, a)
			}
		}
	}
}

// Whether tables come in one input or in several, the join makes the same of
// what could be read in both.
func TestJoin(t *testing.T) {
	users := people[:3]
	rejected := apr.with(row{"sys_id": sysID("apr2"), "approver": "@li", "approver.user_name": "li@acme.example", "state": "rejected", "sys_updated_by": "Li@Acme.example"})
	linked := row{"sysapproval.number": "RITM1", "sysapproval.ref_sc_req_item.requested_for": "@ana"}
	for what, inputs := range map[string][]string{
		"one":     {reply(both, append(slices.Clone(users), ritm, apr, rejected)...)},
		"several": {reply(values, apr.with(linked), rejected.with(linked)), reply(both, append(slices.Clone(users), ritm)...)},
	} {
		var facts []evidence.Fact
		for _, input := range inputs {
			more, errs, _ := sourcetest.Read(t, servicenow.Reader(options), input)
			if facts = append(facts, more...); len(errs) > 0 {
				t.Errorf("%s: %q", what, errs)
			}
		}
		result, err := join.Join(func(yield func(evidence.Fact, error) bool) {
			for _, f := range facts {
				if !yield(f, nil) {
					return
				}
			}
		}, join.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Records) != 1 || result.Records[0].ID != "RITM1" || len(result.Records[0].Approvals) != 2 || result.Records[0].Subject.Kind != evidence.KindHuman {
			t.Errorf("%s: %+v %s", what, result.Records, &result.Report)
			continue
		}
		// li asked, and decided: under one name or another.
		r := result.Records[0]
		same := 0
		for i := range r.Approvals {
			if r.Approvals[i].Approver.Same(r.Request.Requester) {
				same++
			}
		}
		if same != 1 {
			t.Errorf("%s: %d of the approvers are the requester: %+v", what, same, r.Approvals)
		}
	}
}

func TestStops(t *testing.T) {
	bad := ritm.with(row{"sys_id": sysID("bad"), "requested_for": "-"}) // refused at the end
	worse := row{"sys_id": "1"}                                         // refused at once
	for what, rows := range map[string][]row{"a fact": {ritm, apr}, "an error at the end": {bad, ritm}, "an error at once": {worse, ritm}, "within an item": {apr.with(row{"sysapproval": "@req1"}), ritm, ritm.with(row{"sys_id": sysID("ritm2"), "number": "RITM2"})}} {
		var tally source.Tally
		n := 0
		for range servicenow.Reader(options)("log", strings.NewReader(reply(both, rows...)), &tally) {
			n++
			break
		}
		if n != 1 || tally.Events > 1 {
			t.Errorf("%s: %d taken, %s", what, n, &tally)
		}
		sourcetest.AddsUp(t, &tally)
	}
}

// Each shape is one of an input that is read, and only its own.
func TestShapes(t *testing.T) {
	shapes := servicenow.Shapes()
	seen := map[int]bool{}
	for _, r := range []row{ritm, apr, req, audit("e1", "sc_req_item", "ritm1", "3", "x", "2026-03-02 09:00:00"), option("o1", "ritm1", "a", "b"), people[0], delegation("maria", "omar", "2026-03-01 00:00:00", "")} {
		for f := range both + 1 {
			fit := source.Fits([]byte(reply(f, r)), shapes)
			if len(fit) != 1 {
				t.Errorf("%v fits %v", r, fit)
				continue
			}
			seen[fit[0]] = true
		}
	}
	if len(seen) != len(shapes) {
		t.Errorf("%d of %d shapes are those of rows", len(seen), len(shapes))
	}
}

// Names from the input are safe to print.
func TestHostile(t *testing.T) {
	_, errs, _ := sourcetest.Read(t, servicenow.Reader(options), reply(both, ritm.with(row{"sys_id": "\u001b[2J", "requested_for": "-"}), apr.with(row{"sys_id": strings.Repeat("y", 200), "state": "\u202e"})))
	if len(errs) != 2 || !strings.HasPrefix(errs[0], `log: "sc_req_item/\x1b[2J" /requested_for: `) || strings.Contains(strings.Join(errs, ""), "\u202e") || len(errs[1]) > 300 {
		t.Errorf("%q", errs)
	}
}
