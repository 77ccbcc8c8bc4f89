package mapped

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// walk follows a path into JSON that is known to be valid.
func (r *row) walk(raw jsontext.Value, path []string) (jsontext.Value, error) {
	d := r.decode(raw)
	for _, token := range path {
		switch d.PeekKind() {
		case 'n':
			return jsontext.Value("null"), nil
		case '{':
			d.ReadToken()
			for {
				if d.PeekKind() == '}' {
					return nil, errMissing
				}
				name, err := d.ReadValue()
				if err != nil {
					return nil, err
				}
				if isName(name, token) {
					break
				}
				if err := d.SkipValue(); err != nil {
					return nil, err
				}
			}
		case '[':
			d.ReadToken()
			index, err := strconv.Atoi(token)
			if err != nil || index < 0 || token != strconv.Itoa(index) {
				return nil, fmt.Errorf("meets a list, in which %s is no position: say a number from 0, or each", quoted(token))
			}
			for ; ; index-- {
				if d.PeekKind() == ']' {
					return nil, errMissing
				}
				if index == 0 {
					break
				}
				if err := d.SkipValue(); err != nil {
					return nil, err
				}
			}
		default:
			return nil, fmt.Errorf("meets a value that is neither an object nor a list before %s", quoted(token))
		}
	}
	v, err := d.ReadValue()
	end := d.InputOffset()
	if err != nil {
		return nil, err
	}
	return raw[end-int64(len(v)) : end], nil
}

// isName reports whether a name in JSON, with its quotes, is that one.
func isName(quoted jsontext.Value, name string) bool {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1:len(quoted)-1]) == name
	}
	b, _ := jsontext.AppendUnquote(nil, quoted)
	return string(b) == name
}

// decode returns the row's decoder at the begin of valid JSON.
func (r *row) decode(raw jsontext.Value) *jsontext.Decoder {
	if r.decoder == nil {
		r.decoder = jsontext.NewDecoder(&r.buf)
	}
	r.buf = *bytes.NewBuffer(raw)
	r.decoder.Reset(&r.buf, jsontext.AllowDuplicateNames(true)) // there are none
	return r.decoder
}

// list returns the parts of a cell or of a JSON array.
func (e *each) list(r *row) ([]datum, error) {
	if e.separator != "" {
		s, err := r.text(e.from)
		if err != nil || s == "" {
			return nil, err
		}
		var list []datum
		for part := range strings.SplitSeq(s, e.separator) {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, datum{text: part})
			}
		}
		return list, nil
	}
	d, err := r.datum(e.from)
	switch {
	case errors.Is(err, errMissing) && e.from.optional:
		return nil, nil
	case errors.Is(err, errMissing):
		return nil, fmt.Errorf("%s %w%s", e.from.name, err, r.instead(e.from))
	case err != nil:
		return nil, fmt.Errorf("%s %w", e.from.name, err)
	case len(d.raw) == 0 && r.isEmpty(strings.TrimSpace(d.text)), d.raw.Kind() == 'n':
		return nil, nil
	case d.raw.Kind() != '[':
		return nil, fmt.Errorf("%s is not a list: leave each out, or say separator", e.from.name)
	}
	return r.elements(d.raw), nil
}

// elements returns the values in a JSON array that is known to be valid.
func (r *row) elements(raw jsontext.Value) []datum {
	var list []datum
	d := r.decode(raw)
	d.ReadToken()
	for d.PeekKind() != ']' {
		v, err := d.ReadValue()
		if err != nil {
			return list
		}
		end := d.InputOffset()
		list = append(list, datum{raw: raw[end-int64(len(v)) : end]})
	}
	return list
}
