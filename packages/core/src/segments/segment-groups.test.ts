import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
let teams: { city: string; country: string };
beforeAll(async () => {
  app = await createTestApp();
  const team = async (name: string) => (await app.alpha.admin.create('Team', { name })).id;
  teams = { city: await team('City'), country: await team('Country') };
  await app.alpha.admin.get('mutation($id: ID!, $t: ID!) { updateUser(id: $id, input: { teamId: $t }) { id } }', {
    id: app.alpha.users.seller,
    t: teams.city,
  });
});
afterAll(() => app.close());

const marketer = () => app.alpha.as('marketer');
let made = 0;
const group = async (values: object = {}) =>
  (
    await marketer().create('SegmentGroup', {
      ...{ name: `Group ${++made}`, brand: `Brand ${made}`, terms: 'Paid within 30 days.', position: made },
      ...values,
    })
  ).id;
const item = async (groupId: string, offer: string, values: object = {}) =>
  (await marketer().create('CatalogueItem', { groupId, offer, ...values })).id;
const segment = async (groupId: string | null, ...customerIds: string[]) => {
  const { id } = await marketer().create('Segment', { name: `Segment ${++made}`, kind: 'STATIC', groupId });
  if (customerIds.length > 0)
    await marketer().get('mutation($id: ID!, $c: [ID!]!) { addToSegment(id: $id, customerIds: $c) { entered } }', {
      id,
      c: customerIds,
    });
  return id;
};
interface Operation {
  brand: string;
  group: { name: string };
  catalogue: { item: { offer: string }; terms: string }[];
}
const operation = async (role: string, id: string, on = '2026-03-01') =>
  (
    await app.alpha.as(role).get<{ customerOperation: Operation | null }>(
      `query($id: ID!, $on: Date!) { customerOperation(customerId: $id, on: $on) {
        brand group { name } catalogue { item { offer } terms } } }`,
      { id, on },
    )
  ).customerOperation;
const mine = () => app.alpha.customer({ ownerId: app.alpha.users.seller });

describe('a group of segments', () => {
  test('[E8] is served under its brand, from its catalogue and on its terms, and the first group of a customer serves him', async () => {
    const [first, second] = [
      await group({ name: 'Business', brand: 'Atlas', terms: 'Paid within 60 days.', teamId: teams.city }),
      await group({ name: 'Young', brand: 'Zone', teamId: teams.city }),
    ];
    await item(first, 'Roaming', { price: { amount: '900', currency: 'TWD' } });
    await item(first, 'A line of his own', { terms: 'For two years.' });
    await item(first, 'Fax', { endsOn: '2026-01-01' });
    await item(second, 'Night data');
    const customerId = await mine();
    await segment(second, customerId);
    expect(await operation('seller', customerId)).toMatchObject({
      brand: 'Zone',
      catalogue: [{ item: { offer: 'Night data' }, terms: 'Paid within 30 days.' }],
    });
    await segment(first, customerId);
    expect(await operation('seller', customerId)).toEqual({
      brand: 'Atlas',
      group: { name: 'Business' },
      catalogue: [
        { item: { offer: 'A line of his own' }, terms: 'For two years.' },
        { item: { offer: 'Roaming' }, terms: 'Paid within 60 days.' },
      ],
    });
    expect((await operation('seller', customerId, '2025-12-31'))?.catalogue).toHaveLength(3);
    expect(await operation('seller', await mine())).toBeNull();
  });

  test('[E8] offers its segments nothing under another brand, nor from outside its catalogue', async () => {
    const id = await group({ brand: 'Own brand' });
    const itemId = await item(id, 'Own offer');
    const inside = await segment(id);
    const offer = (values: object) => ({ segmentId: inside, brand: 'Own brand', offer: 'Own offer', ...values });
    expect(await marketer().refusedToCreate('SegmentOffer', offer({ brand: 'Another' }))).toMatchObject({
      code: 'RULE_BROKEN',
      rule: 'BRAND_OF_ANOTHER_GROUP',
      field: 'input.brand',
    });
    expect(await marketer().refusedToCreate('SegmentOffer', offer({ offer: 'Another' }))).toMatchObject({
      rule: 'OFFER_OUTSIDE_CATALOGUE',
      field: 'input.offer',
    });
    await marketer().create('SegmentOffer', offer({}));
    expect(
      await marketer().refused('mutation($id: ID!) { deleteCatalogueItem(id: $id) { id } }', { id: itemId }),
    ).toMatchObject({ rule: 'ITEM_ON_OFFER' });
    // A segment does not bring what it was offered before into the business of the group.
    const outside = await segment(null);
    await marketer().create('SegmentOffer', { segmentId: outside, brand: 'Another', offer: 'Another' });
    expect(
      await marketer().refused(
        'mutation($id: ID!, $g: ID!) { updateSegment(id: $id, input: { groupId: $g }) { id } }',
        {
          id: outside,
          g: id,
        },
      ),
    ).toMatchObject({ rule: 'BRAND_OF_ANOTHER_GROUP', field: 'input.groupId' });
  });

  test('[E8] has a brand that no other one has, and no item twice at a time', async () => {
    const id = await group({ brand: 'Unique' });
    expect(
      await marketer().refusedToCreate('SegmentGroup', { name: 'Copy', brand: 'Unique', terms: 'x' }),
    ).toMatchObject({ code: 'DUPLICATE' });
    await item(id, 'Once', { endsOn: '2026-06-01' });
    await item(id, 'Once', { startsOn: '2026-06-01' });
    expect(
      await marketer().refusedToCreate('CatalogueItem', { groupId: id, offer: 'Once', startsOn: '2026-05-01' }),
    ).toMatchObject({ code: 'WINDOW_TAKEN' });
  });

  test('[E8] is seen by the team that serves it, and no other team serves its customers instead', async () => {
    const [ours, theirs] = [
      await group({ teamId: teams.city, position: 1_002 }),
      await group({ teamId: teams.country, position: 1_001 }),
    ];
    const foreign = await item(theirs, 'Theirs');
    const customerId = await mine();
    await segment(ours, customerId);
    expect(await operation('seller', customerId)).not.toBeNull();
    await segment(theirs, customerId);
    expect(await operation('seller', customerId)).toBeNull();
    expect(await operation('manager', customerId)).toMatchObject({ catalogue: [{ item: { offer: 'Theirs' } }] });
    const { segmentGroup, catalogueItem } = await app.alpha
      .as('seller')
      .get<Record<'segmentGroup' | 'catalogueItem', unknown>>(
        'query($g: ID!, $i: ID!) { segmentGroup(id: $g) { id } catalogueItem(id: $i) { id } }',
        { g: theirs, i: foreign },
      );
    expect([segmentGroup, catalogueItem]).toEqual([null, null]);
  });

  test('[E8] gives its customers to its team, but none for whom another team is accountable', async () => {
    const id = await group({ teamId: teams.country, position: 0 });
    const [free, taken] = [
      await app.alpha.customer(),
      await app.alpha.customer({ ownerTeamId: teams.city, name: 'Taken' }),
    ];
    await segment(id, free, taken);
    const hand = async (role: string) =>
      app.alpha.as(role).get('mutation($id: ID!) { handSegmentGroupToTeam(id: $id) }', { id });
    expect(
      await app.alpha.as('marketer').refused('mutation($id: ID!) { handSegmentGroupToTeam(id: $id) }', { id }),
    ).toMatchObject({ code: 'FORBIDDEN' });
    expect(await hand('manager')).toEqual({ handSegmentGroupToTeam: 1 });
    expect(await hand('manager')).toEqual({ handSegmentGroupToTeam: 0 });
    const rows = await app.sql<{ id: string; team: string | null }>(
      'select id, owner_team_id as team from customer where id = any($1) order by id',
      [[free, taken].map((each) => each.slice(4))],
    );
    expect(new Map(rows.map((row) => [row.id, row.team]))).toEqual(
      new Map([
        [free.slice(4), teams.country.slice(4)],
        [taken.slice(4), teams.city.slice(4)],
      ]),
    );
  });
});
