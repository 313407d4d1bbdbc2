import { type BeforeHandler, type FieldValues, reject, type UnitOfWork, User, uuidOf } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { type SlaEscalation, SlaPolicy, type SlaTarget } from './sla-policy.record.ts';

const MAX_TARGETS = 20;
const MAX_ESCALATIONS = 10;
const PRIORITIES = 5;
/** Ten years of eight hours a day. */
const MAX_MINUTES = 10 * 366 * 8 * 60;

function checkTargets(targets: readonly SlaTarget[], path: string): void {
  if (targets.length === 0) reject(path, 'must name a target, or nothing is promised.');
  if (targets.length > MAX_TARGETS) reject(path, `must be at most ${MAX_TARGETS}.`);
  const seen = new Set<string>();
  for (const [index, { milestone, priority = null, minutes }] of targets.entries()) {
    const at = `${path}[${index}]`;
    if (!(minutes >= 1 && minutes <= MAX_MINUTES)) reject(`${at}.minutes`, `must be from 1 to ${MAX_MINUTES}.`);
    if (priority !== null && !(priority >= 1 && priority <= PRIORITIES))
      reject(`${at}.priority`, `must be from 1 to ${PRIORITIES}.`);
    if (seen.has(`${milestone} ${priority}`)) reject(at, 'says again what another target says.');
    seen.add(`${milestone} ${priority}`);
  }
}

async function checkEscalations(work: UnitOfWork, escalations: readonly SlaEscalation[], path: string): Promise<void> {
  if (escalations.length > MAX_ESCALATIONS) reject(path, `must be at most ${MAX_ESCALATIONS}.`);
  for (const [index, { afterMinutes }] of escalations.entries()) {
    const least = escalations[index - 1]?.afterMinutes ?? 0;
    if (!(afterMinutes >= least && afterMinutes <= MAX_MINUTES))
      reject(
        `${path}[${index}].afterMinutes`,
        `must be from ${least} to ${MAX_MINUTES}: one is called in after the other.`,
      );
  }
  const uuids = escalations.map(({ userId }, index) => uuidOf(User, userId, `${path}[${index}].userId`));
  const known = await work.run<{ id: string }>({
    text: 'select id from user_account where tenant_id = $1 and id = any($2::uuid[]) and deleted_at is null',
    values: [work.context.tenant.id, uuids],
  });
  const found = new Set(known.map(({ id }) => id));
  const missing = uuids.findIndex((uuid) => !found.has(uuid));
  if (missing >= 0) reject(`${path}[${missing}].userId`, 'must be a user.');
}

/** A filter that customers cannot be asked with is refused where it is written, and not when a request needs it. */
async function checkFilter(work: UnitOfWork, filter: unknown, path: string): Promise<void> {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter))
    reject(path, 'must be a filter as the list of customers takes it.');
  await work.unlimited.find(Customer, { filter: filter as FieldValues, fields: ['id'], first: 1 });
}

const checkPolicy: BeforeHandler = {
  record: SlaPolicy,
  on: ['created', 'updated'],
  run: async ({ after, path }, work) => {
    if (after.targets != null) checkTargets(after.targets as SlaTarget[], `${path}.targets`);
    if (after.escalations != null)
      await checkEscalations(work, after.escalations as SlaEscalation[], `${path}.escalations`);
    if (after.customerFilter != null) await checkFilter(work, after.customerFilter, `${path}.customerFilter`);
    return undefined;
  },
};

export const slaPolicyRules: readonly BeforeHandler[] = [checkPolicy];
