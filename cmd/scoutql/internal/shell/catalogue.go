package shell

import "strings"

// Catalogue is what there is to complete.
type Catalogue struct {
	Tables     []Table
	Procedures []Procedure
}

// Table is a table or a view.
type Table struct {
	Name, Doc string
	Columns   []Column
}

// Column is a column; Words are the values that are known for it.
type Column struct {
	Name, Type, Doc string
	Words           []string
}

// Procedure is what CALL takes.
type Procedure struct {
	Name, Doc string
	Params    []Param
}

// Param is a procedure's parameter.
type Param struct{ Name, Type string }

// table finds a table by its name, without regard to case.
func (c *Catalogue) table(name string) *Table {
	for i := range c.Tables {
		if strings.EqualFold(c.Tables[i].Name, name) {
			return &c.Tables[i]
		}
	}
	return nil
}

func (c *Catalogue) procedure(name string) *Procedure {
	for i := range c.Procedures {
		if strings.EqualFold(c.Procedures[i].Name, name) {
			return &c.Procedures[i]
		}
	}
	return nil
}

func (t *Table) column(name string) *Column {
	for i := range t.Columns {
		if strings.EqualFold(t.Columns[i].Name, name) {
			return &t.Columns[i]
		}
	}
	return nil
}

// Add puts in what the server itself tells: tables and columns that are not
// there yet, such as an account's own custom fields.
func (c *Catalogue) Add(table string, column Column) {
	t := c.table(table)
	if t == nil {
		c.Tables = append(c.Tables, Table{Name: table})
		t = &c.Tables[len(c.Tables)-1]
	}
	if t.column(column.Name) == nil {
		t.Columns = append(t.Columns, column)
	}
}

// Signature is the procedure as one writes its call.
func (p *Procedure) Signature() string {
	params := make([]string, len(p.Params))
	for i, a := range p.Params {
		params[i] = a.Name + " " + a.Type
	}
	return p.Name + "(" + strings.Join(params, ", ") + ")"
}

// AddProcedure puts in a procedure that is not there yet.
func (c *Catalogue) AddProcedure(name, doc string) {
	if c.procedure(name) == nil {
		c.Procedures = append(c.Procedures, Procedure{Name: name, Doc: doc})
	}
}

// AddParam puts in the next parameter of a procedure, unless it has one of that name.
func (c *Catalogue) AddParam(procedure string, param Param) {
	p := c.procedure(procedure)
	if p == nil {
		return
	}
	for _, known := range p.Params {
		if strings.EqualFold(known.Name, param.Name) {
			return
		}
	}
	p.Params = append(p.Params, param)
}
