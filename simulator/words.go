package simulator

// subjects are templates; %d is an order number. Some differ in case or accents only, and some carry what breaks naive
// escaping in SQL, LIKE, JSON, HTML or the search syntax.
var subjects = []string{
	"Refund", "refund", "REFUND", "Refund for order #%d", "Where is my order #%d?", "Re: Where is my order #%d?",
	"Order %d arrived damaged", "Cannot log in", "Password reset e-mail never arrives", "Invoice %d is wrong",
	"Question about invoice %d", "Change of billing address", "Upgrade to the Pro plan", "Cancel my subscription",
	"Delivery date for order %d", "Wrong size in order %d", "Discount code not accepted", "Feature request: dark mode",
	"Bug: export stops at row %d", "API returns 500 since this morning", "Data export request (GDPR)", "Thank you!",
	"Partnership enquiry", "Appointment on Tuesday", "Prescription renewal", "Two accounts, one e-mail", "VAT number missing",
	"Rezept", "Rezept für Käsespätzle", "Rückfrage zur Rechnung %d", "Größe falsch bei Bestellung %d", "Reyes", "Ms. Reyes called",
	"résumé", "Resume", "Résumé attached", "Facture nº %d introuvable", "Où est ma commande ?", "¿Dónde está mi pedido %d?",
	"Devolución del pedido %d", "Pedido não chegou", "Zwrot zamówienia %d", "Objednávka %d", "İade talebi", "Возврат заказа %d",
	"請求書について", "注文 %d の返品", "退款申请", "환불 문의", "استرداد", "🎉 Birthday order came late 🎂", "Refund 💸 please",
	"100% off did not work", "50% vs. 5_0 percent", "file_name_%d.csv will not open", `C:\Users\ana\orders\%d is empty`,
	`"Quoted" subject`, "It's O'Brien's order", `She said "don't" \ maybe`, "Fwd: Re: Fwd: hello", "[ticket %d] parcel (lost)",
	"a:b AND c OR NOT d", "field:value", "<b>Bold</b> & <script>alert(1)</script>", "SELECT * FROM orders; -- sorry",
	"NULL", "null", "0", " leading space", "trailing space ", "Tab\tinside", "line\nbreak", "e\u0301 composed é", "straße STRASSE",
	"A very long subject: the parcel with the blue ribbon that my aunt ordered for her sister's daughter's birthday went to the " +
		"neighbour of a neighbour, who opened it, and now nobody knows where the ribbon is; order %d, please help us find it 🎀",
}

var greetings = []string{"Hi there,", "Hello,", "Good morning,", "Hallo zusammen,", "Bonjour,", "Hola:", "こんにちは。", "Hi team 👋"}

var customerLines = []string{
	"I ordered two weeks ago and nothing has arrived yet.", "The tracking page still says \"in transit\".",
	"Could you please check what happened to it?", "I was charged twice, once for 49.90 € and once for $54.",
	"My colleague had the same problem last month.", "Please see the attached screenshot.",
	"Das Paket wurde beim Nachbarn abgegeben, der nichts davon weiß.", "Je voudrais être remboursée, s'il vous plaît.",
	"No me llega el correo de confirmación.", "It worked fine until Tuesday & then stopped.",
	"The export ends with \"unexpected end of file\" after 100% of the rows.", "よろしくお願いします。", "Nothing urgent 🙂, whenever you have time.",
	"I tried Chrome, Firefox and Safari.", "Is there a way to change the address after ordering?", "We need the invoice before the end of the quarter.",
	"The size chart says 42, the shoe says 41½.", "<br> shows up in the text instead of a line break.",
	"You can reach me at +49 30 901820 between 9 and 17 h.", "what a beautiful day, by the way",
}

var replyLines = []string{
	"Thanks for getting in touch, and sorry for the trouble!", "I have asked the warehouse and will let you know tomorrow.",
	"The refund is on its way; it takes 3–5 working days.", "Could you send us the order number, please?",
	"We have found the cause and a fix will go out this week.", "I've added a 10% voucher to your account as a small apology.",
	"Please try again with the link below: https://help.example/reset?token=abc&lang=en", "Es tut uns leid, dass Sie warten mussten.",
	"You will get a new parcel at no cost.", "Is there anything else I can do for you?", "I've passed this on to our developers.",
	"The invoice is attached as a PDF.", "Your plan has been changed as of today.", "Let us know whether it works now.",
}

var noteLines = []string{
	"Same as ticket 10, I think.", "@team please have a look", "Customer called twice, be nice.", "Waiting for the carrier's answer.",
	"Refund approved by finance.", "Tried to reproduce on staging, no luck.", "VIP! Answer within the hour.",
}

var lineTexts = []string{
	"%s marked as Closed", "%s assigned to Support", "%s changed the status to Pending", "%s added the tag refund",
	"%s moved to another inbox", "%s marked as Active",
}

var ratingComments = map[string][]string{
	"great":    {"", "", "Super quick, thank you!", "10/10 would write again 🎉"},
	"okay":     {"", "Took a while but solved.", "Ça va.", "It's \"ok\"."},
	"not_good": {"", "Not what I asked for :(", "50% of my questions went unanswered."},
}

var tagNames = []string{
	"account", "api", "billing", "bug", "bulk order", "callback", "cancellation", "chargeback", "complaint", "damaged", "delivery",
	"discount", "duplicate", "escalated", "export", "feature request", "feedback", "follow-up", "fraud?", "gdpr", "gift 🎁",
	"international", "invoice", "legal", "login", "lost parcel", "naïve", "onboarding", "partner", "password", "press", "q&a",
	"refund", "return", "sales", "shipping", "spam-ish", "urgent", "vat", "vip", "won't fix", "größe",
}

var tagColors = []string{"none", "blue", "green", "orange", "purple", "red", "grey", "yellow"}

var organizationWords = []string{
	"Acme", "Globex", "Initech", "Umbrella", "Hooli", "Stark & Sons", "Société Générale de Thé", "Müller Möbel", "O'Neill's", "北斗商事",
	"Zażółć", "Wayne", "Soylent", "Vandelay", "Cyberdyne", "Øresund", "100% Organic", "Tyrell", "Wonka", "Duff",
}

var organizationForms = []string{"Inc.", "GmbH", "Ltd", "S.A.", "LLC", "K.K."}
