"""Runs MariaDB Connector/ODBC through pyodbc against a server of ours: host, port."""
import sys

try:
    import pyodbc
except ImportError:
    print("SKIP ODBC: no pyodbc")
    sys.exit(0)
drivers = [d for d in pyodbc.drivers() if "MariaDB" in d]
if not drivers:
    print("SKIP ODBC: no MariaDB driver")
    sys.exit(0)

host, port = sys.argv[1:]


def same(want, got):
    if want != got:
        raise AssertionError(f"want {want!r}, got {got!r}")


def metadata(k):
    names = [r.procedure_name for r in k.procedures(procedure="CreateThread%")]
    same(["CreateThreadChat", "CreateThreadCustomer", "CreateThreadNote", "CreateThreadPhone", "CreateThreadReply"], names)
    parameters = [(r.column_name, r.type_name) for r in k.procedureColumns("SnoozeConversation")]
    same([("conversationId", "bigint"), ("snoozedUntil", "datetime"), ("unsnoozeOnCustomerReply", "tinyint")], parameters)
    columns = [(r.column_name, r.type_name, r.nullable) for r in k.columns("CustomerEmails")]
    same([("Id", "BIGINT", 0), ("CustomerId", "BIGINT", 1), ("Type", "VARCHAR", 1), ("Value", "VARCHAR", 1)], columns)
    same(["Id"], [r.column_name for r in k.primaryKeys("Customers")])
    same(["Customers"], [r.table_name for r in k.tables("Customers")])


def prepared(k):
    same(1, k.execute("INSERT INTO Customers (FirstName, LastName) VALUES (?, ?)", "Zoë 👋", None).rowcount)
    customer = k.execute("SELECT LAST_INSERT_ID()").fetchval()
    same([("Zoë 👋", None)], [tuple(r) for r in k.execute("SELECT FirstName, LastName FROM Customers WHERE Id = ?", customer)])
    conversation = k.execute("SELECT Id FROM Conversations WHERE Status = 'active' AND ThreadCount < 9 LIMIT 1").fetchval()
    same(1, k.execute("UPDATE Conversations SET Status = ?, Subject = ? WHERE Id = ?", "closed", "Über", conversation).rowcount)
    same([("closed", "Über")], [tuple(r) for r in k.execute("SELECT Status, Subject FROM Conversations WHERE Id = ?", conversation)])
    for call in ("CALL CreateThreadNote(?, ?)", "{CALL CreateThreadNote(?, ?)}"):
        thread = k.execute(call, conversation, call).fetchval()
        body = k.execute("SELECT Body FROM ConversationThreads WHERE ConversationId = ? AND Id = ?", conversation, thread)
        same(call, body.fetchval())


def errors(k):
    try:
        k.execute("SELECT * FROM Nope WHERE Id = ?", 1)
    except pyodbc.ProgrammingError as e:
        same("42S02", e.args[0])
        return
    raise AssertionError("no error")


connection = pyodbc.connect(f"Driver={{{drivers[0]}}};Server={host};Port={port};User=root;Database=helpscout", autocommit=True)
for check in (metadata, prepared, errors):
    check(connection.cursor())
print(f"ok {drivers[0]} {connection.getinfo(pyodbc.SQL_DRIVER_VER)}, pyodbc {pyodbc.version}")
