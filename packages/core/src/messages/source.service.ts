import type { UnitOfWork } from '@rapport/sdk';

/** Far enough away, and a moment that every part of the product can show. */
const NEVER = '9999-01-01T00:00:00Z';

/** Lets messages of a source wait until they are released. They count for caps as long as they wait. */
export function holdMessages(work: UnitOfWork, source: string): Promise<void> {
  return changeQueued(work, source, `due_at = '${NEVER}'`);
}

/** Lets them be sent again; each is looked at anew before it goes. */
export function releaseMessages(work: UnitOfWork, source: string): Promise<void> {
  return changeQueued(work, source, 'due_at = now()', `due_at = '${NEVER}'`);
}

/** Calls off what waits. */
export function cancelMessages(work: UnitOfWork, source: string): Promise<void> {
  return changeQueued(work, source, "state = 'CANCELED', counted_at = null");
}

async function changeQueued(work: UnitOfWork, source: string, set: string, only = 'true'): Promise<void> {
  await work.run({
    text: `
with changed as (
  update message set ${set}, updated_at = now()
  where tenant_id = $1 and source = $2 and state = 'QUEUED' and ${only} and deleted_at is null returning 1)
select count(*)::int as count from changed`,
    values: [work.context.tenant.id, source],
  });
}
