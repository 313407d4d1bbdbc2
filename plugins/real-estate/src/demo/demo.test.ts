import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asOwner, createKey, seedDemo } from '@rapport/server';
import type { TestApp, TestClient } from '@rapport/testing';
import { startEstate } from '../test-support/estate.ts';

/** The demonstration fills the whole product. */
const SEEDING_MS = 120_000;
const NOW = Date.parse('2026-03-01T00:00:00Z');

let app: TestApp;
let harbour: TestClient;
let formosa: TestClient;
beforeAll(async () => {
  app = await startEstate();
  const { owner } = app.database;
  const { installation } = app.app;
  await asOwner(owner, (queryRunner) => seedDemo(queryRunner, installation, { now: NOW, report: () => undefined }));
  const key = (tenant: string) =>
    asOwner(owner, (queryRunner) => createKey(queryRunner, installation, { tenant, role: 'admin', name: 'reader' }));
  harbour = app.client(await key('harbour'));
  formosa = app.client(await key('formosa'));
}, SEEDING_MS);
afterAll(() => app.close());

test('the developer of the demonstration has three projects with 1,200 units and two years of sale [RE1]', async () => {
  const { estateProjects, estateUnits } = await harbour.get<{
    estateProjects: { nodes: { id: string; units: { totalCount: number } }[] };
    estateUnits: { totalCount: number };
  }>('{ estateProjects { nodes { id units { totalCount } } } estateUnits { totalCount } }');
  expect(estateProjects.nodes.map(({ units }) => units.totalCount)).toEqual([400, 400, 400]);
  expect(estateUnits.totalCount).toBe(1_200);
  const states = await app.sql<{ state: string; units: number }>(
    'select state, count(*)::int as units from estate_unit group by state order by state',
  );
  const counted = new Map(states.map(({ state, units }) => [state, units]));
  for (const state of ['AVAILABLE', 'FILED', 'HANDED_OVER', 'PAID_UP', 'PLANNED'])
    expect(counted.get(state)).toBeGreaterThan(0);
  const [span] = await app.sql<{ days: number }>('select max(signed_on) - min(signed_on) as days from estate_contract');
  expect(span?.days).toBeGreaterThan(600);
});

test('what was loaded in bulk holds what rules would have held', async () => {
  const [row] = await app.sql<{ unsummed: number; unclaimed: number; unpermitted: number; early: number }>(`
select
  (select count(*)::int from estate_contract c where c.total_amount <> (select sum(amount_amount) from estate_instalment i where i.contract_id = c.id)
    or coalesce(c.loan_amount, 0) <> coalesce((select sum(amount_amount) from estate_instalment i where i.contract_id = c.id and i.source = 'LOAN'), 0)) as unsummed,
  (select count(*)::int from estate_unit u where (u.state not in ('PLANNED', 'AVAILABLE', 'WITHDRAWN')) <> exists (
    select from estate_claim c where c.unit_id = u.id and c.stage in ('HELD', 'SUBSCRIBED', 'CONTRACTED'))) as unclaimed,
  (select count(*)::int from estate_unit u join estate_building b on b.id = u.building_id join estate_permit p on p.id = b.permit_id
    where u.state <> 'PLANNED' and p.issued_on is null) as unpermitted,
  (select count(*)::int from estate_handover h join estate_unit u on u.id = h.unit_id
    join estate_contract c on c.id = h.contract_id where c.state <> 'COMPLETED') as early`);
  expect(row).toEqual({ unsummed: 0, unclaimed: 0, unpermitted: 0, early: 0 });
});

test('the other company of the demonstration has the plugin switched off', async () => {
  expect((await formosa.refused('{ estateProjects { totalCount } }')).code).toBe('GRAPHQL_VALIDATION_FAILED');
  const { plugins } = await formosa.get<{ plugins: { id: string; state: string }[] }>('{ plugins { id state } }');
  expect(plugins.find(({ id }) => id === 'real-estate')?.state).toBe('DISABLED');
});
