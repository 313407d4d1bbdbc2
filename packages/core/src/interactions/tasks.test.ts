import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordTypeOf } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { Task } from './task.record.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const CREATE = `mutation($input: CreateTaskInput!) { createTask(input: $input) {
  id state quadrant assignee { id } delegator { id } } }`;
interface Shown {
  id: string;
  state: string;
  quadrant: number;
  assignee: { id: string } | null;
  delegator: { id: string } | null;
}
const create = async (values: object = {}, role = 'seller') =>
  (await app.alpha.as(role).get<{ createTask: Shown }>(CREATE, { input: { title: 'Send the offer', ...values } }))
    .createTask;
const step = (name: string, input = '') =>
  `mutation($id: ID!, $reason: String) { ${name}Task(id: $id, reason: $reason ${input && `, input: ${input}`}) { id state assignee { id } delegator { id } } }`;
const take = (role: string, name: string, id: string, input = '', reason?: string) =>
  app.alpha
    .as(role)
    .get<Record<string, Shown>>(step(name, input), { id, reason })
    .then((data) => data[`${name}Task`]);
const me = (role: string) => app.alpha.users[role] ?? '';

describe('a task', () => {
  test('[G17] is sorted by urgency and importance, and among equals by its due date', async () => {
    const list = { seller: me('seller') };
    const make = (title: string, values: object) => create({ title, ...values });
    await make('neither', {});
    await make('urgent', { urgent: true });
    await make('important', { important: true });
    await make('both, later', { urgent: true, important: true, dueAt: '2026-03-02T00:00:00Z' });
    await make('both, sooner', { urgent: true, important: true, dueAt: '2026-03-01T00:00:00Z' });
    const { tasks } = await app.alpha.as('seller').get<{ tasks: { nodes: { title: string }[] } }>(
      `query($seller: ID!) { tasks(filter: { assigneeId: { eq: $seller }, state: { in: [OPEN] } },
        orderBy: [{ field: QUADRANT }, { field: DUE_AT }]) { nodes { title } } }`,
      list,
    );
    expect(tasks.nodes.map(({ title }) => title)).toEqual([
      'both, sooner',
      'both, later',
      'important',
      'urgent',
      'neither',
    ]);
    const { id } = await make('changed', {});
    expect(
      await app.alpha
        .as('seller')
        .get('mutation($id: ID!) { updateTask(id: $id, input: { important: true }) { quadrant } }', { id }),
    ).toEqual({ updateTask: { quadrant: 2 } });
  });

  test('[G17] that is given to another is proposed to him, and both see it to its end', async () => {
    const given = await create({ assigneeId: me('service'), dueAt: '2026-03-01T00:00:00Z' });
    expect(given).toMatchObject({
      state: 'PROPOSED',
      assignee: { id: me('service') },
      delegator: { id: me('seller') },
    });
    expect(await take('service', 'accept', given.id)).toMatchObject({ state: 'OPEN' });
    await take('service', 'start', given.id);
    await take('service', 'finish', given.id, '{ result: "Sent." }');
    const { task } = await app.alpha
      .as('seller')
      .get<{ task: object }>('query($id: ID!) { task(id: $id) { state result doneAt } }', { id: given.id });
    expect(task).toEqual({ state: 'DONE', result: 'Sent.', doneAt: expect.any(String) });
  });

  test('that was declined can be taken back or given to somebody else', async () => {
    const { id } = await create();
    const delegate = (role: string) => take('seller', 'delegate', id, `{ assigneeId: "${me(role)}" }`);
    expect(await delegate('service')).toMatchObject({ state: 'PROPOSED', delegator: { id: me('seller') } });
    expect(await app.alpha.as('service').refused(step('decline'), { id })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'reason',
    });
    expect(await take('service', 'decline', id, '', 'No time.')).toMatchObject({ state: 'DECLINED' });
    expect(await delegate('marketer')).toMatchObject({ state: 'PROPOSED', assignee: { id: me('marketer') } });
    expect(await take('seller', 'takeBack', id)).toMatchObject({
      state: 'OPEN',
      assignee: { id: me('seller') },
      delegator: null,
    });
  });

  test('is accepted and declined by the one to whom it was given, and taken back by the one who gave it', async () => {
    const { id } = await create({ assigneeId: me('service') });
    for (const name of ['accept', 'decline'])
      expect(await app.alpha.as('seller').refused(step(name), { id, reason: 'Why not.' })).toMatchObject({
        code: 'FORBIDDEN',
        field: 'id',
      });
    expect(await app.alpha.as('service').refused(step('takeBack'), { id })).toMatchObject({ code: 'FORBIDDEN' });
    const open = await create();
    expect(
      await app.alpha.as('seller').refused(step('delegate', `{ assigneeId: "${me('seller')}" }`), { id: open.id }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'input.assigneeId' });
  });

  test('is hidden from those whom it does not concern', async () => {
    const { id } = await create({ title: 'Concerns two', assigneeId: me('service') });
    const seen = async (role: string) =>
      (
        await app.alpha
          .as(role)
          .get<{ tasks: { nodes: object[] } }>(
            'query($id: ID!) { tasks(filter: { id: { eq: $id } }) { nodes { id } } }',
            {
              id,
            },
          )
      ).tasks.nodes.length;
    expect(await Promise.all(['seller', 'service', 'manager', 'marketer'].map(seen))).toEqual([1, 1, 1, 0]);
    expect(await app.alpha.as('marketer').refused(step('cancel'), { id })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test.each([
    ['ends before it begins', { plannedFrom: '2026-03-01T10:00:00Z', plannedUntil: '2026-03-01T09:00:00Z' }],
    ['lasts too long', { plannedFrom: '2026-03-01T10:00:00Z', plannedUntil: '2026-05-01T09:00:00Z' }],
    ['has no end', { plannedFrom: '2026-03-01T10:00:00Z' }],
  ])('whose planned time %s is refused', async (_what, values) => {
    expect(await app.alpha.as('seller').refused(CREATE, { input: { title: 'x', ...values } })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.plannedUntil',
    });
  });

  test('[G17] goes through its states as the domain says, whatever is asked of it', async () => {
    // Written out, so that a slip in the declaration shows.
    const allowed: Record<string, Record<string, string>> = {
      OPEN: { start: 'IN_PROGRESS', suspend: 'WAITING', cancel: 'CANCELED', delegate: 'PROPOSED' },
      IN_PROGRESS: { suspend: 'WAITING', finish: 'DONE', cancel: 'CANCELED', delegate: 'PROPOSED' },
      WAITING: { resume: 'IN_PROGRESS', cancel: 'CANCELED', delegate: 'PROPOSED' },
      PROPOSED: { accept: 'OPEN', decline: 'DECLINED', takeBack: 'OPEN', cancel: 'CANCELED' },
      DECLINED: { takeBack: 'OPEN', delegate: 'PROPOSED', cancel: 'CANCELED' },
      DONE: {},
      CANCELED: {},
    };
    const names = [...(recordTypeOf(Task).lifeCycle?.transitions.keys() ?? [])];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 8 }), async (steps) => {
        let { id, state, assignee, delegator } = await create();
        for (const name of steps) {
          // Whoever may take the step takes it.
          const holder = name === 'takeBack' ? delegator : assignee;
          const role = holder?.id === me('service') ? 'service' : 'seller';
          const to = assignee?.id === me('seller') ? 'service' : 'seller';
          const input = name === 'delegate' ? `{ assigneeId: "${me(to)}" }` : '';
          const { data, errors } = await app.alpha
            .as(role)
            .ask<Record<string, Shown>>(step(name, input), { id, reason: 'Any.' });
          const next = allowed[state]?.[name];
          if (next === undefined) {
            expect(errors?.[0]?.extensions).toMatchObject({ code: 'TRANSITION_REFUSED', state });
            expect(new Set(errors?.[0]?.extensions?.allowed as string[])).toEqual(
              new Set(Object.keys(allowed[state] ?? {})),
            );
            continue;
          }
          const taken = data?.[`${name}Task`];
          expect(taken?.state).toBe(next);
          if (taken) ({ id, state, assignee, delegator } = taken);
        }
      }),
      { numRuns: 20 },
    );
  });
});
