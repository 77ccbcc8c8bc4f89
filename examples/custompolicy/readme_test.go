package custompolicy

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/counterfoil/counterfoil/policy"
	"github.com/counterfoil/counterfoil/policy/policytest"
)

// Whoever follows the README, in an empty folder, sees what it shows. Fenced
// blocks are taken in their order: of "console" the lines that begin with "$ "
// are commands, and what they print follows, where a line "…" stands for any
// lines; "rego FILE" is put into the file, see put.
func TestReadme(t *testing.T) {
	dir, bin := t.TempDir(), t.TempDir()
	build := exec.Command("go", "build", "-o", bin, "../../cmd/counterfoil")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	path := "PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")
	shown := 0
	for _, b := range blocks(t) {
		language, file, _ := strings.Cut(b.info, " ")
		switch language {
		case "console":
			for _, s := range sessions(b.text) {
				cmd := exec.Command("bash", "-c", s.command)
				cmd.Dir, cmd.Env = dir, append(os.Environ(), path)
				out, _ := cmd.CombinedOutput() // a test that fails is shown, too
				if !s.shows(string(out)) {
					t.Errorf("README.md:%d: %s\nshows\n%s\nand really prints\n%s", b.line, s.command, s.output, out)
				}
				shown++
			}
		case "rego":
			put(t, filepath.Join(dir, file), b.text)
		case "txtar":
			cases := fstest.MapFS{"vendor.txtar": {Data: []byte(b.text)}}
			policytest.RunCases(t, cases, policy.WithDir(filepath.Join(dir, "policies")))
		case "go":
			if source, err := os.ReadFile("custompolicy_test.go"); err != nil || !strings.Contains(string(source), b.text) {
				t.Errorf("README.md:%d: this is not in custompolicy_test.go: %v", b.line, err)
			}
		default:
			t.Errorf("README.md:%d: nothing tests a block of %q", b.line, b.info)
		}
	}
	if shown != 7 {
		t.Errorf("%d commands, wanted 7", shown)
	}
}

// put writes a block into a file that is there: in place of all of it, if the
// block begins as a control does; of all from the line on that the block begins
// with; else at the end.
func put(t *testing.T, file, text string) {
	t.Helper()
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(text, "\n")
	before, _, found := strings.Cut("\n"+string(old), "\n"+first+"\n")
	switch {
	case strings.HasPrefix(text, "# METADATA"):
	case found:
		text = strings.TrimPrefix(before+"\n", "\n") + text
	default:
		text = string(old) + "\n" + text
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

type block struct {
	info string // behind the fence
	line int    // of the fence
	text string
}

func blocks(t *testing.T) []block {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []block
	open := false
	for i, line := range strings.Split(string(readme), "\n") {
		info, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && !open:
			all = append(all, block{info: info, line: i + 1})
			open = true
		case fence:
			open = false
		case open:
			all[len(all)-1].text += line + "\n"
		}
	}
	if open || len(all) == 0 {
		t.Fatal("README.md: a block is not closed, or there is none")
	}
	return all
}

type session struct{ command, output string }

func sessions(text string) []session {
	var all []session
	for line := range strings.Lines(text) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			all = append(all, session{command: strings.TrimSpace(command)})
		} else if len(all) > 0 {
			all[len(all)-1].output += line
		}
	}
	return all
}

// shows reports whether the output is what was shown.
func (s session) shows(output string) bool {
	pattern := regexp.MustCompile(`(?m)^…\n`).ReplaceAllString(regexp.QuoteMeta(s.output), `(?:.*\n)*`)
	return regexp.MustCompile(`^` + pattern + `$`).MatchString(output)
}
