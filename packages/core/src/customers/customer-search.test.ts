import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';

let app: TestApp;
let admin: TestClient;
const people = [
  { name: '王小明', email: 'ming.wang@example.com', phone: '0912345678' },
  { name: '王大明', email: 'daming@example.com' },
  { name: '陳小明', phone: '0987654321' },
  { name: '歐陽修文', phone: '0223456789' },
  { name: 'José García', email: 'jose@example.org' },
  { name: 'Josefine O’Brien' },
  { name: 'Anna Weiß', email: 'anna.weiss@example.com', phone: '0955005678' },
  { name: 'Joanna Smith' },
];

beforeAll(async () => {
  app = await createTestApp();
  admin = app.alpha.admin;
  await admin.get('mutation($inputs: [CreateCustomerInput!]!) { createCustomers(inputs: $inputs) { succeeded } }', {
    inputs: people.map((person) => ({ kind: 'PERSON', ...person })),
  });
});
afterAll(() => app.close());

const FOUND =
  'query($search: String!) { customers(filter: { search: $search }, orderBy: [{ field: NAME }], first: 50) { totalCount nodes { name } } }';

async function found(search: string, client = admin): Promise<string[]> {
  const { customers } = await client.get<{ customers: { totalCount: number; nodes: { name: string }[] } }>(FOUND, {
    search,
  });
  expect(customers.totalCount).toBe(customers.nodes.length);
  return customers.nodes.map(({ name }) => name);
}

describe('customers are found by what people type', () => {
  test.each([
    ['one Chinese character', '王', ['王大明', '王小明']],
    ['two, wherever they stand in the name', '小明', ['王小明', '陳小明']],
    ['three and more', '陽修文', ['歐陽修文']],
    ['characters that do not stand beside each other are two words', '王 明', ['王大明', '王小明']],
    ['the beginning of a Latin word', 'smi', ['Joanna Smith']],
    ['not its middle', 'anna', ['Anna Weiß']],
    ['one letter', 'g', ['José García']],
    ['accents left out', 'jose garcia', ['José García']],
    ['accents put in', 'Gärcia', ['José García']],
    ['capitals and sharp s', 'WEISS', ['Anna Weiß']],
    ['with and without an apostrophe', "o'brien", ['Josefine O’Brien']],
    ['full-width letters', 'Ｓｍｉｔｈ', ['Joanna Smith']],
    ['the last digits of a telephone number', '5678', ['Anna Weiß', '王小明']],
    ['a whole number as it is dialled', '0912 345 678', ['王小明']],
    ['a whole number with its country', '+886 912-345-678', ['王小明']],
    ['the beginning of an e-mail address', 'ming.', ['王小明']],
    ['a whole address', 'Anna.Weiss@example.com', ['Anna Weiß']],
    ['words of several fields', '王 5678', ['王小明']],
    ['nothing of the kind', '李', []],
  ])('%s', async (_what, search, names) => {
    expect(await found(search)).toEqual(names);
  });
});
