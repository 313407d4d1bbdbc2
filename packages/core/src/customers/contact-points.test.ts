import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const customer = (input = {}) => app.alpha.customer(input);
const point = <Row = { id: string }>(input: object, selection = 'id') =>
  app.alpha.admin.create<Row>('ContactPoint', input, selection);

const INSIST = 'mutation($input: CreateContactPointInput!) { createContactPoint(input: $input, insist: true) { id } }';

describe('contact points', () => {
  test.each([
    ['PHONE', '02 2345 6789', 'tel:+886223456789'],
    ['MOBILE', '+44 7400 123456', 'tel:+447400123456'],
    ['EMAIL', 'Anna.Lin@Example.com', 'mailto:anna.lin@example.com'],
    ['LINE', 'Anna_Lin', 'line:anna_lin'],
    ['WECHAT', 'wxAnna', 'wechat:wxanna'],
    ['QQ', '１２３４５', 'qq:12345'],
    ['POSTAL', '臺北市信義路五段 7 號', 'post:臺北市信義路五段 7 號'],
  ])('[B2] %s %s is compared as %s', async (channel, value, normalised) => {
    expect(await point({ customerId: await customer(), channel, value }, 'value normalised state')).toEqual({
      value,
      normalised,
      state: 'ACTIVE',
    });
  });

  test('[B2] another way has a name of its own', async () => {
    const customerId = await customer();
    expect(
      await point({ customerId, channel: 'OTHER', channelName: 'Telegram', value: '@Anna' }, 'normalised'),
    ).toEqual({ normalised: 'telegram:@anna' });
    expect(
      await app.alpha.admin.refusedToCreate('ContactPoint', { customerId, channel: 'OTHER', value: '@Anna' }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.channelName' });
  });

  test.each([
    ['a telephone number of no country', { channel: 'PHONE', value: '+999 12345678' }, 'input.value'],
    ['an e-mail address with control characters', { channel: 'EMAIL', value: 'a\u0007b@example.com' }, 'input.value'],
    ['an e-mail address without a host', { channel: 'EMAIL', value: 'anna' }, 'input.value'],
  ])('%s is refused, and nothing is written', async (_what, input, field) => {
    const customerId = await customer();
    expect(await app.alpha.admin.refusedToCreate('ContactPoint', { customerId, ...input })).toMatchObject({
      code: 'INPUT_INVALID',
      field,
    });
    const rows = await app.sql('select 1 from contact_point where customer_id = $1', [customerId.slice(4)]);
    expect(rows).toEqual([]);
  });

  test('[iP2] one belongs to one customer, unless it is shared', async () => {
    const [a, b] = [await customer(), await customer()];
    const value = '0912 000 111';
    const first = await point({ customerId: a, channel: 'MOBILE', value });
    // It looks like the same person; who insists that it is not hears that the number is taken all the same.
    const taken = { customerId: b, channel: 'PHONE', value };
    expect(await app.alpha.admin.refusedToCreate('ContactPoint', taken)).toMatchObject({ code: 'DUPLICATE_SUSPECTED' });
    expect(await app.alpha.admin.refused(INSIST, { input: taken })).toMatchObject({
      code: 'DUPLICATE',
      field: 'input.normalised',
    });
    await point({ customerId: b, channel: 'PHONE', value, shared: true });
    // A number that its owner has given up goes to somebody else.
    await app.alpha.admin.get('mutation($id: ID!) { retireContactPoint(id: $id) { id } }', first);
    await point({ customerId: b, channel: 'MOBILE', value });
    // Another tenant knows nothing of it.
    const theirs = await app.beta.admin.create('Customer', { kind: 'PERSON', name: 'Theirs' });
    await app.beta.admin.create('ContactPoint', { customerId: theirs.id, channel: 'MOBILE', value });
  });

  test('[iP2] of many who claim one at once, one gets it; without the index all would', async () => {
    const claim = async (value: string) => {
      const ids = await Promise.all(Array.from({ length: 6 }, () => customer()));
      const answers = await Promise.all(
        ids.map((customerId) => app.alpha.admin.ask(INSIST, { input: { customerId, channel: 'EMAIL', value } })),
      );
      return answers.filter(({ errors }) => !errors).length;
    };
    expect(await claim('claimed@example.com')).toBe(1);
    await app.sql('alter index contact_point_normalised_key rename to kept');
    const [index] = await app.sql<{ indexdef: string }>("select indexdef from pg_indexes where indexname = 'kept'");
    await app.sql('drop index kept');
    expect(await claim('free@example.com')).toBe(6);
    await app.sql("delete from contact_point where normalised = 'mailto:free@example.com'");
    await app.sql(String(index?.indexdef).replace('kept', 'contact_point_normalised_key'));
  });

  test('[B2] one of a channel is preferred; the customer shows it', async () => {
    const customerId = await customer({ email: 'card@example.com' });
    const first = await point({ customerId, channel: 'EMAIL', value: 'first@example.com', preferred: true });
    await point({ customerId, channel: 'EMAIL', value: 'second@example.com', preferred: true });
    const read = () =>
      app.alpha.admin.get<{ customer: { email: string | null } }>(
        'query($id: ID!) { customer(id: $id) { email contactPoints { nodes { value preferred } } } }',
        { id: customerId },
      );
    expect(await read()).toEqual({
      customer: {
        email: 'second@example.com',
        contactPoints: {
          nodes: expect.arrayContaining([
            { value: 'first@example.com', preferred: false },
            { value: 'second@example.com', preferred: true },
          ]),
        },
      },
    });
    await app.alpha.admin.get(
      'mutation($id: ID!) { updateContactPoint(id: $id, input: { preferred: true }) { id } bounceContactPoint(id: $id) { id } }',
      first,
    );
    expect((await read()).customer.email).toBeNull();
  });

  test('[A6] what was verified until a day is stale from that day on', async () => {
    const customerId = await customer();
    const until = (expiresOn: string, value: string) =>
      point<{ id: string; verifiedAt: string | null }>(
        { customerId, channel: 'EMAIL', value, verification: 'VERIFIED', expiresOn },
        'id verifiedAt',
      );
    const past = await until('2020-01-01', 'past@example.com');
    await until('2220-01-01', 'future@example.com');
    expect(past.verifiedAt).not.toBeNull();
    expect(await app.alpha.as('automation').get('mutation { expireVerifications }')).toEqual({
      expireVerifications: 1,
    });
    expect(
      await app.alpha.admin.get(
        'query($id: ID!) { customer(id: $id) { contactPoints(filter: { verification: { eq: STALE } }) { nodes { id } } } }',
        { id: customerId },
      ),
    ).toEqual({ customer: { contactPoints: { nodes: [{ id: past.id }] } } });
    expect(await app.alpha.admin.get('mutation { expireVerifications }')).toEqual({ expireVerifications: 0 });
  });
});

describe('suppression', () => {
  const SUPPRESS =
    'mutation($input: ContactAddressInput!) { suppressAddress(input: $input, reason: OPTED_OUT) { id reason } }';
  const ASK = 'query($address: ContactAddressInput!) { suppression(address: $address) { reason } }';

  test('survives the deletion of the customer, and blocks whoever has the address later', async () => {
    const customerId = await customer();
    const address = { channel: 'EMAIL', value: 'Never@Example.com' };
    const { id } = await point({ customerId, ...address });
    await app.alpha.as('service').get(SUPPRESS, { input: address });
    expect(await app.alpha.admin.get('query($id: ID!) { contactPoint(id: $id) { state } }', { id })).toEqual({
      contactPoint: { state: 'BLOCKED' },
    });
    await app.alpha.admin.get('mutation($id: ID!) { retireContactPoint(id: $id) { id } }', { id });
    await app.alpha.admin.get('mutation($id: ID!) { deleteCustomer(id: $id) { id } }', { id: customerId });
    expect(await app.alpha.admin.get(ASK, { address: { channel: 'EMAIL', value: 'never@example.COM' } })).toEqual({
      suppression: { reason: 'OPTED_OUT' },
    });
    const later = await point({ customerId: await customer(), ...address, preferred: true }, 'state preferred');
    expect(later).toEqual({ state: 'BLOCKED', preferred: false });
  });

  test('keeps no address, only what recognises it', async () => {
    const address = { channel: 'MOBILE', value: '0912 999 888' };
    await app.alpha.admin.get(SUPPRESS, { input: address });
    const rows = await app.sql('select * from suppression_entry');
    expect(JSON.stringify(rows)).not.toMatch(/912999888/);
    const journal = await app.sql("select after from audit_entry where record_type = 'SuppressionEntry'");
    expect(JSON.stringify(journal)).not.toMatch(/912999888/);
  });

  test('is said once, however often; another tenant does not hear of it', async () => {
    const address = { channel: 'LINE', value: 'quiet' };
    const said = await Promise.all(
      Array.from({ length: 4 }, () =>
        app.alpha.admin.get<{ suppressAddress: { id: string } }>(SUPPRESS, { input: address }),
      ),
    );
    expect(new Set(said.map(({ suppressAddress }) => suppressAddress.id)).size).toBe(1);
    expect(await app.beta.admin.get(ASK, { address })).toEqual({ suppression: null });
  });
});
