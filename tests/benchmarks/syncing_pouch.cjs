// Run by node: two PouchDB databases (LevelDB on the disk) and pouchdb-server; JSON lines in, JSON lines out.
//
// node syncing_pouch.cjs WORK FIELDS.json MODULES
//
// The server listens on loopback without TLS; nothing is encrypted, and LevelDB is not asked to flush to the disk.
// Times are seconds of `replicate.to` and `replicate.from`, in batches of BATCH documents (the default of 100 is
// slower). `live` has continuous replication running on both sides: from the save in A until B has the document.

'use strict';

const { spawn } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const { createRequire } = require('node:module');
const { createServer } = require('node:net');
const path = require('node:path');
const { createInterface } = require('node:readline');

const [work, fields, modules] = process.argv.slice(2);
const WORDS = JSON.parse(fs.readFileSync(fields, 'utf8')); // the words that each field has
const BATCH = { batch_size: 1000, batches_limit: 10 };
const far = createRequire(path.join(path.resolve(modules), 'here.js'));
const PouchDB = far('pouchdb');

const seconds = (since) => Number(process.hrtime.bigint() - since) / 1e9;
const now = () => process.hrtime.bigint();
const word = (at, n, turn) => `${WORDS[at][(n * 7 + turn * 3) % WORDS[at].length]}${turn}`;
const name = (n) => `record-${String(n).padStart(7, '0')}`;

function record(n, turn) {
  return Object.fromEntries(WORDS.map((_, at) => [`field${at}`, word(at, n, turn)]));
}

function claim(holds, words) {
  if (!holds) throw new Error(words);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startServer() {
  const port = await freePort();
  const folder = path.join(work, 'server');
  fs.mkdirSync(folder, { recursive: true });
  const program = path.join(path.dirname(far.resolve('pouchdb-server/package.json')), 'bin', 'pouchdb-server');
  const flags = ['--port', port, '--host', '127.0.0.1', '--dir', folder, '--config', path.join(work, 'config.json')];
  const child = spawn(process.execPath, [program, ...flags, '--no-stdout-logs'], { cwd: folder, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/`;
  for (let n = 0; n < 400; n += 1) {
    try {
      await (await fetch(url)).text();
      return { child, url };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  child.kill();
  throw new Error('pouchdb-server does not answer');
}

class Pair {
  constructor(url) {
    this.url = url;
    this.turn = 0;
    this.running = [];
  }

  // A new A with `count` documents, replicated to a new database of the server and from there to a new B.
  async first({ count }) {
    await this.rest();
    for (const old of [this.a, this.b, this.hub]) if (old) await old.destroy();
    this.turn += 1;
    const folder = path.join(work, 'rooms');
    fs.mkdirSync(folder, { recursive: true });
    [this.a, this.b] = ['a', 'b'].map((side) => new PouchDB(path.join(folder, `${side}${this.turn}`)));
    this.hub = new PouchDB(`${this.url}room${this.turn}`);
    await this.hub.info();
    const documents = Array.from({ length: count }, (_, n) => ({ _id: name(n), ...record(n, this.turn) }));
    for (let n = 0; n < count; n += 1000) await this.a.bulkDocs(documents.slice(n, n + 1000));
    const times = { push: await this.push(), pull: await this.pull() };
    claim((await this.b.info()).doc_count === count, 'not everything arrived');
    return times;
  }

  async change(count, changed) {
    this.turn += 1;
    const keys = Array.from({ length: count }, (_, n) => name(n));
    const { rows } = await this.a.allDocs({ keys, include_docs: true });
    const documents = rows.map(({ doc }, n) => {
      for (let at = 0; at < changed; at += 1) doc[`field${at}`] = word(at, n, this.turn);
      return doc;
    });
    await this.a.bulkDocs(documents);
  }

  async changed({ count, fields: several }) {
    await this.change(count, several);
    const times = { push: await this.push(), pull: await this.pull() };
    const kept = await this.b.get(name(count - 1));
    claim(kept.field0 === word(0, count - 1, this.turn), 'the change did not arrive');
    return times;
  }

  one() {
    return this.changed({ count: 1, fields: 2 });
  }

  async live() {
    if (!this.running.length) {
      this.running = [
        this.a.replicate.to(this.hub, { live: true, retry: true }),
        this.b.replicate.from(this.hub, { live: true, retry: true }),
      ];
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    const arrived = new Promise((resolve) => {
      const watching = this.b.changes({ since: 'now', live: true }).on('change', () => {
        watching.cancel();
        resolve();
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await this.change(1, 2);
    const start = now();
    await arrived;
    return { push: seconds(start), pull: 0 };
  }

  async idle() {
    return { push: await this.push() };
  }

  // Seconds until documents with one attachment each are up, and down again in B.
  async media({ files, size }) {
    this.turn += 1;
    const documents = Array.from({ length: files }, (_, n) => ({
      _id: `file-${this.turn}-${n}`,
      _attachments: { scan: { content_type: 'application/pdf', data: randomBytes(size) } },
    }));
    await this.a.bulkDocs(documents);
    const times = { push: await this.push({ batch_size: 8 }), pull: await this.pull({ batch_size: 8 }) };
    const kept = await this.b.getAttachment(`file-${this.turn}-${files - 1}`, 'scan');
    claim(kept.length === size, 'an attachment did not arrive');
    return times;
  }

  async push(how = BATCH) {
    const start = now();
    await this.a.replicate.to(this.hub, how);
    return seconds(start);
  }

  async pull(how = BATCH) {
    const start = now();
    await this.b.replicate.from(this.hub, how);
    return seconds(start);
  }

  async rest() {
    for (const one of this.running) {
      one.cancel();
      await one.catch(() => undefined);
    }
    this.running = [];
  }
}

async function serve() {
  const { child, url } = await startServer();
  const pair = new Pair(url);
  try {
    for await (const line of createInterface({ input: process.stdin })) {
      const { do: verb, ...asked } = JSON.parse(line);
      if (verb !== 'live') await pair.rest();
      process.stdout.write(`${JSON.stringify(await pair[verb](asked))}\n`);
    }
  } finally {
    child.kill();
  }
}

serve().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
