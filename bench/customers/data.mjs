import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { connectionsOf, rapport, startHost } from '../api/data.mjs';
import { root } from '../product.mjs';
import { addLives } from './lives.mjs';

const INTERACTIONS_PER_CUSTOMER = 5;
/** Of what is in the database; `seeded` says what a folder has. */
const CONTENT = '2';

/** The process that holds the database open takes none of the work. */
const IDLE = { JOB_CONCURRENCY: '0' };

/** A tenant with so many customers and five interactions of each, kept in `.cache` for the next time. */
export async function openCustomers(customers, concurrency = IDLE) {
  const home = path.join(root, `.cache/bench-customers-${customers}`);
  const environment = { ...process.env, RAPPORT_HOME: home, PORT: '4820', LOG_LEVEL: 'error', ...concurrency };
  const seeded = path.join(home, 'seeded');
  if (!fs.existsSync(seeded)) {
    fs.rmSync(home, { recursive: true, force: true });
    fs.mkdirSync(home, { recursive: true });
    const size = ['--customers', String(customers), '--interactions', String(INTERACTIONS_PER_CUSTOMER)];
    execFileSync(process.execPath, [rapport, 'seed', ...size], { env: environment, stdio: 'inherit' });
    fs.writeFileSync(seeded, '');
  }
  const host = await startHost(environment);
  const close = async () => {
    host.kill('SIGTERM');
    await new Promise((resolve) => host.once('exit', resolve));
  };
  try {
    const { superuser } = connectionsOf(home);
    const open = async () => {
      const client = new pg.Client(superuser);
      await client.connect();
      await client.query('set plan_cache_mode = force_generic_plan');
      return client;
    };
    // Nobody binds the superuser; the other connection has the rights and the row-level security of the API.
    const [unbound, bound] = [await open(), await open()];
    const { rows } = await unbound.query("select tenant_id from tenant where slug = 'formosa'");
    const tenant = rows[0].tenant_id;
    if (fs.readFileSync(seeded, 'utf8') !== CONTENT) {
      await addLives(unbound, tenant);
      fs.writeFileSync(seeded, CONTENT);
    }
    await unbound.query('vacuum analyze');
    await bound.query('set role rapport_api');
    await bound.query("select set_config('app.tenant', $1, false)", [String(tenant)]);
    return {
      tenant,
      unbound,
      bound,
      close: async () => {
        await unbound.end();
        await bound.end();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
