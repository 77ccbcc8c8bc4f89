package source

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/counterfoil/counterfoil/evidence"
)

// Input is one opened file.
type Input struct {
	Name      string // its path, as reached from the path that the caller gave
	io.Reader        // its content, decompressed
}

// Open opens files and folders, one at a time and in the order given; a folder
// in lexical order, all the way down. An input is closed as soon as the next
// one is asked for: read it before. An error is an [evidence.Error] that names
// the path; the paths after it still come.
//
// A link to a file is followed. A link to a folder inside a folder is not (it
// could lead in a circle), nor is anything read that is neither a file nor a
// folder: both are errors, since something was left out. A pipe is read where
// the caller names it.
func Open(paths ...string) iter.Seq2[*Input, error] {
	return func(yield func(*Input, error) bool) {
		for _, p := range paths {
			if !openPath(p, yield) {
				return
			}
		}
	}
}

// openPath reports whether the consumer wants more.
func openPath(path string, yield func(*Input, error) bool) bool {
	info, err := os.Stat(path)
	if err != nil {
		return yield(nil, failed(path, err, "give the path of a file or folder that exists and that you may read"))
	}
	if !info.IsDir() {
		if info.Mode()&fs.ModeNamedPipe != 0 { // <(zcat …) in a shell
			return readFile(path, yield)
		}
		return openFile(path, info, yield)
	}
	// The root is resolved first: WalkDir does not enter a link, and the
	// caller named this one.
	more := true
	walk := func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			more = yield(nil, failed(p, err, "make it readable, or leave it out"))
		} else if d.IsDir() {
			return nil
		} else if info, err := os.Stat(p); err != nil {
			more = yield(nil, failed(p, err, "make it readable, or leave it out"))
		} else if info.IsDir() {
			more = yield(nil, failed(p, errors.New("a link to a folder, which is not followed"), "name that folder itself"))
		} else {
			more = openFile(p, info, yield)
		}
		if !more {
			return fs.SkipAll
		}
		return nil
	}
	root := path
	if l, err := os.Lstat(path); err == nil && l.Mode()&fs.ModeSymlink != 0 {
		root = path + string(filepath.Separator)
	}
	// walk never returns an error other than SkipAll.
	_ = filepath.WalkDir(root, walk)
	return more
}

func openFile(path string, info fs.FileInfo, yield func(*Input, error) bool) bool {
	if !info.Mode().IsRegular() {
		return yield(nil, failed(path, errors.New("neither a file nor a folder"), "leave it out"))
	}
	return readFile(path, yield)
}

func readFile(path string, yield func(*Input, error) bool) bool {
	f, err := os.Open(path)
	if err != nil {
		return yield(nil, failed(path, err, "make it readable, or leave it out"))
	}
	defer f.Close()
	r, err := Decompress(f)
	if err != nil {
		return yield(nil, failed(path, err, "fetch the file again, or leave it out"))
	}
	return yield(&Input{Name: path, Reader: r}, nil)
}

// Decompress returns what r holds, decompressed if it begins as gzip does. It
// is for inputs that [Open] does not open, such as standard input.
func Decompress(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	magic, err := b.Peek(2)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(magic) < 2 || magic[0] != 0x1f || magic[1] != 0x8b {
		return b, nil
	}
	z, err := gzip.NewReader(b)
	if err != nil {
		return nil, fmt.Errorf("damaged gzip header: %w", err)
	}
	return gzipReader{z}, nil
}

// gzipReader says in its errors what was being done.
type gzipReader struct{ z *gzip.Reader }

func (g gzipReader) Read(p []byte) (int, error) {
	n, err := g.z.Read(p)
	switch {
	case err == nil || err == io.EOF:
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("gzip data is cut short")
	default:
		err = fmt.Errorf("damaged gzip data: %w", err)
	}
	return n, err
}

// failed is an error about path. The path is taken out of err, which would
// name it a second time.
func failed(path string, err error, do string) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return &evidence.Error{Source: path, Err: fmt.Errorf("%w: %s", err, do)}
}
