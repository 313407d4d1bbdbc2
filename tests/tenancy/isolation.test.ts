import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createPool, TenantDatabase } from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';
import { PredicateSql } from '../../packages/kernel/src/records/sql/predicate-sql.ts';
import { plantOwned } from '../access/owned-records.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';
import { makeEndpoint } from '../webhooks/endpoints.ts';
import { plantLists } from './plant-lists.ts';
import { plantRows } from './plant-rows.ts';

let app: TestApp;
let api: ReturnType<typeof createPool>;
let ids: { alpha: string; beta: string };

const CREATE = 'mutation($title: String!) { createSpecimen(input: { title: $title }) { id } }';

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
  api = createPool({ ...app.database.api, password: app.database.api.password ?? '', max: 1 });
  const made = async (tenant: 'alpha' | 'beta') =>
    (await app[tenant].admin.get<{ createSpecimen: { id: string } }>(CREATE, { title: `canary-${tenant}` }))
      .createSpecimen.id;
  ids = { alpha: await made('alpha'), beta: await made('beta') };
  await app.sql("select sequence_events(2000, '{}')");
  for (const tenant of [app.alpha, app.beta]) {
    const { eventCursor } = await tenant.admin.get<{ eventCursor: string }>('{ eventCursor }');
    const { id } = await makeEndpoint(tenant.admin, { url: 'https://example.com/' });
    await app.sql(
      'insert into webhook_replay (tenant_id, endpoint_id, epoch, seq, until_seq) values ($1, $2, 1, 0, 1)',
      [tenant.id, id.slice(4)],
    );
    await app.sql(
      `insert into webhook_delivery (tenant_id, id, endpoint_id, event_id, event_type, cursor, attempt, replayed, delivered, latency_ms)
       values ($1, gen_random_uuid(), $2, 'evt_1', 'team.created', $3, 1, false, true, 1)`,
      [tenant.id, id.slice(4), eventCursor],
    );
    for (const row of [
      "scheduled_job (tenant_id, id, plugin, job, cron, time_zone) values ($1, gen_random_uuid(), 'p', 'j', '0 0 1 1 *', 'UTC')",
      "event_progress (tenant_id, plugin, handler, epoch, seq) values ($1, 'p', 'h', 1, 0)",
      "failed_event (tenant_id, id, plugin, handler, state, event_id, event_type, cursor, tries) values ($1, gen_random_uuid(), 'p', 'h', 'GIVEN_UP', 'e', 't', 'c', 1)",
      "plugin_setting (tenant_id, id, plugin, name) values ($1, gen_random_uuid(), 'p', 'n')",
      "plugin_secret (tenant_id, setting_id, box) select tenant_id, id, '' from plugin_setting where tenant_id = $1",
      "automation (tenant_id, id, key, name, state) values ($1, gen_random_uuid(), 'k', 'n', 'DRAFT')",
      "automation_version (tenant_id, id, automation_id, number, definition) select $1, gen_random_uuid(), id, 1, '{}' from automation where tenant_id = $1",
      "automation_run (tenant_id, id, automation_id, version_number, state, trigger, dedupe_key, given, causes, position) select $1, gen_random_uuid(), id, 1, 'DONE', 't', 'k', '{}', '[]', 0 from automation where tenant_id = $1",
      "automation_run_step (tenant_id, id, run_id, step_id, type, state, tries) select $1, gen_random_uuid(), id, 's', 'wait', 'DONE', 1 from automation_run where tenant_id = $1",
      "automation_wait (tenant_id, run_id, event_type) select $1, id, 'e' from automation_run where tenant_id = $1",
      "plugin_switch (tenant_id, id, plugin, enabled) values ($1, gen_random_uuid(), 'p', true)",
      "custom_field (tenant_id, id, record_type, name, kind, description) values ($1, gen_random_uuid(), 'Specimen', 'n', 'INT', 'd')",
      'custom_value (tenant_id, record_id, field_id, whole) values ($1, gen_random_uuid(), gen_random_uuid(), 1)',
      "scorer_setting (tenant_id, id, name, tuning) values ($1, gen_random_uuid(), 's', 0)",
      "scorer_tuning (tenant_id, id, name, number, \"values\") values ($1, gen_random_uuid(), 's', 1, '{}')",
      "scoring_run (tenant_id, id, name, state, done, changed, failed) values ($1, gen_random_uuid(), 's', 'DONE', 0, 0, 0)",
      ...['score', 'shadow_score', 'score_change'].map(
        (table) =>
          `${table} (tenant_id, scorer, id, value, band, base, terms, facts, evidence, version, tuning, changed_at, as_of)
           values ($1, 's', gen_random_uuid(), 0, 'b', 0, '[]', '{}', '{}', 1, 0, now(), now())`,
      ),
      "timer (tenant_id, key, due_at, task, payload) values ($1, 'k', 'infinity', 't', '{}')",
    ])
      await app.sql(`insert into ${row}`, [tenant.id]);
    await tenant.admin.get('mutation { createTeam(input: { name: "Team" }) { id } }');
    await tenant.admin.get('mutation { createTerritory(input: { name: "Territory" }) { id } }');
    const customer = async (kind: string, name: string) => (await tenant.admin.create('Customer', { kind, name })).id;
    await tenant.admin.get(
      'mutation { createCustomer(input: { kind: PERSON, name: "Kept" }, idempotencyKey: "kept") { id } }',
    );
    await plantOwned(app, tenant, {
      PERSON: await customer('PERSON', 'Customer'),
      ORGANISATION: await customer('ORGANISATION', 'Company'),
      acquaintance: await customer('PERSON', 'Acquaintance'),
    });
    await plantLists(tenant);
    const testedAt = '2026-03-01T10:00:00Z';
    await tenant.admin.create('ContactDeskTest', { channel: 'PHONE', question: 'Open?', testedAt, answered: false });
    await tenant.admin.get(
      'mutation { suppressAddress(input: { channel: EMAIL, value: "never@example.com" }, reason: OPTED_OUT) { id } }',
    );
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  await api.end();
  await app.close();
});

/** Tables that belong to no tenant, each with the reason why nothing of a tenant is in it. */
const globalTables = new Set(['migration', 'job_worker']);

const tenantTables = async () =>
  (
    await app.sql<{ name: string }>(
      "select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1",
    )
  )
    .map(({ name }) => name)
    .filter((name) => !globalTables.has(name));

/** Runs SQL as the API's role in sight of one tenant, as an injected statement would run. */
function asApi<Row extends object>(tenantId: number, text: string, values: unknown[] = []): Promise<Row[]> {
  return new TenantDatabase(api).forTenant(tenantId).run<Row>({ text, values });
}

const everything = `{
  specimens(first: 20) { nodes { id title keeper { name } } totalCount exactCount }
  customers(first: 20) { nodes { id owner { name customers(first: 5) { nodes { id } } } interactions(first: 5) { nodes { id } } } exactCount }
  interactions(first: 20) { nodes { id customer { id } } exactCount }
  users(first: 20) { nodes { id email } exactCount }
  teams(first: 20) { nodes { id members { exactCount } } exactCount }
  territories(first: 20) { nodes { id } exactCount }
  roles(first: 20) { nodes { id key users { exactCount } } exactCount }
  specimenStats(groupBy: [{ field: TITLE }]) { groups { key { title } count } }
  filtered: customers(filter: { interactions: { some: { channel: { eq: PHONE } } } }) { exactCount }
}`;

describe('[GU14] tenants are isolated', () => {
  test('with the tenant condition stripped from every statement, only own rows come back', async () => {
    const before = { alpha: await app.alpha.admin.get(everything), beta: await app.beta.admin.get(everything) };
    // The first line of defence is gone; `$1` stays in the text, because the statement has it as a parameter.
    const stripped = jest
      .spyOn(PredicateSql.prototype as unknown as { ofTenant: () => string }, 'ofTenant')
      .mockReturnValue('$1::int is not null');
    // Another text, so that no plan from before is found; resolvers answer the first time, one statement the second time.
    const anew = `${everything} # anew`;
    for (const { admin, slug } of [app.alpha, app.beta]) {
      expect((await admin.askExecutor(anew)).data).toEqual(before[slug as 'alpha' | 'beta']);
      const compiled = JSON.parse((await admin.askCompiled(anew)) ?? '{}');
      expect(compiled.data).toEqual(before[slug as 'alpha' | 'beta']);
    }
    expect(stripped).toHaveBeenCalled();
    expect(JSON.stringify(before.alpha)).not.toContain('canary-beta');
  });

  test('with row-level security switched off as well, foreign rows come back: the test above can fail', async () => {
    jest
      .spyOn(PredicateSql.prototype as unknown as { ofTenant: () => string }, 'ofTenant')
      .mockReturnValue('$1::int is not null');
    await app.sql('alter table specimen disable row level security');
    try {
      const { specimens } = await app.alpha.admin.get<{ specimens: object }>('{ specimens { nodes { title } } }');
      expect(JSON.stringify(specimens)).toContain('canary-beta');
    } finally {
      await app.sql('alter table specimen enable row level security');
    }
  });

  test('as the API, no statement on any table reaches rows of another tenant', async () => {
    const privileges = await app.sql<{ table_name: string; privilege_type: string }>(
      "select table_name, privilege_type from information_schema.role_table_grants where grantee = 'rapport_api'",
    );
    const may = (table: string, privilege: string) =>
      privileges.some((row) => row.table_name === table && row.privilege_type === privilege);
    const tables = await tenantTables();
    expect(tables.length).toBeGreaterThan(12);
    await plantRows(app, app.beta.id, tables);
    for (const table of tables) {
      const [foreign] = await app.sql<{ n: number }>(`select count(*)::int as n from "${table}" where tenant_id = $1`, [
        app.beta.id,
      ]);
      if (table !== 'rate_bucket') expect({ table, rows: foreign?.n }).not.toEqual({ table, rows: 0 });
      if (may(table, 'SELECT')) {
        expect({
          table,
          seen: await asApi(app.alpha.id, `select 1 from "${table}" where tenant_id = $1`, [app.beta.id]),
        }).toEqual({ table, seen: [] });
        const joined = `select 1 from "${table}" a join "${table}" b on true where b.tenant_id <> $1`;
        expect({ table, joined: await asApi(app.alpha.id, joined, [app.alpha.id]) }).toEqual({ table, joined: [] });
      } else {
        await expect(asApi(app.alpha.id, `select 1 from "${table}"`)).rejects.toThrow(/permission denied/);
      }
      for (const [privilege, statement] of [
        ['UPDATE', `update "${table}" set tenant_id = tenant_id where tenant_id = $1 returning 1`],
        ['DELETE', `delete from "${table}" where tenant_id = $1 returning 1`],
      ] as const) {
        if (!may(table, privilege))
          await expect(asApi(app.alpha.id, statement, [app.beta.id])).rejects.toThrow(
            /permission denied|only be updated/,
          );
        else
          expect({ table, privilege, rows: await asApi(app.alpha.id, statement, [app.beta.id]) }).toEqual({
            table,
            privilege,
            rows: [],
          });
      }
      // Copying an own row into the other tenant violates the policy before any constraint is looked at.
      const copy = `insert into "${table}" select (json_populate_record(t, json_build_object('tenant_id', $1::int))).* from "${table}" t limit 1`;
      if (
        may(table, 'INSERT') &&
        may(table, 'SELECT') &&
        (await asApi(app.alpha.id, `select 1 from "${table}" limit 1`)).length > 0
      ) {
        await expect(asApi(app.alpha.id, copy, [app.beta.id])).rejects.toThrow(/row-level security|non-DEFAULT value/);
      }
    }
  });

  test('every tenant table enables and forces row-level security for every command', async () => {
    const rows = await app.sql<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> all($1)
         and (not c.relrowsecurity or not c.relforcerowsecurity
           or not exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and p.polqual is not null and p.polwithcheck is not null)
           or not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id'))`,
      [[...globalTables]],
    );
    expect(rows).toEqual([]);
  });

  test('views run with the rights of whoever reads them, and no function runs with more but the two lookups, those of the event log, those of webhooks and the scheduler’s', async () => {
    const views = await app.sql(
      `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('v', 'm') and not coalesce(c.reloptions @> '{security_invoker=true}', false)`,
    );
    expect(views).toEqual([]);
    const functions = await app.sql<{ name: string; owner: string }>(
      `select p.proname as name, r.rolname as owner from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
       where n.nspname = 'public' and p.prosecdef order by 1`,
    );
    const sequencer = 'rapport_sequencer';
    const courier = 'rapport_courier';
    expect(functions).toEqual([
      { name: 'begin_event_log', owner: sequencer },
      { name: 'claim_event_consumers', owner: 'rapport_scheduler' },
      { name: 'claim_webhooks', owner: courier },
      { name: 'due_alarms', owner: 'rapport_scheduler' },
      { name: 'erase_event_values', owner: sequencer },
      { name: 'find_api_key', owner: 'rapport_authenticator' },
      { name: 'find_tenant', owner: 'rapport_authenticator' },
      { name: 'forget_webhook_deliveries', owner: courier },
      { name: 'keep_event_log', owner: sequencer },
      { name: 'raise_event_epochs', owner: sequencer },
      { name: 'renew_event_leases', owner: 'rapport_scheduler' },
      { name: 'renew_webhook_leases', owner: courier },
      { name: 'sequence_events', owner: sequencer },
      { name: 'tenants_with_due_work', owner: 'rapport_scheduler' },
    ]);
  });

  test('the roles of the product own nothing they use and bypass nothing', async () => {
    const roles = await app.sql(
      "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname in ('rapport_api', 'rapport_app', 'rapport_sequencer', 'rapport_authenticator', 'rapport_courier', 'rapport_scheduler') order by 1",
    );
    expect(roles).toHaveLength(6);
    for (const role of roles)
      expect(role).toMatchObject({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false });
    const owned = await app.sql(
      "select relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname in ('rapport_api', 'rapport_app')",
    );
    expect(owned).toEqual([]);
    // It makes and drops the partitions of the log.
    const logs = await app.sql<{ name: string }>(
      "select distinct substring(relname from '^[a-z]+_') as name from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'rapport_sequencer' and c.relkind <> 't' and relname not like 'pg_toast%'",
    );
    expect(logs.map(({ name }) => name).sort()).toEqual(['event_', 'week_']);
  });

  test('no hash of a key can be read by the API', async () => {
    await expect(asApi(app.alpha.id, 'select hash from api_key_secret')).rejects.toThrow(/permission denied/);
  });

  test('ids of the other tenant answer like ids that do not exist, one by one and together', async () => {
    const answer = await app.alpha.admin.get(
      'query($id: ID!) { specimen(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id } }',
      { id: ids.beta },
    );
    expect(answer).toEqual({ specimen: null, node: null, nodes: [null] });
  });
});

describe('[GU16] keys are scoped to tenants', () => {
  test('every primary key, unique key and foreign key of a tenant table begins with the tenant', async () => {
    // A slug names a tenant before any tenant is known, and so does the hash of a secret.
    const exceptions = ['tenant_slug_key', 'api_key_secret_hash_idx'];
    const indexes = await app.sql<{ name: string }>(
      `select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
       where n.nspname = 'public' and i.indisunique and a.attname <> 'tenant_id' and c.relname <> all($1) order by 1`,
      [[...globalTables]],
    );
    expect(indexes.map(({ name }) => name).sort()).toEqual(exceptions.sort());
    const foreign = await app.sql(
      `select conname from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
       where n.nspname = 'public' and k.contype = 'f' and a.attname <> 'tenant_id'`,
    );
    expect(foreign).toEqual([]);
  });

  test('equal ids in two tenants are two records', async () => {
    // The same uuid on both sides: whatever is cached, batched or looked up by id must not mix them up.
    await app.sql(
      `insert into specimen (tenant_id, id, title, keeper_id) select $1, id, 'canary-twin', (select id from user_account where tenant_id = $1 limit 1)
       from specimen where tenant_id = $2 and id = $3`,
      [app.beta.id, app.alpha.id, ids.alpha.slice(4)],
    );
    const ask =
      'query($id: ID!) { specimen(id: $id) { title keeper { email } } nodes(ids: [$id, $id]) { ... on Specimen { title } } }';
    const [alpha, beta] = await Promise.all([
      app.alpha.admin.get<{ specimen: object }>(ask, { id: ids.alpha }),
      app.beta.admin.get<{ specimen: object }>(ask, { id: ids.alpha }),
    ]);
    expect(alpha.specimen).toMatchObject({
      title: 'canary-alpha',
      keeper: { email: expect.stringContaining('@alpha') },
    });
    expect(beta.specimen).toMatchObject({ title: 'canary-twin', keeper: { email: expect.stringContaining('@beta') } });
  });
});
