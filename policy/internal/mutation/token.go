package mutation

import (
	"bytes"
	"fmt"
)

// tokenKind says what a token is.
type tokenKind uint8

const (
	tokenEnd      tokenKind = iota
	tokenWord               // a name or a keyword: which one, its place says
	tokenNumber             // unsigned
	tokenString             // "…"
	tokenRaw                // `…`
	tokenTemplate           // $"…{…}…" or the same with backticks, whole
	tokenSign               // punctuation and operators
)

// token is one token of a source: source[start:end].
type token struct {
	kind       tokenKind
	start, end int
	newLine    bool // the first of its line
	gap        bool // white space or a comment stands before it
}

// comment is source[start:end], from its # to the end of the line.
type comment struct {
	start, end int
	alone      bool // nothing else is on its line
}

// scanner cuts a source into tokens.
type scanner struct {
	source []byte
	at     int
}

// scan cuts a source into tokens, the last of which is tokenEnd, and comments.
func scan(source []byte) ([]token, []comment, *syntaxError) {
	s := &scanner{source: source}
	var tokens []token
	var comments []comment
	newLine, gap := true, true
	for {
		for s.at < len(source) && isSpace(source[s.at]) {
			newLine = newLine || source[s.at] == '\n'
			gap = true
			s.at++
		}
		if s.at == len(source) {
			return append(tokens, token{kind: tokenEnd, start: s.at, end: s.at, newLine: true, gap: true}), comments, nil
		}
		start := s.at
		if source[start] == '#' {
			s.toLineEnd()
			comments = append(comments, comment{start: start, end: s.at, alone: newLine})
			gap = true
			continue
		}
		kind, err := s.next()
		if err != nil {
			return nil, nil, err
		}
		tokens = append(tokens, token{kind: kind, start: start, end: s.at, newLine: newLine, gap: gap})
		newLine, gap = false, false
	}
}

// next moves behind the token that starts here.
func (s *scanner) next() (tokenKind, *syntaxError) {
	c := s.source[s.at]
	switch {
	case isLetter(c):
		for s.at < len(s.source) && (isLetter(s.source[s.at]) || isDigit(s.source[s.at])) {
			s.at++
		}
		return tokenWord, nil
	case isDigit(c):
		s.number()
		return tokenNumber, nil
	case c == '"':
		return tokenString, s.quoted()
	case c == '`':
		return tokenRaw, s.raw()
	case c == '$':
		return tokenTemplate, s.template()
	}
	for _, sign := range []string{":=", "==", "!=", "<=", ">="} {
		if bytes.HasPrefix(s.source[s.at:], []byte(sign)) {
			s.at += len(sign)
			return tokenSign, nil
		}
	}
	if bytes.IndexByte([]byte("=<>+-*/%&|()[]{}.,;:"), c) < 0 {
		return 0, s.errorf(s.at, "%q is not Rego", c)
	}
	s.at++
	return tokenSign, nil
}

func (s *scanner) number() {
	for s.at < len(s.source) {
		c := s.source[s.at]
		signed := (c == '+' || c == '-') && (s.source[s.at-1] == 'e' || s.source[s.at-1] == 'E')
		fraction := c == '.' && s.at+1 < len(s.source) && isDigit(s.source[s.at+1])
		if !isDigit(c) && !isLetter(c) && !signed && !fraction {
			return
		}
		s.at++
	}
}

func (s *scanner) quoted() *syntaxError {
	start := s.at
	for s.at++; s.at < len(s.source) && s.source[s.at] != '\n'; s.at++ {
		switch s.source[s.at] {
		case '\\':
			s.at++
		case '"':
			s.at++
			return nil
		}
	}
	return s.errorf(start, "the string does not end")
}

func (s *scanner) raw() *syntaxError {
	start := s.at
	end := bytes.IndexByte(s.source[s.at+1:], '`')
	if end < 0 {
		return s.errorf(start, "the string does not end")
	}
	s.at += end + 2
	return nil
}

// template moves behind a template string. Expressions in it stand in braces
// and may hold strings of their own; \{ is a brace and no expression.
func (s *scanner) template() *syntaxError {
	start := s.at
	s.at++
	if s.at == len(s.source) || s.source[s.at] != '"' && s.source[s.at] != '`' {
		return s.errorf(start, "'$' is not Rego")
	}
	quote := s.source[s.at]
	for s.at++; s.at < len(s.source); {
		switch c := s.source[s.at]; {
		case c == quote:
			s.at++
			return nil
		case c == '\\' && (quote == '"' || s.at+1 < len(s.source) && s.source[s.at+1] == '{'):
			s.at += 2
		case c == '{':
			if err := s.braces(); err != nil {
				return err
			}
		default:
			s.at++
		}
	}
	s.at = len(s.source)
	return s.errorf(start, "the string does not end")
}

// braces moves behind the brace that closes the one here.
func (s *scanner) braces() *syntaxError {
	start, depth := s.at, 0
	for s.at < len(s.source) {
		switch c := s.source[s.at]; {
		case isSpace(c):
			s.at++
			continue
		case c == '#':
			s.toLineEnd()
			continue
		case c == '{':
			depth++
		case c == '}':
			depth--
		}
		if _, err := s.next(); err != nil {
			return err
		}
		if depth == 0 {
			return nil
		}
	}
	return s.errorf(start, "the braces do not close")
}

func (s *scanner) toLineEnd() {
	if end := bytes.IndexByte(s.source[s.at:], '\n'); end >= 0 {
		s.at += end
	} else {
		s.at = len(s.source)
	}
}

func (s *scanner) errorf(at int, format string, arguments ...any) *syntaxError {
	return &syntaxError{line: lineOf(s.source, at), message: fmt.Sprintf(format, arguments...)}
}

// syntaxError says what of a source is not understood.
type syntaxError struct {
	line    int // 1-based
	message string
}

// lineOf returns the number of the line, from 1, that an offset is on.
func lineOf(source []byte, offset int) int {
	return 1 + bytes.Count(source[:min(offset, len(source))], []byte("\n"))
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
