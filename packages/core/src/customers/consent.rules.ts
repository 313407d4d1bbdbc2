import { type BeforeHandler, type FieldValues, reject, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { Consent } from './consent.record.ts';
import { ContactPoint } from './contact-point.record.ts';
import { Customer } from './customer.record.ts';

/** A consent is about one purpose, on one channel, at one contact point, for one partner. */
const nameMatter: BeforeHandler = {
  record: Consent,
  on: ['created'],
  run: async ({ record, path }, work) => {
    const { purpose, channel, contactPointId, partner } = record;
    if ((purpose === 'SHARING') !== (partner != null))
      reject(`${path}.partner`, 'is needed with the purpose SHARING, and only there.');
    if (contactPointId != null) await requireOwnPoint(work, record, path);
    return { matter: [purpose, channel ?? '*', contactPointId ?? '*', partner ?? '*'].join('/') };
  },
};

async function requireOwnPoint(work: UnitOfWork, { contactPointId, customerId }: FieldValues, path: string) {
  const [own] = await work.run({
    text: 'select 1 from contact_point where tenant_id = $1 and id = $2 and customer_id = $3',
    values: [work.context.tenant.id, uuidOf(ContactPoint, contactPointId), uuidOf(Customer, customerId)],
  });
  if (!own) reject(`${path}.contactPointId`, 'belongs to another customer.');
}

/** States carry their dates; what was given on the basis of a consent carries its proof. */
const keepProof: BeforeHandler = {
  record: Consent,
  on: ['created', 'updated'],
  run: async ({ after, record, transition, path }, { context: { access } }) => {
    if (after.state === undefined) return undefined;
    const now = new Date().toISOString();
    const proof = access.actor.kind === 'SELF' && after.proof == null ? `self-service, ${now}` : after.proof;
    if (record.state === 'GRANTED') {
      // After a withdrawal the old proof proves nothing.
      const proven = proof ?? (transition?.from === 'WITHDRAWN' ? undefined : record.proof);
      if (record.lawfulBasis === 'CONSENT' && proven == null)
        reject(`${path}.proof`, 'is required where the lawful basis is CONSENT; after a withdrawal, a new one.');
      return { changedAt: now, proof: proven ?? null, grantedAt: after.grantedAt ?? now, withdrawnAt: null };
    }
    if (record.state !== 'WITHDRAWN') return { changedAt: now };
    const withdrawnAt = String(after.withdrawnAt ?? now);
    if (record.grantedAt != null && Date.parse(withdrawnAt) < Date.parse(String(record.grantedAt)))
      reject(`${path}.withdrawnAt`, `must not be earlier than the grant: ${String(record.grantedAt)}.`);
    return { changedAt: now, withdrawnAt };
  },
};

export const consentRules: readonly BeforeHandler[] = [nameMatter, keepProof];
