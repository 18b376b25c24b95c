package files

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
)

// kind is a Parquet type, and how a value of it is made of MySQL's text.
type kind struct {
	node  parquet.Node
	parse func(text string) (parquet.Value, error)
}

// kindOf picks the type by the name of MySQL's.
func kindOf(c *Column) kind {
	name, _, _ := strings.Cut(strings.ToLower(c.Type), " ")
	base, size, _ := strings.Cut(strings.TrimSuffix(name, ")"), "(")
	unsigned := strings.Contains(strings.ToLower(c.Type), "unsigned")
	switch {
	case c.JSON, base == "json":
		return kind{parquet.JSON(), bytesValue}
	case base == "tinyint" && size == "1":
		return kind{parquet.Leaf(parquet.BooleanType), boolValue}
	case base == "bigint" && unsigned:
		return kind{parquet.Uint(64), unsignedValue}
	case base == "bigint", base == "int" && unsigned:
		return kind{parquet.Int(64), int64Value}
	case base == "int", base == "mediumint", base == "smallint", base == "tinyint", base == "year":
		return kind{parquet.Int(32), int32Value}
	case base == "double", base == "float":
		return kind{parquet.Leaf(parquet.DoubleType), doubleValue}
	case base == "decimal":
		return decimalKind(size)
	case base == "datetime", base == "timestamp":
		return kind{parquet.Timestamp(parquet.Microsecond), timeValue}
	case base == "date":
		return kind{parquet.Date(), dateValue}
	case strings.HasSuffix(base, "blob"), strings.HasSuffix(base, "binary"), base == "bit":
		return kind{parquet.Leaf(parquet.ByteArrayType), bytesValue}
	}
	return kind{parquet.String(), bytesValue}
}

func bytesValue(text string) (parquet.Value, error) { return parquet.ByteArrayValue([]byte(text)), nil }

func boolValue(text string) (parquet.Value, error) {
	if text != "0" && text != "1" {
		return parquet.Value{}, fmt.Errorf("%s is neither 0 nor 1", text)
	}
	return parquet.BooleanValue(text == "1"), nil
}

func int64Value(text string) (parquet.Value, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	return parquet.Int64Value(n), err
}

func unsignedValue(text string) (parquet.Value, error) {
	n, err := strconv.ParseUint(text, 10, 64)
	return parquet.Int64Value(int64(n)), err //nolint:gosec // Parquet keeps the bits
}

func int32Value(text string) (parquet.Value, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	return parquet.Int32Value(int32(n)), err
}

func doubleValue(text string) (parquet.Value, error) {
	n, err := strconv.ParseFloat(text, 64)
	return parquet.DoubleValue(n), err
}

func timeValue(text string) (parquet.Value, error) {
	t, err := time.Parse(time.DateTime, text) // takes a fraction, too
	return parquet.Int64Value(t.UnixMicro()), err
}

func dateValue(text string) (parquet.Value, error) {
	t, err := time.Parse(time.DateOnly, text)
	return parquet.Int32Value(int32(t.Unix() / (24 * 60 * 60))), err
}

// decimalKind keeps up to 18 digits, which an INT64 holds and every reader
// knows, as DECIMAL. What has more is text, which loses nothing.
func decimalKind(size string) kind {
	var precision, scale int
	if n, _ := fmt.Sscanf(size, "%d,%d", &precision, &scale); n < 1 || precision > 18 {
		return kind{parquet.String(), bytesValue}
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	if precision < 10 { // an INT32 holds it, and the library warns of more
		return kind{parquet.Decimal(scale, precision, parquet.Int32Type), decimalValue(unit, func(n int64) (parquet.Value, bool) {
			return parquet.Int32Value(int32(n)), n == int64(int32(n))
		})}
	}
	return kind{parquet.Decimal(scale, precision, parquet.Int64Type), decimalValue(unit, func(n int64) (parquet.Value, bool) {
		return parquet.Int64Value(n), true
	})}
}

// decimalValue takes a number as a count of units, exactly.
func decimalValue(unit *big.Int, hold func(int64) (parquet.Value, bool)) func(string) (parquet.Value, error) {
	perOne := new(big.Rat).SetInt(unit)
	return func(text string) (parquet.Value, error) {
		n, ok := new(big.Rat).SetString(text)
		if !ok {
			return parquet.Value{}, fmt.Errorf("%q is not a number", text)
		}
		n.Mul(n, perOne)
		if n.IsInt() && n.Num().IsInt64() {
			if v, ok := hold(n.Num().Int64()); ok {
				return v, nil
			}
		}
		return parquet.Value{}, fmt.Errorf("%s does not fit the column's DECIMAL", text)
	}
}
