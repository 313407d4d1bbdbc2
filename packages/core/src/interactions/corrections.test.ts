import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';

let app: TestApp;
let customerId: string;
beforeAll(async () => {
  app = await createTestApp();
  ({ id: customerId } = await app.alpha.as('seller').create('Customer', { kind: 'PERSON', name: '王小明' }));
});
afterAll(() => app.close());

const log = async (values: object = {}) =>
  (
    await app.alpha.as('seller').create('Interaction', {
      channel: 'PHONE',
      direction: 'OUTBOUND',
      subject: 'Offer',
      occurredAt: '2026-03-01T09:30:00Z',
      customerId,
      ...values,
    })
  ).id;

const CORRECT = `mutation($id: ID!, $input: CorrectInteractionInput!, $reason: String!) {
  correctInteraction(id: $id, input: $input, reason: $reason) { id subject body correctionReason corrects { id } } }`;
interface Corrected {
  correctInteraction: { id: string; subject: string; body: string | null; corrects: { id: string } };
}
const correct = async (id: string, input: object, reason = 'Misheard.') =>
  (await app.alpha.as('seller').get<Corrected>(CORRECT, { id, input, reason })).correctInteraction;
const row = async (id: string) =>
  (await app.sql('select * from interaction where tenant_id = $1 and id = $2', [app.alpha.id, id.slice(4)]))[0] ?? {};

/** Mutations by which a record of this type could be changed or removed. */
async function changingMutations(name: string): Promise<string[]> {
  const { __schema } = await app.alpha.admin.get<{ __schema: { mutationType: { fields: { name: string }[] } } }>(
    '{ __schema { mutationType { fields { name } } } }',
  );
  const pattern = new RegExp(`^(update|delete|restore)${name}s?$`);
  return __schema.mutationType.fields.map((field) => field.name).filter((field) => pattern.test(field));
}

describe('[iI1] an interaction', () => {
  test('has no mutation that changes or removes it, as others have', async () => {
    expect(await changingMutations('Interaction')).toEqual([]);
    expect(await changingMutations('Task')).toHaveLength(6);
  });

  test('stays as it was logged; its correction refers to it', async () => {
    const id = await log({ subject: 'Ofer', body: 'Two of them.' });
    const { superseded_by_id: _none, version: _one, updated_at: _then, ...before } = await row(id);
    const correction = await correct(id, { subject: 'Offer' });
    expect(correction).toMatchObject({ subject: 'Offer', body: 'Two of them.', corrects: { id } });
    const { superseded_by_id: successor, version: _two, updated_at: _now, ...after } = await row(id);
    expect(after).toEqual(before);
    expect(`int_${successor}`).toBe(correction.id);
  });

  test('is told by its newest version in lists and aggregates, and found by id whichever it is', async () => {
    const id = await log({ subject: 'one', durationSeconds: 100 });
    const second = await correct(id, { subject: 'two', durationSeconds: 200 });
    const third = await correct(second.id, { subject: 'three', durationSeconds: 300 });
    expect(third.corrects.id).toBe(id);
    const filter = `filter: { subject: { in: ["one", "two", "three"] } }`;
    const answer = await app.alpha.as('seller').get<{ timeline: { timeline: { nodes: { subject: string }[] } } }>(
      `query($id: ID!, $customerId: ID!) {
        interactions(${filter}) { totalCount nodes { subject } }
        interactionStats(${filter}) { groups { sum { durationSeconds } } }
        customer(id: $customerId) { interactions(${filter}) { nodes { subject } } }
        customers(filter: { interactions: { some: { subject: { eq: "one" } } } }) { totalCount }
        timeline: customer(id: $customerId) { timeline(types: [INTERACTION], first: 50) { nodes {
          ... on Interaction { subject } } } }
        interaction(id: $id) { subject corrections { nodes { subject } }
          supersededBy { subject supersededBy { subject corrects { subject } supersededBy { id } } } } }`,
      { id, customerId },
    );
    const { timeline, ...lists } = answer;
    const told = timeline.timeline.nodes.map(({ subject }) => subject);
    expect(['one', 'two', 'three'].filter((subject) => told.includes(subject))).toEqual(['three']);
    expect(lists).toEqual({
      interactions: { totalCount: 1, nodes: [{ subject: 'three' }] },
      interactionStats: { groups: [{ sum: { durationSeconds: 300 } }] },
      customer: { interactions: { nodes: [{ subject: 'three' }] } },
      customers: { totalCount: 0 },
      interaction: {
        subject: 'one',
        corrections: { nodes: [{ subject: 'three' }] },
        supersededBy: {
          subject: 'two',
          supersededBy: { subject: 'three', corrects: { subject: 'one' }, supersededBy: null },
        },
      },
    });
  });

  test('was corrected before: a correction names the newest version', async () => {
    const id = await log();
    const second = await correct(id, { subject: 'Second' });
    const third = await correct(second.id, { subject: 'Third' });
    for (const superseded of [id, second.id])
      expect(
        await app.alpha.as('seller').refused(CORRECT, { id: superseded, input: { subject: 'No' }, reason: 'No.' }),
      ).toMatchObject({ code: 'SUPERSEDED', field: 'id', supersededBy: third.id });
  });

  test('has one history, however many correct it at once', async () => {
    const id = await log();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        app.alpha.as('seller').ask<Corrected>(CORRECT, { id, input: { subject: `At once ${index}` }, reason: 'Race.' }),
      ),
    );
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions?.code))).toEqual(
      Array(5).fill('SUPERSEDED'),
    );
    const [found] = await app.sql('select count(*)::int as n from interaction where corrects_id = $1', [id.slice(4)]);
    expect(found).toEqual({ n: 1 });
  });

  test('keeps who took part', async () => {
    const id = await log();
    await app.alpha
      .as('seller')
      .get(
        `mutation($id: ID!) { createInteractionParticipant(input: { interactionId: $id, name: "Ms Lin" }) { id } }`,
        { id },
      );
    const { id: correction } = await correct(id, { subject: 'Corrected' });
    const { interaction } = await app.alpha
      .as('seller')
      .get<{ interaction: object }>(
        'query($id: ID!) { interaction(id: $id) { participants { nodes { name role } } } }',
        { id: correction },
      );
    expect(interaction).toEqual({ participants: { nodes: [{ name: 'Ms Lin', role: 'TOOK_PART' }] } });
  });

  test('is corrected only by those who may, for a reason, where something is wrong', async () => {
    const id = await log();
    const ask = { id, input: { subject: 'Better' }, reason: 'Misheard.' };
    const plain = CORRECT.replace('body', '');
    expect(await app.alpha.as('analyst').refused(plain, ask)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await app.alpha.as('service').get(CORRECT, ask)).toMatchObject({
      correctInteraction: { subject: 'Better' },
    });
    const other = { ...ask, id: await log() };
    expect(await app.alpha.admin.refused(CORRECT, { ...other, reason: ' ' })).toMatchObject({ field: 'reason' });
    expect(await app.alpha.admin.refused(CORRECT, { ...other, input: {} })).toMatchObject({ field: 'input' });
    expect(await app.alpha.admin.refused(CORRECT, { ...other, input: { subject: ' ' } })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.subject',
    });
    expect(
      await app.alpha.as('marketer').refused(plain, { ...other, input: { body: 'Hidden from him.' } }),
    ).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await app.beta.admin.refused(CORRECT, other)).toMatchObject({ code: 'NOT_FOUND' });
  });

  let histories = 0;
  test('of any history is shown once, as it was told last, and every version stays', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ which: fc.nat(), subject: fc.string({ minLength: 1 }).filter((s) => /\w/.test(s)) }), {
          maxLength: 6,
        }),
        async (steps) => {
          const marker = `history ${++histories}`;
          const versions = [{ id: await log({ subject: 'first', latentNeed: marker }), subject: 'first' }];
          for (const { which, subject } of steps) {
            const target = versions[which % versions.length];
            const { data, errors } = await app.alpha
              .as('seller')
              .ask<Corrected>(CORRECT, { id: target?.id, input: { subject }, reason: 'Any.' });
            expect(errors === undefined).toBe(target === versions.at(-1));
            if (data?.correctInteraction) {
              expect(data.correctInteraction.corrects.id).toBe(versions[0]?.id);
              versions.push({ id: data.correctInteraction.id, subject: data.correctInteraction.subject });
            }
          }
          const { interactions } = await app.alpha
            .as('seller')
            .get<{ interactions: { nodes: object[] } }>(
              'query($marker: String!) { interactions(filter: { latentNeed: { eq: $marker } }) { nodes { id subject } } }',
              { marker },
            );
          expect(interactions.nodes).toEqual([versions.at(-1)]);
          const { nodes } = await app.alpha
            .as('seller')
            .get<{ nodes: object[] }>(
              'query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Interaction { subject } } }',
              {
                ids: versions.map(({ id }) => id),
              },
            );
          expect(nodes).toEqual(versions);
        },
      ),
      { numRuns: 15 },
    );
  });
});
