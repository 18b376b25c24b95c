package simulator

import (
	"fmt"
	"strconv"
	"time"
)

func (s *Store) seedOrganizations(n int) {
	for i := range n {
		r := s.rng(kindOrganization, uint64(i))
		name := organizationWords[i%len(organizationWords)] + " " + organizationForms[i/len(organizationWords)%len(organizationForms)]
		if round := i / (len(organizationWords) * len(organizationForms)); round > 0 {
			name += " " + strconv.Itoa(round+1)
		}
		host := fmt.Sprintf("org%d.example", i+1)
		o := &Organization{
			ID: 150_000 + int64(i)*11, Name: name, Domains: []string{host},
			CreatedAt: s.start(), UpdatedAt: s.now - Time(r.n(int(history))), LastInteractionAt: s.now - Time(r.n(200))*day,
		}
		if i%10 == 7 {
			o.ID += beyond32
		}
		if r.chance(70) {
			o.Website, o.Location, o.BrandColor = "https://"+host, pick(r, pick(r, locales).cities), fmt.Sprintf("#%06X", r.n(1<<24))
		}
		if r.chance(40) {
			o.Description, o.Note, o.Phones = "Makers of fine things & \"stuff\".", "Ask for 50% up front.\nAlways.", []string{"+1 415 555 0199", "+44 20 7946 0999"}
			o.Logo, o.Domains = "https://photos.example/"+host+".png", append(o.Domains, "mail."+host)
		}
		s.seedOrganizationValues(o, r)
		s.organizations = append(s.organizations, o)
	}
}

func (s *Store) seedOrganizationValues(o *Organization, r *rng) {
	for _, d := range s.organizProps {
		if r.chance(40) {
			continue
		}
		value := ""
		switch d.Type {
		case "dropdown":
			value = pick(r, d.Options).Label
		case "number":
			value = strconv.Itoa(r.n(5000))
		case "date":
			value = s.someDate(r)
		case "url":
			value = "https://portal.example/" + strconv.FormatInt(o.ID, 10)
		default:
			value = pick(r, jobTitles)
		}
		o.Properties = append(o.Properties, PropertyValue{d.Slug, value})
	}
}

func (s *Store) someDate(r *rng) string {
	return (s.start() + Time(r.n(int(history)))).Time().Format(time.DateOnly)
}

// seedCustomers spreads n customers over the time before and during the conversations.
func (s *Store) seedCustomers(n int) {
	list := make([]Customer, n)
	s.customers = make([]*Customer, 0, n)
	from := s.start() - 30*day
	for i := range list {
		r := s.rng(kindCustomer, uint64(i))
		c := &list[i]
		c.ID = 1_000_000 + int64(i)*13 + int64(r.n(13))
		if i >= n*3/4 {
			c.ID += beyond32
		}
		c.CreatedAt = from + (s.now-from)*Time(i)/Time(n)
		if i > 0 && r.chance(8) { // imported together, in the same second
			c.CreatedAt = list[i-1].CreatedAt
		}
		c.UpdatedAt = c.CreatedAt + Time(r.n(int(s.now-c.CreatedAt)+1))
		s.seedCustomer(c, i, r)
		s.customers = append(s.customers, c)
		s.customer[c.ID] = c
	}
}

func (s *Store) seedCustomer(c *Customer, i int, r *rng) {
	l := pick(r, locales)
	who := l.person(r)
	c.First, c.Last = who.first, who.last
	switch { // people who gave half a name or none
	case r.chance(4):
		c.Last = ""
	case r.chance(2):
		c.First, c.Last = "", ""
	}
	if r.chance(50) {
		c.Gender = pick(r, []string{"male", "female", "unknown", "Male", "Unknown"}) // the documentation writes both
		c.Age = pick(r, []string{"", "20-25", "30-35", "over 60"})
	}
	if r.chance(40) {
		c.JobTitle, c.Location = pick(r, jobTitles), pick(r, l.cities)+", "+l.country
	}
	if r.chance(30) {
		c.Background = pick(r, backgrounds)
	}
	if r.chance(60) {
		c.PhotoType, c.PhotoURL = pick(r, []string{"gravatar", "twitter", "unknown"}), fmt.Sprintf("https://photos.example/c/%d.jpg", i)
	}
	if r.chance(35) {
		o := pick(r, s.organizations)
		c.OrganizationID, c.Organization = o.ID, o.Name
	}
	c.Draft = r.chance(1)
	s.seedEntries(c, who, l, i, r)
	if r.chance(45) {
		c.Address = &Address{City: pick(r, l.cities), Country: l.country}
		if r.chance(70) {
			c.Address.State, c.Address.PostalCode = "State "+strconv.Itoa(r.n(16)), fmt.Sprintf("%05d", r.n(99999))
			c.Address.Lines = []string{fmt.Sprintf("%d Main St.", 1+r.n(300)), "c/o \"Büro\""}[:1+r.n(2)]
		}
	}
	s.seedCustomerValues(c, r)
}

func (s *Store) seedEntries(c *Customer, who person, l locale, i int, r *rng) {
	id := int64(2_000_000) + int64(i)*16
	if i%50 == 49 {
		id += beyond32
	}
	entry := func(list *[]Entry, kind, value string) {
		id++
		*list = append(*list, Entry{id, kind, value})
	}
	if !r.chance(6) { // some never wrote a mail
		mail := fmt.Sprintf("%s%d@%s", who.mail, i, pick(r, mailHosts))
		if r.chance(5) {
			mail = fmt.Sprintf("O'Brien+%d_100%%@example.com", i)
		}
		entry(&c.Emails, pick(r, []string{"work", "home", "other"}), mail)
		for n := range r.n(8) - 5 { // none for most, up to two more
			entry(&c.Emails, "other", fmt.Sprintf("%s.%d.%d@Alias.Example", who.mail, i, n))
		}
	}
	for range max(0, r.n(5)-2) {
		entry(&c.Phones, pick(r, []string{"mobile", "work", "home", "fax"}), l.dial+fmt.Sprintf("%04d", r.n(9999)))
	}
	if r.chance(10) {
		entry(&c.Chats, pick(r, []string{"skype", "xmpp", "gtalk"}), who.mail)
	}
	if r.chance(15) {
		entry(&c.Social, pick(r, []string{"twitter", "linkedin", "forsquare"}), "https://social.example/"+who.mail)
	}
	if r.chance(15) {
		entry(&c.Websites, "", "https://"+who.mail+".example/?a=1&b=2")
	}
}

func (s *Store) seedCustomerValues(c *Customer, r *rng) {
	for _, d := range s.customerProps {
		if r.chance(50) {
			continue
		}
		value := ""
		switch d.Type {
		case "dropdown":
			value = pick(r, d.Options).ID
		case "number":
			value = strconv.FormatInt(int64(r.n(100))-10, 10)
			if r.chance(5) {
				value = "9007199254740993" // a 64-bit integer no float can hold
			}
		case "date":
			value = s.someDate(r)
		case "url":
			value = "google.com"
		default:
			value = pick(r, []string{"Bibi", "The \"Boss\"", "Ägypterin", "0", "null"})
		}
		c.Properties = append(c.Properties, PropertyValue{d.Slug, value})
	}
}
