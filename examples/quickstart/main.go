// Command quickstart judges ten access changes, each one a situation that an
// auditor meets, prints the verdicts as a table and one record in full.
//
//	go run ./examples/quickstart
package main

import (
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"strings"
	"time"

	"github.com/counterfoil/counterfoil/evidence"
	"github.com/counterfoil/counterfoil/policy"
)

//go:embed records/*.json
var files embed.FS

// Everything is judged at an explicit instant, never at the wall clock.
var asOf = time.Date(2026, time.March, 31, 18, 0, 0, 0, time.UTC)

const inFull = "aws-8f1c" // the record to explain

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, w io.Writer) error {
	// Without options: the embedded controls and the default parameters.
	set, err := policy.Compile(ctx)
	if err != nil {
		return err
	}
	names, err := fs.Glob(files, "records/*.json")
	if err != nil {
		return err
	}
	var story strings.Builder
	heading(w)
	for _, name := range names {
		f, err := files.Open(name)
		if err != nil {
			return err
		}
		record, err := evidence.Decode(name, f) // strict: a typo is an error, with its place
		if err != nil {
			return err
		}
		result, err := set.Evaluate(ctx, record, asOf)
		if err != nil {
			return err
		}
		row(w, name, record, result)
		if record.ID == inFull {
			fmt.Fprintf(&story, "\nOne record in full:\n\n")
			if err := result.Explain(&story, record); err != nil {
				return err
			}
		}
	}
	_, err = io.WriteString(w, story.String())
	return err
}
