package tables

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// The definitions against the API's description: every path, operation,
// parameter, word and member must be there.

// undocumented are members that the description lacks, and why we read them.
var undocumented = map[string]string{
	"UserStatuses.Email_CustomStatus_Text":  "the API takes customStatus; a third party sees it on reads",
	"UserStatuses.Email_CustomStatus_Emoji": "the same",
}

// searchFields are the fields of the search syntax, core.md 2.1.
var searchFields = []string{
	"subject", "tag", "mailbox", "mailboxid", "modifiedAt", "createdAt", "email", "body", "customerIds", "number", "id",
	"assigned", "attachments", "replyUserIds",
}

type operation struct {
	path   string
	params openapi3.Parameters
	body   *openapi3.Schema // of the 200 answer
}

var operations = sync.OnceValue(func() map[string]operation {
	found := map[string]operation{}
	for _, file := range []string{"core", "reports-and-account"} {
		doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join("..", "tests", "contract", "openapi", file+".openapi.yaml"))
		if err != nil {
			panic(err)
		}
		for path, item := range doc.Paths.Map() {
			if item.Get == nil {
				continue
			}
			op := operation{path: path, params: append(slices.Clone(item.Parameters), item.Get.Parameters...)}
			if ok := item.Get.Responses.Status(200); ok != nil {
				if media := ok.Value.Content.Get("application/json"); media != nil {
					op.body = media.Schema.Value
				}
			}
			if _, dup := found[item.Get.OperationID]; !dup { // both files have getRating
				found[item.Get.OperationID] = op
			}
		}
	}
	return found
})

// query returns a query parameter's schema.
func (o operation) query(name string) *openapi3.Schema {
	for _, p := range o.params {
		if p.Value.In == "query" && p.Value.Name == name {
			return p.Value.Schema.Value
		}
	}
	return nil
}

// at follows a member path through a schema: "assignee.id", "tags[].tag".
func at(s *openapi3.Schema, path string) (*openapi3.Schema, error) {
	for _, name := range strings.Split(path, ".") {
		plain, list := strings.CutSuffix(name, "[]")
		if s = memberOf(s, plain); s == nil {
			return nil, fmt.Errorf("no member %s of %s", plain, path)
		}
		if list {
			if s.Items == nil {
				return nil, fmt.Errorf("%s of %s is no list", plain, path)
			}
			s = s.Items.Value
		}
	}
	return s, nil
}

func memberOf(s *openapi3.Schema, name string) *openapi3.Schema {
	if p := s.Properties[name]; p != nil {
		return p.Value
	}
	for _, parts := range []openapi3.SchemaRefs{s.AllOf, s.OneOf, s.AnyOf} {
		for _, part := range parts {
			if found := memberOf(part.Value, name); found != nil {
				return found
			}
		}
	}
	if more := s.AdditionalProperties.Schema; more != nil {
		return more.Value
	}
	return nil
}

// itemsOf gives the schema of a table's items, and those of its parents outward.
func itemsOf(t *Table) ([]*openapi3.Schema, error) {
	if t.Within != nil {
		outer, err := itemsOf(t.within())
		if err != nil {
			return nil, err
		}
		item, err := at(outer[0], t.Within.Items)
		if err != nil {
			return nil, err
		}
		if item.Items != nil {
			item = item.Items.Value
		}
		return append([]*openapi3.Schema{item}, outer...), nil
	}
	var item *openapi3.Schema
	switch {
	case t.List.Path == "":
		item = operations()[t.Get.Operation].body
	case t.List.Pages == Object:
		item = operations()[t.List.Operation].body
	case t.List.Pages == Array:
		item = operations()[t.List.Operation].body.Items.Value
	default:
		list, err := at(operations()[t.List.Operation].body, t.List.Items)
		if err != nil {
			return nil, err
		}
		item = list.Items.Value
	}
	if t.Under == nil {
		return []*openapi3.Schema{item}, nil
	}
	outer, err := itemsOf(t.Parent())
	return append([]*openapi3.Schema{item}, outer...), err
}

func TestOpenAPIOperations(t *testing.T) {
	for _, def := range All() {
		for _, call := range []struct{ operation, path string }{
			{def.List.Operation, def.List.Path}, {def.Get.Operation, def.Get.Path}, {def.Detail.Operation, def.Detail.Path},
		} {
			if call.operation == "" {
				continue
			}
			op, ok := operations()[call.operation]
			if !ok {
				t.Errorf("%s: no operation %s", def.Name, call.operation)
			} else if pathVariable.ReplaceAllString(op.path, "{}") != pathVariable.ReplaceAllString(call.path, "{}") {
				t.Errorf("%s: %s is %s, not %s", def.Name, call.operation, op.path, call.path)
			}
		}
		if def.List.Pages == ByNumber && def.List.Path != "" && operations()[def.List.Operation].query("page") == nil {
			t.Errorf("%s: %s has no pages", def.Name, def.List.Operation)
		}
	}
}

func TestOpenAPIParameters(t *testing.T) {
	for _, def := range All() {
		check := func(operation string, params Params) {
			for name, value := range params {
				if err := takes(operations()[operation].query(name), value); err != nil {
					t.Errorf("%s: %s %s=%s: %v", def.Name, operation, name, value, err)
				}
			}
		}
		check(def.List.Operation, def.List.Default)
		check(def.List.Operation, def.List.Scan)
		check(def.Get.Operation, def.Get.Query)
		check(def.Detail.Operation, def.Detail.Query)
		if def.Under != nil {
			check(def.Parent().List.Operation, def.Under.Embed)
		}
		for _, field := range def.Sort {
			check(def.List.Operation, Params{"sortField": field})
		}
		for _, c := range def.Columns {
			for _, f := range c.Filter {
				checkFilter(t, def, c, f)
			}
		}
	}
}

func checkFilter(t *testing.T, def *Table, c Column, f Filter) {
	t.Helper()
	param := f.Param
	if f.Search != "" {
		param = "query"
		if !slices.Contains(searchFields, f.Search) {
			t.Errorf("%s.%s: the search knows no field %s", def.Name, c.Name, f.Search)
		}
	}
	schema := operations()[def.List.Operation].query(param)
	if schema == nil {
		t.Errorf("%s.%s: %s has no parameter %s", def.Name, c.Name, def.List.Operation, param)
		return
	}
	for _, w := range f.Words {
		if err := takes(schema, w); err != nil {
			t.Errorf("%s.%s: %v", def.Name, c.Name, err)
		}
	}
	if len(schema.Enum) > 0 && len(f.Words) == 0 {
		t.Errorf("%s.%s: %s takes some words only, and the filter lists none", def.Name, c.Name, param)
	}
	if (f.Style == Comma) != strings.Contains(schema.Pattern, ",") && len(f.Words) == 0 && schema.Pattern != "" {
		t.Errorf("%s.%s: style and pattern %s do not fit", def.Name, c.Name, schema.Pattern)
	}
}

// takes tells whether a parameter takes a value.
func takes(schema *openapi3.Schema, value string) error {
	if schema == nil {
		return fmt.Errorf("no such parameter")
	}
	if schema.Type.Is("boolean") {
		return schema.VisitJSON(value == "true")
	}
	return schema.VisitJSON(value)
}

func TestOpenAPIMembers(t *testing.T) {
	for _, def := range All() {
		items, err := itemsOf(def)
		if err != nil {
			t.Errorf("%s: %v", def.Name, err)
			continue
		}
		for i := range def.Columns {
			c := &def.Columns[i]
			name := def.Name + "." + c.Name
			if c.From == "" || undocumented[name] != "" {
				continue
			}
			path := strings.TrimLeft(c.From, "^")
			from := items[len(c.From)-len(path)]
			if c.Detail {
				from = operations()[def.Detail.Operation].body
			}
			member, err := at(from, path)
			if err == nil {
				err = fits(c, member)
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if def.Under != nil && def.Under.Embed != nil {
			if _, err := at(items[1], def.Under.Items); err != nil {
				t.Errorf("%s: embedded: %v", def.Name, err)
			}
		}
	}
}

// fits compares a column's type and words with the member's.
func fits(c *Column, member *openapi3.Schema) error {
	if strings.Contains(c.From, "[].") || member.Type == nil {
		return nil // a list of these; or of any type
	}
	kinds := map[Kind][]string{
		BigInt: {"integer"}, Int: {"integer"}, Bool: {"boolean"}, Time: {"string"}, Date: {"string"},
		Varchar: {"string"}, LongText: {"string"}, PlainText: {"string"}, JSON: {"array", "object"},
	}
	if !slices.ContainsFunc(kinds[c.Type.Kind], member.Type.Is) {
		return fmt.Errorf("%s for a member of type %v", c.Type, member.Type.Slice())
	}
	if len(member.Enum) == 0 || len(c.Type.Words) == 0 {
		return nil
	}
	for _, w := range c.Type.Words {
		if !slices.Contains(member.Enum, any(w)) {
			return fmt.Errorf("the reference knows no %q", w)
		}
	}
	return nil
}
