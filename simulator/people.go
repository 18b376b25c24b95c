package simulator

import "strings"

// A locale is where a customer comes from. Names that are not ASCII carry their transcription after a bar, for e-mail.
type locale struct {
	country, dial string
	cities        []string
	first, last   []string
}

var locales = []locale{
	{
		"US", "+1 415 555 ",
		[]string{"Austin", "Portland", "St. Louis", "Winston-Salem"},
		[]string{"Emma", "Liam", "Olivia", "Noah", "Mary Ann", "JD", "anna", "Anna"},
		[]string{"Smith", "Johnson", "Reyes", "O'Brien", "D'Angelo", "McDonald", "Null", "Smith-Jones"},
	},
	{
		"GB", "+44 20 7946 0",
		[]string{"London", "Leeds", "Stoke-on-Trent"},
		[]string{"Oliver", "Amelia", "Siân|sian", "Zoë|zoe", "Alfie"},
		[]string{"Taylor", "Evans", "Featherstonehaugh", "Brontë|bronte", "Li"},
	},
	{
		"DE", "+49 30 9018 2",
		[]string{"Berlin", "München", "Köln"},
		[]string{"Jürgen|juergen", "Käthe|kaethe", "Lukas", "Björn|bjoern", "Anneliese"},
		[]string{"Müller|mueller", "Weiß|weiss", "Größmann|groessmann", "von der Heide", "Schröder|schroeder"},
	},
	{
		"FR", "+33 1 99 00 ",
		[]string{"Paris", "Orléans", "L'Haÿ-les-Roses"},
		[]string{"Élodie|elodie", "François|francois", "Anaïs|anais", "Renée|renee", "Jean-Luc"},
		[]string{"Lefèvre|lefevre", "Dupont", "d'Aubigné|daubigne", "Garçon|garcon", "Œuvrard|oeuvrard"},
	},
	{
		"ES", "+34 91 555 ",
		[]string{"Málaga", "Logroño", "A Coruña"},
		[]string{"José|jose", "María|maria", "Íñigo|inigo", "Ana María|anamaria", "Begoña|begona"},
		[]string{"García|garcia", "Núñez|nunez", "Reyes", "de la Cruz", "Ibáñez|ibanez"},
	},
	{
		"BR", "+55 11 5555 ",
		[]string{"São Paulo", "Belém"},
		[]string{"João|joao", "Conceição|conceicao", "Thiago", "Luíza|luiza"},
		[]string{"Gonçalves|goncalves", "da Silva", "Araújo|araujo", "Assunção|assuncao"},
	},
	{
		"PL", "+48 22 555 ",
		[]string{"Łódź", "Kraków"},
		[]string{"Łukasz|lukasz", "Małgorzata|malgorzata", "Żaneta|zaneta"},
		[]string{"Wiśniewski|wisniewski", "Kowalska", "Źdźbło|zdzblo"},
	},
	{
		"CZ", "+420 222 555 ",
		[]string{"Praha", "České Budějovice"},
		[]string{"Jiří|jiri", "Šárka|sarka", "Ondřej|ondrej"},
		[]string{"Dvořák|dvorak", "Nováková|novakova", "Růžička|ruzicka"},
	},
	{
		"TR", "+90 212 555 ",
		[]string{"İstanbul", "Diyarbakır"},
		[]string{"İbrahim|ibrahim", "Ayşe|ayse", "Işıl|isil"},
		[]string{"Yıldız|yildiz", "Öztürk|ozturk", "Şahin|sahin"},
	},
	{
		"GR", "+30 21 0555 ",
		[]string{"Αθήνα", "Θεσσαλονίκη"},
		[]string{"Γιώργος|giorgos", "Ελένη|eleni"},
		[]string{"Παπαδόπουλος|papadopoulos", "Νικολάου|nikolaou"},
	},
	{
		"UA", "+380 44 555 ",
		[]string{"Київ", "Львів"},
		[]string{"Олена|olena", "Андрій|andriy"},
		[]string{"Шевченко|shevchenko", "Коваленко|kovalenko"},
	},
	{
		"JP", "+81 3 5550 ",
		[]string{"東京", "札幌"},
		[]string{"花子|hanako", "太郎|taro", "さくら|sakura"},
		[]string{"山田|yamada", "佐藤|sato", "髙橋|takahashi"},
	},
	{
		"CN", "+86 10 5550 ",
		[]string{"北京", "上海"},
		[]string{"伟|wei", "小明|xiaoming", "丽|li"},
		[]string{"王|wang", "李|li", "欧阳|ouyang"},
	},
	{
		"KR", "+82 2 555 ",
		[]string{"서울", "부산"},
		[]string{"민준|minjun", "서연|seoyeon"},
		[]string{"김|kim", "박|park"},
	},
	{
		"IN", "+91 22 5550 ",
		[]string{"Mumbai", "Bengaluru"},
		[]string{"Aarav", "Priya", "आरती|aarti"},
		[]string{"Sharma", "Krishnamurthy", "Patel", "वर्मा|varma"},
	},
	{
		"IL", "+972 3 555 ",
		[]string{"תל אביב"},
		[]string{"נועה|noa", "דוד|david"},
		[]string{"כהן|cohen", "לוי|levi"},
	},
	{
		"EG", "+20 2 5555 ",
		[]string{"القاهرة"},
		[]string{"محمد|mohamed", "ليلى|layla"},
		[]string{"حسن|hassan", "عبد الله|abdallah"},
	},
	{
		"VN", "+84 24 5550 ",
		[]string{"Hà Nội"},
		[]string{"Nguyệt|nguyet", "Đức|duc"},
		[]string{"Nguyễn|nguyen", "Trần|tran"},
	},
}

// person is a name and its form for e-mail addresses.
type person struct{ first, last, mail string }

func (l locale) person(r *rng) person {
	first, mail1 := spelling(pick(r, l.first))
	last, mail2 := spelling(pick(r, l.last))
	return person{first, last, mail1 + "." + mail2}
}

func spelling(entry string) (name, ascii string) {
	name, ascii, ok := strings.Cut(entry, "|")
	if !ok {
		ascii = strings.ToLower(strings.NewReplacer(" ", "", "'", "", "-", "").Replace(name))
	}
	return name, ascii
}

var mailHosts = []string{"example.com", "example.org", "example.net", "mail.example", "post.example", "corp.example"}

var jobTitles = []string{
	"Engineer", "Head of Operations", "Office Manager", "CEO & Founder", "Étudiante", "R&D \"lead\"", "経理", "Freelancer",
	"Procurement 50% / Sales 50%", "Teacher",
}

var backgrounds = []string{
	"Prefers e-mail over phone.", "VIP since 2019; ask for Łukasz.", "Pays by invoice, 30 days.\nSecond line of notes.",
	"Allergic to “Dear Sir/Madam”.", "Had a refund in March (see #12).", "Беседуем по-русски.", "Speaks Deutsch & français 🙂",
}
