/** Merging two customers with many interactions each, and how long others wait who work with the same customers meanwhile. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { connectionsOf, rapport, startHost } from './api/data.mjs';
import { machine, root, temporaryFolder } from './product.mjs';

const PORT = '4830';

const HELP = `npm run bench -- merge [options]

  --customers <n>      size of the tenant; each has five interactions (100000)
  --interactions <n>   of each of the two customers (10000)
  --rounds <n>         merges (5)`;

const CREATE = 'mutation($input: CreateInteractionInput!) { createInteraction(input: $input) { id } }';
const UPDATE = 'mutation($id: ID!, $region: String) { updateCustomer(id: $id, input: { region: $region }) { id } }';
const MERGE =
  'mutation($a: ID!, $b: ID!) { mergeCustomers(survivorId: $a, mergedId: $b) { merge { id } references { moving } } }';
const READ = 'query($id: ID!) { customer(id: $id) { name timeline(first: 20) { edges { at } } } }';
const UNMERGE = 'mutation($id: ID!) { unmergeCustomers(mergeId: $id) { conflicts { id } } }';

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '100000' },
      interactions: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '5' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(HELP);
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  const home = temporaryFolder('merge');
  fs.chmodSync(home, 0o755);
  const environment = {
    ...process.env,
    RAPPORT_HOME: home,
    PORT,
    LOG_LEVEL: 'error',
    RATE_LIMIT_PER_SECOND: '1000000',
  };
  const size = ['--customers', values.customers, '--interactions', '5'];
  execFileSync(process.execPath, [rapport, 'seed', ...size], { env: environment, stdio: 'inherit' });
  const host = await startHost(environment);
  const client = new pg.Client(connectionsOf(home).superuser);
  await client.connect();
  try {
    const bench = new MergeBench(client, home);
    await bench.open();
    const times = { merge: [], unmerge: [] };
    const waits = { idle: new Waits(), merge: new Waits(), unmerge: new Waits() };
    for (let round = 0; round < Number(values.rounds); round++) {
      const pair = await bench.pair(Number(values.interactions));
      await bench.beside(pair, waits.idle, () => new Promise((resolve) => setTimeout(resolve, 1_000)));
      let merge;
      times.merge.push(
        await bench.beside(pair, waits.merge, async () => {
          merge = (await bench.ask(MERGE, { a: pair.survivor, b: pair.merged })).mergeCustomers.merge.id;
        }),
      );
      times.unmerge.push(await bench.beside(pair, waits.unmerge, () => bench.ask(UNMERGE, { id: merge })));
    }
    console.log(
      `machine: ${machine()}; ${values.customers} customers, two with ${values.interactions} interactions each`,
    );
    for (const [name, all] of Object.entries(times))
      console.log(`${name}: ${all.map((time) => time.toFixed(0)).join(', ')} ms`);
    console.log('\n| longest wait in ms of who meanwhile | nothing else | merge | unmerge |');
    console.log('|---|---|---|---|');
    for (const what of waits.idle.longest.keys()) {
      const cells = Object.values(waits).map(({ longest }) => longest.get(what)?.toFixed(0) ?? '-');
      console.log(`| ${what} | ${cells.join(' | ')} |`);
    }
  } finally {
    await client.end();
    host.kill('SIGTERM');
    await new Promise((resolve) => host.once('exit', resolve));
    fs.rmSync(home, { recursive: true, force: true });
  }
}

class Waits {
  longest = new Map();

  note(what, time) {
    this.longest.set(what, Math.max(time, this.longest.get(what) ?? 0));
  }
}

class MergeBench {
  constructor(client, home) {
    this.client = client;
    this.key = /RAPPORT_KEY=(\S+)/.exec(fs.readFileSync(path.join(home, 'demo.env'), 'utf8'))[1];
  }

  async open() {
    const { rows } = await this.client.query("select tenant_id from tenant where slug = 'formosa'");
    this.tenant = rows[0].tenant_id;
    await this.client.query('vacuum analyze');
  }

  async ask(query, variables) {
    const response = await fetch(`http://127.0.0.1:${PORT}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.key}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    // The merged customer is gone at some moment, and says so; who waits for too long is told to try again.
    if (errors && !['MERGED', 'NOT_FOUND', 'REFERENCE_NOT_FOUND', 'BUSY'].includes(errors[0].extensions.code))
      throw new Error(JSON.stringify(errors));
    return data;
  }

  /** Two customers with so many interactions each, and a third one who has nothing to do with them. */
  async pair(interactions) {
    const ids = [];
    for (const region of ['survivor', 'merged', 'other']) {
      const { rows } = await this.client.query(
        `insert into customer (tenant_id, id, kind, name, lifecycle_state, region)
         values ($1, uuidv7(), 'PERSON', $2, 'PROSPECT', $2) returning id`,
        [this.tenant, region],
      );
      ids.push(`cus_${rows[0].id}`);
      await this.client.query(
        `insert into interaction (tenant_id, id, channel, direction, subject, source, occurred_at, customer_id)
         select $1, uuidv7(), 'PHONE', 'INBOUND', 'call', 'IMPORT', now() - n * interval '1 hour', $2 from generate_series(1, $3) n`,
        [this.tenant, rows[0].id, interactions],
      );
    }
    await this.client.query('analyze interaction');
    const [survivor, merged, other] = ids;
    return { survivor, merged, other };
  }

  /** Does something while others work with the same customers; returns how long it took in ms. */
  async beside({ survivor, merged, other }, waits, work) {
    const call = (customerId) => ({
      input: { channel: 'PHONE', direction: 'INBOUND', subject: 'new', occurredAt: '2026-01-01T00:00:00Z', customerId },
    });
    let running = true;
    const repeat = async (what, query, variables) => {
      for (let n = 0; running; n++) {
        const started = performance.now();
        await this.ask(query, variables(n));
        waits.note(what, performance.now() - started);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const others = [
      repeat('notes an interaction of the survivor', CREATE, () => call(survivor)),
      repeat('notes an interaction of the merged one', CREATE, () => call(merged)),
      repeat('changes the survivor', UPDATE, (n) => ({ id: survivor, region: `region ${n}` })),
      repeat('changes the merged one', UPDATE, (n) => ({ id: merged, region: `region ${n}` })),
      repeat('changes another customer', UPDATE, (n) => ({ id: other, region: `region ${n}` })),
      repeat('reads the survivor', READ, () => ({ id: survivor })),
    ];
    const done = Promise.all(others);
    done.catch(() => undefined);
    const started = performance.now();
    try {
      await work();
      return performance.now() - started;
    } finally {
      running = false;
      await done;
    }
  }
}
