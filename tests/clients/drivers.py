"""Runs the Python drivers that are installed against a server of ours: host, port."""
import sys

host, port = sys.argv[1], int(sys.argv[2])


def check(name, version, connect, cursor=lambda c: c.cursor()):
    bad = []

    def one(what, run):
        try:
            assert run() is not False
        except Exception as e:  # any failure of a client is a result here
            bad.append(f"{what}: {e!r}")

    for tls in (False, True):
        c = connect(tls)

        def rows(sql, args=None):
            cur = cursor(c)
            cur.execute(sql, args)
            got = cur.fetchall()
            cur.close()
            return got

        def fails():
            try:
                rows("SELECT * FROM Nope")
            except Exception as e:
                return e.args[0] == 1146 or getattr(e, "errno", 0) == 1146
            return False

        def called():
            cur = cursor(c)
            cur.callproc("RefreshSchema")
            cur.close()

        one("rows", lambda: len(rows("SELECT * FROM Conversations LIMIT 300")) == 300)
        one("parameters", lambda: len(rows("SELECT Id FROM Conversations WHERE Status = %s AND Id > %s LIMIT 2", ("closed", 1))) == 2)
        one("decimal", lambda: str(rows("SELECT AVG(n) FROM (SELECT 1 AS n UNION ALL SELECT 2) x")[0][0]) == "1.5000")
        one("emoji", lambda: rows("SELECT %s", ("é😀",))[0][0] == "é😀")
        one("error", fails)
        one("after the error", lambda: rows("SELECT 1")[0][0] == 1)
        one("explain", lambda: rows("EXPLAIN SELECT Id FROM Tags"))
        one("assign", lambda: rows("SELECT @x := 5")[0][0] == 5)
        one("call", called)
        one("ping", lambda: c.ping())
        c.close()
    print(f"{'FAIL' if bad else 'ok'} {name} {version} {'; '.join(bad)}")
    return not bad


def skip(name, why):
    print(f"SKIP {name}: {why}")
    return True


fine = True
try:
    import pymysql

    fine &= check("PyMySQL", pymysql.VERSION_STRING, lambda tls: pymysql.connect(
        host=host, port=port, user="root", database="helpscout", ssl={"check_hostname": False, "verify_mode": False} if tls else None))
except ImportError as e:
    fine &= skip("PyMySQL", e)
try:
    import mysql.connector as mc

    for pure in (True, False):
        try:
            fine &= check(f"mysql-connector-python {'pure' if pure else 'C'}", mc.__version__, lambda tls: mc.connect(
                host=host, port=port, user="root", database="helpscout", ssl_disabled=not tls, use_pure=pure))
        except ImportError as e:
            skip("mysql-connector-python C", e)
    c = mc.connect(host=host, port=port, user="root", database="helpscout")
    cur = c.cursor(prepared=True)
    cur.execute("SELECT Id, CreatedDate FROM Conversations WHERE Id > ? LIMIT 2", (1,))
    assert len(cur.fetchall()) == 2
    cur.close()
    c.cmd_change_user("root", "", "helpscout")
    c.cmd_reset_connection()
    print("ok mysql-connector-python: server-side prepare, change user, reset")
except ImportError as e:
    fine &= skip("mysql-connector-python", e)
try:
    import sqlalchemy

    for driver in ("pymysql", "mysqlconnector"):
        try:
            engine = sqlalchemy.create_engine(f"mysql+{driver}://root@{host}:{port}/helpscout")
            tables = sqlalchemy.MetaData()
            tables.reflect(engine, only=["Conversations", "Tags"])
            with engine.connect() as c:
                assert len(c.execute(sqlalchemy.select(tables.tables["Tags"]).limit(2)).fetchall()) == 2
            print(f"ok SQLAlchemy {sqlalchemy.__version__} over {driver}: reflection, select")
        except Exception as e:
            fine = False
            print(f"FAIL SQLAlchemy over {driver}: {e!r}")
except ImportError as e:
    fine &= skip("SQLAlchemy", e)
sys.exit(0 if fine else 1)
