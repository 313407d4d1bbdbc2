import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ContactRhythm, Customer, Interaction } from '@rapport/core';
import { type Principal, type RecordType, recordTypeOf, type Statement } from '@rapport/kernel';
import { asOwner, createKey, seedDemo } from '@rapport/server';
import { createTestApp, type TestApp, TestClient } from '@rapport/testing';
import { readLimits } from '../../packages/kernel/src/records/plan/access-path.ts';
import { PreparedStatement } from '../../packages/kernel/src/records/sql/statement-builder.ts';

/** A million in the nightly run. Pages that a statement reads grow with the rows only where it is not bounded. */
const ROWS = Number(process.env.RAPPORT_TEST_ROWS ?? 20_000);
const MILLION = 1_000_000;
const scale = ROWS / MILLION;

/** Pages of 8 kB at a million rows. A walk of all customers is 45,000, one that asks for their interactions 1,700,000. */
const BUDGET = 25_000 * scale;
const RELATED_BUDGET = 90_000 * scale;
/** A walk of a list that belongs to one parent is shorter. */
const NESTED_BUDGET = 10_000 * scale;
/** A row is asked for its own tokens, for its contact points and external ids, and for theirs. */
const SEARCH_BUDGET = 2 * RELATED_BUDGET;

let app: TestApp;
let principal: Principal;
const limits = { ...readLimits };

beforeAll(async () => {
  app = await createTestApp();
  await asOwner(app.database.owner, async (queryRunner) => {
    await seedDemo(queryRunner, app.app.installation, {
      customers: ROWS,
      interactionsPerCustomer: 3,
      now: Date.parse('2026-11-01T00:00:00Z'),
      report: () => undefined,
    });
    const secret = await createKey(queryRunner, app.app.installation, {
      tenant: 'formosa',
      role: 'admin',
      name: 'test',
    });
    principal = await new TestClient(app.app, secret).principal();
  });
  await app.sql('vacuum analyze');
  Object.assign(readLimits, {
    probe: Math.ceil(limits.probe * scale),
    walk: Math.ceil(limits.walk * scale),
    nestedWalk: Math.ceil(limits.nestedWalk * scale),
  });
}, 600_000);
afterAll(async () => {
  Object.assign(readLimits, limits);
  await app.close();
});

test('whoever was loaded among many has the rhythm of his last touch', async () => {
  const [{ rhythms, wrong } = { rhythms: 0, wrong: 0 }] = await app.sql<{ rhythms: number; wrong: number }>(`
    select count(*)::int as rhythms, (count(*) filter (where r.last_touch_at is distinct from t.at
      or r.quiet_since <> coalesce(t.at, c.created_at) or r.due_at <> r.quiet_since + interval '720 hours'))::int as wrong
    from customer c
    join contact_rhythm r on r.tenant_id = c.tenant_id and r.id = c.id
    left join (select tenant_id, customer_id, max(occurred_at) as at from interaction where is_touch(channel, outcome) group by 1, 2) t
      on t.tenant_id = c.tenant_id and t.customer_id = c.id
    where c.tenant_id = ${principal.tenant.id}`);
  expect({ rhythms, wrong }).toEqual({ rhythms: ROWS, wrong: 0 });
});

const FAR_PAST = '1970-01-01T00:00:00Z';
const FAR_FUTURE = '2999-01-01T00:00:00Z';
const UNKNOWN = '0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f';

/** Conditions on a field that match nothing, everything, and only what lies at the far end of some order. */
function conditionsOn(kind: string, values: readonly string[]): Record<string, unknown>[] {
  switch (kind) {
    case 'text':
    case 'email':
    case 'longText':
      return [
        ...['eq', 'contains', 'startsWith', 'endsWith', 'gt'].map((operator) => ({ [operator]: '\uffee nothing' })),
        ...['ne', 'gte'].map((operator) => ({ [operator]: '' })),
        { in: ['nothing', 'nobody'] },
        { between: { from: 'x', to: 'a' } },
      ];
    case 'phone':
      return [{ eq: '+886900000001' }, { contains: '0000000000' }, { ne: '+886900000001' }];
    case 'int':
      return [{ eq: -1 }, { gte: 0 }, { lt: 0 }, { in: [-1, -2] }, { between: { from: 5, to: 1 } }];
    case 'instant':
      return [
        { gte: FAR_PAST },
        { gte: FAR_FUTURE },
        { lt: FAR_PAST },
        { between: { from: FAR_FUTURE, to: FAR_PAST } },
      ];
    case 'enum':
      return [...values.map((value) => ({ eq: value })), { in: values.slice(0, 2) }, { ne: values[0] }];
    default:
      return [];
  }
}

function filtersOf(type: RecordType): Record<string, unknown>[] {
  return [...type.fields.values()].flatMap((field) => {
    if (!field.filterable) return [];
    const kind = field.enumeration ? 'enum' : field.kind.name;
    const prefix = field.target && recordTypeOf(field.target()).prefix;
    const conditions =
      kind === 'id'
        ? [{ eq: `${prefix}_${UNKNOWN}` }, { in: [`${prefix}_${UNKNOWN}`] }, { ne: `${prefix}_${UNKNOWN}` }]
        : conditionsOn(kind, field.enumeration?.values ?? []);
    const missing = field.nullable ? [{ isNull: true }, { isNull: false }] : [];
    return [...conditions, ...missing].map((condition) => ({ [field.name]: condition }));
  });
}

const orders: Record<string, readonly { field: string; direction: string }[]> = {
  Customer: ['NAME', 'NAME_STROKE', 'CREATED_AT'].map((field) => ({ field, direction: 'ASC' })),
  Interaction: ['OCCURRED_AT', 'CREATED_AT'].map((field) => ({ field, direction: 'DESC' })),
  ContactRhythm: ['DUE_AT', 'QUIET_SINCE'].map((field) => ({ field, direction: 'ASC' })),
};

/** Pages that the statement of a list reads. */
function pagesOf(type: RecordType, filter: unknown, orderBy: unknown): Promise<number> {
  const { plural, name } = type;
  const document = `query($filter: ${name}Filter, $orderBy: [${name}Order!]) { ${plural}(first: 20, filter: $filter, orderBy: $orderBy) { nodes { id } pageInfo { hasNextPage } } }`;
  return pagesOfStatement(document, { filter, orderBy: [orderBy] });
}

/** The same, as the API's role with a plan that is good for all values. */
async function pagesOfStatement(document: string, variables: Record<string, unknown>): Promise<number> {
  const { tenant } = principal;
  let statement: Statement | undefined;
  const { bind } = PreparedStatement.prototype;
  PreparedStatement.prototype.bind = function (this: PreparedStatement, request) {
    statement = bind.call(this, request);
    return statement;
  };
  const context = () => app.app.contextOf(principal, new AbortController().signal);
  try {
    const apollo = await app.app.apolloFor(principal);
    const { body } = await apollo.executeOperation({ query: document, variables }, { contextValue: context() });
    if (body.kind !== 'single' || body.singleResult.errors) throw new Error(JSON.stringify(body));
  } finally {
    PreparedStatement.prototype.bind = bind;
  }
  const asked = statement;
  if (!asked) throw new Error('Nothing was asked.');
  return app.app.database.transaction(tenant.id, async (transaction) => {
    const [row] = await transaction.run<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>({
      text: `explain (analyze, buffers, timing off, format json) ${asked.text}`,
      values: asked.values,
    });
    const plan = row?.['QUERY PLAN'][0].Plan;
    return (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0);
  });
}

async function worstOf(type: RecordType, filters: readonly unknown[]): Promise<[pages: number, question: string]> {
  let worst: [number, string] = [0, ''];
  for (const filter of filters)
    for (const order of orders[type.name] ?? []) {
      const pages = await pagesOf(type, filter, order);
      if (pages > worst[0]) worst = [pages, `${JSON.stringify(filter)} by ${order.field}`];
    }
  return worst;
}

describe(`lists over ${ROWS.toLocaleString('en')} customers read a bounded number of pages`, () => {
  test.each([Customer, Interaction, ContactRhythm].map(recordTypeOf).map((type) => [type.name, type] as const))(
    '%s, by every field, operator and order, whatever matches',
    async (_name, type) => {
      const filters = filtersOf(type);
      expect(filters.length).toBeGreaterThan(20);
      const [pages, question] = await worstOf(type, filters);
      if (pages > BUDGET) throw new Error(`${pages} pages, of ${BUDGET}: ${question}`);
    },
    600_000,
  );

  test('by relations, whatever matches', async () => {
    const of = (condition: unknown) =>
      ['some', 'none', 'every'].map((quantifier) => ({ interactions: { [quantifier]: condition } }));
    const filters = [
      ...of({ channel: { eq: 'PHONE' } }),
      ...of({ channel: { eq: 'DEVICE' }, occurredAt: { gte: FAR_FUTURE } }),
      ...of({ subject: { contains: 'nothing of the kind' } }),
      ...of({ occurredAt: { gte: FAR_PAST } }),
      { owner: { email: { eq: 'nobody@example.com' } } },
      { owner: { name: { contains: 'nobody' } } },
      { not: { interactions: { some: {} } } },
      { or: [{ email: { eq: 'nobody@example.com' } }, { interactions: { some: { channel: { eq: 'DEVICE' } } } }] },
    ];
    const [pages, question] = await worstOf(recordTypeOf(Customer), filters);
    if (pages > RELATED_BUDGET) throw new Error(`${pages} pages, of ${RELATED_BUDGET}: ${question}`);
  }, 600_000);

  test('by a search, whatever matches', async () => {
    const filters = [
      ...[
        '王',
        '怡君',
        '王怡君',
        '陳',
        '龘',
        'an',
        'smi',
        'zzz',
        'anna smith',
        'anna.1',
        '1234',
        '0912345678',
        '王 1234',
      ],
    ].flatMap((search) => [
      { search },
      { search, kind: { eq: 'PERSON' } },
      { not: { search } },
      { or: [{ search }, { email: { eq: 'nobody@example.com' } }] },
    ]);
    const [pages, question] = await worstOf(recordTypeOf(Customer), filters);
    if (pages > SEARCH_BUDGET) throw new Error(`${pages} pages, of ${SEARCH_BUDGET}: ${question}`);
    const [related, where] = await worstOf(recordTypeOf(Interaction), [
      { customer: { search: '怡君' } },
      { customer: { search: '龘' } },
    ]);
    if (related > SEARCH_BUDGET) throw new Error(`${related} pages, of ${SEARCH_BUDGET}: ${where}`);
  }, 600_000);

  test('without bounds they read more: the tests above can fail', async () => {
    const bounded = { ...readLimits };
    Object.assign(readLimits, { probe: 1, walk: 3 * bounded.walk });
    try {
      const filter = { interactions: { some: { subject: { contains: 'nothing of the kind' } } } };
      const pages = await pagesOf(recordTypeOf(Customer), { and: [filter] }, { field: 'NAME', direction: 'ASC' });
      expect(pages).toBeGreaterThan(RELATED_BUDGET);
    } finally {
      Object.assign(readLimits, bounded);
    }
  }, 600_000);
});

describe(`a list in a customer to whom ${ROWS.toLocaleString('en')} things happened`, () => {
  let customer: string;
  beforeAll(async () => {
    const [busy] = await app.sql<{ id: string }>(
      `with busy as (select tenant_id, id from customer where tenant_id = $1 limit 1),
     busied as (
       insert into interaction (tenant_id, id, channel, direction, subject, occurred_at, created_at, customer_id, source)
       select tenant_id, gen_random_uuid(), 'PHONE', 'OUTBOUND', 'Called', now() - n * interval '1 minute', now() - n * interval '1 minute', id, 'PERSON'
       from busy, generate_series(1, $2) n)
     select 'cus_' || id as id from busy`,
      [principal.tenant.id, ROWS],
    );
    customer = busy?.id ?? '';
    await app.sql('vacuum analyze');
  }, 600_000);

  const NESTED = `query($id: ID!, $filter: InteractionFilter, $orderBy: [InteractionOrder!]) {
    customer(id: $id) { interactions(first: 20, filter: $filter, orderBy: $orderBy) { nodes { id } pageInfo { hasNextPage } } }
  }`;
  const nestedFilters = (): readonly unknown[] => [
    null,
    { subject: { contains: 'nothing of the kind' } },
    { channel: { eq: 'DEVICE' } },
    { channel: { ne: 'PHONE' } },
    { occurredAt: { gte: FAR_FUTURE } },
    { occurredAt: { gte: FAR_PAST } },
    { user: { email: { eq: 'nobody@example.com' } } },
    { or: [{ channel: { eq: 'WEB' } }, { body: { isNull: false } }] },
  ];
  const worstNested = async (): Promise<[pages: number, question: string]> => {
    let worst: [number, string] = [0, ''];
    for (const filter of nestedFilters())
      for (const orderBy of [null, ...(orders.Interaction ?? []), { field: 'OCCURRED_AT', direction: 'ASC' }]) {
        const pages = await pagesOfStatement(NESTED, { id: customer, filter, orderBy: orderBy && [orderBy] });
        if (pages > worst[0]) worst = [pages, JSON.stringify({ filter, orderBy })];
      }
    return worst;
  };

  test('reads a bounded number of pages, whatever matches', async () => {
    const [pages, question] = await worstNested();
    if (pages > NESTED_BUDGET) throw new Error(`${pages} pages, of ${NESTED_BUDGET}: ${question}`);
  }, 600_000);

  test('reads more without bounds: the test above can fail', async () => {
    const bounded = { ...readLimits };
    Object.assign(readLimits, { nestedWalk: ROWS });
    try {
      const [pages] = await worstNested();
      expect(pages).toBeGreaterThan(NESTED_BUDGET);
    } finally {
      Object.assign(readLimits, bounded);
    }
  }, 600_000);
});

describe('a page of a timeline', () => {
  /** Twenty rows and one more of each source, once, and the ways into their indexes. */
  const PAGES = 75;
  const ENTRIES = 5_000;
  let busy: string;

  beforeAll(async () => {
    const [customer] = await app.sql<{ id: string }>('select id from customer where tenant_id = $1 limit 1', [
      principal.tenant.id,
    ]);
    busy = `cus_${customer?.id}`;
    await app.sql(
      `insert into interaction (tenant_id, id, channel, direction, subject, occurred_at, customer_id, source)
       select $1, gen_random_uuid(), 'PHONE', 'INBOUND', 'entry ' || n, '2020-01-01'::timestamptz + n * interval '1 hour', $2, 'PERSON'
       from generate_series(1, $3) n`,
      [principal.tenant.id, customer?.id, ENTRIES],
    );
    await app.sql('vacuum analyze interaction');
  }, 600_000);

  const TIMELINE = `query($id: ID!, $after: String) { customer(id: $id) { timeline(first: 20, after: $after) {
    nodes { ... on Interaction { subject } } pageInfo { hasNextPage endCursor } } } }`;

  /** Place of an entry among those that were made above. */
  const cursorAt = async (entry: number) => {
    const order = app.app.installation.catalogue.timelineOf(recordTypeOf(Customer))[0]?.order;
    const [row] = await app.sql<{ cursor: string }>(
      `select $2 || encode(timestamptz_send(occurred_at) || uuid_send(id), 'hex') as cursor
       from interaction where tenant_id = $1 and subject = $3`,
      [principal.tenant.id, order?.fingerprint, `entry ${entry}`],
    );
    if (!row) throw new Error(`There is no entry ${entry}.`);
    return row.cursor;
  };

  test('reads no more at its far end than at its beginning, however much happened', async () => {
    expect(await pagesOfStatement(TIMELINE, { id: busy })).toBeLessThan(PAGES);
    expect(await pagesOfStatement(TIMELINE, { id: busy, after: await cursorAt(ENTRIES / 2) })).toBeLessThan(PAGES);
    expect(await pagesOfStatement(TIMELINE, { id: busy, after: await cursorAt(1) })).toBeLessThan(PAGES);
  });

  test('would read more if all entries were looked at: the test above can fail', async () => {
    const all =
      'query($id: ID!) { customer(id: $id) { interactions(first: 20, filter: { subject: { contains: "y 1" } }) { exactCount } } }';
    expect(await pagesOfStatement(all, { id: busy })).toBeGreaterThan(PAGES);
  });
});
