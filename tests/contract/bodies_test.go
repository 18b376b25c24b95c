package contract_test

import (
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/scoutql/scoutql/simulator"
	"github.com/scoutql/scoutql/tests/contract"
)

// TestBodiesEqualTheFiles compares the bodies that the simulator declares with those of the OpenAPI files, member by member.
func TestBodiesEqualTheFiles(t *testing.T) {
	v, err := contract.New()
	require.NoError(t, err)
	described := map[string]*openapi3.Schema{}
	for _, op := range v.Operations() {
		described[op.ID] = op.Body
	}
	for _, op := range simulator.Operations() {
		want := described[op.ID]
		if want == nil {
			require.Nil(t, op.Body, op.ID)
			continue
		}
		require.NotNil(t, op.Body, op.ID)
		require.Equal(t, describedShape(want), declaredShape(op.Body), op.ID)
	}
}

// shape is what both sides say of a body, in words that compare.
type shape map[string]any

func (s shape) set(key string, value any, there bool) {
	if there {
		s[key] = value
	}
}

func describedShape(d *openapi3.Schema) shape {
	s := shape{}
	if d.OneOf != nil && d.Type == nil {
		s["oneOf"] = each(d.OneOf, func(r *openapi3.SchemaRef) shape { return describedShape(r.Value) })
	}
	if d.Type == nil {
		s.set("nullable", true, d.Nullable)
		return s
	}
	s["type"] = (*d.Type)[0]
	s.set("format", d.Format, d.Format != "")
	enum := slices.DeleteFunc(slices.Clone(d.Enum), func(v any) bool { return v == nil })
	s.set("enum", each(enum, func(v any) string { return v.(string) }), len(enum) > 0)
	s.set("pattern", d.Pattern, d.Pattern != "")
	s.set("minLength", int(d.MinLength), d.MinLength > 0)
	s.set("nullable", true, d.Nullable)
	s.set("minItems", int(d.MinItems), d.MinItems > 0)
	if d.MaxLength != nil {
		s["maxLength"] = int(*d.MaxLength)
	}
	if d.MaxItems != nil {
		s["maxItems"] = int(*d.MaxItems)
	}
	if d.Min != nil {
		s["minimum"] = int64(*d.Min)
	}
	if d.Max != nil {
		s["maximum"] = int64(*d.Max)
	}
	if d.Items != nil {
		s["items"] = describedShape(d.Items.Value)
	}
	for name, m := range d.Properties {
		s["."+name] = describedShape(m.Value)
	}
	s.set("required", slices.Sorted(slices.Values(d.Required)), len(d.Required) > 0)
	s.set("open", true, d.Type.Is("object") && (d.AdditionalProperties.Has == nil || *d.AdditionalProperties.Has))
	var either []string
	for _, a := range d.AnyOf {
		either = append(either, a.Value.Required...)
	}
	s.set("anyOf", either, either != nil)
	return s
}

func declaredShape(d *simulator.Schema) shape {
	s := shape{}
	s.set("oneOf", each(d.OneOf, declaredShape), d.OneOf != nil)
	s.set("nullable", true, d.Nullable)
	s.set("type", d.Type, d.Type != "")
	s.set("format", d.Format, d.Format != "")
	s.set("enum", d.Enum, len(d.Enum) > 0)
	s.set("pattern", d.Pattern, d.Pattern != "")
	s.set("minLength", d.MinLength, d.MinLength > 0)
	s.set("maxLength", d.MaxLength, d.MaxLength > 0)
	s.set("minItems", d.MinItems, d.MinItems > 0)
	s.set("maxItems", d.MaxItems, d.MaxItems > 0)
	if d.Minimum != nil {
		s["minimum"] = *d.Minimum
	}
	if d.Maximum != nil {
		s["maximum"] = *d.Maximum
	}
	if d.Items != nil {
		s["items"] = declaredShape(d.Items)
	}
	var required []string
	for _, m := range d.Members {
		s["."+m.Name] = declaredShape(m.Schema)
		if m.Required {
			required = append(required, m.Name)
		}
	}
	slices.Sort(required)
	s.set("required", required, required != nil)
	s.set("open", true, d.Open)
	s.set("anyOf", d.AnyOfNames, d.AnyOfNames != nil)
	return s
}

func each[T, U any](list []T, f func(T) U) []U {
	out := make([]U, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}
