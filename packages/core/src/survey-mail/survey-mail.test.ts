import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
let surveyId: string;
beforeAll(async () => {
  app = await createTestApp();
  const { admin } = app.alpha;
  surveyId = (await admin.create('Survey', { name: 'After delivery', instrument: 'delivery' })).id;
  await admin.create('SurveyQuestion', { surveyId, position: 0, code: 'a', kind: 'TEXT', text: 'A?' });
  await admin.get('mutation($id: ID!) { openSurvey(id: $id) { id } }', { id: surveyId });
  const template = { key: 'survey', name: 'Survey', purpose: 'SERVICE', channel: 'EMAIL' };
  const { id } = await admin.create('MessageTemplate', { ...template, variables: ['survey', 'invitation'] });
  await admin.create('TemplateVersion', {
    ...{ templateId: id, locale: 'en', subject: '{{ values.survey }}' },
    body: 'Dear {{ customer.name }}, https://example.com/surveys/{{ values.invitation }}',
  });
});
afterAll(() => app.close());

let readers = 0;
async function invitation(reachable: boolean): Promise<string> {
  const customerId = await app.alpha.customer();
  const value = `survey-reader${++readers}@example.com`;
  if (reachable) await app.alpha.admin.create('ContactPoint', { customerId, channel: 'EMAIL', value });
  return (await app.alpha.as('marketer').create('SurveyInvitation', { surveyId, customerId })).id;
}

const MAIL = `mutation($ids: [ID!]!) { mailSurveyInvitations(invitationIds: $ids, template: "survey") {
  invitation { id state sentAt } message { state source variables } refusedBy } }`;
interface Mailed {
  invitation: { id: string; state: string; sentAt: string | null };
  message: { state: string; source: string; variables: object };
  refusedBy: string | null;
}
const mail = async (...ids: string[]) =>
  (await app.alpha.as('marketer').get<{ mailSurveyInvitations: Mailed[] }>(MAIL, { ids })).mailSurveyInvitations;

test('[M1] whoever may be written to is invited by a message; the others stay planned, with the rule that says why', async () => {
  const [reached, unreached] = [await invitation(true), await invitation(false)];
  const mailed = new Map((await mail(reached, unreached)).map((one) => [one.invitation.id, one]));
  expect(mailed.get(reached)).toEqual({
    invitation: { id: reached, state: 'SENT', sentAt: expect.any(String) },
    message: {
      state: 'QUEUED',
      source: surveyId,
      variables: { survey: 'After delivery', invitation: reached },
    },
    refusedBy: null,
  });
  expect(mailed.get(unreached)).toMatchObject({
    invitation: { state: 'PLANNED', sentAt: null },
    message: { state: 'REFUSED' },
    refusedBy: 'NO_CONTACT_POINT',
  });
});

test('one who was refused can be asked about again once he can be reached', async () => {
  const id = await invitation(false);
  expect(await mail(id)).toMatchObject([{ refusedBy: 'NO_CONTACT_POINT' }]);
  const [row] = await app.sql<{ customer: string }>(
    "select 'cus_' || customer_id as customer from survey_invitation where id = $1",
    [id.slice(4)],
  );
  const value = `survey-reader${++readers}@example.com`;
  await app.alpha.admin.create('ContactPoint', { customerId: row?.customer, channel: 'EMAIL', value });
  expect(await mail(id)).toMatchObject([{ refusedBy: null, invitation: { state: 'SENT' } }]);
});

test('nobody is invited twice, whoever mails at once', async () => {
  const ids = [await invitation(true), await invitation(true)];
  const client = app.alpha.as('marketer');
  const tries = await Promise.all(
    Array.from({ length: 5 }, (_, n) => client.ask(MAIL, { ids: n % 2 ? ids : [...ids].reverse() })),
  );
  expect(tries.filter(({ errors }) => !errors).length).toBe(1);
  const sent = await app.sql("select 1 from message where source = $1 and variables->>'invitation' = any($2)", [
    surveyId,
    ids,
  ]);
  expect(sent.length).toBe(2);
});

test('it takes the permission to send, and invitations that are planned', async () => {
  const id = await invitation(true);
  expect(await app.alpha.as('analyst').refused(MAIL, { ids: [id] })).toMatchObject({
    code: 'FORBIDDEN',
    permission: 'messages.send',
  });
  await mail(id);
  expect(await app.alpha.as('marketer').refused(MAIL, { ids: [id] })).toMatchObject({
    code: 'TRANSITION_REFUSED',
    state: 'SENT',
  });
  expect(await app.alpha.as('marketer').refused(MAIL, { ids: [] })).toMatchObject({ field: 'invitationIds' });
});
