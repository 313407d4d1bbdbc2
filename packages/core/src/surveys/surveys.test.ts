import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordTypeOf } from '@rapport/sdk';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import fc from 'fast-check';
import { SurveyInvitation } from './survey-invitation.record.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

let made = 0;
interface Made {
  readonly id: string;
  readonly questions: Record<string, string>;
}

/** An open survey with these questions, by their codes. */
async function survey(questions: Record<string, object>, values: object = {}): Promise<Made> {
  const marketer = app.alpha.as('marketer');
  const { id } = await marketer.create('Survey', { name: 'Delivery', instrument: `instrument ${++made}`, ...values });
  const ids: Record<string, string> = {};
  for (const [position, [code, question]] of Object.entries(questions).entries()) {
    const input = { surveyId: id, position, code, text: `Question ${code}?`, ...question };
    ids[code] = (await marketer.create('SurveyQuestion', input)).id;
  }
  await marketer.get('mutation($id: ID!) { openSurvey(id: $id) { id } }', { id });
  return { id, questions: ids };
}

const nps = { recommend: { kind: 'RECOMMENDATION', required: true, followUpTo: 6 } };
const invite = async (surveyId: string, customerId: string, values: object = {}) =>
  (await app.alpha.as('marketer').create('SurveyInvitation', { surveyId, customerId, ...values })).id;
const send = (id: string) =>
  app.alpha.as('marketer').get('mutation($id: ID!) { sendSurveyInvitation(id: $id) { state } }', { id });

const ANSWER = `mutation($id: ID!, $answers: [SurveyAnswerInput!]!, $complete: Boolean) {
  answerSurvey(invitationId: $id, answers: $answers, complete: $complete) { thanks invitation { state } } }`;
const answer = (id: string, answers: object[], complete = true, client: TestClient = app.alpha.as('service')) =>
  client.get<{ answerSurvey: { thanks: string | null; invitation: { state: string } } }>(ANSWER, {
    id,
    answers,
    complete,
  });

/** Invites a customer, asks him, and lets him answer. */
async function answered(made: Made, score: number, values: object = {}): Promise<void> {
  const id = await invite(made.id, await app.alpha.customer(), values);
  await send(id);
  await answer(id, [{ questionId: made.questions.recommend, score }]);
}

const FORM =
  'query($id: ID!) { surveyForm(invitationId: $id) { name questions { id text kind lowest highest choices } } }';
const asked = async (id: string, client: TestClient = app.alpha.as('service')) =>
  (await client.get<{ surveyForm: { questions: { text: string }[] } }>(FORM, { id })).surveyForm.questions.map(
    ({ text }) => text,
  );

describe('a survey', () => {
  test('[M1] keeps its questions once it is open, and is asked about a contact, an activity or an advertisement', async () => {
    const { id, questions } = await survey(nps);
    const change = 'mutation($id: ID!) { updateSurveyQuestion(id: $id, input: { text: "Changed?" }) { id } }';
    expect(await app.alpha.as('marketer').refused(change, { id: questions.recommend })).toMatchObject({
      code: 'INPUT_INVALID',
      field: 'input.surveyId',
    });
    const customerId = await app.alpha.customer();
    const call = { channel: 'PHONE', direction: 'INBOUND', subject: 'Call', occurredAt: '2026-03-01T10:00:00Z' };
    const { id: interactionId } = await app.alpha.as('service').create('Interaction', { ...call, customerId });
    await invite(id, customerId, { occasion: 'CONTACT', interactionId });
    await invite(id, customerId, { occasion: 'ACTIVITY', occasionName: 'Spring fair' });
    await invite(id, customerId, { occasion: 'ADVERTISEMENT', occasionName: 'Radio spot' });
    const refused = (values: object) =>
      app.alpha.as('marketer').refusedToCreate('SurveyInvitation', { surveyId: id, customerId, ...values });
    // Once for each occasion.
    expect(await refused({ occasion: 'CONTACT', interactionId })).toMatchObject({ code: 'DUPLICATE' });
    expect(await refused({ occasion: 'CONTACT' })).toMatchObject({ field: 'input.interactionId' });
    expect(await refused({ occasion: 'RELATIONSHIP', occasionName: 'Fair' })).toMatchObject({
      field: 'input.occasionName',
    });
    expect(await refused({ customerId: await app.alpha.customer(), occasion: 'CONTACT', interactionId })).toMatchObject(
      { field: 'input.interactionId', message: expect.stringMatching(/another customer/) },
    );
  });

  test('without questions is not opened, and nobody is invited to one that is not open', async () => {
    const marketer = app.alpha.as('marketer');
    const { id } = await marketer.create('Survey', { name: 'Empty', instrument: `instrument ${++made}` });
    expect(await marketer.refused('mutation($id: ID!) { openSurvey(id: $id) { id } }', { id })).toMatchObject({
      code: 'INPUT_INVALID',
    });
    const customerId = await app.alpha.customer();
    expect(await marketer.refusedToCreate('SurveyInvitation', { surveyId: id, customerId })).toMatchObject({
      field: 'input.surveyId',
    });
  });

  test.each([
    [{ kind: 'CHOICE' }, 'input.choices'],
    [{ kind: 'CHOICE', choices: ['yes', 'yes'] }, 'input.choices'],
    [{ kind: 'TEXT', choices: ['yes', 'no'] }, 'input.choices'],
    [{ kind: 'SATISFACTION', attribute: 'mood' }, 'input.attribute'],
    [{ kind: 'SATISFACTION', followUpTo: 6 }, 'input.followUpTo'],
  ])('takes no question that nobody could answer: %j', async (question, field) => {
    const marketer = app.alpha.as('marketer');
    const { id: surveyId } = await marketer.create('Survey', { name: 'S', instrument: `instrument ${++made}` });
    const input = { surveyId, position: 0, code: 'a', text: 'A?', ...question };
    expect(await marketer.refusedToCreate('SurveyQuestion', input)).toMatchObject({ code: 'INPUT_INVALID', field });
  });
});

describe('an answer', () => {
  test('[M2] that asks for it is acted upon, and the customer hears of it and is thanked', async () => {
    const { id: surveyId, questions } = await survey(nps, { thanks: '謝謝您' });
    const ownerId = app.alpha.users.seller;
    const customerId = await app.alpha.customer({ ownerId });
    const id = await invite(surveyId, customerId);
    await send(id);
    expect((await answer(id, [{ questionId: questions.recommend, score: 3 }])).answerSurvey).toEqual({
      thanks: '謝謝您',
      invitation: { state: 'COMPLETED' },
    });
    const seller = app.alpha.as('seller');
    const list = `query($id: ID!) { surveyFollowUps(filter: { customerId: { eq: $id } }) {
      nodes { id state assignee { id } dueAt answer { score } } } }`;
    const { surveyFollowUps } = await seller.get<{ surveyFollowUps: { nodes: { id: string }[] } }>(list, {
      id: customerId,
    });
    expect(surveyFollowUps.nodes).toEqual([
      {
        id: expect.any(String),
        state: 'OPEN',
        assignee: { id: ownerId },
        dueAt: expect.any(String),
        answer: { score: 3 },
      },
    ]);
    const followUp = { id: surveyFollowUps.nodes[0]?.id };
    const thank = 'mutation($id: ID!) { thankSurveyFollowUp(id: $id) { state } }';
    // Thanks without an action are words.
    expect(await seller.refused(thank, followUp)).toMatchObject({ code: 'TRANSITION_REFUSED', state: 'OPEN' });
    await seller.get(
      'mutation($id: ID!) { actSurveyFollowUp(id: $id, input: { action: "Repaired for free." }) { state } }',
      followUp,
    );
    expect(await seller.get(thank, followUp)).toEqual({ thankSurveyFollowUp: { state: 'CLOSED' } });
  });

  test('that is content opens no follow-up, and one that is changed to discontent opens one', async () => {
    const { id: surveyId, questions } = await survey({ ...nps, why: { kind: 'TEXT' } });
    const id = await invite(surveyId, await app.alpha.customer());
    await send(id);
    const followUps = async () =>
      (
        await app.sql(
          'select 1 from survey_follow_up f join survey_answer a on a.id = f.answer_id where a.invitation_id = $1',
          [id.slice(4)],
        )
      ).length;
    const recommend = (score: number, complete: boolean) =>
      answer(id, [{ questionId: questions.recommend, score }], complete);
    expect((await recommend(9, false)).answerSurvey.invitation.state).toBe('PARTIAL');
    expect(await followUps()).toBe(0);
    await recommend(2, false);
    expect(await followUps()).toBe(1);
    await recommend(1, true);
    expect(await followUps()).toBe(1);
  });

  test('[M4] that says nothing is none: nobody has answered who answered nothing', async () => {
    const { id: surveyId } = await survey({ why: { kind: 'TEXT' } });
    const id = await invite(surveyId, await app.alpha.customer());
    await send(id);
    expect(await app.alpha.as('service').refused(ANSWER, { id, answers: [] })).toMatchObject({
      message: expect.stringMatching(/nothing was answered/),
    });
    await answer(id, [], false);
    const { surveyResult } = await app.alpha
      .as('analyst')
      .get<{ surveyResult: object }>(
        'query($id: ID!) { surveyResult(selection: { surveyId: $id }) { sent answered responseRate { value } } }',
        { id: surveyId },
      );
    expect(surveyResult).toEqual({ sent: 1, answered: 0, responseRate: { value: 0 } });
  });

  test('is refused whole when one of them is wrong', async () => {
    const { id: surveyId, questions } = await survey({
      ...nps,
      colour: { kind: 'CHOICE', choices: ['red', 'blue'] },
      why: { kind: 'TEXT' },
    });
    const id = await invite(surveyId, await app.alpha.customer());
    const good = { questionId: questions.recommend, score: 9 };
    const refused = (...answers: object[]) => app.alpha.as('service').refused(ANSWER, { id, answers });
    expect(await refused(good)).toMatchObject({ code: 'TRANSITION_REFUSED', state: 'PLANNED' });
    await send(id);
    const other = (await survey(nps)).questions.recommend;
    const bad = [
      [{ questionId: questions.recommend, score: 11 }, 'answers[0].score'],
      [{ questionId: questions.recommend }, 'answers[0].score'],
      [{ questionId: questions.recommend, text: 'nine' }, 'answers[0].text'],
      [{ questionId: questions.colour, choices: ['green'] }, 'answers[0].choices'],
      [{ questionId: questions.colour, choices: ['red', 'blue'] }, 'answers[0].choices'],
      [{ questionId: questions.why, text: '  ' }, 'answers[0].text'],
      [{ questionId: other, score: 9 }, 'answers[0].questionId'],
    ] as const;
    for (const [input, field] of bad) expect(await refused(input, good)).toMatchObject({ field });
    expect(await refused(good, good)).toMatchObject({ field: 'answers[1].questionId' });
    expect(await refused({ questionId: questions.why, text: 'Nice.' })).toMatchObject({
      message: expect.stringMatching(/"recommend" must be answered/),
    });
    expect(await app.sql('select 1 from survey_answer where invitation_id = $1', [id.slice(4)])).toEqual([]);
  });
});

describe('what is known', () => {
  const questions = {
    hobby: { kind: 'TEXT', attribute: 'hobby', required: true },
    job: { kind: 'TEXT', attribute: 'occupation' },
    ...nps,
  };

  test('[iM5] [B18] is not asked, and is kept beside the answers', async () => {
    const { id: surveyId, questions: ids } = await survey(questions);
    const customerId = await app.alpha.customer({ occupation: 'baker' });
    await app.alpha.admin.create('ProfileValue', { customerId, attribute: 'hobby', value: 'go' });
    const id = await invite(surveyId, customerId);
    await send(id);
    expect(await asked(id)).toEqual(['Question recommend?']);
    await answer(id, [{ questionId: ids.recommend, score: 10 }]);
    const rows = await app.sql(
      'select q.code, a.text, a.score, a.known from survey_answer a join survey_question q on q.id = a.question_id where a.invitation_id = $1 order by q.position',
      [id.slice(4)],
    );
    expect(rows).toEqual([
      { code: 'hobby', text: 'go', score: null, known: true },
      { code: 'job', text: 'baker', score: null, known: true },
      { code: 'recommend', text: null, score: 10, known: false },
    ]);
  });

  test('[iM5] [B18] is asked when nobody knows it, and never again', async () => {
    const first = await survey(questions);
    const customerId = await app.alpha.customer();
    const id = await invite(first.id, customerId);
    await send(id);
    expect(await asked(id)).toEqual(['Question hobby?', 'Question job?', 'Question recommend?']);
    await answer(id, [
      { questionId: first.questions.hobby, text: 'climbing' },
      { questionId: first.questions.recommend, score: 8 },
    ]);
    const next = await invite((await survey(questions)).id, customerId);
    await send(next);
    expect(await asked(next)).toEqual(['Question job?', 'Question recommend?']);
    // Once it is found to be wrong, nobody knows it any more.
    await app.sql("update profile_value set state = 'FAILED' where customer_id = $1", [customerId.slice(4)]);
    expect(await asked(next)).toEqual(['Question hobby?', 'Question job?', 'Question recommend?']);
  });
});

describe('a link', () => {
  const link = async (id: string) => {
    const { createSurveyLink } = await app.alpha
      .as('marketer')
      .get<{ createSurveyLink: { secret: string } }>(
        'mutation($id: ID!) { createSurveyLink(invitationId: $id) { secret invitation { state } } }',
        { id },
      );
    return app.client(createSurveyLink.secret);
  };

  test('[M1] lets its customer answer that invitation, and nothing else', async () => {
    const { id: surveyId, questions } = await survey({ ...nps, hobby: { kind: 'TEXT', attribute: 'hobby' } });
    const customerId = await app.alpha.customer({ name: '王小明' });
    const [id, other] = [await invite(surveyId, customerId), await invite(surveyId, await app.alpha.customer())];
    await send(other);
    const self = await link(id);
    const { viewer } = await self.get<{ viewer: { id: string } }>('{ viewer { id kind } }');
    expect(viewer).toEqual({ id, kind: 'SELF' });
    expect(await asked(viewer.id, self)).toEqual(['Question recommend?', 'Question hobby?']);
    expect(await self.refused(FORM, { id: other })).toMatchObject({ code: 'NOT_FOUND' });
    const answers = [
      { questionId: questions.recommend, score: 2 },
      { questionId: questions.hobby, text: '下棋' },
    ];
    expect((await self.refused(ANSWER, { id: other, answers })).code).toMatch(/FORBIDDEN|NOT_FOUND/);
    expect(await self.get('{ customers { nodes { name } } surveyInvitations { nodes { id state } } }')).toEqual({
      customers: { nodes: [] },
      surveyInvitations: { nodes: [{ id, state: 'SENT' }] },
    });
    await answer(id, answers, true, self);
    expect(
      await app.sql("select value, source from profile_value where customer_id = $1 and attribute = 'hobby'", [
        customerId.slice(4),
      ]),
    ).toEqual([{ value: '下棋', source: 'SELF' }]);
    expect(await self.refused(ANSWER, { id, answers })).toMatchObject({ code: 'TRANSITION_REFUSED' });
  });

  test('a customer who serves himself answers what he was invited to, and sees nothing of others', async () => {
    const { id: surveyId, questions } = await survey(nps);
    const customerId = await app.alpha.customer();
    const id = await invite(surveyId, customerId);
    await send(id);
    const self = await app.alpha.asCustomer(customerId);
    await answer(id, [{ questionId: questions.recommend, score: 10 }], true, self);
    expect((await self.refused('{ surveyResult(selection: { surveyId: "srv_x" }) { sent } }')).code).toBe('FORBIDDEN');
  });
});

describe('results', () => {
  const RESULT = `query($selection: SurveySelection!) { surveyResult(selection: $selection) {
    sent answered completed refused expired responseRate { value low high sample }
    questions { code answers unanswered score { value low high sample } counts { answer count } } } }`;
  interface Result {
    surveyResult: {
      sent: number;
      responseRate: { value: number; low: number; high: number };
      questions: { score: { value: number; sample: number } | null; unanswered: number; counts: { count: number }[] }[];
    };
  }

  test('[M4] have response rate and interval; who does not answer counts in no score', async () => {
    const made = await survey(nps);
    for (const score of [10, 9, 9, 7, 3]) await answered(made, score);
    for (let silent = 0; silent < 5; silent++) await send(await invite(made.id, await app.alpha.customer()));
    // Whoever was not asked yet is in no rate.
    await invite(made.id, await app.alpha.customer());
    const { surveyResult } = await app.alpha.as('analyst').get<Result>(RESULT, { selection: { surveyId: made.id } });
    expect(surveyResult).toMatchObject({ sent: 10, answered: 5, completed: 5, refused: 0, expired: 0 });
    // Wilson, 5 of 10, as every table has it.
    expect(surveyResult.responseRate.value).toBe(0.5);
    expect(surveyResult.responseRate.low).toBeCloseTo(0.2366, 4);
    expect(surveyResult.responseRate.high).toBeCloseTo(0.7634, 4);
    const [question] = surveyResult.questions;
    expect(question).toMatchObject({ unanswered: 5, score: { value: 0.4, sample: 5 } });
    expect(question?.counts.map(({ count }) => count)).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0, 2, 1]);
  });

  test('[M4] of a survey that nobody answered are missing, and not zero', async () => {
    const made = await survey(nps);
    await send(await invite(made.id, await app.alpha.customer()));
    const { surveyResult } = await app.alpha.as('analyst').get<Result>(RESULT, { selection: { surveyId: made.id } });
    expect(surveyResult).toMatchObject({ sent: 1, responseRate: { value: 0 }, questions: [{ score: null }] });
  });

  test('[L8] [M3] compare waves of one instrument, and say whether chance would do', async () => {
    const made = await survey(nps);
    const wave = (name: string, ...scores: number[]) =>
      Promise.all(scores.map((score) => answered(made, score, { wave: name })));
    await wave('before', 0, 1, 2, 3, 2, 1, 0, 3);
    await wave('after', 10, 10, 9, 10, 9, 10, 10, 9);
    const compare = `query($before: SurveySelection!, $after: SurveySelection!) {
      compareSurveys(before: $before, after: $after) { code beyondChance before { value } after { value } change { value low } } }`;
    const of = (name: string) => ({ surveyId: made.id, wave: name });
    const { compareSurveys } = await app.alpha.as('manager').get<{ compareSurveys: object[] }>(compare, {
      before: of('before'),
      after: of('after'),
    });
    expect(compareSurveys).toEqual([
      {
        code: 'recommend',
        beyondChance: true,
        before: { value: -1 },
        after: { value: 1 },
        change: { value: 2, low: expect.any(Number) },
      },
    ]);
    expect(await app.alpha.as('manager').get(compare, { before: of('before'), after: of('before') })).toMatchObject({
      compareSurveys: [{ beyondChance: false, change: { value: 0 } }],
    });
    expect(
      await app.alpha
        .as('manager')
        .refused(compare, { before: of('before'), after: { surveyId: (await survey(nps)).id } }),
    ).toMatchObject({ code: 'INPUT_INVALID', field: 'after.surveyId' });
  });

  test('are for those who may see all of it', async () => {
    const made = await survey(nps);
    expect(await app.alpha.as('seller').refused(RESULT, { selection: { surveyId: made.id } })).toMatchObject({
      code: 'FORBIDDEN',
      permission: 'surveys.seeResults',
    });
    expect(await app.beta.as('analyst').get<Result>(RESULT, { selection: { surveyId: made.id } })).toMatchObject({
      surveyResult: { sent: 0, questions: [] },
    });
  });
});

describe('an invitation', () => {
  test('whose time is over takes no answers, and is ended by an alarm', async () => {
    const { id: surveyId, questions } = await survey(nps, { answerDays: 1 });
    const customerId = await app.alpha.customer();
    const id = await invite(surveyId, customerId);
    await send(id);
    await app.sql("update survey_invitation set expires_at = now() - interval '1 minute' where id = $1", [id.slice(4)]);
    expect(
      await app.alpha.as('service').refused(ANSWER, { id, answers: [{ questionId: questions.recommend, score: 5 }] }),
    ).toMatchObject({ code: 'TRANSITION_REFUSED', state: 'EXPIRED' });
    await app.drain();
    const [row] = await app.sql('select state from survey_invitation where id = $1', [id.slice(4)]);
    expect(row).toEqual({ state: 'EXPIRED' });
  });

  const cycle = recordTypeOf(SurveyInvitation).lifeCycle;
  const steps = [...(cycle?.transitions.values() ?? [])].filter(({ byCode }) => !byCode);

  test('goes only where its life cycle leads, whatever is tried', async () => {
    const { id: surveyId } = await survey({ why: { kind: 'TEXT' } });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps.map(({ name }) => name)), { maxLength: 6 }), async (names) => {
        const id = await invite(surveyId, await app.alpha.customer());
        let state = 'PLANNED';
        for (const name of names) {
          const leads = steps.find((step) => step.name === name && step.from.includes(state));
          const document = `mutation($id: ID!) { it: ${name}SurveyInvitation(id: $id) { state } }`;
          // Nothing was answered, so nothing is complete.
          if (leads && name === 'complete') {
            expect(await app.alpha.admin.refused(document, { id })).toMatchObject({ code: 'INPUT_INVALID' });
            continue;
          }
          if (!leads)
            expect(await app.alpha.admin.refused(document, { id })).toMatchObject({
              code: 'TRANSITION_REFUSED',
              state,
            });
          else state = (await app.alpha.admin.get<{ it: { state: string } }>(document, { id })).it.state;
          if (leads) expect(state).toBe(leads.to);
        }
      }),
      { numRuns: 15 },
    );
  });
});
