import { type BeforeHandler, idOf, type RecordInput, reject, type UnitOfWork } from '@rapport/sdk';
import { ProductLifeCycle } from './product-life-cycle.record.ts';
import { ProductLifeStep } from './product-life-step.record.ts';

const MOST_SECONDS = 2_147_483_647;

/** Each step says since when, and is kept with its time: no state begins before the one that led to it. */
const takeStep: BeforeHandler = {
  record: ProductLifeCycle,
  on: ['created', 'updated'],
  run: async ({ operation, uuid, before, after, record, transition, path }, work) => {
    if (operation === 'updated' && !transition) return undefined;
    const since = String(operation === 'created' ? record.since : (after.since ?? new Date().toISOString()));
    if (Date.parse(since) > Date.now()) reject(`${path}.since`, 'must not be in the future.');
    if (operation === 'created' && record.state === 'REPLACED')
      reject(`${path}.state`, 'is reached by the step `replace`, which names what he has in its place.');
    const former = transition ? Date.parse(String(before.since ?? record.since)) : undefined;
    if (former !== undefined && Date.parse(since) < former)
      reject(`${path}.since`, `must not be earlier than the state before: ${new Date(former).toISOString()}.`);
    if (transition?.name === 'end' && !transition.reason?.trim())
      reject('reason', 'is required to end a ProductLifeCycle.');
    const step = {
      lifeCycleId: idOf(ProductLifeCycle, uuid),
      customerId: record.customerId,
      product: record.product,
      fromState: transition?.from ?? null,
      toState: record.state,
      takenAt: since,
      secondsBefore:
        former === undefined ? null : Math.min(MOST_SECONDS, Math.round((Date.parse(since) - former) / 1_000)),
      reason: transition?.reason?.slice(0, 500) ?? null,
    };
    work.afterWrite(keepSteps, step);
    if (transition?.name === 'renew') return { since, replacedBy: null };
    return { since };
  },
};

async function keepSteps({ unlimited }: UnitOfWork, steps: readonly RecordInput[]): Promise<void> {
  for (const kept of steps) await unlimited.create(ProductLifeStep, {}, 'input', kept);
}

export const productLifeRules: readonly BeforeHandler[] = [takeStep];
