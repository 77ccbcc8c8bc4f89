//go:build unix

package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// process starts this command as a process of its own.
func process(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), "COUNTERFOIL_TEST_COMMAND=1")
	return cmd
}

// What `counterfoil evaluate … | head -1` does: nobody reads on, and the
// command ends without a word.
func TestBrokenPipe(t *testing.T) {
	var lines strings.Builder
	for i := range 200 {
		lines.WriteString(bare(strings.Repeat("x", i+1)))
	}
	cmd := process(t, "evaluate", "--as-of", asOf, "-")
	cmd.Stdin = strings.NewReader(lines.String())
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReaderSize(out, 16).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	out.Close()
	if err := cmd.Wait(); err == nil {
		t.Error("the command ended as if all had been printed")
	}
	if complaints.Len() > 0 {
		t.Errorf("standard error: %q", complaints.String())
	}
}

// The same where the caller ignores the signal of a broken pipe.
func TestBrokenPipeError(t *testing.T) {
	var complaints strings.Builder
	status := run(t.Context(), []string{"evaluate", "--as-of", asOf, "-"}, strings.NewReader(bare("a")+bare("b")), brokenPipe{}, &complaints)
	if status != exitIncomplete || complaints.Len() > 0 {
		t.Errorf("status %d, standard error %q", status, complaints.String())
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}
}

// Ctrl-C: the results so far stand, complete lines all of them, the numbers add
// up, and the status says that it is not all.
func TestInterrupt(t *testing.T) {
	cmd := process(t, "evaluate", "--as-of", asOf, "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints strings.Builder
	cmd.Stderr = &complaints
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, bare("a")); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n') // the result comes while the input stays open
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(lines)
	if err != nil {
		t.Fatal(err)
	}
	exit, _ := errors.AsType[*exec.ExitError](cmd.Wait())
	if exit == nil || exit.ExitCode() != exitIncomplete {
		t.Errorf("it ended with %v", exit)
	}
	if !strings.Contains(first, `"record_id":"a"`) || len(rest) > 0 {
		t.Errorf("it printed %q and %q", first, rest)
	}
	for _, want := range []string{"1 read = 1 evaluated + 0 refused + 0 duplicate", "interrupted"} {
		if !strings.Contains(complaints.String(), want) {
			t.Errorf("standard error lacks %q:\n%s", want, complaints.String())
		}
	}
}
