import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const customer = (input = {}) => app.alpha.customer(input);

interface ConsentRow {
  id: string;
  state: string;
  proof: string | null;
  grantedAt: string | null;
  withdrawnAt: string | null;
}
const ROW = 'id state proof grantedAt withdrawnAt';
const consent = async (input = {}) =>
  app.alpha.admin.create<ConsentRow>(
    'Consent',
    { customerId: await customer(), purpose: 'MARKETING', channel: 'EMAIL', ...input },
    ROW,
  );
const step = (name: string, id: string, input?: object) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}ConsentInput`;
  const [variable, argument] = input ? [`, $input: ${type}`, ', input: $input'] : ['', ''];
  return app.alpha.admin.ask<{ it: ConsentRow }>(
    `mutation($id: ID!${variable}) { it: ${name}Consent(id: $id${argument}) { ${ROW} } }`,
    { id, input },
  );
};
const codeOf = ({ errors }: Awaited<ReturnType<typeof step>>) => errors?.[0]?.extensions?.code;

describe('consents', () => {
  test('are asked for, granted with a proof, and withdrawn', async () => {
    const { id, state } = await consent();
    expect(state).toBe('NONE');
    expect((await step('request', id)).data?.it.state).toBe('REQUESTED');
    expect((await step('grant', id, { proof: 'form 12' })).data?.it).toMatchObject({
      state: 'GRANTED',
      proof: 'form 12',
      grantedAt: expect.any(String),
    });
    expect((await step('withdraw', id)).data?.it).toMatchObject({
      state: 'WITHDRAWN',
      withdrawnAt: expect.any(String),
    });
  });

  test('need a proof where their basis is consent, and after a withdrawal a new one', async () => {
    const { id } = await consent();
    expect((await step('grant', id)).errors?.[0]?.extensions).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.proof',
    });
    await step('grant', id, { proof: 'form 12' });
    await step('withdraw', id);
    expect(codeOf(await step('grant', id))).toBe('INPUT_INVALID');
    expect(codeOf(await step('grant', id, { proof: 'form 12' }))).toBe('INPUT_INVALID');
    expect((await step('grant', id, { proof: 'form 13' })).data?.it).toMatchObject({
      state: 'GRANTED',
      withdrawnAt: null,
    });
    const contract = await consent({ purpose: 'SERVICE', lawfulBasis: 'CONTRACT' });
    expect((await step('grant', contract.id)).data?.it.state).toBe('GRANTED');
    expect(
      await app.alpha.admin.refusedToCreate('Consent', {
        customerId: await customer(),
        purpose: 'MARKETING',
        state: 'GRANTED',
      }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.proof' });
  });

  test('are not withdrawn before they were granted', async () => {
    const { id } = await consent();
    await step('grant', id, { proof: 'form', grantedAt: '2026-03-01T00:00:00Z' });
    expect((await step('withdraw', id, { withdrawnAt: '2026-02-01T00:00:00Z' })).errors?.[0]?.extensions).toMatchObject(
      { code: 'INPUT_INVALID', field: 'input.withdrawnAt' },
    );
    expect((await step('withdraw', id, { withdrawnAt: '2026-03-02T00:00:00Z' })).data?.it.state).toBe('WITHDRAWN');
  });

  test('are one for each purpose, channel, contact point and partner', async () => {
    const customerId = await customer();
    const refused = (input: object) => app.alpha.admin.refusedToCreate('Consent', { customerId, ...input });
    await consent({ customerId });
    expect(await refused({ purpose: 'MARKETING', channel: 'EMAIL' })).toMatchObject({ code: 'DUPLICATE' });
    await consent({ customerId, channel: null });
    expect(await refused({ purpose: 'MARKETING' })).toMatchObject({ code: 'DUPLICATE' });
    expect(await refused({ purpose: 'SHARING' })).toMatchObject({ code: 'INPUT_INVALID', field: 'input.partner' });
    const stranger = await app.alpha.admin.create('ContactPoint', {
      customerId: await customer(),
      channel: 'EMAIL',
      value: 'stranger@example.com',
    });
    expect(await refused({ purpose: 'PROFILING', contactPointId: stranger.id })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.contactPointId',
    });
  });

  test('follow their states, and whoever is granted has a proof, whatever is asked of them', async () => {
    const leadsOn: Record<string, readonly string[]> = {
      request: ['NONE', 'WITHDRAWN', 'EXPIRED'],
      grant: ['NONE', 'REQUESTED', 'WITHDRAWN', 'EXPIRED'],
      withdraw: ['NONE', 'REQUESTED', 'GRANTED'],
      expire: ['GRANTED'],
    };
    const results: Record<string, string> = {
      request: 'REQUESTED',
      grant: 'GRANTED',
      withdraw: 'WITHDRAWN',
      expire: 'EXPIRED',
    };
    let proofs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...Object.keys(results)), { maxLength: 7 }), async (steps) => {
        const { id } = await consent();
        let state = 'NONE';
        for (const name of steps) {
          const answer = await step(name, id, name === 'grant' ? { proof: `proof ${++proofs}` } : undefined);
          const allowed = leadsOn[name]?.includes(state) ?? false;
          expect({ state, name, code: codeOf(answer) }).toEqual({
            state,
            name,
            code: allowed ? undefined : 'TRANSITION_REFUSED',
          });
          if (allowed) state = results[name] ?? state;
          if (state === 'GRANTED' && allowed) expect(answer.data?.it.proof).toBe(`proof ${proofs}`);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('a withdrawal and a grant at once leave one of both, never half of each', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await consent();
      await step('grant', id, { proof: `first ${round}` });
      await Promise.all([step('withdraw', id), step('expire', id), step('grant', id, { proof: `second ${round}` })]);
      const { consent: row } = await app.alpha.admin.get<{ consent: ConsentRow }>(
        `query($id: ID!) { consent(id: $id) { ${ROW} } }`,
        { id },
      );
      if (row.state === 'WITHDRAWN') expect(row.withdrawnAt).not.toBeNull();
      if (row.state === 'GRANTED') expect(row).toMatchObject({ withdrawnAt: null, proof: `second ${round}` });
    }
  });
});

describe('contact preferences', () => {
  const preferences = async (id: string) =>
    (
      await app.alpha.admin.get<{ customer: { contactPreferences: { nodes: unknown[] } } }>(
        'query($id: ID!) { customer(id: $id) { contactPreferences(filter: { effective: { eq: true } }) { nodes { channel basis everyDays } } } }',
        { id },
      )
    ).customer.contactPreferences.nodes;

  test('[A24] what was stated wins over what was learned, and what was learned returns', async () => {
    const customerId = await customer();
    const learned = { customerId, channel: 'EMAIL', basis: 'LEARNED', everyDays: 10 };
    await app.alpha.admin.create('ContactPreference', learned);
    expect(await preferences(customerId)).toEqual([{ channel: 'EMAIL', basis: 'LEARNED', everyDays: 10 }]);
    const stated = await app.alpha.admin.create('ContactPreference', { customerId, channel: 'EMAIL', everyDays: 90 });
    expect(await preferences(customerId)).toEqual([{ channel: 'EMAIL', basis: 'STATED', everyDays: 90 }]);
    await app.alpha.admin.get('mutation($id: ID!) { deleteContactPreference(id: $id) { id } }', stated);
    expect(await preferences(customerId)).toEqual([{ channel: 'EMAIL', basis: 'LEARNED', everyDays: 10 }]);
    await app.alpha.admin.get('mutation($id: ID!) { restoreContactPreference(id: $id) { id } }', stated);
    expect(await preferences(customerId)).toEqual([{ channel: 'EMAIL', basis: 'STATED', everyDays: 90 }]);
    // Learned anew, it still gives way.
    const other = await customer();
    await app.alpha.admin.create('ContactPreference', { customerId: other, channel: 'EMAIL', everyDays: 90 });
    await app.alpha.admin.create('ContactPreference', { ...learned, customerId: other });
    expect(await preferences(other)).toEqual([{ channel: 'EMAIL', basis: 'STATED', everyDays: 90 }]);
  });

  test.each([
    [{ day: 'MONDAY', from: '9:00', until: '18:00' }, 'input.hours[0].from'],
    [{ day: 'MONDAY', from: '09:00', until: '25:00' }, 'input.hours[0].until'],
    [{ day: 'MONDAY', from: '18:00', until: '09:00' }, 'input.hours[0].until'],
  ])('[A24] hours %j are refused', async (hours, field) => {
    expect(
      await app.alpha.admin.refusedToCreate('ContactPreference', { customerId: await customer(), hours: [hours] }),
    ).toMatchObject({ code: 'INPUT_INVALID', field });
  });
});
