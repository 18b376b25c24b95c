package procs

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/scoutql/scoutql/helpscout"
)

var downloadAttachment = Procedure{
	Name:   "DownloadAttachment",
	Doc:    "Returns the bytes of an attachment; its ids stand in ThreadAttachments. One API call.",
	Params: []Param{{"conversationId", "BIGINT"}, {"attachmentId", "BIGINT"}},
	Result: []Param{{"Data", "LONGBLOB"}},
	Call: func(ctx context.Context, client *helpscout.Client, args []byte) ([]any, error) {
		var a struct {
			ConversationID *int64 `json:"conversationId"`
			AttachmentID   *int64 `json:"attachmentId"`
		}
		if err := json.Unmarshal(args, &a); err != nil {
			return nil, err
		}
		if a.ConversationID == nil || a.AttachmentID == nil {
			return nil, &ArgumentError{"DownloadAttachment needs conversationId and attachmentId"}
		}
		data, err := DownloadAttachment(ctx, client, *a.ConversationID, *a.AttachmentID)
		return []any{data}, err
	},
}

// ArgumentError is a call that cannot be made with the arguments it was given.
type ArgumentError struct{ Message string }

func (e *ArgumentError) Error() string { return e.Message }

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
