import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordTypeOf } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { Lead } from './lead.record.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const me = (role: string) => app.alpha.users[role] ?? '';
let topics = 0;
/** A topic of its own, so that the leads of a test go to its pool and no other. */
const newTopic = () => `topic ${++topics}`;

async function pool(topic: string, members: Record<string, object>, values: object = {}): Promise<string> {
  const { id } = await app.alpha.as('manager').create('LeadPool', { name: topic, position: 1, topic, ...values });
  for (const [role, member] of Object.entries(members))
    await app.alpha.as('manager').create('LeadPoolMember', { poolId: id, userId: me(role), ...member });
  return id;
}

interface Shown {
  id: string;
  state: string;
  assigneeId: string | null;
  customerId: string | null;
  likelyCustomerId: string | null;
}
const SHOWN = 'id state assigneeId customerId likelyCustomerId';
/** A lead that has come in; who gets it is decided a moment later. */
const lead = (values: object, role = 'automation') =>
  app.alpha.as(role).create<Shown>('Lead', { name: 'Anna Weiß', ...values }, SHOWN);
/** A lead that has found somebody, or waits. */
async function shared(values: object): Promise<Shown> {
  const { id } = await lead(values);
  await app.drain();
  return read(id);
}
const read = async (id: string) =>
  (await app.alpha.admin.get<{ lead: Shown }>(`query($id: ID!) { lead(id: $id) { ${SHOWN} } }`, { id })).lead;
const step = (name: string, input = '') =>
  `mutation($id: ID!, $reason: String) { it: ${name}Lead(id: $id, reason: $reason${input && `, input: ${input}`}) { ${SHOWN} } }`;
const take = async (role: string, name: string, id: string, input = '', reason?: string) =>
  (await app.alpha.as(role).get<{ it: Shown | null }>(step(name, input), { id, reason })).it;
const assignments = (id: string) =>
  app.sql("select 'usr_' || user_id as user, outcome from lead_assignment where lead_id = $1 order by created_at, id", [
    id.slice(4),
  ]);

/** A lead on which somebody works. */
async function worked(values: object = {}, role = 'seller'): Promise<string> {
  const { id } = await lead({ assigneeId: me(role), ...values }, role);
  await take(role, 'start', id);
  return id;
}

describe('a lead', () => {
  test('[L6] is not accepted after its time, also before somebody else got it', async () => {
    // Nothing goes on by itself yet, so nobody takes it over.
    const topic = newTopic();
    await pool(topic, { seller: {} });
    const { id } = await lead({ topic });
    await take('manager', 'assign', id, `{ assigneeId: "${me('seller')}" }`);
    await app.sql("update lead set accept_by = now() - interval '1 second' where id = $1", [id.slice(4)]);
    expect(await app.alpha.as('seller').refused(step('accept'), { id })).toMatchObject({
      code: 'TRANSITION_REFUSED',
      message: expect.stringMatching(/time to accept/),
    });
  });

  test('[L6] goes to the first pool that takes it, and whoever gets it accepts, answers and converts it', async () => {
    const topic = newTopic();
    await pool(topic, { seller: {} });
    const { id } = await shared({ topic, email: 'path@example.com' });
    expect(await read(id)).toMatchObject({ state: 'ASSIGNED', assigneeId: me('seller') });
    expect(await app.alpha.as('service').refused(step('accept'), { id })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await take('seller', 'accept', id)).toMatchObject({ state: 'ACCEPTED' });
    expect(await take('seller', 'start', id)).toMatchObject({ state: 'WORKING' });
    const events = await app.capture(app.alpha, ['leads.converted']);
    const converted = await take('seller', 'convert', id);
    expect(converted).toMatchObject({ state: 'QUALIFIED', customerId: expect.stringMatching(/^cus_/) });
    const { customer } = await app.alpha
      .as('seller')
      .get<{ customer: object }>(
        'query($id: ID!) { customer(id: $id) { name email kind owner { id } leads { nodes { id } } } }',
        {
          id: converted?.customerId,
        },
      );
    expect(customer).toEqual({
      name: 'Anna Weiß',
      email: 'path@example.com',
      kind: 'PERSON',
      owner: { id: me('seller') },
      leads: { nodes: [{ id }] },
    });
    expect(await assignments(id)).toEqual([{ user: me('seller'), outcome: 'ACCEPTED' }]);
    await app.drain();
    expect((await events.events()).map(({ recordId, patch }) => [recordId, patch])).toEqual([
      [id, { customerId: converted?.customerId, isNew: true, userId: me('seller'), topic }],
    ]);
  });

  test('[L6] is returned with a reason, goes to somebody else, and leaves the sight of whoever gave it back', async () => {
    const topic = newTopic();
    await pool(topic, { seller: { weight: 10 }, service: {} });
    const { id } = await shared({ topic });
    expect((await read(id)).assigneeId).toBe(me('seller'));
    expect(await app.alpha.as('seller').refused(step('return'), { id })).toMatchObject({ field: 'reason' });
    expect(await take('seller', 'return', id, '', 'Not my region.')).toBeNull();
    await app.drain();
    expect(await read(id)).toMatchObject({ state: 'ASSIGNED', assigneeId: me('service') });
    // Nobody is left who did not have it yet, so it waits.
    await take('service', 'return', id, '', 'Nor mine.');
    await app.drain();
    expect(await read(id)).toMatchObject({ state: 'NEW', assigneeId: null });
    expect(await assignments(id)).toEqual([
      { user: me('seller'), outcome: 'RETURNED' },
      { user: me('service'), outcome: 'RETURNED' },
    ]);
  });

  test('[L6] that is not accepted in time is taken over by the next one', async () => {
    const topic = newTopic();
    await pool(topic, { seller: { weight: 10 }, service: {} }, { acceptMinutes: 30 });
    const { id } = await shared({ topic });
    await app.tick('PT20M');
    expect((await read(id)).assigneeId).toBe(me('seller'));
    await app.tick('PT15M');
    expect(await read(id)).toMatchObject({ state: 'ASSIGNED', assigneeId: me('service') });
    expect(await assignments(id)).toEqual([
      { user: me('seller'), outcome: 'TIMED_OUT' },
      { user: me('service'), outcome: 'OPEN' },
    ]);
  });

  test('[L6] knows the time to first response, also when somebody calls before he says so', async () => {
    const customerId = await app.alpha.customer({ ownerId: me('seller') });
    const { id } = await shared({ customerId });
    await app.sql("update lead set received_at = received_at - interval '90 seconds' where id = $1", [id.slice(4)]);
    const call = { channel: 'PHONE', direction: 'OUTBOUND', subject: 'Back', occurredAt: new Date().toISOString() };
    await app.alpha.as('seller').create('Interaction', { ...call, customerId });
    await app.drain();
    const seconds = async () =>
      (await app.sql<{ s: number }>('select response_seconds as s from lead where id = $1', [id.slice(4)]))[0]?.s ?? -1;
    const noted = await seconds();
    expect(noted).toBeGreaterThanOrEqual(90);
    // What he says later does not change it.
    await app.alpha.as('seller').get(step('accept'), { id });
    await take('seller', 'start', id);
    expect(await seconds()).toBe(noted);
  });

  test('that somebody brings for himself is his, and one for another is to be accepted', async () => {
    expect(await lead({ assigneeId: me('seller') }, 'seller')).toMatchObject({ state: 'ACCEPTED' });
    expect(await lead({ assigneeId: me('seller') }, 'service')).toMatchObject({ state: 'ASSIGNED' });
  });
});

describe('who a lead is', () => {
  test('[L6] is found among customers: for sure, or perhaps', async () => {
    const customerId = await app.alpha.customer({ name: '陳大文', email: 'dawen@example.com' });
    const sure = await lead({ name: '陳大文', email: 'DaWen@example.com' });
    expect(sure).toMatchObject({ customerId, likelyCustomerId: null });
    const perhaps = await lead({ name: 'Somebody else', email: 'dawen@example.com' });
    expect(perhaps).toMatchObject({ customerId: null, likelyCustomerId: customerId });
    expect(await lead({ name: '陳大文' })).toMatchObject({ customerId: null, likelyCustomerId: null });
  });

  test('[L6] decides on who gets it: whoever knows him', async () => {
    const topic = newTopic();
    await pool(topic, { service: {} });
    const known = await app.alpha.customer({ ownerId: me('seller') });
    const { id } = await shared({ topic, customerId: known });
    expect((await read(id)).assigneeId).toBe(me('seller'));
    // Another question of somebody on whose first one somebody works already.
    const first = await shared({ topic, phone: '+886912000111' });
    await take('manager', 'return', first.id, '', 'Wrong.');
    await take('manager', 'assign', first.id, `{ assigneeId: "${me('manager')}" }`);
    expect((await read((await shared({ topic, phone: '0912000111' })).id)).assigneeId).toBe(me('manager'));
  });

  test('is asked before it becomes a second record of a customer', async () => {
    const id = await worked({ name: 'Berta', email: 'berta@example.com' });
    const customerId = await app.alpha.customer({ name: 'Kim', email: 'berta@example.com', ownerId: me('seller') });
    const convert = (input: string) =>
      `mutation($id: ID!, $insist: Boolean) { it: convertLead(id: $id, insist: $insist${input}) { customerId } }`;
    expect(await app.alpha.as('seller').refused(convert(''), { id })).toMatchObject({
      code: 'DUPLICATE_SUSPECTED',
      candidates: [{ id: customerId }],
    });
    expect(await app.alpha.as('seller').get(convert(`, input: { customerId: "${customerId}" }`), { id })).toEqual({
      it: { customerId },
    });
    const other = await worked({ name: 'Berta', email: 'berta@example.com' });
    expect(await read(other)).toMatchObject({ customerId: null, likelyCustomerId: customerId });
    const { it } = await app.alpha.as('seller').get<{ it: Shown }>(convert(''), { id: other, insist: true });
    expect(it.customerId).not.toBe(customerId);
  });

  test('with a company becomes an organisation, and a person in it', async () => {
    const id = await worked({ name: 'Carl Zeiss', company: 'Zeiss AG', email: 'carl@example.com' });
    const converted = await take('seller', 'convert', id);
    expect(
      await app.alpha
        .as('seller')
        .get('query($id: ID!) { customer(id: $id) { kind name members { nodes { person { name email } } } } }', {
          id: converted?.customerId,
        }),
    ).toEqual({
      customer: {
        kind: 'ORGANISATION',
        name: 'Zeiss AG',
        members: { nodes: [{ person: { name: 'Carl Zeiss', email: 'carl@example.com' } }] },
      },
    });
  });

  test('a stranger who is converted has shown interest', async () => {
    const customerId = await app.alpha.customer({ lifecycleState: 'STRANGER', ownerId: me('seller') });
    await take('seller', 'convert', await worked({ customerId }));
    const [row] = await app.sql('select lifecycle_state as state from customer where id = $1', [customerId.slice(4)]);
    expect(row).toEqual({ state: 'PROSPECT' });
  });
});

describe('a pool', () => {
  test('[L6] takes leads of its territory and below it, and gives them to those who know the topic', async () => {
    const { admin } = app.alpha;
    const { id: north } = await admin.create('Territory', { name: 'North' });
    const { id: city } = await admin.create('Territory', { name: 'City', parentId: north });
    const { id: south } = await admin.create('Territory', { name: 'South' });
    const topic = newTopic();
    await pool(
      topic,
      { seller: { skills: ['boilers'] }, service: { skills: ['boilers', topic] } },
      {
        territoryId: north,
        bySkill: true,
      },
    );
    expect((await read((await shared({ topic, territoryId: city })).id)).assigneeId).toBe(me('service'));
    expect(await read((await shared({ topic, territoryId: south })).id)).toMatchObject({ state: 'NEW' });
    expect(await read((await shared({ topic })).id)).toMatchObject({ state: 'NEW' });
  });

  test('[L6] gives nobody more than he can hold, and what waits goes on when somebody is free', async () => {
    const topic = newTopic();
    await pool(topic, { marketer: { capacity: 2 } });
    const [first, second, third] = [await shared({ topic }), await shared({ topic }), await shared({ topic })];
    for (const { id } of [first, second]) expect((await read(id)).assigneeId).toBe(me('marketer'));
    expect((await read(third.id)).state).toBe('NEW');
    await take('admin', 'disqualify', first.id, '{ leak: NO_NEED }');
    await app.drain();
    expect((await read(third.id)).assigneeId).toBe(me('marketer'));
  });

  test('[L6] by load gives to whoever has the fewest in hand for his weight', async () => {
    const topic = newTopic();
    const held = async (role: string) => {
      const [row] = await app.sql<{ n: number }>(
        "select count(*)::int as n from lead where 'usr_' || assignee_id = $1 and state in ('ASSIGNED', 'ACCEPTED', 'WORKING')",
        [me(role)],
      );
      return row?.n ?? 0;
    };
    for (let already = await held('analyst'); already < 3; already++) await lead({ assigneeId: me('analyst') });
    await pool(topic, { analyst: {}, automation: { weight: 2 } }, { distribution: 'LEAST_LOAD' });
    const before = await held('automation');
    const wanted = await held('analyst');
    for (let lot = 0; lot < 2 * wanted - before; lot++) await lead({ topic });
    await app.drain();
    // Twice the weight, twice as many: until then all go there.
    expect(await held('analyst')).toBe(wanted);
    expect(await held('automation')).toBe(2 * wanted);
  });

  test('[L6] from which members claim keeps leads until one has time, and no two get the same', async () => {
    const topic = newTopic();
    const poolId = await pool(topic, { seller: {}, service: {} }, { distribution: 'CLAIM' });
    const ids = [];
    for (let lot = 0; lot < 6; lot++) ids.push((await lead({ topic })).id);
    await app.drain();
    const CLAIM = 'mutation($poolId: ID!) { claimNextLead(poolId: $poolId) { id state } }';
    expect(await app.alpha.as('analyst').refused(CLAIM, { poolId })).toMatchObject({ code: 'FORBIDDEN' });
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        app.alpha.as(n % 2 ? 'seller' : 'service').get<{ claimNextLead: { id: string } | null }>(CLAIM, { poolId }),
      ),
    );
    const claimed = claims.flatMap(({ claimNextLead }) => (claimNextLead ? [claimNextLead.id] : []));
    expect(claimed.sort()).toEqual([...ids].sort());
  });
});

describe('what was lost', () => {
  test('[M7] [M10] is told by code, stage and competitor, and added up to a map', async () => {
    const seller = app.alpha.as('seller');
    const id = await worked({ name: 'Lost' });
    await take('seller', 'disqualify', id, '{ leak: NEGOTIATION }', 'Wanted a third off.');
    const { id: early } = await lead({});
    await take('service', 'disqualify', early, '{ leak: OUT_OF_STOCK }');
    const customerId = await app.alpha.customer({ ownerId: me('seller') });
    const at = '2026-03-01T10:00:00Z';
    await seller.create('Leak', {
      ...{ customerId, code: 'COMPETITOR', stage: 'REPEAT', competitor: 'Acme', cause: 'Cheaper spare parts.' },
      lostAt: at,
    });
    await app.alpha.as('analyst').create('Leak', { code: 'UNKNOWN', stage: 'STRANGER', people: 4_000, lostAt: at });
    const { leakStats } = await app.alpha
      .as('analyst')
      .get<{ leakStats: { groups: object[] } }>(
        '{ leakStats(groupBy: [{ field: STAGE }, { field: CODE }]) { groups { key { stage code } sum { people } } } }',
      );
    expect(leakStats.groups).toEqual(
      expect.arrayContaining([
        { key: { stage: 'LEAD', code: 'NEGOTIATION' }, sum: { people: 1 } },
        { key: { stage: 'INQUIRY', code: 'OUT_OF_STOCK' }, sum: { people: 1 } },
        { key: { stage: 'REPEAT', code: 'COMPETITOR' }, sum: { people: 1 } },
        { key: { stage: 'STRANGER', code: 'UNKNOWN' }, sum: { people: 4_000 } },
      ]),
    );
    const timeline =
      'query($id: ID!) { customer(id: $id) { timeline { nodes { ... on Leak { competitor cause } } } } }';
    expect(JSON.stringify(await seller.get(timeline, { id: customerId }))).toContain('Cheaper spare parts.');
  });

  test('must be told when a lead is given up', async () => {
    const { id } = await lead({});
    expect(
      await app.alpha.as('service').refused('mutation($id: ID!) { disqualifyLead(id: $id) { id } }', { id }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.leak' });
  });
});

describe('the score of a lead', () => {
  test('says whom to call first, and why', async () => {
    const score = async (values: object) => {
      const { id } = await lead(values);
      await app.drain();
      const { lead: found } = await app.alpha.admin.get<{
        lead: { leadsReadinessScore: { value: number; band: string } };
      }>('query($id: ID!) { lead(id: $id) { leadsReadinessScore { value band } } }', { id });
      return found.leadsReadinessScore;
    };
    expect(await score({})).toEqual({ value: 10, band: 'COLD' });
    expect(
      await score({ phone: '+886912999888', email: 'hot@example.com', need: 'A boiler.', source: 'INTERACTION' }),
    ).toEqual({ value: 75, band: 'HOT' });
  });
});

describe('the life cycle of a lead', () => {
  const transitions = [...(recordTypeOf(Lead).lifeCycle?.transitions.values() ?? [])];
  const inputs: Record<string, () => string> = {
    assign: () => `{ assigneeId: "${me('admin')}" }`,
    disqualify: () => '{ leak: NO_NEED }',
  };

  test('[L6] leads only where the domain model says, whatever is tried', async () => {
    // Domain model 3.4. A claim is an assignment that is accepted at once, and what was accepted can still be returned.
    const arrows = transitions.flatMap(({ from, to }) => from.map((state) => `${state} -> ${to}`)).sort();
    expect(arrows).toEqual(
      [
        'NEW -> ASSIGNED',
        'NEW -> ACCEPTED',
        'ASSIGNED -> ACCEPTED',
        'ASSIGNED -> NEW',
        'ACCEPTED -> NEW',
        'ACCEPTED -> WORKING',
        'WORKING -> NURTURING',
        'NURTURING -> WORKING',
        'WORKING -> QUALIFIED',
        ...['NEW', 'ASSIGNED', 'ACCEPTED', 'WORKING', 'NURTURING'].map((state) => `${state} -> DISQUALIFIED`),
      ].sort(),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...transitions.map(({ name }) => name)), { maxLength: 8 }),
        async (names) => {
          const { id } = await lead({ topic: 'nobody takes it' }, 'admin');
          let state = 'NEW';
          for (const name of names) {
            const leads = transitions.find((each) => each.name === name && each.from.includes(state));
            const document = step(name, inputs[name]?.());
            const variables = { id, reason: 'Because.' };
            if (!leads) {
              expect(await app.alpha.admin.refused(document, variables)).toMatchObject({
                code: 'TRANSITION_REFUSED',
                state,
              });
              continue;
            }
            state = (await app.alpha.admin.get<{ it: Shown }>(document, variables)).it.state;
            expect(state).toBe(leads.to);
            const given = await app.sql("select 1 from lead_assignment where lead_id = $1 and outcome = 'OPEN'", [
              id.slice(4),
            ]);
            expect(given.length).toBe(state === 'ASSIGNED' ? 1 : 0);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
