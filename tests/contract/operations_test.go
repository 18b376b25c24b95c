package contract_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/tests/contract"
)

func built() []string {
	ids := []string{"createToken"}
	for _, op := range simulator.Operations() {
		ids = append(ids, op.ID)
	}
	return ids
}

// reads are the operations that change nothing; TestWritesKeepTheContract makes the others.
func reads() []string {
	ids := []string{"createToken"}
	for _, op := range simulator.Operations() {
		if op.Method == http.MethodGet {
			ids = append(ids, op.ID)
		}
	}
	return ids
}

// TestEveryOperationIsBuilt: what the OpenAPI files describe is served, and nothing else.
func TestEveryOperationIsBuilt(t *testing.T) {
	v, err := contract.New()
	require.NoError(t, err)
	listed := built()
	slices.Sort(listed)
	require.Equal(t, v.OperationIDs(), listed)
}

// TestDeclarationsEqualTheFiles compares the simulator's route table with the OpenAPI files, both written independently.
func TestDeclarationsEqualTheFiles(t *testing.T) {
	v, err := contract.New()
	require.NoError(t, err)
	described := map[string]contract.Operation{}
	for _, op := range v.Operations() {
		described[op.ID] = op
	}
	for _, op := range simulator.Operations() {
		want, ok := described[op.ID]
		require.True(t, ok, op.ID)
		require.Equal(t, want.Method+" "+want.Path, op.Method+" "+op.Path, op.ID)
		var a, b []string
		for _, p := range want.Query {
			s := p.Schema.Value
			minimum := 0.0
			if s.Min != nil {
				minimum = *s.Min
			}
			repeats := strings.Contains(p.Description, "repeating")
			a = append(a, fmt.Sprint(p.Name, s.Type.Slice(), s.Format, s.Enum, s.Pattern, minimum, repeats))
		}
		for _, p := range op.Params {
			enum := make([]any, len(p.Enum))
			for i, e := range p.Enum {
				enum[i] = e
			}
			b = append(b, fmt.Sprint(p.Name, []string{p.Type}, p.Format, enum, p.Pattern, float64(p.Min), p.Repeats))
		}
		slices.Sort(a)
		slices.Sort(b)
		require.Equal(t, a, b, op.ID)
	}
}
