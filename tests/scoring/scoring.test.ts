import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Installation, PluginError } from '@rapport/kernel';
import { productPlugins } from '@rapport/server';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import { affinity, loyaltyPlugin, mistakenScorers, pluginWith, pluginWithoutRights } from '../fixtures/loyalty.ts';
import { until } from '../fixtures/until.ts';
import { blocksOf } from '../readme/readme.ts';

interface Score {
  readonly id: string;
  readonly value: number;
  readonly band: string;
  readonly base: number;
  readonly version: number;
  readonly tuning: number;
  readonly changedAt: string;
  readonly terms: readonly { name: string; input: string; contribution: number; evidence: string[] }[] | null;
}

const SCORER = 'loyalty/affinity';
const SCORES =
  'scores { id value band base version tuning changedAt terms { name input weight contribution evidence } }';

let app: TestApp;
let admin: TestClient;

beforeAll(async () => {
  app = await createTestApp({ plugins: [loyaltyPlugin] });
  admin = app.alpha.admin;
  await app.app.start();
  // Each scorer begins with a run of its own, which would take the place of one that a test starts before it.
  for (const tenant of [app.alpha, app.beta])
    await until(async () => {
      const { scoringRuns } = await tenant.admin.get<{ scoringRuns: { totalCount: number } }>(
        '{ scoringRuns(filter: { state: { eq: DONE }, name: { startsWith: "loyalty/" } }) { totalCount } }',
      );
      return scoringRuns.totalCount === 2;
    });
});
afterAll(() => app.close());

async function scoreOf(id: string, client = admin): Promise<Score | undefined> {
  const { customer } = await client.get<{ customer: { scores: Score[] } }>(
    `query($id: ID!) { customer(id: $id) { ${SCORES} } }`,
    { id },
  );
  return customer.scores.find(({ id: scorer }) => scorer === SCORER);
}

const scored = (id: string, holds: (score: Score) => boolean = () => true) =>
  until(async () => {
    const score = await scoreOf(id);
    return score && holds(score) && score;
  });

const buy = (customerId: string, input: object = {}) =>
  admin.create('Receipt', { customerId, amount: 1_000, boughtAt: '2020-01-01T00:00:00Z', ...input });

/** Changes that were made to scores of this customer. */
const changes = async (id: string) =>
  (await app.sql<{ n: number }>('select count(*)::int as n from score_change where id = $1', [id.slice(4)]))[0]?.n;

const run = (id: string) =>
  until(async () => {
    const { scoringRun } = await admin.get<{ scoringRun: Run }>(
      'query($id: ID!) { scoringRun(id: $id) { id state total done changed failed fault } }',
      { id },
    );
    return !['WAITING', 'RUNNING'].includes(scoringRun.state) && scoringRun;
  });
interface Run {
  readonly id: string;
  readonly state: string;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly changed: number;
  readonly fault: string | null;
}
const startRun = async (client = admin): Promise<Run> => {
  const { startScoringRun } = await client.get<{ startScoringRun: { id: string } }>(
    'mutation { startScoringRun(scorer: "loyalty/affinity") { id } }',
  );
  return run(startScoringRun.id);
};

test('a record has a score as soon as it is there, and another when what an input reads changes', async () => {
  const id = await app.alpha.customer({ name: 'first' });
  const first = await scored(id);
  expect(first).toMatchObject({ id: SCORER, value: 11, band: 'LOW', base: 10, version: 1, tuning: 0 });
  const { id: purchase } = await buy(id);
  const second = await scored(id, ({ value }) => value !== 11);
  expect(second).toMatchObject({ value: 17.5, base: 10 });
  expect(second.terms).toContainEqual(
    expect.objectContaining({ name: 'purchases', input: 'purchases', contribution: 5, evidence: [purchase] }),
  );
  await admin.get('mutation($id: ID!) { deleteReceipt(id: $id) { id } }', { id: purchase });
  await scored(id, ({ value }) => value === 11);
  await admin.get('mutation($id: ID!) { restoreReceipt(id: $id) { id } }', { id: purchase });
  await scored(id, ({ value }) => value === 17.5);
  const other = await app.alpha.customer({ name: 'other' });
  await admin.get('mutation($id: ID!, $to: ID!) { updateReceipt(id: $id, input: { customerId: $to }) { id } }', {
    id: purchase,
    to: other,
  });
  // Both whom it left and whom it went to.
  await scored(id, ({ value }) => value === 11);
  await scored(other, ({ value }) => value === 17.5);
});

test('a change of a field that no input reads computes nothing', async () => {
  const id = await app.alpha.customer({ name: 'calm' });
  const { id: purchase } = await buy(id);
  // Whoever comes later is scored later: nothing of what was before is still to be computed.
  await scored(await app.alpha.customer({ name: 'before' }));
  expect(await scoreOf(id)).toMatchObject({ value: 17.5 });
  const before = await changes(id);
  // The score is made wrong by hand: whoever computes it anew mends it.
  await app.sql("update score set value = 0, facts = '{}' where id = $1", [id.slice(4)]);
  const ARTICLE = 'mutation($id: ID!, $to: String!) { updateReceipt(id: $id, input: { article: $to }) { id } }';
  await admin.get(ARTICLE, { id: purchase, to: 'tea' });
  const marker = await app.alpha.customer({ name: 'marker' });
  await scored(marker);
  expect(await scoreOf(id)).toMatchObject({ value: 0 });
  expect(await changes(id)).toBe(before);
  // Control: a field that is read does.
  await admin.get('mutation($id: ID!) { updateReceipt(id: $id, input: { amount: 2000 }) { id } }', { id: purchase });
  await scored(id, ({ value }) => value === 19);
});

test('lists are filtered, sorted and grouped by scores, in one statement each', async () => {
  const ids: string[] = [];
  for (const amount of [10_000, 30_000, 20_000]) {
    const id = await app.alpha.customer({ name: `rich ${amount}` });
    await buy(id, { amount });
    await scored(id, ({ value }) => value > 20);
    ids.push(id);
  }
  const LIST = `query($from: Float!, $in: [ID!]) { customers(filter: { loyaltyAffinityScore: { value: { gte: $from } }, id: { in: $in } },
      orderBy: [{ field: LOYALTY_AFFINITY_SCORE_VALUE, direction: DESC }]) {
    nodes { name loyaltyAffinityScore { value band changedAt version } scores { id value } } totalCount } }`;
  const variables = { from: 35, in: ids };
  const { customers } = await admin.get<{ customers: { nodes: { name: string; scores: Score[] }[] } }>(LIST, variables);
  expect(customers.nodes.map(({ name }) => name)).toEqual(['rich 30000', 'rich 20000']);
  expect(customers.nodes[0]).toMatchObject({
    loyaltyAffinityScore: { value: 61, band: 'MEDIUM', version: 1 },
    // Beside those of scorers that the product has itself.
    scores: expect.arrayContaining([
      { id: SCORER, value: 61 },
      { id: 'loyalty/loyal', value: 50 },
    ]),
  });
  const compiled = JSON.parse((await admin.askCompiled(LIST, variables)) ?? '{}') as { data?: object };
  expect(compiled.data).toEqual((await admin.askExecutor(LIST, variables)).data);
  const { customerStats } = await admin.get<{ customerStats: { groups: object[] } }>(
    `query($in: [ID!]) { customerStats(filter: { id: { in: $in } }, groupBy: [{ field: LOYALTY_AFFINITY_SCORE_BAND }]) {
      groups { key { loyaltyAffinityScoreBand } count avg { loyaltyAffinityScoreValue } max { loyaltyAffinityScoreValue } } } }`,
    { in: ids },
  );
  expect(customerStats.groups).toEqual([
    {
      key: { loyaltyAffinityScoreBand: 'MEDIUM' },
      count: 3,
      avg: { loyaltyAffinityScoreValue: 46 },
      max: { loyaltyAffinityScoreValue: 61 },
    },
  ]);
});

test('a scorer that gives no number, what does not add up, throws or never ends is named, and the old score stays [iE5]', async () => {
  const id = await app.alpha.customer({ name: 'sound' });
  await scored(id);
  const kept = await scoreOf(id);
  const rename = (name: string) =>
    admin.get('mutation($id: ID!, $name: String!) { updateCustomer(id: $id, input: { name: $name }) { id } }', {
      id,
      name,
    });
  const faults = [
    ['nan', 'gave NaN as contribution of the term "fault"'],
    ['unfair', 'gave the value 99, but base and contributions add up to 11'],
    ['throws', 'threw: cannot judge that'],
    ['loops', 'did not come to an end and was stopped'],
  ] as const;
  for (const [name, what] of faults) {
    await rename(name);
    const { id: event, fault } = await until(async () => {
      const { failedEvents } = await admin.get<{
        failedEvents: { nodes: { id: string; fault: string; recordId: string }[] };
      }>('{ failedEvents { nodes { id fault recordId } } }');
      return failedEvents.nodes.find(({ recordId, fault: text }) => recordId === id && text);
    });
    expect(fault).toBe(`The plugin "loyalty": version 1 of the scorer "affinity" ${what}.`);
    expect(await scoreOf(id)).toEqual(kept);
    await admin.get('mutation($id: ID!) { deleteFailedEvent(id: $id) { id } }', { id: event });
  }
  // A run goes on with the others, but for a scorer that never lets go.
  await rename('throws');
  expect(await startRun()).toMatchObject({ state: 'DONE', failed: 1, fault: expect.stringContaining('cannot judge') });
  await rename('sound');
});

test('what a role may not read is in no score, and whom it may not see has none', async () => {
  const id = await app.alpha.customer({ name: 'hidden' });
  await buy(id);
  await scored(id, ({ value }) => value === 17.5);
  // The analyst may not read what purchases cost, which the terms would tell.
  const analyst = app.alpha.as('analyst');
  expect(await scoreOf(id, analyst)).toMatchObject({ value: 17.5, terms: null });
  expect(
    await analyst.refused('query($id: ID!) { customer(id: $id) { loyaltyAffinityScore { terms { name } } } }', { id }),
  ).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  const EXPLAIN = 'query($id: ID!) { explainScore(id: $id, scorer: "loyalty/affinity") { value isReplayed } }';
  expect(await analyst.refused(EXPLAIN, { id })).toMatchObject({ code: 'FORBIDDEN' });
  const service = app.alpha.as('service');
  expect(await scoreOf(id, service)).toBeUndefined();
  for (const question of [
    'query($id: ID!) { customer(id: $id) { loyaltyAffinityScore { value } } }',
    'query($id: ID!) { customers(filter: { id: { eq: $id }, loyaltyAffinityScore: { value: { gt: 1 } } }) { totalCount } }',
  ])
    expect(await service.refused(question, { id })).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  const CHANGES = `query($id: ID!, $since: DateTime!) {
    customerChanges(customerId: $id, since: $since, currency: "EUR") { scores { scorer now } } }`;
  const changesFor = async (role: string) => {
    const asked = { id, since: new Date(Date.now() - 86_400_000).toISOString() };
    const { customerChanges } = await app.alpha
      .as(role)
      .get<{ customerChanges: { scores: { scorer: string; now: number }[] } }>(CHANGES, asked);
    return customerChanges.scores.filter(({ scorer }) => scorer === SCORER);
  };
  expect(await changesFor('manager')).toEqual([{ scorer: SCORER, now: 17.5 }]);
  expect(await changesFor('service')).toEqual([]);
  // Another tenant, and a seller whose customer it is not.
  expect(await app.beta.admin.refused(EXPLAIN, { id })).toMatchObject({ code: 'NOT_FOUND' });
  expect(await app.alpha.as('seller').refused(EXPLAIN, { id })).toMatchObject({ code: 'NOT_FOUND' });
  for (const command of [
    'mutation { startScoringRun(scorer: "loyalty/affinity") { id } }',
    'mutation { promoteShadow(scorer: "loyalty/affinity") { id } }',
    'mutation { tuneScorer(scorer: "loyalty/affinity", params: []) { id } }',
    '{ scorers { name } }',
    '{ shadowComparison(scorer: "loyalty/affinity") { count } }',
  ])
    expect(await analyst.refused(command)).toMatchObject({ code: 'FORBIDDEN' });
});

test('facts are those of one tenant, whatever a statement asks for', async () => {
  const mine = await app.alpha.customer({ name: 'mine' });
  const theirs = await app.beta.customer({ name: 'theirs' });
  await scored(mine);
  await app.beta.admin.create('Receipt', {
    customerId: theirs,
    amount: 9_000,
    boughtAt: '2020-01-01T00:00:00Z',
  });
  await until(async () => {
    const score = await scoreOf(theirs, app.beta.admin);
    return score?.value === 29.5;
  });
  expect(
    await app.sql('select distinct tenant_id from score where id in ($1, $2)', [mine.slice(4), theirs.slice(4)]),
  ).toHaveLength(2);
  // A receipt of the other tenant that names a customer of this one, as no foreign key lets it.
  const receipt = (of: number) => `set session_replication_role = replica; delete from receipt where amount = 77;
    insert into receipt (tenant_id, id, customer_id, amount, bought_at, returned)
    values (${of}, gen_random_uuid(), '${mine.slice(4)}', 77, '2020-01-01', false)`;
  await app.sql(receipt(app.beta.id));
  await startRun();
  expect(await scoreOf(mine)).toMatchObject({ value: 11 });
  // Control: one of this tenant counts.
  await app.sql(receipt(app.alpha.id));
  await startRun();
  expect((await scoreOf(mine))?.value).toBeGreaterThan(11);
});

test('changes of value or band are events, for those who may see the score', async () => {
  const id = await app.alpha.customer({ name: 'announced' });
  await scored(id);
  await buy(id, { amount: 20_000 });
  await scored(id, ({ value }) => value === 46);
  const EVENTS = `query($id: ID!) { events(first: 50, types: ["loyalty.affinityScoreChanged"], filter: { recordIds: [$id] }) {
    nodes { type recordId actor patch } } }`;
  const events = async (client: TestClient) =>
    (await client.get<{ events: { nodes: { patch: { value: number } }[] } }>(EVENTS, { id })).events.nodes;
  const seen = await until(async () => {
    const found = await events(admin);
    return found.at(-1)?.patch.value === 46 && found;
  });
  expect(seen.at(-1)).toMatchObject({
    recordId: id,
    actor: 'plugin:loyalty',
    patch: { scorer: SCORER, value: 46, band: 'MEDIUM', previousValue: 11, previousBand: 'LOW', version: 1 },
  });
  expect(await events(app.alpha.as('analyst'))).toHaveLength(seen.length);
  expect(await events(app.alpha.as('service'))).toEqual([]);
});

test('tenants tune params, which are kept for ever, and a score of the past is explained with those that held then', async () => {
  const id = await app.alpha.customer({ name: 'tuned' });
  await buy(id);
  await scored(id, ({ value }) => value === 17.5);
  const then = new Date().toISOString();
  const TUNE = `mutation($params: [ScorerParamValueInput!]!, $shadow: Boolean!) {
    tuneScorer(scorer: "loyalty/affinity", params: $params, shadow: $shadow) { id number values { name value } } }`;
  for (const [name, value, code] of [
    ['perPurchase', 51, 'INPUT_INVALID'],
    ['perNothing', 1, 'INPUT_INVALID'],
  ])
    expect(await admin.refused(TUNE, { params: [{ name, value }], shadow: false })).toMatchObject({ code });
  expect(await admin.refused('mutation { tuneScorer(scorer: "loyalty/none", params: []) { id } }')).toMatchObject({
    code: 'NOT_FOUND',
    hint: expect.stringContaining('loyalty/affinity, loyalty/loyal'),
  });
  const { tuneScorer } = await admin.get<{ tuneScorer: object }>(TUNE, {
    params: [{ name: 'perPurchase', value: 20 }],
    shadow: false,
  });
  expect(tuneScorer).toMatchObject({ number: 1, values: [{ name: 'perPurchase', value: 20 }] });
  const now = await scored(id, ({ tuning }) => tuning === 1);
  expect(now.value).toBe(32.5);
  const EXPLAIN = `query($id: ID!, $asOf: DateTime) { explainScore(id: $id, scorer: "loyalty/affinity", asOf: $asOf) {
    value band base tuning version isReplayed terms { name contribution } facts { name value } params { name value } } }`;
  const explain = async (asOf: string | null) =>
    (await admin.get<{ explainScore: Record<string, unknown> | null }>(EXPLAIN, { id, asOf })).explainScore;
  expect(await explain(null)).toMatchObject({ value: 32.5, band: 'MEDIUM', tuning: 1, isReplayed: true });
  const past = await explain(then);
  expect(past).toMatchObject({ value: 17.5, band: 'LOW', tuning: 0, isReplayed: true });
  expect(past?.params).toContainEqual({ name: 'perPurchase', value: 5 });
  expect(past?.facts).toContainEqual({ name: 'spent', value: 1_000 });
  expect(await explain('2020-01-01T00:00:00Z')).toBeNull();
  // Control: facts that are not those that the score was made of do not give it again.
  await app.sql(
    `update score_change set facts = (facts::jsonb || '{"spent": 2000}')::text where id = $1 and tuning = 0`,
    [id.slice(4)],
  );
  expect(await explain(then)).toMatchObject({ value: 17.5, isReplayed: false });
  const { scoreHistory } = await admin.get<{ scoreHistory: { value: number }[] }>(
    'query($id: ID!) { scoreHistory(id: $id, scorer: "loyalty/affinity", first: 2) { value at } }',
    { id },
  );
  expect(scoreHistory.map(({ value }) => value)).toEqual([32.5, 17.5]);
});

test('a shadow runs beside what is shown, is compared with it, and takes its place when it is promoted', async () => {
  const id = await app.alpha.customer({ name: 'doubted' });
  await buy(id);
  await buy(id);
  await scored(id, ({ value }) => value === 54);
  const tune =
    'mutation { tuneScorer(scorer: "loyalty/affinity", params: [{ name: "perPurchase", value: 50 }], shadow: true) { number } }';
  expect(await admin.refused('{ shadowComparison(scorer: "loyalty/affinity") { count } }')).toMatchObject({
    code: 'NOT_FOUND',
  });
  await admin.get(tune);
  const COMPARE = `{ shadowComparison(scorer: "loyalty/affinity", first: 200) { count meanDelta deltas { from to count } moves { from to count }
    moved { id value band shadowValue shadowBand } } }`;
  interface Comparison {
    readonly count: number;
    readonly deltas: readonly { from: number; count: number }[];
    readonly moved: readonly { id: string }[];
  }
  const found = await until(async () => {
    const { shadowComparison } = await admin.get<{ shadowComparison: Comparison }>(COMPARE);
    return shadowComparison.moved.some((each) => each.id === id) && shadowComparison;
  });
  expect(found.moved).toContainEqual({ id, value: 54, band: 'MEDIUM', shadowValue: 100, shadowBand: 'HIGH' });
  expect(found.deltas.reduce((sum, { count }) => sum + count, 0)).toBe(found.count);
  expect(await scoreOf(id)).toMatchObject({ value: 54, tuning: 1 });
  const { scorers } = await admin.get<{ scorers: object[] }>(
    '{ scorers { name field recordType versions live { version tuning } shadow { version tuning params { name value } } } }',
  );
  expect(scorers).toContainEqual({
    name: SCORER,
    field: 'loyaltyAffinityScore',
    recordType: 'Customer',
    versions: [1],
    live: { version: 1, tuning: 1 },
    shadow: { version: 1, tuning: 2, params: expect.arrayContaining([{ name: 'perPurchase', value: 50 }]) },
  });
  await admin.get('mutation { promoteShadow(scorer: "loyalty/affinity") { promotedVersion tuning shadowTuning } }');
  const shown = await scored(id, ({ value, tuning }) => value === 100 && tuning === 2);
  // What lies beyond 100 is taken back by a term of its own [iE5].
  expect(shown.terms).toContainEqual(expect.objectContaining({ name: 'limit', input: null, contribution: -14 }));
  const sum = (shown.terms ?? []).reduce((total, { contribution }) => total + contribution, shown.base);
  expect(sum).toBe(100);
  expect(await app.sql('select 1 from shadow_score')).toEqual([]);
});

test('a run tells how far it has come, and can be stopped', async () => {
  const done = await startRun();
  expect(done).toMatchObject({ state: 'DONE', failed: 0, changed: 0 });
  expect(done.done).toBe(done.total);
  const { startScoringRun } = await admin.get<{ startScoringRun: { id: string } }>(
    'mutation { startScoringRun(scorer: "loyalty/affinity") { id } }',
  );
  const CANCEL = 'mutation($id: ID!) { cancelScoringRun(id: $id) { state } }';
  const cancelled = await admin.get<{ cancelScoringRun: { state: string } }>(CANCEL, { id: startScoringRun.id });
  expect(['CANCELLED', 'DONE']).toContain(cancelled.cancelScoringRun.state);
  expect(await app.alpha.as('analyst').refused(CANCEL, { id: startScoringRun.id })).toMatchObject({
    code: 'FORBIDDEN',
  });
});

test('every day what grows old is looked at anew', async () => {
  const id = await app.alpha.customer({ name: 'ageing' });
  await buy(id, { boughtAt: new Date().toISOString() });
  await scored(
    id,
    ({ terms }) => terms?.some(({ name, contribution }) => name === 'recent' && contribution === 2) === true,
  );
  const fresh = await scoreOf(id);
  // Ninety days later.
  await app.sql("update receipt set bought_at = bought_at - interval '91 days' where customer_id = $1", [id.slice(4)]);
  const { scheduledJobs } = await admin.get<{ scheduledJobs: { nodes: { id: string }[] } }>(
    '{ scheduledJobs(filter: { job: { eq: "score-affinity-1" } }) { nodes { id cron } } }',
  );
  expect(scheduledJobs.nodes).toMatchObject([{ cron: '30 2 * * *' }]);
  await admin.get('mutation($id: ID!) { runScheduledJob(id: $id) { id } }', { id: scheduledJobs.nodes[0]?.id });
  const aged = await scored(id, ({ value }) => value !== fresh?.value);
  expect(aged.value).toBe((fresh?.value ?? 0) - 2);
});

test.each(Object.entries(mistakenScorers))('a scorer that %s is not installed', (problem, scorer) => {
  expect(() => new Installation([...productPlugins, pluginWith(scorer)])).toThrow(PluginError);
  expect(() => new Installation([...productPlugins, pluginWith(scorer)])).toThrow(
    `The plugin "loyalty": the scorer "affinity" ${problem}`,
  );
});

test('a scorer may read what its plugin may, and has each version once', () => {
  expect(() => new Installation([...productPlugins, pluginWithoutRights])).toThrow(
    'which reads Customer, which its plugin has no right to.',
  );
  expect(() => new Installation([...productPlugins, pluginWith(affinity, { ...affinity })])).toThrow(
    'is declared twice in version 1.',
  );
});

test('what the documentation asks is answered', async () => {
  const blocks = blocksOf('docs/scoring.md').filter(({ language }) => language === 'graphql');
  expect(blocks.length).toBeGreaterThan(0);
  for (const { text } of blocks) await admin.get(text);
});
