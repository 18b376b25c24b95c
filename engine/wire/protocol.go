package wire

// Capabilities (mysql_com.h) that the server offers or reads.
const (
	longPassword     = 1 << 0
	foundRows        = 1 << 1
	longFlag         = 1 << 2
	connectWithDB    = 1 << 3
	ignoreSpace      = 1 << 8
	protocol41       = 1 << 9
	interactive      = 1 << 10
	withTLS          = 1 << 11
	transactions     = 1 << 13
	secureConnection = 1 << 15
	multiStatements  = 1 << 16
	multiResults     = 1 << 17
	psMultiResults   = 1 << 18
	pluginAuth       = 1 << 19
	connectAttrs     = 1 << 20
	lenencAuth       = 1 << 21
	deprecateEOF     = 1 << 24

	offered = longPassword | foundRows | longFlag | connectWithDB | ignoreSpace | protocol41 | interactive |
		transactions | secureConnection | multiStatements | multiResults | psMultiResults | pluginAuth |
		connectAttrs | lenencAuth | deprecateEOF
)

// Status flags of the server.
const (
	statusAutocommit  = 1 << 1
	statusMore        = 1 << 3
	statusCursor      = 1 << 6
	statusLastRowSent = 1 << 7
)

// First bytes of packets.
const (
	packetOK       = 0x00
	packetMore     = 0x01 // the login goes on
	packetNull     = 0xfb // NULL in a text row
	packetEOF      = 0xfe
	packetSwitch   = 0xfe // use another password plugin
	packetError    = 0xff
	greetingFormat = 10
)

// Commands.
const (
	comQuit            = 0x01
	comInitDB          = 0x02
	comQuery           = 0x03
	comFieldList       = 0x04
	comCreateDB        = 0x05
	comDropDB          = 0x06
	comRefresh         = 0x07
	comStatistics      = 0x09
	comProcessInfo     = 0x0a
	comProcessKill     = 0x0c
	comDebug           = 0x0d
	comPing            = 0x0e
	comChangeUser      = 0x11
	comPrepare         = 0x16
	comExecute         = 0x17
	comSendLongData    = 0x18
	comCloseStatement  = 0x19
	comResetStatement  = 0x1a
	comSetOption       = 0x1b
	comFetch           = 0x1c
	comResetConnection = 0x1f
)

// Names of the password plugins.
const (
	nativePassword = "mysql_native_password"
	sha2Password   = "caching_sha2_password"
)

// Character sets of columns (INFORMATION_SCHEMA.COLLATIONS.ID).
const (
	charsetBinary  = 63
	charsetUTF8MB4 = 255 // utf8mb4_0900_ai_ci
)
