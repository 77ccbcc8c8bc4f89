package evidence

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
)

// Records reads JSON Lines: one record a line. The name, usually that of the
// file, stands in errors. What it returns can be ranged over once.
//
// Every line that is not blank yields either a record or an error, and reading
// goes on behind it: the number of pairs is the number of such lines. A line
// over 16 MiB is an error too, and is skipped without being held. An error of
// r itself is yielded once and ends the stream; what had been read of the line
// is dropped then. Each error is an *Error or joins several.
func Records(name string, r io.Reader) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		d := newDecoder(name)
		for l := range lines(name, r) {
			var rec *Record
			err := l.err
			if err == nil {
				rec, err = d.record(l.data, l.number)
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// Facts reads JSON Lines: one fact a line, in the printed form of Fact. The
// rules are those of Records.
func Facts(name string, r io.Reader) iter.Seq2[Fact, error] {
	return func(yield func(Fact, error) bool) {
		d := newDecoder(name)
		for l := range lines(name, r) {
			var f Fact
			err := l.err
			if err == nil {
				f, err = d.fact(l.data, l.number)
			}
			if !yield(f, err) {
				return
			}
		}
	}
}

// Read reads records that are either JSON Lines, as Records does, or one
// record spread over several lines, as Decode does.
//
// It is one record over several lines when the first line that is not blank
// holds nothing but "{" and the next one does not start with "{". Everything
// else is JSON Lines. So a first line that was cut off costs that line and no
// other: behind a "{" no line of JSON Lines can continue an object.
func Read(name string, r io.Reader) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		br := bufio.NewReaderSize(r, 64<<10)
		spread, err := isSpread(br)
		switch {
		case err != nil:
			yield(nil, &Error{Source: name, Err: err})
		case spread:
			yield(Decode(name, br))
		default:
			Records(name, br)(yield)
		}
	}
}

// isSpread looks ahead as far as it must, and no further: the input may come
// from somebody who waits for the first result.
func isSpread(br *bufio.Reader) (bool, error) {
	opened, ended := false, false // seen: the bracket, and a line end behind it
	for n := 1; ; n++ {
		b, err := br.Peek(n)
		switch {
		case err == io.EOF, err == bufio.ErrBufferFull:
			return false, nil
		case err != nil:
			return false, err
		}
		switch c := b[n-1]; {
		case c == '\n':
			ended = opened
		case c == ' ' || c == '\t' || c == '\r':
		case c == '{' && !opened:
			opened = true
		default:
			return ended && c != '{', nil
		}
	}
}

// line is one line that is not blank, without its end, or why there is none.
// The data is valid until the next line is asked for.
type line struct {
	number int
	data   []byte
	err    error
}

// lines splits r. It holds one line at a time.
func lines(name string, r io.Reader) iter.Seq[line] {
	return func(yield func(line) bool) {
		br := bufio.NewReaderSize(r, 64<<10)
		var held []byte // the start of a line that br cannot hold
		for number := 1; ; number++ {
			held = held[:0]
			tooLong := false
			part, err := br.ReadSlice('\n')
			for err == bufio.ErrBufferFull {
				if tooLong = tooLong || len(held)+len(part) > maxBytes; !tooLong {
					held = append(held, part...)
				}
				part, err = br.ReadSlice('\n')
			}
			if err != nil && err != io.EOF {
				yield(line{err: &Error{Source: name, Line: number, Err: err}})
				return
			}
			data := bytes.TrimSuffix(part, []byte{'\n'})
			if tooLong = tooLong || len(held)+len(data) > maxBytes; !tooLong && len(held) > 0 {
				held = append(held, data...)
				data = held
			}
			l := line{number: number, data: data}
			if tooLong {
				l = line{err: &Error{Source: name, Line: number, Err: errors.New("the line is longer than 16 MiB")}}
			}
			if (tooLong || len(bytes.Trim(data, " \t\r")) > 0) && !yield(l) {
				return
			}
			if err == io.EOF {
				return
			}
		}
	}
}
