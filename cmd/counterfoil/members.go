package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/counterfoil/counterfoil/evidence"
)

// readMembers reads who is in which group: CSV with a header, one member a row.
// A group with an empty member is one that is known to have none.
func readMembers(name string, r io.Reader) (map[string][]string, error) {
	rows := csv.NewReader(r)
	header, err := rows.Read()
	if err != nil || len(header) != 2 || strings.TrimPrefix(header[0], "\ufeff") != "group" || header[1] != "member" {
		return nil, &evidence.Error{Source: name, Line: 1, Err: errors.New("expected the header group,member")}
	}
	members := map[string][]string{}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return members, nil
		}
		if wrong := (*csv.ParseError)(nil); errors.As(err, &wrong) {
			return nil, &evidence.Error{Source: name, Line: wrong.StartLine, Err: wrong.Err}
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if line, _ := rows.FieldPos(0); row[0] == "" {
			return nil, &evidence.Error{Source: name, Line: line, Err: errors.New("no group: name the group that the member is in")}
		}
		if members[row[0]] = append(members[row[0]], row[1]); row[1] == "" {
			members[row[0]] = members[row[0]][:len(members[row[0]])-1]
		}
	}
}
