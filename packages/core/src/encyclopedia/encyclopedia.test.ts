import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const competitor = {
  kind: 'COMPETITOR',
  subject: 'Acme',
  title: 'Acme delivers within a day',
  body: 'From their own store in the north.',
  strengths: 'Fast.',
  weaknesses: 'No service in the south.',
  source: 'https://acme.example, 1 March',
};
const write = async (values: object) => (await app.alpha.as('marketer').create('MarketingAsset', values)).id;
const PUBLISH = 'mutation($id: ID!) { publishMarketingAsset(id: $id) { state edition } }';
const publish = (id: string) => app.alpha.as('marketer').get(PUBLISH, { id });
async function published(values: object): Promise<string> {
  const id = await write(values);
  await publish(id);
  return id;
}

describe('an entry of the encyclopedia', () => {
  test('[L5] [L16] is found by everybody in the house, and written by few', async () => {
    const id = await published({ ...competitor, keywords: 'delivery logistics' });
    const seller = app.alpha.as('seller');
    const search =
      'query($words: String!) { marketingAssets(filter: { search: $words, state: { eq: PUBLISHED } }) { nodes { id weaknesses audience } } }';
    for (const words of ['acme', 'logistics', 'within a day'])
      expect(await seller.get(search, { words })).toEqual({
        marketingAssets: { nodes: [{ id, weaknesses: 'No service in the south.', audience: 'INTERNAL' }] },
      });
    expect((await seller.refusedToCreate('MarketingAsset', competitor)).code).toMatch(/FORBIDDEN|VALIDATION/);
  });

  test('[L5] never changes once it is published: a revision takes its place, and both stay', async () => {
    const marketer = app.alpha.as('marketer');
    const subject = 'Zenith';
    const id = await published({ ...competitor, subject });
    const change = 'mutation($id: ID!) { updateMarketingAsset(id: $id, input: { body: "Changed." }) { id } }';
    expect(await marketer.refused(change, { id })).toMatchObject({ code: 'INPUT_INVALID', field: 'input.body' });
    const revision = await write({ ...competitor, subject, body: 'Two days by now.', revisesId: id });
    const list = async () =>
      (
        await marketer.get<{ marketingAssets: { nodes: { edition: number }[] } }>(
          'query($subject: String!) { marketingAssets(filter: { subject: { eq: $subject }, state: { eq: PUBLISHED } }) { nodes { id edition body } } }',
          { subject },
        )
      ).marketingAssets.nodes;
    expect(await list()).toMatchObject([{ id, edition: 1 }]);
    await publish(revision);
    expect(await list()).toEqual([{ id: revision, edition: 2, body: 'Two days by now.' }]);
    expect(
      await marketer.get('query($id: ID!) { marketingAsset(id: $id) { state body supersededBy { id } } }', { id }),
    ).toEqual({
      marketingAsset: { state: 'RETIRED', body: 'From their own store in the north.', supersededBy: { id: revision } },
    });
    expect(await marketer.refusedToCreate('MarketingAsset', { ...competitor, subject, revisesId: id })).toMatchObject({
      field: 'input.revisesId',
    });
  });

  test('[L5] of two revisions at once one takes the place', async () => {
    const subject = 'Nadir';
    const id = await published({ ...competitor, subject });
    const revisions = [];
    for (let n = 0; n < 4; n++) revisions.push(await write({ ...competitor, subject, revisesId: id }));
    const answers = await Promise.all(
      revisions.map((revision) => app.alpha.as('marketer').ask(PUBLISH, { id: revision })),
    );
    expect(answers.filter(({ errors }) => !errors).length).toBe(1);
    const rows = await app.sql("select 1 from marketing_asset where subject = $1 and state = 'PUBLISHED'", [subject]);
    expect(rows.length).toBe(1);
  });

  test('[L5] has one price at a time', async () => {
    const price = {
      kind: 'PRICE',
      subject: 'Boiler 200',
      title: 'Spring price',
      body: 'List.',
      price: { amount: '28900', currency: 'TWD' },
    };
    await published({ ...price, validFrom: '2026-03-01', validUntil: '2026-06-01' });
    const marketer = app.alpha.as('marketer');
    const overlapping = await write({ ...price, validFrom: '2026-05-01' });
    expect(await marketer.refused(PUBLISH, { id: overlapping })).toMatchObject({ code: 'WINDOW_TAKEN' });
    await published({ ...price, title: 'Summer price', validFrom: '2026-06-01' });
    const on =
      'query($day: Date!) { marketingAssets(filter: { kind: { eq: PRICE }, state: { eq: PUBLISHED }, validFrom: { lte: $day }, or: [{ validUntil: { gt: $day } }, { validUntil: { isNull: true } }] }) { nodes { title } } }';
    expect(await marketer.get(on, { day: '2026-04-15' })).toEqual({
      marketingAssets: { nodes: [{ title: 'Spring price' }] },
    });
    expect(await marketer.get(on, { day: '2026-07-15' })).toEqual({
      marketingAssets: { nodes: [{ title: 'Summer price' }] },
    });
    expect(await marketer.refusedToCreate('MarketingAsset', { ...competitor, price: price.price })).toMatchObject({
      field: 'input.price',
    });
    expect(await marketer.refusedToCreate('MarketingAsset', { ...price, price: null })).toMatchObject({
      field: 'input.price',
    });
  });

  test('[L15] keeps what we learned of customers apart from what we learned of the market', async () => {
    await published({ ...competitor, kind: 'CUSTOMER_INSIGHT', subject: 'Families', title: 'They decide on Sundays' });
    await published({ ...competitor, kind: 'MARKET_INSIGHT', subject: 'Heat pumps', title: 'Doubles every year' });
    const { marketingAssetStats } = await app.alpha
      .as('analyst')
      .get<{ marketingAssetStats: { groups: object[] } }>(
        '{ marketingAssetStats(filter: { kind: { in: [CUSTOMER_INSIGHT, MARKET_INSIGHT] } }, groupBy: [{ field: KIND }]) { groups { key { kind } count } } }',
      );
    expect(marketingAssetStats.groups).toEqual(
      expect.arrayContaining([
        { key: { kind: 'CUSTOMER_INSIGHT' }, count: 1 },
        { key: { kind: 'MARKET_INSIGHT' }, count: 1 },
      ]),
    );
  });
});
