import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const QUESTION = `query($from: DateTime!, $to: DateTime!, $moreThan: Int!, $top: Int!) {
  complainingAccounts(from: $from, to: $to, moreThan: $moreThan, top: $top) { customer { name } complaints revenue { amount currency } rank } }`;
const days = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString();
const year = { from: days(-364), to: days(1) };
const at = days(-30);

async function account(name: string, amounts: readonly string[], complaints: number, currency = 'TWD') {
  const customerId = await app.alpha.customer({ kind: 'ORGANISATION', name });
  for (const amount of amounts)
    await app.alpha.admin.create('Purchase', {
      customerId,
      product: 'Boiler',
      amount: { amount, currency },
      purchasedAt: at,
    });
  for (let n = 0; n < complaints; n++)
    await app.alpha.admin.create('ServiceRequest', { customerId, kind: 'COMPLAINT', subject: `Complaint ${n}` });
  await app.alpha.admin.create('ServiceRequest', { customerId, kind: 'QUESTION', subject: 'Question' });
  return customerId;
}

test('[A10] the largest accounts with more than so many complaints are known, by what they bought', async () => {
  await account('大同醫院', ['900', '200', '-50'], 3);
  await account('Grand Hotel', ['2000'], 1);
  await account('建國國小', ['500'], 4);
  await account('Small & loud', ['10'], 9);
  await account('Euro GmbH', ['20'], 3, 'EUR');
  const ask = (moreThan: number, top: number) => app.alpha.as('manager').get(QUESTION, { ...year, moreThan, top });
  expect(await ask(2, 3)).toEqual({
    complainingAccounts: [
      { customer: { name: 'Euro GmbH' }, complaints: 3, revenue: { amount: '20.00', currency: 'EUR' }, rank: 1 },
      { customer: { name: '大同醫院' }, complaints: 3, revenue: { amount: '1050.00', currency: 'TWD' }, rank: 2 },
      { customer: { name: '建國國小' }, complaints: 4, revenue: { amount: '500.00', currency: 'TWD' }, rank: 3 },
    ],
  });
  expect(await ask(9, 1_000)).toEqual({ complainingAccounts: [] });
  expect(
    await app.alpha
      .as('manager')
      .get(QUESTION, { from: '2020-01-01T00:00:00Z', to: '2021-01-01T00:00:00Z', moreThan: 0, top: 9 }),
  ).toEqual({
    complainingAccounts: [],
  });
});

test.each([
  ['to', { to: year.from }],
  ['moreThan', { moreThan: -1 }],
  ['top', { top: 0 }],
])('a wrong %s is refused', async (field, values) => {
  expect(await app.alpha.as('manager').refused(QUESTION, { ...year, moreThan: 1, top: 1, ...values })).toMatchObject({
    code: 'INPUT_INVALID',
    field,
  });
});

test('who sees a part of the customers ranks nobody', async () => {
  expect(await app.alpha.as('seller').refused(QUESTION, { ...year, moreThan: 1, top: 1 })).toMatchObject({
    code: 'FORBIDDEN',
  });
});
