package apipages

import (
	"errors"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/counterfoil/counterfoil/evidence/source"
	"github.com/counterfoil/counterfoil/evidence/source/internal/jsonlog"
)

// Page is one page of a listing.
type Page struct {
	URL  string         `json:"url"`  // the address that was asked
	Next *string        `json:"next"` // that of the next page; empty: there is none; nil: nobody knows
	Body jsontext.Value `json:"body"` // the answer
}

// Format is how pages of a vendor's API stand in an input.
func Format(vendor string) jsonlog.Format {
	return jsonlog.Format{
		Log:   "pages of " + vendor + "'s listings",
		Event: "page of a listing",
		By:    vendor,
		Again: "export the listings again, each page with its url and next",
	}
}

// Reader returns a source that opens a listing for each input. It breaks the
// input if nobody said when the pages were collected.
func Reader(format jsonlog.Format, collected time.Time, open func() jsonlog.Listing) source.Reader {
	return format.Listing(func() (jsonlog.Listing, error) {
		if collected.IsZero() {
			return jsonlog.Listing{}, errors.New("listings have no time of their own: say when they were collected")
		}
		return open(), nil
	})
}

// NotRead is the fate of a page of a listing, by its name, that the source has
// no use for.
func NotRead(name string) jsonlog.Fate {
	return jsonlog.Ignored(source.Reason{Why: "a listing that this source does not read", Name: name})
}

// NoPage is the error of an event that is something else.
func NoPage(e *jsonlog.Event) error {
	return errors.New("not a page of a listing, which has url, next and body: " + e.Again())
}

// NoAddress is the error of a page whose url is none of a listing.
func NoAddress(e *jsonlog.Event) error {
	return jsonlog.At("/url", "not the address of a listing: "+e.Again())
}

// Failure is the error of a page that holds an error of the API, which said
// that, ready to print.
func Failure(e *jsonlog.Event, said string) error {
	return jsonlog.At("/body", "an error and no listing ("+said+"): see to it, and "+e.Again())
}

// Items reads the list that a page holds. The pointer says where in the page it
// stands.
func Items[T any](e *jsonlog.Event, list jsontext.Value, pointer string) ([]T, error) {
	if list.Kind() != '[' {
		return nil, jsonlog.At(pointer, "not an array, which a listing is: "+e.Again())
	}
	var items []T
	if err := e.Part(list, pointer, &items); err != nil {
		return nil, err
	}
	return items, nil
}
