package tables

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// valid is a small table that define takes; the cases below spoil it.
func valid() Table {
	return Table{
		Name: "Things", Doc: "One row per thing.", Key: []string{"Id"},
		List: List{Operation: "listThings", Path: "/v2/things", Items: "_embedded.things"},
		Columns: []Column{
			{Name: "Id", Type: BIGINT, From: "id", Doc: "Thing id."},
			{Name: "Name", Type: Text(10), From: "name", Null: true, Doc: "Name."},
		},
	}
}

func TestDefineRejects(t *testing.T) {
	column := func(change func(c *Column)) func(*Table) {
		return func(t *Table) { change(&t.Columns[1]) }
	}
	under := func(change func(t *Table)) func(*Table) {
		return func(t *Table) {
			t.List.Path = "/v2/boxes/{BoxId}/things"
			t.Under = &Under{Table: "Boxes", Column: "BoxId"}
			t.Columns = append(t.Columns, Column{Name: "BoxId", Type: BIGINT, From: "^id", Doc: "Box."})
			change(t)
		}
	}
	report := func(change func(t *Table, c *Column)) func(*Table) {
		return func(t *Table) {
			t.Report, t.Key = true, nil
			c := &t.Columns[1]
			c.From, c.Echo, c.Type = "", true, DATETIME
			c.Filter = []Filter{{Ops: []Op{Eq, In, Ge}, Param: "start", Style: Instant}}
			change(t, c)
		}
	}
	for name, c := range map[string]struct {
		spoil func(*Table)
		says  string // part of the error; "" for none
	}{
		"nothing":                       {func(*Table) {}, ""},
		"nothing under another":         {under(func(*Table) {}), ""},
		"no name":                       {func(t *Table) { t.Name = "" }, "needs a name"},
		"no doc":                        {func(t *Table) { t.Doc = "" }, "needs a name and a doc"},
		"no key":                        {func(t *Table) { t.Key = nil }, "no key"},
		"key without column":            {func(t *Table) { t.Key = []string{"Ident"} }, `Key names a missing column "Ident"`},
		"nullable key":                  {func(t *Table) { t.Key = []string{"Name"} }, "never NULL"},
		"a column twice":                {func(t *Table) { t.Columns[1].Name = "ID" }, "stands twice"},
		"a twin that is a column":       {func(t *Table) { t.Columns[1].Twin = "id" }, "stands twice"},
		"no way to read":                {func(t *Table) { t.List = List{} }, "no way to read it"},
		"list without operation":        {func(t *Table) { t.List.Operation = "" }, "needs its operationId"},
		"get without operation":         {func(t *Table) { t.Get.Path = "/v2/things/{Id}" }, "needs its operationId"},
		"get of a missing column":       {func(t *Table) { t.Get = Get{Operation: "getThing", Path: "/v2/things/{Slug}"} }, `missing column "Slug"`},
		"detail without operation":      {func(t *Table) { t.Detail.Path = "/v2/things/{Id}" }, "needs its operationId"},
		"detail of a missing column":    {func(t *Table) { t.Detail = Get{Operation: "getThing", Path: "/v2/things/{Slug}"} }, `missing column "Slug"`},
		"list path with variable":       {func(t *Table) { t.List.Path = "/v2/{Id}/things" }, "not Under another"},
		"sort of a missing column":      {func(t *Table) { t.Sort = map[string]string{"Age": "age"} }, `Sort names a missing column "Age"`},
		"foreign key without column":    {func(t *Table) { t.Foreign = []Foreign{{"BoxId", "Boxes", "Id"}} }, `missing column "BoxId"`},
		"within with a list":            {func(t *Table) { t.Within = &Within{Table: "Boxes", Column: "Id"} }, "no list and no parent"},
		"within without column":         {func(t *Table) { t.List = List{}; t.Within = &Within{Table: "Boxes", Column: "BoxId"} }, `Within names a missing column "BoxId"`},
		"under without column":          {under(func(t *Table) { t.Under.Column = "CaseId" }), `Under names a missing column "CaseId"`},
		"under without path variable":   {under(func(t *Table) { t.List.Path = "/v2/things" }), "does not use BoxId"},
		"under reads its own item":      {under(func(t *Table) { t.Columns[2].From = "boxId" }), "does not read a member of the parent"},
		"under reads deep":              {under(func(t *Table) { t.Columns[2].From = "^box.id" }), "does not read a member of the parent"},
		"under reads more of parent":    {under(func(t *Table) { t.Columns[1].From = "^name" }), "only the parent's key"},
		"embed without whole":           {under(func(t *Table) { t.Under.Embed = Params{"embed": "things"} }), "go together"},
		"column without name":           {column(func(c *Column) { c.Name = "" }), "no name"},
		"column without doc":            {column(func(c *Column) { c.Doc = "" }), "no doc"},
		"column without source":         {column(func(c *Column) { c.From = "" }), "exactly one of"},
		"column with two sources":       {column(func(c *Column) { c.Echo = true }), "exactly one of"},
		"compute besides from":          {column(func(c *Column) { c.Compute = func(_, _ gjson.Result) any { return nil } }), "exactly one of"},
		"varchar without size":          {column(func(c *Column) { c.Type = Text(0) }), "needs a size"},
		"parent's member, no parent":    {column(func(c *Column) { c.From = "^name" }), "there is no parent"},
		"required without filter":       {column(func(c *Column) { c.Required = true }), "no filter can give it"},
		"echo without filter":           {column(func(c *Column) { c.From, c.Echo = "", true }), "needs a filter"},
		"echo not null":                 {column(func(c *Column) { c.From, c.Echo, c.Null, c.Filter = "", true, false, Equal("q") }), "NOT NULL"},
		"write-only not null":           {column(func(c *Column) { c.From, c.WriteOnly, c.Null = "", true, false }), "NOT NULL"},
		"write-only with filter":        {column(func(c *Column) { c.From, c.WriteOnly, c.Filter = "", true, Equal("q") }), "cannot be filtered"},
		"detail column, no detail call": {column(func(c *Column) { c.Detail = true }), "Detail call"},
		"filter with two targets":       {column(func(c *Column) { c.Filter = []Filter{{Ops: []Op{Eq}, Param: "a", Search: "b"}} }), "exactly one of Param and Search"},
		"filter without target":         {column(func(c *Column) { c.Filter = []Filter{{Ops: []Op{Eq}}} }), "exactly one of Param and Search"},
		"filter without operators":      {column(func(c *Column) { c.Filter = []Filter{{Param: "a"}} }), "without operators"},
		"filter needs a missing column": {column(func(c *Column) { c.Filter = []Filter{{Ops: []Op{Eq}, Param: "a", Needs: "BoxId"}} }), "missing column BoxId"},
		"search style on a parameter":   {column(func(c *Column) { c.Filter = []Filter{{Ops: []Op{Eq}, Param: "a", Style: Quoted}} }), "does not fit"},
		"parameter style on a search":   {column(func(c *Column) { c.Filter = []Filter{{Ops: []Op{Eq}, Search: "a"}} }), "does not fit"},
		"raw without echo":              {column(func(c *Column) { c.Filter = []Filter{{Ops: []Op{Eq}, Param: "a", Style: Raw}} }), "only an echo column"},
		"nothing of a report":           {report(func(*Table, *Column) {}), ""},
		"report with a key":             {report(func(t *Table, _ *Column) { t.Key = []string{"Id"} }), "rows may repeat"},
		"report with a get":             {report(func(t *Table, _ *Column) { t.Get = Get{Operation: "getThing", Path: "/v2/things/{Id}"} }), "a list and nothing else"},
		"report with a sort":            {report(func(t *Table, _ *Column) { t.Sort = map[string]string{"Id": "id"} }), "a list and nothing else"},
		"report filtered by a result":   {report(func(t *Table, _ *Column) { t.Columns[0].Filter = Equal("id") }), "parameters that it repeats"},
		"report filter that is looser":  {report(func(_ *Table, c *Column) { c.Filter[0].Strength = Superset }), "parameters that it repeats"},
		"report filter with a need":     {report(func(_ *Table, c *Column) { c.Filter[0].Needs = "Id" }), "parameters that it repeats"},
		"an instant that is no time":    {report(func(_ *Table, c *Column) { c.Type = BIGINT }), "is a DATETIME"},
		"ids in a number":               {report(func(_ *Table, c *Column) { c.Filter[0].Style, c.Type = IDs, BIGINT }), "is a VARCHAR"},
		"word list without words":       {report(func(_ *Table, c *Column) { c.Filter[0].Style, c.Type = WordList, Text(9) }), "no words"},
		"strict without words":          {report(func(_ *Table, c *Column) { c.Filter[0].Strict = true }), "no words"},
		"bounds of ids":                 {report(func(_ *Table, c *Column) { c.Filter[0].Style, c.Type = IDs, Text(9) }), "only an instant has bounds"},
		"bounds of a word":              {report(func(_ *Table, c *Column) { c.Filter[0].Style = Each }), "only an instant has bounds"},
		"unsent with a parameter":       {report(func(_ *Table, c *Column) { c.Filter[0].Style = Unsent }), "has no target"},
		"unsent but required":           {report(func(_ *Table, c *Column) { c.Filter[0].Style, c.Filter[0].Param, c.Required = Unsent, "", true }), "never sent"},
		"an instant, no report":         {report(func(t *Table, _ *Column) { t.Report, t.Key = false, []string{"Id"} }), "only a report"},
		"strict, no report":             {column(func(c *Column) { c.Filter = []Filter{{Ops: []Op{Eq}, Param: "a", Words: []string{"b"}, Strict: true}} }), "only a report"},
		"one word, exact":               {column(func(c *Column) { c.Filter = []Filter{{Ops: []Op{Eq}, Search: "a", Style: Words}} }), "cannot be exact"},
	} {
		t.Run(name, func(t *testing.T) {
			def := valid()
			c.spoil(&def)
			err := def.prepare()
			switch {
			case c.says == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}

func TestDefinePanics(t *testing.T) {
	for name, def := range map[string]Table{
		"invalid":    {Name: "Nothing"},
		"name taken": func() Table { def := valid(); def.Name = "conversations"; return def }(),
		"alias taken": func() Table {
			def := valid()
			def.Name, def.Aliases = "Fresh", []string{"Inboxes"}
			return def
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			before := len(All())
			defer func() {
				if recover() == nil {
					t.Error("define took it")
				}
				if len(All()) != before {
					t.Error("define registered it")
				}
				delete(registry, "fresh")
			}()
			define(def)
		})
	}
}

// TestDefinitions checks what no single definition can see.
func TestDefinitions(t *testing.T) {
	name := regexp.MustCompile(`^[A-Z][A-Za-z]*(_[A-Z][A-Za-z]*)?$`)
	columnName := regexp.MustCompile(`^[A-Z][A-Za-z]*(_[A-Z][A-Za-z]*)*$`)
	reserved := []string{"To", "Order", "Lines", "Range"}
	for _, def := range All() {
		if !name.MatchString(def.Name) || def.Rows <= 0 || len(def.Examples) == 0 {
			t.Errorf("%s: a PascalCase name, an estimate of rows and an example are needed", def.Name)
		}
		for _, e := range def.Examples {
			if !strings.Contains(e.SQL, def.Name) || strings.HasSuffix(e.SQL, ";") || e.Says == "" {
				t.Errorf("%s: bad example %q", def.Name, e.SQL)
			}
		}
		for _, c := range def.Columns {
			if !columnName.MatchString(c.Name) || slices.Contains(reserved, c.Name) != (c.Twin != "") {
				t.Errorf("%s.%s: bad name, or a reserved word without twin", def.Name, c.Name)
			}
			if !strings.HasSuffix(c.Doc, ".") {
				t.Errorf("%s.%s: the doc is no sentence", def.Name, c.Name)
			}
		}
		for _, f := range def.Foreign {
			target, ok := Find(f.Table)
			if !ok || target.Name != f.Table || !slices.Equal(target.Key, []string{f.Ref}) {
				t.Errorf("%s.%s refers to %s.%s, which is no key", def.Name, f.Column, f.Table, f.Ref)
			}
		}
		checkFamily(t, def)
	}
}

// checkFamily: the column that links to the parent holds the parent's key.
func checkFamily(t *testing.T, def *Table) {
	t.Helper()
	if def.Report {
		checkBlock(t, def)
		return
	}
	var parent *Table
	var link string
	switch {
	case def.Within != nil:
		parent, link = def.within(), def.Within.Column
	case def.Under != nil:
		parent, link = def.Parent(), def.Under.Column
	default:
		return
	}
	key, _ := parent.Column(parent.Key[0])
	c, _ := def.Column(link)
	if len(parent.Key) != 1 || c.From != "^"+key.From || c.Type.Kind != key.Type.Kind {
		t.Errorf("%s.%s is not the key of %s", def.Name, link, parent.Name)
	}
	if !slices.ContainsFunc(def.Foreign, func(f Foreign) bool { return f.Column == link && f.Table == parent.Name }) {
		t.Errorf("%s.%s lacks its foreign key", def.Name, link)
	}
}

// checkBlock: the rows of a block repeat the parameters of its report.
func checkBlock(t *testing.T, def *Table) {
	t.Helper()
	if def.Within == nil {
		return
	}
	for _, pair := range [][2]*Table{{def, def.within()}, {def.within(), def}} {
		for _, c := range pair[0].Columns {
			same, ok := pair[1].Column(c.Name)
			if c.Echo && (!ok || !same.Echo || same.Required != c.Required || same.Type.Kind != c.Type.Kind) {
				t.Errorf("%s.%s differs in %s", pair[0].Name, c.Name, pair[1].Name)
			}
		}
	}
}

func TestFind(t *testing.T) {
	for alias, want := range map[string]string{
		"conversations": "Conversations", "MAILBOXES": "MailBoxes", "Inboxes": "MailBoxes", "CustomerAddressess": "CustomerAddresses",
		"ReportCompanyDrilldowns": "ReportCompanyDrillDowns", "reportuseroveralls": "ReportUserOverall",
	} {
		if def, ok := Find(alias); !ok || def.Name != want {
			t.Errorf("%s: got %v, %v", alias, def, ok)
		}
	}
	if def, ok := Find("Chats"); ok {
		t.Errorf("found %s", def.Name)
	}
	if _, ok := ConversationThreads.Column("tolist"); !ok {
		t.Error("To is not found as ToList")
	}
}

func TestBaseColumn(t *testing.T) {
	for from, want := range map[string]string{
		"CustomerEmails.CustomerId": "Id", "CustomerEmails.Value": "", "CustomerEmails.Nonsense": "",
		"ConversationTags.ConversationId": "Id", "ConversationTags.Id": "",
		"ThreadAttachments.ThreadId": "Id", "ThreadAttachments.ConversationId": "ConversationId",
		"Conversations.status":              "Status",
		"ReportCompanyOverall_Users.TagIds": "TagIds", "ReportCompanyOverall_Users.Name": "",
		"ReportConversationOverall_CustomFields.Id": "", "ReportConversationOverall_CustomFields.Current_EndDate": "Current_EndDate",
	} {
		table, column, _ := strings.Cut(from, ".")
		def, _ := Find(table)
		if got, ok := def.BaseColumn(column); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, %v, want %q", from, got, ok, want)
		}
	}
}
