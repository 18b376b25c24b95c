package procs

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/tidwall/gjson"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/writes"
)

var tag = regexp.MustCompile(`<[^>]*>`)

// plain is what of a message survives Help Scout's making HTML of it: no tags,
// no entities, no blanks.
func plain(text string) string {
	text = html.UnescapeString(tag.ReplaceAllString(text, ""))
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u00a0' {
			return -1
		}
		return r
	}, text)
}

// kin names the threads that could be mistaken for each other.
func kin(conversationID int64, kind, text string) string {
	return fmt.Sprintf("thread %d %s %s", conversationID, kind, plain(text))
}

// lookForThread finds the threads that the call would have made: same kind,
// content and author. A text of which nothing is left matches nothing.
func lookForThread(a threadArgs, kind string) writes.Look {
	return func(ctx context.Context, client *helpscout.Client, left time.Time) (writes.Found, error) {
		want := plain(a.Text)
		if want == "" {
			return writes.Found{}, nil
		}
		byUser := kind == "message" || kind == "note"
		if byUser && a.User == nil {
			me, err := client.Get(ctx, "getResourceOwner", "/v2/users/me", nil)
			if err != nil {
				return writes.Found{}, err
			}
			owner := gjson.GetBytes(me, "id").Int()
			a.User = &owner
		}
		var found writes.Found
		err := eachThread(ctx, client, a.ConversationID, func(t gjson.Result) bool {
			at := t.Get("createdAt").Time()
			if since, known := client.ServerTime(left); known && at.Before(since.Add(-time.Minute)) {
				return false // newest first: the rest is older
			}
			if t.Get("type").String() == kind && plain(t.Get("body").String()) == want && a.wrote(t, byUser) {
				found.Created = append(found.Created, writes.Created{ID: t.Get("id").Int(), At: at})
			}
			return true
		})
		return found, err
	}
}

// wrote says whether a thread's author and state are as asked for.
func (a *threadArgs) wrote(t gjson.Result, byUser bool) bool {
	if draft := t.Get("state").String() == "draft"; draft != is(a.Draft) {
		return false
	}
	by, id := t.Get("createdBy.type").String(), t.Get("createdBy.id").Int()
	switch {
	case byUser && (by != "user" || id != *a.User):
		return false
	case !byUser && by == "customer" && a.CustomerID != nil && id != *a.CustomerID:
		return false
	}
	customer := t.Get("customer.id")
	return !customer.Exists() || a.CustomerID == nil || customer.Int() == *a.CustomerID
}

// eachThread reads a conversation's threads, newest first, until each says false.
func eachThread(ctx context.Context, client *helpscout.Client, conversationID int64, each func(gjson.Result) bool) error {
	list := helpscout.List{
		Operation: "listThreads", Path: path("/v2/conversations/%d/threads", conversationID), Items: "_embedded.threads",
	}
	for page, err := range client.Pages(ctx, list) {
		if err != nil {
			return err
		}
		for _, item := range page.Items {
			if !each(gjson.ParseBytes(item)) {
				return nil
			}
		}
	}
	return nil
}

// holds looks at one object, by a get that is as fresh as the API is.
func holds(operation, path string, check func(gjson.Result) bool) writes.Look {
	return func(ctx context.Context, client *helpscout.Client, _ time.Time) (writes.Found, error) {
		body, err := client.Get(ctx, operation, path, nil)
		if err != nil {
			return writes.Found{}, err
		}
		return writes.Found{Holds: check(gjson.ParseBytes(body))}, nil
	}
}

// conversationHolds looks at a conversation.
func conversationHolds(id int64, check func(gjson.Result) bool) writes.Look {
	return holds("getConversation", path("/v2/conversations/%d", id), func(c gjson.Result) bool {
		return c.Get("id").Int() == id && check(c) // a merged one answers with its survivor
	})
}

// threadHolds looks at one thread of a conversation.
func threadHolds(conversationID, threadID int64, check func(gjson.Result) bool) writes.Look {
	return func(ctx context.Context, client *helpscout.Client, _ time.Time) (found writes.Found, err error) {
		err = eachThread(ctx, client, conversationID, func(t gjson.Result) bool {
			mine := t.Get("id").Int() == threadID
			found.Holds = mine && check(t)
			return !mine
		})
		return found, err
	}
}

// isGone looks whether an object answers 404.
func isGone(operation, path string) writes.Look {
	return func(ctx context.Context, client *helpscout.Client, _ time.Time) (writes.Found, error) {
		_, err := client.Get(ctx, operation, path, nil)
		var e *helpscout.Error
		if errors.As(err, &e) && e.Status == http.StatusNotFound {
			return writes.Found{Holds: true}, nil
		}
		return writes.Found{}, err
	}
}
