import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { ALL_DAYS } from '../../../../tests/fixtures/clocks.ts';

let app: TestApp;
let customerId: string;
beforeAll(async () => {
  app = await createTestApp();
  customerId = await app.alpha.customer();
});
afterAll(() => app.close());

const open = (input: object = {}) =>
  app.alpha
    .as('service')
    .create<{ id: string; priority: number; complaintStep: string | null; state: string; open: boolean }>(
      'ServiceRequest',
      { customerId, kind: 'FAULT', subject: 'Boiler leaks', ...input },
      'id priority complaintStep state open',
    );
const step = (name: string, id: string, input = '', reason?: string) =>
  app.alpha
    .as('service')
    .get<{ it: Record<string, unknown> }>(
      `mutation($id: ID!, $reason: String) { it: ${name}ServiceRequest(id: $id, reason: $reason${input && `, input: ${input}`}) {
        id state open resolvedAt closedAt reopenedCount } }`,
      { id, reason },
    )
    .then(({ it }) => it);

/** What the customer is entitled to, by a policy that has clocks. */
async function entitlement(): Promise<{ id: string }> {
  const manager = app.alpha.as('manager');
  const name = `Care ${crypto.randomUUID()}`;
  const { id: calendarId } = await manager.create('BusinessCalendar', { name, timeZone: 'UTC', hours: ALL_DAYS });
  const targets = [{ milestone: 'RESOLUTION', minutes: 60 }];
  const { id: policyId } = await manager.create('SlaPolicy', { name, calendarId, targets });
  const contract = { customerId, name, startsOn: '2020-01-01', endsOn: '2099-01-01' };
  const { id: contractId } = await manager.create('ServiceContract', contract);
  const made = await manager.create('Entitlement', { contractId, policyId, name });
  await manager.get('mutation($id: ID!) { activateServiceContract(id: $id) { id } }', { id: contractId });
  return made;
}

describe('a service request', () => {
  test('[O7] comes first where impact and urgency are high', async () => {
    expect(await open()).toMatchObject({ priority: 3, state: 'NEW', open: true, complaintStep: null });
    expect(await open({ impact: 'HIGH', urgency: 'HIGH' })).toMatchObject({ priority: 1 });
    expect(await open({ impact: 'LOW', urgency: 'LOW' })).toMatchObject({ priority: 5 });
    const { id } = await open({ kind: 'COMPLAINT' });
    expect(
      await app.alpha
        .as('service')
        .get(
          'mutation($id: ID!) { updateServiceRequest(id: $id, input: { urgency: HIGH }) { priority complaintStep } }',
          {
            id,
          },
        ),
    ).toEqual({ updateServiceRequest: { priority: 2, complaintStep: 'RECEIVED' } });
  });

  test('[O7] goes its way to the end, and again when it was not the end', async () => {
    const { id } = await open();
    const owner = `{ ownerId: "${app.alpha.users.service}" }`;
    await step('assign', id, owner);
    await step('start', id);
    await step('awaitCustomer', id);
    await step('resume', id);
    expect(await step('resolve', id, '{ resolution: "A new seal." }')).toMatchObject({
      state: 'RESOLVED',
      open: false,
      resolvedAt: expect.any(String),
    });
    await step('close', id);
    expect(await step('reopen', id)).toMatchObject({
      state: 'REOPENED',
      open: true,
      reopenedCount: 1,
      resolvedAt: null,
      closedAt: null,
    });
    expect(await step('start', id)).toMatchObject({ state: 'IN_PROGRESS' });
  });

  test('that is none of ours is rejected with a reason', async () => {
    const { id } = await open();
    await expect(step('reject', id)).rejects.toThrow('reason');
    expect(await step('reject', id, '', 'Not our boiler.')).toMatchObject({ state: 'REJECTED', open: false });
  });

  test('that refers to what is not in sight is refused for that, whatever else is wrong with it', async () => {
    const { id: entitlementId } = await entitlement();
    const stranger = await app.beta.customer();
    const input = { customerId: stranger, kind: 'FAULT', subject: 'Boiler leaks', entitlementId };
    expect(await app.alpha.as('service').refusedToCreate('ServiceRequest', input)).toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
      field: 'input.customerId',
    });
  });

  test('that is refused leaves nothing behind, neither clocks nor steps', async () => {
    await entitlement();
    const count = async () => {
      const [row] = await app.sql(
        'select (select count(*) from service_request) as requests, (select count(*) from sla_clock) as clocks, (select count(*) from service_request_step) as steps',
      );
      return row;
    };
    const before = await count();
    // A seller opens requests of his own, and this one would be of somebody else.
    const input = { customerId, kind: 'FAULT', subject: 'Boiler leaks', ownerId: app.alpha.users.service };
    const { errors } = await app.alpha
      .as('seller')
      .ask('mutation($input: CreateServiceRequestInput!) { createServiceRequest(input: $input) { id } }', { input });
    expect(errors).toHaveLength(1);
    expect(await count()).toEqual(before);
  });
});
