package procs

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/scoutql/scoutql/helpscout"
)

var downloadAttachment = define(Procedure{
	Name:    "DownloadAttachment",
	Doc:     "Returns the bytes of an attachment; its ids stand in ThreadAttachments.",
	Calls:   "GET /v2/conversations/{id}/attachments/{attachmentId}/data",
	Example: "CALL DownloadAttachment(101, 7)",
	Params: []Param{
		{Name: "conversationId", Doc: "Conversation."},
		{Name: "attachmentId", Doc: "Attachment."},
	},
	Result: []Column{{"Data", "LONGBLOB", "The file."}},
}, func(ctx context.Context, c call, a struct{ ConversationID, AttachmentID int64 }) ([]any, error) {
	data, err := DownloadAttachment(ctx, c.Client, a.ConversationID, a.AttachmentID)
	return []any{data}, err
})

// DownloadAttachment returns the bytes of an attachment (getAttachmentData,
// core.md section 3).
func DownloadAttachment(ctx context.Context, client *helpscout.Client, conversationID, attachmentID int64) ([]byte, error) {
	path := fmt.Sprintf("/v2/conversations/%d/attachments/%d/data", conversationID, attachmentID)
	body, err := client.Get(ctx, "getAttachmentData", path, nil)
	if err != nil {
		return nil, err
	}
	var answer struct {
		Data []byte `json:"data"` // base64 on the wire
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("%s: the attachment's data is not base64: %w", path, err)
	}
	return answer.Data, nil
}
