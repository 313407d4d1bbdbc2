import {
  type BeforeHandler,
  idOf,
  RapportError,
  type RecordChange,
  type RecordInput,
  reject,
  type UnitOfWork,
} from '@rapport/sdk';
import { Interaction } from './interaction.record.ts';
import { assertReasonable } from './time-slot.ts';
import { type AgendaItem, Visit } from './visit.record.ts';

const MAX_ITEMS = 100;
const MAX_TEXT = 2_000;
const MAX_DURATION_SECONDS = 604_800;
const OVER = ['DONE', 'CANCELED', 'MISSED'];

function checkAgenda({ after, path }: RecordChange): void {
  const agenda = (after.agenda ?? []) as readonly AgendaItem[];
  if (agenda.length > MAX_ITEMS) reject(`${path}.agenda`, `must have at most ${MAX_ITEMS} items.`);
  for (const [index, { question, answer }] of agenda.entries()) {
    const at = `${path}.agenda[${index}]`;
    if (question.trim() === '') reject(`${at}.question`, 'must not be blank.');
    if (question.length > MAX_TEXT) reject(`${at}.question`, `must have at most ${MAX_TEXT} characters.`);
    if ((answer ?? '').length > MAX_TEXT) reject(`${at}.answer`, `must have at most ${MAX_TEXT} characters.`);
  }
}

const isOpen = ({ answer }: AgendaItem): boolean => !answer?.trim();

/** A visit is done only with a report that answers the agenda, or with a reason why it does not (iI2). */
async function finish({ record, transition, path }: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  const open = (record.agenda as readonly AgendaItem[]).filter(isOpen);
  const reason = transition?.reason?.trim() || null;
  if (open.length > 0 && reason === null)
    reject(`${path}.agenda`, `has ${open.length} open items: answer them, or give a reason.`);
  const came = new Date(String(record.checkedInAt));
  const stayed = Math.max(0, Math.round((Date.now() - came.getTime()) / 1_000));
  const interaction = await work.unlimited.create(
    Interaction,
    {
      channel: 'FACE_TO_FACE',
      direction: 'OUTBOUND',
      subject: record.title,
      body: record.report,
      occurredAt: record.checkedInAt,
      durationSeconds: Math.min(stayed, MAX_DURATION_SECONDS),
      customerId: record.customerId,
      userId: record.userId,
    },
    path,
  );
  return {
    interactionId: idOf(Interaction, interaction.uuid),
    unansweredReason: open.length > 0 ? reason : null,
  };
}

async function stepValues(change: RecordChange, work: UnitOfWork): Promise<RecordInput> {
  if (change.transition?.name === 'checkIn')
    return { checkedInAt: change.record.checkedInAt ?? new Date().toISOString() };
  return change.transition?.name === 'finish' ? finish(change, work) : {};
}

export const visitRules: readonly BeforeHandler[] = [
  {
    record: Visit,
    on: ['created', 'updated'],
    run: async (change, work) => {
      const state = String(change.record.state);
      if (change.operation === 'updated' && !change.transition && OVER.includes(state)) {
        throw new RapportError('TRANSITION_REFUSED', `This Visit is ${state}: what came of it stays as it was.`, {
          field: 'id',
          state,
          allowed: [],
        });
      }
      checkAgenda(change);
      assertReasonable(change, 'startsAt', 'endsAt');
      return stepValues(change, work);
    },
  },
];
