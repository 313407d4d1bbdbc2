import { type BeforeHandler, idOf, uuidOf } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { ProfileValue } from './profile-value.record.ts';

/** A later value of an attribute retires those before it; nothing is overwritten (A6). */
const retireFormer: BeforeHandler = {
  record: ProfileValue,
  on: ['created'],
  run: async ({ record }, work) => {
    const { tenant, access } = work.context;
    const collected = {
      ...(record.collectedAt == null && { collectedAt: new Date().toISOString() }),
      ...(record.collectedById == null && access.actor.userId && { collectedById: access.actor.userId }),
    };
    if (record.besides === true) return collected;
    const former = await work.run<{ id: string }>({
      text: `
select id from profile_value
where tenant_id = $1 and customer_id = $2 and attribute = $3 and not besides
  and state in ('UNVERIFIED', 'VERIFIED', 'STALE') and deleted_at is null
order by id`,
      values: [tenant.id, uuidOf(Customer, record.customerId), record.attribute],
    });
    for (const { id } of former)
      await work.unlimited.transition(ProfileValue, idOf(ProfileValue, id), {
        transition: 'retire',
        reason: 'A later value took its place.',
      });
    return collected;
  },
};

const noteVerification: BeforeHandler = {
  record: ProfileValue,
  on: ['updated'],
  run: async ({ transition }) => (transition?.name === 'verify' ? { verifiedAt: new Date().toISOString() } : undefined),
};

export const profileValueRules: readonly BeforeHandler[] = [retireFormer, noteVerification];
