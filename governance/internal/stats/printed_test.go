package stats

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// printed fails unless got, rounded to the digits of want, is want: a value as a
// book, a paper or a manual prints it.
func printed(t *testing.T, what string, got float64, want string) {
	t.Helper()
	mantissa, exponent, scientific := strings.Cut(want, "e")
	digits := 0
	if _, decimals, ok := strings.Cut(mantissa, "."); ok {
		digits = len(decimals)
	}
	text := strconv.FormatFloat(got, 'f', digits, 64)
	if scientific {
		text = strconv.FormatFloat(got, 'e', digits, 64)
		want = mantissa + "e" + exponent
	}
	if text != want {
		t.Errorf("%s: %s, published is %s (unrounded %v)", what, text, want, got)
	}
}

const day = 24 * time.Hour

// days makes durations of whole days, or of whatever unit an example has.
func days(n ...int) Durations {
	durations := make([]time.Duration, len(n))
	for i, v := range n {
		durations[i] = time.Duration(v) * day
	}
	return NewDurations(durations...)
}

// scaled makes durations of numbers with up to three decimals.
func scaled(n ...float64) Durations {
	durations := make([]time.Duration, len(n))
	for i, v := range n {
		durations[i] = time.Duration(v*1000 + 0.5)
	}
	return NewDurations(durations...)
}

func repeat(value, times int) []int { return slices.Repeat([]int{value}, times) }

// Freireich and others (1963), Blood 21:699: weeks in remission of leukaemia
// with 6-mercaptopurine or a placebo. As in Kleinbaum and Klein, Survival
// Analysis, table 1.1.
var (
	mercaptopurine = Lifetimes{
		Ended:    days(6, 6, 6, 7, 10, 13, 16, 22, 23),
		Censored: days(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35),
	}
	placebo = Lifetimes{Ended: days(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)}
)

// Pike (1966), Biometrics 22:142: days to death of rats from a carcinogen, after
// two pretreatments. As in Kalbfleisch and Prentice, p. 2, and in the examples of
// SAS (PROC LIFETEST) and Stata (page2).
var (
	rats1 = Lifetimes{
		Ended:    days(143, 164, 188, 188, 190, 192, 206, 209, 213, 216, 220, 227, 230, 234, 246, 265, 304),
		Censored: days(216, 244),
	}
	rats2 = Lifetimes{
		Ended:    days(142, 156, 163, 198, 205, 232, 232, 233, 233, 233, 233, 239, 240, 261, 280, 280, 296, 296, 323),
		Censored: days(204, 344),
	}
)

// Miller, Survival Analysis: weeks in remission of leukaemia with and without
// maintenance chemotherapy; data set aml of R's package survival.
var (
	maintained    = Lifetimes{Ended: days(9, 13, 18, 23, 31, 34, 48), Censored: days(13, 28, 45, 161)}
	nonmaintained = Lifetimes{Ended: days(5, 5, 8, 8, 12, 23, 27, 30, 33, 43, 45), Censored: days(16)}
)
