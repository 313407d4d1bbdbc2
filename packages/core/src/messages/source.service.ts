import type { UnitOfWork } from '@rapport/sdk';

/** Far enough away, and a moment that every part of the product can show. */
const NEVER = '9999-01-01T00:00:00Z';

/** Lets messages of a source wait until they are released. They count for caps as long as they wait. */
export function holdMessages(work: UnitOfWork, source: string): Promise<object[]> {
  return change(work, source, "due_at = $3, updated_at = now() where state = 'QUEUED'", [NEVER]);
}

/** Lets them be sent again; each is looked at anew before it goes. */
export function releaseMessages(work: UnitOfWork, source: string): Promise<object[]> {
  return change(work, source, "due_at = now(), updated_at = now() where state = 'QUEUED' and due_at = $3", [NEVER]);
}

/** Calls off what waits. */
export function cancelMessages(work: UnitOfWork, source: string): Promise<object[]> {
  return change(work, source, "state = 'CANCELED', counted_at = null, updated_at = now() where state = 'QUEUED'", []);
}

function change(work: UnitOfWork, source: string, set: string, values: readonly unknown[]): Promise<object[]> {
  return work.run({
    text: `with changed as (update message set ${set} and tenant_id = $1 and source = $2 and deleted_at is null returning 1) select count(*)::int as count from changed`,
    values: [work.context.tenant.id, source, ...values],
  });
}
