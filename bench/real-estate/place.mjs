import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { connectionsOf, rapport, startHost } from '../api/data.mjs';
import { root, temporaryFolder } from '../product.mjs';

const PORT = '4840';
export const url = `http://127.0.0.1:${PORT}/graphql`;

/** The product with the plugin and the demonstration, and what asks it for the developer. */
export async function openPlace() {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  const home = temporaryFolder('estate');
  fs.chmodSync(home, 0o755);
  const environment = {
    ...process.env,
    RAPPORT_HOME: home,
    RAPPORT_PLUGINS: path.join(root, 'plugins/real-estate/dist/index.js'),
    PORT,
    LOG_LEVEL: 'error',
    RATE_LIMIT_PER_SECOND: '10000000',
  };
  const host = await startHost(environment);
  const keyCommand = [rapport, 'key', 'create', '--tenant', 'harbour', '--role', 'admin'];
  const printed = execFileSync(process.execPath, keyCommand, { env: environment, encoding: 'utf8' });
  const key = printed.trim().split('\n').at(-1);
  const connections = connectionsOf(home);
  const client = new pg.Client(connections.superuser);
  await client.connect();
  const { rows } = await client.query("select tenant_id from tenant where slug = 'harbour'");
  const place = {
    client,
    connections,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    tenant: rows[0].tenant_id,
    close: async () => {
      await client.end();
      host.kill('SIGTERM');
      await new Promise((resolve) => host.once('exit', resolve));
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
  return place;
}

export async function ask({ headers }, query, variables) {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return response.json();
}

const LATER = ['BUSY', 'STATEMENT_TIMEOUT', 'DATABASE_UNAVAILABLE', 'RATE_LIMITED'];
const TRIES = 20;

/** The same as clients do it: what is no answer, or asks to come again, is asked again with the same key. */
export async function askSafely(place, query, variables, onRetry) {
  const headers = { ...place.headers, 'idempotency-key': randomUUID() };
  for (let tries = 1; ; tries++) {
    const answer = await ask({ headers }, query, variables).catch((error) => {
      if (tries === TRIES) throw error;
    });
    const code = answer?.errors?.[0]?.extensions?.code;
    if (answer && (!LATER.includes(code) || tries === TRIES)) return answer;
    onRetry(code ?? 'broken connection');
    await new Promise((resolve) => setTimeout(resolve, 100 * tries * Math.random()));
  }
}

export async function must(place, query, variables) {
  const { data, errors } = await ask(place, query, variables);
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** A building with so many units on sale; returns its id and theirs, without prefixes. */
export async function addBuilding({ client, tenant }, name, floors, lines) {
  const { rows } = await client.query(
    'select id as phase_id, project_id from estate_phase where tenant_id = $1 order by id limit 1',
    [tenant],
  );
  const { project_id: project, phase_id: phase } = rows[0];
  const building = await client.query(
    'insert into estate_building (tenant_id, id, phase_id, name, stories_total) values ($1, uuidv7(), $2, $3, $4) returning id',
    [tenant, phase, name, floors],
  );
  const buildingId = building.rows[0].id;
  await client.query(
    'insert into estate_floor (tenant_id, id, building_id, level) select $1, uuidv7(), $2, n from generate_series(1, $3) n',
    [tenant, buildingId, floors],
  );
  const units = await client.query(
    `insert into estate_unit (tenant_id, id, floor_id, building_id, project_id, unit_number, line, building_area_total, living_area,
       state, list_price_amount, list_price_currency)
     select $1, uuidv7(), f.id, f.building_id, $3, f.level || '-' || n, n, 8000, 6000, 'AVAILABLE', 900000000 + f.level * 100000, 'HKD'
     from estate_floor f, generate_series(1, $4) n where f.tenant_id = $1 and f.building_id = $2 returning id`,
    [tenant, buildingId, project, lines],
  );
  await client.query('analyze estate_floor; analyze estate_unit');
  return { buildingId, projectId: project, unitIds: units.rows.map(({ id }) => id) };
}

export function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
