import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const customer = (input = {}) => app.alpha.customer(input);
const organisation = (input = {}) => customer({ kind: 'ORGANISATION', ...input });

describe('what is known of a customer', () => {
  test('[B1] a person has demographics', async () => {
    const known = {
      gender: 'FEMALE',
      birthDate: '1990-02-28',
      occupation: 'engineer',
      maritalStatus: 'MARRIED',
      childrenCount: 2,
      region: '臺北市',
      language: 'zh-Hant-TW',
      timeZone: 'Asia/Taipei',
    };
    const id = await customer(known);
    expect(
      await app.alpha.admin.get(`query($id: ID!) { customer(id: $id) { ${Object.keys(known).join(' ')} } }`, { id }),
    ).toEqual({ customer: known });
  });

  test.each([
    [{ birthDate: '2999-01-01' }, 'input.birthDate'],
    [{ timeZone: 'Asia/Nowhere' }, 'input.timeZone'],
    [{ registrationNumber: '12345678' }, 'input.registrationNumber'],
    [{ childrenCount: -1 }, 'input.childrenCount'],
  ])('[B1] %j is refused for a person', async (input, field) => {
    expect(await app.alpha.admin.refusedToCreate('Customer', { kind: 'PERSON', name: 'Odd', ...input })).toMatchObject({
      code: 'INPUT_INVALID',
      field,
    });
  });

  test('[B5] an organisation has its industry, its place in it, and figures beside the mean', async () => {
    const parentId = await organisation();
    const id = await organisation({
      legalName: '大同醫療財團法人',
      registrationNumber: '12345678',
      industry: 'hospitals',
      industryStage: 'MATURE',
      marketPosition: 'LEADER',
      employeeCount: 900,
      parentId,
    });
    const figure = { organisationId: id, measure: 'NET_MARGIN', year: 2025, basisPoints: 820 };
    await app.alpha.admin.create('FinancialFigure', { ...figure, industryBasisPoints: 610 });
    expect(
      await app.alpha.admin.get(
        'query($id: ID!) { customer(id: $id) { industryStage marketPosition parent { id } financialFigures { nodes { basisPoints industryBasisPoints } } } }',
        { id },
      ),
    ).toEqual({
      customer: {
        industryStage: 'MATURE',
        marketPosition: 'LEADER',
        parent: { id: parentId },
        financialFigures: { nodes: [{ basisPoints: 820, industryBasisPoints: 610 }] },
      },
    });
    expect(await app.alpha.admin.refusedToCreate('FinancialFigure', figure)).toMatchObject({ code: 'DUPLICATE' });
    expect(
      await app.alpha.admin.refusedToCreate('FinancialFigure', { ...figure, organisationId: await customer() }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.organisationId' });
  });

  test('[A5] a value has source, collector, time and confidence', async () => {
    const customerId = await customer();
    const value = await app.alpha
      .as('service')
      .create<{ collectedAt: string | null }>(
        'ProfileValue',
        { customerId, attribute: 'favourite brand', value: '大同', source: 'PARTNER', confidence: 70 },
        'source confidence state collectedAt collectedBy { id }',
      );
    expect(value).toMatchObject({
      source: 'PARTNER',
      confidence: 70,
      state: 'UNVERIFIED',
      collectedBy: { id: app.alpha.users.service },
    });
    expect(Date.parse(value.collectedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  test('[A6] a later value retires the former one and overwrites nothing; values side by side stay', async () => {
    const customerId = await customer();
    const note = (attribute: string, value: string, besides = false) =>
      app.alpha.admin.create('ProfileValue', { customerId, attribute, value, besides });
    const first = await note('employer', '台電');
    await app.alpha.admin.get('mutation($id: ID!) { verifyProfileValue(id: $id) { id } }', first);
    await note('employer', '中鋼');
    await note('hobby', 'hiking', true);
    await note('hobby', 'chess', true);
    const { customer: read } = await app.alpha.admin.get<{ customer: { profileValues: { nodes: unknown[] } } }>(
      'query($id: ID!) { customer(id: $id) { profileValues(orderBy: [{ field: CREATED_AT }]) { nodes { attribute value state } } } }',
      { id: customerId },
    );
    expect(read.profileValues.nodes).toEqual([
      { attribute: 'employer', value: '台電', state: 'RETIRED' },
      { attribute: 'employer', value: '中鋼', state: 'UNVERIFIED' },
      { attribute: 'hobby', value: 'hiking', state: 'UNVERIFIED' },
      { attribute: 'hobby', value: 'chess', state: 'UNVERIFIED' },
    ]);
    expect(
      await app.alpha.admin.refused('mutation($id: ID!) { verifyProfileValue(id: $id) { id } }', first),
    ).toMatchObject({ code: 'TRANSITION_REFUSED', state: 'RETIRED' });
  });

  test('[A6] a value whose day has come is stale, and is verified until another day', async () => {
    const customerId = await customer();
    const { id } = await app.alpha.admin.create('ProfileValue', {
      customerId,
      attribute: 'address',
      value: '臺北市',
      validUntil: '2020-01-01',
    });
    expect(await app.alpha.admin.get('mutation { expireVerifications }')).toEqual({ expireVerifications: 1 });
    expect(
      await app.alpha.admin.get(
        'mutation($id: ID!) { verifyProfileValue(id: $id, input: { validUntil: "2220-01-01" }) { state validUntil } }',
        { id },
      ),
    ).toEqual({ verifyProfileValue: { state: 'VERIFIED', validUntil: '2220-01-01' } });
  });

  test('[B4] experience with a category of products is kept, also that with other brands', async () => {
    const customerId = await customer();
    const experience = {
      category: 'washing machine',
      usingSince: '2015-06-01',
      pastBrands: '聲寶',
      habits: 'daily',
      depth: 'EXPERT',
    };
    await app.alpha.admin.create('UsageExperience', { customerId, ...experience });
    expect(
      await app.alpha.admin.get(
        'query($id: ID!) { customer(id: $id) { usageExperiences { nodes { category usingSince pastBrands habits depth } } } }',
        { id: customerId },
      ),
    ).toEqual({ customer: { usageExperiences: { nodes: [experience] } } });
  });
});

describe('what a customer bought', () => {
  test('[B3] is kept line by line; sums are worked out from the lines', async () => {
    const customerId = await customer();
    const line = { customerId, product: 'Refrigerator', purchasedAt: '2026-03-01T10:00:00Z' };
    const till = { system: 'till', reference: '77-1' };
    const pay = (amount: string) => ({ amount: { amount, currency: 'TWD' } });
    await app.alpha.admin.create('Purchase', { ...line, ...till, ...pay('28900') });
    await app.alpha.admin.create('Purchase', { ...line, product: 'Filter', quantity: 2, ...pay('1200') });
    await app.alpha.admin.create('Purchase', { ...line, product: 'Filter', quantity: -1, ...pay('-600') });
    expect(
      await app.alpha.admin.get(
        `query($id: ID!) { customer(id: $id) {
          purchases { totalCount }
          purchasesStats { groups { count sum { quantity amount { amount currency } } } }
          timeline(first: 5, types: [PURCHASE]) { nodes { __typename } } } }`,
        { id: customerId },
      ),
    ).toEqual({
      customer: {
        purchases: { totalCount: 3 },
        purchasesStats: {
          groups: [{ count: 3, sum: { quantity: 2, amount: [{ amount: '29500.00', currency: 'TWD' }] } }],
        },
        timeline: { nodes: Array.from({ length: 3 }, () => ({ __typename: 'Purchase' })) },
      },
    });
    expect(await app.alpha.admin.refusedToCreate('Purchase', { ...line, ...till, ...pay('28900') })).toMatchObject({
      code: 'DUPLICATE',
    });
  });
});

describe('who belongs together', () => {
  test('[B7] a person acts in several organisations, with title and dates', async () => {
    const personId = await customer();
    const [a, b] = [await organisation(), await organisation()];
    await app.alpha.admin.create('Affiliation', {
      personId,
      organisationId: a,
      title: '採購經理',
      startsOn: '2020-01-01',
    });
    await app.alpha.admin.create('Affiliation', { personId, organisationId: b, role: 'ADVISER' });
    const { customer: read } = await app.alpha.admin.get<{ customer: { affiliations: { nodes: unknown[] } } }>(
      'query($id: ID!) { customer(id: $id) { affiliations(orderBy: [{ field: CREATED_AT }]) { nodes { organisation { id } title role } } } }',
      { id: personId },
    );
    expect(read.affiliations.nodes).toEqual([
      { organisation: { id: a }, title: '採購經理', role: 'EMPLOYEE' },
      { organisation: { id: b }, title: null, role: 'ADVISER' },
    ]);
  });

  test('[B7] nobody is twice at the same time in the same organisation in the same role', async () => {
    const [personId, organisationId] = [await customer(), await organisation()];
    const input = { personId, organisationId };
    await app.alpha.admin.create('Affiliation', { ...input, startsOn: '2020-01-01', endsOn: '2022-01-01' });
    expect(await app.alpha.admin.refusedToCreate('Affiliation', { ...input, startsOn: '2021-12-31' })).toMatchObject({
      code: 'WINDOW_TAKEN',
      field: 'input.startsOn',
    });
    await app.alpha.admin.create('Affiliation', { ...input, startsOn: '2022-01-01' });
    await app.alpha.admin.create('Affiliation', { ...input, role: 'OWNER', startsOn: '2021-01-01' });
    expect(
      await app.alpha.admin.refusedToCreate('Affiliation', { personId: organisationId, organisationId }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.personId' });
  });

  test('[B6] people who come together have roles and weights', async () => {
    const headId = await customer();
    const party = await app.alpha.admin.create('BuyingParty', { kind: 'HOUSEHOLD', name: '王家', headId });
    const mother = await customer();
    const member = { partyId: party.id, customerId: mother, role: 'DECIDER', weight: 60 };
    await app.alpha.admin.create('BuyingPartyMember', member);
    await app.alpha.admin.create('BuyingPartyMember', { ...member, role: 'PAYER', weight: null });
    expect(await app.alpha.admin.refusedToCreate('BuyingPartyMember', member)).toMatchObject({ code: 'DUPLICATE' });
    const { buyingParty } = await app.alpha.admin.get<{ buyingParty: { members: { nodes: unknown[] } } }>(
      'query($id: ID!) { buyingParty(id: $id) { head { id } members(orderBy: [{ field: CREATED_AT }]) { nodes { customer { id } role weight } } } }',
      party,
    );
    expect(buyingParty).toEqual({
      head: { id: headId },
      members: {
        nodes: [
          { customer: { id: mother }, role: 'DECIDER', weight: 60 },
          { customer: { id: mother }, role: 'PAYER', weight: null },
        ],
      },
    });
  });

  test('[E11] whoever books for another is a customer with preferences of his own', async () => {
    const [director, secretary] = [await customer(), await customer()];
    await app.alpha.admin.create('CustomerProxy', { customerId: director, proxyId: secretary, role: 'SECRETARY' });
    await app.alpha.admin.create('ContactPreference', { customerId: director, channel: 'PHONE', wanted: false });
    await app.alpha.admin.create('ContactPreference', { customerId: secretary, channel: 'PHONE', everyDays: 7 });
    expect(
      await app.alpha.admin.get(
        `query($id: ID!) { customer(id: $id) {
          contactPreferences { nodes { wanted } }
          proxies { nodes { role proxy { contactPreferences { nodes { wanted everyDays } } } } }
        } }`,
        { id: director },
      ),
    ).toEqual({
      customer: {
        contactPreferences: { nodes: [{ wanted: false }] },
        proxies: {
          nodes: [{ role: 'SECRETARY', proxy: { contactPreferences: { nodes: [{ wanted: true, everyDays: 7 }] } } }],
        },
      },
    });
    expect(
      await app.alpha.admin.refusedToCreate('CustomerProxy', {
        customerId: director,
        proxyId: director,
        role: 'AGENT',
      }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.proxyId' });
  });

  test('[B19] identities of shop and counter lead to one customer; a key stands for one', async () => {
    const customerId = await customer();
    await app.alpha.admin.create('ExternalId', { customerId, system: 'webshop', key: 'u-77' });
    await app.alpha.admin.create('ExternalId', { customerId, system: 'counter', key: '0042' });
    expect(
      await app.alpha.admin.refusedToCreate('ExternalId', {
        customerId: await customer(),
        system: 'webshop',
        key: 'u-77',
      }),
    ).toMatchObject({ code: 'DUPLICATE' });
    expect(
      await app.alpha.admin.get(
        'query { customers(filter: { externalIds: { some: { system: { eq: "counter" }, key: { eq: "0042" } } } }) { nodes { id } } }',
      ),
    ).toEqual({ customers: { nodes: [{ id: customerId }] } });
  });
});
