/** What fields of a plugin cost: the same questions with and without them, asked of one server in turn. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { headersOf, openData } from '../api/data.mjs';
import { load } from '../api/load.mjs';
import { questions as questionsOver } from '../api/questions.mjs';
import { machine } from '../product.mjs';

const PORT = 4830;
const FIELDS = 'bench { points nickname account credit { amount } }';

/** Pairs of a question about own fields and one about those of the plugin, and the bar for plugin / own. */
function pairsOver(data, accounts) {
  const { q2 } = questionsOver(data);
  const found = (filter) => ({
    query: `query Found($account: String!) { customers(first: 20, filter: ${filter}) { nodes { id name } pageInfo { hasNextPage } } }`,
    variables: (index) => ({ account: accounts[index % accounts.length] }),
  });
  return [
    {
      title: 'Q2 with four fields of a plugin, beside Q2',
      bar: '>= 0.85',
      own: q2,
      plugin: { ...q2, query: q2.query.replace('lifecycleState', `lifecycleState ${FIELDS}`) },
    },
    {
      title: 'customers by a text in a field of a plugin, beside an own field',
      bar: '>= 0.77 (1.3 x)',
      own: found('{ email: { eq: $account } }'),
      plugin: found('{ bench: { account: { eq: $account } } }'),
    },
  ];
}

export async function measureFields({ seconds, rounds }) {
  const data = await openData();
  const server = await startServer(data);
  try {
    const accounts = await fill(data);
    console.log(`machine: ${machine()}; 200,000 customers\n`);
    console.log('| question | own requests/s | plugin requests/s | plugin / own | bar |\n|---|---|---|---|---|');
    for (const { title, bar, own, plugin } of pairsOver(data, accounts)) {
      const rates = { own: [], plugin: [] };
      for (let round = 0; round <= rounds; round++) {
        for (const [side, question] of Object.entries({ own, plugin })) {
          await data.quiet();
          const { rps, errors } = await load({
            ...{ url: server.url, headers: headersOf(data), question, seconds, folder: data.folder },
            ...{ serverPid: server.child.pid, postgresPid: data.postgresPid },
          });
          if (errors > 0) throw new Error(`${title}: ${errors} errors`);
          // The first round warms up.
          if (round > 0) rates[side].push(rps);
        }
      }
      const middle = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
      const [a, b] = [middle(rates.own), middle(rates.plugin)];
      console.log(`| ${title} | ${Math.round(a)} | ${Math.round(b)} | ${(b / a).toFixed(2)} | ${bar} |`);
    }
  } finally {
    server.child.kill();
    await data.close();
  }
}

/** Every customer has a row of the plugin, with values spread as those of own fields are. */
async function fill({ superuser, tenant }) {
  const client = new pg.Client(superuser);
  await client.connect();
  await client.query(
    `insert into bench_customer (tenant_id, id, points, nickname, account, credit_amount, credit_currency)
     select tenant_id, id, abs(hashtext(id::text)) % 10000, left(name, 20), email, 1250, 'TWD' from customer where tenant_id = $1
     on conflict do nothing`,
    [tenant],
  );
  await client.query('vacuum analyze bench_customer');
  const { rows } = await client.query(
    'select email from customer where tenant_id = $1 and email is not null order by hashtext(id::text) limit 500',
    [tenant],
  );
  await client.end();
  if (rows.length === 0) throw new Error('No customer has an e-mail address.');
  return rows.map(({ email }) => email);
}

async function startServer(data) {
  const child = spawn('taskset', ['-c', '0', process.execPath, path.join(import.meta.dirname, 'server.mjs')], {
    env: { ...process.env, NODE_ENV: 'production', BENCH_PORT: String(PORT), BENCH_OWNER: JSON.stringify(data.owner) },
    stdio: 'inherit',
  });
  const url = `http://127.0.0.1:${PORT}/graphql`;
  for (let attempt = 0; attempt < 300 && child.exitCode === null; attempt++) {
    await sleep(100);
    const body = JSON.stringify({ query: '{ __typename }' });
    if (await fetch(url, { method: 'POST', headers: headersOf(data), body }).catch(() => undefined))
      return { child, url };
  }
  child.kill();
  throw new Error('The server with the plugin does not answer.');
}
