#!/usr/bin/env bash
# Runs the clients that are on this machine against a server over the simulator.
# What is missing is skipped and says so. PYTHON and NODE_PATH choose where the
# drivers are looked for; JARS (folders) where the JDBC drivers are. Exit status 1 when a client fails.
set -euo pipefail
cd "$(dirname "$0")/../.."
directory=$(mktemp -d)
bin/scoutql serve --demo --demo-conversations 2000 --data-dir "$directory" --listen 127.0.0.1:0 2>"$directory/log" &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$directory"' EXIT
for _ in $(seq 600); do
  port=$(sed -n 's/.* on 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$directory/log")
  [ -n "$port" ] && break
  kill -0 $server || { cat "$directory/log"; exit 1; }
  sleep 0.1
done

failed=0
run() { # what, program, arguments...
  if ! command -v "$2" >/dev/null; then
    echo "SKIP $1: no $2"
    return
  fi
  timeout 300 "${@:2}" || { echo "FAIL $1"; failed=1; }
}
shell() {
  for tls in --skip-ssl "--ssl --skip-ssl-verify-server-cert"; do
    # shellcheck disable=SC2086 # two options
    "$1" --no-defaults $tls -h 127.0.0.1 -P "$port" -u root helpscout -e 'SELECT 1; SHOW TABLES; SELECT * FROM Tags LIMIT 2' >/dev/null || return 1
  done
  echo "ok $("$1" --version)"
}
for client in mariadb mysqladmin; do
  if ! command -v $client >/dev/null; then
    echo "SKIP $client: not installed"
  elif [ $client = mysqladmin ]; then
    mysqladmin --no-defaults -h 127.0.0.1 -P "$port" -u root ping status processlist >/dev/null && echo "ok $(mysqladmin --version)" || { echo "FAIL mysqladmin"; failed=1; }
  else
    shell $client || { echo "FAIL $client"; failed=1; }
  fi
done
run Python "${PYTHON:-python3}" tests/clients/drivers.py 127.0.0.1 "$port"
run Node.js node tests/clients/drivers.js 127.0.0.1 "$port"
run "Perl DBI" perl tests/clients/dbi.pl 127.0.0.1 "$port"
run PHP php tests/clients/drivers.php 127.0.0.1 "$port"

jars=$(find ${JARS:-~/.m2 /usr/share/java} \( -name 'mysql-connector-j-*.jar' -o -name 'mariadb-java-client*.jar' \) 2>/dev/null || true)
[ -n "$jars" ] || echo "SKIP JDBC: no driver's jar"
for jar in $jars; do
  case $jar in *mysql*) scheme=mysql ;; *) scheme=mariadb ;; esac
  run "$jar" java -Dmariadb.logging.disable=true -cp "$jar" tests/clients/Jdbc.java $scheme 127.0.0.1 "$port"
done
run ODBC "${PYTHON:-python3}" tests/clients/odbc.py 127.0.0.1 "$port"
exit $failed
