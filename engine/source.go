package engine

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"

	"github.com/scoutql/scoutql/helpscout"
	"github.com/scoutql/scoutql/tables"
)

// Source reads rows from the API.
func Source(client *helpscout.Client) tables.Source { return apiSource{client} }

// apiSource reads tables.Requests from the API.
type apiSource struct{ client *helpscout.Client }

var paging = map[tables.Paging]helpscout.Paging{
	tables.ByNumber: helpscout.ByNumber,
	tables.ByCursor: helpscout.ByCursor,
	tables.Single:   helpscout.Single,
	tables.Array:    helpscout.Array,
}

// Pages implements tables.Source. whole says that the reader will take every
// page, so that they may be fetched side by side.
func (s apiSource) Pages(ctx context.Context, r tables.Request, whole bool) iter.Seq2[tables.Page, error] {
	if r.Pages == tables.Object {
		return s.object(ctx, r)
	}
	list := helpscout.List{
		Operation: r.Operation, Path: r.Path, Query: r.Query, Items: r.Items,
		Paging: paging[r.Pages], Stable: r.Stable, ID: r.ID,
	}
	if r.ID == "" {
		list.ID = helpscout.NoID
	}
	if whole {
		list.Read = helpscout.Whole
	}
	return func(yield func(tables.Page, error) bool) {
		for p, err := range s.client.Pages(ctx, list) {
			// Below a conversation that was merged there is nothing: its threads
			// are the survivor's now, and come with it.
			if r.One && (isStatus(err, http.StatusNotFound) || isStatus(err, http.StatusMovedPermanently)) {
				return
			}
			if !yield(tables.Page{Items: p.Items, Number: p.Number, Pages: p.TotalPages, Total: p.Total, Served: p.Served}, err) || err != nil {
				return
			}
		}
	}
}

// object reads one item; 404 is no row where the request is by key.
func (s apiSource) object(ctx context.Context, r tables.Request) iter.Seq2[tables.Page, error] {
	return func(yield func(tables.Page, error) bool) {
		body, err := s.client.Get(ctx, r.Operation, r.Path, r.Query)
		if r.One && isStatus(err, http.StatusNotFound) {
			return
		}
		yield(tables.Page{Items: []json.RawMessage{body}, Total: 1}, err)
	}
}

func isStatus(err error, status int) bool {
	var api *helpscout.Error
	return errors.As(err, &api) && api.Status == status
}
