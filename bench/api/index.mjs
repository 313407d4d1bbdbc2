/**
 * How near the API comes to a hand-written server, and how it stands beside others on the same data.
 * One server at a time has core 0; Postgres and the load share core 1. Rounds alternate, so that what else the
 * machine does meets everybody. Options: --seconds 8 --rounds 3 --only limit,product --questions q1,q2
 */
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { machine, root } from '../product.mjs';
import { children, load } from './load.mjs';
import { questions as questionsOver } from './questions.mjs';

const here = import.meta.dirname;
const PORT = 4810;
const rapport = path.join(root, 'packages/server/bin/rapport.js');

const contestants = {
  limit: { script: 'limit.mjs' },
  product: { script: 'product.mjs' },
  executed: { script: 'product.mjs', env: { BENCH_PLANS: 'executed' } },
};

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '8' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', default: Object.keys(contestants).join(',') },
      questions: { type: 'string' },
    },
  });
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  const data = await openData();
  const servers = [];
  try {
    const questions = questionsOver(data);
    const asked = values.questions?.split(',') ?? Object.keys(questions);
    for (const [index, name] of values.only.split(',').entries()) {
      servers.push({ name, ...(await startServer(contestants[name], PORT + index, data)) });
    }
    const figures = new Map();
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const id of asked) {
        for (const server of servers) {
          await ask(server, questions[id], data);
          const measured = await load({
            url: server.url,
            headers: headersOf(data),
            question: questions[id],
            seconds: Number(values.seconds),
            folder: data.folder,
            serverPid: server.pid,
            postgresPid: data.postgresPid,
          });
          const key = `${id} ${server.name}`;
          figures.set(key, [...(figures.get(key) ?? []), measured]);
        }
      }
    }
    report(questions, asked, servers, figures);
  } finally {
    for (const { child } of servers) child.kill();
    await data.close();
  }
}

/** 200,000 customers with 2,000,000 interactions, kept in `.cache/bench-api` for the next time. */
async function openData() {
  const folder = path.join(root, '.cache/bench-api');
  const home = path.join(folder, 'home');
  const environment = { ...process.env, RAPPORT_HOME: home, PORT: '4800', LOG_LEVEL: 'error' };
  if (!fs.existsSync(path.join(home, 'seeded'))) {
    fs.mkdirSync(home, { recursive: true });
    execFileSync(process.execPath, [rapport, 'seed', '--customers', '200000', '--interactions', '10'], {
      env: environment,
      stdio: 'inherit',
    });
    fs.writeFileSync(path.join(home, 'seeded'), '');
  }
  const host = spawn(process.execPath, [rapport, 'start'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  let greeting = '';
  for await (const chunk of host.stdout) {
    greeting += chunk;
    if (greeting.includes('Ctrl-C')) break;
  }
  const [pid, , , , socket] = fs.readFileSync(path.join(home, 'postgres/postmaster.pid'), 'utf8').split('\n');
  for (const process of [Number(pid), ...children(Number(pid))]) pin(process, 1);
  const secret = (name) => fs.readFileSync(path.join(home, `${name}.secret`), 'utf8').trim();
  const owner = {
    host: socket,
    port: 5432,
    user: 'rapport_owner',
    password: secret('owner'),
    database: 'rapport',
    ssl: false,
  };
  const superuser = { ...owner, user: 'postgres', password: secret('postgres') };
  const client = new pg.Client(superuser);
  await client.connect();
  await client.query('vacuum analyze');
  const { rows } = await client.query(
    "select tenant_id, 'cus_' || id as id from customer where tenant_id = (select tenant_id from tenant where slug = 'formosa') order by hashtext(id::text) limit 1000",
  );
  await client.end();
  return {
    folder,
    owner,
    superuser,
    tenant: rows[0].tenant_id,
    customers: rows.map(({ id }) => id),
    channels: ['PHONE', 'EMAIL', 'WEB'],
    rareChannel: 'DEVICE',
    key: /RAPPORT_KEY=(\S+)/.exec(fs.readFileSync(path.join(home, 'demo.env'), 'utf8'))[1],
    postgresPid: Number(pid),
    close: async () => {
      host.kill('SIGTERM');
      await new Promise((resolve) => host.once('exit', resolve));
    },
  };
}

function pin(pid, core) {
  execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
}

const headersOf = ({ key }) => ({ 'content-type': 'application/json', authorization: `Bearer ${key}` });

async function startServer({ script, env }, port, data) {
  const child = spawn('taskset', ['-c', '0', process.execPath, path.join(here, 'contestants', script)], {
    env: {
      ...process.env,
      ...env,
      NODE_ENV: 'production',
      BENCH_PORT: String(port),
      BENCH_DATABASE: JSON.stringify(data.superuser),
      BENCH_OWNER: JSON.stringify(data.owner),
      BENCH_TENANT: String(data.tenant),
    },
    stdio: 'inherit',
  });
  const url = `http://127.0.0.1:${port}/graphql`;
  for (let attempt = 0; attempt < 200; attempt++) {
    await sleep(100);
    const up = await fetch(url, {
      method: 'POST',
      headers: headersOf(data),
      body: '{"query":"query Q5{__typename}"}',
    }).catch(() => undefined);
    if (up) return { child, url, pid: child.pid };
  }
  throw new Error(`${script} does not answer.`);
}

/** A few questions one by one: plans are made, and an error shows itself. */
async function ask({ name, url }, { query, variables }, data) {
  for (let index = 0; index < 3; index++) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: headersOf(data),
      body: JSON.stringify({ query, variables: variables(index) }),
    });
    const body = await answer.text();
    if (answer.status !== 200 || body.includes('"errors"')) throw new Error(`${name}: ${body.slice(0, 1_000)}`);
  }
}

function report(questions, asked, servers, figures) {
  console.log(`machine: ${machine()}`);
  const limits = new Map();
  for (const id of asked) {
    console.log(`\n${id}: ${questions[id].title}\n`);
    console.log('| server | requests/s | of the limit | p50 / p99 ms | CPU us server / Postgres | RSS MB |');
    console.log('|---|---|---|---|---|---|');
    for (const { name } of servers) {
      const rounds = figures.get(`${id} ${name}`);
      const middle = [...rounds].sort((a, b) => a.rps - b.rps)[Math.floor(rounds.length / 2)];
      if (!limits.has(id)) limits.set(id, middle.rps);
      const errors = rounds.reduce((sum, { errors }) => sum + errors, 0);
      const spread = `${Math.round(Math.min(...rounds.map(({ rps }) => rps)))}-${Math.round(Math.max(...rounds.map(({ rps }) => rps)))}`;
      console.log(
        `| ${name}${errors > 0 ? ` (${errors} ERRORS)` : ''} | ${Math.round(middle.rps)} (${spread}) | ${(middle.rps / limits.get(id)).toFixed(2)} | ${middle.p50.toFixed(1)} / ${middle.p99.toFixed(0)} | ${middle.serverMicros} / ${middle.postgresMicros} | ${middle.rss} |`,
      );
    }
  }
}
