<?php
// Runs PDO and mysqli, where installed, against a server of ours: host, port.
[$host, $port] = [$argv[1], (int) $argv[2]];
$failed = false;

function run(string $name, array $checks): void {
    global $failed;
    $bad = [];
    foreach ($checks as $what => $check) {
        try {
            if (!$check()) $bad[] = $what;
        } catch (Throwable $e) {
            $bad[] = "$what: " . $e->getMessage();
        }
    }
    $failed = $failed || $bad;
    echo $bad ? 'FAIL' : 'ok', " PHP ", PHP_VERSION, " $name ", implode('; ', $bad), "\n";
}

if (extension_loaded('pdo_mysql')) {
    foreach ([true, false] as $emulate) {
        $p = new PDO("mysql:host=$host;port=$port;dbname=helpscout", 'root', '', [PDO::ATTR_EMULATE_PREPARES => $emulate]);
        run($emulate ? 'PDO, prepared here' : 'PDO, prepared by the server', [
            'rows' => fn() => count($p->query('SELECT * FROM Conversations LIMIT 300')->fetchAll()) == 300,
            'prepared' => function () use ($p) { $s = $p->prepare('SELECT Id FROM Conversations WHERE Status = :s LIMIT 3'); $s->execute(['s' => 'closed']); return count($s->fetchAll()) == 3; },
            'origin' => fn() => $p->query('SELECT c.Id FROM Conversations c LIMIT 1')->getColumnMeta(0)['table'] == 'c',
            'transaction' => fn() => $p->beginTransaction() && $p->commit(),
            'error' => function () use ($p) { try { $p->query('SELECT * FROM Nope'); } catch (PDOException $e) { return $e->getCode() == '42S02'; } },
            'call' => function () use ($p) { $s = $p->query('CALL RefreshSchema()'); return count($s->fetchAll()) == 1; },
        ]);
    }
} else {
    echo "SKIP PHP PDO: no pdo_mysql\n";
}
if (extension_loaded('mysqli')) {
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    $m = mysqli_connect($host, 'root', '', 'helpscout', $port);
    run('mysqli', [
        'stat' => fn() => str_starts_with($m->stat(), 'Uptime'),
        'cursor' => function () use ($m) { $s = $m->prepare('SELECT Id FROM Conversations LIMIT 300'); $s->attr_set(MYSQLI_STMT_ATTR_CURSOR_TYPE, MYSQLI_CURSOR_TYPE_READ_ONLY); $s->execute(); $s->bind_result($id); for ($n = 0; $s->fetch(); $n++); return $n == 300; },
        'long data' => function () use ($m) { $s = $m->prepare('SELECT LENGTH(?)'); $b = null; $s->bind_param('b', $b); $s->send_long_data(0, str_repeat('a', 99999)); $s->send_long_data(0, 'b'); $s->execute(); return $s->get_result()->fetch_row()[0] == 100000; },
        'several' => function () use ($m) { $m->multi_query('SELECT 1; SELECT 2'); $n = 0; do { $n += $m->store_result()->num_rows; } while ($m->more_results() && $m->next_result()); return $n == 2; },
        'change user' => fn() => $m->change_user('root', '', 'scoutql') && $m->query('SELECT DATABASE()')->fetch_row()[0] == 'scoutql' && $m->change_user('root', '', 'helpscout'),
        'latin1' => fn() => $m->set_charset('latin1') && bin2hex($m->query('SELECT CONCAT(_utf8mb4 0xC3A9)')->fetch_row()[0]) == 'e9',
    ]);
} else {
    echo "SKIP PHP mysqli: not installed\n";
}
exit($failed ? 1 : 0);
