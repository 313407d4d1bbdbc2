import { type EnumerationValue, enumeration, field, Record, RecordBase } from '@rapport/sdk';

export const SurveyState = enumeration('SurveyState', 'How far a survey is.', {
  DRAFT: 'Its questions are being written.',
  OPEN: 'Customers are invited and answer. Its questions are fixed.',
  CLOSED: 'Nobody is invited or answers any more.',
});
export type SurveyState = EnumerationValue<typeof SurveyState>;

/** What surveys and their questions grant: marketing and service write them, everybody else who works with customers reads them. */
export const surveyGrants = {
  manager: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  marketer: { read: 'all', create: 'all', update: 'all', delete: 'all' },
  service: { read: 'all', create: 'all', update: 'all' },
  seller: { read: 'all' },
  analyst: { read: 'all' },
  automation: { read: 'all' },
} as const;

/** One edition of an instrument: questions that are put to customers (M1, M4). */
@Record({
  prefix: 'srv',
  description:
    'Questions that are put to customers. Surveys of the same instrument measure the same and can be compared; each is an edition of it.',
  indexes: [['state', '-createdAt', '-id']],
  unique: [['instrument', 'edition']],
  search: { fields: { name: 'name' } },
  lifeCycle: {
    field: 'state',
    transitions: {
      open: { description: 'Fixes the questions and lets customers answer.', from: ['DRAFT'], to: 'OPEN' },
      close: { description: 'Takes no more answers.', from: ['OPEN'], to: 'CLOSED' },
      reopen: { description: 'Takes answers again.', from: ['CLOSED'], to: 'OPEN' },
    },
  },
  grants: surveyGrants,
})
export class Survey extends RecordBase {
  @field.text({ description: 'What it is called.', maxLength: 200 })
  name!: string;

  @field.text({
    description: 'The instrument, for example `delivery`: what measures the same has the same name.',
    maxLength: 100,
    writable: 'create',
  })
  instrument!: string;

  @field.int({ description: 'Number of this edition of the instrument.', min: 1, default: 1, writable: 'create' })
  edition!: number;

  @field.enum(SurveyState, { description: 'How far it is.', default: 'DRAFT', writable: 'never' })
  state!: SurveyState;

  @field.longText({ description: 'What customers read first: who asks, and why.', maxLength: 2_000, nullable: true })
  introduction!: string | null;

  @field.longText({ description: 'What they read when they have answered.', maxLength: 2_000, nullable: true })
  thanks!: string | null;

  @field.int({ description: 'Days for which an invitation is open.', min: 1, max: 365, default: 14 })
  answerDays!: number;

  @field.int({
    description: 'Days within which something is to be done about an answer that asks for it.',
    min: 0,
    max: 365,
    default: 2,
  })
  followUpDays!: number;
}
