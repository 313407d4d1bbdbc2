import type pg from 'pg';
import { API_ROLE, quoteIdentifier } from '../tenancy/index.ts';
import { onLost } from './graphile-queue.ts';

const api = quoteIdentifier(API_ROLE);

/**
 * The library keeps its tables in a schema of their own and closes them by row-level security to all but the owner.
 * The API adds jobs and runs them, for all tenants: payloads name what they are about and hold nothing of it.
 */
const openToApi = `
grant usage on schema graphile_worker to ${api};
grant select, insert, update, delete on all tables in schema graphile_worker to ${api};
grant usage, select on all sequences in schema graphile_worker to ${api};
grant execute on all functions in schema graphile_worker to ${api};
do $$ declare closed record; begin
  for closed in
    select c.relname from pg_class c where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'queue')
  loop
    execute format('create policy queue on graphile_worker.%I to ${api} using (true) with check (true)', closed.relname);
  end loop;
end $$;`;

/** Brings the tables of the job queue up to date, as the owner of the database. */
export async function prepareJobQueue(owner: pg.Pool): Promise<void> {
  onLost(owner, () => undefined);
  const { runMigrations, Logger } = await import('graphile-worker');
  await runMigrations({ pgPool: owner, logger: new Logger(() => () => undefined) });
  await owner.query(openToApi);
}
