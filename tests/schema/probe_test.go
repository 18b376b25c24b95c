package schema

import (
	"fmt"
	"testing"
)

func TestProbe(t *testing.T) {
	w := newWorld(t, account)
	for _, s := range []string{
		"SELECT table_name, table_type, table_comment FROM information_schema.tables WHERE table_schema IN ('helpscout','scoutql')",
		"SELECT table_name, column_name, ordinal_position, column_type, is_nullable, column_key, column_comment FROM information_schema.columns WHERE table_schema='helpscout' AND table_name IN ('OpenConversations','ConversationMetrics','ConversationMessages') ORDER BY 1,3 LIMIT 20",
		"SELECT * FROM information_schema.key_column_usage WHERE table_schema='helpscout' AND table_name LIKE 'Conversation%'",
		"SELECT * FROM information_schema.referential_constraints LIMIT 3",
		"SELECT * FROM information_schema.table_constraints WHERE table_schema='helpscout' LIMIT 5",
		"SHOW KEYS FROM ConversationTags",
		"SHOW KEYS FROM Conversations",
		"SHOW TABLE STATUS",
		"SHOW FULL COLUMNS FROM ConversationMetrics",
		"SHOW CREATE TABLE ConversationTags",
		"SHOW CREATE VIEW ConversationMetrics",
		"SELECT @@group_concat_max_len",
		"SELECT * FROM scoutql.columns LIMIT 3",
		"SELECT table_name, table_comment FROM information_schema.views",
		"SELECT ROUTINE_NAME, ROUTINE_COMMENT FROM information_schema.routines",
	} {
		r, err := w.try(s)
		fmt.Println("==", s, err)
		for _, row := range r.rows {
			fmt.Println(row)
		}
	}
}
