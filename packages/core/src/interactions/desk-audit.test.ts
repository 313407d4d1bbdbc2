import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const AUDIT = `query($from: DateTime!, $to: DateTime!) { deskAudit(from: $from, to: $to) {
  question competitor tests answeredRate questionAnsweredRate medianSecondsToAnswer } }`;
const march = { from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z' };
const PRICE = 'What does a service cost?';
const desk = (input: object) =>
  app.alpha.as('analyst').create('ContactDeskTest', {
    channel: 'PHONE',
    question: PRICE,
    testedAt: '2026-03-10T10:00:00Z',
    answered: true,
    questionAnswered: true,
    secondsToAnswer: 10,
    ...input,
  });

test('[A14] [A15] our desk stands beside those of competitors, question by question', async () => {
  for (const secondsToAnswer of [10, 20, 60]) await desk({ secondsToAnswer });
  await desk({ answered: false, questionAnswered: null, secondsToAnswer: null });
  await desk({ competitor: 'Other & Co', secondsToAnswer: 5, questionAnswered: false });
  await desk({ competitor: 'Other & Co', secondsToAnswer: 7 });
  await desk({ question: 'When are you open?', answered: false, questionAnswered: null, secondsToAnswer: null });
  await desk({ testedAt: '2026-02-28T23:59:59Z', secondsToAnswer: 9_999 });
  expect(await app.alpha.as('manager').get(AUDIT, march)).toEqual({
    deskAudit: [
      {
        question: PRICE,
        competitor: null,
        tests: 4,
        answeredRate: 0.75,
        questionAnsweredRate: 0.75,
        medianSecondsToAnswer: 20,
      },
      {
        question: PRICE,
        competitor: 'Other & Co',
        tests: 2,
        answeredRate: 1,
        questionAnsweredRate: 0.5,
        medianSecondsToAnswer: 6,
      },
      {
        question: 'When are you open?',
        competitor: null,
        tests: 1,
        answeredRate: 0,
        questionAnsweredRate: 0,
        medianSecondsToAnswer: null,
      },
    ],
  });
});

test('the comparison is for those who see the tests, and for a time that ends after it begins', async () => {
  expect(await app.alpha.as('seller').refused(AUDIT, march)).toMatchObject({ code: 'FORBIDDEN' });
  expect(await app.alpha.as('manager').refused(AUDIT, { from: march.to, to: march.from })).toMatchObject({
    code: 'INPUT_INVALID',
    field: 'to',
  });
});
