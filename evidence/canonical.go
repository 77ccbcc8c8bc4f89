package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Canonical returns r in the canonical form of RFC 8785: what Encode writes,
// with the names of every object in order and every number as a double. Equal
// records have equal canonical forms, in whatever order, zone or spelling they
// came.
//
// An integer beyond 2^53 in extensions loses digits, as RFC 8785 has it; a
// number beyond the range of a double is an error. Such values belong into
// strings.
func (r *Record) Canonical() ([]byte, error) {
	b, err := r.appendJSON(nil)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(b, []byte(`"extensions":{`)) { // numbers stand nowhere else
		if err := checkNumbers(b, r.ID); err != nil {
			return nil, err
		}
	}
	v := jsontext.Value(b)
	if err := v.Canonicalize(); err != nil {
		return nil, &Error{RecordID: r.ID, Err: err}
	}
	return v, nil
}

// Digest returns the SHA-256 of the canonical form, as "sha256:" and 64
// hexadecimal digits.
func (r *Record) Digest() (string, error) {
	b, err := r.Canonical()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:]), nil
}

// checkNumbers refuses numbers that have no canonical form.
func checkNumbers(b []byte, recordID string) error {
	var list errorList
	dec := jsontext.NewDecoder(bytes.NewBuffer(b))
	for {
		t, err := dec.ReadToken()
		if err == io.EOF {
			return list.join(recordID)
		}
		if err != nil {
			return &Error{RecordID: recordID, Err: err}
		}
		if t.Kind() != '0' {
			continue
		}
		if _, err := strconv.ParseFloat(t.String(), 64); err != nil && !list.full() {
			list.errs = append(list.errs, &Error{
				Pointer: string(dec.StackPointer()),
				Err:     errors.New("expected a number within the range of a double, found " + printable(shorten(t.String(), 30)) + "; write it as a string"),
			})
		}
	}
}
