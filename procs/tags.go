package procs

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/writes"
)

// The API knows only the whole list of tags (core.md section 2.7): adding one
// reads the list, and writes it back with one more.

type tagArgs struct {
	ConversationID int64
	Tag            string
	Tags           []string
}

var oneTag = Param{Name: "tag", Kind: Line, Doc: "Tag; case does not matter."}

var tagProcedures = []Procedure{
	define(Procedure{
		Name: "UpdateConversationTag", Table: "ConversationTags", Result: outcome,
		Doc:     "Replaces all tags of a conversation; [] takes all away. Tags that do not exist are made.",
		Calls:   "PUT /v2/conversations/{id}/tags",
		Params:  []Param{conversationID, {Name: "tags", Kind: Names, Doc: `The whole list, as ["one", "two"].`}},
		Example: `CALL UpdateConversationTag(101, '["billing", "vip"]')`,
	}, func(ctx context.Context, c call, a tagArgs) ([]any, error) {
		says := "Tags: -> " + list(a.Tags)
		if c.DryRun {
			conversation, err := c.conversation(ctx, a.ConversationID)
			if err != nil {
				return nil, err
			}
			says = "Tags: " + list(tagNames(conversation)) + " -> " + list(a.Tags)
		}
		return c.set(ctx, key("conversationId", a.ConversationID), putTags(a.ConversationID, a.Tags, says))
	}),
	define(Procedure{
		Name: "AddConversationTag", Table: "ConversationTags", Result: outcome,
		Doc:     "Adds a tag to a conversation and keeps the others. A tag that somebody changes at the same moment may get lost.",
		Calls:   "GET /v2/conversations/{id}, PUT /v2/conversations/{id}/tags unless it has the tag",
		Params:  []Param{conversationID, oneTag},
		Example: "CALL AddConversationTag(101, 'vip')",
	}, func(ctx context.Context, c call, a tagArgs) ([]any, error) {
		return c.retag(ctx, a, func(tags []string) []string {
			if slices.ContainsFunc(tags, a.is) {
				return tags
			}
			return append(tags, a.Tag)
		})
	}),
	define(Procedure{
		Name: "RemoveConversationTag", Table: "ConversationTags", Result: outcome,
		Doc:     "Takes a tag from a conversation and keeps the others. A tag that somebody changes at the same moment may get lost.",
		Calls:   "GET /v2/conversations/{id}, PUT /v2/conversations/{id}/tags if it has the tag",
		Params:  []Param{conversationID, oneTag},
		Example: "CALL RemoveConversationTag(101, 'vip')",
	}, func(ctx context.Context, c call, a tagArgs) ([]any, error) {
		return c.retag(ctx, a, func(tags []string) []string { return slices.DeleteFunc(tags, a.is) })
	}),
}

func (a *tagArgs) is(tag string) bool { return strings.EqualFold(tag, a.Tag) }

// retag reads the tags, changes them, and writes them if that made a difference.
func (c *call) retag(ctx context.Context, a tagArgs, edit func([]string) []string) ([]any, error) {
	conversation, err := c.conversation(ctx, a.ConversationID)
	if err != nil {
		return nil, err
	}
	before := tagNames(conversation)
	after := edit(slices.Clone(before))
	if slices.Equal(before, after) {
		return c.set(ctx, key("conversationId", a.ConversationID))
	}
	says := "Tags: " + list(before) + " -> " + list(after)
	return c.set(ctx, key("conversationId", a.ConversationID), putTags(a.ConversationID, after, says))
}

func tagNames(conversation gjson.Result) []string {
	names := []string{}
	for _, t := range conversation.Get("tags.#.tag").Array() {
		names = append(names, t.String())
	}
	return names
}

func list(names []string) string { return "[" + strings.Join(names, ", ") + "]" }

func putTags(id int64, tags []string, says string) writes.Change {
	return writes.Change{
		Request: request("updateConversationTags", http.MethodPut, map[string][]string{"tags": tags}, "/v2/conversations/%d/tags", id),
		Says:    says, Columns: []string{"Tags"},
		Look:  conversationHolds(id, func(c gjson.Result) bool { return sameTags(tagNames(c), tags) }),
		Check: fmt.Sprintf("SELECT Tags FROM Conversations WHERE Id = %d", id),
	}
}

func sameTags(a, b []string) bool {
	normal := func(tags []string) []string {
		lower := make([]string, len(tags))
		for i, t := range tags {
			lower[i] = strings.ToLower(t)
		}
		slices.Sort(lower)
		return slices.Compact(lower)
	}
	return slices.Equal(normal(a), normal(b))
}

// conversation reads the conversation that is to be changed. A merged one
// cannot be changed any more; its survivor is named.
func (c *call) conversation(ctx context.Context, id int64) (gjson.Result, error) {
	body, err := c.Client.Get(ctx, "getConversation", path("/v2/conversations/%d", id), nil)
	if err != nil {
		return gjson.Result{}, err
	}
	conversation := gjson.ParseBytes(body)
	if now := conversation.Get("id").Int(); now != id {
		return conversation, conversationID.wrong(Refused, "%d was merged into %d; use that one", id, now)
	}
	return conversation, nil
}
