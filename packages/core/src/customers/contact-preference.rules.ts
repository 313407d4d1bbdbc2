import { type BeforeHandler, type FieldValues, idOf, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { type ContactHours, ContactPreference } from './contact-preference.record.ts';
import { Customer } from './customer.record.ts';

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

const checkHours: BeforeHandler = {
  record: ContactPreference,
  on: ['created', 'updated'],
  run: async ({ after, path }) => {
    for (const [index, { from, until }] of ((after.hours ?? []) as ContactHours[]).entries()) {
      const at = `${path}.hours[${index}]`;
      if (!TIME.test(from)) reject(`${at}.from`, 'must be a time of day such as 09:00.');
      if (!TIME.test(until) && until !== '24:00') reject(`${at}.until`, 'must be a time of day such as 18:00.');
      if (until <= from) reject(`${at}.until`, 'must be later than from.');
    }
    return undefined;
  },
};

/** Of what is known about a channel one preference holds: the stated one, or else the learned one (A24). */
const statedWins: BeforeHandler = {
  record: ContactPreference,
  on: ['created', 'restored'],
  run: async ({ record }, work) => {
    const { stated, learned } = await ofChannel(work, record);
    if (record.basis === 'LEARNED') return { effective: stated === undefined };
    if (learned) await setEffective(work, [{ uuid: learned, effective: false }]);
    return { effective: true };
  },
};

const learnedReturns: BeforeHandler = {
  record: ContactPreference,
  on: ['deleted'],
  run: async ({ record }, work) => {
    if (record.basis !== 'STATED') return undefined;
    const { learned } = await ofChannel(work, record);
    if (learned) work.afterWrite(setEffective, { uuid: learned, effective: true });
    return { effective: false };
  },
};

async function ofChannel(work: UnitOfWork, { customerId, channel }: FieldValues) {
  const rows = await work.run<{ id: string; basis: string }>({
    text: 'select id, basis from contact_preference where tenant_id = $1 and customer_id = $2 and channel = $3 and deleted_at is null',
    values: [work.context.tenant.id, uuidOf(Customer, customerId), channel],
  });
  const idWith = (basis: string) => rows.find((row) => row.basis === basis)?.id;
  return { stated: idWith('STATED'), learned: idWith('LEARNED') };
}

async function setEffective(
  work: UnitOfWork,
  preferences: readonly { readonly uuid: string; readonly effective: boolean }[],
): Promise<void> {
  for (const { uuid, effective } of preferences)
    await work.unlimited.update(ContactPreference, idOf(ContactPreference, uuid), {}, { kept: { effective } });
}

export const contactPreferenceRules: readonly BeforeHandler[] = [checkHours, statedWins, learnedReturns];
