package simulator

import "strings"

// attachmentStride leaves room for the attachments of one thread.
const attachmentStride = 4

var pixel = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
	"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x56\xc7\x2f\x0d\x00\x00\x00\x00IEND\xaeB`\x82")

var attachmentKinds = []struct {
	name, mime string
	image      bool
}{
	{"screenshot.png", "image/png", true},
	{"Rechnung März.pdf", "application/pdf", false},
	{"log 100%.txt", "text/plain", false},
	{"写真.png", "image/png", true},
	{`say "cheese"; now.csv`, "text/csv", false},
}

func (s *Store) makeAttachments(r *rng, thread int64) []Attachment {
	list := make([]Attachment, 1+r.n(3))
	for i := range list {
		k := pick(r, attachmentKinds)
		a := Attachment{ID: thread*attachmentStride + int64(i), Filename: k.name, MimeType: k.mime, State: "valid"}
		if k.image {
			a.Data, a.Width, a.Height = pixel, 1, 1
		} else {
			a.Data = []byte(strings.Repeat(pick(r, customerLines)+"\n", 1+r.n(20)))
		}
		if r.chance(80) { // width, height and size are not guaranteed
			a.Size = int64(len(a.Data))
		}
		if r.chance(3) {
			a.State = "virus"
		}
		list[i] = a
	}
	return list
}
