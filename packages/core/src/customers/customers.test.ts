import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const CREATE =
  'mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { id kind name email phone lifecycleState owner { id } } }';

describe('customers', () => {
  test('[B7] a person and an organisation are both customers, in one list', async () => {
    const person = await app.alpha.admin.get(CREATE, {
      input: { kind: 'PERSON', name: '王小明', givenName: '小明', familyName: '王' },
    });
    const organisation = await app.alpha.admin.get(CREATE, { input: { kind: 'ORGANISATION', name: '大同醫院' } });
    expect(person).toMatchObject({ createCustomer: { kind: 'PERSON', lifecycleState: 'PROSPECT' } });
    expect(organisation).toMatchObject({ createCustomer: { kind: 'ORGANISATION' } });
    const kinds = await app.alpha.admin.get(
      '{ customerStats(groupBy: [{ field: KIND }]) { groups { key { kind } count } } }',
    );
    expect(kinds).toEqual({
      customerStats: {
        groups: [
          { key: { kind: 'ORGANISATION' }, count: 1 },
          { key: { kind: 'PERSON' }, count: 1 },
        ],
      },
    });
  });

  test("a telephone number is that of the tenant's country, an e-mail address in lower case", async () => {
    const input = { kind: 'PERSON', name: 'Anna', phone: '0912 345 678', email: 'Anna@Example.com' };
    expect(await app.alpha.admin.get(CREATE, { input })).toMatchObject({
      createCustomer: { phone: '+886912345678', email: 'anna@example.com' },
    });
    const { customers } = await app.alpha.admin.get<{ customers: { totalCount: number } }>(
      '{ customers(filter: { email: { eq: "ANNA@example.COM" } }) { totalCount } }',
    );
    expect(customers.totalCount).toBe(1);
  });

  test('belongs to whoever creates it, unless an owner is given', async () => {
    const own = await app.alpha
      .as('seller')
      .get<{ createCustomer: { owner: { id: string } } }>(CREATE, { input: { kind: 'PERSON', name: 'Own' } });
    expect(own.createCustomer.owner.id).toBe(app.alpha.users.seller);
    const given = await app.alpha.admin.get<{ createCustomer: { owner: { id: string } } }>(CREATE, {
      input: { kind: 'PERSON', name: 'Given', ownerId: app.alpha.users.manager },
    });
    expect(given.createCustomer.owner.id).toBe(app.alpha.users.manager);
  });

  test('a person stays a person', async () => {
    expect(
      await app.alpha.admin.refused(
        'mutation { updateCustomer(id: "cus_0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f", input: { kind: ORGANISATION }) { id } }',
      ),
    ).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
  });
});
