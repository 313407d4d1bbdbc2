import { type BeforeHandler, idOf, RapportError, type RecordChange, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { type ContactAddress, normaliseAddress, suppressionFingerprint } from './contact-address.ts';
import { ContactPoint } from './contact-point.record.ts';
import { Customer } from './customer.record.ts';

/** The field of the customer that shows the preferred contact point of a channel. */
const mainField: Partial<Record<string, 'email' | 'phone'>> = { EMAIL: 'email', PHONE: 'phone', MOBILE: 'phone' };

/** A new contact point gets the form in which it is compared; a suppressed one is blocked from the start. */
const normalise: BeforeHandler = {
  record: ContactPoint,
  on: ['created'],
  run: async ({ record, path }, work) => {
    const { tenant } = work.context;
    const address = record as unknown as ContactAddress;
    const normalised = normaliseAddress(address, path, tenant);
    const [suppressed] = await work.run({
      text: 'select 1 from suppression_entry where tenant_id = $1 and fingerprint = $2 and deleted_at is null',
      values: [tenant.id, suppressionFingerprint(tenant.id, normalised)],
    });
    return {
      normalised,
      ...(address.channel === 'POSTAL' && { shared: true }),
      ...(suppressed && { state: 'BLOCKED', preferred: false }),
    };
  },
};

const noteVerification: BeforeHandler = {
  record: ContactPoint,
  on: ['created', 'updated'],
  run: async ({ after }) => (after.verification === 'VERIFIED' ? { verifiedAt: new Date().toISOString() } : undefined),
};

/** Whoever serves himself may retire his own contact points; whether one works is for others to say. */
const guardSelfService: BeforeHandler = {
  record: ContactPoint,
  on: ['updated'],
  run: async ({ transition }, { context: { access } }) => {
    if (access.actor.kind !== 'SELF' || transition === undefined || transition.name === 'retire') return undefined;
    throw new RapportError('FORBIDDEN', `Self-service may not ${transition.name} a contact point.`, {
      hint: 'Retire it, and enter a new one.',
    });
  },
};

/** One contact point of a channel is preferred: the former one gives way. */
const preferOne: BeforeHandler = {
  record: ContactPoint,
  on: ['created', 'updated'],
  run: async ({ uuid, after, record }, work) => {
    if (after.preferred !== true) return undefined;
    const former = await work.run<{ id: string }>({
      text: `
select id from contact_point
where tenant_id = $1 and customer_id = $2 and channel = $3 and preferred and deleted_at is null and id <> $4`,
      values: [work.context.tenant.id, uuidOf(Customer, record.customerId), record.channel, uuid],
    });
    for (const { id } of former)
      await work.unlimited.update(ContactPoint, idOf(ContactPoint, id), { preferred: false });
    return undefined;
  },
};

/** The customer shows his preferred number and e-mail address, and none that no longer works. */
const followPreferred: BeforeHandler = {
  record: ContactPoint,
  on: ['created', 'updated', 'deleted'],
  run: async (change, work) => {
    const field = mainField[String(change.record.channel)];
    const concerned = change.operation === 'deleted' || 'preferred' in change.after || 'state' in change.after;
    if (field && concerned) work.afterWrite(showMains, { change, field });
    return undefined;
  },
};

interface MainShown {
  readonly change: RecordChange;
  readonly field: 'email' | 'phone';
}

async function showMains(work: UnitOfWork, shown: readonly MainShown[]): Promise<void> {
  for (const each of shown) await showMain(work, each);
}

async function showMain(work: UnitOfWork, { change: { record }, field }: MainShown): Promise<void> {
  const [main] = await work.run<{ shown: string | null; preferred: string | null; gone: boolean }>({
    text: `
select c.${field} as shown,
  (select split_part(p.normalised, ':', 2) from contact_point p
   where p.tenant_id = $1 and p.customer_id = $2 and p.channel = any($3) and p.preferred and p.state = 'ACTIVE' and p.deleted_at is null
   order by p.updated_at desc limit 1) as preferred,
  not exists (select 1 from contact_point p
   where p.tenant_id = $1 and p.customer_id = $2 and p.normalised = $4 and p.state = 'ACTIVE' and p.deleted_at is null) as gone
from customer c where c.tenant_id = $1 and c.id = $2`,
    values: [
      work.context.tenant.id,
      uuidOf(Customer, record.customerId),
      Object.keys(mainField).filter((channel) => mainField[channel] === field),
      record.normalised,
    ],
  });
  if (!main) return;
  const showsThisOne = main.shown !== null && String(record.normalised).endsWith(`:${main.shown}`);
  const value = main.preferred ?? (main.gone && showsThisOne ? null : main.shown);
  if (value !== main.shown) await work.unlimited.update(Customer, String(record.customerId), { [field]: value });
}

export const contactPointRules: readonly BeforeHandler[] = [
  normalise,
  noteVerification,
  guardSelfService,
  preferOne,
  followPreferred,
];
