import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestApp } from '@rapport/testing';
import { buyer, makeEstate } from '../../plugins/real-estate/src/test-support/estate.ts';
import { RapportProcess } from '../product/rapport-process.ts';

const PLUGIN = path.join(import.meta.dirname, '../../plugins/real-estate/dist/index.js');

export interface RaceOptions {
  readonly buyers: number;
  readonly units: number;
  readonly rounds: number;
  /** Share of requests that their clients break off. */
  readonly aborts: number;
  /** Whether the API is killed in each round. */
  readonly kills: boolean;
}

/** What came of a race. */
export interface Race {
  readonly answered: { readonly held: number; readonly taken: number };
  readonly brokenOff: number;
  /** Short holds whose end came before their turn. */
  readonly late: number;
  readonly killed: number;
  /** Errors that are neither a hold nor a refusal by rule. */
  readonly unexpected: readonly string[];
  /** Holds that were confirmed to a client and are not there. */
  readonly lost: number;
  /** Units on which more than one live claim was found, at the end of some round. */
  readonly doubled: number;
  /** Deadlocks that Postgres found. */
  readonly deadlocks: number;
}

const HOLD =
  'mutation($unitId: ID!, $customerId: ID!, $until: DateTime) { createEstateClaim(input: { unitId: $unitId, customerId: $customerId, heldUntil: $until }) { id } }';
/** Some holds are so short that they end during the race. */
const SHORT_HOLD_MS = 1_500;
const LIVE = `
select count(*)::int as doubled from (
  select unit_id from estate_claim
  where deleted_at is null and (stage in ('SUBSCRIBED', 'CONTRACTED') or stage = 'HELD' and held_until > now())
  group by tenant_id, unit_id having count(*) > 1) d`;

/** Buyers press on the same units over and over, while some go away and the API dies. Each round begins with free units. */
export async function race(app: TestApp, options: RaceOptions): Promise<Race> {
  const { alpha } = app;
  const { unitIds } = await makeEstate(alpha, { perFloor: options.units });
  const customers: string[] = [];
  for (let index = 0; index < options.buyers; index++) customers.push(await buyer(alpha));
  const result = { held: 0, taken: 0, brokenOff: 0, late: 0, killed: 0, lost: 0, doubled: 0 };
  const unexpected: string[] = [];
  let product = start(app);
  let url = await product.url();
  try {
    for (let round = 0; round < options.rounds; round++) {
      const confirmed: string[] = [];
      const press = async (customerId: string, index: number) => {
        await sleep(Math.random() * 300);
        const unitId = unitIds[Math.floor(Math.random() * unitIds.length)];
        const until = index % 3 === 0 ? new Date(Date.now() + SHORT_HOLD_MS).toISOString() : undefined;
        const aborted = Math.random() < options.aborts;
        const signal = aborted ? AbortSignal.timeout(1 + Math.floor(Math.random() * 40)) : undefined;
        try {
          const answer = await fetch(`${url}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: `Bearer ${alpha.as('seller').key}` },
            body: JSON.stringify({ query: HOLD, variables: { unitId, customerId, until } }),
            ...(signal && { signal }),
          });
          const { data, errors } = (await answer.json()) as {
            data?: { createEstateClaim: { id: string } } | null;
            errors?: { extensions: { rule?: string; code: string } }[];
          };
          if (data) confirmed.push(data.createEstateClaim.id);
          else if (errors?.[0]?.extensions.rule === 'UNIT_TAKEN') result.taken++;
          // It waited for longer than the hold was to last.
          else if (errors?.[0]?.extensions.rule === 'HOLD_TOO_LONG' && until && Date.parse(until) < Date.now())
            result.late++;
          else unexpected.push(JSON.stringify(errors));
        } catch {
          if (aborted) result.brokenOff++;
          else result.killed++;
        }
      };
      const presses = customers.map(press);
      if (options.kills) {
        await sleep(100 + Math.random() * 300);
        await product.end('SIGKILL');
        product = start(app);
        url = await product.url();
      }
      await Promise.all(presses);
      // Whoever was cut off presses again, on an API that may be a new one.
      await Promise.all(customers.map(press));
      result.held += confirmed.length;
      const [row] = await app.sql<{ doubled: number }>(LIVE);
      result.doubled += row?.doubled ?? 0;
      const kept = await app.sql<{ id: string }>("select 'recl_' || id as id from estate_claim");
      const known = new Set(kept.map(({ id }) => id));
      result.lost += confirmed.filter((id) => !known.has(id)).length;
      await freeAll(app);
    }
  } finally {
    await product.end('SIGKILL');
  }
  const [statistics] = await app.sql<{ deadlocks: number }>(
    'select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()',
  );
  const { held, taken, ...rest } = result;
  return { answered: { held, taken }, ...rest, unexpected, deadlocks: statistics?.deadlocks ?? -1 };
}

function start(app: TestApp): RapportProcess {
  const { host, user, password, database } = app.database.api;
  return new RapportProcess({
    DATABASE_URL: `postgres://${user}:${encodeURIComponent(password ?? '')}@localhost/${database}?host=${encodeURIComponent(host)}`,
    RAPPORT_PLUGINS: PLUGIN,
    RATE_LIMIT_PER_SECOND: '10000000',
    SECRET_KEYS: 'only-for-tests-and-long-enough-for-a-key',
    LOG_LEVEL: 'silent',
  });
}

/** The time of all holds is over. Nothing sweeps them: the next round finds them as they are. */
async function freeAll(app: TestApp): Promise<void> {
  await app.sql(
    "update estate_claim set held_until = now() - interval '1 millisecond' where stage = 'HELD' and held_until > now()",
  );
}
