package tables

import "strings"

// Nearest finds the name that was probably meant by what was typed, without
// regard to case, or "" when none is near. A name that was typed right is not
// an answer.
func Nearest(typed string, names []string) string {
	typed = strings.ToLower(typed)
	best, distance := "", 1+len(typed)/3
	for _, name := range names {
		lower := strings.ToLower(name)
		if lower == typed {
			continue
		}
		if d := editDistance(typed, lower); d < distance {
			best, distance = name, d
		}
	}
	return best
}

// editDistance is Levenshtein's, on bytes: names are ASCII.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j+1], row[j])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
