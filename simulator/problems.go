package simulator

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
)

const errorDocs = "https://developer.helpscout.com/mailbox-api/overview/errors"

// problem is one entry of the error list in the documented vnd.error body.
type problem struct {
	path, message, rejected, kind string
}

// badRequest is a 400 with one entry for every field that is wrong.
func badRequest(problems ...problem) *answer { return problemsAnswer(problems, "QUERY") }

// problemsAnswer writes the list. What was rejected is text in a query and any JSON in a body.
func problemsAnswer(problems []problem, source string) *answer {
	w := &writer{}
	w.open('{')
	errorHead(w, "Bad request", problems)
	w.object("_embedded")
	w.array("errors")
	for _, p := range problems {
		w.open('{')
		w.str("path", p.path)
		w.str("message", p.message)
		switch {
		case source == "QUERY":
			w.str("rejectedValue", p.rejected)
		case p.rejected != "":
			w.key("rejectedValue")
			w.buf = append(w.buf, p.rejected...)
		}
		w.str("source", source)
		w.object("_links")
		w.link("about", errorDocs+"#"+p.kind)
		w.close('}')
		w.close('}')
	}
	w.close(']')
	w.close('}')
	errorTail(w)
	return reply(http.StatusBadRequest, errorJSON, w.buf, 0)
}

// malformedBody is the answer to a body that is no JSON: an error list with nothing in it.
func malformedBody() *answer {
	w := &writer{}
	w.open('{')
	errorHead(w, "Error parsing request body into JSON", nil)
	w.object("_embedded")
	w.array("errors")
	w.close(']')
	w.close('}')
	errorTail(w)
	return reply(http.StatusBadRequest, errorJSON, w.buf, 0)
}

func plainError(status int, contentType, message string) *answer {
	w := &writer{}
	w.open('{')
	errorHead(w, message, nil)
	errorTail(w)
	return reply(status, contentType, w.buf, 0)
}

// errorHead writes logRef, the id to quote to support. It is a digest so that runs stay comparable.
func errorHead(w *writer, message string, problems []problem) {
	h := fnv.New128a()
	fmt.Fprintf(h, "%s %v", message, problems)
	d := fmt.Sprintf("%x", h.Sum(nil))
	w.str("logRef", strings.Join([]string{d[:8], d[8:12], d[12:16], d[16:20], d[20:]}, "-")+"#1")
	w.str("message", message)
}

func errorTail(w *writer) {
	w.object("_links")
	w.link("about", errorDocs)
	w.close('}')
	w.close('}')
}

func notFound() *answer { return plainError(http.StatusNotFound, errorJSON, "Not found") }

// accessDenied is the answer to a good token on a plan without the asked feature. The reference names the kind and says that
// the body tells why, not in which words.
func accessDenied(why string) *answer {
	return plainError(http.StatusForbidden, errorJSON, "Access denied: "+why)
}

func unauthorized() *answer {
	return plainError(http.StatusUnauthorized, plainJSON, "The access token is missing, invalid or expired")
}

func notAllowed(method string) *answer {
	return plainError(http.StatusMethodNotAllowed, errorJSON, "Method "+method+" is not supported here")
}

func unknownParameter(name, value string) problem {
	return problem{name, "unknown parameter", value, "UnknownParameter"}
}

func missing(name string) problem { return problem{name, "may not be empty", "", "NotEmpty"} }

func malformedDate(name, value string) problem {
	return problem{name, "must be a date in the format yyyy-MM-dd'T'HH:mm:ss'Z'", value, "MalformedDate"}
}

func notOneOf(name, value string, allowed []string) problem {
	quoted := make([]string, len(allowed))
	for i, a := range allowed {
		quoted[i] = "'" + a + "'"
	}
	return problem{name, "Expected one of these: " + strings.Join(quoted, ", "), value, "EnumValue"}
}

func invalidNumber(name, value string) problem {
	return problem{name, "must be a whole number", value, "InvalidNumber"}
}

func invalidID(name, value string) problem {
	return problem{name, "must be a positive identifier", value, "InvalidIdentifier"}
}
