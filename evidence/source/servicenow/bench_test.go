package servicenow_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/sourcetest"
	"github.com/counterfoil/counterfoil/evidence/source/servicenow"
)

func readFile(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// whole is a row with the columns that task tables have beside.
func whole(r row) row {
	c := r.with(nil)
	for _, name := range strings.Fields("parent made_sla watch_list upon_reject approval_history user_input sys_domain knowledge order cmdb_ci impact active work_notes_list business_service " +
		"priority sys_domain_path time_worked expected_start opened_at business_duration group_list work_end approval_set work_notes short_description correlation_display work_start " +
		"additional_assignee_list description calendar_duration close_notes closed_by follow_up contact_type urgency company reassignment_count activity_due assigned_to comments sla_due due_date " +
		"sys_mod_count sys_tags escalation upon_approval correlation_id location configuration_item quantity price backordered billable estimated_delivery context cat_item_version") {
		c[name] = "some value"
	}
	return c
}

// BenchmarkFacts reads orders of one item with one approval, whole rows as the
// API returns them when it is not asked for fields.
func BenchmarkFacts(b *testing.B) {
	const n = 2_000
	for name, f := range map[string]form{"values": values, "all": both} {
		var input bytes.Buffer
		for i := range n {
			item := fmt.Sprint("item", i)
			input.WriteString(reply(f, whole(ritm).with(row{"sys_id": sysID(item), "number": fmt.Sprint("RITM", i)}), apr.with(row{"sys_id": sysID("a" + item), "sysapproval": "@" + item})))
		}
		bench := func(what string, read func()) {
			b.Run(what+"/"+name, func(b *testing.B) {
				b.SetBytes(int64(input.Len()))
				b.ReportAllocs()
				for b.Loop() {
					read()
				}
				b.ReportMetric(2*n*float64(b.N)/b.Elapsed().Seconds(), "events/s")
			})
		}
		bench("rows", func() {
			var t source.Tally
			for _, err := range servicenow.Reader(options)("log", bytes.NewReader(input.Bytes()), &t) {
				if err != nil {
					b.Fatal(err)
				}
			}
			if t.Facts != 2*n {
				b.Fatal(&t)
			}
		})
		bench("bare-scan", func() { scan(b, input.Bytes()) })
	}
}

// scan is what reading the same bytes costs, with nothing done about them.
func scan(b *testing.B, input []byte) {
	d := jsontext.NewDecoder(bytes.NewReader(input))
	for {
		if _, err := d.ReadToken(); err == io.EOF {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

// What is not kept takes no memory: entries of the audit about other fields,
// which nearly all of them are, and rows of other tables.
func TestMemoryIsFlat(t *testing.T) {
	other := whole(ritm).with(row{"sys_class_name": "incident"}).text(values)
	comment := audit("e1", "sc_req_item", "ritm1", strings.Repeat("x", 1000), "x", "2026-03-02 09:00:00").with(row{"fieldname": "comments"}).text(values)
	sourcetest.FlatMemory(t, servicenow.Reader(options), 20_000, func(i int) string {
		if i%2 == 0 {
			return other + "\n"
		}
		return comment + "\n"
	})
}

func FuzzRows(f *testing.F) {
	for _, form := range []form{values, bare, both, display} {
		f.Add(reply(form, ritm, req, apr, people[0], audit("e1", "sysapproval_approver", "apr1", "approved", "maria", "2026-03-02 09:30:00"), delegation("maria", "omar", "2026-03-01 00:00:00", "")))
		f.Add(reply(form, asked(aws), option("o1", "ritm1", "role", "x"), link("o2", "ritm1", "v"), value("v", "role", "y")))
	}
	f.Add(`{"result":{"sys_id":{"value":1.0},"request":{}}}`)
	f.Add(`{"error":{"message":"x"}}`)
	o := options
	o.Settings, _ = servicenow.ParseSettings("s", []byte(settings))
	f.Fuzz(func(t *testing.T, input string) { sourcetest.Fuzz(t, servicenow.Reader(o), input) })
}

func FuzzSettings(f *testing.F) {
	f.Add(settings)
	f.Add(`{"states": {"8": "cancelled"}, "capacities": {"a": "b"}, "items": [{"catalog_item": "{a}", "action": "}{"}]}`)
	f.Fuzz(func(t *testing.T, document string) {
		s, err := servicenow.ParseSettings("s", []byte(document))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "s: ") {
				t.Errorf("the error does not name the document: %s", err)
			}
			return
		}
		o := options
		o.Settings = s
		sourcetest.Fuzz(t, servicenow.Reader(o), reply(both, asked(aws)))
	})
}
