package main

import (
	"bufio"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// writeTo gives write the place where lines of JSON go: standard output, or a
// file, which is there once write is done, or not at all. What could only partly
// be read (errReported) is written nevertheless.
func writeTo(cmd *cobra.Command, path string, write func(io.Writer) error) error {
	to, done := cmd.OutOrStdout(), func() error { return nil }
	if path != "" {
		f, err := os.Create(path + ".partial")
		if err != nil {
			return err
		}
		defer os.Remove(f.Name()) // gone already if all went well
		defer f.Close()
		to, done = f, func() error { return errors.Join(f.Close(), os.Rename(f.Name(), path)) }
	}
	out := bufio.NewWriter(to)
	failed := write(&jsonLines{w: out})
	if failed != nil && !errors.Is(failed, errReported) {
		return failed
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return errors.Join(done(), failed)
}
