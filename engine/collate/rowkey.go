package collate

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"

	"github.com/cockroachdb/apd/v3"
	"github.com/dolthub/go-mysql-server/sql"
)

// rowKey is equal for rows that are equal. A digest keeps long texts, such as
// the bodies of messages, out of memory; this one has no collisions to fear.
type rowKey [sha256.Size]byte

func keyOfRow(ctx *sql.Context, row sql.Row, collations []sql.CollationID) (rowKey, error) {
	digest := sha256.New()
	for i, v := range row {
		v, err := sql.UnwrapAny(ctx, v)
		if err != nil {
			return rowKey{}, err
		}
		writeValue(digest, v, i, collations)
	}
	var k rowKey
	digest.Sum(k[:0])
	return k, nil
}

// writeValue writes a value with its length in front, so that no two lists of
// values run together to the same bytes.
func writeValue(digest hash.Hash, v any, i int, collations []sql.CollationID) {
	var text []byte
	switch v := v.(type) {
	case nil:
		_, _ = digest.Write([]byte{0})
		return
	case string:
		text = []byte(v)
		if i < len(collations) && collations[i] != 0 {
			text = sortKey(v, collations[i])
		}
	case []byte:
		text = v
	case *apd.Decimal: // 1.50 is 1.5
		var reduced apd.Decimal
		reduced.Reduce(v)
		text = []byte(reduced.Text('f'))
	default:
		text = []byte(fmt.Sprint(v))
	}
	var head [9]byte
	head[0] = 1
	binary.BigEndian.PutUint64(head[1:], uint64(len(text)))
	_, _ = digest.Write(head[:])
	_, _ = digest.Write(text)
}
