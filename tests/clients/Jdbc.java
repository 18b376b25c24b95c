// Runs the JDBC driver that is on the class path against a server of ours: URL scheme, host, port.
import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

public class Jdbc {
    interface Check {
        void run() throws Exception;
    }

    private final Connection c;
    private final String mode;
    private final String driver;
    private boolean fine = true;

    private Jdbc(Connection c, String mode) throws SQLException {
        this.c = c;
        this.mode = mode;
        DatabaseMetaData m = c.getMetaData();
        driver = m.getDriverName() + " " + m.getDriverVersion().replaceAll("mysql-connector-j-| .*", "") + " " + mode;
    }

    public static void main(String[] args) throws Exception {
        boolean fine = true;
        List<String> modes = new ArrayList<>(List.of("useServerPrepStmts=false", "useServerPrepStmts=true"));
        if (args[0].equals("mysql")) {
            modes.add("useInformationSchema=false"); // metadata out of SHOW
        }
        for (String mode : modes) {
            String url = "jdbc:" + args[0] + "://" + args[1] + ":" + args[2] + "/helpscout?user=root&" + mode;
            try (Connection c = DriverManager.getConnection(url)) {
                fine &= new Jdbc(c, mode).all();
            }
        }
        System.exit(fine ? 0 : 1);
    }

    private boolean all() {
        check("customers", this::customers);
        check("contact entries", this::contactEntries);
        check("conversations", this::conversations);
        check("batch", this::batch);
        check("call", this::call);
        check("call by name", this::callByName);
        check("errors", this::errors);
        check("procedures", this::procedures);
        check("tables", this::tables);
        check("all metadata", this::allMetadata);
        check("cursor", this::cursor);
        check("savepoint", this::savepoint);
        check("timeout", this::timeout);
        System.out.println((fine ? "ok " : "FAIL ") + driver);
        return fine;
    }

    private void check(String what, Check check) {
        try {
            check.run();
        } catch (Exception | AssertionError e) {
            fine = false;
            System.out.println("FAIL " + driver + ": " + what + ": " + e);
            Arrays.stream(e.getStackTrace()).filter(f -> f.getClassName().equals("Jdbc")).forEach(f -> System.out.println("    " + f));
        }
    }

    private void customers() throws SQLException {
        long id = insert("INSERT INTO Customers (FirstName, LastName, Emails) VALUES (?, ?, ?)", "Zoë 👋", "O'Hara \"Q\" \\",
                "[{\"type\":\"work\",\"value\":\"zoe" + System.nanoTime() + "@example.com\"}]");
        same("Zoë 👋|O'Hara \"Q\" \\|null", row("SELECT FirstName, LastName, JobTitle FROM Customers WHERE Id = ?", id));
        same(1, update("UPDATE Customers SET JobTitle = ?, LastName = ? WHERE Id = ?", "Head", null, id));
        same("Zoë 👋|null|Head", row("SELECT FirstName, LastName, JobTitle FROM Customers WHERE Id = ?", id));
        same(1, update("UPDATE Customers SET JobTitle = ? WHERE Id = ?", "Head", id)); // found, not changed
        same(0, update("UPDATE Customers SET JobTitle = ? WHERE Id = ?", "Head", 1));
    }

    private void contactEntries() throws SQLException {
        long customer = insert("INSERT INTO Customers (FirstName) VALUES (?)", "Entries");
        long id = insert("INSERT INTO CustomerPhones (CustomerId, Type, Value) VALUES (?, ?, ?)", customer, "work", "+49 30 1");
        same(1, update("UPDATE CustomerPhones SET Value = ? WHERE CustomerId = ? AND Id = ?", "+49 30 2", customer, id));
        same(id + "|work|+49 30 2", row("SELECT Id, Type, Value FROM CustomerPhones WHERE CustomerId = ?", customer));
        same(1, update("DELETE FROM CustomerPhones WHERE CustomerId = ? AND Id = ?", customer, id));
        same(null, row("SELECT Id FROM CustomerPhones WHERE CustomerId = ?", customer));
    }

    private void conversations() throws SQLException {
        long id = conversation();
        same(1, update("UPDATE Conversations SET Status = ?, Subject = ?, Field_Due_Date = ? WHERE Id = ?",
                "closed", "Über", java.sql.Date.valueOf("2026-12-24"), id));
        same("closed|Über|2026-12-24", row("SELECT Status, Subject, Field_Due_Date FROM Conversations WHERE Id = ?", id));
        same(2, update("UPDATE Conversations SET Tags = ? WHERE Id IN (?, ?)", "[\"jdbc\"]", id, conversation()));
    }

    private void batch() throws SQLException {
        String tail = "@batch" + System.nanoTime() + ".example.com";
        try (PreparedStatement s = c.prepareStatement("INSERT INTO Customers (FirstName, Emails) VALUES (?, ?)",
                Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < 3; i++) {
                bind(s, "Batch", "[{\"type\":\"home\",\"value\":\"" + i + tail + "\"}]");
                s.addBatch();
            }
            int[] counts = s.executeBatch();
            same(3, counts.length);
            for (int n : counts) {
                same(true, n == 1 || n == Statement.SUCCESS_NO_INFO);
            }
            ResultSet keys = s.getGeneratedKeys();
            for (int i = 0; i < 3; i++) {
                same(true, keys.next());
                same(i + tail, row("SELECT Value FROM CustomerEmails WHERE CustomerId = ?", keys.getLong(1)));
            }
        }
    }

    private void call() throws SQLException {
        long id = conversation();
        try (PreparedStatement s = c.prepareStatement("CALL CreateThreadNote(?, ?)")) {
            bind(s, id, "Prepared 'note' 👋");
            note(id, "Prepared 'note' 👋", answer(s));
            bind(s, id, "Again");
            note(id, "Again", answer(s));
        }
        try (CallableStatement s = c.prepareCall("{call CreateThreadNote(?, ?)}")) {
            s.setLong(1, id);
            s.setString(2, "By position");
            note(id, "By position", answer(s));
        }
        try (CallableStatement s = c.prepareCall("{call CreateThreadNote(conversationId=?, text=?, imported=?, createdAt=?)}")) {
            bind(s, id, "Named in SQL", true, Timestamp.valueOf("2026-01-02 03:04:05"));
            note(id, "Named in SQL", answer(s));
        }
        same("5", row("SELECT COUNT(*) FROM ConversationThreads WHERE ConversationId = ?", id));
    }

    // Drivers find the ? of a name by where information_schema says that it stands.
    private void callByName() throws SQLException {
        long id = conversation();
        try (CallableStatement s = c.prepareCall("{call CreateThreadNote(?, ?)}")) {
            s.setString("text", "By name");
            s.setLong("conversationId", id);
            note(id, "By name", answer(s));
        }
        try (CallableStatement s = c.prepareCall("{call helpscout.CreateThreadNote(?, ?, ?, ?, ?, ?, ?)}")) {
            s.setString("text", "All by name");
            s.setLong("conversationId", id);
            s.setString("status", "pending");
            s.setNull("attachments", Types.VARCHAR);
            s.setBoolean("imported", false);
            s.setNull("user", Types.BIGINT);
            s.setNull("createdAt", Types.TIMESTAMP);
            note(id, "All by name", answer(s));
        }
        same("pending", row("SELECT Status FROM Conversations WHERE Id = ?", id));
    }

    private void errors() throws SQLException {
        fails(1318, "42000", "CALL CreateThreadReply(?, ?)", 1, 2);
        fails(1305, "42000", "CALL CreateThreadReplies(?)", 1);
        fails(1048, "23000", "CALL CreateThreadNote(?, ?)", 1, null);
        fails(1406, "22001", "INSERT INTO Customers (FirstName) VALUES (?)", "A".repeat(41));
        fails(1364, "HY000", "INSERT INTO Conversations (Subject) VALUES (?)", "No inbox");
    }

    private void procedures() throws SQLException {
        DatabaseMetaData m = c.getMetaData();
        try (ResultSet r = m.getProcedures("helpscout", null, "CreateThreadRepl%")) {
            same(true, r.next());
            same("CreateThreadReply", r.getString("PROCEDURE_NAME"));
            same("helpscout", r.getString("PROCEDURE_CAT"));
            same(true, r.getString("REMARKS").startsWith("Replies to the customer."));
            same(false, r.next());
        }
        List<String> found = new ArrayList<>();
        try (ResultSet r = m.getProcedureColumns("helpscout", null, "SnoozeConversation", "%")) {
            while (r.next()) {
                same((short) DatabaseMetaData.procedureColumnIn, r.getShort("COLUMN_TYPE"));
                found.add(r.getString("COLUMN_NAME") + " " + r.getString("TYPE_NAME").toLowerCase() + " " + r.getInt("DATA_TYPE"));
            }
        }
        same(List.of("conversationId bigint " + Types.BIGINT, "snoozedUntil datetime " + Types.TIMESTAMP), found.subList(0, 2));
        same(true, found.get(2).matches("unsnoozeOnCustomerReply (tinyint|bit|boolean) (-7|16)")); // BIT or BOOLEAN
        same(3, found.size());
    }

    // What a driver tells of tables, columns and keys.
    private void tables() throws SQLException {
        DatabaseMetaData m = c.getMetaData();
        try (ResultSet r = m.getTables("helpscout", null, "Customers", new String[] {"TABLE"})) {
            same(true, r.next());
            same("Customers", r.getString("TABLE_NAME"));
            String remarks = r.getString("REMARKS"); // which the driver leaves out when it reads SHOW
            same(true, remarks.startsWith("One row per customer") || mode.startsWith("useInformationSchema") && remarks.isEmpty());
            same(false, r.next());
        }
        try (ResultSet r = m.getPrimaryKeys("helpscout", null, "Customers")) {
            same(true, r.next());
            same("Id", r.getString("COLUMN_NAME"));
            same(false, r.next());
        }
        List<String> found = new ArrayList<>();
        try (ResultSet r = m.getColumns("helpscout", null, "CustomerEmails", "%")) {
            while (r.next()) {
                found.add(r.getString("COLUMN_NAME") + " " + r.getInt("DATA_TYPE") + " " + r.getString("IS_NULLABLE"));
            }
        }
        same(List.of("Id " + Types.BIGINT + " NO", "CustomerId " + Types.BIGINT + " YES", "Type " + Types.VARCHAR + " YES",
                "Value " + Types.VARCHAR + " YES"), found);
        try (ResultSet r = m.getImportedKeys("helpscout", null, "CustomerEmails")) {
            same(true, r.next());
            same("CustomerId Customers Id", r.getString("FKCOLUMN_NAME") + " " + r.getString("PKTABLE_NAME") + " " + r.getString("PKCOLUMN_NAME"));
        }
    }

    // allMetadata calls what has no argument, and the rest with a table's name.
    private void allMetadata() throws Exception {
        DatabaseMetaData m = c.getMetaData();
        for (Method method : DatabaseMetaData.class.getMethods()) {
            if (method.getParameterCount() == 0 && method.getDeclaringClass() == DatabaseMetaData.class && method.invoke(m) instanceof ResultSet r) {
                drain(r);
            }
        }
        drain(m.getIndexInfo("helpscout", null, "CustomerEmails", false, true));
        drain(m.getExportedKeys("helpscout", null, "Customers"));
        drain(m.getCrossReference("helpscout", null, "Customers", "helpscout", null, "CustomerEmails"));
        drain(m.getBestRowIdentifier("helpscout", null, "Customers", DatabaseMetaData.bestRowSession, true));
        drain(m.getVersionColumns("helpscout", null, "Customers"));
        drain(m.getTablePrivileges("helpscout", null, "Customers"));
        if (!mode.startsWith("useInformationSchema")) { // which reads mysql.columns_priv; there is none
            drain(m.getColumnPrivileges("helpscout", null, "Customers", "%"));
        }
        drain(m.getFunctions("helpscout", null, "%"));
        drain(m.getFunctionColumns("helpscout", null, "%", "%"));
        drain(m.getSchemas("helpscout", "%"));
        drain(m.getUDTs("helpscout", null, "%", null));
    }

    private void cursor() throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT Id FROM Conversations WHERE Id > ? LIMIT 300")) {
            s.setLong(1, 1);
            s.setFetchSize(mode.startsWith("useServerPrepStmts") && c.getMetaData().getDriverName().startsWith("MySQL") ? Integer.MIN_VALUE : 20);
            same(300, drain(s.executeQuery()));
        }
    }

    private void savepoint() throws SQLException {
        c.setAutoCommit(false);
        c.rollback(c.setSavepoint("here"));
        c.commit();
        c.setAutoCommit(true);
        same("1", row("SELECT 1"));
    }

    private void timeout() throws SQLException {
        try (Statement s = c.createStatement()) {
            s.setQueryTimeout(1);
            s.executeQuery("SELECT COUNT(*) FROM Conversations a, Conversations b, Conversations c WHERE a.Id + b.Id = c.Id").next();
            throw new AssertionError("no timeout");
        } catch (SQLTimeoutException e) {
            same("1", row("SELECT 1"));
        }
    }

    private static int drain(ResultSet r) throws SQLException {
        int rows = 0;
        for (; r.next(); rows++) {
            r.getString(1);
        }
        r.close();
        return rows;
    }

    // conversation makes one with one thread.
    private long conversation() throws SQLException {
        long mailbox = Long.parseLong(row("SELECT MIN(MailboxId) FROM MailboxFields WHERE Name = ?", "Due Date"));
        return insert("INSERT INTO Conversations (Subject, MailboxId, PrimaryCustomer_Email, Imported, Threads) VALUES (?, ?, ?, ?, ?)",
                "JDBC", mailbox, "jdbc@example.com", true,
                "[{\"type\":\"note\",\"text\":\"First\"}]");
    }

    // note tells whether the thread that CALL answered with stands in the conversation.
    private void note(long conversation, String text, long thread) throws SQLException {
        same("note|" + text, row("SELECT Type, Body FROM ConversationThreads WHERE ConversationId = ? AND Id = ?", conversation, thread));
    }

    private long answer(PreparedStatement s) throws SQLException {
        same(true, s.execute());
        try (ResultSet r = s.getResultSet()) {
            same(true, r.next());
            return r.getLong("Id");
        }
    }

    private long insert(String query, Object... args) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(query, Statement.RETURN_GENERATED_KEYS)) {
            bind(s, args);
            same(1, s.executeUpdate());
            ResultSet keys = s.getGeneratedKeys();
            same(true, keys.next());
            return keys.getLong(1);
        }
    }

    private int update(String query, Object... args) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(query)) {
            bind(s, args);
            return s.executeUpdate();
        }
    }

    // row is the only row, its values joined by |; null without one.
    private String row(String query, Object... args) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(query)) {
            bind(s, args);
            ResultSet r = s.executeQuery();
            if (!r.next()) {
                return null;
            }
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
                values.add(r.getString(i));
            }
            same(false, r.next());
            return String.join("|", values.stream().map(String::valueOf).toList());
        }
    }

    private void fails(int number, String state, String query, Object... args) {
        try {
            update(query, args);
        } catch (SQLException e) {
            same(number + " " + state, e.getErrorCode() + " " + e.getSQLState());
            return;
        }
        throw new AssertionError("no error of " + query);
    }

    private static void bind(PreparedStatement s, Object... args) throws SQLException {
        for (int i = 0; i < args.length; i++) {
            s.setObject(i + 1, args[i]);
        }
    }

    private static void same(Object want, Object got) {
        if (!Objects.equals(want, got)) {
            throw new AssertionError("want " + want + ", got " + got);
        }
    }
}
