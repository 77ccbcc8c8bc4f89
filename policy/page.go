package policy

import (
	"io"
	"strings"
	"unicode/utf8"
)

// page lays out plain text for a terminal: sections, wrapped paragraphs and
// lists. Whatever it is given is escaped.
type page struct {
	b strings.Builder
}

const pageWidth = 100 // runes

func (p *page) to(w io.Writer) error {
	_, err := io.WriteString(w, p.b.String())
	return err
}

// section begins a part of the page.
func (p *page) section(title string) {
	p.b.WriteString("\n" + title + "\n")
}

// text writes a paragraph, wrapped; further lines are indented by hang more.
func (p *page) text(indent, hang int, text string) {
	p.lines(strings.Repeat(" ", indent), indent+hang, Escape(text))
}

// row writes a paragraph behind a label of a fixed width.
func (p *page) row(indent, width int, label, text string) {
	label = Escape(label)
	pad := max(width-utf8.RuneCountInString(label), 1)
	p.lines(strings.Repeat(" ", indent)+label+strings.Repeat(" ", pad), indent+width, Escape(text))
}

// lines writes words behind a start, broken before the page's width. A word
// that is longer than a line stands alone: nobody can copy half an id.
func (p *page) lines(start string, hang int, text string) {
	line, used := start, utf8.RuneCountInString(start)
	first := true
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case first:
		case used+1+n > pageWidth:
			p.b.WriteString(strings.TrimRight(line, " ") + "\n")
			line, used = strings.Repeat(" ", hang), hang
		default:
			line, used = line+" ", used+1
		}
		line, used, first = line+word, used+n, false
	}
	p.b.WriteString(strings.TrimRight(line, " ") + "\n")
}
