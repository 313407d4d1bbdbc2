import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const marketer = () => app.alpha.as('marketer');
const segment = async (name: string, values: object = {}) =>
  (await marketer().create('Segment', { name, kind: 'STATIC', ...values })).id;
const put = (id: string, ...customerIds: string[]) =>
  marketer().get('mutation($id: ID!, $c: [ID!]!) { addToSegment(id: $id, customerIds: $c) { entered } }', {
    id,
    c: customerIds,
  });

describe('how the customers of a segment are treated', () => {
  test('[E2] each segment has its own brand, offer, face and words, and none twice at a time', async () => {
    const [frequent, young] = [await segment('Travels much'), await segment('Young')];
    const gone = { brand: 'Global', offer: 'Roaming', spokesperson: 'The climber', slogan: 'I can.' };
    await marketer().create('SegmentOffer', { segmentId: frequent, ...gone, startsOn: '2026-01-01' });
    const zone = { brand: 'Zone', offer: 'Night data', spokesperson: 'The singer', slogan: 'My place.' };
    await marketer().create('SegmentOffer', { segmentId: young, ...zone });
    const { segments } = await app.alpha.as('seller').get<{ segments: { nodes: object[] } }>(
      `query($ids: [ID!]) { segments(filter: { id: { in: $ids } }, orderBy: [{ field: NAME }]) {
        nodes { name offers { nodes { brand offer spokesperson slogan } } } } }`,
      { ids: [frequent, young] },
    );
    expect(segments.nodes).toEqual([
      { name: 'Travels much', offers: { nodes: [gone] } },
      { name: 'Young', offers: { nodes: [zone] } },
    ]);
    const twice = `mutation($id: ID!) { createSegmentOffer(
      input: { segmentId: $id, brand: "Global", offer: "Roaming", startsOn: "2026-06-01" }) { id } }`;
    expect(await marketer().refused(twice, { id: frequent })).toMatchObject({ code: 'WINDOW_TAKEN' });
  });

  test('[E6] whoever serves a customer sees the playbooks of the segments to which he belongs now', async () => {
    const playbook = {
      reception: 'By name.',
      followUp: 'A call after a week.',
      sellingPoints: 'Delivery on a Saturday.',
      promotion: 'Bundles, no discounts.',
      service: 'The direct line.',
    };
    const [now, before] = [await segment('Served well', playbook), await segment('Served before')];
    const customer = await app.alpha.customer({ ownerId: app.alpha.users.seller });
    await put(now, customer);
    await put(before, customer);
    await marketer().get('mutation($id: ID!, $c: [ID!]!) { removeFromSegment(id: $id, customerIds: $c) { left } }', {
      id: before,
      c: [customer],
    });
    const { customer: shown } = await app.alpha.as('seller').get<{ customer: object }>(
      `query($id: ID!) { customer(id: $id) { segmentMemberships(filter: { current: { eq: true } }) {
        nodes { segment { reception followUp sellingPoints promotion service } } } } }`,
      { id: customer },
    );
    expect(shown).toEqual({ segmentMemberships: { nodes: [{ segment: playbook }] } });
  });

  test('[E10] what moves a persona is weighed, said or unsaid, and told with its source', async () => {
    const families = await segment('Families');
    const persona = 'The careful father';
    const customerId = await app.alpha.customer();
    const { id: heard } = await app.alpha.admin.create('Interaction', {
      channel: 'PHONE',
      direction: 'INBOUND',
      subject: 'Asked how the door sounds',
      occurredAt: '2026-03-01T10:00:00Z',
      customerId,
    });
    const add = (factor: string, kind: string, weight: number, more: object = {}) =>
      marketer().create('DecisionFactor', {
        segmentId: families,
        persona,
        factor,
        kind,
        weight,
        source: 'Study of 2026',
        ...more,
      });
    await add('Price', 'EXPLICIT', 6);
    await add('The sound of the door', 'IMPLICIT', 9, { source: 'A call', interactionId: heard });
    await add('What the forum says', 'IMPLICIT', 7);
    const { segment: told } = await marketer().get<{ segment: { decisionFactors: { nodes: object[] } } }>(
      `query($id: ID!) { segment(id: $id) { decisionFactors(
        filter: { persona: { eq: "${persona}" } }, orderBy: [{ field: WEIGHT, direction: DESC }]) {
        nodes { factor kind weight source interaction { subject } } } } }`,
      { id: families },
    );
    expect(told.decisionFactors.nodes).toEqual([
      {
        factor: 'The sound of the door',
        kind: 'IMPLICIT',
        weight: 9,
        source: 'A call',
        interaction: { subject: 'Asked how the door sounds' },
      },
      { factor: 'What the forum says', kind: 'IMPLICIT', weight: 7, source: 'Study of 2026', interaction: null },
      { factor: 'Price', kind: 'EXPLICIT', weight: 6, source: 'Study of 2026', interaction: null },
    ]);
    const heavier = `mutation($id: ID!) { createDecisionFactor(
      input: { segmentId: $id, persona: "Any", factor: "Any", kind: EXPLICIT, weight: 11, source: "x" }) { id } }`;
    expect(await marketer().refused(heavier, { id: families })).toMatchObject({ code: 'INPUT_INVALID' });
  });
});
