import {
  type AffectedRecords,
  affectedBy,
  RapportError,
  type RecordCondition,
  readCondition,
  type UnitOfWork,
} from '@rapport/sdk';
import { segmentEntered, segmentLeft } from './segment.events.ts';
import { SegmentMembership } from './segment-membership.record.ts';

/** A rule: a filter of customers, as JSON. `{ "now": "-P90D" }` stands for the instant of 90 days before it is looked at. */
export type SegmentRule = Readonly<Record<string, unknown>>;

const DURATION = /^(-?)P(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?)?$/;

const isMoment = (value: object): value is { readonly now: string } =>
  'now' in value && typeof value.now === 'string' && Object.keys(value).length === 1;

function instantOf(duration: string, now: number): string {
  const found = DURATION.exec(duration);
  if (!found)
    throw new RapportError('FILTER_INVALID', `rule: "${duration}" is no duration such as -P90D or -PT12H.`, {
      field: 'rule',
    });
  const [, sign, days = '0', hours = '0', minutes = '0'] = found;
  const ms = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000;
  return new Date(now + (sign === '-' ? -ms : ms)).toISOString();
}

/** The rule with instants in the place of `now`. */
function atMoment(value: unknown, now: number): unknown {
  if (Array.isArray(value)) return value.map((item) => atMoment(item, now));
  if (typeof value !== 'object' || value === null) return value;
  if (isMoment(value)) return instantOf(value.now, now);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, atMoment(item, now)]));
}

/** Whether time alone can change who meets it. */
export function agesWithTime(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return (!Array.isArray(value) && isMoment(value)) || Object.values(value).some(agesWithTime);
}

/** The condition that a rule is. Throws FILTER_INVALID where it names what is not there, or what `work` may not read. */
export function readRule(
  { context: { access, composition } }: { readonly context: Pick<UnitOfWork['context'], 'access' | 'composition'> },
  rule: unknown,
): RecordCondition {
  return readCondition({ access, composition }, 'Customer', atMoment(rule, Date.now()), 'rule');
}

/** The customers for whom an event may change whether they meet the rule. */
export function affectedByRule({ context: { composition } }: UnitOfWork, condition: RecordCondition): AffectedRecords {
  const { name: recordType } = SegmentMembership;
  return affectedBy(
    condition,
    composition,
    [segmentEntered, segmentLeft].map(({ type: event }) => ({ event, recordType, via: 'customer' })),
  );
}

/** Ids of the segments that a rule names. */
export function segmentsNamed(value: unknown): string[] {
  if (typeof value === 'string') return /^seg_[0-9a-f-]{36}$/.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(segmentsNamed) : [];
}
