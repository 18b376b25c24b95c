// Runs the Node.js drivers that are installed against a server of ours: host, port.
const [host, port] = [process.argv[2], Number(process.argv[3])];
const options = { host, port, user: 'root', database: 'helpscout' };
const promise = (f) => new Promise((good, bad) => f((e, r) => (e ? bad(e) : good(r))));
let fine = true;

function load(name) {
  try {
    const driver = require(name);
    const path = require.resolve(name);
    const root = path.slice(0, path.lastIndexOf('/node_modules/' + name) + name.length + 14);
    return [driver, JSON.parse(require('fs').readFileSync(root + '/package.json')).version];
  } catch (e) {
    console.log(`SKIP ${name}: ${e.code}`);
    return [];
  }
}

async function check(name, version, run) {
  try {
    console.log(`ok ${name} ${version}: ${await run()}`);
  } catch (e) {
    fine = false;
    console.log(`FAIL ${name} ${version}: ${e.stack}`);
  }
}

function assert(ok, what) {
  if (!ok) throw new Error(what);
}

async function callbacks(driver, tls) {
  const c = driver.createConnection({ ...options, ...(tls ? { ssl: { rejectUnauthorized: false } } : {}) });
  const query = (q, a) => promise((done) => c.query(q, a, done));
  assert((await query('SELECT * FROM Conversations LIMIT 300')).length === 300, 'rows');
  assert((await query('SELECT ? AS x', ['é'])) [0].x === 'é', 'parameters');
  const error = await query('SELECT * FROM Nope').catch((e) => e);
  assert(error.errno === 1146 && error.sqlState === '42S02', 'error ' + error);
  if (c.execute) {
    const found = await promise((done) => c.execute('SELECT Id FROM Conversations WHERE Id > ? LIMIT 3', [1], done));
    assert(found.length === 3, 'prepared');
  }
  await promise((done) => c.changeUser({ user: 'root', database: 'scoutql' }, done));
  assert((await query('SELECT DATABASE() AS d'))[0].d === 'scoutql', 'change user');
  let streamed = 0;
  await new Promise((good, bad) => c.query('SELECT Id FROM helpscout.Conversations LIMIT 200')
    .on('result', () => streamed++).on('end', good).on('error', bad));
  assert(streamed === 200, 'stream');
  await promise((done) => c.ping(done));
  await promise((done) => c.end(done));
}

(async () => {
  for (const name of ['mysql2', 'mysql']) {
    const [driver, version] = load(name);
    for (const tls of driver ? [false, true] : []) {
      await check(name, version, async () => { await callbacks(driver, tls); return tls ? 'with TLS' : 'without TLS'; });
    }
  }
  const [mariadb, version] = load('mariadb');
  for (const tls of mariadb ? [false, true] : []) {
    await check('mariadb', version, async () => {
      const c = await mariadb.createConnection({ ...options, ssl: tls ? { rejectUnauthorized: false } : false });
      assert((await c.query('SELECT * FROM Conversations LIMIT 300')).length === 300, 'rows');
      assert((await c.execute('SELECT Id FROM Conversations WHERE Id > ? LIMIT 3', [1])).length === 3, 'prepared');
      await c.batch('SELECT ?', [[1], [2]]);
      await c.reset().catch((e) => assert(/not permitted|not support/i.test(e.message), e.message));
      await c.end();
      return tls ? 'with TLS' : 'without TLS';
    });
  }
  process.exit(fine ? 0 : 1);
})();
