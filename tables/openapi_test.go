package tables

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// The definitions against the API's description: every path, operation,
// parameter, word and member must be there.

// undocumented are members that the description lacks, and why we read them.
var undocumented = map[string]string{
	"ReportCompanyOverall_Users.User":       "a user id, but as a string",
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

// each is what a path leads to, or the elements of it.
func each(s *openapi3.Schema, path string) (*openapi3.Schema, error) {
	found, err := at(s, path)
	if err == nil && found.Items != nil {
		found = found.Items.Value
	}
	return found, err
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
		item, err := each(outer[0], t.Within.Items)
		for _, member := range t.Within.Groups { // all alike: the last one stands for them
			var group *openapi3.Schema
			if group, err = each(outer[len(outer)-1], member); err != nil {
				break
			}
			if item, err = each(group, t.Within.Items); err != nil {
				break
			}
			outer = []*openapi3.Schema{group, outer[len(outer)-1]}
		}
		return append([]*openapi3.Schema{item}, outer...), err
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

// TestReportParameters: a report takes the parameters of its endpoint, no more
// and no fewer.
func TestReportParameters(t *testing.T) {
	for _, def := range All() {
		if !def.Report || def.Within != nil {
			continue
		}
		var got, want []string
		for name := range def.List.Default {
			got = append(got, name)
		}
		unsent := map[string]bool{}
		for _, c := range def.Columns {
			for _, f := range c.Filter {
				if f.Style == Unsent {
					unsent[c.Name] = true
				} else {
					got = append(got, f.Param)
				}
				if f.Style == Instant && operations()[def.List.Operation].query(f.Param).Format != "date-time" {
					t.Errorf("%s.%s: %s is no date", def.Name, c.Name, f.Param)
				}
			}
			if p := operations()[def.List.Operation].params.GetByInAndName("query", first(c)); p != nil && p.Required != c.Required {
				if !strings.HasSuffix(def.Name, "_Previous") {
					t.Errorf("%s.%s: required is %v", def.Name, c.Name, p.Required)
				}
			}
		}
		for _, p := range operations()[def.List.Operation].params {
			switch name := p.Value.Name; {
			case name == "page":
			case (name == "previousStart" || name == "previousEnd") && unsent["Previous_StartDate"] && unsent["Previous_EndDate"]:
				// Taken by some that compare nothing (ruling 9).
			default:
				want = append(want, name)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("%s takes %v, the endpoint %v", def.Name, got, want)
		}
	}
}

// first is the parameter that gives a column's value.
func first(c Column) string {
	if len(c.Filter) == 0 {
		return ""
	}
	return c.Filter[0].Param
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
	if f.Style == Unsent {
		return
	}
	schema := operations()[def.Base().List.Operation].query(param)
	if schema != nil && schema.Type.Is("array") {
		schema = schema.Items.Value // IDs, WordList: a comma list of these
	}
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
	switch {
	case schema.Type.Is("boolean"):
		return schema.VisitJSON(value == "true")
	case schema.Type.Is("integer"):
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return err
		}
		return schema.VisitJSON(n)
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
			if c.From == "" || undocumented[name] != "" || c.From == "^key" && def.Within.Groups != nil {
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
		Double: {"number"}, Varchar: {"string"}, LongText: {"string"}, PlainText: {"string"}, JSON: {"array", "object"},
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

// unread are members of reports that no column reads, and why.
var unread = map[string]string{
	"current.startDate": "reads back as asked", "current.endDate": "reads back as asked",
	"previous.startDate": "reads back as asked", "previous.endDate": "reads back as asked",
	"ReportUserOverall.user.id":                            "reads back as asked",
	"ReportUserOverall.previous.busiestDay":                "not in the example",
	"ReportUserOverall.current.averageFirstResponseTime":   "seen in old clients only",
	"ReportUserOverall.previous.averageFirstResponseTime":  "seen in old clients only",
	"ReportUserConversationHistories.status":               "seen in old clients only",
	"ReportConversationOveralls.current.messagesReceived":  "seen in old clients only",
	"ReportConversationOveralls.previous.messagesReceived": "seen in old clients only",
	"ReportConversationOveralls.companyId":                 "API 1.0 only",
	"ReportConversationOverall_Tags.mailboxId":             "saved replies only",
	"ReportConversationOverall_Customers.mailboxId":        "saved replies only",
	"ReportConversationOverall_Workflows.mailboxId":        "saved replies only",
	"ReportChat_Ranges.resolutionTime":                     "in repliesToResolve only",
	"waitingSince":                                         "user drill-down only",
	"waitingSinceType":                                     "user drill-down only",
}

// TestReportMembers: whatever a report has is in a column.
func TestReportMembers(t *testing.T) {
	for _, def := range All() {
		if !def.Report {
			continue
		}
		items, err := itemsOf(def)
		if err != nil {
			t.Fatalf("%s: %v", def.Name, err)
		}
		for _, path := range members(items[0], "") {
			read := slices.ContainsFunc(def.Columns, func(c Column) bool { return c.From == path })
			if !read && unread[path] == "" && unread[def.Name+"."+path] == "" {
				t.Errorf("%s: nothing reads %s", def.Name, path)
			}
		}
	}
}

// members are the paths of all members, into objects but not into lists.
func members(s *openapi3.Schema, path string) []string {
	var paths []string
	for name, member := range s.Properties {
		if len(member.Value.Properties) > 0 {
			paths = append(paths, members(member.Value, path+name+".")...)
		} else {
			paths = append(paths, path+name)
		}
	}
	return paths
}

// TestReportSamples: the samples that report tables are tested with are answers
// that the API could give.
func TestReportSamples(t *testing.T) {
	for _, def := range All() {
		if !def.Report || def.Within != nil {
			continue
		}
		items, err := itemsOf(def)
		if err != nil {
			t.Fatalf("%s: %v", def.Name, err)
		}
		for _, s := range samples(t, def) {
			var item any
			if err := json.Unmarshal(s.Item, &item); err != nil {
				t.Fatal(err)
			}
			if err := items[0].VisitJSON(item); err != nil {
				t.Errorf("%s, %s: %v", def.Name, s.Says, err)
			}
		}
	}
}
