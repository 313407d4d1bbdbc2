import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { FieldService, NORTH, on, SCHEDULE } from '../../../../tests/fixtures/field-service.ts';
import { FieldJob } from './field-job.record.ts';

let app: TestApp;
let field: FieldService;
let gas: string;
beforeAll(async () => {
  app = await createTestApp();
  field = await FieldService.begin(app);
  gas = (await app.alpha.as('manager').create('Skill', { name: 'Gas' })).id;
});
afterAll(() => app.close());

describe('[O5] a plan', () => {
  test('says when the technician sets out, and when he is done', async () => {
    const day = field.newDay();
    const technicianId = await field.technician(day);
    const id = await field.job(NORTH);
    expect(await field.schedule(id, technicianId, on(day, '09:00'))).toMatchObject({
      state: 'SCHEDULED',
      endsAt: `${day}T10:00:00+00:00`,
      occupiedFrom: `${day}T08:51:00+00:00`,
      travelMinutes: 9,
      technician: { id: technicianId },
    });
  });

  test('moves the way of whoever comes next, there and back', async () => {
    const day = field.newDay();
    const technicianId = await field.technician(day);
    const [late, early] = [await field.job(NORTH), await field.job(NORTH)];
    await field.schedule(late, technicianId, on(day, '12:00'));
    expect(await field.shown(late)).toMatchObject({ travelMinutes: 9 });
    await field.schedule(early, technicianId, on(day, '10:00'));
    expect(await field.shown(late)).toMatchObject({ travelMinutes: 0, occupiedFrom: `${day}T12:00:00+00:00` });
    await field.schedule(early, technicianId, on(day, '14:00'));
    expect(await field.shown(late)).toMatchObject({ travelMinutes: 9, occupiedFrom: `${day}T11:51:00+00:00` });
    expect(await field.shown(early)).toMatchObject({ travelMinutes: 0 });
    expect(await field.take(early, 'unschedule')).toMatchObject({
      state: 'NONE',
      technician: null,
      occupiedFrom: null,
    });
    await field.take(late, 'dispatch');
    await field.schedule(late, technicianId, on(day, '09:00'));
    expect(await field.shown(late)).toMatchObject({ state: 'SCHEDULED', travelMinutes: 9 });
  });

  test('for a technician without the skill is refused, as for one whose certificate has ended', async () => {
    const day = field.newDay();
    const technicianId = await field.technician(day);
    const id = await field.job();
    await field.service.create('FieldJobSkill', { jobId: id, skillId: gas });
    const refused = { code: 'RULE_BROKEN', rule: 'SKILL_MISSING', field: 'input.technicianId', skillIds: [gas] };
    expect(await field.refusedPlan(id, technicianId, on(day, '09:00'))).toMatchObject(refused);
    const { id: held } = await app.alpha.as('manager').create('TechnicianSkill', {
      technicianId,
      skillId: gas,
      validUntil: '2020-01-01',
    });
    expect(await field.refusedPlan(id, technicianId, on(day, '09:00'))).toMatchObject(refused);
    await app.alpha
      .as('manager')
      .get('mutation($id: ID!) { updateTechnicianSkill(id: $id, input: { validUntil: null }) { id } }', {
        id: held,
      });
    expect(await field.schedule(id, technicianId, on(day, '09:00'))).toMatchObject({ state: 'SCHEDULED' });
    const power = (await app.alpha.as('manager').create('Skill', { name: 'Power' })).id;
    expect(await field.service.refusedToCreate('FieldJobSkill', { jobId: id, skillId: power })).toMatchObject({
      rule: 'SKILL_MISSING',
      field: 'input.skillId',
    });
  });

  test.each([
    ['before the shift', '07:30', {}, 'OUTSIDE_SHIFT'],
    ['so early that the way there lies before the shift', '08:05', NORTH, 'OUTSIDE_SHIFT'],
    ['so late that the way home lies after the shift', '15:55', NORTH, 'OUTSIDE_SHIFT'],
  ])('%s is refused', async (_what, time, place, rule) => {
    const day = field.newDay();
    expect(await field.refusedPlan(await field.job(place), await field.technician(day), on(day, time))).toMatchObject({
      code: 'RULE_BROKEN',
      rule,
      field: 'input.startsAt',
    });
  });

  test('outside the window of the customer is refused, also when the job becomes longer later', async () => {
    const day = field.newDay();
    const technicianId = await field.technician(day);
    const id = await field.job({ windowFrom: on(day, '09:00'), windowUntil: on(day, '11:00') });
    expect(await field.refusedPlan(id, technicianId, on(day, '10:30'))).toMatchObject({ rule: 'OUTSIDE_WINDOW' });
    expect(await field.refusedPlan(id, technicianId, on(day, '08:30'))).toMatchObject({ rule: 'OUTSIDE_WINDOW' });
    await field.schedule(id, technicianId, on(day, '09:30'));
    const lengthen =
      'mutation($id: ID!, $minutes: Int!) { updateFieldJob(id: $id, input: { minutes: $minutes }) { endsAt } }';
    expect(await field.service.refused(lengthen, { id, minutes: 120 })).toMatchObject({ rule: 'OUTSIDE_WINDOW' });
    expect(await field.service.get(lengthen, { id, minutes: 90 })).toEqual({
      updateFieldJob: { endsAt: `${day}T11:00:00+00:00` },
    });
    await field.take(id, 'dispatch');
    await field.take(id, 'accept');
    expect(await field.service.refused(lengthen, { id, minutes: 30 })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.minutes',
    });
  });

  test('goes by the length of the type when the job has none of its own, and keeps its place', async () => {
    const { id, day } = await field.planned([], { minutes: 90 });
    const change =
      'mutation($id: ID!, $input: UpdateFieldJobInput!) { updateFieldJob(id: $id, input: $input) { endsAt } }';
    expect(await field.service.get(change, { id, input: { minutes: null } })).toEqual({
      updateFieldJob: { endsAt: `${day}T10:00:00+00:00` },
    });
    for (const input of [{ latitude: null }, { latitude: null, longitude: null }])
      expect(await field.service.refused(change, { id, input })).toMatchObject({
        code: 'INPUT_INVALID',
        field: 'input.latitude',
      });
  });

  test('needs a place, and somebody who is sent out', async () => {
    const day = field.newDay();
    const technicianId = await field.technician(day);
    const nowhere = await field.job({ latitude: null, longitude: null });
    expect(await field.refusedPlan(nowhere, technicianId, on(day, '09:00'))).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.latitude',
    });
    const idle = await field.technician(day, { active: false });
    expect(await field.refusedPlan(await field.job(), idle, on(day, '09:00'))).toMatchObject({
      rule: 'TECHNICIAN_INACTIVE',
    });
  });

  test('[iS3] has one job at a time, travel included, however many are planned at once', async () => {
    const day = field.newDay();
    const technicianId = await field.technician(day);
    await field.schedule(await field.job(NORTH), technicianId, on(day, '09:00'));
    expect(await field.refusedPlan(await field.job(), technicianId, on(day, '10:05'))).toMatchObject({
      code: 'RULE_BROKEN',
      rule: 'RESOURCE_TAKEN',
    });
    expect(await field.schedule(await field.job(), technicianId, on(day, '10:10'))).toMatchObject({ travelMinutes: 9 });

    const race = async (time: string) => {
      const ids = await Promise.all(Array.from({ length: 6 }, () => field.job()));
      const tries = await Promise.all(
        ids.map((id) => field.service.askInTheEnd(SCHEDULE, { id, technicianId, startsAt: on(day, time) })),
      );
      return tries.filter(({ errors }) => !errors).length;
    };
    expect(await race('12:00')).toBe(1);
    // The rule looks at the plan first; the constraint holds without it, and only both together let two be at once.
    const rule = app.app.installation.before.find(
      ({ record, on: when, fields }) => record === FieldJob && when.includes('updated') && !fields,
    );
    if (!rule) throw new Error('Jobs have no rule.');
    const blind = jest.spyOn(rule, 'run').mockImplementation(async ({ record }) => ({
      occupiedFrom: record.startsAt,
      endsAt: new Date(Date.parse(String(record.startsAt)) + 3_600_000).toISOString(),
    }));
    expect(await race('14:00')).toBe(1);
    await app.sql('alter table field_job drop constraint field_job_technician_id_window');
    expect(await race('15:00')).toBe(6);
    blind.mockRestore();
  });
});

describe('[O5] a proposal', () => {
  const ask = `query($from: DateTime!, $to: DateTime!, $jobIds: [ID!]) {
    dispatchProposal(from: $from, to: $to, jobIds: $jobIds) {
      assignments { job { id } technician { id } startsAt endsAt travelMinutes score terms { name value weight contribution } }
      unassigned { job { id } obstacles { technician { id } refusal } } } }`;
  interface Answer {
    dispatchProposal: {
      assignments: { job: { id: string }; technician: { id: string }; startsAt: string; score: number }[];
      unassigned: { job: { id: string }; obstacles: { technician: { id: string }; refusal: string }[] }[];
    };
  }

  test('can be planned as it is, says why, and knows who has done such work before', async () => {
    const day = field.newDay();
    const [novice, expert] = [await field.technician(day), await field.technician(day)];
    const done = await field.job();
    await app.sql("update field_job set state = 'COMPLETED', technician_id = $1 where id = $2", [
      expert.slice(4),
      done.slice(4),
    ]);
    const ids = [await field.job(), await field.job(NORTH), await field.job()];
    const impossible = await field.job();
    await field.service.create('FieldJobSkill', { jobId: impossible, skillId: gas });
    const variables = { from: on(day, '08:00'), to: on(day, '18:00'), jobIds: [...ids, impossible] };
    const { dispatchProposal } = await field.service.get<Answer>(ask, variables);
    expect(dispatchProposal.assignments.map(({ job: { id } }) => id).sort()).toEqual([...ids].sort());
    expect(dispatchProposal.assignments[0]?.technician.id).toBe(expert);
    const obstacles = dispatchProposal.unassigned[0]?.obstacles ?? [];
    expect(obstacles.find(({ technician: { id } }) => id === novice)?.refusal).toBe('SKILL_MISSING');
    expect((await field.service.get<Answer>(ask, variables)).dispatchProposal).toEqual(dispatchProposal);
    for (const { job: planned, technician: who, startsAt } of dispatchProposal.assignments)
      expect(await field.schedule(planned.id, who.id, startsAt)).toMatchObject({ state: 'SCHEDULED' });
    expect((await field.service.get<Answer>(ask, variables)).dispatchProposal.assignments).toEqual([]);
  });

  test('is for those who plan, and for two weeks at most', async () => {
    const day = field.newDay();
    const variables = { from: on(day, '08:00'), to: on(day, '18:00') };
    expect(await app.alpha.as('seller').refused(ask, variables)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await field.service.refused(ask, { ...variables, to: variables.from })).toMatchObject({ field: 'to' });
    expect(await field.service.refused(ask, { ...variables, to: '2027-01-01T00:00:00Z' })).toMatchObject({
      field: 'to',
    });
  });
});
