import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { headersOf } from '../api/data.mjs';

const PORT = 4840;

/** Starts the product on core 0, with the plugins that a module of this folder exports as `plugins`; returns its process and how to ask it. */
export async function startWorking(data, plugins) {
  const script = path.join(import.meta.dirname, 'working-server.mjs');
  const child = spawn('taskset', ['-c', '0', process.execPath, script], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      JOB_CONCURRENCY: '4',
      BENCH_PORT: String(PORT),
      BENCH_OWNER: JSON.stringify(data.owner),
      ...(plugins && { BENCH_PLUGINS: path.join(import.meta.dirname, plugins) }),
    },
    stdio: 'inherit',
  });
  const url = `http://127.0.0.1:${PORT}/graphql`;
  const send = (query, variables) =>
    fetch(url, { method: 'POST', headers: headersOf(data), body: JSON.stringify({ query, variables }) });
  const ask = async (query, variables) => {
    const answer = await (await send(query, variables)).json();
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  };
  for (let attempt = 0; attempt < 300 && child.exitCode === null; attempt++) {
    await sleep(100);
    if (await send('{ __typename }').catch(() => undefined)) return { child, ask };
  }
  child.kill();
  throw new Error('The server does not answer.');
}

/** Waits until all that was written is in the log and was looked at, and nothing else goes on. */
export async function settle(client) {
  const waiting =
    'select 1 from outbox union all select 1 from event_progress p join event_head h using (tenant_id) where h.seq > p.seq limit 1';
  while ((await client.query(waiting)).rows.length > 0) await sleep(100);
  await client.query('vacuum analyze');
  await sleep(2_000);
}
