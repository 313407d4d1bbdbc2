import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const customer = (input = {}) => app.alpha.customer(input);
const MAKE =
  'mutation($id: ID!, $expiresAt: DateTime!) { createSelfServiceKey(customerId: $id, expiresAt: $expiresAt) { secret } }';
const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();

async function keyFor(id: string, by: TestClient = app.alpha.admin): Promise<TestClient> {
  const made = await by.get<{ createSelfServiceKey: { secret: string } }>(MAKE, { id, expiresAt: IN_AN_HOUR() });
  return app.client(made.createSelfServiceKey.secret);
}

describe('self-service', () => {
  test('[B10] a customer reads and changes his own profile; the journal says that it was himself', async () => {
    const id = await customer({ name: '王小明' });
    const self = await keyFor(id, app.alpha.as('service'));
    expect(await self.get('{ viewer { kind id } customers { nodes { name } } }')).toEqual({
      viewer: { kind: 'SELF', id },
      customers: { nodes: [{ name: '王小明' }] },
    });
    await self.get('mutation($id: ID!) { updateCustomer(id: $id, input: { occupation: "baker" }) { occupation } }', {
      id,
    });
    const [entry] = await app.sql(
      "select actor, after from audit_entry where record_id = $1 and operation = 'updated'",
      [id.slice(4)],
    );
    expect(entry).toEqual({ actor: id, after: { occupation: 'baker' } });
    const [event] = await app.sql("select actor from outbox where record_id = $1 and operation = 'updated'", [
      id.slice(4),
    ]);
    expect(event).toEqual({ actor: id });
  });

  test('[B10] what he enters has himself as its source', async () => {
    const id = await customer();
    const self = await keyFor(id);
    await self.create('ContactPoint', { customerId: id, channel: 'LINE', value: 'me' });
    await self.create('ProfileValue', { customerId: id, attribute: 'hobby', value: 'go' });
    await self.create('ContactPreference', { customerId: id, channel: 'EMAIL', atMostEveryDays: 30 });
    await self.create('Consent', { customerId: id, purpose: 'MARKETING', state: 'GRANTED' });
    expect(
      await app.alpha.admin.get(
        `query($id: ID!) { customer(id: $id) {
          contactPoints { nodes { source } } profileValues { nodes { source } }
          contactPreferences { nodes { source basis } } consents { nodes { source state proof } } } }`,
        { id },
      ),
    ).toEqual({
      customer: {
        contactPoints: { nodes: [{ source: 'SELF' }] },
        profileValues: { nodes: [{ source: 'SELF' }] },
        contactPreferences: { nodes: [{ source: 'SELF', basis: 'STATED' }] },
        consents: { nodes: [{ source: 'SELF', state: 'GRANTED', proof: expect.stringMatching(/^self-service/) }] },
      },
    });
    expect(
      await self.refused(
        'mutation($input: CreateContactPointInput!) { createContactPoint(input: $input) { source } }',
        { input: { customerId: id, channel: 'QQ', value: '1', source: 'STAFF' } },
      ),
    ).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  test('[B10] he withdraws a consent at once', async () => {
    const id = await customer();
    const { id: consentId } = await app.alpha.admin.create('Consent', {
      customerId: id,
      purpose: 'MARKETING',
      state: 'GRANTED',
      proof: 'form',
    });
    const self = await keyFor(id);
    expect(await self.get('mutation($id: ID!) { withdrawConsent(id: $id) { state } }', { id: consentId })).toEqual({
      withdrawConsent: { state: 'WITHDRAWN' },
    });
  });

  test('he sees nothing of others, and writes nothing for them', async () => {
    const [me, other] = [await customer(), await customer({ name: 'Secret Person' })];
    const self = await keyFor(me);
    expect(await self.get('query($id: ID!) { customer(id: $id) { name } }', { id: other })).toEqual({
      customer: null,
    });
    expect(await self.get('query($id: ID!) { node(id: $id) { id } }', { id: other })).toEqual({ node: null });
    expect(
      await self.refused('mutation($id: ID!) { updateCustomer(id: $id, input: { name: "X" }) { id } }', { id: other }),
    ).toMatchObject({ code: 'NOT_FOUND' });
    expect(
      await self.refusedToCreate('ContactPoint', { customerId: other, channel: 'LINE', value: 'x' }),
    ).toMatchObject({ code: 'REFERENCE_NOT_FOUND' });
    expect(JSON.stringify(await self.ask('{ users { nodes { name } } }'))).not.toContain('seller');
  });

  test('he sees neither internal fields nor notes about him', async () => {
    const id = await customer({ ownerId: app.alpha.users.seller });
    const self = await keyFor(id);
    for (const field of ['lifecycleState', 'owner { id }', 'industry', 'parent { id }'])
      expect(await self.refused(`{ customers { nodes { ${field} } } }`)).toMatchObject({
        code: 'GRAPHQL_VALIDATION_FAILED',
      });
    await app.alpha.admin.create('Interaction', {
      channel: 'PHONE',
      direction: 'INBOUND',
      subject: 'Difficult customer',
      occurredAt: '2026-01-05T08:00:00Z',
      customerId: id,
    });
    expect(
      JSON.stringify(await self.ask('{ customers { nodes { interactions { nodes { subject } } } } }')),
    ).not.toContain('Difficult');
    expect(JSON.stringify(await self.ask('{ interactions { nodes { subject } } }'))).not.toContain('Difficult');
  });

  test('the key ends with its time and with the customer, and makes no further keys', async () => {
    const id = await customer();
    expect(await app.alpha.admin.refused(MAKE, { id, expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({
      code: 'INPUT_INVALID',
    });
    const self = await keyFor(id);
    expect(await self.refused(MAKE, { id, expiresAt: IN_AN_HOUR() })).toMatchObject({ code: 'FORBIDDEN' });
    await app.alpha.admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id });
    const again = app.client(self.key);
    await expect(
      new Promise((resolve) => setTimeout(resolve, 1_100)).then(() => again.principal()),
    ).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('a key is made by whoever may change the customer, and by nobody else', async () => {
    const id = await customer();
    for (const role of ['marketer', 'analyst'])
      expect(await app.alpha.as(role).refused(MAKE, { id, expiresAt: IN_AN_HOUR() })).toMatchObject({
        code: 'FORBIDDEN',
      });
    expect(await app.alpha.as('seller').refused(MAKE, { id, expiresAt: IN_AN_HOUR() })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await app.beta.admin.refused(MAKE, { id, expiresAt: IN_AN_HOUR() })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('its role belongs to such keys only', async () => {
    const { roles } = await app.alpha.admin.get<{ roles: { nodes: { id: string }[] } }>(
      '{ roles(filter: { key: { eq: "self" } }) { nodes { id } } }',
    );
    const roleId = roles.nodes[0]?.id;
    expect(
      await app.alpha.admin.refused('mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }', {
        input: { name: 'Odd', roleId },
      }),
    ).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.roleId',
    });
    expect(
      await app.alpha.admin.refusedToCreate('User', { name: 'Odd', email: 'odd@alpha.example', roleId }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.roleId' });
    expect(
      await app.alpha.admin.refusedToCreate('Role', {
        key: 'odd',
        name: 'Odd',
        grants: [{ recordType: 'Customer', read: 'SELF' }],
      }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.grants[0].read' });
  });
});
