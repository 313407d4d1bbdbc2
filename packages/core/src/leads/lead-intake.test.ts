import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const SUBMIT = 'mutation($input: SubmitLeadInput!) { submitLead(input: $input) { received } }';

async function form(values: object = {}): Promise<{ id: string; page: TestClient }> {
  const { id } = await app.alpha.as('marketer').create('LeadForm', { name: 'Spring page', ...values });
  const { createLeadFormKey } = await app.alpha
    .as('marketer')
    .get<{ createLeadFormKey: { secret: string } }>(
      'mutation($id: ID!, $at: DateTime!) { createLeadFormKey(formId: $id, expiresAt: $at) { secret } }',
      { id, at: inAnHour() },
    );
  return { id, page: app.client(createLeadFormKey.secret) };
}
const leadsOf = (formId: string) =>
  app.sql(
    'select name, email, source, topic, state, likely_customer_id is not null as likely from lead where form_id = $1 order by created_at',
    [formId.slice(4)],
  );

describe('a form', () => {
  test('[L6] hands in leads, and its key does nothing else and learns nothing', async () => {
    await app.alpha.customer({ name: 'Known', email: 'known@example.com' });
    const { id, page } = await form({ topic: 'boilers' });
    // The answer is the same whether he is known or not.
    for (const input of [
      { name: 'Anna', email: 'anna@example.com' },
      { name: 'Somebody', email: 'known@example.com', topic: 'pumps' },
    ])
      expect(await page.get(SUBMIT, { input })).toEqual({ submitLead: { received: true } });
    expect(await leadsOf(id)).toEqual([
      { name: 'Anna', email: 'anna@example.com', source: 'FORM', topic: 'boilers', state: 'NEW', likely: false },
      { name: 'Somebody', email: 'known@example.com', source: 'FORM', topic: 'pumps', state: 'NEW', likely: true },
    ]);
    expect(await page.get('{ leadForms { nodes { id name } } }')).toEqual({
      leadForms: { nodes: [{ id, name: 'Spring page' }] },
    });
    for (const list of ['customers', 'users', 'leads', 'interactions', 'surveyInvitations', 'leadPools', 'teams']) {
      const { data } = await page.ask<Record<string, { nodes: object[] }>>(`{ ${list} { nodes { id } } }`);
      expect(data?.[list]?.nodes ?? []).toEqual([]);
    }
    for (const write of [
      'mutation { createLead(input: { name: "x" }) { id } }',
      'mutation { createCustomer(input: { kind: PERSON, name: "x" }) { id } }',
      'mutation($id: ID!) { updateLeadForm(id: $id, input: { perHour: 10000 }) { id } }',
      'mutation($id: ID!, $at: DateTime!) { createLeadFormKey(formId: $id, expiresAt: $at) { secret } }',
    ])
      expect((await page.refused(write, { id, at: inAnHour() })).code).toMatch(/FORBIDDEN|GRAPHQL_VALIDATION_FAILED/);
  });

  test('[L6] takes as many leads within an hour as it may, whoever sends them at once', async () => {
    const { id, page } = await form({ perHour: 5 });
    const sent = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        page.ask(SUBMIT, { input: { name: `Bot ${n}`, email: `bot${n}@example.com` } }),
      ),
    );
    const refused = sent.flatMap(({ errors }) => errors ?? []);
    expect(refused.length).toBe(7);
    expect(refused[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    expect((await leadsOf(id)).length).toBe(5);
    // An hour later it takes some again.
    await app.sql("update lead set created_at = created_at - interval '61 minutes' where form_id = $1", [id.slice(4)]);
    await page.get(SUBMIT, { input: { name: 'Anna', email: 'late@example.com' } });
  });

  test('that is switched off or deleted takes none, and neither does anybody without its key', async () => {
    const { id, page } = await form();
    const input = { name: 'Anna', email: 'off@example.com' };
    expect(await app.alpha.admin.refused(SUBMIT, { input })).toMatchObject({ code: 'FORBIDDEN' });
    await app.alpha
      .as('marketer')
      .get('mutation($id: ID!) { updateLeadForm(id: $id, input: { active: false }) { id } }', { id });
    expect(await page.refused(SUBMIT, { input })).toMatchObject({ code: 'FORBIDDEN' });
    const other = await form();
    await app.alpha.as('marketer').get('mutation($id: ID!) { deleteLeadForm(id: $id) { id } }', { id: other.id });
    await expect(other.page.ask(SUBMIT, { input })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect([...(await leadsOf(id)), ...(await leadsOf(other.id))]).toEqual([]);
  });

  test('needs a way to answer', async () => {
    const { page } = await form();
    expect(await page.refused(SUBMIT, { input: { name: 'Anna' } })).toMatchObject({ field: 'input.email' });
    expect(await page.refused(SUBMIT, { input: { name: 'Anna', email: 'no address' } })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.email',
    });
  });
});

describe('an inquiry', () => {
  const CREATE = `mutation($interaction: InquiryInteractionInput!, $lead: InquiryLeadInput!) {
    createInquiry(interaction: $interaction, lead: $lead) { id source customer { id } interaction { subject said } reporter { id } } }`;
  const call = { channel: 'PHONE', direction: 'INBOUND', subject: 'Asks for a boiler', said: 'How much?' };
  const occurredAt = '2026-03-01T10:00:00Z';

  test('[A16] is an interaction and its lead in one mutation, or neither', async () => {
    const service = app.alpha.as('service');
    const customerId = await app.alpha.customer();
    const interaction = { ...call, occurredAt, customerId };
    const { createInquiry } = await service.get<{ createInquiry: { id: string } }>(CREATE, {
      interaction,
      lead: { name: 'Anna', topic: 'boilers' },
    });
    expect(createInquiry).toEqual({
      id: expect.stringMatching(/^led_/),
      source: 'INTERACTION',
      customer: { id: customerId },
      interaction: { subject: 'Asks for a boiler', said: 'How much?' },
      reporter: { id: app.alpha.users.service },
    });
    expect(await service.refused(CREATE, { interaction, lead: { topic: 'boilers' } })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'lead.name',
    });
    expect(
      await service.refused(CREATE, { interaction: { ...interaction, direction: 'OUTBOUND' }, lead: { name: 'Anna' } }),
    ).toMatchObject({ field: 'interaction.direction' });
    const rows = await app.sql('select 1 from interaction where customer_id = $1', [customerId.slice(4)]);
    expect(rows.length).toBe(1);
    const { customer } = await service.get<{ customer: { timeline: { nodes: object[] } } }>(
      'query($id: ID!) { customer(id: $id) { timeline { nodes { __typename } } } }',
      { id: customerId },
    );
    expect(customer.timeline.nodes).toEqual(
      expect.arrayContaining([{ __typename: 'Lead' }, { __typename: 'Interaction' }]),
    );
  });
});

describe('other ways in', () => {
  test('[L6] a batch of an import says of each row what became of it', async () => {
    const { createLeads } = await app.alpha
      .as('automation')
      .get<{ createLeads: { succeeded: number; results: object[] } }>(
        `mutation($inputs: [CreateLeadInput!]!) { createLeads(inputs: $inputs, onError: CONTINUE) {
        succeeded results { error { code field } record { source } } } }`,
        {
          inputs: [
            { name: 'Anna', email: 'batch@example.com', source: 'IMPORT' },
            { name: 'Bert', email: 'wrong', source: 'IMPORT' },
          ],
        },
      );
    expect(createLeads).toEqual({
      succeeded: 1,
      results: [
        { error: null, record: { source: 'IMPORT' } },
        { error: { code: 'INPUT_INVALID', field: 'inputs[1].email' }, record: null },
      ],
    });
  });

  test('[L6] an event becomes a lead by an automation', async () => {
    const definition = {
      trigger: { event: 'purchase.created' },
      recordType: 'Purchase',
      steps: [
        {
          id: 'lead',
          type: 'create',
          recordType: 'Lead',
          values: {
            name: { text: ['Maintenance of ', { subject: 'product' }] },
            customerId: { subject: 'customerId' },
            source: 'EVENT',
          },
        },
      ],
    };
    const { createAutomation } = await app.alpha.admin.get<{ createAutomation: { id: string } }>(
      `mutation($definition: JSON!) { createAutomation(input: { key: "maintenance", name: "Maintenance", definition: $definition }) { id } }`,
      { definition },
    );
    await app.alpha.admin.get('mutation($id: ID!) { activateAutomation(id: $id) { id } }', { id: createAutomation.id });
    const customerId = await app.alpha.customer();
    await app.alpha.admin.create('Purchase', {
      ...{ customerId, product: 'Boiler', amount: { amount: '100', currency: 'TWD' } },
      purchasedAt: '2026-03-01T10:00:00Z',
    });
    await app.drain();
    expect(await app.sql('select name, source from lead where customer_id = $1', [customerId.slice(4)])).toEqual([
      { name: 'Maintenance of Boiler', source: 'EVENT' },
    ]);
  });
});
