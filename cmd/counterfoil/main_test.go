package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// The test binary is the command itself when it is asked to be.
func TestMain(m *testing.M) {
	if os.Getenv("COUNTERFOIL_TEST_COMMAND") != "" {
		main()
	}
	os.Exit(m.Run())
}

// outcome is what a command line came to.
type outcome struct {
	status   int
	out, err string
}

// command runs one command line.
func command(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	var out, err bytes.Buffer
	status := run(t.Context(), args, strings.NewReader(stdin), &out, &err)
	return outcome{status, out.String(), err.String()}
}

// wants fails the test unless the status is that one and standard error holds
// each of the texts.
func (o outcome) wants(t *testing.T, status int, texts ...string) {
	t.Helper()
	if o.status != status {
		t.Errorf("exit status %d, wanted %d", o.status, status)
	}
	for _, text := range texts {
		if !strings.Contains(o.err, text) {
			t.Errorf("standard error lacks %q", text)
		}
	}
	if t.Failed() {
		t.Fatalf("standard error:\n%s", o.err)
	}
}

// file writes a file for the test and returns its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// situation is a record of the quickstart, where its verdict is pinned.
func situation(name string) string {
	return filepath.Join("..", "..", "examples", "quickstart", "records", name+".json")
}

const (
	governed  = "01-clean-grant"
	deficient = "03-excess-through-a-group"
	unproven  = "08-delegated-without-context"
	open      = "10-agent-grant"

	asOf = "2026-03-31T18:00:00Z" // of the quickstart
)

// bare is a record of which nothing is known but its subject.
func bare(id string) string {
	return `{"schema":"counterfoil.evidence/v1","id":"` + id + `","subject":{"id":"ana","kind":"human"}}` + "\n"
}

func TestUsage(t *testing.T) {
	for _, test := range []struct {
		args string
		err  string
	}{
		{"nonsense", "there is no command \"nonsense\"\nSee counterfoil --help"},
		{"evaluat", `there is no command "evaluat"; did you mean "evaluate"?`},
		{"evaluate", "name a FILE with records, or - for standard input\nSee counterfoil evaluate --help"},
		{"evaluate --nonsense x", "unknown flag: --nonsense\nSee counterfoil evaluate --help"},
		{"evaluate - -", "- is named twice"},
		{"evaluate --format xml x", `choose one of ["json" "text"]`},
		{"evaluate --fail-on satisfied x", `choose one of ["deficient" "unproven" "open"]`},
		{"evaluate --as-of yesterday x", "2026-03-20T00:00:00Z, with a zone"},
		{"evaluate --as-of 2026-03-20T00:00:00 x", "with a zone"},
		{"evaluate --as-of 1969-12-31T23:59:59Z x", "within the years 1970 to 2261"},
		{"explain", "name the RECORD-ID"},
		{"explain RITM1", "name the FILE that holds record RITM1"},
		{"facts", "name a PATH to read"},
		{"facts x", "--source cloudtrail"},
		{"facts --source cloudtrial x", "there is no source cloudtrial; did you mean \"cloudtrail\"?\nSee counterfoil sources for all of them"},
		{"facts --source cloudtrail:acme x", "cloudtrail needs no name"},
		{"facts --source cloudtrail@yesterday x", "--source cloudtrail@yesterday: after the @ there must be the time of collection, such as 2026-03-31T18:00:00Z"},
		{"facts --source mapped x", "write mapped:FILE"},
		{"join --source cloudtrail=x --partitions 0", "there must be at least one"},
		{"join --source cloudtrail=- --partitions 2", "standard input can be read once only"},
		{"join", "--source cloudtrail=logs/"},
		{"join --source cloudtrail", "write NAME=PATH"},
		{"join --source cloudtrail=", "write NAME=PATH"},
		{"join --source sap=x", "there is no source sap"},
		{"join --source facts=- --source facts=-", "- is named twice"},
		{"controls x", `controls takes no arguments, and "x" is one`},
		{"validate", "name a FILE"},
		{"requirement", "name a FILE"},
		{"new x", `new takes no arguments, and "x" is one`},
		{"new control", "name one package, such as custom.controls.acme.vendor_access"},
		{"new control a b", "name one package"},
		{"new control --question who x", "choose one of"},
		{"new control --severity huge x", "choose one of"},
		{"new control vendor_access", "write custom.controls.acme.vendor_access"},
		{"test", "name the DIR that holds your controls and their tests"},
		{"test --embedded x", "name a DIR, or give --embedded, not both"},
		{"test --min-score 101 --mutate x", "--min-score is a percentage"},
		{"test --min-score 90 x", "--min-score needs --mutate"},
		{"test --min-lines -1 x", "--min-lines is a percentage"},
		{"test --run x --mutate y", "--mutate needs all tests"},
		{"test --run x --coverage y", "--coverage needs all tests"},
		{"test --embedded --parameters x", "leave --parameters out"},
	} {
		t.Run(test.args, func(t *testing.T) {
			got := command(t, "", strings.Fields(test.args)...)
			got.wants(t, exitIncomplete, test.err)
			if got.out != "" {
				t.Errorf("standard output: %q", got.out)
			}
		})
	}
}

// Every help text has an example that begins with the command's name.
func TestHelp(t *testing.T) {
	all := []*cobra.Command{newRoot()}
	for i := 0; i < len(all); i++ {
		all = append(all, all[i].Commands()...)
	}
	for _, cmd := range all {
		if cmd.Name() == "help" || strings.Contains(cmd.CommandPath(), "completion") {
			continue
		}
		if !strings.HasPrefix(strings.TrimSpace(cmd.Example), "counterfoil ") {
			t.Errorf("%s: the example is %q", cmd.Name(), cmd.Example)
		}
		got := command(t, "", append(strings.Fields(cmd.CommandPath())[1:], "--help")...)
		got.wants(t, exitDone)
		if !strings.Contains(got.out, strings.TrimSpace(cmd.Long)) {
			t.Errorf("%s --help prints\n%s", cmd.CommandPath(), got.out)
		}
		for line := range strings.Lines(got.out) {
			if len([]rune(line)) > 140 {
				t.Errorf("%s --help has a line of %d letters: %s", cmd.Name(), len(line), line)
			}
		}
	}
}

func TestVersion(t *testing.T) {
	got := command(t, "", "version")
	got.wants(t, exitDone)
	if !strings.HasPrefix(got.out, "counterfoil ") || !strings.Contains(got.out, "\npolicy sha256:") {
		t.Errorf("version prints %q", got.out)
	}
}

// A command that waits for standard input ends when it is interrupted.
func TestInterruptedWhileWaiting(t *testing.T) {
	for _, args := range []string{"evaluate --as-of " + asOf + " -", "validate -", "explain RITM1 -", "requirement -", "facts --source cloudtrail -", "join --source facts=-"} {
		t.Run(args, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan outcome)
			var out, errs bytes.Buffer
			in := &silent{reading: make(chan struct{}), release: make(chan struct{})}
			defer close(in.release)
			go func() {
				ended <- outcome{status: run(ctx, strings.Fields(args), in, &out, &errs)}
			}()
			<-in.reading
			cancel()
			got := <-ended
			got.out, got.err = out.String(), errs.String()
			got.wants(t, exitIncomplete, "interrupted")
			if strings.Contains(got.out, "{") {
				t.Errorf("it printed %q", got.out)
			}
		})
	}
}

// silent is a terminal at which nobody types.
type silent struct{ reading, release chan struct{} }

func (s *silent) Read([]byte) (int, error) {
	close(s.reading)
	<-s.release
	return 0, io.EOF
}
