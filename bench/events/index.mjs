/** Deliveries, latency, writes, memory and resuming, each beside its limit in the same run. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { machine, root } from '../product.mjs';

const QUERY =
  'subscription($types: [String!], $filter: EventFilter, $after: String) { changes(types: $types, filter: $filter, after: $after) { cursor sequence kind recordId patch } }';
const TYPES = { types: ['customer.*'] };

/** A process of the bench on one core, and how to ask it. */
class Part {
  constructor(file, core) {
    const node = [process.execPath, '--expose-gc', path.join(import.meta.dirname, file)];
    const pinned =
      os.cpus().length > 1 && process.platform === 'linux' ? ['taskset', '-c', String(core), ...node] : node;
    this.child = spawn(pinned[0], pinned.slice(1), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.ready = once(this.child, 'message').then(([message]) => message);
  }

  async ask(command, args = {}) {
    const answer = once(this.child, 'message');
    this.child.send({ command, ...args });
    return (await answer)[0].done;
  }

  end() {
    if (this.child.connected) this.child.disconnect();
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const percentile = (values, part) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];
const whole = (value) => Math.round(value).toLocaleString('en');

/** Bursts of events to all sockets; deliveries per second of each burst. */
async function bursts(clients, send, { rounds, messages }) {
  const rates = [];
  for (let round = 0; round < rounds; round++) {
    await clients.ask('reset', { messages });
    const started = performance.timeOrigin + performance.now();
    await send(round);
    rates.push((messages / ((await clients.ask('reached')) - started)) * 1_000);
  }
  return rates.slice(1);
}

/** Arrivals of 1,000 events, one every five milliseconds; milliseconds since each was written. */
async function latencies(clients, from) {
  const writes = new Map();
  await clients.ask('arrivals');
  const begun = performance.now();
  for (let index = 0; index < 1_000; index++) {
    const due = begun + index * 5;
    if (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    writes.set(`lat${index}`, await from.ask('one', { label: `lat${index}x` }));
  }
  const seconds = (performance.now() - begun) / 1_000;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const waits = (await clients.ask('arrivals')).map(([label, at]) => at - writes.get(label));
  return { waits, rate: 1_000 / seconds };
}

const IDLE = 10_000;

/** Kilobytes that each of many idle subscribed sockets takes in the server: of the process, and of what is not garbage. */
async function memoryOf(clients, server, to) {
  const before = await server.ask('memory');
  await clients.ask('connect', { ...to, sockets: IDLE });
  const after = await server.ask('memory');
  await clients.ask('disconnect');
  const each = (bytes) => Number((bytes / IDLE / 1_024).toFixed(1));
  const held = ({ heapUsed, external }) => heapUsed + external;
  return { resident: each(after.rss - before.rss), held: each(held(after) - held(before)) };
}

export async function run([only]) {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  console.log(`machine: ${machine()}`);
  const wanted = (name) => only === undefined || only === name;
  const server = new Part('server.mjs', 0);
  const bare = new Part('bare.mjs', 0);
  const clients = new Part('clients.mjs', 1);
  const [{ url, key, customers }, { url: bareUrl }] = await Promise.all([server.ready, bare.ready, clients.ready]);
  const product = { url, key, query: QUERY };
  try {
    if (wanted('memory')) {
      const bareMemory = new Part('bare-graphql.mjs', 0);
      const bareKind = { url: (await bareMemory.ready).url, key, query: 'subscription { changes { kind } }' };
      const limit = await memoryOf(clients, bareMemory, bareKind);
      bareMemory.end();
      const ours = await memoryOf(clients, server, { ...product, variablesOf: [TYPES] });
      console.log(
        `idle subscribed sockets, each of 10,000: resident ${limit.resident} kB with ws and graphql-ws alone, ${ours.resident} kB here; held ${limit.held} kB and ${ours.held} kB: ${(ours.held - limit.held).toFixed(1)} kB are ours`,
      );
    }
    for (const [name, topics, count] of [
      ['same event to 2,000 sockets', 1, 20],
      ['filtered, 100 topics x 20 sockets', 100, 400],
    ]) {
      if (!wanted('deliveries')) break;
      const filtered = topics > 1;
      const messages = filtered ? count * 20 : count * 2_000;
      const variablesOf = filtered ? customers.map((id) => ({ ...TYPES, filter: { recordIds: [id] } })) : [TYPES];
      await clients.ask('connect', { url: bareUrl, sockets: 2_000, variablesOf });
      const limit = await bursts(clients, () => bare.ask('burst', { count, filtered }), { rounds: 6, messages });
      await clients.ask('disconnect');
      await clients.ask('connect', { ...product, sockets: 2_000, variablesOf });
      const ours = await bursts(clients, (round) => server.ask('burst', { count, label: `burst ${round} ` }), {
        rounds: 6,
        messages,
      });
      await clients.ask('disconnect');
      console.log(
        `${name}: ${whole(median(ours))} deliveries/s, bare ws ${whole(median(limit))}, ratio ${(median(ours) / median(limit)).toFixed(2)} (median of 5 bursts of ${count} events)`,
      );
    }
    if (wanted('latency')) {
      for (const [name, from, to] of [
        ['bare ws', bare, { url: bareUrl, sockets: 500 }],
        ['commit to delivery', server, { ...product, sockets: 500, variablesOf: [TYPES] }],
      ]) {
        await clients.ask('connect', to);
        const { waits, rate } = await latencies(clients, from);
        console.log(
          `${name}: p50 ${percentile(waits, 0.5).toFixed(1)} ms, p99 ${percentile(waits, 0.99).toFixed(1)} ms at ${whole(rate)} writes/s, 500 subscribers (${whole(waits.length)} deliveries)`,
        );
        await clients.ask('disconnect');
      }
    }
    if (wanted('resume')) {
      const after = await server.ask('cursor');
      for (let round = 0; round < 50; round++) await server.ask('burst', { count: 2_000, label: `missed ${round} ` });
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      const started = performance.timeOrigin + performance.now();
      await clients.ask('reset', { messages: 100_000 });
      await clients.ask('connect', { ...product, sockets: 1, variablesOf: [{ ...TYPES, after }] });
      await clients.ask('reached');
      console.log(
        `resuming 100,000 missed events: ${whole((100_000 / (performance.timeOrigin + performance.now() - started)) * 1_000)} events/s`,
      );
    }
    if (wanted('writes')) {
      for (const tenants of [1, 16]) {
        const rates = { alone: [], sequenced: [] };
        for (let round = 0; round < 3; round++) {
          rates.alone.push(await server.ask('writes', { seconds: 3, tenants, sequence: false }));
          rates.sequenced.push(await server.ask('writes', { seconds: 3, tenants, sequence: true }));
        }
        console.log(
          `writes, ${tenants} tenants: ${whole(median(rates.sequenced))} tx/s with log and sequencing, ${whole(median(rates.alone))} with the outbox alone, ratio ${(median(rates.sequenced) / median(rates.alone)).toFixed(2)} (median of 3)`,
        );
      }
    }
  } finally {
    for (const part of [server, bare, clients]) part.end();
  }
}
