import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { root } from '../product.mjs';
import { children } from './processes.mjs';
import { addSeller, findSeller, keyOfSeller } from './seller.mjs';

export const rapport = path.join(root, 'packages/server/bin/rapport.js');
/** Of what is in the database; `seeded` says what a folder has. */
const CONTENT = '2';

export const headersOf = ({ keys }, asker = 'admin') => ({
  'content-type': 'application/json',
  authorization: `Bearer ${keys[asker]}`,
});

/** 200,000 customers with 2,000,000 interactions, kept in `.cache/bench-api` for the next time. */
export async function openData() {
  const folder = path.join(root, '.cache/bench-api');
  const home = path.join(folder, 'home');
  const environment = { ...process.env, RAPPORT_HOME: home, PORT: '4800', LOG_LEVEL: 'error' };
  const seeded = path.join(home, 'seeded');
  if (!fs.existsSync(seeded)) {
    fs.mkdirSync(home, { recursive: true });
    execFileSync(process.execPath, [rapport, 'seed', '--customers', '200000', '--interactions', '10'], {
      env: environment,
      stdio: 'inherit',
    });
    fs.writeFileSync(seeded, '1');
  }
  const host = await startHost(environment);
  const close = async () => {
    host.kill('SIGTERM');
    await new Promise((resolve) => host.once('exit', resolve));
  };
  try {
    const { postgresPid, owner, superuser } = connectionsOf(home);
    for (const pid of [postgresPid, ...children(postgresPid)]) pin(pid, 1);
    const client = new pg.Client(superuser);
    await client.connect();
    const tenant = (await client.query("select tenant_id from tenant where slug = 'formosa'")).rows[0].tenant_id;
    if (fs.readFileSync(seeded, 'utf8') !== CONTENT) {
      await addSeller(client, tenant);
      fs.writeFileSync(seeded, CONTENT);
    }
    await client.query('vacuum analyze');
    return {
      folder,
      owner,
      superuser,
      tenant,
      customers: await someCustomers(client, tenant),
      channels: ['PHONE', 'EMAIL', 'WEB'],
      rareChannel: 'DEVICE',
      seller: await findSeller(client, tenant),
      keys: {
        admin: /RAPPORT_KEY=(\S+)/.exec(fs.readFileSync(path.join(home, 'demo.env'), 'utf8'))[1],
        seller: keyOfSeller(rapport, home, environment),
      },
      postgresPid,
      quiet: () => quiet(client),
      close: async () => {
        await client.end();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts the product on the data of a home; resolves with its process when the database answers. */
export async function startHost(environment) {
  const host = spawn(process.execPath, [rapport, 'start'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  let greeting = '';
  for await (const chunk of host.stdout) {
    greeting += chunk;
    if (greeting.includes('Ctrl-C')) return host;
  }
  throw new Error('The database does not start.');
}

export function connectionsOf(home) {
  const [pid, , , , socket] = fs.readFileSync(path.join(home, 'postgres/postmaster.pid'), 'utf8').split('\n');
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
  return { postgresPid: Number(pid), owner, superuser };
}

/** Lets a process, with all its threads, run on these cores only: `1`, `0,1`. */
export function pin(pid, cores) {
  execFileSync('taskset', ['-acp', String(cores), String(pid)], { stdio: 'ignore' });
}

async function someCustomers(client, tenant) {
  const { rows } = await client.query(
    "select 'cus_' || id as id from customer where tenant_id = $1 order by hashtext(id::text) limit 1000",
    [tenant],
  );
  return rows.map(({ id }) => id);
}

/** A server works on what it was asked even when nobody waits for it any more; the next one must not suffer from that. */
async function quiet(client) {
  for (let calm = 0; calm < 3; ) {
    const { rows } = await client.query(
      "select 1 from pg_stat_activity where state = 'active' and backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    calm = rows.length === 0 ? calm + 1 : 0;
    await sleep(50);
  }
}
