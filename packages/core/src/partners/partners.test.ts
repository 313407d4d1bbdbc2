import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

let partners = 0;
async function partner(values: object = {}): Promise<{ id: string; name: string }> {
  const name = `Sky Miles ${++partners}`;
  const input = { name, purpose: 'Miles for purchases', attributes: ['NAME', 'EMAIL', 'PHONE'], ...values };
  return { id: (await app.alpha.as('manager').create('Partner', input)).id, name };
}
const customer = (values: object = {}) =>
  app.alpha.customer({ name: '林小華', email: 'hua@example.com', region: 'Taipei', ...values });
const agree = async (customerId: string, partner: string, values: object = {}) =>
  (
    await app.alpha.admin.create('Consent', {
      ...{ customerId, purpose: 'SHARING', partner, state: 'GRANTED', proof: 'Form 7' },
      ...values,
    })
  ).id;

interface Shared {
  customerId: string;
  values: Record<string, unknown> | null;
  refusal: string | null;
}
const SHARE = `mutation($id: ID!, $customers: [ID!]!, $attributes: [SharedAttribute!]!) {
  shareWithPartner(partnerId: $id, customerIds: $customers, attributes: $attributes) { customerId values refusal } }`;
const share = async (id: string, customers: string[], attributes = ['NAME', 'EMAIL'], role = 'marketer') =>
  (await app.alpha.as(role).get<{ shareWithPartner: Shared[] }>(SHARE, { id, customers, attributes })).shareWithPartner;
const noted = (customerId: string) =>
  app.sql('select attributes, consent_id from partner_share where customer_id = $1', [customerId.slice(4)]);

let sent = 0;
const own = () => ({ email: `hua${++sent}@example.com` });

describe('sharing with a partner', () => {
  test('[E13] tells of those who agreed, no more than was asked, and keeps under which consent', async () => {
    const { id, name } = await partner();
    const [yes, no, gone] = [await customer(own()), await customer(own()), await customer(own())];
    const consent = await agree(yes, name);
    const withdrawn = await agree(gone, name);
    await app.alpha.admin.get('mutation($id: ID!) { withdrawConsent(id: $id) { state } }', { id: withdrawn });
    expect(await share(id, [yes, no, gone])).toEqual([
      { customerId: yes, values: { NAME: '林小華', EMAIL: expect.stringMatching(/^hua/) }, refusal: null },
      { customerId: no, values: null, refusal: 'NO_CONSENT' },
      { customerId: gone, values: null, refusal: 'NO_CONSENT' },
    ]);
    expect(await noted(yes)).toEqual([{ attributes: ['NAME', 'EMAIL'], consent_id: consent.slice(4) }]);
    expect([...(await noted(no)), ...(await noted(gone))]).toEqual([]);
    const { customer: found } = await app.alpha
      .as('service')
      .get<{ customer: object }>(
        'query($id: ID!) { customer(id: $id) { partnerShares { nodes { partner { purpose } attributes consent { proof } } } } }',
        { id: yes },
      );
    expect(found).toEqual({
      partnerShares: {
        nodes: [
          { partner: { purpose: 'Miles for purchases' }, attributes: ['NAME', 'EMAIL'], consent: { proof: 'Form 7' } },
        ],
      },
    });
  });

  test('[E13] of a consent for another partner, another purpose, one that is over or not there, tells nothing', async () => {
    const { id, name } = await partner();
    const other = await partner();
    const [elsewhere, marketing, over, quiet] = [
      await customer(own()),
      await customer(own()),
      await customer(own()),
      await customer({ ...own(), lifecycleState: 'DO_NOT_CONTACT' }),
    ];
    await agree(elsewhere, other.name);
    await app.alpha.admin.create('Consent', {
      ...{ customerId: marketing, purpose: 'MARKETING', state: 'GRANTED', proof: 'Form 7' },
    });
    await agree(over, name, { expiresAt: '2020-01-01T00:00:00Z', grantedAt: '2019-01-01T00:00:00Z' });
    await agree(quiet, name);
    expect((await share(id, [elsewhere, marketing, over, quiet])).map(({ refusal }) => refusal)).toEqual([
      'NO_CONSENT',
      'NO_CONSENT',
      'NO_CONSENT',
      'DO_NOT_CONTACT',
    ]);
  });

  test('[E13] of a consent for one channel tells only what belongs to it', async () => {
    const { id, name } = await partner();
    const customerId = await customer(own());
    await agree(customerId, name, { channel: 'EMAIL' });
    const [shared] = await share(id, [customerId]);
    expect(Object.keys(shared?.values ?? {})).toEqual(['EMAIL']);
    expect(await share(id, [customerId], ['NAME'])).toMatchObject([{ refusal: 'NO_CONSENT' }]);
  });

  test('[E13] is refused what the partner may not have, what the actor may not see, and without the permission', async () => {
    const { id, name } = await partner({ attributes: ['NAME', 'EMAIL'] });
    const customerId = await customer(own());
    await agree(customerId, name);
    const refused = (role: string, attributes: string[], partnerId = id) =>
      app.alpha.as(role).refused(SHARE, { id: partnerId, customers: [customerId], attributes });
    expect(await refused('marketer', ['REGION'])).toMatchObject({ code: 'INPUT_INVALID', field: 'attributes' });
    for (const role of ['seller', 'service', 'analyst', 'automation'])
      expect(await refused(role, ['NAME'])).toMatchObject({ code: 'FORBIDDEN', permission: 'partners.share' });
    const off = await partner({ active: false });
    expect(await refused('marketer', ['NAME'], off.id)).toMatchObject({ field: 'partnerId' });
    expect(
      await app.beta.as('marketer').refused(SHARE, { id, customers: [customerId], attributes: ['NAME'] }),
    ).toMatchObject({ code: 'REFERENCE_NOT_FOUND' });
    expect(await noted(customerId)).toEqual([]);
  });

  test('[E13] tells nothing of whoever has withdrawn, however close it comes', async () => {
    const { id, name } = await partner();
    for (let race = 0; race < 20; race++) {
      const customerId = await customer(own());
      const consent = await agree(customerId, name);
      const withdraw = app.alpha.admin.get('mutation($id: ID!) { withdrawConsent(id: $id) { state } }', {
        id: consent,
      });
      const [[shared]] = await Promise.all([share(id, [customerId]), withdraw]);
      // What was told was noted before the withdrawal was: outbox ids are taken under the lock of the consent.
      const order = await app.sql<{ type: string }>(
        `select record_type || '.' || operation as type from outbox
         where record_id in (select $1::uuid union select id from partner_share where consent_id = $1) and operation <> 'created'
            or record_id in (select id from partner_share where consent_id = $1) order by id`,
        [consent.slice(4)],
      );
      const told = shared?.refusal === null;
      expect(order.length).toBe(told ? 2 : 1);
      if (told) expect(order[0]?.type).toMatch(/PartnerShare/);
      expect(await share(id, [customerId])).toMatchObject([{ refusal: 'NO_CONSENT' }]);
    }
  });
});
