package tables

// What contact entries may be, here and in the JSON columns of Customers
// (core.md 5.7). Both spellings of foursquare were seen; the first is the
// documented one.
var (
	emailTypes   = []string{"home", "other", "work"}
	phoneTypes   = []string{"fax", "home", "mobile", "other", "pager", "work"}
	chatTypes    = []string{"aim", "gtalk", "icq", "msn", "other", "qq", "skype", "xmpp", "yahoo"}
	profileTypes = []string{"aboutme", "facebook", "flickr", "forsquare", "foursquare", "google", "googleplus", "linkedin", "other", "quora", "tungleme", "twitter", "youtube"}
)

// contacts is a list of contact entries; those without types are web sites. An
// entry without a type is an other one, since the API wants a type.
func contacts(types []string) *Shape {
	members := []Member{{Name: "id", Drop: true}, {Name: "value", Needed: true}}
	if types != nil {
		members = append(members, Member{Name: "type", Words: types, Preset: "other"})
	}
	return Objects(members...)
}

var addressShape = Objects(
	Member{Name: "lines", Inner: Strings()}, Member{Name: "city"}, Member{Name: "state"}, Member{Name: "postalCode"}, Member{Name: "country"},
)

var propertyShape = Objects(
	Member{Name: "slug", Needed: true}, Member{Name: "value", Needed: true},
	Member{Name: "type", Drop: true}, Member{Name: "name", Drop: true}, Member{Name: "text", Drop: true}, Member{Name: "source", Drop: true},
)
