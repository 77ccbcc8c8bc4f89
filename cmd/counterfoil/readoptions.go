package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/counterfoil/counterfoil/evidence/source/jira"
	"github.com/counterfoil/counterfoil/evidence/source/servicenow"
)

// options reads what the flags name.
func (f *readFlags) options() (readOptions, error) {
	o := readOptions{collectedAt: f.collectedAt.Time}
	var err error
	if f.tickets != "" {
		if o.tickets, err = regexp.Compile(f.tickets); err != nil {
			return o, fmt.Errorf("--tickets: %w", err)
		}
		if o.tickets.MatchString("") {
			return o, errors.New("--tickets: " + f.tickets + " matches the empty text: say what a ticket number looks like")
		}
	}
	for _, arg := range f.settings {
		if err := o.set(arg); err != nil {
			return o, err
		}
	}
	if f.members == "" {
		return o, nil
	}
	file, err := os.Open(f.members)
	if err != nil {
		return o, err
	}
	defer file.Close()
	o.members, err = readMembers(f.members, file)
	return o, err
}

// set reads the settings of one source.
func (o *readOptions) set(arg string) error {
	name, path, ok := strings.Cut(arg, "=")
	if !ok || path == "" {
		return errors.New("--settings " + arg + ": write NAME=FILE, as in servicenow=fields.json")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	switch name {
	case "servicenow":
		o.serviceNow, err = servicenow.ParseSettings(path, text)
	case "jira":
		o.jira, err = jira.ParseSettings(path, text)
	default:
		err = errors.New("--settings " + arg + ": there are none for this source; they are for servicenow and jira")
	}
	return err
}
