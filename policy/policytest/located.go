package policytest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/counterfoil/counterfoil/policy"
)

func problems(list []Problem) []string {
	var all []string
	for _, p := range list {
		all = append(all, p.String())
	}
	return all
}

// located is a place and what is wrong there, with details indented below.
func located(file string, line int, what string, details ...string) string {
	var b strings.Builder
	b.WriteString(policy.Escape(file + ":" + strconv.Itoa(line) + ": " + what))
	for _, d := range details {
		b.WriteString("\n    " + policy.Escape(strings.ReplaceAll(d, "\t", "    ")))
	}
	return b.String()
}

// lines splits a text; "" has none.
func lines(text string) []string {
	text = strings.Trim(text, "\n")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

func indented(lines []string) []string {
	all := make([]string, len(lines))
	for i, l := range lines {
		all[i] = "    " + l
	}
	return all
}

// ranges writes lines as "line 7" or "lines 3-5, 9".
func ranges(numbers []int) string {
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		part := strconv.Itoa(numbers[i])
		if j > i {
			part += "-" + strconv.Itoa(numbers[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	if len(numbers) == 1 {
		return "line " + parts[0]
	}
	return "lines " + strings.Join(parts, ", ")
}

func others(n int) string {
	if n < 1 {
		return ""
	}
	return fmt.Sprintf(", and %d more", n)
}

// share writes how many of a total there are, in percent with at most one digit
// after the point, never rounded up.
func share(n, total int) string {
	if total == 0 {
		return "100 %"
	}
	tenths := n * 1000 / total
	if tenths%10 == 0 {
		return strconv.Itoa(tenths/10) + " %"
	}
	return fmt.Sprintf("%d.%d %%", tenths/10, tenths%10)
}
