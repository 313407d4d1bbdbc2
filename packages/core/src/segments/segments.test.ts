import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const marketer = () => app.alpha.as('marketer');
const segment = async (name: string, values: object) => (await marketer().create('Segment', { name, ...values })).id;
const byRule = (name: string, rule: object) => segment(name, { kind: 'RULE', rule });

async function membersOf(id: string): Promise<string[]> {
  const { segment: found } = await marketer().get<{
    segment: { memberships: { nodes: { customer: { name: string } }[] } };
  }>(
    'query($id: ID!) { segment(id: $id) { memberships(filter: { current: { eq: true } }, first: 200) { nodes { customer { name } } } } }',
    { id },
  );
  return found.memberships.nodes.map(({ customer }) => customer.name).sort();
}

const change = (id: string, input: object) =>
  app.alpha.admin.get(
    'mutation($id: ID!, $input: UpdateCustomerInput!) { updateCustomer(id: $id, input: $input) { id } }',
    {
      id,
      input,
    },
  );
const call = (customerId: string, occurredAt: string, channel = 'PHONE') =>
  app.alpha.admin.create('Interaction', { channel, direction: 'OUTBOUND', subject: 'x', occurredAt, customerId });

/** What a tenant's fields are is known anew within a second. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 1_100));

async function runJob(job: string): Promise<void> {
  const { scheduledJobs } = await app.alpha.admin.get<{ scheduledJobs: { nodes: { id: string }[] } }>(
    'query($job: String!) { scheduledJobs(filter: { plugin: { eq: "segments" }, job: { eq: $job } }) { nodes { id } } }',
    { job },
  );
  await app.alpha.admin.get('mutation($id: ID!) { runScheduledJob(id: $id) { id } }', {
    id: scheduledJobs.nodes[0]?.id,
  });
  await app.drain();
}

describe('a segment with a rule', () => {
  test('[E1] holds who meets it, follows changes of what it reads, and keeps its history', async () => {
    const tainan = await app.alpha.customer({ name: 'Anna', region: 'Tainan' });
    const other = await app.alpha.customer({ name: 'Bert', region: 'Taipei' });
    const id = await byRule('Tainan by phone', {
      region: { eq: 'Tainan' },
      interactions: { some: { channel: { eq: 'PHONE' } } },
    });
    await app.drain();
    expect(await membersOf(id)).toEqual([]);
    const events = await app.capture(app.alpha, ['segments.*']);
    await call(tainan, '2026-03-01T00:00:00Z');
    await call(other, '2026-03-01T00:00:00Z');
    await app.drain();
    expect(await membersOf(id)).toEqual(['Anna']);
    await change(other, { region: 'Tainan' });
    await change(tainan, { region: 'Hualien' });
    await app.drain();
    expect(await membersOf(id)).toEqual(['Bert']);
    await change(tainan, { region: 'Tainan' });
    await app.drain();
    expect(await membersOf(id)).toEqual(['Anna', 'Bert']);
    const told = (await events.events()).map(({ type, recordId }) => [type, recordId]);
    expect(told.filter(([, about]) => about === tainan)).toEqual([
      ['segments.entered', tainan],
      ['segments.left', tainan],
      ['segments.entered', tainan],
    ]);
    const { customer } = await marketer().get<{ customer: { segmentMemberships: { nodes: object[] } } }>(
      `query($id: ID!) { customer(id: $id) { segmentMemberships(filter: { segmentId: { eq: "${id}" } }, orderBy: [{ field: ENTERED_AT }]) {
        nodes { current cause leftAt } } } }`,
      { id: tainan },
    );
    expect(customer.segmentMemberships.nodes).toEqual([
      { current: false, cause: 'RULE', leftAt: expect.any(String) },
      { current: true, cause: 'RULE', leftAt: null },
    ]);
  });

  test('looks again only at customers whose fields it reads', async () => {
    const id = await byRule('Reads the region', { region: { eq: 'Penghu' } });
    const lives = await app.alpha.customer({ name: 'Lives there', region: 'Penghu' });
    await app.drain();
    expect(await membersOf(id)).toEqual(['Lives there']);
    // Behind the back of the log: only an event about a field that the rule reads makes it look.
    await app.sql("update customer set region = 'Kinmen' where name = 'Lives there'");
    await change(lives, { occupation: 'Fisher' });
    await app.drain();
    expect(await membersOf(id)).toEqual(['Lives there']);
    await change(lives, { region: 'Matsu' });
    await app.drain();
    expect(await membersOf(id)).toEqual([]);
  });

  test('follows changes of records that its customers refer to', async () => {
    const parent = await app.alpha.customer({ kind: 'ORGANISATION', name: 'Group', industry: 'Tea' });
    await app.alpha.customer({ kind: 'ORGANISATION', name: 'Daughter', parentId: parent });
    const id = await byRule('Daughters of steel', { parent: { industry: { eq: 'Steel' } } });
    await app.drain();
    expect(await membersOf(id)).toEqual([]);
    await change(parent, { industry: 'Steel' });
    await app.drain();
    expect(await membersOf(id)).toEqual(['Daughter']);
  });

  test('those who meet it from its beginning are its founders, and nobody is told of them', async () => {
    await app.alpha.customer({ name: 'Founder', region: 'Yilan' });
    const events = await app.capture(app.alpha, ['segments.*']);
    const id = await byRule('Yilan', { region: { eq: 'Yilan' } });
    await app.drain();
    expect(await membersOf(id)).toEqual(['Founder']);
    expect(await events.events()).toEqual([]);
  });

  test('time alone takes people in and out where the rule says so', async () => {
    const spoken = await app.alpha.customer({ name: 'Spoken to', region: 'Miaoli' });
    await call(spoken, new Date(Date.now() - 86_400_000).toISOString());
    const id = await byRule('Forgotten in Miaoli', {
      region: { eq: 'Miaoli' },
      interactions: { none: { occurredAt: { gte: { now: '-P2D' } } } },
    });
    await app.drain();
    expect(await membersOf(id)).toEqual([]);
    await app.sql("update interaction set occurred_at = occurred_at - interval '3 days' where customer_id = $1", [
      spoken.slice(4),
    ]);
    await runJob('refresh');
    expect(await membersOf(id)).toEqual(['Spoken to']);
  });

  test('starts automations when somebody enters', async () => {
    await byRule('Hsinchu', { region: { eq: 'Hsinchu' } });
    await app.drain();
    const { createAutomation } = await app.alpha.admin.get<{ createAutomation: { id: string } }>(
      `mutation($definition: JSON!) { createAutomation(
        input: { key: "greet-hsinchu", name: "Greet", definition: $definition }) { id } }`,
      {
        definition: {
          trigger: { event: 'segments.entered' },
          steps: [{ id: 'note', type: 'update', values: { occupation: { event: 'patch.segment' } } }],
        },
      },
    );
    await app.alpha.admin.get('mutation($id: ID!) { activateAutomation(id: $id) { id } }', { id: createAutomation.id });
    const id = await app.alpha.customer({ name: 'Newcomer', region: 'Hsinchu' });
    await app.drain();
    const { customer } = await app.alpha.admin.get<{ customer: object }>(
      'query($id: ID!) { customer(id: $id) { occupation } }',
      { id },
    );
    expect(customer).toEqual({ occupation: 'Hsinchu' });
  });

  test('may rest on another segment, and never on itself', async () => {
    const base = await byRule('Base', { region: { eq: 'Nantou' } });
    const within = (id: string) => ({ segmentMemberships: { some: { current: { eq: true }, segmentId: { eq: id } } } });
    const upper = await byRule('Upper', within(base));
    const somebody = await app.alpha.customer({ name: 'Nested', region: 'Nantou' });
    await app.drain();
    expect(await membersOf(upper)).toEqual(['Nested']);
    await change(somebody, { region: 'Taitung' });
    await app.drain();
    expect(await membersOf(upper)).toEqual([]);
    const circle = await marketer().refused(
      'mutation($id: ID!, $rule: JSON!) { updateSegment(id: $id, input: { rule: $rule }) { id } }',
      { id: base, rule: within(upper) },
    );
    expect(circle).toMatchObject({ code: 'FILTER_INVALID', message: expect.stringContaining('by way of Upper') });
  });

  test('is refused where it names what is not there, and says so when a field goes away later', async () => {
    const refused = (rule: object) =>
      marketer().refused(
        'mutation($rule: JSON!) { createSegment(input: { name: "No", kind: RULE, rule: $rule }) { id } }',
        {
          rule,
        },
      );
    expect(await refused({ colour: { eq: 'red' } })).toMatchObject({ code: 'FILTER_INVALID' });
    expect(await refused({ region: { gte: { now: 'tomorrow' } } })).toMatchObject({ code: 'FILTER_INVALID' });
    await app.alpha.admin.get(
      'mutation { defineField(input: { recordType: "Customer", name: "shoeSize", kind: INT, description: "Size." }) { id } }',
    );
    await settled();
    const id = await byRule('Big shoes', { custom: { shoeSize: { gte: 45 } } });
    await app.drain();
    const { customFields } = await app.alpha.admin.get<{ customFields: { nodes: { id: string }[] } }>(
      '{ customFields(filter: { name: { eq: "shoeSize" } }) { nodes { id } } }',
    );
    await app.alpha.admin.get('mutation($id: ID!) { deleteCustomField(id: $id) { id } }', {
      id: customFields.nodes[0]?.id,
    });
    await settled();
    await app.alpha.customer({ name: 'Whoever' });
    await app.drain();
    const { segment: broken } = await marketer().get<{ segment: object }>(
      'query($id: ID!) { segment(id: $id) { state fault } }',
      { id },
    );
    expect(broken).toEqual({ state: 'BROKEN', fault: expect.stringContaining('custom') });
  });
});

describe('a static segment', () => {
  test('[E1] holds whom somebody put into it', async () => {
    const [one, two] = [await app.alpha.customer({ name: 'One' }), await app.alpha.customer({ name: 'Two' })];
    const id = await segment('By hand', { kind: 'STATIC' });
    const move = (way: string, customerIds: string[]) =>
      marketer().get(
        `mutation($id: ID!, $customerIds: [ID!]!) { ${way}(id: $id, customerIds: $customerIds) { entered left } }`,
        { id, customerIds },
      );
    expect(await move('addToSegment', [one, two])).toEqual({ addToSegment: { entered: 2, left: 0 } });
    expect(await move('addToSegment', [one])).toEqual({ addToSegment: { entered: 0, left: 0 } });
    expect(await move('removeFromSegment', [one])).toEqual({ removeFromSegment: { entered: 0, left: 1 } });
    expect(await membersOf(id)).toEqual(['Two']);
    expect(
      await app.alpha
        .as('seller')
        .refused('mutation($id: ID!) { addToSegment(id: $id, customerIds: []) { left } }', { id }),
    ).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('what is known before and after', () => {
  test('a rule is tried before it is saved', async () => {
    await app.alpha.customer({ name: 'Tried', region: 'Keelung' });
    expect(
      await marketer().get('query($rule: JSON!) { previewSegment(rule: $rule) { size sample { name } } }', {
        rule: { region: { eq: 'Keelung' } },
      }),
    ).toEqual({ previewSegment: { size: 1, sample: [{ name: 'Tried' }] } });
  });

  test('[E7] reviews tell what changed since the last one, and snapshots who belonged to it', async () => {
    const customers = await Promise.all(['R1', 'R2', 'R3'].map((name) => app.alpha.customer({ name })));
    const id = await segment('Reviewed', { kind: 'STATIC', reviewEveryDays: 30 });
    const move = (way: string, customerIds: (string | undefined)[]) =>
      marketer().get(`mutation($id: ID!, $c: [ID!]!) { ${way}(id: $id, customerIds: $c) { left } }`, {
        id,
        c: customerIds,
      });
    const review = () =>
      marketer().get<{ reviewSegment: object }>(
        'mutation($id: ID!) { reviewSegment(id: $id, decision: "Keep it.") { sizeBefore entered left sizeAfter } }',
        { id },
      );
    await move('addToSegment', customers.slice(0, 2));
    expect(await review()).toEqual({ reviewSegment: { sizeBefore: 0, entered: 2, left: 0, sizeAfter: 2 } });
    const snapshot = await marketer().create('SegmentSnapshot', { segmentId: id }, 'id takenAt size');
    expect(snapshot).toMatchObject({ size: 2 });
    await move('removeFromSegment', customers.slice(0, 1));
    await move('addToSegment', customers.slice(2));
    expect(await review()).toEqual({ reviewSegment: { sizeBefore: 2, entered: 1, left: 1, sizeAfter: 2 } });
    const { segmentMembersAt } = await marketer().get<{ segmentMembersAt: { name: string }[] }>(
      'query($id: ID!, $at: DateTime!) { segmentMembersAt(id: $id, at: $at) { name } }',
      { id, at: (snapshot as { takenAt?: string }).takenAt },
    );
    expect(segmentMembersAt.map(({ name }) => name).sort()).toEqual(['R1', 'R2']);
  });

  test('overlaps are counted two by two', async () => {
    const [a, b, c] = await Promise.all(['O1', 'O2', 'O3'].map((name) => app.alpha.customer({ name })));
    const [one, two] = [await segment('Left', { kind: 'STATIC' }), await segment('Right', { kind: 'STATIC' })];
    const add = (id: string, customerIds: (string | undefined)[]) =>
      marketer().get('mutation($id: ID!, $c: [ID!]!) { addToSegment(id: $id, customerIds: $c) { left } }', {
        id,
        c: customerIds,
      });
    await add(one, [a, b]);
    await add(two, [b, c]);
    const { segmentOverlaps } = await marketer().get<{ segmentOverlaps: object[] }>(
      'query($ids: [ID!]!) { segmentOverlaps(ids: $ids) { common share } }',
      { ids: [one, two] },
    );
    expect(segmentOverlaps).toEqual([{ common: 1, share: 1 / 3 }]);
  });
});
