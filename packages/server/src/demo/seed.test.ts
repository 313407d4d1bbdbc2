import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asOwner, createKey, seedDemo } from '@rapport/server';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import { recount } from '../../../../tests/fixtures/clocks.ts';

const NOW = Date.parse('2026-03-01T00:00:00Z');

let app: TestApp;
let formosa: TestClient;
let harbour: TestClient;

async function demoApp(): Promise<TestApp> {
  const demo = await createTestApp();
  await asOwner(demo.database.owner, (queryRunner) =>
    seedDemo(queryRunner, demo.app.installation, { now: NOW, report: () => undefined }),
  );
  return demo;
}
const keyOf = (tenant: string) =>
  asOwner(app.database.owner, (queryRunner) =>
    createKey(queryRunner, app.app.installation, { tenant, role: 'admin', name: 'reader' }),
  );

beforeAll(async () => {
  app = await demoApp();
  formosa = app.client(await keyOf('formosa'));
  harbour = app.client(await keyOf('harbour'));
});
afterAll(() => app.close());

const stock = (client: TestClient) =>
  client.get<{ customers: { totalCount: number }; interactions: { totalCount: number } }>(
    '{ customers { totalCount } interactions { totalCount } }',
  );

describe('the demo data', () => {
  test('are two companies with some 500 customers and two years of interactions', async () => {
    const [a, b] = [await stock(formosa), await stock(harbour)];
    expect(a.customers.totalCount + b.customers.totalCount).toBe(500);
    expect(a.interactions.totalCount).toBeGreaterThan(1_000);
    const { interactions } = await formosa.get<{ interactions: { nodes: { occurredAt: string }[] } }>(
      '{ interactions(orderBy: [{ field: OCCURRED_AT }], first: 1) { nodes { occurredAt } } }',
    );
    const days = (NOW - Date.parse(interactions.nodes[0]?.occurredAt ?? '')) / 86_400_000;
    expect(days).toBeGreaterThan(600);
  });

  test('[iS1] have a year of service, and every clock is what the steps of its request say', async () => {
    const [row] = await app.sql<{ requests: number; open: number; breached: number }>(
      `select count(*)::int as requests, count(*) filter (where open)::int as open,
         (select count(*)::int from sla_clock where breached_at is not null) as breached from service_request`,
    );
    expect(row?.requests).toBeGreaterThan(1_900);
    expect(row?.open).toBeGreaterThan(10);
    expect(row?.breached).toBeGreaterThan(50);
    for (const tenant of await app.sql<{ tenant_id: number }>('select distinct tenant_id from sla_clock')) {
      const all = await recount(app, tenant.tenant_id);
      expect(all.length).toBeGreaterThan(100);
      for (const { kept, replayed } of all) expect(kept).toBe(replayed);
    }
  });

  test('are the same for the same moment', async () => {
    const again = await demoApp();
    const content = (demo: TestApp) =>
      demo.sql<{ sum: string }>(
        `select md5(string_agg(r::text, ';' order by r::text)) as sum from (
           select c.id::text || c.name || coalesce(c.birth_date::text, '') as r from customer c
           union all select p.id::text || p.normalised from contact_point p
           union all select s.id::text || s.matter || s.state from consent s
           union all select i.id::text || i.subject || i.occurred_at::text from interaction i) x`,
      );
    expect(await content(again)).toEqual(await content(app));
    await again.close();
  });

  test('hang together: every customer came to his state by steps, and has one accountable owner', async () => {
    const unsound = await app.sql(`
      select c.id, c.lifecycle_state from customer c
      left join lateral (select to_state from lifecycle_change l where l.tenant_id = c.tenant_id and l.customer_id = c.id order by l.created_at desc, l.id desc limit 1) s on true
      left join lateral (select user_id from owner_period o where o.tenant_id = c.tenant_id and o.customer_id = c.id and o.ends_at is null) o on true
      where c.lifecycle_state <> coalesce(s.to_state, 'PROSPECT') or o.user_id is distinct from c.owner_id`);
    expect(unsound).toEqual([]);
    const consented = await app.sql(
      "select 1 from consent s join customer c on c.tenant_id = s.tenant_id and c.id = s.customer_id where c.lifecycle_state = 'DO_NOT_CONTACT' and s.state = 'GRANTED'",
    );
    expect(consented).toEqual([]);
  });

  test('are accepted by the rules of the product: contact points, people, organisations', async () => {
    const { customers } = await harbour.get<{
      customers: { nodes: { phone: string; contactPoints: { nodes: { channel: string; value: string }[] } }[] };
    }>('{ customers(first: 200) { nodes { phone contactPoints { nodes { channel value } } } } }');
    const points = customers.nodes.flatMap(({ contactPoints }) => contactPoints.nodes);
    expect(new Set(points.map(({ channel }) => channel))).toEqual(new Set(['MOBILE', 'EMAIL', 'LINE']));
    expect(points.filter(({ channel }) => channel === 'MOBILE').every(({ value }) => value.startsWith('+852'))).toBe(
      true,
    );
    const odd = await app.sql(
      "select name from customer where (kind = 'PERSON' and employee_count is not null) or (kind = 'ORGANISATION' and birth_date is not null)",
    );
    expect(odd).toEqual([]);
    const { affiliations } = await formosa.get<{ affiliations: { totalCount: number } }>(
      '{ affiliations(filter: { person: { kind: { eq: PERSON } }, organisation: { kind: { eq: ORGANISATION } } }) { totalCount } }',
    );
    expect(affiliations.totalCount).toBeGreaterThan(20);
  });

  test('tell of dialogue: answers that can be compared, leads in hand, promises kept and broken', async () => {
    const { surveys } = await formosa.get<{ surveys: { nodes: { id: string; edition: number }[] } }>(
      '{ surveys(filter: { instrument: { eq: "satisfaction" } }) { nodes { id edition } } }',
    );
    const of = (edition: number) => ({ surveyId: surveys.nodes.find((one) => one.edition === edition)?.id });
    const { compareSurveys } = await formosa.get<{ compareSurveys: { code: string; after: { sample: number } }[] }>(
      `query($before: SurveySelection!, $after: SurveySelection!) {
        compareSurveys(before: $before, after: $after) { code before { value } after { value sample } change { low high } } }`,
      { before: of(1), after: of(2) },
    );
    expect(compareSurveys.map(({ code }) => code)).toEqual(['recommend', 'content']);
    expect(compareSurveys[0]?.after.sample).toBeGreaterThan(20);
    const unsound = await app.sql(`
      select 'lead' as what from lead where state <> 'NEW' and assignee_id is null
      union all select 'promise' from customer_promise where (state = 'OPEN') <> (overdue_at is not null)
      union all select 'answer' from survey_answer a join survey_invitation i on i.tenant_id = a.tenant_id and i.id = a.invitation_id
        where i.state <> 'COMPLETED' or i.customer_id <> a.customer_id
      union all select 'follow-up' from survey_follow_up f where (f.state = 'CLOSED') <> (f.action is not null)`);
    expect(unsound).toEqual([]);
    const { leads, marketingAssets } = await formosa.get<{
      leads: { totalCount: number };
      marketingAssets: { totalCount: number };
    }>('{ leads { totalCount } marketingAssets(filter: { search: "大同" }) { totalCount } }');
    expect([leads.totalCount, marketingAssets.totalCount]).toEqual([40, 1]);
  });

  test('hold segments that their rules would make, and a campaign that was measured against those who were held out', async () => {
    const { segments } = await formosa.get<{
      segments: { nodes: { rule: object; memberships: { totalCount: number } }[] };
    }>('{ segments { nodes { rule memberships(filter: { current: { eq: true } }) { totalCount } } } }');
    expect(segments.nodes).toHaveLength(2);
    for (const { rule, memberships } of segments.nodes) {
      const { previewSegment } = await formosa.get<{ previewSegment: { size: number } }>(
        'query($rule: JSON!) { previewSegment(rule: $rule) { size } }',
        { rule },
      );
      expect(memberships.totalCount).toBe(previewSegment.size);
      expect(previewSegment.size).toBeGreaterThan(10);
    }
    const { campaigns } = await formosa.get<{ campaigns: { nodes: { id: string }[] } }>(
      '{ campaigns(filter: { state: { eq: FINISHED } }) { nodes { id } } }',
    );
    const { campaignResults } = await formosa.get<{
      campaignResults: { heldOut: { size: number }; arms: { group: { size: number; buyers: number } }[] };
    }>(
      'query($id: ID!) { campaignResults(id: $id) { heldOut { size } arms { group { size buyers } lift { incrementalBuyers } } } }',
      {
        id: campaigns.nodes[0]?.id,
      },
    );
    expect(campaignResults.heldOut.size).toBeGreaterThan(20);
    expect(campaignResults.arms[0]?.group.buyers).toBeGreaterThan(3);
  });
});
