package schema

import (
	"fmt"
	"testing"
)

func TestProbe(t *testing.T) {
	w := newWorld(t, account)
	for _, s := range []string{
		"SELECT * FROM (SELECT * FROM MailBoxes) x LIMIT 1",
		"SELECT * FROM (SELECT Id, Name FROM MailBoxes) x LIMIT 1",
		"SELECT * FROM (SELECT m.* FROM MailBoxes m WHERE Id > 1) x LIMIT 1",
		"SELECT Number, OpenConversations.SUBJECT FROM OpenConversations LIMIT 1",
		"SELECT o.* FROM OpenConversations o LIMIT 1",
	} {
		r, err := w.try(s)
		fmt.Println("==", s, err, r.columns)
	}
}
