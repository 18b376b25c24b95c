package sqltext

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAssignments(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT @x := 1":                      "SELECT __assign(@x  , 1)",
		"SELECT @x:=1, @y := @x + 1 AS n":     "SELECT __assign(@x ,1), __assign(@y  , @x + 1) AS n",
		"SELECT @a := @b := 2":                "SELECT __assign(@a  , __assign(@b  , 2))",
		"SELECT @a := 1 AND 2 n FROM t":       "SELECT __assign(@a  , 1 AND 2) n FROM t",
		"SELECT (@a := 1) + 1":                "SELECT (__assign(@a  , 1)) + 1",
		"SELECT IF(@a:=f(1,2), 1, @b:=2) 'x'": "SELECT IF(__assign(@a ,f(1,2)), 1, __assign(@b ,2)) 'x'",
		"SELECT CASE WHEN @a := 1 THEN @b := CASE 1 WHEN 1 THEN 2 END ELSE 3 END": "SELECT CASE WHEN __assign(@a  , 1) THEN __assign(@b  , CASE 1 WHEN 1 THEN 2 END) ELSE 3 END",
		"SELECT @a := f(1) `n`, ':= @x := ' /* @y := */":                          "SELECT __assign(@a  , f(1)) `n`, ':= @x := ' /* @y := */",
		"SELECT @a := a.b IS NULL FROM t":                                         "SELECT __assign(@a  , a.b IS NULL) FROM t",
		"SELECT @a := (SELECT 1), 2":                                              "SELECT __assign(@a  , (SELECT 1)), 2",
		"SET @x := 1; SELECT @x := 2;":                                            "SET @x := 1; SELECT __assign(@x  , 2);",
		"SELECT @'a b' := '5--1\\%'":                                              "SELECT __assign(@'a b'  , '5--1\\\\%')",
		"SELECT 1 WHERE :=":                                                       "SELECT 1 WHERE :=",
	} {
		r := repair(text, mode{})
		require.Equal(t, want, r.repaired)
		require.Equal(t, len(text), r.offset(len(r.repaired)))
		// What is left when the insertions are taken out is as long as before.
		require.Equal(t, len(r.repaired)-len(text), len(r.inserted))
	}
}

func TestWordsOfOtherDialects(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT {d '2026-01-01'}, {ts '2026-01-01 00:00:00'}": "SELECT  DATE  '2026-01-01' ,  TIMESTAMP   '2026-01-01 00:00:00' ",
		"SELECT {fn CONCAT('{d', 1)}":                         "SELECT      CONCAT('{d', 1) ",
		"SELECT N'x', n'y', N":                                "SELECT  'x',  'y', N",
		"SELECT HIGH_PRIORITY 1":                              "SELECT               1",
		"SELECT CURRENT_ROLE, UTC_DATE(), utc_time":           "SELECT CURRENT_ROLE(), UTC_DATE(), utc_time()",
	} {
		require.Equal(t, want, repair(text, mode{}).repaired)
	}
}

func TestRephrased(t *testing.T) {
	for text, want := range map[string]string{
		"SHOW SCHEMAS LIKE 'h%'":                     "SHOW DATABASES LIKE 'h%'",
		"desc Tags 'N%'":                             "SHOW COLUMNS FROM Tags LIKE 'N%'",
		"DESCRIBE `helpscout`.`Tags` A_b":            "SHOW COLUMNS FROM `helpscout`.`Tags` LIKE 'A\\_b'",
		"EXPLAIN SELECT Id FROM Tags":                "EXPLAIN SELECT Id FROM Tags",
		"EXPLAIN SELECT 1":                           "EXPLAIN SELECT 1",
		"EXPLAIN FORMAT=TREE SELECT 1":               "EXPLAIN FORMAT=TREE SELECT 1",
		"DESC Tags":                                  "DESC Tags",
		"SHOW FULL TRIGGERS FROM x; SELECT 1":        "SHOW TRIGGERS FROM x; SELECT 1",
		"DO SLEEP(0)":                                "SET @__do = SLEEP(0)",
		"DOUBLE":                                     "DOUBLE",
		"SELECT 'SHOW SCHEMAS'":                      "SELECT 'SHOW SCHEMAS'",
		"SHOW OPEN TABLES FROM a LIKE 'x'; SELECT 2": "SELECT '' AS `Database`, '' AS `Table`, 0 AS In_use, 0 AS Name_locked FROM DUAL WHERE 1 = 0; SELECT 2",
	} {
		require.Equal(t, want, rephrase(text))
	}
}
