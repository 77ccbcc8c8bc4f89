package check

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// block is one fenced block of a document.
type block struct {
	language string
	line     int // of its first line of text
	text     string
}

func blocks(t *testing.T, name string) []block {
	t.Helper()
	var all []block
	var open *block
	for i, line := range strings.Split(read(t, name), "\n") {
		fence, isFence := strings.CutPrefix(line, "```")
		switch {
		case isFence && open == nil:
			open = &block{language: fence, line: i + 2}
		case isFence:
			all = append(all, *open)
			open = nil
		case open != nil:
			open.text += line + "\n"
		}
	}
	if open != nil {
		t.Fatalf("%s:%d: the block is not closed", name, open.line)
	}
	return all
}

// only returns the blocks of a language, of which there must be so many.
func only(t *testing.T, all []block, language string, n int) []block {
	t.Helper()
	var some []block
	for _, b := range all {
		if b.language == language {
			some = append(some, b)
		}
	}
	if len(some) != n {
		t.Fatalf("%d blocks in %s, wanted %d: this test must know each of them", len(some), language, n)
	}
	return some
}

// The snippet is the body of a program, with its imports and check left out.
const program = `package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	ctx := context.Background()
%s}
`

func TestReadmeSnippet(t *testing.T) {
	all := blocks(t, "README.md")
	dir := t.TempDir()
	path := filepath.Join(dir, "main.go")
	text := fmt.Sprintf(program, only(t, all, "go", 1)[0].text)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	// As if the file stood in the module.
	inside, err := filepath.Abs(filepath.Join(root, "internal", "check", "snippet", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, fmt.Appendf(nil, `{"Replace":{%q:%q}}`, inside, path), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", "-overlay", overlay, "./internal/check/snippet")
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if diff := cmp.Diff(only(t, all, "text", 1)[0].text, string(out)); diff != "" {
		t.Errorf("the snippet does not print what the README shows (-README +real):\n%s", diff)
	}
}

// Commands of console blocks begin with "$ ", and what they print follows; a
// line "…" stands for any lines. Those of the go command run in the repository,
// all others where the README's logs/ and tickets.jsonl lie, with the installed
// command in the path.
func TestReadmeConsole(t *testing.T) {
	bin, work := t.TempDir(), t.TempDir()
	if err := os.CopyFS(work, os.DirFS("testdata/readme")); err != nil {
		t.Fatal(err)
	}
	environment := append(os.Environ(), "GOBIN="+bin, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	for _, b := range only(t, blocks(t, "README.md"), "console", 3) {
		for _, s := range sessions(t, b) {
			cmd := exec.Command("bash", "-c", s.command)
			cmd.Dir, cmd.Env = work, environment
			if strings.HasPrefix(s.command, "go ") {
				cmd.Dir = root
			}
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Run(); err != nil {
				t.Fatalf("README.md:%d: %s: %v\n%s", b.line, s.command, err, out.String())
			}
			if !s.shows(out.String()) {
				t.Errorf("README.md:%d: %s\nshows\n%s\nand really prints\n%s", b.line, s.command, s.output, out.String())
			}
		}
	}
}

type session struct{ command, output string }

func sessions(t *testing.T, b block) []session {
	t.Helper()
	var all []session
	for line := range strings.Lines(b.text) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			all = append(all, session{command: strings.TrimSuffix(command, "\n")})
		} else if len(all) == 0 {
			t.Fatalf("README.md:%d: output without a command", b.line)
		} else {
			all[len(all)-1].output += line
		}
	}
	return all
}

// shows reports whether the output is what was shown.
func (s session) shows(output string) bool {
	pattern := regexp.QuoteMeta(s.output)
	pattern = regexp.MustCompile(`(?m)^…\n`).ReplaceAllString(pattern, `(?:.*\n)*`)
	return regexp.MustCompile(`^` + pattern + `$`).MatchString(output)
}

// The two commands of a beginner. The tests are running already; what the
// quickstart prints is pinned beside it.
func TestReadmeFirstCommands(t *testing.T) {
	sh := only(t, blocks(t, "README.md"), "sh", 1)[0]
	if want := "go run ./examples/quickstart\ngo test ./...\n"; sh.text != want {
		t.Fatalf("README.md:%d: the commands are\n%s, wanted\n%s", sh.line, sh.text, want)
	}
	cmd := exec.Command("go", "run", "./examples/quickstart")
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "SITUATION") {
		t.Errorf("%v\n%s", err, out)
	}
	if run := read(t, ".ci/run"); !strings.Contains(run, "./...\n") || !strings.Contains(run, "step go test ") {
		t.Error(".ci/run does not run the README's test command")
	}
}

// Links to files of the repository lead somewhere.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	for _, name := range filesOf(t, ".", ".md") {
		for _, m := range link.FindAllStringSubmatch(read(t, name), -1) {
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(name), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", name, m[1], err)
			}
		}
	}
}
