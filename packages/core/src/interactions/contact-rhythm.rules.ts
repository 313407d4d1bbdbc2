import { type BeforeHandler, idOf, type RecordChange, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { ContactPreference, Customer } from '../customers/index.ts';
import { ContactRhythm, USUAL_RHYTHM_DAYS } from './contact-rhythm.record.ts';

/** Whether a change of a preference may change how often the customer is to hear from us. */
function concernsRhythm({ operation, after, record }: RecordChange): boolean {
  if (operation === 'updated') return 'everyDays' in after || 'effective' in after;
  return record.everyDays != null;
}

/** The rhythm of a customer is the shortest that he wants, by whatever channel. */
async function followPreferences(work: UnitOfWork, customerIds: readonly unknown[]): Promise<void> {
  const rows = await work.run<{ id: string; days: number | null }>({
    text: `
select r.id, (
  select min(p.every_days) from contact_preference p
  where p.tenant_id = $1 and p.customer_id = r.customer_id and p.effective and p.wanted and p.deleted_at is null) as days
from contact_rhythm r where r.tenant_id = $1 and r.id = any($2::uuid[]) and r.deleted_at is null`,
    values: [work.context.tenant.id, [...new Set(customerIds.map((id) => uuidOf(Customer, id)))]],
  });
  for (const { id, days } of rows)
    await work.unlimited.update(ContactRhythm, idOf(ContactRhythm, id), { rhythmDays: days ?? USUAL_RHYTHM_DAYS });
}

export const contactRhythmRules: readonly BeforeHandler[] = [
  {
    record: ContactPreference,
    on: ['created', 'updated', 'deleted', 'restored'],
    run: async (change, work) => {
      if (concernsRhythm(change)) work.afterWrite(followPreferences, change.record.customerId);
      return undefined;
    },
  },
];
