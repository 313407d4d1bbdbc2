import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const customer = (input = {}) => app.alpha.customer(input);

interface Period {
  user: { id: string } | null;
  startsAt: string;
  endsAt: string | null;
}
const periods = async (id: string) =>
  (
    await app.alpha.admin.get<{ customer: { ownerPeriods: { nodes: Period[] } } }>(
      'query($id: ID!) { customer(id: $id) { ownerPeriods { nodes { user { id } startsAt endsAt } } } }',
      { id },
    )
  ).customer.ownerPeriods.nodes.sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
const ownerOf = async (id: string) =>
  (
    await app.alpha.admin.get<{ customer: { owner: { id: string } | null } }>(
      'query($id: ID!) { customer(id: $id) { owner { id } } }',
      { id },
    )
  ).customer.owner?.id;
const give = (id: string, ownerId: string | null, expectedVersion?: number) =>
  app.alpha.admin.ask<{ updateCustomer: { version: number } }>(
    'mutation($id: ID!, $ownerId: ID, $expectedVersion: Int) { updateCustomer(id: $id, input: { ownerId: $ownerId }, expectedVersion: $expectedVersion) { version } }',
    { id, ownerId, expectedVersion },
  );

describe('who is accountable for a customer', () => {
  test('[iP1] is one user at a time: a period ends where the next begins', async () => {
    const { seller = '', manager = '' } = app.alpha.users;
    const id = await customer({ ownerId: seller });
    await give(id, manager);
    await give(id, null);
    await give(id, seller);
    const [first, second, third] = await periods(id);
    expect([first?.user?.id, second?.user?.id, third?.user?.id]).toEqual([seller, manager, seller]);
    expect(first?.endsAt).toBe(second?.startsAt);
    expect(Date.parse(third?.startsAt ?? '')).toBeGreaterThanOrEqual(Date.parse(second?.endsAt ?? ''));
    expect(third?.endsAt).toBeNull();
  });

  test('[iP1] a second accountable owner for the same time is refused', async () => {
    const customerId = await customer({ ownerId: app.alpha.users.seller });
    expect(
      await app.alpha.admin.refusedToCreate('OwnerPeriod', {
        customerId,
        userId: app.alpha.users.manager,
        startsAt: new Date(Date.now() + 1000).toISOString(),
      }),
    ).toMatchObject({ code: 'WINDOW_TAKEN', field: 'input.startsAt' });
    // What was before may be told afterwards.
    await app.alpha.admin.create('OwnerPeriod', {
      customerId,
      userId: app.alpha.users.manager,
      startsAt: '2020-01-01T00:00:00Z',
      endsAt: '2021-01-01T00:00:00Z',
    });
  });

  test('[iP1] [iP6] many who hand a customer over at once leave the owner of the last one, and periods without overlap or gap', async () => {
    const staff = Object.values(app.alpha.users);
    const id = await customer({ ownerId: staff[0] });
    const handovers = [...staff, ...staff];
    const answers = await Promise.all(handovers.map((user) => give(id, user)));
    expect(answers.filter(({ errors }) => errors).map(({ errors }) => errors?.[0]?.message)).toEqual([]);
    const all = await periods(id);
    expect(all.filter(({ endsAt }) => endsAt === null)).toHaveLength(1);
    for (const [index, { endsAt }] of all.slice(0, -1).entries()) expect(endsAt).toBe(all[index + 1]?.startsAt);
    const versions = answers.map(({ data }) => data?.updateCustomer.version ?? 0);
    const last = handovers[versions.indexOf(Math.max(...versions))];
    expect([await ownerOf(id), all.at(-1)?.user?.id]).toEqual([last, last]);
  });

  test('[iP6] whoever is made the owner past the command has no period: the test above can fail', async () => {
    const { seller = '', manager = '' } = app.alpha.users;
    const id = await customer({ ownerId: seller });
    await app.sql('update customer set owner_id = $2 where id = $1', [id.slice(4), manager.slice(4)]);
    expect([await ownerOf(id), (await periods(id)).at(-1)?.user?.id]).toEqual([manager, seller]);
  });

  test('[iP1] two who both saw the same version cannot both hand it over', async () => {
    const id = await customer();
    const answers = await Promise.all(
      [app.alpha.users.seller, app.alpha.users.manager].map((user) => give(id, user ?? '', 1)),
    );
    expect(answers.map(({ errors }) => errors?.[0]?.extensions?.code).sort()).toEqual(['VERSION_CONFLICT', undefined]);
  });

  test('[iP1] without the constraint a second owner would be accepted', async () => {
    const customerId = await customer({ ownerId: app.alpha.users.seller });
    const [constraint] = await app.sql<{ definition: string }>(
      "select pg_get_constraintdef(oid) as definition from pg_constraint where conname = 'owner_period_customer_id_window'",
    );
    await app.sql('alter table owner_period drop constraint owner_period_customer_id_window');
    const second = { customerId, userId: app.alpha.users.manager, startsAt: '2020-01-01T00:00:00Z' };
    const { id } = await app.alpha.admin.create('OwnerPeriod', second);
    await app.sql('delete from owner_period where id = $1', [id.slice(4)]);
    await app.sql(`alter table owner_period add constraint owner_period_customer_id_window ${constraint?.definition}`);
    expect(await app.alpha.admin.refusedToCreate('OwnerPeriod', second)).toMatchObject({ code: 'WINDOW_TAKEN' });
  });
});

describe('the journey of a customer', () => {
  test('[B17] is an ordered list of steps with dates, reasons and papers', async () => {
    const id = await customer({ lifecycleState: 'SUSPECT' });
    const take = (name: string, reason: string) =>
      app.alpha.admin.get(`mutation($id: ID!, $reason: String) { ${name}Customer(id: $id, reason: $reason) { id } }`, {
        id,
        reason,
      });
    await take('qualify', 'Asked for a brochure.');
    await take('activate', 'Bought a washing machine.');
    const steps = async () =>
      (
        await app.alpha.admin.get<{ customer: { lifecycleChanges: { nodes: { id: string }[] } } }>(
          `query($id: ID!) { customer(id: $id) { lifecycleChanges(orderBy: [{ field: CREATED_AT }]) {
             nodes { id fromState toState reason documents { nodes { title } } } } } }`,
          { id },
        )
      ).customer.lifecycleChanges.nodes;
    const [, bought] = await steps();
    await app.alpha.admin.create('CustomerDocument', {
      customerId: id,
      lifecycleChangeId: bought?.id,
      title: 'Contract',
      url: 'https://files.example/contract.pdf',
    });
    expect(await steps()).toEqual([
      {
        id: expect.any(String),
        fromState: 'SUSPECT',
        toState: 'PROSPECT',
        reason: 'Asked for a brochure.',
        documents: { nodes: [] },
      },
      {
        id: bought?.id,
        fromState: 'PROSPECT',
        toState: 'ACTIVE',
        reason: 'Bought a washing machine.',
        documents: { nodes: [{ title: 'Contract' }] },
      },
    ]);
    expect(
      await app.alpha.admin.refusedToCreate('CustomerDocument', {
        customerId: id,
        title: 'Odd',
        url: 'javascript:alert(1)',
      }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.url' });
  });

  test('a merged or erased customer takes no further step', async () => {
    const id = await customer();
    await app.sql("update customer set lifecycle_state = 'MERGED' where id = $1", [id.slice(4)]);
    expect(
      await app.alpha.admin.refused('mutation($id: ID!) { activateCustomer(id: $id) { id } }', { id }),
    ).toMatchObject({ code: 'TRANSITION_REFUSED', state: 'MERGED', allowed: [] });
  });

  test('[B15] stands with everything else that happened in one timeline', async () => {
    const id = await customer({ ownerId: app.alpha.users.seller });
    await app.alpha.as('service').create('Interaction', {
      channel: 'PHONE',
      direction: 'INBOUND',
      subject: 'Brochure',
      occurredAt: '2026-01-05T08:00:00Z',
      customerId: id,
    });
    await app.alpha.admin.create('Consent', { customerId: id, purpose: 'SERVICE' });
    await app.alpha.admin.get('mutation($id: ID!) { activateCustomer(id: $id) { id } }', { id });
    const { customer: read } = await app.alpha.as('seller').get<{
      customer: { timeline: { nodes: { __typename: string }[] } };
    }>('query($id: ID!) { customer(id: $id) { timeline(first: 10) { nodes { __typename } } } }', { id });
    expect(read.timeline.nodes.map((node) => node.__typename)).toEqual([
      'LifecycleChange',
      'Consent',
      'OwnerPeriod',
      'Interaction',
    ]);
  });
});
