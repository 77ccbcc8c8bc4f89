package mutation

import (
	"math/big"
	"strings"
)

// The outcomes, and what each is mistaken for: the good news that it is not, and
// the neighbour that a hasty author would have taken.
var outcomes = map[string][2]string{
	"satisfied":      {"not_satisfied", "indeterminate"},
	"not_satisfied":  {"satisfied", "indeterminate"},
	"pending":        {"satisfied", "indeterminate"},
	"indeterminate":  {"satisfied", "not_applicable"},
	"not_applicable": {"satisfied", "indeterminate"},
}

func (g *generator) scalar(t *term) {
	text := g.text(t.span)
	change := func(operator, to string) { g.add(operator, t.start, t.span, to) }
	switch t.token.kind {
	case tokenNumber:
		n, ok := new(big.Int).SetString(text, 10)
		if !ok {
			change("constant", "0")
			return
		}
		change("constant", new(big.Int).Add(n, big.NewInt(1)).String())
		if n.Sign() > 0 {
			change("constant", new(big.Int).Sub(n, big.NewInt(1)).String())
		}
	case tokenString, tokenRaw:
		inner := text[1 : len(text)-1]
		others, outcome := outcomes[inner]
		switch {
		case outcome:
			for _, to := range others {
				change("outcome", text[:1]+to+text[:1])
			}
		case strings.ContainsAny(inner, " \t\n"):
		case inner == "":
			change("constant", `"-"`)
		default:
			change("constant", `""`)
		}
	case tokenWord:
		switch text {
		case "true":
			change("constant", "false")
		case "false":
			change("constant", "true")
		}
	}
}

// The functions that are mistaken for each other.
var opposites = map[string][2]string{
	"min":          {"extreme", "max"},
	"max":          {"extreme", "min"},
	"startswith":   {"affix", "endswith"},
	"endswith":     {"affix", "startswith"},
	"trim_prefix":  {"affix", "trim_suffix"},
	"trim_suffix":  {"affix", "trim_prefix"},
	"trim_left":    {"affix", "trim_right"},
	"trim_right":   {"affix", "trim_left"},
	"lower":        {"opposite", "upper"},
	"upper":        {"opposite", "lower"},
	"ceil":         {"opposite", "floor"},
	"floor":        {"opposite", "ceil"},
	"union":        {"set-operation", "intersection"},
	"intersection": {"set-operation", "union"},
	"bits.and":     {"arithmetic", "bits.or"},
	"bits.or":      {"arithmetic", "bits.and"},
	"bits.lsh":     {"arithmetic", "bits.rsh"}, // not the other way round: shifting an instant left takes all memory
}

func (g *generator) call(t *term) {
	function, arguments := t.parts[0], t.parts[1:]
	name := g.text(function.span)
	if name == "print" {
		return
	}
	if to := opposites[name]; to[0] != "" {
		g.add(to[0], function.start, function.span, to[1])
	}
	if (name == "object.union" || name == "array.concat") && len(arguments) == 2 {
		first, second := arguments[0].span, arguments[1].span
		between := g.text(span{first.end, second.start})
		g.add("set-operation", function.start, span{first.start, second.end}, g.text(second)+between+g.text(first))
	}
	says := -1 // the argument that people read
	if last := function.parts; len(last) > 0 && last[len(last)-1].field {
		word := last[len(last)-1].span
		if others, outcome := outcomes[g.text(word)]; outcome {
			says = 1
			for _, to := range others {
				g.add("outcome", word.start, word, to)
			}
		}
	}
	if name == "sprintf" {
		says = 0
	}
	g.parts(function)
	for i, a := range arguments {
		if i == says {
			g.message(a)
			continue
		}
		g.term(a)
	}
}
