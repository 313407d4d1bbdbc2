import {
  type AffectedRecords,
  type AfterHandler,
  type HandledEvent,
  idOf,
  type PluginContext,
  type PluginJob,
  RapportError,
  type RecordCondition,
  type UnitOfWork,
} from '@rapport/sdk';
import { Segment } from './segment.record.ts';
import { type KeptSegment, keptSegments, markBroken, refreshSegment } from './segment.service.ts';
import { affectedByRule, agesWithTime, readRule } from './segment-rule.ts';

interface ReadRule {
  readonly condition: RecordCondition;
  readonly affected: AffectedRecords;
}

type Composition = UnitOfWork['context']['composition'];

/** Rules as they were read for tenants with the same plugins and fields; those with instants in them are read each time. */
const known = new WeakMap<Composition, Map<string, ReadRule>>();
const MOST_KNOWN = 10_000;

function read(work: UnitOfWork, { uuid, version, rule }: KeptSegment): ReadRule {
  const { composition } = work.context;
  const rules = known.get(composition) ?? new Map<string, ReadRule>();
  if (rules.size > MOST_KNOWN) rules.clear();
  known.set(composition, rules);
  const key = `${uuid}/${version}`;
  const found = rules.get(key);
  if (found) return found;
  const condition = readRule(work.unlimited, rule);
  const made = { condition, affected: affectedByRule(work, condition) };
  if (!agesWithTime(rule)) rules.set(key, made);
  return made;
}

/** Segments whose rules read what changed are refreshed for the customers whom it concerns, and no others. */
export const keepFresh: AfterHandler = {
  id: 'keep-fresh',
  events: ['*'],
  sees: 'everything',
  run: (event, context) => follow([event], context),
  runAll: follow,
};

async function follow(events: readonly HandledEvent[], { transaction }: PluginContext): Promise<void> {
  const broken: [KeptSegment, string][] = [];
  await transaction(async (work) => {
    const changed = new Set(events.filter(isNewRule).map(({ recordId }) => recordId));
    for (const segment of await keptSegments(work)) {
      try {
        const { condition, affected } = read(work, segment);
        if (changed.has(idOf(Segment, segment.uuid))) await refreshSegment(work, segment, condition);
        else await refreshAffected(work, segment, condition, affected, events);
      } catch (error) {
        if (!isBroken(error)) throw error;
        broken.push([segment, error.message]);
      }
    }
  });
  for (const [segment, fault] of broken) await transaction((work) => markBroken(work, segment, fault));
}

async function refreshAffected(
  work: UnitOfWork,
  segment: KeptSegment,
  condition: RecordCondition,
  affected: AffectedRecords,
  events: readonly HandledEvent[],
): Promise<void> {
  // One that was not filled yet is filled as a whole.
  if (!segment.refreshedAt) return;
  const customers = await affected.of(events, work.transaction, work.context.tenant.id);
  if (customers.length > 0) await refreshSegment(work, segment, condition, customers);
}

const isNewRule = ({ recordType, operation, changedFields }: HandledEvent) =>
  recordType === 'Segment' &&
  (operation === 'CREATED' ||
    operation === 'RESTORED' ||
    changedFields.some((name) => ['rule', 'state'].includes(name)));

const isBroken = (error: unknown): error is RapportError =>
  error instanceof RapportError && error.code === 'FILTER_INVALID';

/** All customers are looked at: of rules that time alone changes, and of all once a day, whatever was not announced. */
export const refreshAll: PluginJob = {
  id: 'refresh',
  cron: '17 * * * *',
  timeZone: 'UTC',
  catchUp: 'once',
  run: async ({ dueAt, transaction, signal }) => {
    const segments = await transaction(keptSegments);
    for (const segment of segments) {
      signal.throwIfAborted();
      if (!agesWithTime(segment.rule) && dueAt.getUTCHours() !== 0) continue;
      await refreshNow(transaction, segment);
    }
  },
};

/** Refreshes a segment for all customers; one whose rule does not hold any more is marked. */
export async function refreshNow(transaction: PluginContext['transaction'], segment: KeptSegment): Promise<void> {
  try {
    await transaction((work) => refreshSegment(work, segment, read(work, segment).condition));
  } catch (error) {
    if (!isBroken(error)) throw error;
    await transaction((work) => markBroken(work, segment, error.message));
  }
}
