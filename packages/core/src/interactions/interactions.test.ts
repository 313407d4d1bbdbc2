import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { InteractionChannel } from './interaction.record.ts';

let app: TestApp;
let customerId: string;
beforeAll(async () => {
  app = await createTestApp();
  customerId = (
    await app.alpha
      .as('seller')
      .get<{ createCustomer: { id: string } }>(
        'mutation { createCustomer(input: { kind: PERSON, name: "王小明" }) { id } }',
      )
  ).createCustomer.id;
});
afterAll(() => app.close());

const CREATE =
  'mutation($input: CreateInteractionInput!) { createInteraction(input: $input) { id channel customer { name } user { id } cost { amount currency } } }';
const input = (values: object = {}) => ({
  channel: 'PHONE',
  direction: 'INBOUND',
  subject: '保固查詢',
  occurredAt: '2026-03-01T09:30:00Z',
  customerId,
  ...values,
});

describe('interactions', () => {
  test('[G1] every channel has the same model', async () => {
    for (const channel of Object.keys(InteractionChannel)) {
      expect(await app.alpha.as('seller').get(CREATE, { input: input({ channel }) })).toMatchObject({
        createInteraction: { channel, customer: { name: '王小明' } },
      });
    }
    const { customer } = await app.alpha.admin.get<{ customer: { interactions: { totalCount: number } } }>(
      'query($id: ID!) { customer(id: $id) { interactions { totalCount } } }',
      { id: customerId },
    );
    expect(customer.interactions.totalCount).toBe(Object.keys(InteractionChannel).length);
  });

  test('stand in the timeline of their customer, newest first', async () => {
    const seller = app.alpha.as('seller');
    const { createCustomer } = await seller.get<{ createCustomer: { id: string } }>(
      'mutation { createCustomer(input: { kind: PERSON, name: "林美玲" }) { id } }',
    );
    for (const [subject, occurredAt] of [
      ['second', '2026-03-02T00:00:00Z'],
      ['third', '2026-03-03T00:00:00Z'],
      ['first', '2026-03-01T00:00:00Z'],
    ])
      await seller.get(CREATE, { input: input({ subject, occurredAt, customerId: createCustomer.id }) });
    const ask = `query($id: ID!) { customers(filter: { id: { eq: $id } }) { nodes {
      timeline(types: [INTERACTION]) { edges { at node { ... on Interaction { subject user { name } } } } } } } }`;
    const entry = (subject: string, day: number) => ({
      at: `2026-03-0${day}T00:00:00+00:00`,
      node: { subject, user: null },
    });
    expect(await seller.get(ask, { id: createCustomer.id })).toEqual({
      customers: { nodes: [{ timeline: { edges: [entry('third', 3), entry('second', 2), entry('first', 1)] } }] },
    });
    expect(await app.beta.admin.get(ask, { id: createCustomer.id })).toEqual({ customers: { nodes: [] } });
  });

  test('costs are exact and summed per currency', async () => {
    for (const cost of [
      { amount: '0.10', currency: 'TWD' },
      { amount: '0.20', currency: 'TWD' },
      { amount: 100, currency: 'JPY' },
    ]) {
      await app.alpha.as('service').get(CREATE, { input: input({ cost, subject: 'cost' }) });
    }
    const stats = await app.alpha.admin.get(
      '{ interactionStats(filter: { subject: { eq: "cost" } }) { groups { sum { cost { amount currency } } } } }',
    );
    expect(stats).toEqual({
      interactionStats: {
        groups: [
          {
            sum: {
              cost: [
                { amount: '100', currency: 'JPY' },
                { amount: '0.30', currency: 'TWD' },
              ],
            },
          },
        ],
      },
    });
  });

  test('are seen by those who see the customer, whoever took part', async () => {
    const stranger = (
      await app.alpha.admin.get<{ createCustomer: { id: string } }>(
        'mutation { createCustomer(input: { kind: PERSON, name: "Stranger" }) { id } }',
      )
    ).createCustomer.id;
    await app.alpha.admin.get(CREATE, {
      input: input({ customerId: stranger, subject: 'hidden', userId: app.alpha.users.seller }),
    });
    const { interactions } = await app.alpha
      .as('seller')
      .get<{ interactions: { totalCount: number } }>(
        '{ interactions(filter: { subject: { eq: "hidden" } }) { totalCount } }',
      );
    expect(interactions.totalCount).toBe(0);
    expect(await app.alpha.as('seller').refused(CREATE, { input: input({ customerId: stranger }) })).toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
      field: 'input.customerId',
    });
  });

  test.each([
    ['a negative duration', { durationSeconds: -1 }, 'input.durationSeconds'],
    ['a duration of more than a week', { durationSeconds: 604_801 }, 'input.durationSeconds'],
    ['a blank subject', { subject: ' ' }, 'input.subject'],
  ])('%s is refused', async (_what, values, field) => {
    expect(await app.alpha.admin.refused(CREATE, { input: input(values) })).toMatchObject({
      code: 'INPUT_INVALID',
      field,
    });
  });
});
