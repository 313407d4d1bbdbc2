import { idOf, type RecordRef, type RequestContext, ref, type UnitOfWork } from '@rapport/sdk';
import { type ContactAddress, normaliseAddress, suppressionFingerprint } from './contact-address.ts';
import { ContactPoint } from './contact-point.record.ts';
import { SuppressionEntry, type SuppressionReason } from './suppression-entry.record.ts';

/** Sees to it that nothing is sent to an address, whoever has it now or later. Doing it twice does nothing more. */
export async function suppressAddress(
  work: UnitOfWork,
  address: ContactAddress,
  reason: SuppressionReason,
): Promise<RecordRef> {
  const { tenant } = work.context;
  const normalised = normaliseAddress(address, 'input', tenant);
  const fingerprint = suppressionFingerprint(tenant.id, normalised);
  // Two at once would both find nothing.
  await work.run({ text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))', values: [fingerprint] });
  const [known] = await work.run<{ id: string }>(entryWith(tenant.id, fingerprint));
  if (known) return ref(SuppressionEntry, idOf(SuppressionEntry, known.id));
  const entry = await work.create(SuppressionEntry, { reason }, 'input', { fingerprint });
  const points = await work.run<{ id: string }>({
    text: `
select id from contact_point where tenant_id = $1 and normalised = $2 and state in ('ACTIVE', 'BOUNCED') and deleted_at is null
order by id`,
    values: [tenant.id, normalised],
  });
  for (const { id } of points)
    await work.unlimited.transition(ContactPoint, idOf(ContactPoint, id), {
      transition: 'block',
      reason: `Suppressed: ${reason}`,
    });
  return entry;
}

/** The entry that forbids to send to an address; undefined when none does. */
export async function findSuppression(
  { reader, tenant }: RequestContext,
  address: ContactAddress,
): Promise<RecordRef | undefined> {
  const fingerprint = suppressionFingerprint(tenant.id, normaliseAddress(address, 'address', tenant));
  const [known] = await reader.run<{ id: string }>(entryWith(tenant.id, fingerprint));
  return known && ref(SuppressionEntry, idOf(SuppressionEntry, known.id));
}

const entryWith = (tenantId: number, fingerprint: string) => ({
  text: 'select id from suppression_entry where tenant_id = $1 and fingerprint = $2 and deleted_at is null',
  values: [tenantId, fingerprint],
});
