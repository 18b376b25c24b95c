package engine

import (
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/encodings"
	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
	querypb "github.com/dolthub/vitess/go/vt/proto/query"
)

// Clients may speak another character set than utf8mb4, in which we keep all
// text: by the collation that they greet with, or by SET NAMES. What a result
// has beyond it becomes a question mark, as in MySQL.

// charset is a character set other than utf8mb4; nil is utf8mb4.
type charset struct {
	id      sql.CharacterSetID
	encoder encodings.Encoder
}

// charsetNamed is nil for utf8mb4, for binary, and for NULL, all of which leave
// text as it is.
func charsetNamed(value any) *charset {
	name, _ := value.(string)
	id, err := sql.ParseCharacterSet(name)
	if name == "" || err != nil {
		return nil
	}
	return charsetOf(id)
}

func charsetOf(id sql.CharacterSetID) *charset {
	switch id {
	case sql.CharacterSet_utf8mb4, sql.CharacterSet_binary, sql.CharacterSet_Unspecified:
		return nil
	}
	if id.Encoder() == nil {
		return nil
	}
	return &charset{id, id.Encoder()}
}

// greetedCharset sets a session's character sets by the collation that the
// client has greeted with.
func greetedCharset(s *apiSession, c *mysql.Conn) error {
	set := charsetOf(sql.CollationID(c.CharacterSet).CharacterSet())
	if set == nil {
		return nil
	}
	ctx := sql.NewContext(sql.NewEmptyContext(), sql.WithSession(s))
	for _, name := range []string{"character_set_client", "character_set_results"} {
		if err := s.SetSessionVariable(ctx, name, set.id.Name()); err != nil {
			return err
		}
	}
	return nil
}

// charsetVariable is the character set that a session's variable names.
func (h *handler) charsetVariable(c *mysql.Conn, name string) *charset {
	session, ok := h.open.Load(c.ConnectionID)
	if !ok {
		return nil
	}
	value, err := session.(*apiSession).GetSessionVariable(sql.NewEmptyContext(), name)
	if err != nil {
		return nil
	}
	return charsetNamed(value)
}

// decoded is what a client has sent, as utf8mb4.
func (h *handler) decoded(c *mysql.Conn, text string) string {
	set := h.charsetVariable(c, "character_set_client")
	if set == nil || set.id == sql.CharacterSet_utf8mb3 {
		return text
	}
	if decoded, ok := set.encoder.Decode([]byte(text)); ok {
		return string(decoded)
	}
	return text
}

// decodedParameters does the same to the parameters of a statement.
func (h *handler) decodedParameters(c *mysql.Conn, values map[string]*querypb.BindVariable) {
	for _, v := range values {
		if v.Type == sqltypes.VarBinary {
			v.Value = []byte(h.decoded(c, string(v.Value)))
		}
	}
}

// encode gives columns and rows in a character set. A set in utf8mb4 has nothing to do.
func (s *charset) encodeColumns(fields []*querypb.Field) {
	if s == nil {
		return
	}
	for _, f := range fields {
		for _, name := range []*string{&f.Name, &f.OrgName, &f.Table, &f.OrgTable, &f.Database} {
			*name = string(s.encoder.EncodeReplaceUnknown([]byte(*name)))
		}
		if f.Charset != binaryCharset {
			f.Charset = uint32(s.id.DefaultCollation())
		}
	}
}

func (s *charset) encodeRows(fields []*querypb.Field, rows [][]sqltypes.Value) {
	if s == nil {
		return
	}
	for i, f := range fields {
		if f.Charset == binaryCharset {
			continue
		}
		for _, row := range rows {
			if !row[i].IsNull() {
				row[i] = sqltypes.MakeTrusted(row[i].Type(), s.encoder.EncodeReplaceUnknown(row[i].Raw()))
			}
		}
	}
}
